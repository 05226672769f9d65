// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { LogHarness } from "../support/LogHarness.sol";
import { RecursiveTree } from "../support/RecursiveTree.sol";
import { bound, vm } from "../support/Vm.sol";

/// @dev Both ranges against the recursive tree, at every size.
contract RangesTest {
    uint256 private constant SIZES = 160;

    LogHarness private _log;

    function setUp() public {
        _log = new LogHarness();
    }

    function test_FoldsToTheRootOfTheWholeTreeAtEverySize() public {
        bytes32[] memory leaves = RecursiveTree.leavesOf(1, SIZES);
        for (uint256 size = 1; size <= SIZES; ++size) {
            _log.append(leaves[size - 1]);
            bytes32 expected = RecursiveTree.rootOf(leaves, 0, size);
            vm.assertEq(_log.fold(_log.evenPeaks()), expected, "even range");
            vm.assertEq(_log.fold(_log.stackPeaks()), expected, "peak stack");
        }
    }

    function testFuzz_PeaksAreTheRootsOfTheFullSubtrees(uint256 seed, uint256 size) public {
        bytes32[] memory leaves = RecursiveTree.leavesOf(seed, bound(size, 0, 70));
        for (uint256 i = 0; i < leaves.length; ++i) {
            _log.append(leaves[i]);
        }
        bytes32[] memory expected = new bytes32[](0);
        uint256 start = 0;
        for (uint256 width = 1 << 10; width > 0; width >>= 1) {
            if (leaves.length & width == 0) continue;
            expected = RecursiveTree.with(expected, RecursiveTree.rootOf(leaves, start, start + width));
            start += width;
        }
        vm.assertEq(_log.evenPeaks(), expected);
        vm.assertEq(_log.stackPeaks(), expected);
    }

    function testFuzz_KeepsEveryLeaf(uint256 seed, uint256 size, uint256 index) public {
        bytes32[] memory leaves = RecursiveTree.leavesOf(seed, bound(size, 1, 70));
        for (uint256 i = 0; i < leaves.length; ++i) {
            _log.append(leaves[i]);
        }
        index = bound(index, 0, leaves.length - 1);
        vm.assertEq(_log.leafAt(index), leaves[index]);
        vm.assertEq(_log.leafAt(leaves.length), bytes32(0));
    }
}
