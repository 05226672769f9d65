// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Set of the duties of an issuer's key, one bit each.
type KeyRoles is uint8;

using { has, isValid } for KeyRoles global;

/// @dev May append batches to the log.
KeyRoles constant ANCHOR_ROLE = KeyRoles.wrap(1);
/// @dev May revoke credentials.
KeyRoles constant REVOKE_ROLE = KeyRoles.wrap(2);
/// @dev May sign credentials. The ledger only records it; verifiers read it.
KeyRoles constant SIGN_ROLE = KeyRoles.wrap(4);
/// @dev Union of all roles.
KeyRoles constant ALL_ROLES = KeyRoles.wrap(7);

/// @dev Whether `role`, a single role, is in `roles`.
function has(KeyRoles roles, KeyRoles role) pure returns (bool) {
    return KeyRoles.unwrap(roles) & KeyRoles.unwrap(role) != 0;
}

/// @dev Whether the set holds at least one role and none that does not exist.
function isValid(KeyRoles roles) pure returns (bool) {
    return KeyRoles.unwrap(roles) != 0 && KeyRoles.unwrap(roles) <= KeyRoles.unwrap(ALL_ROLES);
}
