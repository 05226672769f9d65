// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IssuerId } from "./IssuerId.sol";
import { KeyRoles } from "./KeyRoles.sol";

/// @notice A key's present window in one storage slot, from the lowest bit: issuer u32, from u40, until u40, roles u8,
/// horizon u64.
/// @dev The horizon is a number of credentials that the issuer is known to have anchored. It spares most revocations
/// the read of the issuer's log.
type KeyRecord is uint256;

using { issuer, from, until, roles, horizon, allows, endingAt, withHorizon } for KeyRecord global;

/// @dev Record of a window that begins, its horizon carried over.
function keyRecord(IssuerId owner, uint40 start, uint40 end, KeyRoles duties, uint64 known) pure returns (KeyRecord) {
    return
        KeyRecord.wrap(
            uint256(IssuerId.unwrap(owner)) |
                (uint256(start) << 32) |
                (uint256(end) << 72) |
                (uint256(KeyRoles.unwrap(duties)) << 112) |
                (uint256(known) << 120)
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
function horizon(KeyRecord record) pure returns (uint64) {
    return uint64(KeyRecord.unwrap(record) >> 120);
}

/// @dev Whether the key may do `wanted` at `time`.
function allows(KeyRecord record, KeyRoles wanted, uint256 time) pure returns (bool) {
    return record.from() <= time && time < record.until() && record.roles().has(wanted);
}

/// @dev The same record with its window closed at `end`.
function endingAt(KeyRecord record, uint40 end) pure returns (KeyRecord) {
    return keyRecord(record.issuer(), record.from(), end, record.roles(), record.horizon());
}

/// @dev The same record with another horizon.
function withHorizon(KeyRecord record, uint64 known) pure returns (KeyRecord) {
    return keyRecord(record.issuer(), record.from(), record.until(), record.roles(), known);
}
