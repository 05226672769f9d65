// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ClassState } from "../types/WaterfallState.sol";
import { WaterfallKernels } from "./WaterfallKernels.sol";
import { WaterfallPayments } from "./WaterfallPayments.sol";
import { WaterfallRun } from "./WaterfallRun.sol";

/// @title WaterfallLosses
/// @notice Steps that bring losses and recoveries to the classes. Each gives what there was and what was allocated.
library WaterfallLosses {
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
        for (uint256 i = classes.length; i > 0 && left != 0; --i) {
            if ((mask >> (i - 1)) & 1 == 0) continue;
            ClassState memory class = classes[i - 1];
            uint256 balance = class.balance;
            uint256 deficit = class.deficit;
            if (isLedger) (left, deficit) = WaterfallKernels.debitLedger(left, balance, deficit);
            else (left, balance, deficit) = WaterfallKernels.writeDown(left, balance, deficit);
            class.balance = uint96(balance);
            class.deficit = WaterfallRun.amount(deficit);
        }
        run.state.unallocatedLoss = WaterfallRun.amount(run.state.unallocatedLoss + left);
        return (due, due - left);
    }

    /// @notice Writes recoveries of the period up, the first class first.
    function writeUp(WaterfallRun.Run memory run, uint256 mask) internal pure returns (uint256 due, uint256 paid) {
        due = run.report.recoveries;
        ClassState[] memory classes = run.state.classes;
        uint256 left = due;
        for (uint256 i = 0; i < classes.length && left != 0; ++i) {
            if ((mask >> i) & 1 == 0) continue;
            ClassState memory class = classes[i];
            uint256 balance;
            uint256 deficit;
            (left, balance, deficit) = WaterfallKernels.writeUp(left, class.balance, class.deficit);
            class.balance = WaterfallRun.amount(balance);
            class.deficit = uint96(deficit);
        }
        return (due, due - left);
    }

    /// @notice Clears ledgers with cash of the interest bucket, the first class first; the cash becomes principal.
    function clearLedgers(WaterfallRun.Run memory run, uint256 mask) internal pure returns (uint256 due, uint256 paid) {
        ClassState[] memory classes = run.state.classes;
        for (uint256 i = 0; i < classes.length; ++i) {
            if ((mask >> i) & 1 != 0) due += classes[i].deficit;
        }
        paid = run.move(due);
        uint256 left = paid;
        for (uint256 i = 0; i < classes.length && left != 0; ++i) {
            if ((mask >> i) & 1 == 0) continue;
            uint256 deficit;
            (, left, deficit) = WaterfallKernels.payNext(left, classes[i].deficit);
            classes[i].deficit = uint96(deficit);
        }
    }
}
