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
import { KeyRecord } from "../types/KeyRecord.sol";
import { ANCHOR_ROLE, REVOKE_ROLE } from "../types/KeyRoles.sol";
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

    /// @dev A word of nonces whose number is below this may stand in the log's head.
    uint256 private constant HEAD_WORDS = 1 << 48;

    /// @dev Nonces of signed orders that were used, 64 a word. Of the word in the log's head, what stands here is old.
    mapping(IssuerId issuer => mapping(uint256 word => uint256 bits)) private _usedNonces;

    /// @param authority Access manager that decides who admits and suspends issuers.
    constructor(address authority) AccessManaged(authority) {}

    // Log

    /// @inheritdoc ICreditLedger
    function anchor(bytes32 root, uint64 leaves, bytes32 model, bytes32 stateRoot, uint64 expectedBatch) external returns (uint64 batch) {
        return _append(_batch(root, leaves, model, stateRoot, expectedBatch), msg.sender);
    }

    /// @inheritdoc ICreditLedger
    function anchorBySig(AnchorOrder calldata order, address key, bytes calldata signature) external returns (uint64 batch) {
        require(block.timestamp <= order.deadline, LedgerDeadlinePassed(order.deadline));
        IssuerId issuer = _keys[key].issuer();
        require(issuer == order.issuer, LedgerKeyOfOtherIssuer(key, issuer));
        bytes32 digest = LedgerLeaf.digestOf(LedgerLeaf.structHashOf(order), address(this));
        require(KeySignature.isValid(key, digest, signature), LedgerSignatureInvalid(key));
        _useNonce(issuer, order.nonce);
        return _append(_batch(order.root, order.leaves, order.model, order.stateRoot, order.expectedBatch), key);
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
        _requireOpen(msg.sender, _keys[msg.sender], REVOKE_ROLE);
        Batch memory newer = _batch(root, leaves, model, stateRoot, expectedBatch);
        batch = _append(newer, msg.sender);
        _supersede(newer.issuer, old, newer.firstLeaf, batch);
    }

    /// @dev A batch as far as its key names it.
    function _batch(
        bytes32 root,
        uint64 leaves,
        bytes32 model,
        bytes32 stateRoot,
        uint64 number
    ) private pure returns (Batch memory batch) {
        batch.number = number;
        batch.root = root;
        batch.leaves = leaves;
        batch.model = model;
        batch.stateRoot = stateRoot;
    }

    /// @dev Appends a batch to the log of the key's issuer, and completes it by issuer, time and place.
    function _append(Batch memory batch, address key) private returns (uint64 number) {
        KeyRecord record = _keys[key];
        _requireOpen(key, record, ANCHOR_ROLE);
        IssuerId issuer = record.issuer();
        uint64 leaves = batch.leaves;
        bytes32 root = batch.root;
        number = batch.number;
        Issuer storage entry = _issuers[issuer];
        LogHead head = entry.head;
        uint64 firstLeaf = head.leaves();
        require(head.status() == uint8(IssuerStatus.Active), LedgerIssuerSuspended(issuer));
        require(!head.has(HAS_SUCCESSOR), LedgerIssuerSucceeded(issuer));
        require(number == head.batches(), LedgerStaleBatch(number, head.batches()));
        require(root != bytes32(0), LedgerRootIsZero());
        require(leaves != 0, LedgerBatchIsEmpty());
        uint64 room = _roomAfter(firstLeaf);
        require(leaves <= room, LedgerTooManyLeaves(leaves, room));
        batch.issuer = issuer;
        batch.firstLeaf = firstLeaf;
        batch.time = uint64(block.timestamp);
        entry.head = head.advanced(leaves, block.timestamp);
        bytes32 leaf = LedgerLeaf.ofBatch(batch, address(this));
        if (head.storesBatchLeaf()) entry.evenRange.append(number, leaf);
        else entry.peakStack.append(number, leaf);
        emit Anchored(issuer, number, root, leaves, firstLeaf, batch.model, batch.stateRoot, uint40(block.timestamp), key);
    }

    function _roomAfter(uint64 firstLeaf) private pure returns (uint64) {
        unchecked {
            return MAX_LEAVES - firstLeaf;
        }
    }

    /// @dev Nonces near each other cost next to nothing, because they stand in the head of the log.
    function _useNonce(IssuerId issuer, uint256 nonce) private {
        Issuer storage entry = _issuers[issuer];
        LogHead head = entry.head;
        uint256 word = nonce >> 6;
        uint64 used = _nonceBits(issuer, head, word);
        uint64 bit = uint64(1 << (nonce & 0x3f));
        require(used & bit == 0, LedgerNonceUsed(issuer, nonce));
        if (word >= HEAD_WORDS) {
            _usedNonces[issuer][word] = used | bit;
            return;
        }
        if (word != head.nonceWord()) _usedNonces[issuer][head.nonceWord()] = head.nonceBits();
        entry.head = head.withNonces(uint48(word), used | bit);
    }

    function _nonceBits(IssuerId issuer, LogHead head, uint256 word) private view returns (uint64) {
        return word == head.nonceWord() ? head.nonceBits() : uint64(_usedNonces[issuer][word]);
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
    function isNonceUsed(IssuerId issuer, uint256 nonce) external view returns (bool isUsed) {
        return (_nonceBits(issuer, _issuers[issuer].head, nonce >> 6) >> (nonce & 0x3f)) & 1 == 1;
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
