// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { PeriodReport } from "../../../contracts/types/PeriodReport.sol";
import { WaterfallOutcome, WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { EngineTest } from "../support/EngineTest.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { bound, vm } from "../support/Vm.sol";

/// @dev Coverage tests and their cures: TEST, CURE, TEST again.
contract CoverageTest is EngineTest {
    using ImageBuilder for bytes[];

    uint256 private constant RATIO_MAX = 2 ** 120 - 1;
    uint8 private constant OC = 1;
    uint8 private constant IC = 2;

    function _deal(uint8 kind, uint8 mask, uint64 threshold, uint8 source) private pure returns (ImageBuilder.Parts memory p) {
        p = ImageBuilder.parts(3, 3);
        p.header.originalPool = 1_000_000;
        (p.classes[0].balance, p.classes[1].balance, p.classes[2].balance) = (600_000, 300_000, 100_000);
        for (uint256 i = 0; i < 3; ++i) {
            (p.classes[i].rate, p.classes[i].dayCount) = (0.12e18, ACT_360);
        }
        p.tests = p.tests.with(ImageBuilder.test(kind, mask, threshold));
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.TEST, 0, 0, 0));
        p.steps = p.steps.with(ImageBuilder.stepIf(ImageBuilder.CURE, 2, 0, source, 0, 0));
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.TEST, 0, 0, 0));
    }

    function test_OcPassesAtItsThreshold() public {
        WaterfallState memory state = close(_deal(OC, 1, 1.5e18, 0));
        (WaterfallState memory next, WaterfallOutcome memory outcome) = run(state, collected(state, 0, 0, 100_000));
        vm.assertEq(outcome.postings.length, 2, "no cure");
        assertPosting(outcome, 0, 0, 1.5e18, 1.5e18);
        vm.assertEq(next.failed, 0);
        (next, outcome) = run(state, collected(state, 0, 0, 100_001));
        assertPosting(outcome, 0, 0, 1_499_998_333_333_333_333, 1.5e18);
        vm.assertEq(next.failed, 1);
    }

    function test_OcCountsPrincipalCash() public {
        WaterfallState memory state = close(_deal(OC, 1, 1.5e18, 0));
        (WaterfallState memory next, ) = run(state, collected(state, 0, 500_000, 100_000));
        vm.assertEq(next.failed, 0);
    }

    function test_OcWithoutLiabilityPasses() public {
        WaterfallState memory state = close(_deal(OC, 1, 1.5e18, 0));
        state.classes[0].balance = 0;
        (WaterfallState memory next, WaterfallOutcome memory outcome) = run(state, collected(state, 0, 0, 1_000_000));
        assertPosting(outcome, 0, 0, RATIO_MAX, 1.5e18);
        vm.assertEq(next.failed, 0);
    }

    function test_OcIsCuredFromInterest() public {
        WaterfallState memory state = close(_deal(OC, 3, 1.2e18, 0));
        // 1,000,000 cover 833,333 at 1.2.
        (WaterfallState memory next, WaterfallOutcome memory outcome) = run(state, collected(state, 200_000, 0, 0));
        assertPosting(outcome, 1, 1, 66_667, 66_667);
        vm.assertEq(outcome.principal[0], 66_667, "in class order");
        vm.assertEq(next.failed, 0, "cured");
    }

    function test_OcIsCuredFromPrincipal() public {
        WaterfallState memory state = close(_deal(OC, 3, 1.2e18, 1));
        // Collateral and notes both fall: (1.2 x 900,000 - 1,000,000) / 0.2.
        (WaterfallState memory next, WaterfallOutcome memory outcome) = run(state, collected(state, 0, 700_000, 0));
        assertPosting(outcome, 1, 1, 400_000, 400_000);
        vm.assertEq(next.failed, 0, "cured");
        vm.assertEq(next.classes[0].balance, 200_000, "paid");
    }

    function test_OcBelowOneIsCuredFromPrincipalByEverything() public {
        WaterfallState memory state = close(_deal(OC, 7, 0.99e18, 1));
        (, WaterfallOutcome memory outcome) = run(state, collected(state, 0, 500_000, 100_000));
        assertPosting(outcome, 1, 1, 1_000_000, 500_000);
    }

    function testFuzz_OcCureCuresOrTakesAll(uint96 interest, uint96 defaults, uint64 threshold, bool isFromPrincipal) public {
        threshold = uint64(bound(threshold, 0.5e18, 3e18));
        defaults = uint96(bound(defaults, 0, 500_000));
        interest = uint96(bound(interest, 0, 2_000_000));
        uint8 source = isFromPrincipal ? 1 : 0;
        WaterfallState memory state = close(_deal(OC, 3, threshold, source));
        PeriodReport memory report = collected(state, isFromPrincipal ? 0 : interest, isFromPrincipal ? 500_000 : 0, defaults);
        (WaterfallState memory next, WaterfallOutcome memory outcome) = run(state, report);
        if (outcome.postings.length == 2) return vm.assertEq(next.failed, 0, "passed at once");
        (, uint256 due, uint256 paid) = posting(outcome, 1);
        vm.assertGt(due, 0, "a cure");
        if (paid == due) vm.assertEq(next.failed, 0, "not cured");
        else vm.assertEq(paid, isFromPrincipal ? 500_000 : interest, "cash kept back");
    }

    function test_IcComparesInterestAfterFees() public {
        ImageBuilder.Parts memory p = _deal(IC, 3, 1.1e18, 0);
        p.fees = p.fees.with(ImageBuilder.fee(2, 0, 0, 0, 100));
        p.steps[0] = ImageBuilder.step(ImageBuilder.FEE, 0, 0, 0);
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.TEST, 0, 0, 0));
        p.steps[1] = ImageBuilder.step(ImageBuilder.TOPUP, 0, 0, 0);
        WaterfallState memory state = close(p);
        // 9,000 are due: 9,900 must be there after the fee of 100.
        (WaterfallState memory next, WaterfallOutcome memory outcome) = run(state, collected(state, 10_000, 0, 0));
        assertPosting(outcome, 2, 2, 1.1e18, 1.1e18);
        vm.assertEq(next.failed, 0);
        (next, ) = run(state, collected(state, 9_999, 0, 0));
        vm.assertEq(next.failed, 1);
    }

    function test_IcWithoutInterestDuePasses() public {
        ImageBuilder.Parts memory p = _deal(IC, 1, 1.1e18, 0);
        p.classes[0].rate = 0;
        WaterfallState memory state = close(p);
        (WaterfallState memory next, WaterfallOutcome memory outcome) = run(state, quiet(state));
        assertPosting(outcome, 0, 0, RATIO_MAX, 1.1e18);
        vm.assertEq(next.failed, 0);
    }

    function test_IcIsCuredByPrincipalOfTheFirstClass() public {
        WaterfallState memory state = close(_deal(IC, 3, 1.25e18, 1));
        // 9,000 are due and 10,000 cover 8,000: 1,000 of interest are on 100,000 of principal at 1 % a period.
        (, WaterfallOutcome memory outcome) = run(state, collected(state, 10_000, 500_000, 0));
        assertPosting(outcome, 1, 1, 100_000, 100_000);
        vm.assertEq(outcome.principal[0], 100_000, "first class");
    }

    function test_IcCureGoesOnWhenAClassIsGone() public {
        WaterfallState memory state = close(_deal(IC, 7, 1e18, 1));
        // 10,000 due, 1,000 there: 9,000 must vanish, 6,000 with the first class, 3,000 with the second.
        (, WaterfallOutcome memory outcome) = run(state, collected(state, 1_000, 700_000, 0));
        assertPosting(outcome, 1, 1, 900_000, 700_000);
        vm.assertEq(outcome.principal[1], 100_000, "second class");
    }

    function test_IcCureTakesAClassWithoutRateWhole() public {
        ImageBuilder.Parts memory p = _deal(IC, 3, 2e18, 0);
        p.classes[0].rate = 0;
        WaterfallState memory state = close(p);
        (, WaterfallOutcome memory outcome) = run(state, collected(state, 3_000, 0, 0));
        // The first class bears nothing; of the second half must go.
        assertPosting(outcome, 1, 1, 750_000, 3_000);
    }

    function test_IcCureTakesNothingOfAClassBehindTheCure() public {
        ImageBuilder.Parts memory p = _deal(IC, 3, 2e18, 0);
        p.classes[1].rate = 0;
        WaterfallState memory state = close(p);
        (, WaterfallOutcome memory outcome) = run(state, collected(state, 3_000, 0, 0));
        uint256 due = (outcome.postings[1] >> 120) & type(uint120).max;
        vm.assertTrue(due != 0 && due < p.classes[0].balance, "a part of the first class cures");
    }

    function test_FailedTestIsRememberedUntilItRunsAgain() public {
        ImageBuilder.Parts memory p = _deal(OC, 1, 1.5e18, 0);
        p.steps[0] = ImageBuilder.stepIf(ImageBuilder.TEST, 6, 0, 0, 0, 0);
        p.steps[2] = ImageBuilder.step(ImageBuilder.TOPUP, 0, 0, 0);
        WaterfallState memory state = close(p);
        state.failed = 1;
        (WaterfallState memory next, WaterfallOutcome memory outcome) = run(state, quiet(state));
        vm.assertEq(outcome.postings.length, 2, "cure runs on the last result");
        vm.assertEq(next.failed, 1, "still failed");
        PeriodReport memory report = quiet(state);
        report.flags = 4;
        (next, outcome) = run(state, report);
        vm.assertEq(next.failed, 0, "passed");
    }
}
