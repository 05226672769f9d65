// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { WaterfallImageInvalid } from "../types/WaterfallErrors.sol";
import { ClassState } from "../types/WaterfallState.sol";
import { ClassCells } from "./ClassCells.sol";
import { DealImage } from "./DealImage.sol";
import { WaterfallKernels } from "./WaterfallKernels.sol";
import { WaterfallRun } from "./WaterfallRun.sol";

/// @title WaterfallTriggers
/// @notice When a trigger is breached and what follows; see `backend/docs/deal-machine.md`, section 6.
library WaterfallTriggers {
    using DealImage for DealImage.Image;
    using WaterfallRun for WaterfallRun.Run;
    using ClassCells for *;

    uint256 internal constant NET_LOSS = 1;
    uint256 internal constant DELINQUENCY = 2;
    uint256 internal constant TEST = 3;
    uint256 internal constant UNPAID_INTEREST = 4;
    uint256 internal constant RESERVE = 5;
    uint256 internal constant POOL_FACTOR = 6;
    uint256 internal constant LATE_REPORT = 7;
    uint256 internal constant SERVICER_DEFAULT = 8;
    uint256 internal constant DEFICIT = 9;
    uint256 internal constant NEVER = 10;

    /// @dev Kinds that the report alone decides: judged before the program.
    uint256 private constant KINDS_BEFORE =
        (1 << NET_LOSS) | (1 << DELINQUENCY) | (1 << POOL_FACTOR) | (1 << LATE_REPORT) | (1 << SERVICER_DEFAULT);
    uint256 private constant KINDS_AFTER = (1 << TEST) | (1 << UNPAID_INTEREST) | (1 << RESERVE) | (1 << DEFICIT) | (1 << NEVER);
    uint256 private constant IS_CURABLE = 1;
    uint256 private constant IS_ACCELERATING = 2;
    uint256 private constant FLAG_LATE = 1;
    uint256 private constant FLAG_SERVICER_DEFAULT = 2;

    /// @notice Judges the triggers that act in the period.
    /// @param average Delinquency averaged over the last periods, wad.
    function judgeBefore(WaterfallRun.Run memory run, uint256 average) internal pure {
        _judge(run, KINDS_BEFORE, average);
    }

    /// @notice Judges the triggers that act from the next period on.
    function judgeAfter(WaterfallRun.Run memory run) internal pure {
        _judge(run, KINDS_AFTER, 0);
    }

    function _judge(WaterfallRun.Run memory run, uint256 kinds, uint256 average) private pure {
        uint256 count = run.image.triggers;
        uint256 place = run.image.triggersAt;
        bytes memory data = run.image.data;
        for (uint256 i = 0; i < count; ++i) {
            uint256 trigger = DealImage.wordAt(data, place);
            uint256 kind = trigger >> 248;
            if ((kinds >> kind) & 1 != 0) _settle(run, i, trigger, _isBreached(run, trigger, place, average));
            else require(((KINDS_BEFORE | KINDS_AFTER) >> kind) & 1 != 0, WaterfallImageInvalid(place));
            unchecked {
                place += DealImage.TRIGGER_BYTES;
            }
        }
    }

    /// @dev Counts the breach and switches the trigger.
    function _settle(WaterfallRun.Run memory run, uint256 index, uint256 trigger, bool isBreached) private pure {
        uint256 flags = uint8(trigger >> 240);
        uint256 breaches = run.state.breaches;
        uint256 active = run.state.active;
        bool wasActive = (active >> index) & 1 != 0;
        uint256 last = (breaches >> (index << 2)) & WaterfallKernels.BREACHES_MAX;
        if (last == 0 && !isBreached && !wasActive) return;
        uint256 count = WaterfallKernels.strike(last, isBreached);
        uint256 notice = WaterfallKernels.max(1, uint8(trigger >> 224));
        bool isActive = WaterfallKernels.isActiveAfter(wasActive, isBreached, count, notice, flags & IS_CURABLE != 0);
        run.state.breaches = uint64(breaches ^ ((last ^ count) << (index << 2)));
        if (isActive == wasActive) return;
        run.state.active = uint16(active ^ (1 << index));
        if (isActive && flags & IS_ACCELERATING != 0) run.state.isAccelerated = true;
    }

    function _isBreached(WaterfallRun.Run memory run, uint256 trigger, uint256 place, uint256 average) private pure returns (bool) {
        uint256 kind = trigger >> 248;
        uint256 threshold = uint64(trigger >> 128);
        uint256 argument = uint8(trigger >> 232);
        if (kind == NET_LOSS) return _isNetLossBreached(run, trigger, place);
        if (kind == DELINQUENCY) return average > threshold;
        if (kind == TEST) return (run.state.failed >> argument) & 1 != 0;
        if (kind == UNPAID_INTEREST) return _isInterestUnpaid(run, argument);
        if (kind == RESERVE) return WaterfallKernels.isBelow(run.state.reserve, run.reserveTarget(), threshold);
        if (kind == POOL_FACTOR) return WaterfallKernels.isBelow(run.state.pool, run.image.originalPool(), threshold);
        if (kind == LATE_REPORT) return run.report.flags & FLAG_LATE != 0;
        if (kind == SERVICER_DEFAULT) return run.report.flags & FLAG_SERVICER_DEFAULT != 0;
        if (kind == DEFICIT) return WaterfallKernels.isAbove(run.deficit(argument), run.outstanding(argument), threshold);
        return false;
    }

    function _isNetLossBreached(WaterfallRun.Run memory run, uint256 trigger, uint256 place) private pure returns (bool) {
        unchecked {
            uint256 first = uint16(trigger >> 208);
            uint256 end = first + uint16(trigger >> 192);
            require(end <= run.image.schedules, WaterfallImageInvalid(place + 6));
            for (uint256 i = end; i > first; --i) {
                uint256 entry = DealImage.wordAt(run.image.data, run.image.scheduleAt(i - 1));
                if (entry >> 240 > run.report.period) continue;
                uint256 netLoss = WaterfallKernels.excess(run.state.cumulativeDefaults, run.state.cumulativeRecoveries);
                return WaterfallKernels.isAbove(netLoss, run.image.originalPool(), uint64(entry >> 128));
            }
        }
        return false;
    }

    function _isInterestUnpaid(WaterfallRun.Run memory run, uint256 mask) private pure returns (bool) {
        ClassState[] memory classes = run.state.classes;
        for (uint256 i = 0; i < classes.length; ++i) {
            if ((mask >> i) & 1 != 0 && classes.cellOf(i).unpaidOf() != 0 && !run.image.isDeferrable(i)) return true;
        }
        return false;
    }
}
