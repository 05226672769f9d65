// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Number of a rating agency. Numbering starts at 1; 0 means "no agency".
type AgencyId is uint32;

using { isSame as ==, isOther as != } for AgencyId global;

/// @dev Whether both numbers name the same agency.
function isSame(AgencyId a, AgencyId b) pure returns (bool) {
    return AgencyId.unwrap(a) == AgencyId.unwrap(b);
}

/// @dev Whether the numbers name two agencies.
function isOther(AgencyId a, AgencyId b) pure returns (bool) {
    return AgencyId.unwrap(a) != AgencyId.unwrap(b);
}
