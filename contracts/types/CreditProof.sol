// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchPlace } from "./BatchPlace.sol";
import { CreditFacts } from "./CreditFacts.sol";

/// @notice One field of an anchored credential, with all that leads from it to the ledger.
/// @dev Holds nothing that can be computed: the roots of both trees follow from the paths, the slot from the question,
/// the holder from who asks. What is left out of a transaction is what it saves.
struct CreditProof {
    /// @notice Issuer, times and sequence number.
    CreditFacts facts;
    /// @notice Batch and position.
    BatchPlace place;
    /// @notice Pseudonym of the customer.
    bytes32 subjectTag;
    /// @notice Hash of the scorecard, of the credential and of its batch.
    bytes32 model;
    /// @notice Commitment of the batch to the issuer's state map, or zero.
    bytes32 stateRoot;
    /// @notice Value of the field.
    bytes32 value;
    /// @notice Salt of the field.
    bytes16 salt;
    /// @notice Siblings from the field to the root of the sixteen fields.
    bytes32[4] fieldPath;
    /// @notice Siblings from the credential to the root of its batch.
    bytes32[] path;
}
