// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ClassState } from "../types/WaterfallState.sol";
import { Allocation } from "./Allocation.sol";
import { DealImage } from "./DealImage.sol";
import { WaterfallKernels } from "./WaterfallKernels.sol";
import { WaterfallRun } from "./WaterfallRun.sol";

/// @title WaterfallPayments
/// @notice Steps that pay somebody or move cash between the buckets and the reserve. Each gives what was due and what was paid.
library WaterfallPayments {
    using DealImage for DealImage.Image;
    using WaterfallRun for WaterfallRun.Run;

    uint256 private constant RESERVE_HELPS = 0x80;
    uint256 private constant FEE_FIXED = 2;

    /// @notice Pays a fee; a senior step only up to the cap of the fee.
    function payFee(
        WaterfallRun.Run memory run,
        uint256 index,
        uint256 source,
        bool isJunior
    ) internal pure returns (uint256 due, uint256 paid) {
        due = run.state.feesUnpaid[index];
        uint256 place = run.image.feeAt(index);
        if (!isJunior && DealImage.uintAt(run.image.data, place, 1) != FEE_FIXED) {
            due = WaterfallKernels.seniorFee(due, DealImage.uintAt(run.image.data, place + 20, 12));
        }
        paid = _take(run, due, source);
        if (paid == 0) return (due, paid);
        run.state.feesUnpaid[index] -= uint96(paid);
        run.outcome.fees[index] = WaterfallRun.amount(run.outcome.fees[index] + paid);
        run.feesPaid += paid;
    }

    /// @notice Pays unpaid interest of classes, in their order or pro rata.
    function payInterest(
        WaterfallRun.Run memory run,
        uint256 mask,
        uint256 source,
        bool isProRata
    ) internal pure returns (uint256 due, uint256 paid) {
        ClassState[] memory classes = run.state.classes;
        for (uint256 i = 0; i < classes.length; ++i) {
            if ((mask >> i) & 1 != 0) due += classes[i].unpaid;
        }
        paid = _take(run, due, source);
        if (paid == 0) return (due, paid);
        uint256[] memory shares;
        if (isProRata) shares = _shares(classes, mask, paid, true);
        uint96[] memory out = run.outcome.interest;
        uint256 left = paid;
        for (uint256 i = 0; i < classes.length && left != 0; ++i) {
            if ((mask >> i) & 1 == 0) continue;
            ClassState memory class = classes[i];
            (uint256 part, , uint256 unpaid) = WaterfallKernels.payNext(isProRata ? shares[i] : left, class.unpaid);
            if (part == 0) continue;
            left -= part;
            class.unpaid = uint96(unpaid);
            out[i] = WaterfallRun.amount(out[i] + part);
        }
    }

    /// @notice Pays principal `due` to classes, in their order or pro rata. Assumes that it is place most what is outstanding.
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
        for (uint256 i = 0; i < classes.length && left != 0; ++i) {
            if ((mask >> i) & 1 == 0) continue;
            ClassState memory class = classes[i];
            (uint256 part, , uint256 balance) = WaterfallKernels.payNext(isProRata ? shares[i] : left, class.balance);
            if (part == 0) continue;
            left -= part;
            class.balance = uint96(balance);
            out[i] = WaterfallRun.amount(out[i] + part);
        }
        return (due, paid);
    }

    /// @notice Pays for loans that the deal buys while it revolves.
    function buy(WaterfallRun.Run memory run, uint256 source) internal pure returns (uint256 due, uint256 paid) {
        due = run.isRevolving ? run.report.purchases : 0;
        paid = _take(run, due, source & 1);
        run.outcome.purchases = WaterfallRun.amount(run.outcome.purchases + paid);
    }

    /// @notice Pays all cash of the bucket to the holders of a class.
    function payResidual(WaterfallRun.Run memory run, uint256 index, uint256 source) internal pure returns (uint256 due, uint256 paid) {
        due = run.cash[source & 1];
        paid = _take(run, due, source & 1);
        run.outcome.residual[index] = WaterfallRun.amount(run.outcome.residual[index] + paid);
    }

    /// @notice Moves cash up to `due` from the interest bucket to the principal bucket.
    function move(WaterfallRun.Run memory run, uint256 due) internal pure returns (uint256 paid) {
        paid = _take(run, due, 0);
        run.cash[1] += paid;
    }

    /// @notice Fills the reserve up to its target.
    function topUp(WaterfallRun.Run memory run, uint256 source) internal pure returns (uint256 due, uint256 paid) {
        (due, paid) = WaterfallKernels.topUp(run.reserveTarget(), run.state.reserve, run.cash[source & 1]);
        run.cash[source & 1] -= paid;
        run.state.reserve += uint96(paid);
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
        due = mode == 0 ? WaterfallKernels.excess(run.outstanding(mask), run.cash[source & 1]) : run.state.reserve;
        return (due, _fromReserve(run, due, source));
    }

    /// @dev Takes cash out of a bucket, and where the source says so, out of the reserve.
    function _take(WaterfallRun.Run memory run, uint256 due, uint256 source) private pure returns (uint256 paid) {
        if (due == 0) return 0;
        uint256 cash = run.cash[source & 1];
        uint256 reserve = source & RESERVE_HELPS != 0 ? run.state.reserve : 0;
        uint256 fromReserve;
        (paid, fromReserve) = WaterfallKernels.payUpTo(due, cash, reserve);
        run.cash[source & 1] = cash + fromReserve - paid;
        if (fromReserve != 0) run.state.reserve -= uint96(fromReserve);
    }

    function _fromReserve(WaterfallRun.Run memory run, uint256 due, uint256 source) private pure returns (uint256 paid) {
        paid = WaterfallKernels.draw(due, run.state.reserve);
        run.state.reserve -= uint96(paid);
        run.cash[source & 1] += paid;
    }

    /// @dev Splits a payment by what the classes are owed: interest or principal.
    function _shares(
        ClassState[] memory classes,
        uint256 mask,
        uint256 paid,
        bool isOfInterest
    ) private pure returns (uint256[] memory shares) {
        uint256[] memory weights = new uint256[](classes.length);
        for (uint256 i = 0; i < classes.length; ++i) {
            if ((mask >> i) & 1 != 0) weights[i] = isOfInterest ? classes[i].unpaid : classes[i].balance;
        }
        return Allocation.allocate(paid, weights);
    }
}
