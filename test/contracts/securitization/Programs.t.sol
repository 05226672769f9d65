// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { DayCount } from "../../../contracts/libraries/DayCount.sol";
import { IWaterfallEngine } from "../../../contracts/securitization/IWaterfallEngine.sol";
import { PeriodReport } from "../../../contracts/types/PeriodReport.sol";
import { WaterfallOutcome, WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { EngineCaller } from "../support/EngineCaller.sol";
import { EngineTest } from "../support/EngineTest.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { RandomDeal } from "../support/RandomDeal.sol";
import { vm } from "../support/Vm.sol";

/// @dev What holds of every program.
contract ProgramsTest is EngineTest {
    using ImageBuilder for ImageBuilder.Parts;
    using RandomDeal for RandomDeal.Dice;

    uint256 private constant PERIODS = 6;
    uint256 private constant CHANGES = 8;

    function testFuzz_CashIsConservedAndClaimsAddUp(uint256 seed) public {
        RandomDeal.Dice memory dice = RandomDeal.Dice(seed);
        ImageBuilder.Parts memory p = dice.image();
        WaterfallState memory state = close(p);
        for (uint256 period = 1; period <= PERIODS; ++period) {
            PeriodReport memory report = dice.report(state, p.header.lastRevolving);
            (WaterfallState memory next, WaterfallOutcome memory outcome) = run(state, report);
            _assertClaims(p, state, next, outcome);
            vm.assertEq(next.period, period, "period");
            vm.assertEq(next.pool, report.poolEnd, "pool");
            _assertPostings(outcome, p.steps.length);
            state = next;
        }
    }

    /// @dev Balances change by payments, write-downs and write-ups, deficits by losses, write-ups and cash that clears them; the
    /// postings say how much, and nothing else may.
    function _assertClaims(
        ImageBuilder.Parts memory p,
        WaterfallState memory state,
        WaterfallState memory next,
        WaterfallOutcome memory outcome
    ) private pure {
        uint256 higher = 0;
        uint256 lower = 0;
        uint256 debited = 0;
        uint256 cleared = 0;
        for (uint256 i = 0; i < outcome.postings.length; ++i) {
            (uint256 step, , uint256 paid) = posting(outcome, i);
            uint8 op = uint8(p.steps[step][0]);
            if (op == ImageBuilder.WRITEUP) higher += paid;
            else if (op == ImageBuilder.PDL) cleared += paid;
            else if (op == ImageBuilder.LOSS && uint8(p.steps[step][5]) & 2 == 0) lower += paid;
            else if (op == ImageBuilder.LOSS) debited += paid;
        }
        (uint256 balance, uint256 deficit) = _totals(state);
        (uint256 balanceNext, uint256 deficitNext) = _totals(next);
        vm.assertEq(balanceNext + sum(outcome.principal) + lower, balance + higher, "balances");
        vm.assertEq(deficitNext + higher + cleared, deficit + lower + debited, "deficits");
        for (uint256 i = 0; i < state.feesUnpaid.length; ++i) {
            vm.assertTrue(next.feesUnpaid[i] + outcome.fees[i] >= state.feesUnpaid[i], "fee forgotten");
        }
        if (state.isAccelerated) vm.assertTrue(next.isAccelerated, "acceleration undone");
    }

    function _totals(WaterfallState memory state) private pure returns (uint256 balance, uint256 deficit) {
        for (uint256 i = 0; i < state.classes.length; ++i) {
            balance += state.classes[i].balance;
            deficit += state.classes[i].deficit;
        }
    }

    function _assertPostings(WaterfallOutcome memory outcome, uint256 steps) private pure {
        vm.assertLe(outcome.postings.length, steps, "postings");
        uint256 last = 0;
        for (uint256 i = 0; i < outcome.postings.length; ++i) {
            (uint256 step, , ) = posting(outcome, i);
            vm.assertTrue(step < steps && (i == 0 || step > last), "steps in order");
            last = step;
        }
    }

    function testFuzz_ADealWithoutOddStepsPaysSeniorInterestFirst(uint256 seed) public {
        RandomDeal.Dice memory dice = RandomDeal.Dice(seed);
        ImageBuilder.Parts memory p = ImageBuilder.market(3);
        WaterfallState memory state = close(p);
        for (uint256 period = 1; period <= PERIODS; ++period) {
            WaterfallOutcome memory outcome;
            PeriodReport memory report = dice.report(state, 0);
            (report.interest, report.flags) = (uint96(dice.below(9_000_000_000)), 0);
            (state, outcome) = run(state, report);
            if (outcome.interest[1] > 0) vm.assertEq(state.classes[0].unpaid, 0, "senior interest unpaid");
            if (outcome.interest[2] > 0) vm.assertEq(state.classes[1].unpaid, 0, "mezzanine interest unpaid");
        }
    }

    /// @dev The cheap call gives what the call of Solidity gives, member by member, and its errors.
    function testFuzz_CheapCallIsTheSameCall(uint256 seed) public {
        EngineCaller caller = new EngineCaller(engine);
        RandomDeal.Dice memory dice = RandomDeal.Dice(seed);
        ImageBuilder.Parts memory p = dice.image();
        WaterfallState memory state = close(p);
        for (uint256 period = 1; period <= PERIODS; ++period) {
            PeriodReport memory report = dice.report(state, p.header.lastRevolving);
            (WaterfallState memory next, WaterfallOutcome memory outcome) = engine.run(image, state, report);
            (WaterfallState memory other, WaterfallOutcome memory paid) = caller.run(image, state, report);
            vm.assertEq(keccak256(abi.encode(other, paid)), keccak256(abi.encode(next, outcome)));
            state = next;
        }
        PeriodReport memory beyond = quiet(state);
        vm.expectRevert(abi.encodeWithSelector(IWaterfallEngine.WaterfallReportInvalid.selector, 0, PERIODS + 1, PERIODS + 1));
        caller.run(image, state, beyond);
    }

    /// @dev Any bytes are run or refused with a name: no panic, no error without data.
    function testFuzz_ChangedImagesAreRefusedByName(uint256 seed) public {
        RandomDeal.Dice memory dice = RandomDeal.Dice(seed);
        ImageBuilder.Parts memory p = dice.image();
        WaterfallState memory state = close(p);
        PeriodReport memory report = dice.report(state, p.header.lastRevolving);
        for (uint256 i = 0; i < CHANGES; ++i) {
            bytes memory changed = image;
            changed[dice.below(changed.length)] = bytes1(uint8(dice.below(256)));
            _assertNamed(abi.encodeCall(IWaterfallEngine.run, (changed, state, report)));
            _assertNamed(abi.encodeCall(IWaterfallEngine.validate, (changed)));
            _assertNamed(abi.encodeCall(IWaterfallEngine.factsOf, (changed)));
        }
    }

    /// @dev What passes the check runs: an image that was checked is refused for its report or amounts only.
    function testFuzz_CheckedImagesRun(uint256 seed) public {
        RandomDeal.Dice memory dice = RandomDeal.Dice(seed);
        ImageBuilder.Parts memory p = dice.image();
        WaterfallState memory state = close(p);
        PeriodReport memory report = dice.report(state, 0);
        for (uint256 i = 0; i < CHANGES; ++i) {
            bytes memory changed = image;
            changed[128 + dice.below(changed.length - 128)] = bytes1(uint8(dice.below(256)));
            (bool isValid, ) = address(engine).staticcall(abi.encodeCall(IWaterfallEngine.validate, (changed)));
            if (!isValid) continue;
            (bool hasRun, bytes memory data) = address(engine).staticcall(abi.encodeCall(IWaterfallEngine.run, (changed, state, report)));
            vm.assertTrue(hasRun || bytes4(data) == IWaterfallEngine.WaterfallAmountTooLarge.selector, "refused");
        }
    }

    function _assertNamed(bytes memory call) private view {
        (bool isDone, bytes memory data) = address(engine).staticcall(call);
        if (isDone) return;
        bytes4 selector = bytes4(data);
        bool isNamed =
            selector == IWaterfallEngine.WaterfallImageInvalid.selector ||
                selector == IWaterfallEngine.WaterfallReportInvalid.selector ||
                selector == IWaterfallEngine.WaterfallAmountTooLarge.selector ||
                selector == DayCount.DayCountUnknown.selector;
        vm.assertTrue(isNamed, "an error without a name");
    }
}
