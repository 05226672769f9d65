// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice State of an issuer's log in one storage slot, from the lowest bit: batches u40, leaves u40, time u40,
/// status u8, flags u16, nonce word u48, nonce bits u64.
/// @dev A flag says that something exists at all, so that the ordinary reader is spared the read of it.
/// @dev The nonces are those of signed orders: of one word of 64, the one that was used last, the bits stand here, where
/// an anchoring writes anyway.
type LogHead is uint256;

using {
    batches,
    leaves,
    time,
    status,
    nonceWord,
    nonceBits,
    storesBatchLeaf,
    has,
    advanced,
    withStatus,
    withNonces,
    with
} for LogHead global;

/// @dev The log keeps its batch leaves.
uint256 constant STORES_BATCH_LEAF = 1 << 128;
/// @dev A credential was suspended once.
uint256 constant HAS_HELD = 1 << 129;
/// @dev A whole batch was revoked or superseded.
uint256 constant HAS_BATCH_STATES = 1 << 130;
/// @dev Batches were frozen once.
uint256 constant HAS_FROZEN = 1 << 131;
/// @dev Another issuer continues the work.
uint256 constant HAS_SUCCESSOR = 1 << 132;

/// @dev Head of a log without batches.
function newLogHead(bool keepsLeaves) pure returns (LogHead) {
    return LogHead.wrap(keepsLeaves ? STORES_BATCH_LEAF : 0);
}

/// @dev Number of batches.
function batches(LogHead head) pure returns (uint64) {
    return uint40(LogHead.unwrap(head));
}

/// @dev Number of credentials in all batches.
function leaves(LogHead head) pure returns (uint64) {
    return uint40(LogHead.unwrap(head) >> 40);
}

/// @dev Block time of the last anchoring, seconds.
function time(LogHead head) pure returns (uint40) {
    return uint40(LogHead.unwrap(head) >> 80);
}

/// @dev Standing of the issuer, a number of `ICreditLedger.IssuerStatus`.
function status(LogHead head) pure returns (uint8) {
    return uint8(LogHead.unwrap(head) >> 120);
}

/// @dev Number of the word of nonces whose bits stand here.
function nonceWord(LogHead head) pure returns (uint48) {
    return uint48(LogHead.unwrap(head) >> 144);
}

/// @dev Which nonces of that word were used.
function nonceBits(LogHead head) pure returns (uint64) {
    return uint64(LogHead.unwrap(head) >> 192);
}

/// @dev Whether the log keeps its batch leaves.
function storesBatchLeaf(LogHead head) pure returns (bool) {
    return head.has(STORES_BATCH_LEAF);
}

/// @dev Whether `flag`, one of the constants above, is set.
function has(LogHead head, uint256 flag) pure returns (bool) {
    return LogHead.unwrap(head) & flag != 0;
}

/// @dev Head after one more batch of `count` credentials. Assumes that the credentials stay below 2^40.
function advanced(LogHead head, uint64 count, uint256 moment) pure returns (LogHead) {
    unchecked {
        uint256 kept = LogHead.unwrap(head) & ~(uint256(type(uint40).max) << 80);
        return LogHead.wrap((kept + 1 + (uint256(count) << 40)) | (uint256(uint40(moment)) << 80));
    }
}

/// @dev The same head with another standing.
function withStatus(LogHead head, uint8 standing) pure returns (LogHead) {
    return LogHead.wrap((LogHead.unwrap(head) & ~(uint256(0xff) << 120)) | (uint256(standing) << 120));
}

/// @dev The same head with another word of nonces.
function withNonces(LogHead head, uint48 word, uint64 bits) pure returns (LogHead) {
    return LogHead.wrap((LogHead.unwrap(head) & type(uint144).max) | (uint256(word) << 144) | (uint256(bits) << 192));
}

/// @dev The same head with `flag`, one of the constants above.
function with(LogHead head, uint256 flag) pure returns (LogHead) {
    return LogHead.wrap(LogHead.unwrap(head) | flag);
}
