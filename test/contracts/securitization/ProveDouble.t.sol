// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManaged } from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import { ILoanRegistry } from "../../../contracts/securitization/ILoanRegistry.sol";
import { ILoanRegistryErrors as Errors } from "../../../contracts/securitization/ILoanRegistryErrors.sol";
import { Loan, LoanProof } from "../../../contracts/types/Loan.sol";
import { LoanTest } from "../support/LoanTest.sol";
import { LoanTree } from "../support/LoanTree.sol";
import { vm } from "../support/Vm.sol";

contract ProveDoubleTest is LoanTest {
    LoanProof private _earlier;
    LoanProof private _later;
    LoanProof private _stranger;

    /// @dev Loan 4 of the first tape is loan 2 of the second one, under other terms.
    function setUp() public override {
        super.setUp();
        Loan[] memory loans = LoanTree.loansOf(1, 7);
        Loan[] memory others = LoanTree.loansOf(2, 5);
        others[2].key = loans[4].key;
        others[2].balance = 1;
        uint256 tape = _commitLoans(ORIGINATOR, loans);
        uint256 otherTape = _commitLoans(OTHER, others);
        _keep(_earlier, _proof(tape, ORIGINATOR, loans, 4));
        _keep(_later, _proof(otherTape, OTHER, others, 2));
        _keep(_stranger, _proof(otherTape, OTHER, others, 3));
    }

    function _keep(LoanProof storage place, LoanProof memory proof) private {
        (place.tapeId, place.loan, place.path) = (proof.tapeId, proof.loan, proof.path);
    }

    function _prove(LoanProof memory one, LoanProof memory other) private returns (uint64) {
        vm.prank(STRANGER);
        return registry.proveDouble(one, other);
    }

    function testFuzz_AnyoneFreezesTheLaterOne(bool isSwapped) public {
        _expectEvent();
        emit ILoanRegistry.DoubleProven(4, 258, _earlier.loan.key, address(0));
        uint64 frozen = isSwapped ? _prove(_later, _earlier) : _prove(_earlier, _later);
        vm.assertEq(frozen, 258);
        (, uint256 bits) = registry.wordOf(1);
        vm.assertEq(bits, 1 << 2);
        (, bits) = registry.wordOf(0);
        vm.assertEq(bits, 0);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanIsFrozen.selector, 1, 1 << 2));
        _pledge(OTHER, 2, pool, 1, 31);
        _pledge(ORIGINATOR, 1, pool, 0, 127);
    }

    function test_FreezesWithinATape() public {
        Loan[] memory loans = LoanTree.loansOf(3, 300);
        loans[299].key = loans[3].key;
        uint256 tape = _commitLoans(ORIGINATOR, loans);
        uint64 first = registry.tapeOf(tape).first;
        uint64 frozen = _prove(_proof(tape, ORIGINATOR, loans, 299), _proof(tape, ORIGINATOR, loans, 3));
        vm.assertEq(frozen, first + 299);
        (, uint256 bits) = registry.wordOf(first / 256 + 1);
        vm.assertEq(bits, 1 << 43);
    }

    function test_APledgedLoanIsCountedForItsPoolUntilItLeaves() public {
        _pledge(ORIGINATOR, 1, otherPool, 0, 1 << 4);
        _pledge(OTHER, 2, pool, 1, 31);
        _expectEvent();
        emit ILoanRegistry.DoubleProven(4, 258, _earlier.loan.key, pool);
        _prove(_earlier, _later);
        vm.assertEq(registry.frozenCount(pool), 1);
        vm.assertEq(registry.frozenCount(otherPool), 0);
        vm.assertEq(registry.pledgedCount(pool), 5);
        vm.assertEq(registry.poolOf(258), pool);
        _release(pool, 1, 3);
        vm.assertEq(registry.frozenCount(pool), 1);
        _release(pool, 1, 12);
        vm.assertEq(registry.frozenCount(pool), 0);
        vm.assertEq(registry.pledgedCount(pool), 1);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanIsFrozen.selector, 1, 4));
        _pledge(OTHER, 2, pool, 1, 4);
    }

    function test_RevertGiven_OneIsFrozen() public {
        Loan[] memory loans = LoanTree.loansOf(4, 2);
        loans[1].key = _earlier.loan.key;
        uint256 tape = _commitLoans(ORIGINATOR, loans);
        LoanProof memory third = _proof(tape, ORIGINATOR, loans, 1);
        _prove(_earlier, _later);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanIsFrozen.selector, 1, 4));
        _prove(_earlier, _later);
        // What is frozen stands in nobody's way; the one that stands still does.
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanIsFrozen.selector, 1, 4));
        _prove(_later, third);
        vm.assertEq(_prove(third, _earlier), registry.tapeOf(tape).first + 1);
    }

    function test_ABuyerRegistersWhatTheSellerRetired() public {
        vm.prank(ORIGINATOR);
        registry.retire(1, 0, _masks(1 << 4));
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanIsFrozen.selector, 0, 1 << 4));
        _prove(_earlier, _later);
        _pledge(OTHER, 2, pool, 1, 4);
    }

    function test_RevertWhen_TheKeysDiffer() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanKeysDiffer.selector, _earlier.loan.key, _stranger.loan.key));
        _prove(_earlier, _stranger);
    }

    function test_RevertWhen_BothAreTheSame() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanIsTheSame.selector, 4));
        _prove(_earlier, _earlier);
    }

    function test_RevertWhen_ALoanIsNotInItsTape() public {
        // Nobody freezes another's loan with a leaf of its own making.
        LoanProof memory forged = _stranger;
        forged.loan.key = _earlier.loan.key;
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanNotIncluded.selector, 2, 3));
        _prove(_earlier, forged);
        forged = _later;
        forged.path[0] = keccak256("x");
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanNotIncluded.selector, 2, 2));
        _prove(forged, _earlier);
        forged = _later;
        forged.tapeId = 1;
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanNotIncluded.selector, 1, 2));
        _prove(forged, _earlier);
        forged.tapeId = 3;
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanTapeUnknown.selector, 3));
        _prove(forged, _earlier);
    }

    /// @dev Whoever copies a root that is about to be committed gets a tape without loans.
    function test_RevertWhen_TheRootWasCopiedBefore() public {
        Loan[] memory loans = LoanTree.loansOf(5, 3);
        bytes32 root = LoanTree.root(loans, address(registry), ORIGINATOR);
        vm.prank(OTHER);
        registry.commitTape(root, 3, 1, DOCUMENT, URI);
        uint256 tape = _commitLoans(ORIGINATOR, loans);
        LoanProof memory copied = _proof(tape - 1, ORIGINATOR, loans, 0);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanNotIncluded.selector, tape - 1, 0));
        _prove(copied, _proof(tape, ORIGINATOR, loans, 0));
    }

    // Substitution

    function _offer(uint64 outNumber, uint64 inNumber) private {
        vm.prank(ORIGINATOR);
        registry.offerSubstitute(1, pool, outNumber, inNumber);
    }

    function test_SubstitutesOneLoanByAnother() public {
        _pledge(ORIGINATOR, 1, pool, 0, 3);
        _expectEvent();
        emit ILoanRegistry.SubstituteOffered(pool, 1, 6);
        _offer(1, 6);
        (address offered, uint64 outNumber) = registry.offerOf(6);
        vm.assertEq(offered, pool);
        vm.assertEq(outNumber, 1);
        _expectEvent();
        emit ILoanRegistry.LoanSubstituted(pool, 1, 6);
        vm.prank(pool);
        registry.substitute(1, 6);
        vm.assertEq(registry.bitsOf(pool, 0), 1 | (1 << 6));
        vm.assertEq(registry.pledgedCount(pool), 2);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanNotOffered.selector, 6, pool));
        vm.prank(pool);
        registry.substitute(1, 6);
    }

    function test_AFrozenLoanIsReplaced() public {
        _pledge(OTHER, 2, pool, 1, 4);
        _prove(_earlier, _later);
        vm.prank(OTHER);
        registry.offerSubstitute(2, pool, 258, 260);
        vm.prank(pool);
        registry.substitute(258, 260);
        vm.assertEq(registry.frozenCount(pool), 0);
        vm.assertEq(registry.pledgedCount(pool), 1);
        vm.assertEq(registry.poolOf(260), pool);
    }

    function test_RevertWhen_TheSubstituteWasNotOffered() public {
        _pledge(ORIGINATOR, 1, pool, 0, 3);
        _offer(1, 6);
        bytes memory refused = abi.encodeWithSelector(Errors.LoanNotOffered.selector, 6, otherPool);
        vm.expectRevert(refused);
        vm.prank(otherPool);
        registry.substitute(1, 6);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanNotOffered.selector, 6, pool));
        vm.prank(pool);
        registry.substitute(0, 6);
        vm.prank(ORIGINATOR);
        registry.offerSubstitute(1, address(0), 1, 6);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanNotOffered.selector, 6, pool));
        vm.prank(pool);
        registry.substitute(1, 6);
    }

    function test_RevertWhen_ALoanIsNotThereToBeChanged() public {
        _offer(1, 6);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanNotPledgedTo.selector, 1, pool));
        vm.prank(pool);
        registry.substitute(1, 6);
        _pledge(ORIGINATOR, 1, otherPool, 0, 2);
        _pledge(ORIGINATOR, 1, pool, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanNotPledgedTo.selector, 1, pool));
        vm.prank(pool);
        registry.substitute(1, 6);
        _offer(0, 6);
        _pledge(ORIGINATOR, 1, otherPool, 0, 1 << 6);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanAlreadyPledged.selector, 0, 1 << 6));
        vm.prank(pool);
        registry.substitute(0, 6);
        _offer(0, 5);
        vm.prank(ORIGINATOR);
        registry.retire(1, 0, _masks(1 << 5));
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanIsFrozen.selector, 0, 1 << 5));
        vm.prank(pool);
        registry.substitute(0, 5);
    }

    function test_RevertWhen_TheOfferIsNotAllowed() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER));
        vm.prank(STRANGER);
        registry.offerSubstitute(1, pool, 1, 6);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanCallerIsNotOriginator.selector, OTHER, ORIGINATOR));
        vm.prank(OTHER);
        registry.offerSubstitute(1, pool, 1, 6);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanBeyondTape.selector, 0, 1 << 7));
        _offer(1, 7);
        vm.prank(pool);
        registry.reservePool(OTHER);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanPoolIsReserved.selector, pool, OTHER));
        _offer(1, 6);
    }
}
