// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { WaterfallKernels } from "../../contracts/libraries/WaterfallKernels.sol";

/// @notice A top-up takes no more than the cash and lifts the reserve no further than its target.
/// @custom:mutant topUp: min(due, cash) => cash
/// @custom:mutant topUp: min(due, cash) => due
contract TopUpIsBounded {
    function prove(uint128 target, uint128 reserve, uint128 cash) external pure {
        (, uint256 paid) = WaterfallKernels.topUp(target, reserve, cash);
        assert(paid <= cash);
        assert(paid == 0 || reserve + paid <= target);
    }
}

/// @notice A top-up leaves the reserve short only when there is no more cash.
/// @custom:mutant topUp: min(due, cash) => min(due / 2, cash)
contract TopUpGoesAsFarAsItCan {
    function prove(uint128 target, uint128 reserve, uint128 cash) external pure {
        (, uint256 paid) = WaterfallKernels.topUp(target, reserve, cash);
        assert(paid == cash || reserve + paid >= target);
    }
}

/// @notice What the reserve gives is what is needed or all that it holds.
/// @custom:mutant draw: min(need, reserve) => max(need, reserve)
/// @custom:mutant draw: min(need, reserve) => min(need, reserve) / 2
contract DrawIsBounded {
    function prove(uint256 need, uint256 reserve) external pure {
        uint256 drawn = WaterfallKernels.draw(need, reserve);
        assert(drawn <= need && drawn <= reserve);
        assert(drawn == need || drawn == reserve);
    }
}

/// @notice A reserve that follows a pool has at least its floor as target.
/// @custom:mutant reserveTarget: max(floor, => min(floor,
contract ReserveTargetKeepsItsFloor {
    function prove(uint96 pool, uint64 rate, uint96 floor) external pure {
        assert(WaterfallKernels.reserveTarget(pool, rate, floor) >= floor);
    }
}

/// @notice The overcollateralization aimed at is at least its floor.
/// @custom:mutant ocTarget: , floor) => , 0)
contract OcTargetKeepsItsFloor {
    function prove(uint96 pool, uint64 rateCurrent, uint96 originalPool, uint64 rateOriginal, uint96 floor) external pure {
        assert(WaterfallKernels.ocTarget(pool, rateCurrent, originalPool, rateOriginal, floor) >= floor);
    }
}

/// @notice Principal to target leaves exactly the pool less its cushion, and is no more than the notes.
/// @custom:mutant toTarget: excess(pool, cushion) => pool
/// @custom:mutant toTarget: principalCash + excess => excess
contract TargetIsMet {
    function prove(uint128 outstanding, uint128 principalCash, uint128 pool, uint128 cushion) external pure {
        uint256 due = WaterfallKernels.toTarget(outstanding, principalCash, pool, cushion);
        uint256 allowed = pool > cushion ? pool - cushion : 0;
        assert(due <= outstanding);
        assert(due == 0 || outstanding == due + principalCash + allowed);
        assert(outstanding <= due + principalCash + allowed);
    }
}
