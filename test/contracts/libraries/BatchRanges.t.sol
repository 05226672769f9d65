// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchRanges } from "../../../contracts/libraries/BatchRanges.sol";
import { bound, vm } from "../support/Vm.sol";

/// @dev The set against one flag for each batch.
contract BatchRangesTest {
    using BatchRanges for uint64[];

    uint64[] private _set;
    bool[64] private _flags;

    function testFuzz_IsTheSetOfWhatWasAddedAndRemoved(uint256[24] calldata steps) public {
        uint64 size = 1;
        for (uint256 i = 0; i < steps.length; ++i) {
            uint256 step = steps[i];
            size = uint64(bound(size + (step % 4), 1, 60));
            uint64 from = uint64((step >> 8) % size);
            if ((step >> 16) % 3 == 0) {
                _set.add(from, size);
                for (uint64 place = from; place < size; ++place) _flags[place] = true;
            } else {
                _remove(from, from + 1 + uint64((step >> 24) % 20));
            }
            _compare();
        }
    }

    function test_RangesThatTouchBecomeOne() public {
        _set.add(3, 5);
        _set.add(5, 9);
        vm.assertEq(_set.length, 2);
        vm.assertFalse(_set.contains(2), "before");
        vm.assertTrue(_set.contains(5), "at the seam");
        vm.assertFalse(_set.contains(9), "after");
    }

    function test_ReachesTheEndOfNumbers() public {
        _set.add(0, type(uint64).max);
        vm.assertTrue(_set.contains(type(uint64).max - 1), "last");
        vm.assertTrue(_set.remove(1, type(uint64).max), "removed");
        vm.assertTrue(_set.contains(0), "first");
        vm.assertFalse(_set.contains(1), "second");
    }

    function _remove(uint64 from, uint64 until) private {
        bool isAny = false;
        for (uint64 place = from; place < until && place < 64; ++place) {
            isAny = isAny || _flags[place];
            _flags[place] = false;
        }
        vm.assertEq(_set.remove(from, until), isAny);
    }

    function _compare() private view {
        for (uint64 place = 0; place < 64; ++place) {
            vm.assertEq(_set.contains(place), _flags[place]);
        }
        vm.assertEq(_set.length & 1, 0);
        for (uint256 i = 1; i < _set.length; ++i) {
            vm.assertGt(_set[i], _set[i - 1], "order");
        }
    }
}
