// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ClassState } from "../types/WaterfallState.sol";
import { Bits } from "./Bits.sol";
import { ClassCells } from "./ClassCells.sol";
import { WaterfallKernels } from "./WaterfallKernels.sol";
import { WaterfallPayments } from "./WaterfallPayments.sol";
import { WaterfallRun } from "./WaterfallRun.sol";

/// @title WaterfallLosses
/// @notice Steps that bring losses and recoveries to the classes. Each gives what there was and what was allocated.
library WaterfallLosses {
    using WaterfallRun for WaterfallRun.Run;
    using ClassCells for *;
    using WaterfallPayments for WaterfallRun.Run;

    /// @notice Allocates the loss of the period, the last class first: to its ledger, or off its balance.
    function allocateLoss(
        WaterfallRun.Run memory run,
        uint256 mask,
        bool isNet,
        bool isLedger
    ) internal pure returns (uint256 due, uint256 paid) {
        due = isNet ? WaterfallKernels.excess(run.report.defaults, run.report.recoveries) : run.report.defaults;
        if (due == 0) return (due, paid);
        ClassState[] memory classes = run.state.classes;
        uint256 left = due;
        while (mask != 0 && left != 0) {
            uint256 last = Bits.highest(mask);
            mask ^= 1 << last;
            uint256 cell = classes.cellOf(last);
            uint256 balance = cell.balanceOf();
            uint256 deficit = cell.deficitOf();
            if (isLedger) (left, deficit) = WaterfallKernels.debitLedger(left, balance, deficit);
            else (left, balance, deficit) = WaterfallKernels.writeDown(left, balance, deficit);
            ClassCells.requireAmount(deficit);
            cell.setBalance(balance);
            cell.setDeficit(deficit);
        }
        if (left != 0) run.state.unallocatedLoss = WaterfallRun.amount(run.state.unallocatedLoss + left);
        return (due, due - left);
    }

    /// @notice Writes recoveries of the period up, the first class first.
    function writeUp(WaterfallRun.Run memory run, uint256 mask) internal pure returns (uint256 due, uint256 paid) {
        due = run.report.recoveries;
        ClassState[] memory classes = run.state.classes;
        uint256 left = due;
        for (; mask != 0 && left != 0; mask &= mask - 1) {
            uint256 cell = classes.cellOf(Bits.trailingZeros(mask));
            uint256 balance;
            uint256 deficit;
            (left, balance, deficit) = WaterfallKernels.writeUp(left, cell.balanceOf(), cell.deficitOf());
            ClassCells.requireAmount(balance);
            cell.setBalance(balance);
            cell.setDeficit(deficit);
        }
        return (due, due - left);
    }

    /// @notice Clears ledgers with cash of the interest bucket, the first class first; the cash becomes principal.
    function clearLedgers(WaterfallRun.Run memory run, uint256 mask) internal pure returns (uint256 due, uint256 paid) {
        ClassState[] memory classes = run.state.classes;
        due = run.deficit(mask);
        if (due == 0) return (due, paid);
        paid = run.move(due);
        uint256 left = paid;
        for (; left != 0; mask &= mask - 1) {
            uint256 cell = classes.cellOf(Bits.trailingZeros(mask));
            uint256 deficit;
            (, left, deficit) = WaterfallKernels.payNext(left, cell.deficitOf());
            cell.setDeficit(deficit);
        }
    }
}
