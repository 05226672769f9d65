// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { WaterfallImageInvalid } from "../types/WaterfallErrors.sol";
import { Bits } from "./Bits.sol";
import { ClassCells } from "./ClassCells.sol";
import { DealImage } from "./DealImage.sol";
import { WaterfallKernels } from "./WaterfallKernels.sol";
import { WaterfallRun } from "./WaterfallRun.sol";

/// @title WaterfallTests
/// @notice Coverage tests of a deal and what cures them; see `backend/docs/deal-machine.md`, section 7.
library WaterfallTests {
    using DealImage for DealImage.Image;
    using WaterfallRun for WaterfallRun.Run;
    using ClassCells for *;

    uint256 private constant OC = 1;
    uint256 private constant IC = 2;

    /// @notice A test as it stands: `have` must cover `owed` by the threshold.
    struct Standing {
        bool isOfInterest;
        uint256 mask;
        uint256 have;
        uint256 owed;
        uint256 threshold;
    }

    /// @notice How a test stands now. Assumes the index is below the count.
    function standing(WaterfallRun.Run memory run, uint256 index) internal pure returns (Standing memory found) {
        uint256 place = run.image.testAt(index);
        uint256 word = DealImage.wordAt(run.image.data, place);
        uint256 kind = word >> 248;
        require(kind == OC || kind == IC, WaterfallImageInvalid(place));
        found.mask = uint8(word >> 240) & run.image.classMask;
        found.threshold = uint64(word >> 128);
        if (kind == OC) {
            found.have = run.state.pool + run.cash.cashOf(1);
            found.owed = run.outstanding(found.mask);
        } else {
            found.isOfInterest = true;
            found.have = WaterfallKernels.excess(run.interestIn, run.feesPaid);
            found.owed = _dueInterest(run, found.mask);
        }
    }

    /// @notice Principal that would make a test pass, paid from the principal bucket or from the interest bucket.
    function cure(WaterfallRun.Run memory run, Standing memory test, bool isFromPrincipal) internal pure returns (uint256) {
        if (test.isOfInterest) return _cureOfInterest(run, test);
        if (isFromPrincipal) return WaterfallKernels.gapFromWithin(test.have, test.owed, test.threshold);
        return WaterfallKernels.gap(test.have, test.owed, test.threshold);
    }

    /// @dev Classes in their order give principal until enough interest less falls due on them; one that bears none is given whole,
    /// because it is paid before those behind it.
    function _cureOfInterest(WaterfallRun.Run memory run, Standing memory test) private pure returns (uint256 sum) {
        uint256 left = WaterfallKernels.gap(test.have, test.owed, test.threshold);
        if (left == 0) return 0;
        for (uint256 i = 0; i < run.image.classes; ++i) {
            if ((test.mask >> i) & 1 == 0) continue;
            (uint256 num, uint256 den) = run.dayFraction(DealImage.uintAt(run.image.data, DealImage.classAt(i) + 20, 1));
            uint256 part;
            (part, left) = WaterfallKernels.cureNext(
                left,
                run.state.classes.cellOf(i).balanceOf(),
                run.dueInterest.wordAt(i),
                run.rateOf(i) * num,
                den
            );
            sum += part;
            if (left == 0) return sum;
        }
    }

    function _dueInterest(WaterfallRun.Run memory run, uint256 mask) private pure returns (uint256 sum) {
        uint256[] memory due = run.dueInterest;
        unchecked {
            for (; mask != 0; mask &= mask - 1) {
                sum += due.wordAt(Bits.trailingZeros(mask));
            }
        }
    }
}
