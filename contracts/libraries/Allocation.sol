// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Allocation
/// @notice Splits an amount by weights so that the parts sum to the whole.
library Allocation {
    /// @notice Thrown for more parts than the bound.
    error AllocationTooManyParts(uint256 parts, uint256 partsMax);

    /// @notice Most parts.
    uint256 internal constant PARTS_MAX = 8;

    /// @notice Splits `total` by largest remainder: each part is its exact share rounded down, and what is left goes out one unit
    /// each to the largest remainders, of equal ones to the lower index. All parts are 0 when all weights are.
    /// @dev Assumes total and weights are below 2^120. With `total` at most the sum of the weights no part exceeds its weight.
    /// @param total What is split.
    /// @param weights Weights of the parts.
    /// @return parts The parts.
    function allocate(uint256 total, uint256[] memory weights) internal pure returns (uint256[] memory parts) {
        uint256 count = weights.length;
        require(count <= PARTS_MAX, AllocationTooManyParts(count, PARTS_MAX));
        parts = new uint256[](count);
        unchecked {
            uint256 sum = 0;
            for (uint256 i = 0; i < count; ++i) {
                sum += weights[i];
            }
            if (sum == 0) return parts;
            uint256[] memory remainders = new uint256[](count);
            uint256 left = total;
            for (uint256 i = 0; i < count; ++i) {
                uint256 product = total * weights[i];
                uint256 part = product / sum;
                parts[i] = part;
                remainders[i] = product - part * sum;
                left -= part;
            }
            // Fewer units are left than parts have a remainder.
            for (; left != 0; --left) {
                uint256 best = 0;
                for (uint256 i = 1; i < count; ++i) {
                    if (remainders[i] > remainders[best]) best = i;
                }
                ++parts[best];
                remainders[best] = 0;
            }
        }
    }
}
