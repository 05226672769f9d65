// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { WaterfallKernels } from "../../../contracts/libraries/WaterfallKernels.sol";
import { bound, vm } from "../support/Vm.sol";

contract WaterfallKernelsTest {
    uint256 private constant WAD = 1e18;
    uint256 private constant AMOUNT_MAX = 2 ** 99;
    uint256 private constant RATE_MAX = 2 ** 66;

    function testFuzz_HalfUpIsNearestAndNeverBelowHalf(uint256 a, uint256 b) public pure {
        a = bound(a, 0, 2 ** 190);
        b = bound(b, 1, 2 ** 100);
        uint256 q = WaterfallKernels.divHalfUp(a, b);
        // 2qb - b <= 2a < 2qb + b
        vm.assertTrue(2 * q * b <= 2 * a + b && 2 * a < 2 * q * b + b, "nearest, halves up");
    }

    function testFuzz_DivUpIsTheLeastThatCovers(uint256 a, uint256 b) public pure {
        a = bound(a, 0, 2 ** 190);
        b = bound(b, 1, 2 ** 60);
        uint256 q = WaterfallKernels.divUp(a, b);
        vm.assertTrue(q * b >= a && (q == 0 || (q - 1) * b < a), "least");
    }

    function testFuzz_AccrualIsWithinHalfAUnit(uint256 amount, uint256 rate, uint256 num, uint256 den) public pure {
        amount = bound(amount, 0, AMOUNT_MAX);
        rate = bound(rate, 0, RATE_MAX);
        num = bound(num, 1, 2 ** 25);
        den = bound(den, 360, 133_590);
        uint256 posted = 2 * WAD * den * WaterfallKernels.accrue(amount, rate, num, den);
        uint256 exact = 2 * amount * rate * num;
        vm.assertTrue(posted <= exact + WAD * den && exact < posted + WAD * den, "within half a unit");
    }

    function testFuzz_IndexMovesTheMarginAndStopsAtZero(uint64 margin, int64 index) public pure {
        uint256 rate = WaterfallKernels.plusIndex(margin, index);
        int256 sum = int256(uint256(margin)) + index;
        vm.assertEq(rate, sum < 0 ? 0 : uint256(sum));
    }

    function testFuzz_RateIsBetweenFloorAndCap(uint64 rate, uint64 floor, uint64 cap) public pure {
        uint256 found = WaterfallKernels.within(rate, floor, cap);
        if (cap != 0) vm.assertLe(found, cap, "above the cap");
        if (cap == 0 || cap >= floor) vm.assertTrue(found >= floor, "below the floor");
        if (rate >= floor && (cap == 0 || rate <= cap)) vm.assertEq(found, rate, "moved without need");
    }

    function testFuzz_SeniorFeeIsCapped(uint96 unpaid, uint96 cap) public pure {
        uint256 due = WaterfallKernels.seniorFee(unpaid, cap);
        vm.assertLe(due, unpaid, "more than unpaid");
        if (cap == 0) vm.assertEq(due, unpaid);
        else vm.assertTrue(due == unpaid || due == cap, "neither");
    }

    function testFuzz_PaysFromCashFirstThenFromTheReserve(uint96 due, uint96 cash, uint96 reserve) public pure {
        (uint256 paid, uint256 fromReserve) = WaterfallKernels.payUpTo(due, cash, reserve);
        vm.assertLe(paid, due, "more than due");
        vm.assertLe(fromReserve, reserve, "more than reserved");
        vm.assertLe(paid - fromReserve, cash, "more than cash");
        if (fromReserve > 0) vm.assertEq(paid - fromReserve, cash, "reserve before cash");
        if (paid < due) vm.assertEq(paid, uint256(cash) + reserve, "something kept back");
    }

    function testFuzz_PaymentConserves(uint96 left, uint96 owed) public pure {
        (uint256 paid, uint256 leftAfter, uint256 owedAfter) = WaterfallKernels.payNext(left, owed);
        vm.assertEq(paid + leftAfter, left);
        vm.assertEq(paid + owedAfter, owed);
        vm.assertTrue(leftAfter == 0 || owedAfter == 0, "stopped early");
    }

    function testFuzz_WriteDownIsUndoneByWriteUp(uint96 loss, uint96 balance, uint96 deficit) public pure {
        (uint256 left, uint256 lower, uint256 higher) = WaterfallKernels.writeDown(loss, balance, deficit);
        vm.assertEq(lower + higher, uint256(balance) + deficit, "claim of the class");
        vm.assertEq(left + higher, uint256(loss) + deficit, "loss is somewhere");
        vm.assertTrue(left == 0 || lower == 0, "stopped early");
        (uint256 rest, uint256 again, uint256 before) = WaterfallKernels.writeUp(loss - left, lower, higher);
        vm.assertEq(rest, 0);
        vm.assertEq(again, balance);
        vm.assertEq(before, deficit);
    }

    function testFuzz_WriteUpStopsAtWhatWasWrittenDown(uint96 recovery, uint96 balance, uint96 deficit) public pure {
        (uint256 left, uint256 balanceAfter, uint256 deficitAfter) = WaterfallKernels.writeUp(recovery, balance, deficit);
        vm.assertEq(balanceAfter + deficitAfter, uint256(balance) + deficit);
        vm.assertEq(left + balanceAfter, uint256(recovery) + balance);
        vm.assertTrue(left == 0 || deficitAfter == 0, "stopped early");
    }

    function testFuzz_LedgerNeverExceedsTheBalance(uint96 loss, uint96 balance, uint96 deficit) public pure {
        (uint256 left, uint256 after_) = WaterfallKernels.debitLedger(loss, balance, deficit);
        vm.assertEq(left + after_, uint256(loss) + deficit, "loss is somewhere");
        if (deficit <= balance) vm.assertLe(after_, balance, "above the balance");
        else vm.assertEq(after_, deficit, "a full ledger takes nothing");
        if (left > 0) vm.assertTrue(after_ >= balance, "stopped early");
    }

    function testFuzz_ReserveTargetIsTheHigherOfRateAndFloor(uint96 pool, uint64 rate, uint96 floor) public pure {
        uint256 target = WaterfallKernels.reserveTarget(pool, rate, floor);
        vm.assertTrue(target >= floor, "below the floor");
        if (target > floor) vm.assertEq(target, (uint256(pool) * rate + WAD / 2) / WAD);
    }

    function testFuzz_TopUpFillsAndReleaseEmptiesToTheTarget(uint96 target, uint96 reserve, uint96 cash) public pure {
        (uint256 due, uint256 paid) = WaterfallKernels.topUp(target, reserve, cash);
        uint256 release = WaterfallKernels.excess(reserve, target);
        vm.assertLe(paid, cash, "more than cash");
        vm.assertEq(reserve + due - release, target, "to the target");
        vm.assertTrue(due == 0 || release == 0, "one of the two");
        vm.assertTrue(paid == due || paid == cash, "kept back");
        vm.assertLe(WaterfallKernels.draw(due, reserve), reserve, "drawn above the reserve");
    }

    function testFuzz_OcTargetIsTheHighestOfThree(uint96 pool, uint64 current, uint96 original, uint64 first, uint96 floor) public pure {
        uint256 target = WaterfallKernels.ocTarget(pool, current, original, first, floor);
        uint256 a = (uint256(pool) * current + WAD / 2) / WAD;
        uint256 b = (uint256(original) * first + WAD / 2) / WAD;
        vm.assertTrue(target >= a && target >= b && target >= floor, "below one");
        vm.assertTrue(target == a || target == b || target == floor, "none of them");
    }

    function testFuzz_TargetPaymentLeavesTheCushion(uint96 notes, uint96 cash, uint96 pool, uint96 cushion) public pure {
        uint256 due = WaterfallKernels.toTarget(notes, cash, pool, cushion);
        if (due == 0) return;
        uint256 left = uint256(notes) - cash - due;
        vm.assertEq(left, pool > cushion ? pool - cushion : 0);
    }

    function testFuzz_TestsPassWithoutLiabilityOrThreshold(uint256 have, uint256 owed, uint64 threshold) public pure {
        have = bound(have, 0, AMOUNT_MAX);
        owed = bound(owed, 0, AMOUNT_MAX);
        vm.assertTrue(WaterfallKernels.passes(have, 0, threshold), "no liability");
        vm.assertTrue(WaterfallKernels.passes(have, owed, 0), "no threshold");
        vm.assertEq(WaterfallKernels.ratio(have, 0), 2 ** 120 - 1);
        if (owed == 0) return;
        uint256 ratio = WaterfallKernels.ratio(have, owed);
        vm.assertLe(ratio, 2 ** 120 - 1, "cap");
        // The posted ratio is rounded, so that it can reach the threshold half a unit early.
        if (WaterfallKernels.passes(have, owed, threshold)) vm.assertTrue(ratio >= threshold, "passes below the threshold");
        else vm.assertLe(ratio, threshold, "fails above the threshold");
    }

    function testFuzz_GapIsTheLeastThatCures(uint256 have, uint256 owed, uint256 threshold) public pure {
        have = bound(have, 0, 2 ** 97);
        owed = bound(owed, 1, 2 ** 97);
        threshold = bound(threshold, 1, type(uint64).max);
        uint256 cure = WaterfallKernels.gap(have, owed, threshold);
        vm.assertLe(cure, owed, "above what is owed");
        vm.assertTrue(WaterfallKernels.passes(have, owed - cure, threshold), "does not cure");
        if (cure > 0) vm.assertFalse(WaterfallKernels.passes(have, owed - cure + 1, threshold), "not the least");
    }

    function testFuzz_GapFromWithinIsTheLeastThatCures(uint256 have, uint256 owed, uint256 threshold) public pure {
        have = bound(have, 0, 2 ** 97);
        owed = bound(owed, 1, 2 ** 97);
        threshold = bound(threshold, 1, type(uint64).max);
        uint256 cure = WaterfallKernels.gapFromWithin(have, owed, threshold);
        vm.assertLe(cure, owed, "above what is owed");
        if (threshold <= WAD) {
            vm.assertTrue(cure == 0 || cure == owed, "all or nothing below one");
            return;
        }
        // Paying from within lowers both sides; it cures when have covers the difference, or nothing is owed any more.
        if (cure < owed) vm.assertTrue(WaterfallKernels.passes(have - cure, owed - cure, threshold), "does not cure");
        if (cure > 0 && cure <= have) {
            vm.assertFalse(WaterfallKernels.passes(have - cure + 1, owed - cure + 1, threshold), "not the least");
        }
    }

    function testFuzz_CureOfInterestTakesEnoughPrincipal(uint256 interest, uint96 balance, uint96 dueInterest, uint64 rate) public pure {
        interest = bound(interest, 1, 2 ** 96);
        uint256 rateNum = uint256(rate) * 30;
        (uint256 paid, uint256 left) = WaterfallKernels.cureNext(interest, balance, dueInterest, rateNum, 360);
        vm.assertLe(paid, balance, "above the balance");
        if (paid < balance) {
            vm.assertEq(left, 0, "cured");
            vm.assertTrue(paid * rateNum >= interest * WAD * 360, "too little");
            vm.assertTrue(paid == 0 || (paid - 1) * rateNum < interest * WAD * 360, "too much");
        } else {
            vm.assertEq(left, interest > dueInterest ? interest - dueInterest : 0, "what it cannot give");
        }
    }

    function testFuzz_BreachesCountInARow(uint256 count, bool isBreached) public pure {
        count = bound(count, 0, 15);
        uint256 next = WaterfallKernels.strike(count, isBreached);
        if (!isBreached) vm.assertEq(next, 0);
        else vm.assertEq(next, count == 15 ? 15 : count + 1);
    }

    function testFuzz_TriggerLatchesOrIsCured(bool wasActive, bool isBreached, uint256 count, uint256 notice, bool isCurable) public pure {
        count = isBreached ? bound(count, 1, 15) : 0;
        notice = bound(notice, 1, 15);
        bool isActive = WaterfallKernels.isActiveAfter(wasActive, isBreached, count, notice, isCurable);
        if (wasActive && !isCurable) vm.assertTrue(isActive, "latched");
        if (!isBreached && isCurable) vm.assertFalse(isActive, "cured");
        if (!wasActive) vm.assertEq(isActive, isBreached && count >= notice);
    }

    function testFuzz_AboveAndBelowExcludeEachOther(uint96 part, uint96 whole, uint64 threshold) public pure {
        bool isAbove = WaterfallKernels.isAbove(part, whole, threshold);
        bool isBelow = WaterfallKernels.isBelow(part, whole, threshold);
        vm.assertFalse(isAbove && isBelow, "both");
        uint256 quotient = whole == 0 ? 0 : (uint256(part) * WAD) / whole;
        if (whole != 0 && quotient > threshold) vm.assertTrue(isAbove, "above");
        if (whole != 0 && quotient < threshold) vm.assertTrue(isBelow, "below");
    }
}
