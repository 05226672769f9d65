// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { WaterfallImageInvalid } from "../types/WaterfallErrors.sol";
import { DayCount } from "./DayCount.sol";
import { DealImage } from "./DealImage.sol";
import { WaterfallKernels } from "./WaterfallKernels.sol";
import { WaterfallSteps } from "./WaterfallSteps.sol";
import { WaterfallTriggers } from "./WaterfallTriggers.sol";

/// @title ImageCheck
/// @notice Whether every byte of an image is one that the rule gives a meaning; see `backend/docs/deal-machine.md`, section 2.
library ImageCheck {
    using DealImage for DealImage.Image;

    uint256 private constant FEE_KINDS = 3;
    uint256 private constant TEST_KINDS = 2;
    uint256 private constant CONDITIONS = 8;

    /// @notice Reverts with the offset of the first field that is not valid.
    /// @param data Bytes of the image.
    function check(bytes memory data) internal pure {
        DealImage.Image memory image = DealImage.open(data);
        _header(data);
        for (uint256 i = 0; i < image.classes; ++i) {
            _class(data, DealImage.classAt(i));
        }
        for (uint256 i = 0; i < image.fees; ++i) {
            _fee(data, image.feeAt(i));
        }
        for (uint256 i = 0; i < image.tests; ++i) {
            _test(image, image.testAt(i));
        }
        for (uint256 i = 0; i < image.triggers; ++i) {
            _trigger(image, image.triggerAt(i));
        }
        for (uint256 i = 0; i < image.schedules; ++i) {
            _atMost(data, image.scheduleAt(i) + 2, 6, 0);
        }
        for (uint256 i = 1; i <= image.periods; ++i) {
            bool isLater = image.dateAt(i) > image.dateAt(i - 1);
            require(isLater, WaterfallImageInvalid(image.datesAt + DealImage.DATE_BYTES * i));
        }
        for (uint256 i = 0; i < image.steps; ++i) {
            _step(image, image.stepAt(i));
        }
    }

    function _header(bytes memory data) private pure {
        _atMost(data, 7, 1, 3);
        _atMost(data, 15, 1, 3);
        _atMost(data, 16, 4, 0);
        _atMost(data, 92, 32, 0);
        _atMost(data, 124, 4, 0);
    }

    function _class(bytes memory data, uint256 place) private pure {
        _atMost(data, place + 20, 1, DayCount.ACT_ACT_ISDA);
        _atMost(data, place + 21, 1, 15);
        _atMost(data, place + 56, 8, 0);
    }

    function _fee(bytes memory data, uint256 place) private pure {
        _between(data, place, 1, FEE_KINDS);
        _atMost(data, place + 1, 1, DayCount.ACT_ACT_ISDA);
        _atMost(data, place + 3, 1, 0);
        _atMost(data, place + 12, 8, 0);
    }

    function _test(DealImage.Image memory image, uint256 place) private pure {
        _between(image.data, place, 1, TEST_KINDS);
        _atMost(image.data, place + 1, 1, _allClasses(image));
        _atMost(image.data, place + 2, 6, 0);
    }

    function _trigger(DealImage.Image memory image, uint256 place) private pure {
        bytes memory data = image.data;
        _between(data, place, 1, WaterfallTriggers.NEVER);
        _atMost(data, place + 1, 1, 3);
        uint256 kind = DealImage.uintAt(data, place, 1);
        if (kind == WaterfallTriggers.TEST) _below(data, place + 2, image.tests);
        if (kind == WaterfallTriggers.UNPAID_INTEREST || kind == WaterfallTriggers.DEFICIT) _atMost(data, place + 2, 1, _allClasses(image));
        // A longer notice than breaches are counted would never be given.
        _atMost(data, place + 3, 1, WaterfallKernels.BREACHES_MAX);
        if (kind != WaterfallTriggers.NET_LOSS) return _atMost(data, place + 4, 4, 0);
        uint256 end = DealImage.uintAt(data, place + 4, 2) + DealImage.uintAt(data, place + 6, 2);
        require(end <= image.schedules, WaterfallImageInvalid(place + 6));
    }

    function _step(DealImage.Image memory image, uint256 place) private pure {
        bytes memory data = image.data;
        _between(data, place, 1, WaterfallSteps.RESIDUAL);
        uint256 op = DealImage.uintAt(data, place, 1);
        _condition(image, place);
        bool hasSource = op != WaterfallSteps.MOVE && op != WaterfallSteps.PDL;
        require(DealImage.uintAt(data, place + 3, 1) & (hasSource ? 0x7e : 0xff) == 0, WaterfallImageInvalid(place + 3));
        if (op == WaterfallSteps.FEE) _below(data, place + 4, image.fees);
        else if (op == WaterfallSteps.TEST || op == WaterfallSteps.CURE) _below(data, place + 4, image.tests);
        else if (op == WaterfallSteps.RESIDUAL) _below(data, place + 4, image.classes);
        else _atMost(data, place + 4, 1, _allClasses(image));
        _atMost(data, place + 5, 1, _modeMax(op));
        _atMost(data, place + 6, 2, 0);
    }

    function _condition(DealImage.Image memory image, uint256 place) private pure {
        bytes memory data = image.data;
        uint256 condition = DealImage.uintAt(data, place + 1, 1) & 0x7f;
        require(condition <= CONDITIONS, WaterfallImageInvalid(place + 1));
        if (condition == 1) _below(data, place + 2, image.triggers);
        else if (condition == 2) _below(data, place + 2, image.tests);
        else if (condition == 3) _atMost(data, place + 2, 1, _allClasses(image));
        else if (condition == 8) _atMost(data, place + 2, 1, (1 << image.triggers) - 1);
    }

    function _modeMax(uint256 op) private pure returns (uint256) {
        if (op <= WaterfallSteps.PRINCIPAL || op == WaterfallSteps.DRAW) return 1;
        if (op == WaterfallSteps.MOVE) return 4;
        return op == WaterfallSteps.LOSS ? 3 : 0;
    }

    function _allClasses(DealImage.Image memory image) private pure returns (uint256) {
        return (1 << image.classes) - 1;
    }

    function _below(bytes memory data, uint256 offset, uint256 end) private pure {
        require(DealImage.uintAt(data, offset, 1) < end, WaterfallImageInvalid(offset));
    }

    function _between(bytes memory data, uint256 offset, uint256 min, uint256 max) private pure {
        uint256 value = DealImage.uintAt(data, offset, 1);
        require(value >= min && value <= max, WaterfallImageInvalid(offset));
    }

    function _atMost(bytes memory data, uint256 offset, uint256 size, uint256 max) private pure {
        require(DealImage.uintAt(data, offset, size) <= max, WaterfallImageInvalid(offset));
    }
}
