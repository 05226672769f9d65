// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { ILedgerErrors } from "../../../contracts/ledger/ILedgerErrors.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract SetSuccessorTest is LedgerTest {
    function setUp() public override {
        super.setUp();
        _anchor(KEY, 5);
    }

    function test_RevertGiven_AnIssuerDoesNotExist() public {
        bytes memory unknown = abi.encodeWithSelector(ILedgerErrors.LedgerIssuerUnknown.selector, NOBODY);
        vm.expectRevert(unknown);
        vm.prank(ADMIN);
        ledger.setSuccessor(NOBODY, PLAIN);
        vm.expectRevert(unknown);
        vm.prank(ADMIN);
        ledger.setSuccessor(KEEPING, NOBODY);
    }

    function testFuzz_RevertWhen_CallerIsNotAdmin(address caller) public {
        if (caller == ADMIN) return;
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerCallerIsNotAdmin.selector, caller, ADMIN));
        vm.prank(caller);
        ledger.setSuccessor(KEEPING, PLAIN);
    }

    function test_RevertGiven_ItHasASuccessor() public {
        _succeed();
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerIssuerSucceeded.selector, KEEPING));
        vm.prank(OTHER_ADMIN);
        ledger.setSuccessor(KEEPING, PLAIN);
    }

    function test_RevertWhen_ThereWouldBeACircle() public {
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerSuccessorInvalid.selector, KEEPING));
        vm.prank(ADMIN);
        ledger.setSuccessor(KEEPING, KEEPING);
        _succeed();
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerSuccessorInvalid.selector, KEEPING));
        vm.prank(OTHER_ADMIN);
        ledger.setSuccessor(PLAIN, KEEPING);
    }

    function test_HandsOver() public {
        _expectEvent();
        emit ICreditLedger.SuccessorSet(KEEPING, PLAIN, OTHER_ADMIN);
        _succeed();
        (address admin, , ICreditLedger.IssuerStatus status, , , IssuerId successor) = ledger.issuerOf(KEEPING);
        vm.assertEq(admin, OTHER_ADMIN);
        vm.assertEq(uint256(status), uint256(ICreditLedger.IssuerStatus.Active));
        vm.assertEq(_raw(successor), _raw(PLAIN));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerCallerIsNotAdmin.selector, ADMIN, OTHER_ADMIN));
        vm.prank(ADMIN);
        ledger.removeKey(KEY);
        vm.prank(OTHER_ADMIN);
        ledger.addKey(KEEPING, address(0xB4), 0, FOREVER, REVOKES);
        vm.prank(address(0xB4));
        ledger.revoke(3, 1);
        vm.prank(OTHER_ADMIN);
        ledger.removeKey(KEY);
    }

    function test_RevertWhen_ItAnchorsAfterwards() public {
        _succeed();
        vm.prank(KEY);
        ledger.revoke(1, 1);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerIssuerSucceeded.selector, KEEPING));
        vm.prank(KEY);
        ledger.anchor(_rootOf(1), 1, MODEL, STATE, 1);
        vm.assertEq(_anchor(PLAIN_KEY, 1), 0);
        (uint64 size, uint64 leaves, , ) = ledger.checkpoint(KEEPING);
        vm.assertEq(size, 1);
        vm.assertEq(leaves, 5);
    }

    function _succeed() private {
        vm.prank(ADMIN);
        ledger.setSuccessor(KEEPING, PLAIN);
    }
}
