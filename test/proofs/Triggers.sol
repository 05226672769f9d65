// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { WaterfallKernels } from "../../contracts/libraries/WaterfallKernels.sol";

/// @notice The count of breaches in a row grows by one up to its limit, and a period without a breach ends it.
/// @custom:mutant strike: BREACHES_MAX) => BREACHES_MAX + 1)
/// @custom:mutant strike: : 0 => : count
contract BreachesAreCounted {
    function prove(uint8 count, bool isBreached) external pure {
        require(count <= 15);
        uint256 next = WaterfallKernels.strike(count, isBreached);
        assert(next <= 15);
        assert(isBreached ? next == uint256(count) + 1 || next == 15 : next == 0);
    }
}

/// @notice A trigger that cannot be cured stays active for ever.
/// @custom:mutant isActiveAfter: wasActive || count => count
/// @custom:mutant isActiveAfter: !isCurable => isCurable
contract LatchedTriggerStays {
    function prove(bool isBreached, uint256 count, uint256 notice) external pure {
        assert(WaterfallKernels.isActiveAfter(true, isBreached, count, notice, false));
    }
}

/// @notice A curable trigger is active no longer than it is breached.
/// @custom:mutant isActiveAfter: wasActive && !isCurable => wasActive
contract CurableTriggerIsCured {
    function prove(bool wasActive, uint256 count, uint256 notice) external pure {
        assert(!WaterfallKernels.isActiveAfter(wasActive, false, count, notice, true));
    }
}

/// @notice A trigger becomes active with the breach that completes its notice, and not before.
/// @custom:mutant isActiveAfter: count >= notice => count + 1 >= notice
/// @custom:mutant isActiveAfter: count >= notice => count > notice
contract TriggerWaitsForItsNotice {
    function prove(uint8 count, uint8 notice, bool isBreached, bool isCurable) external pure {
        bool isActive = WaterfallKernels.isActiveAfter(false, isBreached, count, notice, isCurable);
        assert(isActive == (isBreached && count >= notice));
    }
}

/// @notice No part is above and below its threshold at once, and one at the threshold is neither.
/// @custom:mutant isAbove: > => >=
/// @custom:mutant isBelow: < => <=
contract ThresholdIsSharp {
    function prove(uint96 part, uint96 total, uint64 threshold) external pure {
        bool isAbove = WaterfallKernels.isAbove(part, total, threshold);
        bool isBelow = WaterfallKernels.isBelow(part, total, threshold);
        assert(!(isAbove && isBelow));
        assert(uint256(part) * 1e18 != uint256(threshold) * total || !(isAbove || isBelow));
    }
}
