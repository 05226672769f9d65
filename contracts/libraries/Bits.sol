// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Bits
/// @notice Counts bits of numbers that stand for sizes of trees.
library Bits {
    /// @notice Number of zero bits below the lowest bit that is set.
    /// @param value A number.
    /// @return count The number of zeros; 256 for zero.
    function trailingZeros(uint256 value) internal pure returns (uint256 count) {
        assembly ("memory-safe") {
            // value & -value leaves the lowest bit; for zero, clz is 256 and the difference wraps to the mask.
            count := sub(255, clz(and(value, sub(0, value))))
            if iszero(value) {
                count := 256
            }
        }
    }

    /// @notice Place of the highest bit that is set.
    /// @param value A number.
    /// @return place Its place, from 0; 0 for zero too.
    function highest(uint256 value) internal pure returns (uint256 place) {
        assembly ("memory-safe") {
            place := sub(255, clz(or(value, 1)))
        }
    }

    /// @notice Number of bits that are set.
    /// @dev Assumes `value` is below 2^64: sums neighbouring fields of 1, 2, 4 bits, then all bytes by one product.
    /// @param value A number.
    /// @return count The number of ones.
    function ones(uint256 value) internal pure returns (uint256 count) {
        unchecked {
            value -= (value >> 1) & 0x5555555555555555;
            value = (value & 0x3333333333333333) + ((value >> 2) & 0x3333333333333333);
            value = (value + (value >> 4)) & 0x0f0f0f0f0f0f0f0f;
            return ((value * 0x0101010101010101) >> 56) & 0xff;
        }
    }

    /// @notice Number of bits that are set, of any word.
    /// @dev As `ones`, but sums the bytes in fields of 16 bits, because 256 does not fit in 8.
    /// @param word A word of bits.
    /// @return count The number of ones.
    function onesOfWord(uint256 word) internal pure returns (uint256 count) {
        unchecked {
            word -= (word >> 1) & (type(uint256).max / 3);
            word = (word & (type(uint256).max / 5)) + ((word >> 2) & (type(uint256).max / 5));
            word = (word + (word >> 4)) & (type(uint256).max / 17);
            word = (word & (type(uint256).max / 257)) + ((word >> 8) & (type(uint256).max / 257));
            return (word * (type(uint256).max / 65_535)) >> 240;
        }
    }
}
