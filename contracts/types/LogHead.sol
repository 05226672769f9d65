// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice State of an issuer's log in one storage slot, from the lowest bit: batches u64, leaves u64, time u40,
/// status u8, storesBatchLeaf u8.
type LogHead is uint256;

using { batches, leaves, time, status, storesBatchLeaf, advanced, withStatus } for LogHead global;

/// @dev Head of a log without batches.
function newLogHead(bool keepsLeaves) pure returns (LogHead) {
    return LogHead.wrap(keepsLeaves ? 1 << 176 : 0);
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

/// @dev Whether the log keeps its batch leaves.
function storesBatchLeaf(LogHead head) pure returns (bool) {
    return LogHead.unwrap(head) >> 176 != 0;
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
