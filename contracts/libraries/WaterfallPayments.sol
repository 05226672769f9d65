// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ClassState } from "../types/WaterfallState.sol";
import { Allocation } from "./Allocation.sol";
import { Bits } from "./Bits.sol";
import { ClassCells } from "./ClassCells.sol";
import { DealImage } from "./DealImage.sol";
import { WaterfallKernels } from "./WaterfallKernels.sol";
import { WaterfallRun } from "./WaterfallRun.sol";

/// @title WaterfallPayments
/// @notice Steps that pay somebody or move cash between the buckets and the reserve. Each gives what was due and what was paid.
library WaterfallPayments {
    using DealImage for DealImage.Image;
    using WaterfallRun for WaterfallRun.Run;
    using ClassCells for *;

    uint256 private constant RESERVE_HELPS = 0x80;
    uint256 private constant FEE_FIXED = 2;

    /// @notice Pays a fee; a senior step only up to the cap of the fee.
    function payFee(
        WaterfallRun.Run memory run,
        uint256 index,
        uint256 source,
        bool isJunior
    ) internal pure returns (uint256 due, uint256 paid) {
        due = run.state.feesUnpaid.amountAt(index);
        if (due == 0) return (due, paid);
        uint256 fee = DealImage.wordAt(run.image.data, run.image.feeAt(index));
        uint256 unpaid = due;
        if (!isJunior && fee >> 248 != FEE_FIXED) due = WaterfallKernels.seniorFee(due, uint96(fee));
        paid = _take(run, due, source);
        unchecked {
            run.state.feesUnpaid.setAmount(index, unpaid - paid);
            run.outcome.fees.setAmount(index, run.outcome.fees.amountAt(index) + paid);
            run.feesPaid += paid;
        }
    }

    /// @notice Pays unpaid interest of classes, in their order or pro rata.
    function payInterest(
        WaterfallRun.Run memory run,
        uint256 mask,
        uint256 source,
        bool isProRata
    ) internal pure returns (uint256 due, uint256 paid) {
        ClassState[] memory classes = run.state.classes;
        unchecked {
            for (uint256 rest = mask; rest != 0; rest &= rest - 1) {
                due += classes.cellOf(Bits.trailingZeros(rest)).unpaidOf();
            }
        }
        paid = _take(run, due, source);
        if (paid == 0) return (due, paid);
        uint256[] memory shares;
        if (isProRata) shares = _shares(classes, mask, paid, true);
        uint96[] memory out = run.outcome.interest;
        uint256 left = paid;
        unchecked {
            for (; left != 0; mask &= mask - 1) {
                uint256 i = Bits.trailingZeros(mask);
                uint256 cell = classes.cellOf(i);
                (uint256 part, , uint256 unpaid) = WaterfallKernels.payNext(isProRata ? shares.wordAt(i) : left, cell.unpaidOf());
                left -= part;
                cell.setUnpaid(unpaid);
                out.setAmount(i, out.amountAt(i) + part);
            }
        }
    }

    /// @notice Pays principal `due` to classes, in their order or pro rata. Assumes that it is at most what is outstanding.
    function payPrincipal(
        WaterfallRun.Run memory run,
        uint256 mask,
        uint256 source,
        uint256 due,
        bool isProRata
    ) internal pure returns (uint256, uint256 paid) {
        paid = _take(run, due, source & 1);
        if (paid == 0) return (due, paid);
        ClassState[] memory classes = run.state.classes;
        uint256[] memory shares;
        if (isProRata) shares = _shares(classes, mask, paid, false);
        uint96[] memory out = run.outcome.principal;
        uint256 left = paid;
        unchecked {
            for (; left != 0; mask &= mask - 1) {
                uint256 i = Bits.trailingZeros(mask);
                uint256 cell = classes.cellOf(i);
                (uint256 part, , uint256 balance) = WaterfallKernels.payNext(isProRata ? shares.wordAt(i) : left, cell.balanceOf());
                left -= part;
                cell.setBalance(balance);
                out.setAmount(i, out.amountAt(i) + part);
            }
        }
        return (due, paid);
    }

    /// @notice Pays for loans that the deal buys while it revolves.
    function buy(WaterfallRun.Run memory run, uint256 source) internal pure returns (uint256 due, uint256 paid) {
        due = run.isRevolving ? run.report.purchases : 0;
        paid = _take(run, due, source & 1);
        run.outcome.purchases = WaterfallRun.amount(uint256(run.outcome.purchases) + paid);
    }

    /// @notice Pays all cash of the bucket to the holders of a class.
    function payResidual(WaterfallRun.Run memory run, uint256 index, uint256 source) internal pure returns (uint256 due, uint256 paid) {
        due = run.cash.cashOf(source);
        paid = _take(run, due, source & 1);
        unchecked {
            run.outcome.residual.setAmount(index, run.outcome.residual.amountAt(index) + paid);
        }
    }

    /// @notice Moves cash up to `due` from the interest bucket to the principal bucket.
    function move(WaterfallRun.Run memory run, uint256 due) internal pure returns (uint256 paid) {
        paid = _take(run, due, 0);
        unchecked {
            run.cash.setCash(1, run.cash.cashOf(1) + paid);
        }
    }

    /// @notice Fills the reserve up to its target.
    function topUp(WaterfallRun.Run memory run, uint256 source) internal pure returns (uint256 due, uint256 paid) {
        (due, paid) = WaterfallKernels.topUp(run.reserveTarget(), run.state.reserve, run.cash.cashOf(source));
        if (paid == 0) return (due, paid);
        unchecked {
            run.cash.setCash(source, run.cash.cashOf(source) - paid);
            run.state.reserve = WaterfallRun.amount(run.state.reserve + paid);
        }
    }

    /// @notice Takes what is above the target from the reserve.
    function release(WaterfallRun.Run memory run, uint256 source) internal pure returns (uint256 due, uint256 paid) {
        due = WaterfallKernels.excess(run.state.reserve, run.reserveTarget());
        return (due, _fromReserve(run, due, source));
    }

    /// @notice Draws on the reserve for what cash does not cover of the classes, or for all of it.
    function draw(
        WaterfallRun.Run memory run,
        uint256 mask,
        uint256 source,
        uint256 mode
    ) internal pure returns (uint256 due, uint256 paid) {
        due = mode == 0 ? WaterfallKernels.excess(run.outstanding(mask), run.cash.cashOf(source)) : run.state.reserve;
        return (due, _fromReserve(run, due, source));
    }

    /// @dev Takes cash out of a bucket, and where the source says so, out of the reserve.
    function _take(WaterfallRun.Run memory run, uint256 due, uint256 source) private pure returns (uint256 paid) {
        if (due == 0) return 0;
        uint256 cash = run.cash.cashOf(source);
        uint256 reserve = source & RESERVE_HELPS != 0 ? run.state.reserve : 0;
        uint256 fromReserve;
        (paid, fromReserve) = WaterfallKernels.payUpTo(due, cash, reserve);
        unchecked {
            run.cash.setCash(source, cash + fromReserve - paid);
            if (fromReserve != 0) run.state.reserve = uint96(reserve - fromReserve);
        }
    }

    function _fromReserve(WaterfallRun.Run memory run, uint256 due, uint256 source) private pure returns (uint256 paid) {
        paid = WaterfallKernels.draw(due, run.state.reserve);
        unchecked {
            run.state.reserve -= uint96(paid);
            run.cash.setCash(source, run.cash.cashOf(source) + paid);
        }
    }

    /// @dev Splits a payment by what the classes are owed: interest or principal.
    function _shares(
        ClassState[] memory classes,
        uint256 mask,
        uint256 paid,
        bool isOfInterest
    ) private pure returns (uint256[] memory shares) {
        uint256[] memory weights = new uint256[](classes.length);
        unchecked {
            for (; mask != 0; mask &= mask - 1) {
                uint256 i = Bits.trailingZeros(mask);
                uint256 cell = classes.cellOf(i);
                weights.setWord(i, isOfInterest ? cell.unpaidOf() : cell.balanceOf());
            }
        }
        return Allocation.allocate(paid, weights);
    }
}
