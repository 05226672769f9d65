// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { PeriodReport } from "../../../contracts/types/PeriodReport.sol";
import { WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { EngineTest } from "../support/EngineTest.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { bound, vm } from "../support/Vm.sol";

contract TriggersTest is EngineTest {
    using ImageBuilder for bytes[];

    uint8 private constant CURABLE = 1;
    uint8 private constant ACCELERATES = 2;
    uint16 private constant PERIODS = 40;

    function _deal(bytes memory trigger) private pure returns (ImageBuilder.Parts memory p) {
        p = ImageBuilder.parts(2, PERIODS);
        p.header.originalPool = 1_000;
        (p.classes[0].balance, p.classes[1].balance) = (600, 300);
        p.triggers = p.triggers.with(trigger);
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.TOPUP, 0, 0, 0));
    }

    function _assertActive(
        WaterfallState memory state,
        PeriodReport memory report,
        bool isActive
    ) private view returns (WaterfallState memory next) {
        (next, ) = run(state, report);
        vm.assertEq(next.active, isActive ? 1 : 0, "active");
    }

    function test_NetLossByItsSchedule() public {
        ImageBuilder.Parts memory p = _deal(ImageBuilder.netLoss(CURABLE, 1, 1, 2));
        p.schedules = p.schedules.with(ImageBuilder.entry(1, 0));
        p.schedules = p.schedules.with(ImageBuilder.entry(2, 0.02e18));
        p.schedules = p.schedules.with(ImageBuilder.entry(3, 0.04e18));
        WaterfallState memory state = close(p);
        state = _assertActive(state, collected(state, 0, 0, 30), false);
        state = _assertActive(state, quiet(state), true);
        state = _assertActive(state, quiet(state), false);
        PeriodReport memory report = collected(state, 0, 0, 20);
        report.recoveries = 10;
        state = _assertActive(state, report, false);
        _assertActive(state, collected(state, 0, 0, 1), true);
    }

    function test_DelinquencyIsAveragedOverThreePeriods() public {
        WaterfallState memory state = close(_deal(ImageBuilder.trigger(2, CURABLE, 0, 1, 0.05e18)));
        uint96[5] memory late = [uint96(50), 60, 40, 51, 100];
        // Averages: 5.0, 5.5, 5.0, 5.03 and 6.37 percent.
        bool[5] memory isActive = [false, true, false, true, true];
        for (uint256 i = 0; i < 5; ++i) {
            PeriodReport memory report = quiet(state);
            report.delinquent = late[i];
            state = _assertActive(state, report, isActive[i]);
        }
        vm.assertEq(state.lastDelinquency, 0.1e18);
        vm.assertEq(state.earlierDelinquency, 0.051e18);
        vm.assertEq(state.delinquencyCount, 2);
    }

    function test_DelinquencyOfAnEmptyPoolIsNone() public {
        WaterfallState memory state = close(_deal(ImageBuilder.trigger(2, 0, 0, 1, 0)));
        _assertActive(state, collected(state, 0, 1_000, 0), false);
    }

    function test_FailedTestActsFromTheNextPeriod() public {
        ImageBuilder.Parts memory p = _deal(ImageBuilder.trigger(3, CURABLE, 0, 1, 0));
        p.tests = p.tests.with(ImageBuilder.test(1, 1, 1.5e18));
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.TEST, 0, 0, 0));
        p.steps = p.steps.with(ImageBuilder.stepIf(ImageBuilder.RESIDUAL, 1, 0, 1, 1, 0));
        WaterfallState memory state = close(p);
        state = _assertActive(state, collected(state, 0, 0, 200), true);
        vm.assertEq(state.failed, 1);
        state.classes[0].balance = 1;
        _assertActive(state, collected(state, 0, 100, 0), false);
    }

    function test_UnpaidInterestOfClassesThatCannotDefer() public {
        ImageBuilder.Parts memory p = _deal(ImageBuilder.trigger(4, CURABLE, 3, 1, 0));
        p.classes[1].flags = ImageBuilder.DEFERRABLE;
        (p.classes[1].rate, p.classes[1].dayCount) = (0.12e18, ACT_360);
        WaterfallState memory state = close(p);
        state = _assertActive(state, quiet(state), false);
        vm.assertEq(state.classes[1].unpaid, 3);
        state.classes[0].unpaid = 1;
        _assertActive(state, quiet(state), true);
    }

    function test_ReserveBelowItsTarget() public {
        ImageBuilder.Parts memory p = _deal(ImageBuilder.trigger(5, CURABLE, 0, 1, 0.5e18));
        (p.header.reserveKind, p.header.reserveAmount, p.header.reserveAtClosing) = (1, 100, 50);
        p.steps[0] = ImageBuilder.step(ImageBuilder.BUY, 0, 0, 0);
        WaterfallState memory state = close(p);
        _assertActive(state, quiet(state), false);
        state.reserve = 49;
        _assertActive(state, quiet(state), true);
        (state.classes[0].balance, state.classes[1].balance) = (0, 0);
        _assertActive(state, quiet(state), false);
    }

    function test_PoolFactorBelowItsThreshold() public {
        WaterfallState memory state = close(_deal(ImageBuilder.trigger(6, CURABLE, 0, 1, 0.1e18)));
        state = _assertActive(state, collected(state, 0, 900, 0), false);
        _assertActive(state, collected(state, 0, 1, 0), true);
    }

    function test_LateReport() public {
        WaterfallState memory state = close(_deal(ImageBuilder.trigger(7, CURABLE, 0, 1, 0)));
        _assertFlag(state, 1);
    }

    function test_ServicerDefault() public {
        WaterfallState memory state = close(_deal(ImageBuilder.trigger(8, CURABLE, 0, 1, 0)));
        _assertFlag(state, 2);
    }

    function _assertFlag(WaterfallState memory state, uint8 flag) private view {
        PeriodReport memory report = quiet(state);
        report.flags = 0xff ^ flag;
        _assertActive(state, report, false);
        report.flags = flag;
        _assertActive(state, report, true);
    }

    function test_DeficitAboveItsShareOfTheClasses() public {
        WaterfallState memory state = close(_deal(ImageBuilder.trigger(9, CURABLE, 2, 1, 0.1e18)));
        (state.classes[0].deficit, state.classes[1].deficit) = (500, 30);
        _assertActive(state, quiet(state), false);
        state.classes[1].deficit = 31;
        _assertActive(state, quiet(state), true);
    }

    function test_NeverUsed() public {
        WaterfallState memory state = close(_deal(ImageBuilder.trigger(10, 0, 0, 0, 0)));
        PeriodReport memory report = collected(state, 0, 0, 1_000);
        report.flags = 0xff;
        _assertActive(state, report, false);
    }

    function testFuzz_NoticeCountsBreachesInARow(uint256 late, uint8 notice, bool isCurable) public {
        notice = uint8(bound(notice, 0, 15));
        WaterfallState memory state = close(_deal(ImageBuilder.trigger(7, isCurable ? CURABLE : 0, 0, notice, 0)));
        uint256 inARow = 0;
        bool isActive = false;
        for (uint256 i = 0; i < PERIODS; ++i) {
            PeriodReport memory report = quiet(state);
            // Long rows are common: a report is on time one time of eight.
            bool isLate = (late >> (3 * i)) & 7 != 0;
            report.flags = isLate ? 1 : 0;
            inARow = isLate ? inARow + 1 : 0;
            if (isLate && inARow >= (notice == 0 ? 1 : notice)) isActive = true;
            if (!isLate && isCurable) isActive = false;
            state = _assertActive(state, report, isActive);
            vm.assertEq(state.breaches, inARow > 15 ? 15 : inARow, "breaches in a row");
        }
    }

    function test_AcceleratesForEver() public {
        WaterfallState memory state = close(_deal(ImageBuilder.trigger(7, CURABLE | ACCELERATES, 0, 2, 0)));
        PeriodReport memory report = quiet(state);
        report.flags = 1;
        state = _assertActive(state, report, false);
        vm.assertFalse(state.isAccelerated, "before its notice");
        report.period = 2;
        state = _assertActive(state, report, true);
        vm.assertTrue(state.isAccelerated, "when it becomes active");
        state = _assertActive(state, quiet(state), false);
        vm.assertTrue(state.isAccelerated, "although it was cured");
    }

    function test_SixteenTriggersAreKeptApart() public {
        ImageBuilder.Parts memory p = _deal(ImageBuilder.trigger(7, 0, 0, 2, 0));
        for (uint256 i = 1; i < 16; ++i) {
            p.triggers = p.triggers.with(ImageBuilder.trigger(i % 2 == 0 ? 7 : 8, CURABLE, 0, uint8(i), 0));
        }
        WaterfallState memory state = close(p);
        for (uint16 i = 0; i < 15; ++i) {
            PeriodReport memory report = quiet(state);
            report.flags = 3;
            (state, ) = run(state, report);
        }
        vm.assertEq(state.active, 0xffff);
        vm.assertEq(state.breaches, type(uint64).max);
        PeriodReport memory last = quiet(state);
        last.flags = 1;
        (state, ) = run(state, last);
        vm.assertEq(state.active, 0x5555);
        vm.assertEq(state.breaches, 0x0f0f0f0f0f0f0f0f);
    }
}
