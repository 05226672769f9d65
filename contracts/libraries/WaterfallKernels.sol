// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title WaterfallKernels
/// @notice The arithmetic of the deal machine, one small function for each act; see `backend/docs/deal-machine.md`.
/// @dev No loops, no assembly, no memory: the compiler's prover can reason about each of them. Sums that could grow are checked.
/// Products are not: they assume amounts below 2^100, rates below 2^68, and day fractions below 2^26, as the engine has them.
library WaterfallKernels {
    uint256 internal constant WAD = 1e18;
    /// @notice Highest ratio that a posting can show; also the ratio of a test without liability.
    uint256 internal constant RATIO_MAX = 2 ** 120 - 1;
    /// @notice Highest count of breaches in a row.
    uint256 internal constant BREACHES_MAX = 15;

    // Numbers

    /// @notice `a / b`, halves rounded up. Assumes `b > 0`.
    function divHalfUp(uint256 a, uint256 b) internal pure returns (uint256) {
        unchecked {
            return (2 * a + b) / (2 * b);
        }
    }

    /// @notice `a / b`, rounded up. Assumes `b > 0`.
    function divUp(uint256 a, uint256 b) internal pure returns (uint256) {
        unchecked {
            uint256 down = a / b;
            return down * b == a ? down : down + 1;
        }
    }

    /// @notice The smaller of two.
    function min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    /// @notice The larger of two.
    function max(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a : b;
    }

    /// @notice By how much `a` is above `b`; 0 when it is not.
    function excess(uint256 a, uint256 b) internal pure returns (uint256) {
        unchecked {
            return a > b ? a - b : 0;
        }
    }

    // What falls due

    /// @notice Interest or fee on `amount` at a yearly `rate` (wad) for `num / den` years, rounded half up once.
    function accrue(uint256 amount, uint256 rate, uint256 num, uint256 den) internal pure returns (uint256) {
        unchecked {
            return divHalfUp(amount * rate * num, WAD * den);
        }
    }

    /// @notice Rate of a floating class: the margin plus the index, never below zero.
    function plusIndex(uint256 margin, int256 index) internal pure returns (uint256) {
        return index >= 0 ? margin + uint256(index) : excess(margin, uint256(-index));
    }

    /// @notice The rate brought to its floor, then to its cap; a cap of 0 is none.
    function within(uint256 rate, uint256 floor, uint256 cap) internal pure returns (uint256) {
        uint256 floored = max(rate, floor);
        return cap == 0 ? floored : min(floored, cap);
    }

    /// @notice What a senior fee step may ask for; a cap of 0 is none.
    function seniorFee(uint256 unpaid, uint256 cap) internal pure returns (uint256) {
        return cap == 0 ? unpaid : min(unpaid, cap);
    }

    // Payments

    /// @notice Pays `due` from `cash`, and what that does not cover from `reserve` (0 where it may not help).
    function payUpTo(uint256 due, uint256 cash, uint256 reserve) internal pure returns (uint256 paid, uint256 fromReserve) {
        unchecked {
            if (due <= cash) return (due, 0);
            fromReserve = min(due - cash, reserve);
            return (cash + fromReserve, fromReserve);
        }
    }

    /// @notice One class in a payment in order of seniority: takes what it can of what is `left`.
    function payNext(uint256 left, uint256 owed) internal pure returns (uint256 paid, uint256 leftAfter, uint256 owedAfter) {
        unchecked {
            paid = min(left, owed);
            return (paid, left - paid, owed - paid);
        }
    }

    // Losses

    /// @notice A loss is written off a class as far as its balance reaches.
    function writeDown(
        uint256 left,
        uint256 balance,
        uint256 deficit
    ) internal pure returns (uint256 leftAfter, uint256 balanceAfter, uint256 deficitAfter) {
        uint256 part = min(left, balance);
        return (left - part, balance - part, deficit + part);
    }

    /// @notice A loss is written to the deficiency ledger of a class, up to its balance.
    function debitLedger(uint256 left, uint256 balance, uint256 deficit) internal pure returns (uint256 leftAfter, uint256 deficitAfter) {
        uint256 part = min(left, excess(balance, deficit));
        return (left - part, deficit + part);
    }

    /// @notice A recovery is written up to a class, never above what was written down.
    function writeUp(
        uint256 left,
        uint256 balance,
        uint256 deficit
    ) internal pure returns (uint256 leftAfter, uint256 balanceAfter, uint256 deficitAfter) {
        uint256 part = min(left, deficit);
        return (left - part, balance + part, deficit - part);
    }

    // Reserve and targets

    /// @notice Target of a reserve that depends on a pool: the rate of it, at least the floor.
    function reserveTarget(uint256 pool, uint256 rate, uint256 floor) internal pure returns (uint256) {
        unchecked {
            return max(floor, divHalfUp(pool * rate, WAD));
        }
    }

    /// @notice Cash that goes to the reserve.
    function topUp(uint256 target, uint256 reserve, uint256 cash) internal pure returns (uint256 due, uint256 paid) {
        due = excess(target, reserve);
        paid = min(due, cash);
    }

    /// @notice What the reserve gives for a need.
    function draw(uint256 need, uint256 reserve) internal pure returns (uint256) {
        return min(need, reserve);
    }

    /// @notice Overcollateralization that the deal aims at.
    function ocTarget(
        uint256 pool,
        uint256 rateCurrent,
        uint256 originalPool,
        uint256 rateOriginal,
        uint256 floor
    ) internal pure returns (uint256) {
        unchecked {
            return max(max(divHalfUp(pool * rateCurrent, WAD), divHalfUp(originalPool * rateOriginal, WAD)), floor);
        }
    }

    /// @notice Cash that brings notes down to the pool less a cushion.
    function toTarget(uint256 outstanding, uint256 principalCash, uint256 pool, uint256 cushion) internal pure returns (uint256) {
        return excess(outstanding, principalCash + excess(pool, cushion));
    }

    // Tests

    /// @notice Whether `have` covers `owed` by the threshold.
    function passes(uint256 have, uint256 owed, uint256 threshold) internal pure returns (bool) {
        unchecked {
            return owed == 0 || have * WAD >= threshold * owed;
        }
    }

    /// @notice Ratio of a test as it is posted, rounded half up.
    function ratio(uint256 have, uint256 owed) internal pure returns (uint256) {
        unchecked {
            return owed == 0 ? RATIO_MAX : min(divHalfUp(have * WAD, owed), RATIO_MAX);
        }
    }

    /// @notice What must vanish of `owed`, paid by other money than `have`, until a test passes.
    function gap(uint256 have, uint256 owed, uint256 threshold) internal pure returns (uint256) {
        unchecked {
            if (passes(have, owed, threshold)) return 0;
            return excess(owed, (have * WAD) / threshold);
        }
    }

    /// @notice What must vanish of `owed` when each unit paid also takes one from `have`, until a test passes.
    function gapFromWithin(uint256 have, uint256 owed, uint256 threshold) internal pure returns (uint256) {
        unchecked {
            if (passes(have, owed, threshold)) return 0;
            if (threshold <= WAD) return owed;
            return min(owed, divUp(threshold * owed - have * WAD, threshold - WAD));
        }
    }

    /// @notice Principal of one class to pay so that `interest` less falls due on it, and what the next class has left to give.
    function cureNext(
        uint256 interest,
        uint256 balance,
        uint256 dueInterest,
        uint256 rateNum,
        uint256 den
    ) internal pure returns (uint256 paid, uint256 interestAfter) {
        unchecked {
            uint256 need = rateNum == 0 ? balance : divUp(interest * WAD * den, rateNum);
            if (need < balance) return (need, 0);
            return (balance, excess(interest, dueInterest));
        }
    }

    // Triggers

    /// @notice Breaches in a row after another period.
    function strike(uint256 count, bool isBreached) internal pure returns (uint256) {
        unchecked {
            return isBreached ? min(count + 1, BREACHES_MAX) : 0;
        }
    }

    /// @notice Whether a trigger is active after another period. `count` is that of `strike`; a notice of 0 is one of 1.
    function isActiveAfter(bool wasActive, bool isBreached, uint256 count, uint256 notice, bool isCurable) internal pure returns (bool) {
        if (isBreached) return wasActive || count >= notice;
        return wasActive && !isCurable;
    }

    /// @notice Whether `part` of `whole` is above the threshold.
    function isAbove(uint256 part, uint256 whole, uint256 threshold) internal pure returns (bool) {
        unchecked {
            return part * WAD > threshold * whole;
        }
    }

    /// @notice Whether `part` of `whole` is below the threshold.
    function isBelow(uint256 part, uint256 whole, uint256 threshold) internal pure returns (bool) {
        unchecked {
            return part * WAD < threshold * whole;
        }
    }
}
