// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice State of an issuer's log in one storage slot, from the lowest bit: batches u64, leaves u64, time u40,
/// status u8, flags u16, key delay u32, 32 bits unused.
/// @dev A flag says that something exists at all, so that the ordinary reader is spared the read of it.
type LogHead is uint256;

using { batches, leaves, time, status, keyDelay, storesBatchLeaf, has, advanced, withStatus, with } for LogHead global;

/// @dev The log keeps its batch leaves.
uint256 constant STORES_BATCH_LEAF = 1 << 176;
/// @dev A credential was suspended once.
uint256 constant HAS_HELD = 1 << 177;
/// @dev A whole batch was revoked or superseded.
uint256 constant HAS_BATCH_STATES = 1 << 178;
/// @dev Batches were frozen once.
uint256 constant HAS_FROZEN = 1 << 179;
/// @dev Another issuer continues the work.
uint256 constant HAS_SUCCESSOR = 1 << 180;

/// @dev Head of a log without batches.
function newLogHead(bool keepsLeaves, uint32 delay) pure returns (LogHead) {
    return LogHead.wrap((keepsLeaves ? STORES_BATCH_LEAF : 0) | (uint256(delay) << 192));
}

/// @dev Number of batches.
function batches(LogHead head) pure returns (uint64) {
    return uint64(LogHead.unwrap(head));
}

/// @dev Number of credentials in all batches.
function leaves(LogHead head) pure returns (uint64) {
    return uint64(LogHead.unwrap(head) >> 64);
}

/// @dev Block time of the last anchoring, seconds.
function time(LogHead head) pure returns (uint40) {
    return uint40(LogHead.unwrap(head) >> 128);
}

/// @dev Standing of the issuer, a number of `ICreditLedger.IssuerStatus`.
function status(LogHead head) pure returns (uint8) {
    return uint8(LogHead.unwrap(head) >> 168);
}

/// @dev Seconds that a new key waits before it counts.
function keyDelay(LogHead head) pure returns (uint32) {
    return uint32(LogHead.unwrap(head) >> 192);
}

/// @dev Whether the log keeps its batch leaves.
function storesBatchLeaf(LogHead head) pure returns (bool) {
    return head.has(STORES_BATCH_LEAF);
}

/// @dev Whether `flag`, one of the constants above, is set.
function has(LogHead head, uint256 flag) pure returns (bool) {
    return LogHead.unwrap(head) & flag != 0;
}

/// @dev Head after one more batch of `count` credentials. Assumes that neither counter overflows.
function advanced(LogHead head, uint64 count, uint256 moment) pure returns (LogHead) {
    unchecked {
        uint256 kept = LogHead.unwrap(head) & ~(uint256(type(uint40).max) << 128);
        return LogHead.wrap((kept + 1 + (uint256(count) << 64)) | (uint256(uint40(moment)) << 128));
    }
}

/// @dev The same head with another standing.
function withStatus(LogHead head, uint8 standing) pure returns (LogHead) {
    return LogHead.wrap((LogHead.unwrap(head) & ~(uint256(0xff) << 168)) | (uint256(standing) << 168));
}

/// @dev The same head with `flag`, one of the constants above.
function with(LogHead head, uint256 flag) pure returns (LogHead) {
    return LogHead.wrap(LogHead.unwrap(head) | flag);
}
