// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Trees by the recursive definitions of RFC 9162 (2.1.1, 2.1.3.1, 2.1.4.1), which the contracts do not use.
library RecursiveTree {
    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        return rootOf(leaves, 0, leaves.length);
    }

    function rootOf(bytes32[] memory leaves, uint256 start, uint256 end) internal pure returns (bytes32) {
        if (end == start) return keccak256("");
        if (end - start == 1) return leaves[start];
        uint256 middle = start + split(end - start);
        return node(rootOf(leaves, start, middle), rootOf(leaves, middle, end));
    }

    function path(bytes32[] memory leaves, uint256 index) internal pure returns (bytes32[] memory) {
        return _path(leaves, index, 0, leaves.length);
    }

    function consistency(bytes32[] memory leaves, uint256 oldSize) internal pure returns (bytes32[] memory) {
        return _subproof(leaves, oldSize, 0, leaves.length, true);
    }

    function node(bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"01", left, right));
    }

    function split(uint256 size) internal pure returns (uint256 half) {
        half = 1;
        while (half * 2 < size) half *= 2;
    }

    /// @dev `count` leaves that depend on `seed` only.
    function leavesOf(uint256 seed, uint256 count) internal pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i));
        }
    }

    function prefix(bytes32[] memory list, uint256 length) internal pure returns (bytes32[] memory part) {
        part = new bytes32[](length);
        for (uint256 i = 0; i < length; ++i) {
            part[i] = list[i];
        }
    }

    function with(bytes32[] memory list, bytes32 last) internal pure returns (bytes32[] memory longer) {
        longer = new bytes32[](list.length + 1);
        for (uint256 i = 0; i < list.length; ++i) {
            longer[i] = list[i];
        }
        longer[list.length] = last;
    }

    function _path(bytes32[] memory leaves, uint256 index, uint256 start, uint256 end) private pure returns (bytes32[] memory) {
        if (end - start == 1) return new bytes32[](0);
        uint256 half = split(end - start);
        return
            index < half
                ? with(_path(leaves, index, start, start + half), rootOf(leaves, start + half, end))
                : with(_path(leaves, index - half, start + half, end), rootOf(leaves, start, start + half));
    }

    function _subproof(
        bytes32[] memory leaves,
        uint256 oldSize,
        uint256 start,
        uint256 end,
        bool isWhole
    ) private pure returns (bytes32[] memory) {
        if (oldSize == end - start) {
            return isWhole ? new bytes32[](0) : with(new bytes32[](0), rootOf(leaves, start, end));
        }
        uint256 half = split(end - start);
        return
            oldSize <= half
                ? with(_subproof(leaves, oldSize, start, start + half, isWhole), rootOf(leaves, start + half, end))
                : with(_subproof(leaves, oldSize - half, start + half, end, false), rootOf(leaves, start, start + half));
    }
}
