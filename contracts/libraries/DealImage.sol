// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { WaterfallImageInvalid } from "../types/WaterfallErrors.sol";

/// @title DealImage
/// @notice Where the parts of the image of a deal are; see `backend/docs/deal-machine.md`, section 2. Fields are read in place,
/// each by one load.
library DealImage {
    /// @notice An image and the offsets of its parts.
    struct Image {
        /// @notice The bytes.
        bytes data;
        uint256 classes;
        /// @notice A bit for each class.
        uint256 classMask;
        uint256 fees;
        uint256 tests;
        uint256 triggers;
        uint256 schedules;
        uint256 steps;
        uint256 periods;
        uint256 feesAt;
        uint256 testsAt;
        uint256 triggersAt;
        uint256 schedulesAt;
        uint256 datesAt;
        uint256 stepsAt;
    }

    uint256 internal constant HEADER_BYTES = 128;
    uint256 internal constant CLASS_BYTES = 64;
    uint256 internal constant FEE_BYTES = 32;
    uint256 internal constant TEST_BYTES = 16;
    uint256 internal constant TRIGGER_BYTES = 16;
    uint256 internal constant SCHEDULE_BYTES = 16;
    uint256 internal constant DATE_BYTES = 2;
    uint256 internal constant STEP_BYTES = 8;

    uint256 internal constant CLASSES_MAX = 8;
    uint256 internal constant FEES_MAX = 8;
    uint256 internal constant TESTS_MAX = 8;
    uint256 internal constant TRIGGERS_MAX = 16;
    uint256 internal constant SCHEDULES_MAX = 64;
    uint256 internal constant STEPS_MAX = 64;
    uint256 internal constant PERIODS_MAX = 480;

    /// @notice Finds the parts. Reverts when counts are out of bounds or do not give the length.
    /// @param data Bytes of the image.
    /// @return image Its parts.
    function open(bytes memory data) internal pure returns (Image memory image) {
        uint256 length = data.length;
        require(length >= HEADER_BYTES, WaterfallImageInvalid(length));
        require(uintAt(data, 0, 1) == 1, WaterfallImageInvalid(0));
        image.data = data;
        uint256 counts = wordAt(data, 0);
        image.classes = _between(uint8(counts >> 240), 1, 1, CLASSES_MAX);
        image.fees = _between(uint8(counts >> 232), 2, 0, FEES_MAX);
        image.tests = _between(uint8(counts >> 224), 3, 0, TESTS_MAX);
        image.triggers = _between(uint8(counts >> 216), 4, 0, TRIGGERS_MAX);
        image.schedules = _between(uint8(counts >> 208), 5, 0, SCHEDULES_MAX);
        image.steps = _between(uint8(counts >> 200), 6, 1, STEPS_MAX);
        image.periods = _between(uint16(counts >> 176), 8, 1, PERIODS_MAX);
        unchecked {
            image.classMask = (1 << image.classes) - 1;
            image.feesAt = HEADER_BYTES + CLASS_BYTES * image.classes;
            image.testsAt = image.feesAt + FEE_BYTES * image.fees;
            image.triggersAt = image.testsAt + TEST_BYTES * image.tests;
            image.schedulesAt = image.triggersAt + TRIGGER_BYTES * image.triggers;
            image.datesAt = image.schedulesAt + SCHEDULE_BYTES * image.schedules;
            image.stepsAt = image.datesAt + DATE_BYTES * (image.periods + 1);
            require(length == image.stepsAt + STEP_BYTES * image.steps, WaterfallImageInvalid(length));
        }
    }

    function _between(uint256 count, uint256 offset, uint256 min, uint256 max) private pure returns (uint256) {
        require(count >= min && count <= max, WaterfallImageInvalid(offset));
        return count;
    }

    /// @notice The number in a field.
    /// @dev Assumes the field ends within `data`; it is not longer than 32 bytes.
    /// @param data Bytes of the image.
    /// @param offset First byte of the field.
    /// @param size Bytes of the field.
    /// @return value The number.
    function uintAt(bytes memory data, uint256 offset, uint256 size) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := shr(sub(256, shl(3, size)), mload(add(add(data, 0x20), offset)))
        }
    }

    /// @notice The 32 bytes from an offset on. What lies behind the image is not defined: take the leading bytes only.
    /// @param data Bytes of the image.
    /// @param offset First byte.
    /// @return word The bytes.
    function wordAt(bytes memory data, uint256 offset) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x20), offset))
        }
    }

    // Where a part is. All assume that the index is below the count.

    /// @notice Offset of a class.
    function classAt(uint256 index) internal pure returns (uint256) {
        unchecked {
            return HEADER_BYTES + CLASS_BYTES * index;
        }
    }

    /// @notice Offset of a fee.
    function feeAt(Image memory image, uint256 index) internal pure returns (uint256) {
        unchecked {
            return image.feesAt + FEE_BYTES * index;
        }
    }

    /// @notice Offset of a test.
    function testAt(Image memory image, uint256 index) internal pure returns (uint256) {
        unchecked {
            return image.testsAt + TEST_BYTES * index;
        }
    }

    /// @notice Offset of a trigger.
    function triggerAt(Image memory image, uint256 index) internal pure returns (uint256) {
        unchecked {
            return image.triggersAt + TRIGGER_BYTES * index;
        }
    }

    /// @notice Offset of an entry of a schedule.
    function scheduleAt(Image memory image, uint256 index) internal pure returns (uint256) {
        unchecked {
            return image.schedulesAt + SCHEDULE_BYTES * index;
        }
    }

    /// @notice Offset of a step.
    function stepAt(Image memory image, uint256 index) internal pure returns (uint256) {
        unchecked {
            return image.stepsAt + STEP_BYTES * index;
        }
    }

    /// @notice Date `index`, days since 1970-01-01. Assumes `index <= periods`.
    function dateAt(Image memory image, uint256 index) internal pure returns (uint256) {
        unchecked {
            return uintAt(image.data, image.datesAt + DATE_BYTES * index, 2);
        }
    }

    // Facts of the header

    /// @notice Whether principal collections go to the interest bucket.
    function isOneWaterfall(Image memory image) internal pure returns (bool) {
        return uintAt(image.data, 7, 1) & 1 != 0;
    }

    /// @notice Whether recoveries go to the principal bucket.
    function areRecoveriesPrincipal(Image memory image) internal pure returns (bool) {
        return uintAt(image.data, 7, 1) & 2 != 0;
    }

    /// @notice Last period in which loans may be bought, 0 for none.
    function lastRevolving(Image memory image) internal pure returns (uint256) {
        return uintAt(image.data, 10, 2);
    }

    /// @notice Share of the original pool below which a clean-up call is allowed, basis points.
    function callBps(Image memory image) internal pure returns (uint256) {
        return uintAt(image.data, 12, 2);
    }

    /// @notice Days after a payment date from which a report is late.
    function lateDays(Image memory image) internal pure returns (uint256) {
        return uintAt(image.data, 14, 1);
    }

    /// @notice What is paid into the reserve at closing.
    function reserveAtClosing(Image memory image) internal pure returns (uint256) {
        return uintAt(image.data, 32, 12);
    }

    /// @notice Balance of the pool at closing.
    function originalPool(Image memory image) internal pure returns (uint256) {
        return uintAt(image.data, 80, 12);
    }

    /// @notice Balance of a class at closing.
    function originalBalance(Image memory image, uint256 index) internal pure returns (uint256) {
        return uintAt(image.data, classAt(index), 12);
    }

    /// @notice Who receives a fee: an index that the deal gives a meaning.
    function feePayee(Image memory image, uint256 index) internal pure returns (uint256) {
        return uintAt(image.data, feeAt(image, index) + 2, 1);
    }

    // Flags of a class

    /// @notice Whether the rate of a class is a margin over the index.
    function isFloating(Image memory image, uint256 index) internal pure returns (bool) {
        return _classFlags(image, index) & 1 != 0;
    }

    /// @notice Whether a class may stay unpaid without breach of trigger kind 4.
    function isDeferrable(Image memory image, uint256 index) internal pure returns (bool) {
        return _classFlags(image, index) & 2 != 0;
    }

    /// @notice Whether a class takes what is left and bears no interest.
    function isResidual(Image memory image, uint256 index) internal pure returns (bool) {
        return _classFlags(image, index) & 4 != 0;
    }

    /// @notice Whether unpaid interest of a class bears no interest.
    function isUnpaidFree(Image memory image, uint256 index) internal pure returns (bool) {
        return _classFlags(image, index) & 8 != 0;
    }

    function _classFlags(Image memory image, uint256 index) private pure returns (uint256) {
        return uintAt(image.data, classAt(index) + 21, 1);
    }
}
