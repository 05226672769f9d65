// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { PeriodReport } from "../../../contracts/types/PeriodReport.sol";
import { WaterfallOutcome, WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { EngineTest } from "../support/EngineTest.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { vm } from "../support/Vm.sol";

/// @dev A step under a condition and the same step under its opposite: exactly one of the two runs.
contract ConditionsTest is EngineTest {
    using ImageBuilder for bytes[];

    function _deal(uint8 condition, uint8 argument) private returns (WaterfallState memory state) {
        ImageBuilder.Parts memory p = ImageBuilder.parts(2, 2);
        p.header.originalPool = 1_000;
        p.header.lastRevolving = 1;
        (p.classes[0].balance, p.classes[1].balance) = (600, 300);
        for (uint256 i = 0; i < 9; ++i) {
            p.triggers = p.triggers.with(ImageBuilder.trigger(10, 0, 0, 0, 0));
        }
        p.tests = p.tests.with(ImageBuilder.test(1, 1, 0));
        p.tests = p.tests.with(ImageBuilder.test(1, 1, 0));
        p.steps = p.steps.with(ImageBuilder.stepIf(ImageBuilder.RESIDUAL, condition, argument, 0, 0, 0));
        p.steps = p.steps.with(ImageBuilder.stepIf(ImageBuilder.RESIDUAL, condition | 0x80, argument, 0, 1, 0));
        return close(p);
    }

    function _assertHolds(WaterfallState memory state, PeriodReport memory report, bool holds) private view {
        report.interest = 9;
        (, WaterfallOutcome memory outcome) = run(state, report);
        vm.assertEq(outcome.postings.length, 1, "one of the two");
        assertPosting(outcome, 0, holds ? 0 : 1, 9, 9);
        vm.assertEq(outcome.residual[holds ? 0 : 1], 9, "who was paid");
    }

    function test_Always() public {
        WaterfallState memory state = _deal(0, 0);
        _assertHolds(state, quiet(state), true);
    }

    function test_TriggerIsActive() public {
        WaterfallState memory state = _deal(1, 8);
        _assertHolds(state, quiet(state), false);
        state.active = 0x1ff ^ 0x100;
        _assertHolds(state, quiet(state), false);
        state.active = 0x100;
        _assertHolds(state, quiet(state), true);
    }

    function test_TestHasFailed() public {
        WaterfallState memory state = _deal(2, 1);
        state.failed = 1;
        _assertHolds(state, quiet(state), false);
        state.failed = 2;
        _assertHolds(state, quiet(state), true);
    }

    function test_ClassesAreOutstanding() public {
        WaterfallState memory state = _deal(3, 2);
        _assertHolds(state, quiet(state), true);
        state.classes[1].balance = 0;
        _assertHolds(state, quiet(state), false);
    }

    function test_Accelerated() public {
        WaterfallState memory state = _deal(4, 0);
        _assertHolds(state, quiet(state), false);
        PeriodReport memory report = quiet(state);
        report.flags = 8;
        _assertHolds(state, report, true);
        state.isAccelerated = true;
        _assertHolds(state, quiet(state), true);
    }

    function test_Revolving() public {
        WaterfallState memory state = _deal(5, 0);
        _assertHolds(state, quiet(state), true);
        state.active = 1;
        _assertHolds(state, quiet(state), false);
        (state.active, state.isAccelerated) = (0, true);
        _assertHolds(state, quiet(state), false);
        (state.isAccelerated, state.period) = (false, 1);
        _assertHolds(state, quiet(state), false);
    }

    function test_Call() public {
        WaterfallState memory state = _deal(6, 0);
        _assertHolds(state, quiet(state), false);
        PeriodReport memory report = quiet(state);
        report.flags = 4;
        _assertHolds(state, report, true);
    }

    function test_LastPeriod() public {
        WaterfallState memory state = _deal(7, 0);
        _assertHolds(state, quiet(state), false);
        state.period = 1;
        _assertHolds(state, quiet(state), true);
    }

    function test_AnyTriggerOfAMask() public {
        WaterfallState memory state = _deal(8, 0x81);
        state.active = 0x17e;
        _assertHolds(state, quiet(state), false);
        state.active = 0x80;
        _assertHolds(state, quiet(state), true);
        state.active = 0x01;
        _assertHolds(state, quiet(state), true);
    }
}
