// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Batch } from "../types/Batch.sol";
import { Credit } from "../types/Credit.sol";
import { IssuerId } from "../types/IssuerId.sol";

/// @title ILedgerInspector
/// @notice Answers questions about one ledger from what the ledger shows to anybody. Holds nothing and decides nothing:
/// another inspector of the same ledger gives the same answers.
interface ILedgerInspector {
    /// @notice Answer of `check`: `Ok`, or the first question, in this order, that failed.
    enum CheckReason {
        Ok,
        UnknownIssuer,
        IssuerSuspended,
        BatchUnknown,
        BatchMismatch,
        LogPathInvalid,
        NotIncluded,
        BatchFrozen,
        BatchRevoked,
        BatchSuperseded,
        Revoked,
        Superseded,
        Suspended,
        Expired
    }

    /// @notice Answer about a log: `Ok`, or the first question, in this order, that failed.
    /// @dev `CheckpointAhead`: the older checkpoint holds more batches than the log. `NotConsistent`: the path does not
    /// show that the older log is the beginning of this one.
    enum LogReason {
        Ok,
        UnknownIssuer,
        BatchUnknown,
        BatchMismatch,
        LogPathInvalid,
        CheckpointAhead,
        NotConsistent
    }

    /// @notice What a holder shows to be checked.
    struct CheckInput {
        /// @notice The credential as its issuer signed it.
        Credit credit;
        /// @notice The batch that holds it, as anchored.
        Batch batch;
        /// @notice Position of the credential in the batch, from 0.
        uint64 position;
        /// @notice Siblings from the credential's leaf to the batch root.
        bytes32[] path;
        /// @notice Siblings from the batch's leaf to the root of the issuer's log as it is now. Not read for issuers
        /// whose batch leaves are stored.
        bytes32[] logPath;
    }

    /// @notice Checks a credential against the ledger: genuine, anchored, in force.
    /// @dev The anchoring stands for the signature: only a key of the issuer can anchor. A credential is expired from
    /// the second `expiry` on.
    /// @dev Warning: answers for the block it is asked in; the holder's right to present it is not checked.
    /// @param input The credential with its proof.
    /// @return reason `Ok`, or why not.
    function check(CheckInput calldata input) external view returns (CheckReason reason);

    /// @notice Checks that a batch stands in its issuer's log as the log is now, by the log's root alone.
    /// @dev The issuer's standing is not asked: the log of a suspended issuer is as good as any.
    /// @param issuer The issuer.
    /// @param batch The batch as anchored.
    /// @param logPath Siblings from the batch's leaf to the root of the log.
    /// @return reason `Ok`, or why not.
    function verifyInclusion(IssuerId issuer, Batch calldata batch, bytes32[] calldata logPath) external view returns (LogReason reason);

    /// @notice Checks that nothing was changed or removed since an older checkpoint: that the log of then is the
    /// beginning of the log of now (RFC 9162 section 2.1.4.2).
    /// @param issuer The issuer.
    /// @param oldSize Number of batches then.
    /// @param oldRoot Root of the log then.
    /// @param path Consistency path from then to now.
    /// @return reason `Ok`, or why not.
    function verifyConsistency(
        IssuerId issuer,
        uint64 oldSize,
        bytes32 oldRoot,
        bytes32[] calldata path
    ) external view returns (LogReason reason);

    /// @notice The ledger that is asked.
    /// @return ledger Its address.
    function LEDGER() external view returns (address ledger);
}
