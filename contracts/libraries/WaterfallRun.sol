// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { PeriodReport } from "../types/PeriodReport.sol";
import { ClassState, WaterfallOutcome, WaterfallState } from "../types/WaterfallState.sol";
import { Bits } from "./Bits.sol";
import { ClassCells } from "./ClassCells.sol";
import { DayCount } from "./DayCount.sol";
import { DealImage } from "./DealImage.sol";
import { WaterfallKernels } from "./WaterfallKernels.sol";

/// @title WaterfallRun
/// @notice One run of a period, and what its steps, tests and triggers ask of it.
library WaterfallRun {
    using DealImage for DealImage.Image;
    using ClassCells for *;

    /// @notice Everything that a period works on.
    struct Run {
        DealImage.Image image;
        /// @notice Becomes the state after the period.
        WaterfallState state;
        PeriodReport report;
        WaterfallOutcome outcome;
        /// @notice Interest bucket and principal bucket.
        uint256[2] cash;
        /// @notice What the interest bucket began with.
        uint256 interestIn;
        uint256 feesPaid;
        bool isRevolving;
        /// @notice Interest of each class that fell due in the period.
        uint256[] dueInterest;
        /// @notice Day fraction that was computed last, and its convention plus one.
        uint256 dayCount;
        uint256 num;
        uint256 den;
    }

    /// @notice An amount that is kept.
    function amount(uint256 value) internal pure returns (uint96) {
        ClassCells.requireAmount(value);
        return uint96(value);
    }

    /// @notice Sum of the balances of the classes of a mask.
    function outstanding(Run memory run, uint256 mask) internal pure returns (uint256 sum) {
        ClassState[] memory classes = run.state.classes;
        mask &= run.image.classMask;
        unchecked {
            for (; mask != 0; mask &= mask - 1) {
                sum += classes.cellOf(Bits.trailingZeros(mask)).balanceOf();
            }
        }
    }

    /// @notice Sum of the deficits of the classes of a mask.
    function deficit(Run memory run, uint256 mask) internal pure returns (uint256 sum) {
        ClassState[] memory classes = run.state.classes;
        mask &= run.image.classMask;
        unchecked {
            for (; mask != 0; mask &= mask - 1) {
                sum += classes.cellOf(Bits.trailingZeros(mask)).deficitOf();
            }
        }
    }

    /// @notice Day fraction of the period in a convention. Classes and fees mostly share one, so the last is kept.
    function dayFraction(Run memory run, uint256 convention) internal pure returns (uint256 num, uint256 den) {
        unchecked {
            if (run.dayCount == convention + 1) return (run.num, run.den);
            uint256 period = run.report.period;
            (num, den) = DayCount.fraction(convention, run.image.dateAt(period - 1), run.image.dateAt(period));
            (run.dayCount, run.num, run.den) = (convention + 1, num, den);
        }
    }

    /// @notice Rate of a class in the period, wad.
    function rateOf(Run memory run, uint256 index) internal pure returns (uint256 rate) {
        uint256 place = DealImage.classAt(index);
        uint256 word = DealImage.wordAt(run.image.data, place);
        uint256 limits = DealImage.wordAt(run.image.data, place + 32);
        rate = uint64(word >> 96);
        uint256 stepUpFrom = uint16(word >> 64);
        unchecked {
            if (stepUpFrom != 0 && run.report.period >= stepUpFrom) rate += uint64(word);
        }
        if (run.image.isFloating(index)) rate = WaterfallKernels.plusIndex(rate, run.report.index);
        return WaterfallKernels.within(rate, limits >> 192, uint64(limits >> 128));
    }

    /// @notice What the reserve should hold now.
    function reserveTarget(Run memory run) internal pure returns (uint256) {
        bytes memory data = run.image.data;
        uint256 kind = DealImage.uintAt(data, 15, 1);
        if (kind == 0 || !_areNotesOutstanding(run)) return 0;
        uint256 floor = DealImage.uintAt(data, 20, 12);
        if (kind == 1) return floor;
        uint256 pool = kind == 2 ? run.state.pool : run.image.originalPool();
        return WaterfallKernels.reserveTarget(pool, DealImage.uintAt(data, 44, 8), floor);
    }

    /// @notice Overcollateralization that the deal aims at now.
    function ocTarget(Run memory run) internal pure returns (uint256) {
        bytes memory data = run.image.data;
        return
            WaterfallKernels.ocTarget(
                run.state.pool,
                DealImage.uintAt(data, 52, 8),
                run.image.originalPool(),
                DealImage.uintAt(data, 60, 8),
                DealImage.uintAt(data, 68, 12)
            );
    }

    function _areNotesOutstanding(Run memory run) private pure returns (bool) {
        ClassState[] memory classes = run.state.classes;
        uint256 count = classes.length;
        for (uint256 i = 0; i < count; ++i) {
            if (classes.cellOf(i).balanceOf() != 0 && !run.image.isResidual(i)) return true;
        }
        return false;
    }
}
