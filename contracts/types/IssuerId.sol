// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Number of an issuer in the ledger. Numbering starts at 1; 0 means "no issuer".
type IssuerId is uint32;

using { equals as ==, differs as !=, isNone } for IssuerId global;

/// @dev Whether both numbers name the same issuer.
function equals(IssuerId a, IssuerId b) pure returns (bool) {
    return IssuerId.unwrap(a) == IssuerId.unwrap(b);
}

/// @dev Whether the numbers name two issuers.
function differs(IssuerId a, IssuerId b) pure returns (bool) {
    return IssuerId.unwrap(a) != IssuerId.unwrap(b);
}

/// @dev Whether the number names nobody.
function isNone(IssuerId id) pure returns (bool) {
    return IssuerId.unwrap(id) == 0;
}
