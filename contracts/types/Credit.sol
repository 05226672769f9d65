// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IssuerId } from "./IssuerId.sol";

/// @notice What an issuer signs for one customer, as an EIP-712 struct.
struct Credit {
    /// @notice Issuer of the credential.
    IssuerId issuer;
    /// @notice Root of the tree of salted fields (score, grade, PD ...).
    bytes32 credentialRoot;
    /// @notice Pseudonym of the customer under this issuer.
    bytes32 subjectTag;
    /// @notice Hash of the scorecard that made the score.
    bytes32 model;
    /// @notice Time of issue, seconds.
    uint64 issuedAt;
    /// @notice First second at which the credential is no longer valid.
    uint64 expiry;
    /// @notice Sequence number among the credentials of the same customer.
    uint64 seq;
    /// @notice Commitment to the holder's key, or zero.
    bytes32 holder;
}
