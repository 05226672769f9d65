// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { KeyRecord, keyRecord } from "../../../contracts/types/KeyRecord.sol";
import { KeyRoles } from "../../../contracts/types/KeyRoles.sol";
import { bound, vm } from "../support/Vm.sol";

contract KeyRecordTest {
    struct Fields {
        uint32 issuer;
        uint40 from;
        uint40 until;
        uint8 roles;
        uint64 horizon;
    }

    function testFuzz_GivesBackWhatWasPacked(Fields memory f) public pure {
        _assert(_pack(f), f);
    }

    function testFuzz_ChangesOnlyTheHorizon(Fields memory f, uint64 horizon) public pure {
        KeyRecord record = _pack(f).withHorizon(horizon);
        f.horizon = horizon;
        _assert(record, f);
    }

    function testFuzz_ClosesTheWindow(Fields memory f, uint40 time) public pure {
        KeyRecord record = _pack(f).closedAt(time);
        f.until = time < f.from ? f.from : time;
        _assert(record, f);
    }

    function testFuzz_IsOpenInItsWindowOnly(Fields memory f, uint256 time) public pure {
        if (f.until < f.from) (f.from, f.until) = (f.until, f.from);
        time = bound(time, 0, uint256(type(uint40).max) + 10);
        vm.assertEq(_pack(f).isOpenAt(time), f.from <= time && time < f.until);
        vm.assertEq(_pack(f).isOpenAt(f.from), f.from < f.until);
        vm.assertFalse(_pack(f).isOpenAt(f.until), "at its end");
    }

    function _pack(Fields memory f) private pure returns (KeyRecord) {
        return keyRecord(IssuerId.wrap(f.issuer), f.from, f.until, KeyRoles.wrap(f.roles), f.horizon);
    }

    function _assert(KeyRecord record, Fields memory f) private pure {
        vm.assertEq(IssuerId.unwrap(record.issuer()), f.issuer);
        vm.assertEq(record.from(), f.from);
        vm.assertEq(record.until(), f.until);
        vm.assertEq(KeyRoles.unwrap(record.roles()), f.roles);
        vm.assertEq(record.horizon(), f.horizon);
    }
}
