// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { LogHead, newLogHead } from "../../../contracts/types/LogHead.sol";
import { bound, vm } from "../support/Vm.sol";

contract LogHeadTest {
    function testFuzz_AdvancesCountersAndTime(bool keeps, uint8 status, uint64[8] memory counts, uint40[8] memory times) public pure {
        LogHead head = newLogHead(keeps).withStatus(status);
        uint256 total = 0;
        for (uint256 i = 0; i < 8; ++i) {
            uint64 count = uint64(bound(counts[i], 0, type(uint64).max / 8));
            total += count;
            head = head.advanced(count, times[i]);
            vm.assertEq(head.batches(), i + 1);
            vm.assertEq(head.leaves(), total);
            vm.assertEq(head.time(), times[i]);
            vm.assertEq(head.status(), status);
            vm.assertEq(head.storesBatchLeaf(), keeps);
        }
    }

    function testFuzz_ChangesOnlyTheStatus(bool keeps, uint8 first, uint8 second, uint64 count, uint40 time) public pure {
        LogHead head = newLogHead(keeps).withStatus(first).advanced(count, time).withStatus(second);
        vm.assertEq(head.status(), second);
        vm.assertEq(head.batches(), 1);
        vm.assertEq(head.leaves(), count);
        vm.assertEq(head.time(), time);
        vm.assertEq(head.storesBatchLeaf(), keeps);
    }
}
