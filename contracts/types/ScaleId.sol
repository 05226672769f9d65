// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Number of a scale of grades. Numbering starts at 1; 0 means "no scale".
type ScaleId is uint32;

using { isSame as ==, isOther as != } for ScaleId global;

/// @dev Whether both numbers name the same scale.
function isSame(ScaleId a, ScaleId b) pure returns (bool) {
    return ScaleId.unwrap(a) == ScaleId.unwrap(b);
}

/// @dev Whether the numbers name two scales.
function isOther(ScaleId a, ScaleId b) pure returns (bool) {
    return ScaleId.unwrap(a) != ScaleId.unwrap(b);
}
