// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLine } from "../../../contracts/lending/ICreditLine.sol";
import { CreditProof } from "../../../contracts/types/CreditProof.sol";
import { CreditReason } from "../../../contracts/types/CreditReason.sol";
import { LineTest } from "../support/LineTest.sol";
import { vm } from "../support/Vm.sol";

contract OpenLineTest is LineTest {
    event LineOpened(address indexed account, bytes32 indexed credential, uint128 limit, uint40 end);

    function test_RevertWhen_TermsAreIncomplete() public {
        for (uint256 fault = 0; fault < 6; ++fault) {
            ICreditLine.Terms memory terms = _terms();
            ICreditLine.Source[] memory sources = _sources();
            if (fault == 0) terms.lender = address(0);
            if (fault == 1) terms.limit = 0;
            if (fault == 2) terms.term = 0;
            if (fault == 3) terms.threshold = 681;
            if (fault == 4) sources = new ICreditLine.Source[](0);
            if (fault == 5) sources = new ICreditLine.Source[](17);
            try this.make(terms, sources) {
                vm.assertTrue(false, "made with incomplete terms");
            } catch {}
        }
        vm.assertTrue(line.isAccepted(ISSUER, MODEL));
        vm.assertFalse(line.isAccepted(PLAIN, MODEL), "no other issuer");
    }

    function make(ICreditLine.Terms calldata terms, ICreditLine.Source[] calldata sources) external {
        _deployLine(terms, sources);
    }

    function test_OpensByScore() public {
        (CreditProof memory proof, bytes32 digest) = _scoreOf(BORROWER, 712);
        vm.expectEmit(true, true, true, true, address(line));
        emit LineOpened(BORROWER, digest, LIMIT, uint40(START + TERM));
        vm.prank(BORROWER);
        line.openByScore(proof, BLIND);
        ICreditLine.Line memory opened = line.lineOf(BORROWER);
        vm.assertEq(opened.limit, LIMIT);
        vm.assertEq(opened.drawn, 0);
        vm.assertEq(opened.end, START + TERM);
        vm.assertEq(opened.index, 2);
    }

    function test_TheLineEndsWithTheCredential() public {
        (CreditProof memory proof, ) = _scoreOf(BORROWER, 712);
        vm.warp(EXPIRY - 1 days);
        vm.prank(BORROWER);
        line.openByScore(proof, BLIND);
        vm.assertEq(line.lineOf(BORROWER).end, EXPIRY);
    }

    function test_OpensByThreshold() public {
        (CreditProof memory proof, ) = _anchor(KEY, _commitment(BORROWER), 680, 14, 5, 2);
        vm.prank(BORROWER);
        line.openByThreshold(proof, BLIND, SEED);
        vm.assertEq(line.lineOf(BORROWER).limit, LIMIT);
    }

    function test_RevertWhen_ThresholdIsNotMet() public {
        (CreditProof memory proof, ) = _anchor(KEY, _commitment(BORROWER), 679, 14, 5, 2);
        _expectRefusal(CreditReason.ThresholdNotMet);
        vm.prank(BORROWER);
        line.openByThreshold(proof, BLIND, SEED);
    }

    function test_RevertWhen_ScoreIsTooLow() public {
        (CreditProof memory proof, ) = _scoreOf(BORROWER, 649);
        _expectRefusal(CreditReason.ScoreTooLow);
        vm.prank(BORROWER);
        line.openByScore(proof, BLIND);
    }

    function test_RevertWhen_IssuerIsNotAccepted() public {
        (CreditProof memory proof, ) = _anchor(PLAIN_KEY, _commitment(BORROWER), 712, 1, 5, 2);
        _expectRefusal(CreditReason.IssuerNotAccepted);
        vm.prank(BORROWER);
        line.openByScore(proof, BLIND);
    }

    function test_RevertWhen_ModelIsNotAccepted() public {
        (CreditProof memory proof, ) = _scoreOf(BORROWER, 712);
        proof.model = keccak256("another model");
        _expectRefusal(CreditReason.ModelNotAccepted);
        vm.prank(BORROWER);
        line.openByScore(proof, BLIND);
    }

    /// @dev Who saw proof and link, as the lender before did, cannot use them.
    function testFuzz_RevertWhen_CallerIsNotTheHolder(address thief) public {
        if (thief == BORROWER) thief = OTHER;
        (CreditProof memory proof, ) = _scoreOf(BORROWER, 712);
        _expectRefusal(CreditReason.NotIncluded);
        vm.prank(thief);
        line.openByScore(proof, BLIND);
        (proof, ) = _anchor(KEY, _commitment(BORROWER), 680, 14, 5, 2);
        _expectRefusal(CreditReason.NotIncluded);
        vm.prank(thief);
        line.openByThreshold(proof, BLIND, SEED);
    }

    function test_RevertGiven_CredentialWasUsed() public {
        CreditProof memory proof = _openFor(BORROWER);
        vm.expectRevert(abi.encodeWithSelector(ICreditLine.LineExists.selector, BORROWER));
        vm.prank(BORROWER);
        line.openByScore(proof, BLIND);
    }

    function test_RevertGiven_HolderHasALineWithAnotherCredential() public {
        _openFor(BORROWER);
        (CreditProof memory newer, ) = _scoreOf(BORROWER, 800);
        vm.expectRevert(abi.encodeWithSelector(ICreditLine.LineExists.selector, BORROWER));
        vm.prank(BORROWER);
        line.openByScore(newer, BLIND);
    }

    function test_ANewLineFollowsOneThatIsOverAndRepaid() public {
        _openFor(BORROWER);
        vm.prank(BORROWER);
        line.draw(10e6);
        vm.warp(START + TERM);
        (CreditProof memory newer, ) = _scoreOf(BORROWER, 800);
        vm.expectRevert(abi.encodeWithSelector(ICreditLine.LineExists.selector, BORROWER));
        vm.prank(BORROWER);
        line.openByScore(newer, BLIND);
        vm.prank(BORROWER);
        token.approve(address(line), 10e6);
        vm.prank(BORROWER);
        line.repay(10e6);
        vm.prank(BORROWER);
        line.openByScore(newer, BLIND);
        vm.assertEq(line.lineOf(BORROWER).end, START + 2 * TERM);
    }
}
