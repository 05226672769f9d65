// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManaged } from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import { ILoanRegistry } from "../../../contracts/securitization/ILoanRegistry.sol";
import { ILoanRegistryErrors } from "../../../contracts/securitization/ILoanRegistryErrors.sol";
import { Loan } from "../../../contracts/types/Loan.sol";
import { LoanTest } from "../support/LoanTest.sol";
import { LoanTree } from "../support/LoanTree.sol";
import { bound, vm } from "../support/Vm.sol";

contract CommitTapeTest is LoanTest {
    bytes32 private constant ROOT = keccak256("root of a tape");

    function _commit(bytes32 root, uint32 count, uint128 total, bytes32 document, string memory uri) private {
        vm.prank(ORIGINATOR);
        registry.commitTape(root, count, total, document, uri);
    }

    function test_RevertWhen_CallerIsNotAdmitted() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER));
        vm.prank(STRANGER);
        registry.commitTape(ROOT, 1, 1, DOCUMENT, URI);
        manager.revokeRole(ORIGINATOR_ROLE, ORIGINATOR);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ORIGINATOR));
        _commit(ROOT, 1, 1, DOCUMENT, URI);
    }

    function test_RevertWhen_APartIsMissing() public {
        bytes memory empty = abi.encodeWithSelector(ILoanRegistryErrors.LoanTapeIsEmpty.selector);
        vm.expectRevert(empty);
        _commit(0, 1, 1, DOCUMENT, URI);
        vm.expectRevert(empty);
        _commit(ROOT, 0, 1, DOCUMENT, URI);
        vm.expectRevert(empty);
        _commit(ROOT, 1, 0, DOCUMENT, URI);
        vm.expectRevert(empty);
        _commit(ROOT, 1, 1, 0, URI);
    }

    function test_RevertWhen_TheUriIsEmptyOrTooLong() public {
        vm.expectRevert(abi.encodeWithSelector(ILoanRegistryErrors.LoanUriLengthInvalid.selector, 0, 256));
        _commit(ROOT, 1, 1, DOCUMENT, "");
        vm.expectRevert(abi.encodeWithSelector(ILoanRegistryErrors.LoanUriLengthInvalid.selector, 257, 256));
        _commit(ROOT, 1, 1, DOCUMENT, string(new bytes(257)));
        _commit(ROOT, 1, 1, DOCUMENT, string(new bytes(256)));
    }

    function test_RevertGiven_TheRootExists() public {
        _commit(ROOT, 1, 1, DOCUMENT, URI);
        vm.expectRevert(abi.encodeWithSelector(ILoanRegistryErrors.LoanRootExists.selector, ROOT, 1));
        _commit(ROOT, 2, 2, DOCUMENT, URI);
        vm.prank(OTHER);
        registry.commitTape(ROOT, 1, 1, DOCUMENT, URI);
        vm.assertEq(registry.tapeWith(ORIGINATOR, ROOT), 1);
        vm.assertEq(registry.tapeWith(OTHER, ROOT), 2);
        vm.assertEq(registry.tapeWith(STRANGER, ROOT), 0);
    }

    function testFuzz_NumbersBeginAtTheNextWord(uint32[5] memory counts) public {
        uint256 expected = 0;
        for (uint256 i = 0; i < counts.length; ++i) {
            uint256 count = counts[i] == 0 ? 1 : counts[i];
            (uint256 tapeId, uint64 first) = _commitBlank(i % 2 == 0 ? ORIGINATOR : OTHER, uint32(count));
            vm.assertEq(tapeId, i + 1);
            vm.assertEq(first, expected);
            expected += (count / 256) * 256;
            if (count % 256 != 0) expected += 256;
        }
        vm.assertEq(registry.tapeCount(), counts.length);
    }

    function test_KeepsAndTellsTheTape() public {
        _commitBlank(OTHER, 257);
        _expectEvent();
        emit ILoanRegistry.TapeCommitted(2, ORIGINATOR, ROOT, 300, 512, 77e6, DOCUMENT, URI);
        _commit(ROOT, 300, 77e6, DOCUMENT, URI);
        ILoanRegistry.Tape memory tape = registry.tapeOf(2);
        vm.assertEq(tape.originator, ORIGINATOR);
        vm.assertEq(tape.time, START);
        vm.assertEq(tape.count, 300);
        vm.assertEq(tape.first, 512);
        vm.assertEq(tape.root, ROOT);
        vm.assertEq(tape.totalBalance, 77e6);
        vm.assertEq(tape.documentHash, DOCUMENT);
    }

    function test_RevertWhen_TheTapeIsUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(ILoanRegistryErrors.LoanTapeUnknown.selector, 0));
        registry.tapeOf(0);
        vm.expectRevert(abi.encodeWithSelector(ILoanRegistryErrors.LoanTapeUnknown.selector, 1));
        registry.tapeOf(1);
    }

    function testFuzz_VerifiesEachLoanAtItsPlaceOnly(uint256 seed, uint256 count, uint256 place) public {
        Loan[] memory loans = LoanTree.loansOf(seed, bound(count, 1, 40));
        place = bound(place, 0, loans.length - 1);
        uint256 tapeId = _commitLoans(ORIGINATOR, loans);
        bytes32[] memory path = LoanTree.path(loans, address(registry), ORIGINATOR, place);
        vm.assertTrue(registry.verifyLoan(tapeId, loans[place], path));
        // Another's copy of the root holds no loans.
        bytes32 root = registry.tapeOf(tapeId).root;
        vm.prank(OTHER);
        (uint256 copy, ) = registry.commitTape(root, uint32(loans.length), 1, DOCUMENT, URI);
        vm.assertFalse(registry.verifyLoan(copy, loans[place], path), "copied");
    }

    function testFuzz_AnyOtherLoanIsNotInTheTape(uint256 part, uint256 by) public {
        Loan[] memory loans = LoanTree.loansOf(1, 9);
        uint256 tapeId = _commitLoans(ORIGINATOR, loans);
        bytes32[] memory path = LoanTree.path(loans, address(registry), ORIGINATOR, 4);
        Loan memory loan = loans[4];
        by = bound(by, 1, 1_000);
        part %= 8;
        if (part == 0) loan.position += uint32(by);
        else if (part == 1) loan.key = keccak256(abi.encode(by));
        else if (part == 2) loan.balance += uint128(by);
        else if (part == 3) loan.rate += uint64(by);
        else if (part == 4) loan.termMonths += uint16(by);
        else if (part == 5) loan.maturity += uint32(by);
        else if (part == 6) loan.credential = keccak256(abi.encode(by));
        else loan.dataHash = keccak256(abi.encode(by));
        vm.assertFalse(registry.verifyLoan(tapeId, loan, path), "changed");
    }

    function test_VerifiesNothingOnAnotherChainOrRegistry() public {
        Loan[] memory loans = LoanTree.loansOf(1, 3);
        uint256 tapeId = _commitLoans(ORIGINATOR, loans);
        bytes32[] memory path = LoanTree.path(loans, address(registry), ORIGINATOR, 0);
        vm.chainId(99);
        vm.assertFalse(registry.verifyLoan(tapeId, loans[0], path), "chain");
    }
}
