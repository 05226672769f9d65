// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IssuerId } from "./IssuerId.sol";
import { KeyRoles } from "./KeyRoles.sol";

/// @notice A key's present window in one storage slot, from the lowest bit: issuer u32, from u40, until u40, roles u8,
/// 72 bits unused, horizon u64.
/// @dev The horizon is a number of credentials that the issuer is known to have anchored. It spares most revocations
/// the read of the issuer's log.
/// @dev Keeps `from <= until`.
type KeyRecord is uint256;

using { issuer, from, until, roles, horizon, isOpenAt, closedAt, withHorizon } for KeyRecord global;

/// @dev Packs a record. Assumes `start <= end`.
function keyRecord(IssuerId owner, uint40 start, uint40 end, KeyRoles duties, uint64 known) pure returns (KeyRecord) {
    return
        KeyRecord.wrap(
            uint256(IssuerId.unwrap(owner)) |
                (uint256(start) << 32) |
                (uint256(end) << 72) |
                (uint256(KeyRoles.unwrap(duties)) << 112) |
                (uint256(known) << 192)
        );
}

/// @dev Issuer that the key belongs to; none for an address that never was a key.
function issuer(KeyRecord record) pure returns (IssuerId) {
    return IssuerId.wrap(uint32(KeyRecord.unwrap(record)));
}

/// @dev First second of the window.
function from(KeyRecord record) pure returns (uint40) {
    return uint40(KeyRecord.unwrap(record) >> 32);
}

/// @dev First second after the window.
function until(KeyRecord record) pure returns (uint40) {
    return uint40(KeyRecord.unwrap(record) >> 72);
}

/// @dev What the key may do in the window.
function roles(KeyRecord record) pure returns (KeyRoles) {
    return KeyRoles.wrap(uint8(KeyRecord.unwrap(record) >> 112));
}

/// @dev Number of credentials that the issuer is known to have anchored.
function horizon(KeyRecord record) pure returns (uint256) {
    return KeyRecord.unwrap(record) >> 192;
}

/// @dev Whether `time` is in the window: both differences count from its begin, and a time before wraps around.
function isOpenAt(KeyRecord record, uint256 time) pure returns (bool) {
    unchecked {
        uint256 start = record.from();
        return time - start < record.until() - start;
    }
}

/// @dev The same record with its window closed at `time`, or empty if it has not begun by then.
function closedAt(KeyRecord record, uint40 time) pure returns (KeyRecord) {
    uint40 end = time < record.from() ? record.from() : time;
    return keyRecord(record.issuer(), record.from(), end, record.roles(), uint64(record.horizon()));
}

/// @dev The same record with another horizon.
function withHorizon(KeyRecord record, uint64 known) pure returns (KeyRecord) {
    return keyRecord(record.issuer(), record.from(), record.until(), record.roles(), known);
}
