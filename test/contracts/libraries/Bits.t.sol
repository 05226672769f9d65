// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Bits } from "../../../contracts/libraries/Bits.sol";
import { bound, vm } from "../support/Vm.sol";

contract BitsTest {
    function testFuzz_CountsOnesLikeALoop(uint64 value) public pure {
        uint256 count = 0;
        for (uint256 i = 0; i < 64; ++i) {
            count += (value >> i) & 1;
        }
        vm.assertEq(Bits.ones(value), count);
    }

    function test_CountsOnesOfTheEnds() public pure {
        vm.assertEq(Bits.ones(0), 0);
        vm.assertEq(Bits.ones(type(uint64).max), 64);
    }

    function testFuzz_CountsTrailingZeros(uint256 value, uint256 zeros) public pure {
        zeros = bound(zeros, 0, 255);
        vm.assertEq(Bits.trailingZeros((value | 1) << zeros), zeros);
    }

    function test_ZeroHasOnlyTrailingZeros() public pure {
        vm.assertEq(Bits.trailingZeros(0), 256);
    }

    function testFuzz_FindsTheHighestBit(uint256 value, uint256 place) public pure {
        place = bound(place, 0, 255);
        vm.assertEq(Bits.highest((value >> (255 - place)) | (uint256(1) << place)), place);
    }

    function test_ZeroHasItsHighestBitAtTheBottom() public pure {
        vm.assertEq(Bits.highest(0), 0);
    }

    function testFuzz_CountsOnesOfAWordLikeALoop(uint256 word) public pure {
        uint256 count = 0;
        for (uint256 i = 0; i < 256; ++i) {
            count += (word >> i) & 1;
        }
        vm.assertEq(Bits.onesOfWord(word), count);
    }

    function test_CountsOnesOfTheEndsOfAWord() public pure {
        vm.assertEq(Bits.onesOfWord(0), 0);
        vm.assertEq(Bits.onesOfWord(type(uint256).max), 256);
        vm.assertEq(Bits.onesOfWord(type(uint256).max - 1), 255);
    }
}
