// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IssuerId } from "../types/IssuerId.sol";
import { KeyRoles } from "../types/KeyRoles.sol";
import { RatingSlot } from "../types/RatingSlot.sol";

/// @title IRatingBoard
/// @notice Newest ratings of customers, for contracts that cannot wait for a proof. Only masked values lie here: without
/// the view key of its holder a grade is any of 256 bytes. Two forms: one slot for a customer, read by tag, and the
/// board, one byte for a customer, written as a whole for all customers of an issuer.
/// @dev The key that may anchor for an issuer on the ledger may write for it here.
interface IRatingBoard {
    /// @notice State of a page of the board: 512 words, 16,384 places.
    struct Page {
        /// @notice Number of the masks that the whole page is written with. It only grows.
        uint64 epoch;
        /// @notice Number of words in use. It never falls, so that no word keeps masks of an older epoch.
        uint16 words;
        /// @notice Block of the last writing.
        uint64 writtenBlock;
    }

    /// @notice A customer was rated.
    /// @param issuer The issuer.
    /// @param tag Pseudonym of the customer.
    /// @param slot The rating.
    event Rated(IssuerId indexed issuer, bytes32 indexed tag, RatingSlot slot);

    /// @notice A page of the board was written anew.
    /// @param issuer The issuer.
    /// @param firstWord First word of the page.
    /// @param epoch Number of the masks.
    /// @param words 32 masked grades each, the first place in the highest byte.
    event BoardWritten(IssuerId indexed issuer, uint64 firstWord, uint64 epoch, bytes32[] words);

    /// @notice Thrown when the caller is not a key of an issuer that may anchor now.
    error BoardCallerMayNotWrite(address caller, IssuerId issuer, KeyRoles roles);
    /// @notice Thrown when the caller's issuer is suspended.
    error BoardIssuerSuspended(IssuerId issuer);
    /// @notice Thrown when a rating is no newer than the one that stands.
    error BoardSequenceNotNewer(bytes32 tag, uint32 sequence, uint32 standing);
    /// @notice Thrown when a rating has an unknown status or unused bits.
    error BoardSlotMalformed(bytes32 tag, RatingSlot slot);
    /// @notice Thrown when the lists of tags and of ratings differ in length.
    error BoardLengthsDiffer(uint256 tags, uint256 slots);
    /// @notice Thrown when a call rates nobody, or more customers than one transaction may.
    error BoardCountInvalid(uint256 count, uint256 countMax);
    /// @notice Thrown when a writing does not begin with a page, or the page does not exist.
    error BoardPageInvalid(uint64 firstWord);
    /// @notice Thrown when a page would be written with the masks that it has, or with older ones.
    error BoardEpochNotNewer(uint64 epoch, uint64 standing);
    /// @notice Thrown when a page would keep words of an older epoch, or have more than it has room for.
    error BoardWordsInvalid(uint256 words, uint256 wordsMin, uint256 wordsMax);

    /// @notice Rates one customer of the caller's issuer.
    /// @param tag Pseudonym of the customer.
    /// @param slot The rating; its sequence number must be higher than the standing one's.
    function rate(bytes32 tag, RatingSlot slot) external;

    /// @notice Rates up to 256 customers of the caller's issuer.
    /// @param tags Pseudonyms.
    /// @param slots Their ratings.
    function rateMany(bytes32[] calldata tags, RatingSlot[] calldata slots) external;

    /// @notice Writes one page of the board of the caller's issuer anew: all words in use, with fresh masks, so that
    /// nobody sees whose grade changed.
    /// @param epoch Number of the masks, higher than the page's.
    /// @param firstWord First word of the page, a multiple of 512.
    /// @param words 32 masked grades each, at least as many words as are in use, at most 512.
    function rateDense(uint64 epoch, uint64 firstWord, bytes32[] calldata words) external;

    /// @notice Newest rating of a customer; zero if there is none.
    /// @param issuer The issuer.
    /// @param tag Pseudonym of the customer.
    /// @return slot The rating.
    function latestOf(IssuerId issuer, bytes32 tag) external view returns (RatingSlot slot);

    /// @notice A place on an issuer's board.
    /// @param issuer The issuer.
    /// @param place Number of the place, from 0.
    /// @return masked Grade, masked; without meaning on a word that is not in use.
    /// @return epoch Number of the masks; 0 for a page that was never written.
    function denseOf(IssuerId issuer, uint64 place) external view returns (uint8 masked, uint64 epoch);

    /// @notice State of a page of an issuer's board.
    /// @param issuer The issuer.
    /// @param firstWord First word of the page, a multiple of 512.
    /// @return page Epoch, words in use and block of the last writing.
    function pageOf(IssuerId issuer, uint64 firstWord) external view returns (Page memory page);
}
