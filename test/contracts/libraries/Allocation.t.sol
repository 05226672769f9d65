// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Allocation } from "../../../contracts/libraries/Allocation.sol";
import { bound, vm } from "../support/Vm.sol";

contract AllocationTest {
    uint256 private constant AMOUNT_MAX = 2 ** 99 - 1;

    function test_LeftoverGoesToTheLargestRemainders() public pure {
        _assertParts(10_000, [uint256(1), 1, 1], [uint256(3_334), 3_333, 3_333]);
        _assertParts(5, [uint256(400), 350, 250], [uint256(2), 2, 1]);
    }

    function test_NothingIsGivenByWeightsOfNothing() public pure {
        _assertParts(7, [uint256(0), 0, 0], [uint256(0), 0, 0]);
        vm.assertEq(Allocation.allocate(7, new uint256[](0)).length, 0);
    }

    function testFuzz_PartsSumToTheWholeAndAreWithinOneOfExact(uint256 total, uint256[8] memory seeds, uint256 count) public pure {
        uint256[] memory weights = _weights(seeds, bound(count, 1, 8));
        total = bound(total, 0, AMOUNT_MAX);
        uint256[] memory parts = Allocation.allocate(total, weights);
        uint256 sum = _sum(weights);
        if (sum == 0) return vm.assertEq(_sum(parts), 0);
        vm.assertEq(_sum(parts), total);
        for (uint256 i = 0; i < parts.length; ++i) {
            uint256 exact = total * weights[i];
            vm.assertTrue(parts[i] * sum < exact + sum && exact < parts[i] * sum + sum, "within one of exact");
        }
    }

    function testFuzz_NoPartIsAboveItsWeight(uint256 total, uint256[8] memory seeds, uint256 count) public pure {
        uint256[] memory weights = _weights(seeds, bound(count, 1, 8));
        uint256 sum = _sum(weights);
        uint256[] memory parts = Allocation.allocate(bound(total, 0, sum), weights);
        for (uint256 i = 0; i < parts.length; ++i) {
            vm.assertLe(parts[i], weights[i], "above its weight");
        }
        parts = Allocation.allocate(sum, weights);
        for (uint256 i = 0; i < parts.length; ++i) {
            vm.assertEq(parts[i], weights[i], "full when all is paid");
        }
    }

    /// @dev Whoever got a unit more than the floor has a remainder at least that of whoever did not.
    function testFuzz_UnitsGoByRemainderThenByIndex(uint256 total, uint256[8] memory seeds, uint256 count) public pure {
        uint256[] memory weights = _weights(seeds, bound(count, 2, 8));
        total = bound(total, 0, 1_000);
        uint256 sum = _sum(weights);
        if (sum == 0) return;
        uint256[] memory parts = Allocation.allocate(total, weights);
        for (uint256 i = 0; i < parts.length; ++i) {
            for (uint256 j = 0; j < parts.length; ++j) {
                if (parts[i] == (total * weights[i]) / sum || parts[j] != (total * weights[j]) / sum) continue;
                uint256 got = (total * weights[i]) % sum;
                uint256 not = (total * weights[j]) % sum;
                vm.assertTrue(got > not || (got == not && i < j), "order");
            }
        }
    }

    function test_RevertWhen_ThereAreNineParts() public {
        vm.expectRevert(abi.encodeWithSelector(Allocation.AllocationTooManyParts.selector, 9, 8));
        this.allocate(1, new uint256[](9));
    }

    function allocate(uint256 total, uint256[] memory weights) external pure returns (uint256[] memory) {
        return Allocation.allocate(total, weights);
    }

    /// @dev Weights of any size, small ones often, so that there are ties and zeros.
    function _weights(uint256[8] memory seeds, uint256 count) private pure returns (uint256[] memory weights) {
        weights = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            weights[i] = (seeds[i] >> 8) % (seeds[i] & 1 == 0 ? 6 : 2 ** 96);
        }
    }

    function _sum(uint256[] memory amounts) private pure returns (uint256 total) {
        for (uint256 i = 0; i < amounts.length; ++i) {
            total += amounts[i];
        }
    }

    function _assertParts(uint256 total, uint256[3] memory weights, uint256[3] memory expected) private pure {
        uint256[] memory list = new uint256[](3);
        (list[0], list[1], list[2]) = (weights[0], weights[1], weights[2]);
        uint256[] memory parts = Allocation.allocate(total, list);
        for (uint256 i = 0; i < 3; ++i) {
            vm.assertEq(parts[i], expected[i], "part");
        }
    }
}
