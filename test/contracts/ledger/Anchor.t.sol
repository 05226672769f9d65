// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { ILedgerErrors } from "../../../contracts/ledger/ILedgerErrors.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { KeyRoles } from "../../../contracts/types/KeyRoles.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { RecursiveTree } from "../support/RecursiveTree.sol";
import { bound, vm } from "../support/Vm.sol";

contract AnchorTest is LedgerTest {
    uint64 private constant LEAVES_MAX = (1 << 40) - 1;

    function testFuzz_RevertWhen_CallerIsNoKey(address caller) public {
        if (caller == KEY || caller == PLAIN_KEY) return;
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyOutsideWindow.selector, caller, 0, 0, 0));
        vm.prank(caller);
        ledger.anchor(_rootOf(0), 1, MODEL, STATE, 0);
    }

    function testFuzz_RevertWhen_KeyIsOutsideItsWindow(uint256 begin, uint256 length, uint256 time) public {
        address key = address(0xB5);
        uint256 from = bound(begin, START, FOREVER - 1);
        uint256 until = from + bound(length, 1, FOREVER - from);
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, key, uint40(from), uint40(until), ALL);
        time = bound(time, START, FOREVER);
        vm.warp(time);
        bool isOpen = from <= time && time < until;
        if (!isOpen) {
            vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyOutsideWindow.selector, key, KEEPING, from, until));
        }
        vm.prank(key);
        ledger.anchor(_rootOf(0), 1, MODEL, STATE, 0);
    }

    function testFuzz_RevertWhen_KeyLacksTheRole(uint8 roles) public {
        KeyRoles duties = KeyRoles.wrap(roles % 2 == 0 ? 2 : 6);
        address key = address(0xB5);
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, key, 0, FOREVER, duties);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyLacksRole.selector, key, duties, ANCHORS));
        vm.prank(key);
        ledger.anchor(_rootOf(0), 1, MODEL, STATE, 0);
    }

    function test_RevertGiven_IssuerIsSuspended() public {
        _suspend(KEEPING);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerIssuerSuspended.selector, KEEPING));
        vm.prank(KEY);
        ledger.anchor(_rootOf(0), 1, MODEL, STATE, 0);
        vm.assertEq(_anchor(PLAIN_KEY, 1), 0);
        ledger.setIssuerStatus(KEEPING, ICreditLedger.IssuerStatus.Active);
        vm.assertEq(_anchor(KEY, 1), 0);
    }

    function testFuzz_RevertWhen_BatchIsStale(uint256 before, uint64 expected) public {
        uint64 size = uint64(bound(before, 0, 5));
        for (uint64 i = 0; i < size; ++i) _anchor(KEY, 1);
        if (expected == size) return;
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerStaleBatch.selector, expected, size));
        vm.prank(KEY);
        ledger.anchor(_rootOf(size), 1, MODEL, STATE, expected);
    }

    function test_RevertWhen_RootIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerRootIsZero.selector));
        vm.prank(KEY);
        ledger.anchor(bytes32(0), 1, MODEL, STATE, 0);
    }

    function test_RevertWhen_BatchIsEmpty() public {
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerBatchIsEmpty.selector));
        vm.prank(KEY);
        ledger.anchor(_rootOf(0), 0, MODEL, STATE, 0);
    }

    function testFuzz_RevertWhen_LogHasNoRoom(uint64 first, uint64 second) public {
        first = uint64(bound(first, 1, LEAVES_MAX));
        second = uint64(bound(second, LEAVES_MAX - first + 1, type(uint64).max));
        _anchor(KEY, first);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerTooManyLeaves.selector, second, LEAVES_MAX - first));
        vm.prank(KEY);
        ledger.anchor(_rootOf(1), second, MODEL, STATE, 1);
    }

    function test_TakesAllTheRoomThereIs() public {
        _anchor(KEY, LEAVES_MAX);
        (, uint64 leaves, , ) = ledger.checkpoint(KEEPING);
        vm.assertEq(leaves, LEAVES_MAX);
    }

    function testFuzz_AppendsBatchesToTheLogs(uint256 seed, uint256 count) public {
        count = bound(count, 1, 40);
        for (uint256 i = 0; i < 2; ++i) {
            IssuerId issuer = i == 0 ? KEEPING : PLAIN;
            address key = i == 0 ? KEY : PLAIN_KEY;
            bytes32[] memory leaves = new bytes32[](0);
            uint64 firstLeaf = 0;
            for (uint64 batch = 0; batch < count; ++batch) {
                uint40 time = uint40(START + (seed % 1000) * batch);
                vm.warp(time);
                uint64 added = uint64(1 + (uint256(keccak256(abi.encode(seed, i, batch))) % 1_000_000));
                _expectEvent();
                emit ICreditLedger.Anchored(issuer, batch, _rootOf(batch), added, firstLeaf, MODEL, STATE, time, key);
                vm.assertEq(_anchor(key, added), batch);
                leaves = RecursiveTree.with(leaves, _leafOf(issuer, batch, added, firstLeaf, time));
                firstLeaf += added;
            }
            _assertLog(issuer, leaves, firstLeaf, START + (seed % 1000) * (count - 1));
        }
    }

    function testFuzz_StoresTheBatchLeafOnlyIfAsked(uint64 leaves) public {
        leaves = uint64(bound(leaves, 1, LEAVES_MAX));
        _anchor(KEY, leaves);
        _anchor(PLAIN_KEY, leaves);
        (bytes32 stored, , , , ) = ledger.peek(KEEPING, 0, 0);
        vm.assertEq(stored, _leafOf(KEEPING, 0, leaves, 0, uint40(START)));
        (bytes32 none, , , , ) = ledger.peek(PLAIN, 0, 0);
        vm.assertEq(none, bytes32(0));
    }

    function _assertLog(IssuerId issuer, bytes32[] memory leaves, uint64 total, uint256 anchoredAt) private view {
        (uint64 size, uint64 found, bytes32 root, uint40 time) = ledger.checkpoint(issuer);
        vm.assertEq(size, leaves.length);
        vm.assertEq(found, total);
        vm.assertEq(root, RecursiveTree.root(leaves));
        vm.assertEq(time, anchoredAt);
    }

    /// @dev The batch leaf, written out by hand.
    function _leafOf(IssuerId issuer, uint64 batch, uint64 leaves, uint64 firstLeaf, uint40 time) private view returns (bytes32) {
        bytes memory place = abi.encodePacked(hex"00", block.chainid, address(ledger), IssuerId.unwrap(issuer), batch);
        return keccak256(abi.encodePacked(place, _rootOf(batch), leaves, firstLeaf, MODEL, STATE, uint64(time)));
    }
}
