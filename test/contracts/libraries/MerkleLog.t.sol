// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { MerkleLog } from "../../../contracts/libraries/MerkleLog.sol";
import { LogHarness } from "../support/LogHarness.sol";
import { RecursiveTree } from "../support/RecursiveTree.sol";
import { bound, vm } from "../support/Vm.sol";

contract MerkleLogTest {
    LogHarness private _log;

    function setUp() public {
        _log = new LogHarness();
    }

    function testFuzz_HashesLeavesAndNodesBehindTheirPrefixes(bytes32 left, bytes32 right) public pure {
        vm.assertEq(MerkleLog.hashLeaf(left), keccak256(abi.encodePacked(hex"00", left)));
        vm.assertEq(MerkleLog.hashNode(left, right), keccak256(abi.encodePacked(hex"01", left, right)));
    }

    function testFuzz_HashingLeavesTheFreeMemoryPointerAlone(bytes32 left, bytes32 right) public pure {
        uint256 before;
        uint256 later;
        assembly {
            before := mload(0x40)
        }
        MerkleLog.hashLeaf(left);
        MerkleLog.hashNode(left, right);
        assembly {
            later := mload(0x40)
        }
        vm.assertEq(later, before);
    }

    function test_TheEmptyTreeHasTheHashOfNothing() public view {
        vm.assertEq(_log.fold(new bytes32[](0)), keccak256(""));
    }

    function testFuzz_AcceptsEveryInclusion(uint256 seed, uint256 size, uint256 index) public view {
        bytes32[] memory leaves = RecursiveTree.leavesOf(seed, bound(size, 1, 80));
        index = bound(index, 0, leaves.length - 1);
        bytes32[] memory path = RecursiveTree.path(leaves, index);
        bytes32 root = RecursiveTree.root(leaves);
        vm.assertTrue(_log.isIncluded(leaves[index], index, leaves.length, path, root));
    }

    function testFuzz_RefusesAnotherIndexSizeLeafOrRoot(uint256 seed, uint256 size, uint256 index, uint256 other) public view {
        bytes32[] memory leaves = RecursiveTree.leavesOf(seed, bound(size, 2, 60));
        uint256 count = leaves.length;
        index = bound(index, 0, count - 1);
        bytes32[] memory path = RecursiveTree.path(leaves, index);
        bytes32 root = RecursiveTree.root(leaves);
        uint256 wrong = bound(other, 0, 2 * count);
        if (wrong != index) vm.assertFalse(_log.isIncluded(leaves[index], wrong, count, path, root), "other index");
        vm.assertFalse(_log.isIncluded(bytes32(other), index, count, path, root), "other leaf");
        vm.assertFalse(_log.isIncluded(leaves[index], index, count, path, bytes32(other)), "other root");
        vm.assertFalse(_log.isIncluded(leaves[index], index, index, path, root), "size not above index");
    }

    function testFuzz_RefusesAChangedPath(uint256 seed, uint256 size, uint256 index, uint256 place) public view {
        bytes32[] memory leaves = RecursiveTree.leavesOf(seed, bound(size, 2, 60));
        index = bound(index, 0, leaves.length - 1);
        bytes32[] memory path = RecursiveTree.path(leaves, index);
        bytes32 root = RecursiveTree.root(leaves);
        bytes32[] memory shorter = RecursiveTree.prefix(path, path.length - 1);
        vm.assertFalse(_log.isIncluded(leaves[index], index, leaves.length, shorter, root), "shorter");
        bytes32[] memory longer = RecursiveTree.with(path, root);
        vm.assertFalse(_log.isIncluded(leaves[index], index, leaves.length, longer, root), "longer");
        path[bound(place, 0, path.length - 1)] ^= bytes32(uint256(1));
        vm.assertFalse(_log.isIncluded(leaves[index], index, leaves.length, path, root), "one bit");
    }

    /// @dev The rightmost leaf has only left siblings; a smaller tree would stop before its path ends.
    function test_RefusesTwoOfFourLeavesAsTwo() public view {
        bytes32[] memory leaves = RecursiveTree.leavesOf(1, 4);
        bytes32[] memory path = RecursiveTree.path(leaves, 3);
        vm.assertFalse(_log.isIncluded(leaves[3], 1, 2, path, RecursiveTree.root(leaves)), "two of four");
        vm.assertFalse(_log.isIncluded(leaves[3], 0, 1, path, RecursiveTree.root(leaves)), "one of four");
    }

    /// @dev Roots do not tell sizes, so other sizes may fit, but only those whose path has the same length.
    function testFuzz_TakesNoLongerOrShorterPathThanTheSizesHave(uint256 seed, uint256 newSize, uint256 oldSize) public view {
        bytes32[] memory leaves = RecursiveTree.leavesOf(seed, bound(newSize, 2, 16));
        oldSize = bound(oldSize, 1, leaves.length - 1);
        bytes32 oldRoot = RecursiveTree.rootOf(leaves, 0, oldSize);
        bytes32 newRoot = RecursiveTree.root(leaves);
        bytes32[] memory path = RecursiveTree.consistency(leaves, oldSize);
        for (uint256 size = 2; size <= 16; ++size) {
            bytes32[] memory claimed = RecursiveTree.leavesOf(seed, size);
            for (uint256 old = 1; old < size; ++old) {
                if (!_log.isConsistent(old, size, oldRoot, newRoot, path)) continue;
                vm.assertEq(path.length, RecursiveTree.consistency(claimed, old).length, "path length");
            }
        }
    }

    function testFuzz_RefusesGrowthToADeeperTree(uint256 seed, uint256 newSize, uint256 oldSize) public view {
        bytes32[] memory leaves = RecursiveTree.leavesOf(seed, bound(newSize, 2, 60));
        oldSize = bound(oldSize, 1, leaves.length - 1);
        bytes32 oldRoot = RecursiveTree.rootOf(leaves, 0, oldSize);
        bytes32[] memory path = RecursiveTree.consistency(leaves, oldSize);
        uint256 deeper = 4 * leaves.length;
        vm.assertFalse(_log.isConsistent(oldSize, deeper, oldRoot, RecursiveTree.root(leaves), path), "deeper");
    }

    function testFuzz_ANodeCannotPoseAsALeaf(uint256 seed, uint256 size) public view {
        bytes32[] memory leaves = RecursiveTree.leavesOf(seed, bound(size, 2, 60) & ~uint256(1));
        bytes32[] memory path = RecursiveTree.path(leaves, 0);
        bytes32[] memory upper = new bytes32[](path.length - 1);
        for (uint256 i = 1; i < path.length; ++i) {
            upper[i - 1] = path[i];
        }
        bytes32 node = RecursiveTree.node(leaves[0], leaves[1]);
        vm.assertFalse(_log.isIncluded(node, 0, leaves.length, upper, RecursiveTree.root(leaves)), "node as leaf");
    }

    function test_RefusesAPathLongerThanAnyTree() public view {
        vm.assertFalse(_log.isIncluded(0, 0, type(uint256).max, new bytes32[](65), 0), "65 hashes");
        vm.assertFalse(_log.isConsistent(1, 2, 0, 0, new bytes32[](66)), "66 hashes");
    }

    function testFuzz_AcceptsEveryGrowth(uint256 seed, uint256 newSize, uint256 oldSize) public view {
        bytes32[] memory leaves = RecursiveTree.leavesOf(seed, bound(newSize, 1, 60));
        oldSize = bound(oldSize, 1, leaves.length);
        bytes32 oldRoot = RecursiveTree.rootOf(leaves, 0, oldSize);
        bytes32[] memory path = RecursiveTree.consistency(leaves, oldSize);
        vm.assertTrue(_log.isConsistent(oldSize, leaves.length, oldRoot, RecursiveTree.root(leaves), path));
    }

    function testFuzz_RefusesARewrittenLog(uint256 seed, uint256 newSize, uint256 oldSize, uint256 changed) public view {
        bytes32[] memory leaves = RecursiveTree.leavesOf(seed, bound(newSize, 2, 60));
        oldSize = bound(oldSize, 1, leaves.length - 1);
        bytes32 oldRoot = RecursiveTree.rootOf(leaves, 0, oldSize);
        leaves[bound(changed, 0, oldSize - 1)] = bytes32(changed);
        bytes32[] memory path = RecursiveTree.consistency(leaves, oldSize);
        bytes32 newRoot = RecursiveTree.root(leaves);
        vm.assertFalse(_log.isConsistent(oldSize, leaves.length, oldRoot, newRoot, path), "rewritten");
    }

    function testFuzz_RefusesAChangedConsistencyPath(uint256 seed, uint256 newSize, uint256 oldSize, uint256 place) public view {
        bytes32[] memory leaves = RecursiveTree.leavesOf(seed, bound(newSize, 2, 60));
        uint256 count = leaves.length;
        oldSize = bound(oldSize, 1, count - 1);
        bytes32 oldRoot = RecursiveTree.rootOf(leaves, 0, oldSize);
        bytes32 newRoot = RecursiveTree.root(leaves);
        bytes32[] memory path = RecursiveTree.consistency(leaves, oldSize);
        bytes32[] memory shorter = RecursiveTree.prefix(path, path.length - 1);
        vm.assertFalse(_log.isConsistent(oldSize, count, oldRoot, newRoot, shorter), "shorter");
        vm.assertFalse(_log.isConsistent(oldSize, count, oldRoot, newRoot, RecursiveTree.with(path, newRoot)), "longer");
        vm.assertFalse(_log.isConsistent(count, oldSize, newRoot, oldRoot, path), "shrunk");
        path[bound(place, 0, path.length - 1)] ^= bytes32(uint256(1));
        vm.assertFalse(_log.isConsistent(oldSize, count, oldRoot, newRoot, path), "one bit");
    }

    function testFuzz_TheEmptyLogIsAPrefixOfAll(bytes32 root, uint256 size) public view {
        size = bound(size, 1, type(uint64).max);
        vm.assertTrue(_log.isConsistent(0, size, keccak256(""), root, new bytes32[](0)));
        bool isEmpty = root == keccak256("");
        vm.assertEq(_log.isConsistent(0, size, root, root, new bytes32[](0)), isEmpty);
        vm.assertFalse(_log.isConsistent(0, size, keccak256(""), root, new bytes32[](1)), "path");
    }

    function testFuzz_ALogIsAPrefixOfItself(bytes32 root, uint256 size) public view {
        vm.assertTrue(_log.isConsistent(size, size, root, root, new bytes32[](0)));
        vm.assertFalse(_log.isConsistent(size, size, root, ~root, new bytes32[](0)), "other root");
        vm.assertFalse(_log.isConsistent(size, size, root, root, new bytes32[](1)), "path");
    }

    /// @dev Trees that copy the last leaf of an odd level have one root for two lists of leaves.
    function testFuzz_ADuplicatedOddLeafIsAnotherTree(uint256 seed, uint256 size) public view {
        size = bound(size, 1, 20) * 2 + 1;
        bytes32[] memory leaves = RecursiveTree.leavesOf(seed, size);
        bytes32[] memory doubled = RecursiveTree.with(leaves, leaves[size - 1]);
        bytes32 root = RecursiveTree.root(leaves);
        vm.assertTrue(root != RecursiveTree.root(doubled), "another root");
        bytes32[] memory path = RecursiveTree.path(doubled, size);
        vm.assertFalse(_log.isIncluded(leaves[size - 1], size, size, path, root), "the copy in the true tree");
        vm.assertFalse(_log.isIncluded(leaves[size - 1], size, size + 1, path, root), "the copy in a larger tree");
        path = RecursiveTree.path(doubled, size - 1);
        vm.assertFalse(_log.isIncluded(leaves[size - 1], size - 1, size, path, root), "the original beside its copy");
    }
}
