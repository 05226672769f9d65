// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IssuerManaged } from "../access/IssuerManaged.sol";
import { ICreditLedger } from "../ledger/ICreditLedger.sol";
import { IssuerId } from "../types/IssuerId.sol";
import { KeyRoles } from "../types/KeyRoles.sol";
import { RatingSlot } from "../types/RatingSlot.sol";
import { IRatingBoard } from "./IRatingBoard.sol";

/// @title RatingBoard
/// @notice See `IRatingBoard`. Nobody administers it.
contract RatingBoard is IssuerManaged, IRatingBoard {
    uint256 private constant MAX_RATED = 256;
    /// @dev Words of a page. A new page of this size costs 11.7 million gas, below the cap of 2^24 for a transaction.
    uint256 private constant PAGE_WORDS = 512;
    uint256 private constant MAX_WORD = 1 << 32;

    mapping(IssuerId issuer => mapping(bytes32 tag => RatingSlot)) private _latest;
    /// @dev Words lie one after the other, so that the place of a word needs no hash.
    mapping(IssuerId issuer => bytes32[MAX_WORD]) private _board;
    mapping(IssuerId issuer => mapping(uint64 firstWord => Page)) private _pages;

    /// @param ledger Ledger that says who is an issuer and which keys it has.
    constructor(ICreditLedger ledger) IssuerManaged(ledger) {}

    /// @inheritdoc IRatingBoard
    function rate(bytes32 tag, RatingSlot slot) external {
        _rate(_callingIssuer(), tag, slot);
    }

    /// @inheritdoc IRatingBoard
    function rateMany(bytes32[] calldata tags, RatingSlot[] calldata slots) external {
        require(tags.length == slots.length, BoardLengthsDiffer(tags.length, slots.length));
        require(tags.length != 0 && tags.length <= MAX_RATED, BoardCountInvalid(tags.length, MAX_RATED));
        IssuerId issuer = _callingIssuer();
        for (uint256 i = 0; i < tags.length; ++i) {
            _rate(issuer, tags[i], slots[i]);
        }
    }

    function _rate(IssuerId issuer, bytes32 tag, RatingSlot slot) private {
        require(slot.isWellFormed(), BoardSlotMalformed(tag, slot));
        mapping(bytes32 => RatingSlot) storage ratings = _latest[issuer];
        uint32 standing = ratings[tag].seq();
        require(slot.seq() > standing, BoardSequenceNotNewer(tag, slot.seq(), standing));
        ratings[tag] = slot;
        emit Rated(issuer, tag, slot);
    }

    /// @inheritdoc IRatingBoard
    function rateDense(uint64 epoch, uint64 firstWord, bytes32[] calldata words) external {
        IssuerId issuer = _callingIssuer();
        require(firstWord % PAGE_WORDS == 0 && firstWord < MAX_WORD, BoardPageInvalid(firstWord));
        Page storage page = _pages[issuer][firstWord];
        require(epoch > page.epoch, BoardEpochNotNewer(epoch, page.epoch));
        uint256 count = words.length;
        bool isWhole = count != 0 && count >= page.words && count <= PAGE_WORDS;
        require(isWhole, BoardWordsInvalid(count, page.words, PAGE_WORDS));
        page.epoch = epoch;
        page.words = uint16(count);
        page.writtenBlock = uint64(block.number);
        bytes32[MAX_WORD] storage board = _board[issuer];
        assembly {
            let slot := add(board.slot, firstWord)
            let end := add(words.offset, shl(5, count))
            for {
                let at := words.offset
            } lt(at, end) {
                at := add(at, 0x20)
            } {
                sstore(slot, calldataload(at))
                slot := add(slot, 1)
            }
        }
        emit BoardWritten(issuer, firstWord, epoch, words);
    }

    /// @inheritdoc IssuerManaged
    function _requireKey(bool mayAnchor, IssuerId issuer, KeyRoles roles) internal view override {
        require(mayAnchor, BoardCallerMayNotWrite(msg.sender, issuer, roles));
    }

    /// @inheritdoc IssuerManaged
    function _requireActive(bool isActive, IssuerId issuer) internal pure override {
        require(isActive, BoardIssuerSuspended(issuer));
    }

    /// @inheritdoc IRatingBoard
    function latestOf(IssuerId issuer, bytes32 tag) external view returns (RatingSlot slot) {
        return _latest[issuer][tag];
    }

    /// @inheritdoc IRatingBoard
    function denseOf(IssuerId issuer, uint64 place) external view returns (uint8 masked, uint64 epoch) {
        uint64 word = place / 32;
        if (word >= MAX_WORD) return (0, 0);
        epoch = _pages[issuer][uint64(word - (word % PAGE_WORDS))].epoch;
        masked = uint8(_board[issuer][word][place % 32]);
    }

    /// @inheritdoc IRatingBoard
    function pageOf(IssuerId issuer, uint64 firstWord) external view returns (Page memory page) {
        return _pages[issuer][firstWord];
    }
}
