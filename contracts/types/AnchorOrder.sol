// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IssuerId } from "./IssuerId.sol";

/// @notice What an issuer's key signs so that anybody may anchor for it, as the EIP-712 struct `Anchor`.
struct AnchorOrder {
    /// @notice Issuer whose log the batch is for.
    IssuerId issuer;
    /// @notice Root of the tree of credential leaves.
    bytes32 root;
    /// @notice Number of credentials.
    uint64 leaves;
    /// @notice Hash of the scorecard that made the scores.
    bytes32 model;
    /// @notice Commitment to the issuer's state map after the batch, or zero.
    bytes32 stateRoot;
    /// @notice Position that the batch is meant to get.
    uint64 expectedBatch;
    /// @notice Any number that no other order of the issuer had.
    uint256 nonce;
    /// @notice Last second at which the order holds.
    uint64 deadline;
}
