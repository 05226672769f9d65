// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManaged } from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import { IInvestorRegistrar } from "../../../contracts/securitization/IInvestorRegistrar.sol";
import { IInvestorRegistry } from "../../../contracts/securitization/IInvestorRegistry.sol";
import { InvestorTest } from "../support/InvestorTest.sol";
import { bound, vm } from "../support/Vm.sol";
import { flipEcdsa, passkeyOf, signEcdsa, signPasskey, vmSign } from "../support/VmSign.sol";
import { Wallet } from "../support/Wallet.sol";

contract InvestorRegistryTest is InvestorTest {
    IInvestorRegistrar.FreezeReason private constant REASON = IInvestorRegistrar.FreezeReason.Suspicion;

    function _expectEvent() private {
        vm.expectEmit(true, true, true, true, address(registry));
    }

    // Entries

    function testFuzz_KeepsAndTellsTheEntry(uint16 classes, uint16 jurisdiction, uint40 expiry, uint16 mask) public {
        classes |= 1;
        jurisdiction |= 1;
        expiry = uint40(bound(expiry, START + 1, type(uint40).max));
        _expectEvent();
        emit IInvestorRegistrar.InvestorSet(ALICE, REGISTRAR, 1, classes, jurisdiction, expiry);
        _enter(ALICE, classes, jurisdiction, expiry);
        IInvestorRegistry.Investor memory found = registry.investorOf(ALICE);
        vm.assertEq(found.classes, classes);
        vm.assertEq(found.jurisdiction, jurisdiction);
        vm.assertEq(found.expiry, expiry);
        vm.assertEq(found.isFrozen, false);
        vm.assertEq(registry.isEligible(ALICE, mask), classes & mask != 0);
        vm.assertEq(registry.isEligible(BOB, mask), false);
        vm.warp(expiry - 1);
        vm.assertEq(registry.isEligible(ALICE, classes), true);
        vm.warp(expiry);
        vm.assertEq(registry.isEligible(ALICE, classes), false);
    }

    function test_EntersManyAndTakesOut() public {
        IInvestorRegistrar.Entry[] memory entries = new IInvestorRegistrar.Entry[](200);
        for (uint160 i = 0; i < 200; ++i) {
            entries[i] = IInvestorRegistrar.Entry(address(0x1000 + i), 2, 276, LATER);
        }
        vm.prank(REGISTRAR);
        registry.setInvestors(entries);
        for (uint160 i = 0; i < 200; ++i) {
            vm.assertTrue(registry.isEligible(address(0x1000 + i), 2));
        }
        _enter(address(0x1000), 0, 0, 0);
        vm.assertEq(registry.isEligible(address(0x1000), 0xffff), false);
        vm.assertEq(registry.sequenceOf(address(0x1000)), 2);
    }

    function test_AskingTakesOneStorageRead() public {
        _enter(ALICE, 3, 276, LATER);
        vmSign.record();
        registry.isEligible(ALICE, 1);
        (bytes32[] memory reads, ) = vmSign.accesses(address(registry));
        vm.assertEq(reads.length, 1);
        vmSign.record();
        registry.isFrozen(ALICE);
        (reads, ) = vmSign.accesses(address(registry));
        vm.assertEq(reads.length, 1);
    }

    function test_RevertWhen_CallerIsNoRegistrar() public {
        IInvestorRegistrar.Entry[] memory entries = _entries(ALICE, 1, 276, LATER);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ALICE));
        vm.prank(ALICE);
        registry.setInvestors(entries);
    }

    function test_RevertWhen_EntriesAreNoneOrTooMany() public {
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistrar.InvestorCountInvalid.selector, 0, 200));
        vm.prank(REGISTRAR);
        registry.setInvestors(new IInvestorRegistrar.Entry[](0));
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistrar.InvestorCountInvalid.selector, 201, 200));
        vm.prank(REGISTRAR);
        registry.setInvestors(new IInvestorRegistrar.Entry[](201));
    }

    function test_RevertWhen_AnEntryIsInvalid() public {
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistrar.InvestorEntryInvalid.selector, address(0)));
        _enter(address(0), 1, 276, LATER);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistrar.InvestorEntryInvalid.selector, ALICE));
        _enter(ALICE, 1, 0, LATER);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistrar.InvestorEntryInvalid.selector, ALICE));
        _enter(ALICE, 1, 276, uint40(START));
    }

    // Freezing

    function test_FreezesAndUnfreezes() public {
        _enter(ALICE, 1, 276, LATER);
        _expectEvent();
        emit IInvestorRegistrar.InvestorFrozen(ALICE, REASON);
        _freeze(ALICE);
        vm.assertEq(registry.isFrozen(ALICE), true);
        vm.assertEq(registry.isEligible(ALICE, 1), false);
        // A new entry, by call or by signature, does not thaw it.
        _enter(ALICE, 3, 276, LATER);
        vm.assertEq(registry.isFrozen(ALICE), true);
        _expectEvent();
        emit IInvestorRegistrar.InvestorUnfrozen(ALICE, IInvestorRegistrar.FreezeReason.Settled);
        vm.prank(COMPLIANCE);
        registry.unfreeze(_accounts(ALICE), IInvestorRegistrar.FreezeReason.Settled);
        vm.assertEq(registry.isEligible(ALICE, 2), true);
    }

    function test_FreezesAnAccountThatIsNotRegistered() public {
        _freeze(BOB);
        _enter(BOB, 1, 276, LATER);
        vm.assertEq(registry.isEligible(BOB, 1), false);
        vm.assertEq(registry.investorOf(BOB).isFrozen, true);
    }

    function test_RevertWhen_FreezingIsNotAllowed() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, REGISTRAR));
        vm.prank(REGISTRAR);
        registry.freeze(_accounts(ALICE), REASON);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, REGISTRAR));
        vm.prank(REGISTRAR);
        registry.unfreeze(_accounts(ALICE), REASON);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistrar.InvestorReasonMissing.selector));
        vm.prank(COMPLIANCE);
        registry.freeze(_accounts(ALICE), IInvestorRegistrar.FreezeReason.None);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistrar.InvestorCountInvalid.selector, 201, 200));
        vm.prank(COMPLIANCE);
        registry.freeze(new address[](201), REASON);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistrar.InvestorFreezeUnchanged.selector, ALICE, false));
        vm.prank(COMPLIANCE);
        registry.unfreeze(_accounts(ALICE), REASON);
        _freeze(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistrar.InvestorFreezeUnchanged.selector, ALICE, true));
        _freeze(ALICE);
    }

    // Signed approvals

    function test_AnyoneBringsWhatARegistrarSigned() public {
        IInvestorRegistrar.Approval memory approval = _approval(ALICE, 1);
        _expectEvent();
        emit IInvestorRegistrar.InvestorSet(ALICE, signer, 1, 5, 756, LATER);
        registry.registerBySig(approval, signer, _sign(approval));
        vm.assertEq(registry.isEligible(ALICE, 4), true);
    }

    function test_ContractAndP256KeysSign() public {
        Wallet wallet = new Wallet();
        _admit(address(wallet));
        _admit(passkeyOf(PRIVATE));
        IInvestorRegistrar.Approval memory approval = _approval(ALICE, 1);
        wallet.agree(_digestAt(approval, address(registry), block.chainid));
        registry.registerBySig(approval, address(wallet), "");
        approval.sequence = 2;
        bytes memory signature = signPasskey(PRIVATE, _digestAt(approval, address(registry), block.chainid));
        registry.registerBySig(approval, passkeyOf(PRIVATE), signature);
        vm.assertEq(registry.sequenceOf(ALICE), 2);
    }

    function test_RevertWhen_BroughtTwiceOrAfterANewerEntry() public {
        IInvestorRegistrar.Approval memory approval = _approval(ALICE, 1);
        bytes memory signature = _sign(approval);
        registry.registerBySig(approval, signer, signature);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistrar.InvestorSequenceNotNext.selector, 1, 2));
        registry.registerBySig(approval, signer, signature);
        approval.sequence = 2;
        signature = _sign(approval);
        _enter(ALICE, 0, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistrar.InvestorSequenceNotNext.selector, 2, 3));
        registry.registerBySig(approval, signer, signature);
    }

    function test_RevertWhen_TheDeadlineHasPassed() public {
        IInvestorRegistrar.Approval memory approval = _approval(ALICE, 1);
        bytes memory signature = _sign(approval);
        vm.warp(approval.deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistrar.InvestorDeadlinePassed.selector, approval.deadline));
        registry.registerBySig(approval, signer, signature);
        vm.warp(approval.deadline);
        registry.registerBySig(approval, signer, signature);
    }

    function test_RevertWhen_TheSignerIsNoRegistrarAnyMore() public {
        IInvestorRegistrar.Approval memory approval = _approval(ALICE, 1);
        bytes memory signature = _sign(approval);
        manager.revokeRole(REGISTRAR_ROLE, signer);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistrar.InvestorSignerIsNotRegistrar.selector, signer));
        registry.registerBySig(approval, signer, signature);
    }

    function testFuzz_RevertWhen_SignedForSomethingElse(uint256 part, uint256 by) public {
        IInvestorRegistrar.Approval memory approval = _approval(ALICE, 1);
        bytes memory signature = _sign(approval);
        by = bound(by, 1, 1_000);
        part %= 8;
        if (part == 0) approval.entry.account = address(uint160(by));
        else if (part == 1) approval.entry.classes += uint16(by);
        else if (part == 2) approval.entry.jurisdiction += uint16(by);
        else if (part == 3) approval.entry.expiry += uint40(by);
        else if (part == 4) approval.sequence += uint32(by);
        else if (part == 5) approval.deadline += uint64(by);
        else if (part == 6) signature = signEcdsa(PRIVATE, _digestAt(approval, address(uint160(by)), block.chainid));
        else signature = signEcdsa(PRIVATE, _digestAt(approval, address(registry), block.chainid + by));
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistrar.InvestorSignatureInvalid.selector, signer));
        registry.registerBySig(approval, signer, signature);
    }

    function test_RevertWhen_TheSignatureIsMalleable() public {
        IInvestorRegistrar.Approval memory approval = _approval(ALICE, 1);
        bytes memory flipped = flipEcdsa(PRIVATE, _digestAt(approval, address(registry), block.chainid));
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistrar.InvestorSignatureInvalid.selector, signer));
        registry.registerBySig(approval, signer, flipped);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistrar.InvestorSignatureInvalid.selector, address(0)));
        registry.registerBySig(approval, address(0), new bytes(65));
    }
}
