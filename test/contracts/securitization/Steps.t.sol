// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { PeriodReport } from "../../../contracts/types/PeriodReport.sol";
import { WaterfallOutcome, WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { EngineTest } from "../support/EngineTest.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { vm } from "../support/Vm.sol";

/// @dev Each operation alone, on a deal of three classes of 600, 300 and 100 with 12 % a year: 6, 3 and 1 a period.
contract StepsTest is EngineTest {
    using ImageBuilder for bytes[];

    uint8 private constant HELPED = ImageBuilder.RESERVE_HELPS;

    function _deal(bytes memory step) private pure returns (ImageBuilder.Parts memory p) {
        p = ImageBuilder.parts(3, 3);
        p.header.originalPool = 1_000;
        p.header.reserveAtClosing = 5;
        (p.classes[0].balance, p.classes[1].balance, p.classes[2].balance) = (600, 300, 100);
        for (uint256 i = 0; i < 3; ++i) {
            (p.classes[i].rate, p.classes[i].dayCount) = (0.12e18, ACT_360);
        }
        p.fees = p.fees.with(ImageBuilder.fee(1, ACT_360, 0, 0.24e18, 12));
        p.steps = p.steps.with(step);
    }

    /// @dev Runs one period and checks the one posting.
    function _check(ImageBuilder.Parts memory p, PeriodReport memory report, uint256 due, uint256 paid) private {
        close(p);
        _checkFrom(engine.initialState(image), report, due, paid);
    }

    function _checkFrom(
        WaterfallState memory state,
        PeriodReport memory report,
        uint256 due,
        uint256 paid
    ) private view returns (WaterfallState memory next, WaterfallOutcome memory outcome) {
        (next, outcome) = run(state, report);
        vm.assertEq(outcome.postings.length, 1, "postings");
        assertPosting(outcome, 0, 0, due, paid);
    }

    function _report(uint96 interest, uint96 principal, uint96 defaults) private pure returns (PeriodReport memory report) {
        report.period = 1;
        (report.interest, report.principal, report.defaults) = (interest, principal, defaults);
        report.poolEnd = 1_000 - principal - defaults;
    }

    function test_FeeIsCappedForASeniorStepOnly() public {
        // 24 % of 1,000 for 30 days are 20; the cap is 12.
        WaterfallState memory state = close(_deal(ImageBuilder.step(ImageBuilder.FEE, 0, 0, 0)));
        (WaterfallState memory next, ) = _checkFrom(state, _report(100, 0, 0), 12, 12);
        vm.assertEq(next.feesUnpaid[0], 8, "unpaid");
        vm.assertEq(next.carriedInterest, 88, "carried");
        _check(_deal(ImageBuilder.step(ImageBuilder.FEE, 0, 0, 1)), _report(100, 0, 0), 20, 20);
    }

    function test_FeeOfAFixedAmountHasNoCap() public {
        ImageBuilder.Parts memory p = _deal(ImageBuilder.step(ImageBuilder.FEE, 0, 0, 0));
        p.fees[0] = ImageBuilder.fee(2, 0, 0, 0, 7);
        WaterfallState memory state = close(p);
        state.feesUnpaid[0] = 10;
        _checkFrom(state, _report(100, 0, 0), 17, 17);
    }

    function test_FeeOnTheClassesCountsAllOfThem() public {
        ImageBuilder.Parts memory p = _deal(ImageBuilder.step(ImageBuilder.FEE, 0, 0, 1));
        p.fees[0] = ImageBuilder.fee(3, ACT_360, 0, 0.24e18, 0);
        p.classes[2].flags = ImageBuilder.IS_RESIDUAL;
        p.classes[0].balance = 1_200;
        _check(p, _report(100, 0, 0), 32, 32);
    }

    function test_ReserveHelpsOnlyWhereTheSourceSaysSo() public {
        _check(_deal(ImageBuilder.step(ImageBuilder.FEE, 0, 0, 0)), _report(8, 0, 0), 12, 8);
        _check(_deal(ImageBuilder.step(ImageBuilder.FEE, HELPED, 0, 0)), _report(8, 0, 0), 12, 12);
        _check(_deal(ImageBuilder.step(ImageBuilder.FEE, HELPED, 0, 0)), _report(5, 0, 0), 12, 10);
        _check(_deal(ImageBuilder.step(ImageBuilder.FEE, HELPED | 1, 0, 0)), _report(50, 4, 0), 12, 9);
    }

    function test_InterestInOrder() public {
        WaterfallState memory state = close(_deal(ImageBuilder.step(ImageBuilder.INTEREST, HELPED, 7, 0)));
        (WaterfallState memory next, WaterfallOutcome memory outcome) = _checkFrom(state, _report(2, 0, 0), 10, 7);
        _assertThree(outcome.interest, 6, 1, 0);
        vm.assertEq(next.reserve, 0, "reserve");
        vm.assertEq(next.classes[1].unpaid, 2, "unpaid");
        vm.assertEq(next.classes[2].unpaid, 1, "unpaid");
    }

    function test_InterestProRata() public {
        WaterfallState memory state = close(_deal(ImageBuilder.step(ImageBuilder.INTEREST, 0, 7, 1)));
        // 5 of 10: exact shares 3, 1.5 and 0.5; the tie goes to the earlier class.
        (, WaterfallOutcome memory outcome) = _checkFrom(state, _report(5, 0, 0), 10, 5);
        _assertThree(outcome.interest, 3, 2, 0);
    }

    function test_UnpaidInterestBearsInterestUnlessItsClassIsFree() public {
        ImageBuilder.Parts memory p = _deal(ImageBuilder.step(ImageBuilder.INTEREST, 0, 7, 0));
        p.classes[0].spread = 0.06e18;
        p.classes[1].flags = ImageBuilder.UNPAID_FREE;
        WaterfallState memory state = close(p);
        (state.classes[0].unpaid, state.classes[1].unpaid, state.classes[2].unpaid) = (1_000, 1_000, 1_000);
        // 18 % on the first, nothing on the second, 12 % on the third, each for 30 days.
        (, WaterfallOutcome memory outcome) = _checkFrom(state, _report(4_000, 0, 0), 3_035, 3_035);
        _assertThree(outcome.interest, 1_021, 1_003, 1_011);
    }

    function test_RateStepsUpFloatsAndKeepsToFloorAndCap() public {
        ImageBuilder.Parts memory p = _deal(ImageBuilder.step(ImageBuilder.INTEREST, 0, 7, 0));
        for (uint256 i = 0; i < 3; ++i) {
            p.classes[i].balance = 100_000;
        }
        (p.classes[0].stepUpFrom, p.classes[0].stepUp) = (2, 0.12e18);
        (p.classes[1].flags, p.classes[1].floor) = (ImageBuilder.FLOATING, 0.06e18);
        (p.classes[2].flags, p.classes[2].cap) = (ImageBuilder.FLOATING, 0.18e18);
        WaterfallState memory state = close(p);
        PeriodReport memory report = _report(90_000, 0, 0);
        report.index = -0.5e18;
        WaterfallOutcome memory outcome;
        (state, outcome) = run(state, report);
        _assertThree(outcome.interest, 1_000, 500, 0);
        (report.period, report.index) = (2, 0.12e18);
        (state, outcome) = run(state, report);
        _assertThree(outcome.interest, 2_000, 2_000, 1_500);
    }

    function test_ResidualClassesAccrueNothing() public {
        ImageBuilder.Parts memory p = _deal(ImageBuilder.step(ImageBuilder.INTEREST, 0, 7, 0));
        p.classes[2].flags = ImageBuilder.IS_RESIDUAL;
        _check(p, _report(50, 0, 0), 9, 9);
    }

    function test_PrincipalInOrderAndProRata() public {
        WaterfallState memory state = close(_deal(ImageBuilder.step(ImageBuilder.PRINCIPAL, 1, 7, 0)));
        (WaterfallState memory next, WaterfallOutcome memory outcome) = _checkFrom(state, _report(0, 700, 0), 1_000, 700);
        _assertThree(outcome.principal, 600, 100, 0);
        vm.assertEq(next.classes[1].balance, 200, "balance");
        state = close(_deal(ImageBuilder.step(ImageBuilder.PRINCIPAL, 1, 6, 1)));
        (, outcome) = _checkFrom(state, _report(0, 101, 0), 400, 101);
        _assertThree(outcome.principal, 0, 76, 25);
    }

    function test_ReserveDoesNotHelpPrincipal() public {
        _check(_deal(ImageBuilder.step(ImageBuilder.PRINCIPAL, HELPED | 1, 7, 0)), _report(0, 700, 0), 1_000, 700);
    }

    function test_MoveByItsFiveModes() public {
        _check(_deal(ImageBuilder.step(ImageBuilder.MOVE, 0, 7, 0)), _report(40, 100, 0), 40, 40);
        // Outstanding 1,000, principal 100, pool 850: target 10 % of the pool is 85.
        ImageBuilder.Parts memory p = _deal(ImageBuilder.step(ImageBuilder.MOVE, 0, 7, 1));
        p.header.ocRateCurrent = 0.1e18;
        _check(p, _report(40, 100, 50), 135, 40);
        p.header.ocRateOriginal = 0.2e18;
        _check(p, _report(400, 100, 50), 250, 250);
        p.header.ocFloor = 900;
        _check(p, _report(40, 100, 50), 900, 40);
        _check(_deal(ImageBuilder.step(ImageBuilder.MOVE, 0, 7, 2)), _report(40, 100, 50), 50, 40);
        _check(_deal(ImageBuilder.step(ImageBuilder.MOVE, 0, 1, 2)), _report(40, 100, 50), 0, 0);
        _check(_deal(ImageBuilder.step(ImageBuilder.MOVE, 0, 7, 3)), _report(40, 100, 33), 33, 33);
        _check(_deal(ImageBuilder.step(ImageBuilder.MOVE, 0, 3, 4)), _report(40, 100, 33), 800, 40);
    }

    function test_TopUpFillsTheReserve() public {
        ImageBuilder.Parts memory p = _deal(ImageBuilder.step(ImageBuilder.TOPUP, 0, 0, 0));
        _check(p, _report(100, 0, 0), 0, 0);
        (p.header.reserveKind, p.header.reserveAmount) = (1, 30);
        _check(p, _report(100, 0, 0), 25, 25);
        _check(p, _report(9, 0, 0), 25, 9);
        (p.header.reserveKind, p.header.reserveRate) = (2, 0.05e18);
        _check(p, _report(100, 100, 0), 40, 40);
        p.header.reserveKind = 3;
        _check(p, _report(100, 100, 0), 45, 45);
    }

    function test_ReleaseEmptiesTheReserveWhenTheNotesAreNil() public {
        ImageBuilder.Parts memory p = _deal(ImageBuilder.step(ImageBuilder.RELEASE, 0, 0, 0));
        (p.header.reserveKind, p.header.reserveAmount, p.header.reserveAtClosing) = (1, 30, 50);
        _check(p, _report(0, 0, 0), 20, 20);
        p.classes[2].flags = ImageBuilder.IS_RESIDUAL;
        WaterfallState memory state = close(p);
        (state.classes[0].balance, state.classes[1].balance) = (0, 0);
        _checkFrom(state, _report(0, 0, 0), 50, 50);
        state.classes[1].balance = 1;
        _checkFrom(state, _report(0, 0, 0), 20, 20);
    }

    function test_DrawForNotesOrWhole() public {
        ImageBuilder.Parts memory p = _deal(ImageBuilder.step(ImageBuilder.DRAW, 1, 1, 0));
        p.header.reserveAtClosing = 50;
        _check(p, _report(0, 570, 0), 30, 30);
        _check(p, _report(0, 500, 0), 100, 50);
        _check(p, _report(0, 700, 0), 0, 0);
        p.steps[0] = ImageBuilder.step(ImageBuilder.DRAW, 0, 0, 1);
        (WaterfallState memory next, ) = _checkFrom(close(p), _report(3, 0, 0), 50, 50);
        vm.assertEq(next.carriedInterest, 53, "cash");
    }

    function test_LossIsWrittenDownFromTheLastClass() public {
        WaterfallState memory state = close(_deal(ImageBuilder.step(ImageBuilder.LOSS, 0, 6, 0)));
        (WaterfallState memory next, ) = _checkFrom(state, _report(0, 0, 450), 450, 400);
        _assertClass(next, 0, 600, 0);
        _assertClass(next, 1, 0, 300);
        _assertClass(next, 2, 0, 100);
        vm.assertEq(next.unallocatedLoss, 50, "unallocated");
    }

    function test_LossIsDebitedToLedgersUpToTheBalance() public {
        WaterfallState memory state = close(_deal(ImageBuilder.step(ImageBuilder.LOSS, 0, 7, 2)));
        state.classes[2].deficit = 60;
        (WaterfallState memory next, ) = _checkFrom(state, _report(0, 0, 100), 100, 100);
        _assertClass(next, 2, 100, 100);
        _assertClass(next, 1, 300, 60);
    }

    function test_NetLossCountsRecoveries() public {
        PeriodReport memory report = _report(0, 0, 100);
        report.recoveries = 30;
        _check(_deal(ImageBuilder.step(ImageBuilder.LOSS, 0, 7, 1)), report, 70, 70);
        _check(_deal(ImageBuilder.step(ImageBuilder.LOSS, 0, 7, 3)), report, 70, 70);
        report.recoveries = 300;
        _check(_deal(ImageBuilder.step(ImageBuilder.LOSS, 0, 7, 1)), report, 0, 0);
    }

    function test_WriteUpStartsWithTheFirstClass() public {
        WaterfallState memory state = close(_deal(ImageBuilder.step(ImageBuilder.WRITEUP, 0, 7, 0)));
        (state.classes[1].deficit, state.classes[2].deficit) = (20, 50);
        PeriodReport memory report = _report(0, 0, 0);
        report.recoveries = 40;
        (WaterfallState memory next, ) = _checkFrom(state, report, 40, 40);
        _assertClass(next, 1, 320, 0);
        _assertClass(next, 2, 120, 30);
        report.recoveries = 100;
        _checkFrom(state, report, 100, 70);
    }

    function test_LedgersAreClearedWithInterest() public {
        WaterfallState memory state = close(_deal(ImageBuilder.step(ImageBuilder.PDL, 0, 6, 0)));
        (state.classes[0].deficit, state.classes[1].deficit, state.classes[2].deficit) = (5, 20, 50);
        (WaterfallState memory next, ) = _checkFrom(state, _report(30, 0, 0), 70, 30);
        _assertClass(next, 0, 600, 5);
        _assertClass(next, 1, 300, 0);
        _assertClass(next, 2, 100, 40);
        vm.assertEq(next.carriedPrincipal, 30, "became principal");
        _checkFrom(state, _report(300, 0, 0), 70, 70);
    }

    function test_BuyOnlyWhileTheDealRevolves() public {
        ImageBuilder.Parts memory p = _deal(ImageBuilder.step(ImageBuilder.BUY, 1, 0, 0));
        p.header.lastRevolving = 1;
        p.triggers = p.triggers.with(ImageBuilder.trigger(8, 0, 0, 0, 0));
        PeriodReport memory report = _report(0, 200, 0);
        (report.purchases, report.poolEnd) = (150, 950);
        (, WaterfallOutcome memory outcome) = _checkFrom(close(p), report, 150, 150);
        vm.assertEq(outcome.purchases, 150, "paid to the originator");
        // The servicer's default ends the revolving time in the same period.
        report.flags = 2;
        _check(p, report, 0, 0);
        report.flags = 8;
        _check(p, report, 0, 0);
    }

    function test_ResidualTakesAllCash() public {
        WaterfallState memory state = close(_deal(ImageBuilder.step(ImageBuilder.RESIDUAL, 0, 2, 0)));
        (, WaterfallOutcome memory outcome) = _checkFrom(state, _report(44, 100, 0), 44, 44);
        _assertThree(outcome.residual, 0, 0, 44);
    }

    function test_BucketsFollowTheHeader() public {
        ImageBuilder.Parts memory p = _deal(ImageBuilder.step(ImageBuilder.RESIDUAL, 0, 0, 0));
        PeriodReport memory report = _report(10, 200, 0);
        report.recoveries = 3;
        for (uint8 flags = 0; flags < 4; ++flags) {
            p.header.flags = flags;
            WaterfallState memory state = close(p);
            (state.carriedInterest, state.carriedPrincipal) = (1_000, 2_000);
            uint256 interest = 1_010 + (flags & 1 != 0 ? 200 : 0) + (flags & 2 != 0 ? 0 : 3);
            (WaterfallState memory next, ) = _checkFrom(state, report, interest, interest);
            vm.assertEq(next.carriedPrincipal, 3_213 - interest, "principal bucket");
        }
    }

    function _assertThree(uint96[] memory amounts, uint256 a, uint256 b, uint256 c) private pure {
        vm.assertEq(amounts.length, 3, "classes");
        vm.assertEq(amounts[0], a, "first");
        vm.assertEq(amounts[1], b, "second");
        vm.assertEq(amounts[2], c, "third");
    }

    function _assertClass(WaterfallState memory state, uint256 index, uint256 balance, uint256 deficit) private pure {
        vm.assertEq(state.classes[index].balance, balance, "balance");
        vm.assertEq(state.classes[index].deficit, deficit, "deficit");
    }
}
