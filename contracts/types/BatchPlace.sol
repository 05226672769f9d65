// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Place of a credential in its issuer's log in one word, from the lowest bit: batch u40, leaves u40,
/// firstLeaf u40, time u40, position u40. The upper 56 bits are unused and must be zero.
/// @dev A log holds less than 2^40 credentials, so every number fits.
type BatchPlace is uint256;

using { batch, leaves, firstLeaf, time, position } for BatchPlace global;

/// @dev Number of the batch in the log.
function batch(BatchPlace place) pure returns (uint64) {
    return uint40(BatchPlace.unwrap(place));
}

/// @dev Number of credentials in the batch.
function leaves(BatchPlace place) pure returns (uint64) {
    return uint40(BatchPlace.unwrap(place) >> 40);
}

/// @dev Revocation index of the first credential of the batch.
function firstLeaf(BatchPlace place) pure returns (uint64) {
    return uint40(BatchPlace.unwrap(place) >> 80);
}

/// @dev Block time of the anchoring, seconds.
function time(BatchPlace place) pure returns (uint64) {
    return uint40(BatchPlace.unwrap(place) >> 120);
}

/// @dev Position of the credential in the batch, from 0. Any unused bit puts it outside of every batch.
function position(BatchPlace place) pure returns (uint256) {
    return BatchPlace.unwrap(place) >> 160;
}
