// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Bits } from "./Bits.sol";
import { MerkleLog } from "./MerkleLog.sol";

/// @title EvenRange
/// @notice Append-only Merkle mountain range that keeps every leaf and whose appends all cost the same.
///
/// A plain range merges as many subtrees as a binary counter carries: one append in 2^k costs k times more. Here every
/// append merges at most one pair. Merges above the leaves wait for an append that has none of its own to do, and a
/// reader finishes the few that still wait: which ones they are follows from the size alone.
///
/// @dev Subtrees of two leaves and more lie in slots. Slot `c` belongs to the subtrees that end before a leaf whose
/// index has `c` trailing zeros, and holds the newest of them. It grows there up to height `c`, by merging with its
/// left neighbour; a left neighbour of height `h` has reached its full height and lies in slot `h`.
/// @dev Timetable: the pair of height `h` that ends before leaf `end` is merged when leaf `end + 2^h - 2` is appended.
/// Each append has exactly one `h`, the number of trailing zeros of its leaf's index plus 2. A merge comes after those
/// of its two parts, and before slot `h` is used again, by the append of leaf `end + 2^h - 1`.
library EvenRange {
    /// @notice Bound of every loop: a range holds less than 2^40 leaves.
    uint256 internal constant MAX_HEIGHT = 40;

    /// @dev Slots filled beforehand, so that the first use of a height costs no more than later ones. Enough for a
    /// million leaves.
    uint256 private constant PREPARED_HEIGHT = 20;

    /// @notice A range. Its size is the owner's to remember.
    struct Range {
        /// @notice Subtrees by the trailing zeros of their end.
        bytes32[MAX_HEIGHT + 1] slots;
        /// @notice Leaves by index, written once.
        mapping(uint256 index => bytes32 leaf) leaves;
    }

    /// @notice Makes the slots of a new range ready.
    /// @dev The mark is never read: a slot is read only after an append wrote it.
    /// @param range A new range.
    function prepare(Range storage range) internal {
        for (uint256 height = 1; height < PREPARED_HEIGHT; ++height) {
            range.slots[height] = bytes32(uint256(1));
        }
    }

    /// @notice Appends a leaf.
    /// @dev Assumes `size` is the number of leaves before and below 2^40 - 1.
    /// @param range The range.
    /// @param size Number of leaves before: the index of the new leaf.
    /// @param leaf Leaf hash.
    function append(Range storage range, uint256 size, bytes32 leaf) internal {
        range.leaves[size] = leaf;
        unchecked {
            uint256 height = Bits.trailingZeros(size + 2);
            uint256 end = size + 2 - (1 << height);
            // The timetable of a young range names pairs that end before the first leaf.
            if (end == 0) return;
            uint256 slot = Bits.trailingZeros(end);
            range.slots[slot] =
                height == 0 ? MerkleLog.hashNode(range.leaves[size - 1], leaf) : MerkleLog.hashNode(range.slots[height], range.slots[slot]);
        }
    }

    /// @notice Roots of the full subtrees, from the largest (left) to the smallest (right).
    /// @param range The range.
    /// @param size Its number of leaves.
    /// @return found One root for each bit set in `size`.
    function peaks(Range storage range, uint256 size) internal view returns (bytes32[] memory found) {
        uint256 count = Bits.ones(size);
        found = new bytes32[](count);
        for (uint256 height = 0; count > 0; ++height) {
            if ((size >> height) & 1 == 1) {
                --count;
                found[count] = _peak(range, size, height);
            }
        }
    }

    /// @dev The peak of a height, its waiting merges finished. Assumes that the bit `height` is set in `size`.
    function _peak(Range storage range, uint256 size, uint256 height) private view returns (bytes32 node) {
        uint256 end = (size >> height) << height;
        if (height == 0) return range.leaves[end - 1];
        node = range.slots[height];
        for (uint256 reached = 1; reached < height; ++reached) {
            bool isWaiting = end + (1 << reached) > size + 1;
            if (isWaiting) node = MerkleLog.hashNode(range.slots[reached], node);
        }
    }
}
