// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { ILedgerErrors } from "../../../contracts/ledger/ILedgerErrors.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { bound, vm } from "../support/Vm.sol";

contract SuspendWordsTest is LedgerTest {
    uint64 private constant WORDS = 70;
    uint64 private constant LEAVES = WORDS * 256;

    function setUp() public override {
        super.setUp();
        _anchor(KEY, LEAVES);
    }

    function testFuzz_RevertWhen_ListsDifferInLength(uint256 words, uint256 bits, bool isHeld) public {
        words = bound(words, 0, 80);
        bits = bound(bits, 0, 80);
        if (words == bits) return;
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerLengthsDiffer.selector, words, bits));
        _set(new uint64[](words), new uint256[](bits), 1, isHeld);
    }

    function testFuzz_RevertWhen_ThereAreTooManyWords(uint256 words, bool isHeld) public {
        words = bound(words, 65, 100);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerTooManyWords.selector, words, 64));
        _set(new uint64[](words), new uint256[](words), 1, isHeld);
    }

    function testFuzz_RevertWhen_ReasonDoesNotExist(uint8 reason, bool isHeld) public {
        reason = reason == 0 ? 0 : uint8(bound(reason, 6, 255));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerReasonInvalid.selector, reason));
        _set(_words(0), _bits(1), reason, isHeld);
    }

    function testFuzz_RevertWhen_CallerIsNoKey(address caller) public {
        if (caller == KEY || caller == PLAIN_KEY) return;
        bytes memory outside = abi.encodeWithSelector(ILedgerErrors.LedgerKeyOutsideWindow.selector, caller, 0, 0, 0);
        vm.expectRevert(outside);
        vm.prank(caller);
        ledger.suspendWords(_words(0), _bits(1), 1);
        vm.expectRevert(outside);
        vm.prank(caller);
        ledger.releaseWords(_words(0), _bits(1), 1);
    }

    function testFuzz_RevertWhen_ABitNamesNoCredential(uint64 word, uint256 bit, bool isHeld) public {
        word = uint64(bound(word, WORDS, type(uint64).max));
        bit = bound(bit, 0, 255);
        uint256 index = uint256(word) * 256 + bit;
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerIndexUnknown.selector, index, LEAVES));
        _set(_words(word), _bits(1 << bit), 1, isHeld);
    }

    function testFuzz_RevertGiven_NothingChanges(uint256 bits, bool isHeld) public {
        if (isHeld && bits != 0) _set(_words(3), _bits(bits), 1, true);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerNothingToHold.selector, KEEPING, isHeld));
        _set(_words(3), _bits(bits), 1, isHeld);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerNothingToHold.selector, KEEPING, isHeld));
        _set(new uint64[](0), new uint256[](0), 1, isHeld);
    }

    function testFuzz_ChangesWhatIsNamed(uint64 word, uint256 first, uint256 second, uint256 released) public {
        word = uint64(bound(word, 0, WORDS - 1));
        if (first == 0) first = 1;
        _expectEvent();
        emit ICreditLedger.WordHeld(KEEPING, word, first, true, 2);
        _set(_words(word), _bits(first), 2, true);
        if (second & ~first != 0) {
            _expectEvent();
            emit ICreditLedger.WordHeld(KEEPING, word, second & ~first, true, 3);
            _set(_words(word), _bits(second), 3, true);
            first |= second;
        }
        vm.assertEq(_heldOf(KEEPING, word), first);
        vm.assertEq(_heldOf(PLAIN, word) | _deadOf(KEEPING, word), 0);
        vm.assertEq(_heldOf(KEEPING, word == 0 ? 1 : word - 1), 0);
        if (released & first == 0) return;
        _expectEvent();
        emit ICreditLedger.WordHeld(KEEPING, word, released & first, false, 5);
        _set(_words(word), _bits(released), 5, false);
        vm.assertEq(_heldOf(KEEPING, word), first & ~released);
    }

    function test_ARevokedCredentialStaysRevoked() public {
        _set(_words(0), _bits(6), 2, true);
        vm.prank(KEY);
        ledger.revoke(1, 2);
        _set(_words(0), _bits(6), 2, false);
        vm.assertEq(_deadOf(KEEPING, 0), 2);
        vm.assertEq(_heldOf(KEEPING, 0), 0);
    }

    function _set(uint64[] memory words, uint256[] memory bits, uint8 reason, bool isHeld) private {
        vm.prank(KEY);
        if (isHeld) ledger.suspendWords(words, bits, reason);
        else ledger.releaseWords(words, bits, reason);
    }
}
