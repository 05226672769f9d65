// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { ILedgerErrors } from "../../../contracts/ledger/ILedgerErrors.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { bound, vm } from "../support/Vm.sol";

contract RevokeBatchTest is LedgerTest {
    uint64 private constant SIZE = 130;

    function setUp() public override {
        super.setUp();
        for (uint64 i = 0; i < SIZE; ++i) _anchor(KEY, 1);
        _anchor(PLAIN_KEY, 1);
    }

    function testFuzz_RevertWhen_ReasonDoesNotExist(uint8 reason) public {
        reason = reason == 0 ? 0 : uint8(bound(reason, 6, 255));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerReasonInvalid.selector, reason));
        vm.prank(KEY);
        ledger.revokeBatch(0, reason);
    }

    function test_RevertWhen_TheKeyMayNotRevoke() public {
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, address(0xB4), 0, FOREVER, ANCHORS);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyLacksRole.selector, address(0xB4), ANCHORS, REVOKES));
        vm.prank(address(0xB4));
        ledger.revokeBatch(0, 1);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyOutsideWindow.selector, STRANGER, 0, 0, 0));
        vm.prank(STRANGER);
        ledger.revokeBatch(0, 1);
    }

    function testFuzz_RevertWhen_BatchIsNotAnchored(uint64 batch) public {
        batch = uint64(bound(batch, SIZE, type(uint64).max));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerBatchUnknown.selector, batch, SIZE));
        vm.prank(KEY);
        ledger.revokeBatch(batch, 1);
    }

    function testFuzz_RevokesOneBatch(uint64 batch, uint8 reason, bool isSuspended, bool isFrozen) public {
        batch = uint64(bound(batch, 0, SIZE - 1));
        reason = uint8(bound(reason, 1, 5));
        if (isSuspended) _suspend(KEEPING);
        if (isFrozen) {
            vm.prank(ADMIN);
            ledger.freezeFrom(KEEPING, 0);
        }
        _expectEvent();
        emit ICreditLedger.BatchStateChanged(KEEPING, batch, ICreditLedger.BatchState.Revoked, reason);
        vm.prank(KEY);
        ledger.revokeBatch(batch, reason);
        ICreditLedger.BatchState others = isFrozen ? ICreditLedger.BatchState.Frozen : ICreditLedger.BatchState.Live;
        for (uint64 i = 0; i < SIZE; ++i) {
            vm.assertEq(uint256(_stateOf(KEEPING, i)), uint256(i == batch ? ICreditLedger.BatchState.Revoked : others));
        }
        vm.assertEq(uint256(_stateOf(PLAIN, 0)), uint256(ICreditLedger.BatchState.Live));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerBatchAlreadyRevoked.selector, KEEPING, batch));
        vm.prank(KEY);
        ledger.revokeBatch(batch, reason);
    }
}
