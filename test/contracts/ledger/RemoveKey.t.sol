// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { ILedgerErrors } from "../../../contracts/ledger/ILedgerErrors.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { bound, vm } from "../support/Vm.sol";

contract RemoveKeyTest is LedgerTest {
    address private constant LATE_KEY = address(0xB4);

    function test_RevertGiven_KeyIsUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyUnknown.selector, STRANGER));
        vm.prank(ADMIN);
        ledger.removeKey(STRANGER);
    }

    function testFuzz_RevertWhen_CallerIsNotAdmin(address caller) public {
        if (caller == ADMIN) return;
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerCallerIsNotAdmin.selector, caller, ADMIN));
        vm.prank(caller);
        ledger.removeKey(KEY);
    }

    function testFuzz_RevertGiven_WindowIsOver(uint256 time) public {
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, LATE_KEY, 0, uint40(START + 100), ALL);
        vm.warp(time % 2 == 0 ? START + 100 : bound(time, START + 100, FOREVER));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyIsOver.selector, LATE_KEY, START + 100));
        vm.prank(ADMIN);
        ledger.removeKey(LATE_KEY);
    }

    function testFuzz_ClosesAnOpenWindowAtOnce(uint256 time) public {
        uint40 end = uint40(bound(time, START, FOREVER - 1));
        vm.warp(end);
        _expectEvent();
        emit ICreditLedger.KeyRemoved(KEEPING, KEY, end);
        vm.prank(ADMIN);
        ledger.removeKey(KEY);
        ICreditLedger.KeyWindow[] memory windows = ledger.keyWindows(KEY);
        vm.assertEq(windows.length, 1);
        vm.assertEq(windows[0].from, START);
        vm.assertEq(windows[0].until, end);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyOutsideWindow.selector, KEY, KEEPING, START, end));
        vm.prank(KEY);
        ledger.anchor(_rootOf(0), 1, MODEL, STATE, 0);
    }

    function testFuzz_EmptiesAWindowThatHasNotBegun(uint256 begin, uint256 later) public {
        uint40 from = uint40(bound(begin, START + 1, FOREVER - 1));
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, LATE_KEY, from, FOREVER, ALL);
        _expectEvent();
        emit ICreditLedger.KeyRemoved(KEEPING, LATE_KEY, from);
        vm.prank(ADMIN);
        ledger.removeKey(LATE_KEY);
        vm.warp(bound(later, START, FOREVER));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyOutsideWindow.selector, LATE_KEY, KEEPING, from, from));
        vm.prank(LATE_KEY);
        ledger.anchor(_rootOf(0), 1, MODEL, STATE, 0);
    }
}
