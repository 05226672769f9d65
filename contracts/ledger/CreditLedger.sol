// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { IERC5267 } from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import { EvenRange } from "../libraries/EvenRange.sol";
import { KeySignature } from "../libraries/KeySignature.sol";
import { LedgerLeaf } from "../libraries/LedgerLeaf.sol";
import { MerkleLog } from "../libraries/MerkleLog.sol";
import { PeakStack } from "../libraries/PeakStack.sol";
import { AnchorOrder } from "../types/AnchorOrder.sol";
import { Batch } from "../types/Batch.sol";
import { IssuerId } from "../types/IssuerId.sol";
import { ANCHOR_ROLE, SUPERSEDE_ROLES } from "../types/KeyRoles.sol";
import { HAS_SUCCESSOR, LogHead } from "../types/LogHead.sol";
import { CredentialStatus } from "./CredentialStatus.sol";
import { ICreditLedger } from "./ICreditLedger.sol";

/// @title CreditLedger
/// @notice See `ICreditLedger`. No proxy and no power over history: the access manager admits and suspends issuers.
contract CreditLedger is CredentialStatus, IERC5267 {
    using EvenRange for EvenRange.Range;
    using PeakStack for PeakStack.Range;

    /// @dev Credentials that one issuer can anchor in all. Bounds the number of batches and every height as well.
    uint64 private constant MAX_LEAVES = (1 << 40) - 1;

    /// @dev Nonces of signed orders that were used, one bit each.
    mapping(address key => mapping(uint256 word => uint256 bits)) private _usedNonces;

    /// @param authority Access manager that decides who admits and suspends issuers.
    constructor(address authority) AccessManaged(authority) {}

    // Log

    /// @inheritdoc ICreditLedger
    function anchor(bytes32 root, uint64 leaves, bytes32 model, bytes32 stateRoot, uint64 expectedBatch) external returns (uint64 batch) {
        IssuerId issuer = _openKey(msg.sender, ANCHOR_ROLE).issuer();
        return _append(_batchOf(issuer, root, leaves, model, stateRoot, expectedBatch), msg.sender);
    }

    /// @inheritdoc ICreditLedger
    function anchorBySig(AnchorOrder calldata order, address key, bytes calldata signature) external returns (uint64 batch) {
        require(block.timestamp <= order.deadline, LedgerDeadlinePassed(order.deadline));
        IssuerId issuer = _openKey(key, ANCHOR_ROLE).issuer();
        require(issuer == order.issuer, LedgerKeyOfOtherIssuer(key, issuer));
        _useNonce(key, order.nonce);
        bytes32 digest = LedgerLeaf.digestOf(LedgerLeaf.structHashOf(order), address(this));
        require(KeySignature.isValid(key, digest, signature), LedgerSignatureInvalid(key));
        return _append(_batchOf(issuer, order.root, order.leaves, order.model, order.stateRoot, order.expectedBatch), key);
    }

    /// @inheritdoc ICreditLedger
    function anchorAndSupersede(
        bytes32 root,
        uint64 leaves,
        bytes32 model,
        bytes32 stateRoot,
        uint64 expectedBatch,
        Superseded calldata old
    ) external returns (uint64 batch) {
        IssuerId issuer = _openKey(msg.sender, SUPERSEDE_ROLES).issuer();
        Batch memory newer = _batchOf(issuer, root, leaves, model, stateRoot, expectedBatch);
        batch = _append(newer, msg.sender);
        _supersede(issuer, old, newer.firstLeaf, batch);
    }

    /// @dev A batch whose place in time and among the credentials is still to be found.
    function _batchOf(
        IssuerId issuer,
        bytes32 root,
        uint64 leaves,
        bytes32 model,
        bytes32 stateRoot,
        uint64 expectedBatch
    ) private view returns (Batch memory) {
        return
            Batch({
                issuer: issuer,
                number: expectedBatch,
                root: root,
                leaves: leaves,
                firstLeaf: 0,
                model: model,
                stateRoot: stateRoot,
                time: uint64(block.timestamp)
            });
    }

    /// @dev Appends a batch to its issuer's log. Assumes that `key` may anchor for that issuer.
    function _append(Batch memory batch, address key) private returns (uint64 number) {
        Issuer storage entry = _issuers[batch.issuer];
        LogHead head = entry.head;
        require(head.status() == uint8(IssuerStatus.Active), LedgerIssuerSuspended(batch.issuer));
        require(!head.has(HAS_SUCCESSOR), LedgerIssuerSucceeded(batch.issuer, entry.successor));
        number = head.batches();
        require(number == batch.number, LedgerStaleBatch(batch.number, number));
        require(batch.root != bytes32(0), LedgerRootIsZero());
        require(batch.leaves != 0, LedgerBatchIsEmpty());
        uint64 firstLeaf = head.leaves();
        require(batch.leaves <= MAX_LEAVES - firstLeaf, LedgerTooManyLeaves(batch.leaves, MAX_LEAVES - firstLeaf));
        batch.firstLeaf = firstLeaf;
        entry.head = head.advanced(batch.leaves, block.timestamp);
        bytes32 leaf = LedgerLeaf.ofBatch(batch, address(this));
        if (head.storesBatchLeaf()) entry.evenRange.append(number, leaf);
        else entry.peakStack.append(number, leaf);
        emit Anchored(
            batch.issuer,
            number,
            batch.root,
            batch.leaves,
            firstLeaf,
            batch.model,
            batch.stateRoot,
            uint40(block.timestamp),
            key
        );
    }

    function _useNonce(address key, uint256 nonce) private {
        uint256 used = _usedNonces[key][nonce >> 8];
        uint256 bit = 1 << (nonce & 0xff);
        require(used & bit == 0, LedgerNonceUsed(key, nonce));
        _usedNonces[key][nonce >> 8] = used | bit;
    }

    // Views

    /// @inheritdoc IERC5267
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        return (hex"0f", LedgerLeaf.DOMAIN_NAME, LedgerLeaf.DOMAIN_VERSION, block.chainid, address(this), 0, new uint256[](0));
    }

    /// @inheritdoc ICreditLedger
    function checkpoint(IssuerId issuer) external view returns (uint64 size, uint64 leaves, bytes32 root, uint40 time) {
        Issuer storage entry = _known(issuer);
        LogHead head = entry.head;
        return (head.batches(), head.leaves(), MerkleLog.fold(_peaksOf(entry)), head.time());
    }

    /// @inheritdoc ICreditLedger
    function isNonceUsed(address key, uint256 nonce) external view returns (bool isUsed) {
        return (_usedNonces[key][nonce >> 8] >> (nonce & 0xff)) & 1 == 1;
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
