// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title MerkleLog
/// @notice Merkle trees of the shape of RFC 9162 over Keccak-256: a leaf is hashed behind 0x00, an inner node behind
/// 0x01, the left subtree is the largest full one, and a node without sibling is promoted, never copied.
/// @dev A leaf preimage and a node preimage differ in the first byte, so no node can pose as a leaf.
library MerkleLog {
    /// @notice Root of the tree without leaves: the hash of the empty string, as in RFC 9162 section 2.1.1.
    bytes32 internal constant EMPTY_ROOT = keccak256("");

    /// @notice Longest path that is looked at: the depth of a tree of 2^64 leaves.
    uint256 internal constant MAX_PATH = 64;

    /// @notice Hashes a leaf value.
    /// @param value What the leaf commits to.
    /// @return leaf keccak256(0x00 ‖ value).
    function hashLeaf(bytes32 value) internal pure returns (bytes32 leaf) {
        assembly ("memory-safe") {
            mstore8(0x00, 0x00)
            mstore(0x01, value)
            leaf := keccak256(0x00, 0x21)
        }
        // The scratch space ends at 0x40, so the free memory pointer is untouched.
    }

    /// @notice Hashes two children.
    /// @param left Root of the left subtree.
    /// @param right Root of the right subtree.
    /// @return node keccak256(0x01 ‖ left ‖ right).
    function hashNode(bytes32 left, bytes32 right) internal pure returns (bytes32 node) {
        assembly ("memory-safe") {
            // 65 bytes reach one byte into the free memory pointer, which is restored. Its top byte is zero.
            let pointer := mload(0x40)
            mstore8(0x00, 0x01)
            mstore(0x01, left)
            mstore(0x21, right)
            node := keccak256(0x00, 0x41)
            mstore(0x40, pointer)
        }
    }

    /// @notice Folds the peaks of a mountain range into the root of the tree.
    /// @param peaks Roots of the full subtrees, from the largest (left) to the smallest (right).
    /// @return root The RFC 9162 root; `EMPTY_ROOT` for no peaks.
    function fold(bytes32[] memory peaks) internal pure returns (bytes32 root) {
        uint256 count = peaks.length;
        if (count == 0) return EMPTY_ROOT;
        root = peaks[count - 1];
        for (uint256 i = count - 1; i > 0; --i) {
            root = hashNode(peaks[i - 1], root);
        }
    }

    /// @notice Checks that a leaf stands at a position of a tree (RFC 9162 section 2.1.3.2).
    /// @dev Assumes that root and size come from one commitment: a root alone does not tell the size of its tree.
    /// @param leaf Leaf hash.
    /// @param index Position of the leaf, from 0.
    /// @param size Number of leaves of the tree.
    /// @param path Siblings from the leaf to the root.
    /// @param root Root of the tree.
    /// @return Whether the path leads from the leaf at exactly this position to the root.
    function verifyInclusion(
        bytes32 leaf,
        uint256 index,
        uint256 size,
        bytes32[] calldata path,
        bytes32 root
    ) internal pure returns (bool) {
        (bool isPlaced, bytes32 found) = rootFrom(leaf, index, size, path);
        return isPlaced && found == root;
    }

    /// @notice Root of the tree in which a leaf stands at a position.
    /// @param leaf Leaf hash.
    /// @param index Position of the leaf, from 0.
    /// @param size Number of leaves of the tree.
    /// @param path Siblings from the leaf to the root.
    /// @return isPlaced Whether a tree of this size has this position, at a depth of the path's length.
    /// @return node The root; without meaning if not.
    function rootFrom(
        bytes32 leaf,
        uint256 index,
        uint256 size,
        bytes32[] calldata path
    ) internal pure returns (bool isPlaced, bytes32 node) {
        if (index >= size || path.length > MAX_PATH) return (false, node);
        uint256 last;
        unchecked {
            last = size - 1;
        }
        node = leaf;
        isPlaced = true;
        assembly ("memory-safe") {
            // 65 bytes reach one byte into the free memory pointer, which is restored. Its top byte is zero.
            let pointer := mload(0x40)
            mstore8(0x00, 0x01)
            let end := add(path.offset, shl(5, path.length))
            for {
                let at := path.offset
            } lt(at, end) {
                at := add(at, 0x20)
            } {
                if iszero(last) {
                    isPlaced := 0
                    break
                }
                let isRight := or(and(index, 1), eq(index, last))
                mstore(add(0x01, shl(5, isRight)), node)
                mstore(sub(0x21, shl(5, isRight)), calldataload(at))
                node := keccak256(0x00, 0x41)
                if isRight {
                    // A promoted node has no sibling on the levels that it skips.
                    for {} lt(and(index, 1), iszero(iszero(index))) {} {
                        index := shr(1, index)
                        last := shr(1, last)
                    }
                }
                index := shr(1, index)
                last := shr(1, last)
            }
            mstore(0x40, pointer)
        }
        isPlaced = isPlaced && last == 0;
    }

    /// @notice Checks that a tree only grew: that the older tree is a prefix of the newer (RFC 9162 section 2.1.4.2).
    /// @dev Assumes that each root and its size come from one commitment.
    /// @dev The empty tree is a prefix of every tree, with an empty path.
    /// @param oldSize Number of leaves of the older tree.
    /// @param newSize Number of leaves of the newer tree.
    /// @param oldRoot Root of the older tree.
    /// @param newRoot Root of the newer tree.
    /// @param path Consistency path.
    /// @return Whether the path proves it.
    function verifyConsistency(
        uint256 oldSize,
        uint256 newSize,
        bytes32 oldRoot,
        bytes32 newRoot,
        bytes32[] calldata path
    ) internal pure returns (bool) {
        if (oldSize > newSize || path.length > MAX_PATH + 1) return false;
        if (oldSize == newSize) return path.length == 0 && oldRoot == newRoot;
        if (oldSize == 0) return path.length == 0 && oldRoot == EMPTY_ROOT;
        if (path.length == 0) return false;
        return _climb(oldSize, newSize, oldRoot, newRoot, path);
    }

    /// @dev Assumes 0 < oldSize < newSize and a path that is not empty.
    function _climb(
        uint256 oldSize,
        uint256 newSize,
        bytes32 oldRoot,
        bytes32 newRoot,
        bytes32[] calldata path
    ) private pure returns (bool) {
        uint256 position = oldSize - 1;
        uint256 last = newSize - 1;
        while (position & 1 == 1) {
            position >>= 1;
            last >>= 1;
        }
        // A full older tree is itself the first node of the path and is left out of it.
        bool isFull = position == 0;
        bytes32 oldNode = isFull ? oldRoot : path[0];
        bytes32 newNode = oldNode;
        for (uint256 i = isFull ? 0 : 1; i < path.length; ++i) {
            if (last == 0) return false;
            bytes32 sibling = path[i];
            if (position & 1 == 1 || position == last) {
                oldNode = hashNode(sibling, oldNode);
                newNode = hashNode(sibling, newNode);
                while (position & 1 == 0 && position != 0) {
                    position >>= 1;
                    last >>= 1;
                }
            } else {
                newNode = hashNode(newNode, sibling);
            }
            position >>= 1;
            last >>= 1;
        }
        return last == 0 && oldNode == oldRoot && newNode == newRoot;
    }
}
