// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { WaterfallKernels } from "../../contracts/libraries/WaterfallKernels.sol";

/// @notice A quotient rounded half up is off by at most one half.
/// @custom:mutant divHalfUp: (2 * a + b) / (2 * b) => a / b
/// @custom:mutant divHalfUp: 2 * a + b => 2 * a + 2 * b
contract HalfUpIsNearest {
    function prove(uint128 a, uint128 b) external pure {
        require(b > 0);
        uint256 product = 2 * uint256(b) * WaterfallKernels.divHalfUp(a, b);
        assert(product <= 2 * uint256(a) + b);
        assert(product + b > 2 * uint256(a));
    }
}

/// @notice A quotient rounded up covers what was divided.
/// @custom:mutant divUp: down + 1 => down
contract UpCovers {
    function prove(uint128 a, uint128 b) external pure {
        require(b > 0);
        assert(WaterfallKernels.divUp(a, b) * b >= a);
    }
}

/// @notice A quotient rounded up is the least that covers.
/// @custom:mutant divUp: down * b == a ? down : down + 1 => down + 1
contract UpIsLeast {
    function prove(uint128 a, uint128 b) external pure {
        require(a > 0 && b > 0);
        assert((WaterfallKernels.divUp(a, b) - 1) * b < a);
    }
}

/// @notice An amount of nothing bears nothing.
/// @custom:mutant accrue: amount * rate => (amount + 1) * rate
contract NothingAccruesOnNothing {
    function prove(uint64 rate, uint32 num, uint32 den) external pure {
        require(den > 0);
        assert(WaterfallKernels.accrue(0, rate, num, den) == 0);
    }
}

/// @notice A negative index lowers the rate, at most to zero, and another one raises it.
/// @custom:mutant plusIndex: excess(margin, uint256(-index)) => margin + uint256(-index)
/// @custom:mutant plusIndex: ? margin + uint256(index) => ? margin
contract IndexMovesTheRate {
    function prove(uint64 margin, int64 index) external pure {
        uint256 rate = WaterfallKernels.plusIndex(margin, index);
        assert(index >= 0 || rate <= margin);
        assert(index <= 0 || rate > margin);
    }
}

/// @notice A rate stands between its floor and its cap, where there is one and it is not below the floor.
/// @custom:mutant within: min(floored, cap) => max(floored, cap)
/// @custom:mutant within: max(rate, floor) => rate
contract RateIsWithinItsLimits {
    function prove(uint256 rate, uint256 floor, uint256 cap) external pure {
        uint256 limited = WaterfallKernels.within(rate, floor, cap);
        assert(cap == 0 || limited <= cap);
        assert((cap != 0 && cap < floor) || limited >= floor);
    }
}
