// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { ILedgerErrors } from "../../../contracts/ledger/ILedgerErrors.sol";
import { BatchRanges } from "../../../contracts/libraries/BatchRanges.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { bound, vm } from "../support/Vm.sol";

contract FreezeTest is LedgerTest {
    uint64 private constant SIZE = 9;

    function setUp() public override {
        super.setUp();
        for (uint64 i = 0; i < SIZE; ++i) {
            _anchor(KEY, 3);
            _anchor(PLAIN_KEY, 3);
        }
    }

    function test_RevertGiven_IssuerDoesNotExist() public {
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerIssuerUnknown.selector, NOBODY));
        ledger.freezeFrom(NOBODY, 0);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerIssuerUnknown.selector, NOBODY));
        ledger.thaw(NOBODY, 0, 1);
    }

    function testFuzz_RevertWhen_CallerIsNotAdmin(address caller) public {
        if (caller == ADMIN) return;
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerCallerIsNotAdmin.selector, caller, ADMIN));
        vm.prank(caller);
        ledger.freezeFrom(KEEPING, 0);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerCallerIsNotAdmin.selector, caller, ADMIN));
        vm.prank(caller);
        ledger.thaw(KEEPING, 0, 1);
    }

    function testFuzz_RevertWhen_BatchIsNotAnchored(uint64 batch) public {
        batch = uint64(bound(batch, SIZE, type(uint64).max));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerBatchUnknown.selector, batch, SIZE));
        _freeze(batch);
    }

    function testFuzz_FreezesToTheNewest(uint64 batch, bool isSuspended) public {
        batch = uint64(bound(batch, 0, SIZE - 1));
        if (isSuspended) _suspend(KEEPING);
        _expectEvent();
        emit ICreditLedger.BatchesFrozen(KEEPING, batch, SIZE);
        _freeze(batch);
        for (uint64 i = 0; i < SIZE; ++i) {
            _assertState(i, i < batch ? ICreditLedger.BatchState.Live : ICreditLedger.BatchState.Frozen);
            vm.assertEq(uint256(_stateOf(PLAIN, i)), uint256(ICreditLedger.BatchState.Live));
        }
        _assertState(SIZE, ICreditLedger.BatchState.Live);
        if (isSuspended) return;
        _anchor(KEY, 1);
        _assertState(SIZE, ICreditLedger.BatchState.Live);
    }

    function test_LeavesGraverStates() public {
        vm.prank(KEY);
        ledger.revokeBatch(4, 4);
        _freeze(2);
        _assertState(4, ICreditLedger.BatchState.Revoked);
        vm.prank(KEY);
        ledger.revokeBatch(5, 4);
        _assertState(5, ICreditLedger.BatchState.Revoked);
        vm.prank(ADMIN);
        ledger.thaw(KEEPING, 0, type(uint64).max);
        _assertState(3, ICreditLedger.BatchState.Live);
        _assertState(4, ICreditLedger.BatchState.Revoked);
        _assertState(5, ICreditLedger.BatchState.Revoked);
    }

    function testFuzz_RevertWhen_NothingOfTheRangeIsFrozen(uint64 from, uint64 until) public {
        _freeze(4);
        vm.prank(ADMIN);
        ledger.thaw(KEEPING, 6, 8);
        from = uint64(bound(from, 6, 8));
        until = uint64(bound(until, 0, 8));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerNothingToThaw.selector, KEEPING, from, until));
        vm.prank(ADMIN);
        ledger.thaw(KEEPING, from, until);
    }

    function testFuzz_ThawsTheRangeOnly(uint64 from, uint64 until) public {
        _freeze(2);
        from = uint64(bound(from, 0, SIZE - 1));
        until = uint64(bound(until, uint256(from < 2 ? 2 : from) + 1, SIZE + 3));
        _expectEvent();
        emit ICreditLedger.BatchesThawed(KEEPING, from, until);
        vm.prank(ADMIN);
        ledger.thaw(KEEPING, from, until);
        for (uint64 i = 0; i < SIZE; ++i) {
            bool isFrozen = i >= 2 && (i < from || i >= until);
            _assertState(i, isFrozen ? ICreditLedger.BatchState.Frozen : ICreditLedger.BatchState.Live);
        }
    }

    function test_RevertGiven_TooManyRangesAreFrozen() public {
        for (uint64 i = SIZE; i < 66; ++i) _anchor(KEY, 1);
        _freeze(0);
        for (uint64 i = 1; i < 63; i += 2) {
            vm.prank(ADMIN);
            ledger.thaw(KEEPING, i, i + 1);
        }
        bytes memory full = abi.encodeWithSelector(BatchRanges.BatchRangesTooMany.selector, 64);
        vm.expectRevert(full);
        vm.prank(ADMIN);
        ledger.thaw(KEEPING, 63, 64);
        for (uint64 i = 66; i < 68; ++i) _anchor(KEY, 1);
        vm.expectRevert(full);
        _freeze(67);
        _freeze(62);
        _assertState(67, ICreditLedger.BatchState.Frozen);
        _assertState(61, ICreditLedger.BatchState.Live);
    }

    function _freeze(uint64 batch) private {
        vm.prank(ADMIN);
        ledger.freezeFrom(KEEPING, batch);
    }

    function _assertState(uint64 batch, ICreditLedger.BatchState state) private view {
        vm.assertEq(uint256(_stateOf(KEEPING, batch)), uint256(state));
    }
}
