// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { WaterfallKernels } from "../../contracts/libraries/WaterfallKernels.sol";

/// @notice A test without liability passes.
/// @custom:mutant passes: owed == 0 || have => owed != 0 && have
contract NothingOwedPasses {
    function prove(uint96 have, uint64 threshold) external pure {
        assert(WaterfallKernels.passes(have, 0, threshold));
    }
}

/// @notice A test that passes still passes with more collateral.
/// @custom:mutant passes: >= => <=
contract MoreCollateralPasses {
    function prove(uint96 have, uint96 more, uint96 owed, uint64 threshold) external pure {
        require(more >= have && WaterfallKernels.passes(have, owed, threshold));
        assert(WaterfallKernels.passes(more, owed, threshold));
    }
}

/// @notice The ratio that is posted fits into its 120 bits.
/// @custom:mutant ratio: min(divHalfUp => max(divHalfUp
contract RatioFitsItsPosting {
    function prove(uint96 have, uint96 owed) external pure {
        assert(WaterfallKernels.ratio(have, owed) < 2 ** 120);
    }
}

/// @notice A cure is never above what is owed.
/// @custom:mutant gap: excess(owed, (have * WAD) / threshold) => owed + 1
/// @custom:mutant gapFromWithin: (threshold <= WAD) return owed => (threshold <= WAD) return owed + 1
contract CureIsWithinOwed {
    function prove(uint96 have, uint96 owed, uint64 threshold) external pure {
        require(threshold > 0);
        assert(WaterfallKernels.gap(have, owed, threshold) <= owed);
        assert(WaterfallKernels.gapFromWithin(have, owed, threshold) <= owed);
    }
}

/// @notice A class gives no more than its balance to an interest cure, and never adds to what is left to cure.
/// @custom:mutant cureNext: need < balance => need > balance
/// @custom:mutant cureNext: excess(interest, dueInterest) => dueInterest
contract InterestCureIsBounded {
    function prove(uint96 interest, uint96 balance, uint96 dueInterest, uint128 rateNum, uint32 den) external pure {
        (uint256 paid, uint256 left) = WaterfallKernels.cureNext(interest, balance, dueInterest, rateNum, den);
        assert(paid <= balance);
        assert(left <= interest);
    }
}

/// @notice The next class is asked only when this one gave its whole balance.
/// @custom:mutant cureNext: (need, 0) => (need, interest)
contract InterestCureTakesSeniorFirst {
    function prove(uint96 interest, uint96 balance, uint96 dueInterest, uint128 rateNum, uint32 den) external pure {
        (uint256 paid, uint256 left) = WaterfallKernels.cureNext(interest, balance, dueInterest, rateNum, den);
        assert(left == 0 || paid == balance);
    }
}

/// @notice A test that passes still passes when some of what is owed is repaid by other money.
/// @custom:mutant passes: >= => <=
contract RepaymentKeepsPassing {
    function prove(uint96 have, uint96 owed, uint96 repaid, uint64 threshold) external pure {
        require(repaid <= owed && WaterfallKernels.passes(have, owed, threshold));
        assert(WaterfallKernels.passes(have, owed - repaid, threshold));
    }
}

/// @notice A test that passes asks for no cure by other money.
/// @custom:mutant gap: return 0; => return owed;
contract NoCureWhenPassing {
    function prove(uint96 have, uint96 owed, uint64 threshold) external pure {
        bool isPassed = WaterfallKernels.passes(have, owed, threshold);
        assert(!isPassed || WaterfallKernels.gap(have, owed, threshold) == 0);
    }
}

/// @notice A test that passes asks for no cure out of its own collateral.
/// @custom:mutant gapFromWithin: return 0; => return owed;
contract NoCureFromWithinWhenPassing {
    function prove(uint96 have, uint96 owed, uint64 threshold) external pure {
        bool isPassed = WaterfallKernels.passes(have, owed, threshold);
        assert(!isPassed || WaterfallKernels.gapFromWithin(have, owed, threshold) == 0);
    }
}

/// @notice A test at 120 % passes once its cure is paid by other money.
/// @dev The threshold is fixed here and in the next one: the solver cannot decide the product of two unknowns behind a division.
/// @custom:mutant gap: (have * WAD) / threshold => (have * WAD) / threshold + 1
contract CureIsEnough {
    function prove(uint96 have, uint96 owed) external pure {
        uint256 cure = WaterfallKernels.gap(have, owed, 1.2e18);
        assert(WaterfallKernels.passes(have, owed - cure, 1.2e18));
    }
}

/// @notice A test at 120 % passes once its cure is paid out of its own collateral.
/// @custom:mutant gapFromWithin: , threshold - WAD) => , threshold)
contract CureFromWithinIsEnough {
    function prove(uint96 have, uint96 owed) external pure {
        uint256 cure = WaterfallKernels.gapFromWithin(have, owed, 1.2e18);
        require(cure <= have);
        assert(WaterfallKernels.passes(have - cure, owed - cure, 1.2e18));
    }
}
