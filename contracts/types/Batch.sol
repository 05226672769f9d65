// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IssuerId } from "./IssuerId.sol";

/// @notice Everything that one anchoring committed to. Its hash is one leaf of the issuer's log.
struct Batch {
    /// @notice Issuer whose log holds the batch.
    IssuerId issuer;
    /// @notice Position in the log, from 0.
    uint64 number;
    /// @notice Root of the tree of credential leaves.
    bytes32 root;
    /// @notice Number of credentials in the tree.
    uint64 leaves;
    /// @notice Revocation index of the first credential: the number of credentials anchored before.
    uint64 firstLeaf;
    /// @notice Hash of the scorecard that made the scores.
    bytes32 model;
    /// @notice Commitment to the issuer's state map after this batch, or zero.
    bytes32 stateRoot;
    /// @notice Block time of the anchoring, seconds.
    uint64 time;
}
