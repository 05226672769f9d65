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
/// @dev May append a batch that supersedes older credentials: what it supersedes is dead for ever.
KeyRoles constant SUPERSEDE_ROLES = KeyRoles.wrap(3);
/// @dev Union of all roles.
KeyRoles constant ALL_ROLES = KeyRoles.wrap(7);

/// @dev Whether all of `wanted` are in `roles`.
function has(KeyRoles roles, KeyRoles wanted) pure returns (bool) {
    return KeyRoles.unwrap(wanted) & ~KeyRoles.unwrap(roles) == 0;
}

/// @dev Whether the set holds at least one role and none that does not exist.
function isValid(KeyRoles roles) pure returns (bool) {
    return KeyRoles.unwrap(roles) != 0 && KeyRoles.unwrap(roles) <= KeyRoles.unwrap(ALL_ROLES);
}
