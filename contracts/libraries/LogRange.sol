// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {MerkleLog} from "./MerkleLog.sol";

/// @title LogRange
/// @notice Append-only Merkle mountain range in storage whose appends all cost about the same.
///
/// A plain range merges as many subtrees in one append as a binary counter carries, so one append in 2^k costs k times
/// more. Here an append merges the lowest `eager` levels at once and at most one pending pair above them, so its cost
/// is bounded and independent of the size. The reader finishes the pending merges, which follow from the size alone.
///
/// @dev Slot `c` holds the newest subtree whose last leaf has an index `i` with exactly `c` trailing one bits; it
/// grows in place, by merging its left neighbour into it, up to height `c`. The left neighbour of a subtree of height
/// `h` is always in slot `h`. The merge of the pair that ends before leaf `end` into height `d + 1` happens with the
/// append that makes the size `end + 2^d - 1`, before slot `d` is used again (`end + 2^d - 1 + 1` at the earliest).
///
/// A range that keeps its leaves reads the subtrees of height 0 from them; slot 0 is then not used.
library LogRange {
    /// @notice Bound of every loop over heights: a range holds less than 2^40 leaves.
    uint256 internal constant MAX_HEIGHT = 40;

    /// @notice Number of slots filled beforehand, so that the first use of a height costs no more than the others.
    uint256 internal constant PREPARED_HEIGHTS = 20;

    /// @dev Levels merged at once: one if the leaf is also stored (this flattens the cost), else three (this lowers
    /// the mean).
    uint256 private constant EAGER_KEEPING = 1;
    uint256 private constant EAGER_PLAIN = 3;

    /// @notice A mountain range. Its size and whether it keeps leaves are the owner's to remember.
    struct Range {
        /// @notice Subtree roots by the class of their last leaf.
        bytes32[MAX_HEIGHT + 1] slots;
        /// @notice Leaves by index, write once, if the range keeps them.
        mapping(uint256 index => bytes32 leaf) leaves;
    }

    /// @notice Fills the slots of the low heights with a mark.
    /// @dev The mark is never read: a slot is read only after the range wrote it.
    /// @param range A new range.
    /// @param keeps Whether it is to store each leaf.
    function prepare(Range storage range, bool keeps) internal {
        for (uint256 i = keeps ? 1 : 0; i < PREPARED_HEIGHTS; ++i) {
            range.slots[i] = bytes32(uint256(1));
        }
    }

    /// @notice Appends a leaf.
    /// @dev Assumes `size` is the number of leaves before and below 2^40, and `keeps` never changes for a range.
    /// @param range The range.
    /// @param size Number of leaves before.
    /// @param leaf Leaf hash.
    /// @param keeps Whether the range stores each leaf.
    function append(Range storage range, uint256 size, bytes32 leaf, bool keeps) internal {
        uint256 eager = keeps ? EAGER_KEEPING : EAGER_PLAIN;
        uint256 class = _trailingZeros(size + 1);
        if (keeps) range.leaves[size] = leaf;
        if (class != 0 || !keeps) {
            bytes32 node = leaf;
            uint256 height = 0;
            for (; height < class && height < eager; ++height) {
                node = MerkleLog.hashNode(_left(range, height, size, keeps), node);
            }
            range.slots[class] = node;
        }
        uint256 due = _trailingZeros(size + 2);
        if (due >= eager) {
            uint256 end = size + 2 - (1 << due);
            if (end != 0) {
                uint256 target = _trailingZeros(end);
                range.slots[target] = MerkleLog.hashNode(range.slots[due], range.slots[target]);
            }
        }
    }

    /// @notice Roots of the full subtrees, from the largest (left) to the smallest (right).
    /// @param range The range.
    /// @param size Its number of leaves.
    /// @param keeps Whether it stores each leaf.
    /// @return found One root for each bit set in `size`.
    function peaks(Range storage range, uint256 size, bool keeps) internal view returns (bytes32[] memory found) {
        uint256 count = 0;
        for (uint256 height = 0; height <= MAX_HEIGHT; ++height) {
            count += (size >> height) & 1;
        }
        found = new bytes32[](count);
        for (uint256 height = 0; count > 0; ++height) {
            if ((size >> height) & 1 == 1) {
                --count;
                found[count] = _peak(range, size, height, keeps);
            }
        }
    }

    /// @notice RFC 9162 root of all leaves.
    /// @param range The range.
    /// @param size Its number of leaves.
    /// @param keeps Whether it stores each leaf.
    /// @return The root; `MerkleLog.EMPTY_ROOT` for an empty range.
    function root(Range storage range, uint256 size, bool keeps) internal view returns (bytes32) {
        return MerkleLog.fold(peaks(range, size, keeps));
    }

    /// @dev The peak of height `height`, its pending merges finished in memory. Assumes the bit is set in `size`.
    function _peak(Range storage range, uint256 size, uint256 height, bool keeps) private view returns (bytes32 node) {
        uint256 eager = keeps ? EAGER_KEEPING : EAGER_PLAIN;
        uint256 end = (size >> height) << height;
        node = height == 0 && keeps ? range.leaves[end - 1] : range.slots[height];
        for (uint256 done = eager; done < height; ++done) {
            bool isPending = end + (1 << done) > size + 1;
            if (isPending) node = MerkleLog.hashNode(range.slots[done], node);
        }
    }

    /// @dev The left neighbour, of height `height`, of the subtree that ends with the leaf `index`.
    function _left(Range storage range, uint256 height, uint256 index, bool keeps) private view returns (bytes32) {
        return height == 0 && keeps ? range.leaves[index - 1] : range.slots[height];
    }

    /// @dev Number of zero bits below the lowest set bit. Assumes `value` is not zero.
    function _trailingZeros(uint256 value) private pure returns (uint256) {
        unchecked {
            return Math.log2(value & (~value + 1));
        }
    }
}
