// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { ILedgerErrors } from "../../../contracts/ledger/ILedgerErrors.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { KeyRoles } from "../../../contracts/types/KeyRoles.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { bound, vm } from "../support/Vm.sol";

contract AddKeyTest is LedgerTest {
    address private constant NEW_KEY = address(0xB3);

    function test_RevertGiven_IssuerDoesNotExist() public {
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerIssuerUnknown.selector, NOBODY));
        vm.prank(ADMIN);
        ledger.addKey(NOBODY, NEW_KEY, 0, FOREVER, ALL);
    }

    function testFuzz_RevertWhen_CallerIsNotAdmin(address caller) public {
        if (caller == ADMIN) return;
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerCallerIsNotAdmin.selector, caller, ADMIN));
        vm.prank(caller);
        ledger.addKey(KEEPING, NEW_KEY, 0, FOREVER, ALL);
    }

    function test_RevertWhen_KeyIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyIsZero.selector));
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, address(0), 0, FOREVER, ALL);
    }

    function testFuzz_RevertWhen_RolesAreNoneOrUnknown(uint8 roles) public {
        roles = roles < 128 ? 0 : uint8(bound(roles, 8, 255));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerRolesInvalid.selector, roles));
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, NEW_KEY, 0, FOREVER, KeyRoles.wrap(roles));
    }

    function testFuzz_RevertWhen_WindowIsEmpty(uint40 from, uint40 until) public {
        uint40 start = from < START ? uint40(START) : from;
        until = uint40(bound(until, 0, start));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerWindowIsEmpty.selector, start, until));
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, NEW_KEY, from, until, ALL);
    }

    function testFuzz_RevertGiven_KeyBelongsToAnotherIssuer(bool isRemoved) public {
        if (isRemoved) {
            vm.prank(OTHER_ADMIN);
            ledger.removeKey(PLAIN_KEY);
        }
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyOfOtherIssuer.selector, PLAIN_KEY, PLAIN));
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, PLAIN_KEY, 0, FOREVER, ALL);
    }

    function testFuzz_RevertGiven_WindowIsNotOver(uint40 from, uint40 until, uint256 time) public {
        from = uint40(bound(from, 0, FOREVER - 1));
        uint256 start = from < START ? START : from;
        until = uint40(bound(until, start + 1, FOREVER));
        _add(from, until, ALL);
        vm.warp(bound(time, START, until - 1));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyInUse.selector, NEW_KEY, until));
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, NEW_KEY, 0, FOREVER, ALL);
    }

    function test_RevertGiven_KeyHadAllItsWindows() public {
        for (uint40 i = 0; i < 64; ++i) {
            vm.warp(START + i);
            _add(0, uint40(START + i + 1), SIGNS);
        }
        vm.warp(START + 64);
        vm.assertEq(ledger.keyWindows(NEW_KEY).length, 64);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerTooManyWindows.selector, NEW_KEY, 64));
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, NEW_KEY, 0, FOREVER, ALL);
    }

    function testFuzz_AccreditsANewKey(uint40 from, uint40 until, uint8 roles) public {
        from = uint40(bound(from, 0, FOREVER - 1));
        uint40 start = from < START ? uint40(START) : from;
        until = uint40(bound(until, uint256(start) + 1, FOREVER));
        KeyRoles duties = KeyRoles.wrap(uint8(bound(roles, 1, 7)));
        _expectEvent();
        emit ICreditLedger.KeyAdded(KEEPING, NEW_KEY, start, until, duties);
        _add(from, until, duties);
        _assertLast(start, until, duties);
        ICreditLedger.KeyWindow[] memory windows = ledger.keyWindows(NEW_KEY);
        vm.assertEq(windows.length, 1);
        _assertWindow(windows[0], start, until, duties);
    }

    function testFuzz_KeepsPastWindowsInOrder(uint256 count, uint40 gap) public {
        count = bound(count, 1, 12);
        gap = uint40(bound(gap, 0, 1 days));
        for (uint256 i = 0; i < count; ++i) {
            uint256 start = START + i * (uint256(gap) + 100);
            vm.warp(start);
            _add(0, uint40(start + 100), KeyRoles.wrap(uint8(1 + (i % 7))));
        }
        ICreditLedger.KeyWindow[] memory windows = ledger.keyWindows(NEW_KEY);
        vm.assertEq(windows.length, count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 start = START + i * (uint256(gap) + 100);
            _assertWindow(windows[i], uint40(start), uint40(start + 100), KeyRoles.wrap(uint8(1 + (i % 7))));
        }
    }

    function testFuzz_MakesALaterKeyWait(uint32 delay, uint40 from, uint40 until, bool hasHistory) public {
        delay = uint32(bound(delay, 0, 365 days));
        IssuerId issuer = ledger.registerIssuer(ADMIN, "Careful Bank", true, delay);
        vm.prank(ADMIN);
        ledger.addKey(issuer, address(0xB4), 0, FOREVER, ALL);
        if (hasHistory) _anchor(address(0xB4), 1);
        from = uint40(bound(from, 0, FOREVER - 1));
        uint256 earliest = hasHistory ? START + delay : START;
        uint40 start = from < earliest ? uint40(earliest) : from;
        until = uint40(bound(until, uint256(start) + 1, FOREVER));
        vm.prank(ADMIN);
        ledger.addKey(issuer, NEW_KEY, from, until, ALL);
        (, uint40 found, , ) = ledger.keyOf(NEW_KEY);
        vm.assertEq(found, start);
        if (found <= START) return;
        vm.warp(found - 1);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyOutsideWindow.selector, NEW_KEY, issuer, found, until));
        vm.prank(NEW_KEY);
        ledger.revoke(0, 1);
    }

    function test_RevertGiven_TheWindowEndsBeforeTheKeyHasWaited() public {
        IssuerId issuer = ledger.registerIssuer(ADMIN, "Careful Bank", true, 2 days);
        vm.prank(ADMIN);
        ledger.addKey(issuer, address(0xB4), 0, FOREVER, ALL);
        _anchor(address(0xB4), 1);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerWindowIsEmpty.selector, START + 2 days, START + 1 days));
        vm.prank(ADMIN);
        ledger.addKey(issuer, NEW_KEY, 0, uint40(START + 1 days), ALL);
    }

    function test_ARemovedKeyDoesNotWait() public {
        IssuerId issuer = ledger.registerIssuer(ADMIN, "Careful Bank", true, 2 days);
        vm.prank(ADMIN);
        ledger.addKey(issuer, address(0xB4), 0, FOREVER, ALL);
        _anchor(address(0xB4), 1);
        vm.prank(ADMIN);
        ledger.removeKey(address(0xB4));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyOutsideWindow.selector, address(0xB4), issuer, START, START));
        vm.prank(address(0xB4));
        ledger.revoke(0, 1);
    }

    function test_AStrangerHasNoWindows() public view {
        vm.assertEq(ledger.keyWindows(STRANGER).length, 0);
        (IssuerId issuer, uint40 from, uint40 until, KeyRoles roles) = ledger.keyOf(STRANGER);
        vm.assertEq(_raw(issuer) + from + until + KeyRoles.unwrap(roles), 0);
    }

    function _add(uint40 from, uint40 until, KeyRoles roles) private {
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, NEW_KEY, from, until, roles);
    }

    function _assertLast(uint40 from, uint40 until, KeyRoles roles) private view {
        (IssuerId issuer, uint40 foundFrom, uint40 foundUntil, KeyRoles foundRoles) = ledger.keyOf(NEW_KEY);
        vm.assertEq(_raw(issuer), _raw(KEEPING));
        _assertWindow(ICreditLedger.KeyWindow({ from: foundFrom, until: foundUntil, roles: foundRoles }), from, until, roles);
    }

    function _assertWindow(ICreditLedger.KeyWindow memory window, uint40 from, uint40 until, KeyRoles roles) private pure {
        vm.assertEq(window.from, from);
        vm.assertEq(window.until, until);
        vm.assertEq(KeyRoles.unwrap(window.roles), KeyRoles.unwrap(roles));
    }
}
