// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Newest rating of one customer of an issuer in one storage slot, from the lowest bit: masked grade u8, masked
/// score u16, status u8, batch u40, index u32, issued u40, expiry u40, seq u32. The upper 40 bits are unused.
/// @dev Batch and index lead to the credential that tells the same in clear to those whom its holder shows it.
type RatingSlot is uint256;

using { maskedGrade, maskedScore, status, batch, index, issued, expiry, seq, isWellFormed, isInForce } for RatingSlot global;

/// @dev The rating counts until it expires.
uint8 constant SLOT_IN_FORCE = 1;
/// @dev The customer has no rating any more.
uint8 constant SLOT_WITHDRAWN = 2;

/// @dev Number of the grade, masked with the customer's view key.
function maskedGrade(RatingSlot slot) pure returns (uint8) {
    return uint8(RatingSlot.unwrap(slot));
}

/// @dev The score, masked with the customer's view key.
function maskedScore(RatingSlot slot) pure returns (uint16) {
    return uint16(RatingSlot.unwrap(slot) >> 8);
}

/// @dev 1 in force, 2 withdrawn; 0 for a customer without rating.
function status(RatingSlot slot) pure returns (uint8) {
    return uint8(RatingSlot.unwrap(slot) >> 24);
}

/// @dev Batch of the credential.
function batch(RatingSlot slot) pure returns (uint40) {
    return uint40(RatingSlot.unwrap(slot) >> 32);
}

/// @dev Position of the credential in the batch.
function index(RatingSlot slot) pure returns (uint32) {
    return uint32(RatingSlot.unwrap(slot) >> 72);
}

/// @dev Time of issue, seconds.
function issued(RatingSlot slot) pure returns (uint40) {
    return uint40(RatingSlot.unwrap(slot) >> 104);
}

/// @dev First second at which the rating is no longer valid.
function expiry(RatingSlot slot) pure returns (uint40) {
    return uint40(RatingSlot.unwrap(slot) >> 144);
}

/// @dev Number of the rating among those of the customer. It only grows.
function seq(RatingSlot slot) pure returns (uint32) {
    return uint32(RatingSlot.unwrap(slot) >> 184);
}

/// @dev Whether the slot says something that can be: a known status, and no bit beyond the fields.
function isWellFormed(RatingSlot slot) pure returns (bool) {
    uint8 standing = slot.status();
    return standing != 0 && standing <= SLOT_WITHDRAWN && RatingSlot.unwrap(slot) >> 216 == 0;
}

/// @dev Whether the rating counts at `time`.
function isInForce(RatingSlot slot, uint256 time) pure returns (bool) {
    return slot.status() == SLOT_IN_FORCE && time < slot.expiry();
}
