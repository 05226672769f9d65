// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Bits } from "./Bits.sol";
import { MerkleLog } from "./MerkleLog.sol";

/// @title PeakStack
/// @notice Append-only Merkle mountain range that keeps nothing but its peaks: cheapest on average. An append merges as
/// many peaks as a binary counter carries, so one in 2^k merges k.
/// @dev The peaks lie in a stack, the largest at the bottom; a size of `n` has as many as `n` has bits set. A merged
/// peak takes the place of its leftmost part, a slot that was read anyway.
library PeakStack {
    /// @notice Bound of every loop: a range holds less than 2^40 leaves.
    uint256 internal constant MAX_HEIGHT = 40;

    /// @notice A range. Its size is the owner's to remember.
    struct Range {
        /// @notice Peaks, the largest first; slots above the stack hold remains.
        bytes32[MAX_HEIGHT] slots;
    }

    /// @notice Appends a leaf.
    /// @dev Assumes `size` is the number of leaves before and below 2^40 - 1.
    /// @param range The range.
    /// @param size Number of leaves before.
    /// @param leaf Leaf hash.
    function append(Range storage range, uint256 size, bytes32 leaf) internal {
        unchecked {
            uint256 depth = Bits.ones(size);
            bytes32 node = leaf;
            for (uint256 carry = size; carry & 1 == 1; carry >>= 1) {
                node = MerkleLog.hashNode(range.slots[--depth], node);
            }
            range.slots[depth] = node;
        }
    }

    /// @notice Roots of the full subtrees, from the largest (left) to the smallest (right).
    /// @param range The range.
    /// @param size Its number of leaves.
    /// @return found One root for each bit set in `size`.
    function peaks(Range storage range, uint256 size) internal view returns (bytes32[] memory found) {
        found = new bytes32[](Bits.ones(size));
        for (uint256 i = 0; i < found.length; ++i) {
            found[i] = range.slots[i];
        }
    }
}
