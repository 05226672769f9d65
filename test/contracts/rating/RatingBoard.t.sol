// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { RatedGate } from "../../../contracts/lending/RatedGate.sol";
import { IRatingBoard } from "../../../contracts/rating/IRatingBoard.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { KeyRoles } from "../../../contracts/types/KeyRoles.sol";
import { RatingSlot } from "../../../contracts/types/RatingSlot.sol";
import { ProofTest } from "../support/ProofTest.sol";
import { bound, deploy, vm } from "../support/Vm.sol";

contract RatingBoardTest is ProofTest {
    bytes32 private constant TAG = keccak256("tag");
    address private constant REVOKER = address(0xB3);

    IRatingBoard private _board;

    event Rated(IssuerId indexed issuer, bytes32 indexed tag, RatingSlot slot);
    event BoardWritten(IssuerId indexed issuer, uint64 firstWord, uint64 epoch, bytes32[] words);

    function setUp() public override {
        super.setUp();
        _board = IRatingBoard(deploy("RatingBoard.sol:RatingBoard", abi.encode(ledger)));
        ledger.addKey(ISSUER, REVOKER, 0, type(uint40).max, KeyRoles.wrap(6));
    }

    /// @dev Fields: masked grade, masked score, status, batch, index, issued, expiry, sequence.
    function _slot(uint8 status, uint32 seq) private pure returns (RatingSlot) {
        uint256 low = 0x5a | (uint256(0x1234) << 8) | (uint256(status) << 24) | (uint256(17) << 32) | (uint256(4_321) << 72);
        return RatingSlot.wrap(low | (START << 104) | (uint256(EXPIRY) << 144) | (uint256(seq) << 184));
    }

    function _rate(address key, RatingSlot slot) private {
        vm.prank(key);
        _board.rate(TAG, slot);
    }

    function _words(uint256 seed, uint256 count) private pure returns (bytes32[] memory words) {
        words = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            words[i] = keccak256(abi.encode(seed, i));
        }
    }

    function _write(uint64 epoch, uint64 firstWord, bytes32[] memory words) private {
        vm.prank(KEY);
        _board.rateDense(epoch, firstWord, words);
    }

    // Slots

    function test_KeepsARating() public {
        vm.expectEmit(true, true, true, true, address(_board));
        emit Rated(ISSUER, TAG, _slot(1, 1));
        _rate(KEY, _slot(1, 1));
        RatingSlot slot = _board.latestOf(ISSUER, TAG);
        vm.assertEq(slot.maskedGrade(), 0x5a);
        vm.assertEq(slot.maskedScore(), 0x1234);
        vm.assertEq(slot.status(), 1);
        vm.assertEq(slot.batch(), 17);
        vm.assertEq(slot.index(), 4_321);
        vm.assertEq(slot.issued(), START);
        vm.assertEq(slot.expiry(), EXPIRY);
        vm.assertEq(slot.seq(), 1);
        vm.assertEq(RatingSlot.unwrap(_board.latestOf(PLAIN, TAG)), 0);
    }

    function testFuzz_TheSequenceOnlyGrows(uint32 first, uint32 second) public {
        first = uint32(bound(first, 1, type(uint32).max));
        _rate(KEY, _slot(1, first));
        if (second <= first) {
            vm.expectRevert(abi.encodeWithSelector(IRatingBoard.BoardSequenceNotNewer.selector, TAG, second, first));
        }
        _rate(KEY, _slot(2, second));
        vm.assertEq(_board.latestOf(ISSUER, TAG).seq(), second > first ? second : first);
    }

    function test_RevertWhen_SequenceIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(IRatingBoard.BoardSequenceNotNewer.selector, TAG, 0, 0));
        _rate(KEY, _slot(1, 0));
    }

    function testFuzz_RevertWhen_SlotIsMalformed(uint8 status, uint256 bit) public {
        RatingSlot slot = _slot(status, 1);
        if (status == 1 || status == 2) slot = RatingSlot.wrap(RatingSlot.unwrap(slot) | (1 << bound(bit, 216, 255)));
        vm.expectRevert(abi.encodeWithSelector(IRatingBoard.BoardSlotMalformed.selector, TAG, slot));
        _rate(KEY, slot);
    }

    function testFuzz_RevertWhen_CallerIsNoKey(address caller) public {
        if (caller == KEY || caller == PLAIN_KEY || caller == REVOKER) caller = address(1);
        vm.expectRevert(abi.encodeWithSelector(IRatingBoard.BoardCallerMayNotWrite.selector, caller, IssuerId.wrap(0), KeyRoles.wrap(0)));
        _rate(caller, _slot(1, 1));
    }

    function test_RevertWhen_KeyMayNotAnchor() public {
        vm.expectRevert(abi.encodeWithSelector(IRatingBoard.BoardCallerMayNotWrite.selector, REVOKER, ISSUER, KeyRoles.wrap(6)));
        _rate(REVOKER, _slot(1, 1));
    }

    function test_RevertWhen_KeyWasRemoved() public {
        ledger.removeKey(KEY);
        vm.expectRevert(abi.encodeWithSelector(IRatingBoard.BoardCallerMayNotWrite.selector, KEY, ISSUER, KeyRoles.wrap(7)));
        _write(1, 0, _words(1, 3));
    }

    function test_RevertGiven_IssuerIsSuspended() public {
        ledger.setIssuerStatus(ISSUER, ICreditLedger.IssuerStatus.Suspended);
        vm.expectRevert(abi.encodeWithSelector(IRatingBoard.BoardIssuerSuspended.selector, ISSUER));
        _rate(KEY, _slot(1, 1));
    }

    function testFuzz_RatesMany(uint256 count) public {
        count = bound(count, 1, 40);
        bytes32[] memory tags = _words(7, count);
        RatingSlot[] memory slots = new RatingSlot[](count);
        for (uint256 i = 0; i < count; ++i) slots[i] = _slot(1, uint32(i + 1));
        vm.prank(KEY);
        _board.rateMany(tags, slots);
        for (uint256 i = 0; i < count; ++i) vm.assertEq(_board.latestOf(ISSUER, tags[i]).seq(), i + 1);
    }

    function test_RevertWhen_OneOfManyIsStale() public {
        _rate(KEY, _slot(1, 5));
        bytes32[] memory tags = _words(7, 2);
        tags[1] = TAG;
        RatingSlot[] memory slots = new RatingSlot[](2);
        slots[0] = _slot(1, 1);
        slots[1] = _slot(1, 5);
        vm.expectRevert(abi.encodeWithSelector(IRatingBoard.BoardSequenceNotNewer.selector, TAG, 5, 5));
        vm.prank(KEY);
        _board.rateMany(tags, slots);
    }

    function test_RevertWhen_ListsDifferOrAreOutOfBounds() public {
        vm.expectRevert(abi.encodeWithSelector(IRatingBoard.BoardLengthsDiffer.selector, 2, 1));
        vm.prank(KEY);
        _board.rateMany(new bytes32[](2), new RatingSlot[](1));
        vm.expectRevert(abi.encodeWithSelector(IRatingBoard.BoardCountInvalid.selector, 0, 256));
        vm.prank(KEY);
        _board.rateMany(new bytes32[](0), new RatingSlot[](0));
        vm.expectRevert(abi.encodeWithSelector(IRatingBoard.BoardCountInvalid.selector, 257, 256));
        vm.prank(KEY);
        _board.rateMany(new bytes32[](257), new RatingSlot[](257));
    }

    function test_AGateAsksForARatingInForce() public {
        RatedGate gate = new RatedGate(_board, ISSUER);
        bytes memory refusal = abi.encodeWithSelector(RatedGate.NotRated.selector, TAG);
        vm.expectRevert(refusal);
        gate.pass(TAG);
        _rate(KEY, _slot(1, 1));
        gate.pass(TAG);
        vm.warp(EXPIRY);
        vm.expectRevert(refusal);
        gate.pass(TAG);
        vm.warp(START);
        _rate(KEY, _slot(2, 2));
        vm.expectRevert(refusal);
        gate.pass(TAG);
    }

    // Board

    function testFuzz_KeepsEveryPlace(uint256 page, uint256 count, uint64 epoch) public {
        uint64 firstWord = uint64(bound(page, 0, (1 << 23) - 1) * 512);
        count = bound(count, 1, 20);
        epoch = uint64(bound(epoch, 1, type(uint64).max));
        bytes32[] memory words = _words(1, count);
        vm.expectEmit(true, true, true, true, address(_board));
        emit BoardWritten(ISSUER, firstWord, epoch, words);
        _write(epoch, firstWord, words);
        for (uint256 i = 0; i < count * 32; i += 7) {
            (uint8 masked, uint64 found) = _board.denseOf(ISSUER, uint64(uint256(firstWord) * 32 + i));
            vm.assertEq(masked, uint8(words[i / 32][i % 32]));
            vm.assertEq(found, epoch);
        }
        IRatingBoard.Page memory state = _board.pageOf(ISSUER, firstWord);
        vm.assertEq(state.words, count);
        vm.assertEq(state.writtenBlock, block.number);
        (, uint64 other) = _board.denseOf(PLAIN, uint64(firstWord) * 32);
        vm.assertEq(other, 0);
    }

    function test_AnEpochReplacesAllWords() public {
        _write(1, 0, _words(1, 3));
        _write(4, 0, _words(2, 5));
        for (uint64 i = 0; i < 160; ++i) {
            (uint8 masked, uint64 epoch) = _board.denseOf(ISSUER, i);
            vm.assertEq(masked, uint8(keccak256(abi.encode(uint256(2), uint256(i / 32)))[i % 32]));
            vm.assertEq(epoch, 4);
        }
    }

    function testFuzz_RevertWhen_EpochIsNotNewer(uint64 first, uint64 second) public {
        first = uint64(bound(first, 1, type(uint64).max));
        second = uint64(bound(second, 0, first));
        _write(first, 0, _words(1, 3));
        vm.expectRevert(abi.encodeWithSelector(IRatingBoard.BoardEpochNotNewer.selector, second, first));
        _write(second, 0, _words(2, 3));
    }

    function test_RevertWhen_PageShrinksIsEmptyOrTooLong() public {
        vm.expectRevert(abi.encodeWithSelector(IRatingBoard.BoardWordsInvalid.selector, 0, 0, 512));
        _write(1, 0, _words(1, 0));
        _write(1, 0, _words(1, 3));
        vm.expectRevert(abi.encodeWithSelector(IRatingBoard.BoardWordsInvalid.selector, 2, 3, 512));
        _write(2, 0, _words(1, 2));
        vm.expectRevert(abi.encodeWithSelector(IRatingBoard.BoardWordsInvalid.selector, 513, 3, 512));
        _write(2, 0, _words(1, 513));
    }

    function testFuzz_RevertWhen_PageDoesNotExist(uint64 firstWord) public {
        if (firstWord < 1 << 32 && firstWord % 512 == 0) ++firstWord;
        vm.expectRevert(abi.encodeWithSelector(IRatingBoard.BoardPageInvalid.selector, firstWord));
        _write(1, firstWord, _words(1, 1));
    }

    function testFuzz_NothingStandsBeyondTheBoard(uint64 place) public view {
        (uint8 masked, uint64 epoch) = _board.denseOf(ISSUER, place);
        vm.assertEq(uint256(masked) + epoch, 0);
    }
}
