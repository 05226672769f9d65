// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title FieldTree
/// @notice The tree of the sixteen salted fields of a credential: a field is hashed behind 0x02, a node behind 0x03.
library FieldTree {
    /// @notice Hashes a field of 32 bytes.
    /// @dev Assumes that `slot` is below 16.
    /// @param slot Number of the field.
    /// @param salt Its salt.
    /// @param value Its value.
    /// @return leaf keccak256(0x02 ‖ slot ‖ salt ‖ value).
    function leafOf(uint256 slot, bytes16 salt, bytes32 value) internal pure returns (bytes32 leaf) {
        assembly ("memory-safe") {
            mstore8(0x00, 0x02)
            mstore8(0x01, slot)
            mstore(0x02, salt)
            mstore(0x12, value)
            leaf := keccak256(0x00, 0x32)
        }
        // The scratch space ends at 0x40, so the free memory pointer is untouched.
    }

    /// @notice Root of the tree in which a leaf stands at a slot.
    /// @param leaf Leaf hash.
    /// @param slot Number of the field; its lowest four bits say on which side it stands on each level.
    /// @param path Siblings from the leaf to the root.
    /// @return root The root.
    function rootFrom(bytes32 leaf, uint256 slot, bytes32[4] calldata path) internal pure returns (bytes32 root) {
        root = leaf;
        assembly ("memory-safe") {
            // 65 bytes reach one byte into the free memory pointer, which is restored. Its top byte is zero.
            let pointer := mload(0x40)
            mstore8(0x00, 0x03)
            for {
                let level := 0
            } lt(level, 4) {
                level := add(level, 1)
            } {
                let isRight := and(shr(level, slot), 1)
                mstore(add(0x01, shl(5, isRight)), root)
                mstore(add(0x01, shl(5, xor(isRight, 1))), calldataload(add(path, shl(5, level))))
                root := keccak256(0x00, 0x41)
            }
            mstore(0x40, pointer)
        }
    }
}
