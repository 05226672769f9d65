// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { ILedgerErrors } from "../../../contracts/ledger/ILedgerErrors.sol";
import { KeyRoles } from "../../../contracts/types/KeyRoles.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { bound, vm } from "../support/Vm.sol";

contract RevokeTest is LedgerTest {
    uint64 private constant LEAVES = 1000;

    function setUp() public override {
        super.setUp();
        _anchor(KEY, LEAVES);
        _anchor(PLAIN_KEY, LEAVES);
    }

    function testFuzz_RevertWhen_ReasonDoesNotExist(uint8 reason) public {
        reason = reason % 2 == 0 ? 0 : uint8(bound(reason, 6, 255));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerReasonInvalid.selector, reason));
        vm.prank(KEY);
        ledger.revoke(0, reason);
    }

    function testFuzz_RevertWhen_CallerIsNoKey(address caller) public {
        if (caller == KEY || caller == PLAIN_KEY) return;
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyOutsideWindow.selector, caller, 0, 0, 0));
        vm.prank(caller);
        ledger.revoke(0, 1);
    }

    function test_RevertWhen_KeyIsRemoved() public {
        vm.prank(ADMIN);
        ledger.removeKey(KEY);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyOutsideWindow.selector, KEY, KEEPING, START, START));
        vm.prank(KEY);
        ledger.revoke(0, 1);
    }

    function testFuzz_RevertWhen_KeyLacksTheRole(bool signs) public {
        KeyRoles duties = signs ? KeyRoles.wrap(5) : ANCHORS;
        address key = address(0xB5);
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, key, 0, FOREVER, duties);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyLacksRole.selector, key, duties, REVOKES));
        vm.prank(key);
        ledger.revoke(0, 1);
    }

    function testFuzz_RevertWhen_NoCredentialHasTheIndex(uint64 index, bool isUsed) public {
        if (isUsed) _revoke(KEY, 3, 1);
        index = uint64(bound(index, LEAVES, type(uint64).max));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerIndexUnknown.selector, index, LEAVES));
        vm.prank(KEY);
        ledger.revoke(index, 1);
    }

    function testFuzz_RevertGiven_CredentialIsRevoked(uint64 index) public {
        index = uint64(bound(index, 0, LEAVES - 1));
        _revoke(KEY, index, 1);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerAlreadyRevoked.selector, KEEPING, index));
        vm.prank(KEY);
        ledger.revoke(index, 2);
    }

    function testFuzz_RevokesOneCredential(uint64 index, uint8 reason, bool isSuspended) public {
        index = uint64(bound(index, 0, LEAVES - 1));
        reason = uint8(bound(reason, 1, 5));
        if (isSuspended) _suspend(KEEPING);
        _expectEvent();
        emit ICreditLedger.Revoked(KEEPING, index, reason);
        _revoke(KEY, index, reason);
        for (uint64 word = 0; word <= LEAVES / 256; ++word) {
            (, uint256 bits, , , ) = ledger.peek(KEEPING, 0, word);
            vm.assertEq(bits, word == index / 256 ? 1 << (index % 256) : 0);
            (, uint256 others, , , ) = ledger.peek(PLAIN, 0, word);
            vm.assertEq(others, 0);
        }
    }

    function testFuzz_ReachesCredentialsAnchoredLater(uint64 first, uint64 more, uint64 index) public {
        _revoke(KEY, uint64(bound(first, 0, LEAVES - 1)), 1);
        more = uint64(bound(more, 1, 1 << 39));
        _anchor(KEY, more);
        index = uint64(bound(index, LEAVES, LEAVES + more - 1));
        _revoke(KEY, index, 4);
        (, uint256 bits, , , ) = ledger.peek(KEEPING, 0, index / 256);
        vm.assertEq((bits >> (index % 256)) & 1, 1);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerIndexUnknown.selector, LEAVES + more, LEAVES + more));
        vm.prank(KEY);
        ledger.revoke(LEAVES + more, 1);
    }

    function test_AKeyThatComesBackReachesAsFar() public {
        _revoke(KEY, 999, 1);
        vm.prank(ADMIN);
        ledger.removeKey(KEY);
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, KEY, 0, FOREVER, REVOKES);
        _revoke(KEY, 998, 1);
        (, uint256 bits, , , ) = ledger.peek(KEEPING, 0, 3);
        vm.assertEq(bits, (1 << (999 % 256)) | (1 << (998 % 256)));
    }

    function _revoke(address key, uint64 index, uint8 reason) private {
        vm.prank(key);
        ledger.revoke(index, reason);
    }
}
