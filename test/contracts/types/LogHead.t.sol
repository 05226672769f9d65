// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { HAS_BATCH_STATES, HAS_FROZEN, HAS_HELD, HAS_SUCCESSOR, LogHead, newLogHead } from "../../../contracts/types/LogHead.sol";
import { bound, vm } from "../support/Vm.sol";

contract LogHeadTest {
    function testFuzz_AdvancesCountersAndTime(bool keeps, uint8 status, uint64[8] memory counts, uint40[8] memory times) public pure {
        LogHead head = newLogHead(keeps).withStatus(status);
        uint256 total = 0;
        for (uint256 i = 0; i < 8; ++i) {
            uint64 count = uint64(bound(counts[i], 0, type(uint40).max / 8));
            total += count;
            head = head.advanced(count, times[i]);
            vm.assertEq(head.batches(), i + 1);
            vm.assertEq(head.leaves(), total);
            vm.assertEq(head.time(), times[i]);
            vm.assertEq(head.status(), status);
            vm.assertEq(head.storesBatchLeaf(), keeps);
        }
    }

    function testFuzz_ChangesOnlyTheStatus(bool keeps, uint8 first, uint8 second, uint40 count, uint40 time) public pure {
        LogHead head = newLogHead(keeps).withStatus(first).advanced(count, time).withStatus(second);
        vm.assertEq(head.status(), second);
        vm.assertEq(head.batches(), 1);
        vm.assertEq(head.leaves(), count);
        vm.assertEq(head.time(), time);
        vm.assertEq(head.storesBatchLeaf(), keeps);
    }

    function testFuzz_KeepsNoncesAndFlagsApart(uint48 word, uint64 bits, uint8 flags, uint40 count, uint40 time, uint8 status) public pure {
        uint256[4] memory all = [HAS_HELD, HAS_BATCH_STATES, HAS_FROZEN, HAS_SUCCESSOR];
        LogHead head = newLogHead(true).withNonces(~word, ~bits);
        for (uint256 i = 0; i < 4; ++i) {
            if ((flags >> i) & 1 == 1) head = head.with(all[i]);
        }
        head = head.advanced(count, time).withNonces(word, bits).withStatus(status);
        for (uint256 i = 0; i < 4; ++i) {
            vm.assertEq(head.has(all[i]), (flags >> i) & 1 == 1);
        }
        vm.assertEq(head.nonceWord(), word);
        vm.assertEq(head.nonceBits(), bits);
        vm.assertEq(head.leaves(), count);
        vm.assertEq(head.time(), time);
        vm.assertEq(head.status(), status);
        vm.assertTrue(head.storesBatchLeaf());
    }
}
