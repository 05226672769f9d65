// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Answer of a verifier inside a lender's contract: `Ok`, or the first question that failed.
/// @dev `NotIncluded` covers everything that the proof commits to: a field, its salt, a number, a path or the holder
/// that differs makes another credential, and that one is not in the batch. `LedgerInspector.check` tells them apart.
enum CreditReason {
    Ok,
    IssuerNotAccepted,
    ModelNotAccepted,
    Expired,
    UnknownIssuer,
    IssuerSuspended,
    BatchUnknown,
    NotIncluded,
    BatchFrozen,
    BatchRevoked,
    BatchSuperseded,
    Revoked,
    Superseded,
    Suspended,
    ScoreTooLow,
    ThresholdUnknown,
    ThresholdNotMet,
    PresentationExpired,
    SignatureInvalid
}
