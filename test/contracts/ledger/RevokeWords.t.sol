// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { ILedgerErrors } from "../../../contracts/ledger/ILedgerErrors.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { Vm, bound, vm } from "../support/Vm.sol";

contract RevokeWordsTest is LedgerTest {
    uint64 private constant WORDS = 70;
    uint64 private constant LEAVES = WORDS * 256;

    function setUp() public override {
        super.setUp();
        _anchor(KEY, LEAVES);
    }

    function testFuzz_RevertWhen_ListsDifferInLength(uint256 words, uint256 bits) public {
        words = bound(words, 0, 80);
        bits = bound(bits, 0, 80);
        if (words == bits) return;
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerLengthsDiffer.selector, words, bits));
        vm.prank(KEY);
        ledger.revokeWords(new uint64[](words), new uint256[](bits), 1);
    }

    function testFuzz_RevertWhen_ThereAreTooManyWords(uint256 words) public {
        words = bound(words, 65, 100);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerTooManyWords.selector, words, 64));
        vm.prank(KEY);
        ledger.revokeWords(new uint64[](words), new uint256[](words), 1);
    }

    function test_RevertWhen_ReasonDoesNotExist() public {
        (uint64[] memory words, uint256[] memory bits) = _one(0, 1);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerReasonInvalid.selector, 6));
        vm.prank(KEY);
        ledger.revokeWords(words, bits, 6);
    }

    function testFuzz_RevertWhen_CallerIsNoKey(address caller) public {
        if (caller == KEY || caller == PLAIN_KEY) return;
        (uint64[] memory words, uint256[] memory bits) = _one(0, 1);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyOutsideWindow.selector, caller, 0, 0, 0));
        vm.prank(caller);
        ledger.revokeWords(words, bits, 1);
    }

    function testFuzz_RevertWhen_ABitNamesNoCredential(uint64 word, uint256 bit) public {
        word = uint64(bound(word, WORDS, type(uint64).max));
        bit = bound(bit, 0, 255);
        uint64[] memory words = new uint64[](2);
        uint256[] memory bits = new uint256[](2);
        bits[0] = 1;
        words[1] = word;
        bits[1] = 1 << bit;
        uint256 index = uint256(word) * 256 + bit;
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerIndexUnknown.selector, index, LEAVES));
        vm.prank(KEY);
        ledger.revokeWords(words, bits, 1);
        vm.assertEq(_bitsOf(0), 0);
    }

    function testFuzz_RevertGiven_NothingNamedIsInForce(uint64 word, uint256 bits) public {
        word = uint64(bound(word, 0, WORDS - 1));
        if (bits == 0) bits = 1;
        _revoke(word, bits);
        (uint64[] memory words, uint256[] memory again) = _one(word, bits & ~(bits >> 1));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerNothingToRevoke.selector, KEEPING));
        vm.prank(KEY);
        ledger.revokeWords(words, again, 1);
    }

    function test_RevertWhen_NothingIsNamed() public {
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerNothingToRevoke.selector, KEEPING));
        vm.prank(KEY);
        ledger.revokeWords(new uint64[](0), new uint256[](0), 1);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerNothingToRevoke.selector, KEEPING));
        vm.prank(KEY);
        ledger.revokeWords(new uint64[](64), new uint256[](64), 1);
    }

    function testFuzz_RevokesWhatIsNewOnly(uint64 word, uint256 first, uint256 second) public {
        word = uint64(bound(word, 0, WORDS - 1));
        if (first == 0) first = 1;
        _revoke(word, first);
        vm.assertEq(_bitsOf(word), first);
        uint256 added = second & ~first;
        if (added == 0) return;
        _expectEvent();
        emit ICreditLedger.WordRevoked(KEEPING, word, added, 3);
        _revoke(word, second);
        vm.assertEq(_bitsOf(word), first | second);
    }

    function testFuzz_RevokesManyWords(uint256 seed, uint256 count) public {
        count = bound(count, 1, 64);
        uint64[] memory words = new uint64[](count);
        uint256[] memory bits = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            words[i] = uint64(i);
            bits[i] = uint256(keccak256(abi.encode(seed, i))) | 1;
        }
        vm.recordLogs();
        vm.prank(KEY);
        ledger.revokeWords(words, bits, 5);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, count);
        for (uint256 i = 0; i < count; ++i) {
            vm.assertEq(logs[i].topics[0], ICreditLedger.WordRevoked.selector);
            vm.assertEq(keccak256(logs[i].data), keccak256(abi.encode(words[i], bits[i], 5)));
            vm.assertEq(_bitsOf(uint64(i)), bits[i]);
        }
        for (uint64 i = uint64(count); i < WORDS; ++i) vm.assertEq(_bitsOf(i), 0);
    }

    function test_AWordNamedTwiceCountsOnce() public {
        uint64[] memory words = new uint64[](2);
        uint256[] memory bits = new uint256[](2);
        bits[0] = 3;
        bits[1] = 3;
        vm.recordLogs();
        vm.prank(KEY);
        ledger.revokeWords(words, bits, 1);
        vm.assertEq(vm.getRecordedLogs().length, 1);
        vm.assertEq(_bitsOf(0), 3);
    }

    function _revoke(uint64 word, uint256 mask) private {
        (uint64[] memory words, uint256[] memory bits) = _one(word, mask);
        vm.prank(KEY);
        ledger.revokeWords(words, bits, 3);
    }

    function _one(uint64 word, uint256 mask) private pure returns (uint64[] memory words, uint256[] memory bits) {
        words = new uint64[](1);
        bits = new uint256[](1);
        words[0] = word;
        bits[0] = mask;
    }

    function _bitsOf(uint64 word) private view returns (uint256 bits) {
        (, bits, , , ) = ledger.peek(KEEPING, 0, word);
    }
}
