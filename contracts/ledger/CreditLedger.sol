// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { EvenRange } from "../libraries/EvenRange.sol";
import { LedgerLeaf } from "../libraries/LedgerLeaf.sol";
import { MerkleLog } from "../libraries/MerkleLog.sol";
import { PeakStack } from "../libraries/PeakStack.sol";
import { Batch } from "../types/Batch.sol";
import { IssuerId } from "../types/IssuerId.sol";
import { KeyRecord } from "../types/KeyRecord.sol";
import { ANCHOR_ROLE, REVOKE_ROLE } from "../types/KeyRoles.sol";
import { LogHead } from "../types/LogHead.sol";
import { ICreditLedger } from "./ICreditLedger.sol";
import { IssuerRegistry } from "./IssuerRegistry.sol";

/// @title CreditLedger
/// @notice See `ICreditLedger`. No proxy and no power over history: the access manager admits and suspends issuers.
contract CreditLedger is IssuerRegistry, EIP712 {
    using EvenRange for EvenRange.Range;
    using PeakStack for PeakStack.Range;

    /// @dev Credentials that one issuer can anchor in all. Bounds the number of batches and every height as well.
    uint64 private constant MAX_LEAVES = (1 << 40) - 1;
    uint256 private constant MAX_WORDS = 64;
    uint8 private constant MAX_REASON = 5;

    /// @dev 256 credentials, one bit each; a struct so that its place is computed once for reading and writing.
    struct Word {
        uint256 bits;
    }

    /// @dev Revocation bitmaps of all issuers, by issuer * 2^64 + word.
    mapping(uint256 issuerAndWord => Word) private _revoked;

    /// @param authority Access manager that decides who admits and suspends issuers.
    constructor(address authority) AccessManaged(authority) EIP712("Credence Credit Ledger", "1") {}

    // Log

    /// @inheritdoc ICreditLedger
    function anchor(bytes32 root, uint64 leaves, bytes32 model, bytes32 stateRoot, uint64 expectedBatch) external returns (uint64 batch) {
        IssuerId issuer = _callingKey(ANCHOR_ROLE).issuer();
        Issuer storage entry = _issuers[issuer];
        LogHead head = entry.head;
        require(head.status() == uint8(IssuerStatus.Active), LedgerIssuerSuspended(issuer));
        batch = head.batches();
        require(batch == expectedBatch, LedgerStaleBatch(expectedBatch, batch));
        require(root != bytes32(0), LedgerRootIsZero());
        require(leaves != 0, LedgerBatchIsEmpty());
        uint64 firstLeaf = head.leaves();
        require(leaves <= MAX_LEAVES - firstLeaf, LedgerTooManyLeaves(leaves, MAX_LEAVES - firstLeaf));
        entry.head = head.advanced(leaves, block.timestamp);
        bytes32 leaf = LedgerLeaf.ofBatch(
            Batch({
                issuer: issuer,
                number: batch,
                root: root,
                leaves: leaves,
                firstLeaf: firstLeaf,
                model: model,
                stateRoot: stateRoot,
                time: uint64(block.timestamp)
            }),
            address(this)
        );
        if (head.storesBatchLeaf()) entry.evenRange.append(batch, leaf);
        else entry.peakStack.append(batch, leaf);
        emit Anchored(issuer, batch, root, leaves, firstLeaf, model, stateRoot, uint40(block.timestamp), msg.sender);
    }

    // Revocation

    /// @inheritdoc ICreditLedger
    function revoke(uint64 index, uint8 reason) external {
        IssuerId issuer = _callingRevoker(index, reason);
        Word storage word = _wordOf(issuer, index >> 8);
        uint256 bits = word.bits;
        uint256 bit = 1 << (index & 0xff);
        require(bits & bit == 0, LedgerAlreadyRevoked(issuer, index));
        word.bits = bits | bit;
        emit Revoked(issuer, index, reason);
    }

    /// @inheritdoc ICreditLedger
    function revokeWords(uint64[] calldata words, uint256[] calldata bits, uint8 reason) external {
        require(words.length == bits.length, LedgerLengthsDiffer(words.length, bits.length));
        require(words.length <= MAX_WORDS, LedgerTooManyWords(words.length, MAX_WORDS));
        IssuerId issuer = _callingRevoker(_highestIndex(words, bits), reason);
        bool isAnyNew = false;
        for (uint256 i = 0; i < words.length; ++i) {
            Word storage word = _wordOf(issuer, words[i]);
            uint256 known = word.bits;
            uint256 added = bits[i] & ~known;
            if (added == 0) continue;
            isAnyNew = true;
            word.bits = known | added;
            emit WordRevoked(issuer, words[i], added, reason);
        }
        require(isAnyNew, LedgerNothingToRevoke(issuer));
    }

    /// @dev Highest revocation index named. A word without bits counts as its first bit.
    function _highestIndex(uint64[] calldata words, uint256[] calldata bits) private pure returns (uint256 highest) {
        for (uint256 i = 0; i < words.length; ++i) {
            highest = Math.max(highest, (uint256(words[i]) << 8) + Math.log2(bits[i]));
        }
    }

    /// @dev Issuer of the calling key, which may revoke every credential up to `highest`.
    function _callingRevoker(uint256 highest, uint8 reason) private returns (IssuerId issuer) {
        unchecked {
            // One comparison: reason 0 wraps around.
            require(uint256(reason) - 1 < MAX_REASON, LedgerReasonInvalid(reason));
        }
        KeyRecord key = _callingKey(REVOKE_ROLE);
        issuer = key.issuer();
        if (highest >= key.horizon()) {
            uint64 leaves = _issuers[issuer].head.leaves();
            require(highest < leaves, LedgerIndexUnknown(highest, leaves));
            _keys[msg.sender] = key.withHorizon(leaves);
        }
    }

    /// @dev Word `number` of an issuer's revocation bitmap.
    function _wordOf(IssuerId issuer, uint256 number) private view returns (Word storage) {
        return _revoked[(uint256(IssuerId.unwrap(issuer)) << 64) | number];
    }

    // Views

    /// @inheritdoc ICreditLedger
    function checkpoint(IssuerId issuer) external view returns (uint64 size, uint64 leaves, bytes32 root, uint40 time) {
        Issuer storage entry = _known(issuer);
        LogHead head = entry.head;
        return (head.batches(), head.leaves(), MerkleLog.fold(_peaksOf(entry)), head.time());
    }

    /// @inheritdoc ICreditLedger
    function peek(
        IssuerId issuer,
        uint64 batch,
        uint64 word
    ) external view returns (bytes32 batchLeaf, uint256 revokedBits, IssuerStatus status) {
        Issuer storage entry = _issuers[issuer];
        return (entry.evenRange.leaves[batch], _wordOf(issuer, word).bits, _statusOf(entry));
    }

    /// @inheritdoc ICreditLedger
    function check(CheckInput calldata input) external view returns (CheckReason reason) {
        IssuerId issuer = input.credit.issuer;
        reason = _checkLog(_issuers[issuer], issuer, input.batch, input.logPath);
        if (reason != CheckReason.Ok) return reason;
        bytes32 leaf = MerkleLog.hashLeaf(_hashTypedDataV4(LedgerLeaf.structHashOf(input.credit)));
        if (!MerkleLog.verifyInclusion(leaf, input.position, input.batch.leaves, input.path, input.batch.root)) {
            return CheckReason.NotIncluded;
        }
        uint256 index = uint256(input.batch.firstLeaf) + input.position;
        if ((_wordOf(issuer, index >> 8).bits >> (index & 0xff)) & 1 == 1) return CheckReason.Revoked;
        if (block.timestamp >= input.credit.expiry) return CheckReason.Expired;
        return CheckReason.Ok;
    }

    /// @dev Whether the issuer is active and its log holds the batch.
    function _checkLog(
        Issuer storage entry,
        IssuerId issuer,
        Batch calldata batch,
        bytes32[] calldata logPath
    ) private view returns (CheckReason) {
        LogHead head = entry.head;
        if (head.status() == uint8(IssuerStatus.None)) return CheckReason.UnknownIssuer;
        if (head.status() != uint8(IssuerStatus.Active)) return CheckReason.IssuerSuspended;
        if (batch.number >= head.batches()) return CheckReason.BatchUnknown;
        if (batch.issuer != issuer) return CheckReason.BatchMismatch;
        bytes32 leaf = LedgerLeaf.ofBatch(batch, address(this));
        if (head.storesBatchLeaf()) {
            return leaf == entry.evenRange.leaves[batch.number] ? CheckReason.Ok : CheckReason.BatchMismatch;
        }
        bytes32 root = MerkleLog.fold(_peaksOf(entry));
        bool isInLog = MerkleLog.verifyInclusion(leaf, batch.number, head.batches(), logPath, root);
        return isInLog ? CheckReason.Ok : CheckReason.LogPathInvalid;
    }

    /// @inheritdoc ICreditLedger
    function peaks(IssuerId issuer) external view returns (bytes32[] memory roots) {
        return _peaksOf(_known(issuer));
    }

    function _peaksOf(Issuer storage entry) private view returns (bytes32[] memory) {
        LogHead head = entry.head;
        return head.storesBatchLeaf() ? entry.evenRange.peaks(head.batches()) : entry.peakStack.peaks(head.batches());
    }
}
