// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { CreditProof } from "../../../contracts/types/CreditProof.sol";
import { CreditReason } from "../../../contracts/types/CreditReason.sol";
import { ProofTest } from "../support/ProofTest.sol";
import { VerifierHarness } from "../support/VerifierHarness.sol";
import { bound, vm } from "../support/Vm.sol";

contract ThresholdTest is ProofTest {
    address private constant HOLDER = address(0xD1);

    VerifierHarness private _lender;
    bytes32 private _holder;

    function setUp() public override {
        super.setUp();
        _lender = new VerifierHarness(ledger);
        _holder = _commitment(HOLDER);
    }

    function _expect(CreditReason reason, CreditReason expected) private pure {
        vm.assertEq(uint256(reason), uint256(expected));
    }

    function testFuzz_WalksStepByStep(bytes32 link, uint256 steps) public view {
        steps = bound(steps, 0, 200);
        vm.assertEq(_lender.walk(link, steps), _chain(link, steps));
    }

    function testFuzz_EveryThresholdUpToTheScoreIsMet(uint256 score, uint256 threshold) public {
        score = bound(score, 305, 850);
        threshold = 300 + 5 * bound(threshold, 1, (score - 300) / 5);
        (CreditProof memory proof, ) = _anchor(KEY, _holder, score, 14, 3, 1);
        bytes32 link = _chain(SEED, (score - 300) / 5 - (threshold - 300) / 5);
        _expect(_lender.scoreAtLeast(proof, _holder, threshold, link), CreditReason.Ok);
    }

    /// @dev The best that a cheat can show is a link that he knows: the seed, or anything after it.
    function testFuzz_NoThresholdAboveTheScoreIsMet(uint256 score, uint256 threshold, uint256 known) public {
        score = bound(score, 300, 845);
        uint256 units = (score - 300) / 5;
        threshold = 300 + 5 * bound(threshold, units + 1, 110);
        (CreditProof memory proof, ) = _anchor(KEY, _holder, score, 14, 3, 1);
        bytes32 link = _chain(SEED, bound(known, 0, units));
        _expect(_lender.scoreAtLeast(proof, _holder, threshold, link), CreditReason.ThresholdNotMet);
    }

    function testFuzz_LinksOfOneThresholdProveNoOther(uint256 shown, uint256 asked) public {
        shown = bound(shown, 1, 110);
        asked = bound(asked, 1, 110);
        (CreditProof memory proof, ) = _anchor(KEY, _holder, 850, 14, 3, 1);
        CreditReason expected = shown == asked ? CreditReason.Ok : CreditReason.ThresholdNotMet;
        _expect(_lender.scoreAtLeast(proof, _holder, 300 + 5 * asked, _chain(SEED, 110 - shown)), expected);
    }

    function testFuzz_UnknownThresholds(uint256 threshold) public {
        (CreditProof memory proof, ) = _anchor(KEY, _holder, 850, 14, 3, 1);
        if (threshold > 300 && threshold <= 850 && threshold % 5 == 0) ++threshold;
        _expect(_lender.scoreAtLeast(proof, _holder, threshold, proof.value), CreditReason.ThresholdUnknown);
    }

    function test_TheEndItselfProvesNothing() public {
        (CreditProof memory proof, ) = _anchor(KEY, _holder, 712, 14, 3, 1);
        _expect(_lender.scoreAtLeast(proof, _holder, 300, proof.value), CreditReason.ThresholdUnknown);
        _expect(_lender.scoreAtLeast(proof, _holder, 305, proof.value), CreditReason.ThresholdNotMet);
    }

    /// @dev The probability of default in these credentials is 2 %, 92 units below 25 %.
    function testFuzz_PdThresholds(uint256 bps) public {
        bps = 25 * bound(bps, 1, 99);
        uint256 steps = (2_500 - bps) / 25;
        (CreditProof memory proof, ) = _anchor(KEY, _holder, 712, 15, 3, 1);
        bool isMet = bps >= 200;
        bytes32 link = isMet ? _chain(SEED, 92 - steps) : SEED;
        _expect(_lender.pdAtMost(proof, _holder, bps, link), isMet ? CreditReason.Ok : CreditReason.ThresholdNotMet);
    }

    function testFuzz_UnknownPdThresholds(uint256 bps) public {
        (CreditProof memory proof, ) = _anchor(KEY, _holder, 712, 15, 3, 1);
        if (bps > 0 && bps < 2_500 && bps % 25 == 0) ++bps;
        _expect(_lender.pdAtMost(proof, _holder, bps, proof.value), CreditReason.ThresholdUnknown);
    }

    function test_AScoreChainIsNoPdChain() public {
        (CreditProof memory proof, ) = _anchor(KEY, _holder, 712, 14, 3, 1);
        _expect(_lender.pdAtMost(proof, _holder, 200, _chain(SEED, 0)), CreditReason.NotIncluded);
    }
}
