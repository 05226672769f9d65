// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ClassCells } from "./ClassCells.sol";

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
                sum += ClassCells.wordAt(weights, i);
            }
            if (sum == 0) return parts;
            uint256[] memory remainders = new uint256[](count);
            uint256 left = total;
            for (uint256 i = 0; i < count; ++i) {
                uint256 product = total * ClassCells.wordAt(weights, i);
                uint256 part = product / sum;
                ClassCells.setWord(parts, i, part);
                ClassCells.setWord(remainders, i, product - part * sum);
                left -= part;
            }
            // Fewer units are left than parts have a remainder.
            for (; left != 0; --left) {
                uint256 best = _highest(remainders);
                ClassCells.setWord(parts, best, ClassCells.wordAt(parts, best) + 1);
                ClassCells.setWord(remainders, best, 0);
            }
        }
    }

    /// @dev Index of the highest, the first of equal ones.
    function _highest(uint256[] memory list) private pure returns (uint256 best) {
        uint256 count = list.length;
        uint256 most = ClassCells.wordAt(list, 0);
        for (uint256 i = 1; i < count; ++i) {
            uint256 word = ClassCells.wordAt(list, i);
            if (word > most) (best, most) = (i, word);
        }
    }
}
