// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { LedgerLeaf } from "../libraries/LedgerLeaf.sol";
import { MerkleLog } from "../libraries/MerkleLog.sol";
import { Batch } from "../types/Batch.sol";
import { IssuerId } from "../types/IssuerId.sol";
import { ICreditLedger } from "./ICreditLedger.sol";
import { ILedgerInspector } from "./ILedgerInspector.sol";

/// @title LedgerInspector
/// @notice See `ILedgerInspector`.
contract LedgerInspector is ILedgerInspector {
    /// @inheritdoc ILedgerInspector
    address public immutable LEDGER;

    /// @param ledger The ledger to ask.
    constructor(address ledger) {
        LEDGER = ledger;
    }

    /// @inheritdoc ILedgerInspector
    function check(CheckInput calldata input) external view returns (CheckReason reason) {
        IssuerId issuer = input.credit.issuer;
        // An index that no log reaches is found out below: the word of a batch that was never anchored is not read.
        uint256 index = uint256(input.batch.firstLeaf) + input.position;
        uint64 word = uint64(index >> 8);
        (bytes32 batchLeaf, uint256 dead, uint256 held, ICreditLedger.BatchState state, ICreditLedger.IssuerStatus status) = _ledger().peek(
            issuer,
            input.batch.number,
            word
        );
        if (status == ICreditLedger.IssuerStatus.None) return CheckReason.UnknownIssuer;
        if (status != ICreditLedger.IssuerStatus.Active) return CheckReason.IssuerSuspended;
        reason = _checkBatch(issuer, input.batch, batchLeaf, input.logPath);
        if (reason != CheckReason.Ok) return reason;
        if (!_isIncluded(input)) return CheckReason.NotIncluded;
        if (state == ICreditLedger.BatchState.Frozen) return CheckReason.BatchFrozen;
        if (state == ICreditLedger.BatchState.Revoked) return CheckReason.BatchRevoked;
        if (state == ICreditLedger.BatchState.Superseded) return CheckReason.BatchSuperseded;
        if (_isSet(dead, index)) {
            return _isSet(_ledger().supersededBits(issuer, word), index) ? CheckReason.Superseded : CheckReason.Revoked;
        }
        if (_isSet(held, index)) return CheckReason.Suspended;
        return block.timestamp >= input.credit.expiry ? CheckReason.Expired : CheckReason.Ok;
    }

    /// @dev Whether the log holds the batch; a leaf that the ledger stores stands for the path.
    function _checkBatch(
        IssuerId issuer,
        Batch calldata batch,
        bytes32 batchLeaf,
        bytes32[] calldata logPath
    ) private view returns (CheckReason) {
        if (batchLeaf != bytes32(0)) {
            bool isSame = batch.issuer == issuer && LedgerLeaf.ofBatch(batch, LEDGER) == batchLeaf;
            return isSame ? CheckReason.Ok : CheckReason.BatchMismatch;
        }
        LogReason reason = verifyInclusion(issuer, batch, logPath);
        if (reason == LogReason.Ok) return CheckReason.Ok;
        if (reason == LogReason.BatchUnknown) return CheckReason.BatchUnknown;
        return reason == LogReason.BatchMismatch ? CheckReason.BatchMismatch : CheckReason.LogPathInvalid;
    }

    function _isIncluded(CheckInput calldata input) private view returns (bool) {
        bytes32 digest = LedgerLeaf.digestOf(LedgerLeaf.structHashOf(input.credit), LEDGER);
        return MerkleLog.verifyInclusion(MerkleLog.hashLeaf(digest), input.position, input.batch.leaves, input.path, input.batch.root);
    }

    function _isSet(uint256 bits, uint256 index) private pure returns (bool) {
        return (bits >> (index & 0xff)) & 1 == 1;
    }

    /// @inheritdoc ILedgerInspector
    function verifyInclusion(IssuerId issuer, Batch calldata batch, bytes32[] calldata logPath) public view returns (LogReason reason) {
        if (!_isKnown(issuer)) return LogReason.UnknownIssuer;
        (uint64 size, , bytes32 root, ) = _ledger().checkpoint(issuer);
        if (batch.number >= size) return LogReason.BatchUnknown;
        if (batch.issuer != issuer) return LogReason.BatchMismatch;
        bool isInLog = MerkleLog.verifyInclusion(LedgerLeaf.ofBatch(batch, LEDGER), batch.number, size, logPath, root);
        return isInLog ? LogReason.Ok : LogReason.LogPathInvalid;
    }

    /// @inheritdoc ILedgerInspector
    function verifyConsistency(
        IssuerId issuer,
        uint64 oldSize,
        bytes32 oldRoot,
        bytes32[] calldata path
    ) external view returns (LogReason reason) {
        if (!_isKnown(issuer)) return LogReason.UnknownIssuer;
        (uint64 size, , bytes32 root, ) = _ledger().checkpoint(issuer);
        if (oldSize > size) return LogReason.CheckpointAhead;
        return MerkleLog.verifyConsistency(oldSize, size, oldRoot, root, path) ? LogReason.Ok : LogReason.NotConsistent;
    }

    /// @dev Issuers are numbered from 1 without a gap.
    function _isKnown(IssuerId issuer) private view returns (bool) {
        return !issuer.isNone() && IssuerId.unwrap(issuer) <= _ledger().issuerCount();
    }

    function _ledger() private view returns (ICreditLedger) {
        return ICreditLedger(LEDGER);
    }
}
