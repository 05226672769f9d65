// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {LedgerLeaf} from "../libraries/LedgerLeaf.sol";
import {LogRange} from "../libraries/LogRange.sol";
import {MerkleLog} from "../libraries/MerkleLog.sol";
import {Batch} from "../types/Batch.sol";
import {IssuerId} from "../types/IssuerId.sol";
import {ANCHOR_ROLE, KeyRoles, REVOKE_ROLE} from "../types/KeyRoles.sol";
import {ICreditLedger} from "./ICreditLedger.sol";

/// @title CreditLedger
/// @notice See `ICreditLedger`. No proxy and no power over history: the access manager admits and suspends issuers.
contract CreditLedger is ICreditLedger, AccessManaged, EIP712 {
    using LogRange for LogRange.Range;

    /// @dev Credentials that one issuer can anchor in all; bounds every height to 40 as well.
    uint64 private constant MAX_LEAVES = 1 << 40;
    uint256 private constant MAX_NAME_LENGTH = 128;
    uint256 private constant MAX_WINDOWS = 64;
    uint256 private constant MAX_WORDS = 64;
    uint8 private constant MAX_REASON = 5;

    /// @dev The first five fields share the one slot that anchoring reads and writes.
    struct Issuer {
        uint64 batches;
        uint64 leaves;
        uint40 time;
        IssuerStatus status;
        bool storesBatchLeaf;
        LogRange.Range range;
        mapping(uint256 word => uint256 bits) revoked;
        address admin;
        bytes32 nameHash;
        StatusChange[] statusHistory;
    }

    /// @dev One slot. `horizon` is a number of credentials that the issuer is known to have anchored; it spares
    /// revocations the read of the issuer's own slot and is brought up to date by the first one that reaches beyond.
    struct Key {
        IssuerId issuer;
        uint40 from;
        uint40 until;
        KeyRoles roles;
        uint64 horizon;
    }

    uint32 private _issuerCount;
    mapping(IssuerId issuer => Issuer) private _issuers;
    mapping(address key => Key) private _keys;
    mapping(address key => KeyWindow[]) private _pastWindows;

    /// @param authority Access manager that decides who admits and suspends issuers.
    constructor(address authority) AccessManaged(authority) EIP712("Credence Credit Ledger", "1") {}

    // Issuers

    /// @inheritdoc ICreditLedger
    function registerIssuer(
        address admin,
        string calldata name,
        bool storesBatchLeaf
    ) external restricted returns (IssuerId issuer) {
        require(admin != address(0), LedgerAdminIsZero());
        uint256 length = bytes(name).length;
        require(length != 0 && length <= MAX_NAME_LENGTH, LedgerNameLengthInvalid(length, MAX_NAME_LENGTH));
        issuer = IssuerId.wrap(++_issuerCount);
        Issuer storage entry = _issuers[issuer];
        bytes32 nameHash = keccak256(bytes(name));
        entry.admin = admin;
        entry.nameHash = nameHash;
        entry.storesBatchLeaf = storesBatchLeaf;
        entry.range.prepare(storesBatchLeaf);
        emit IssuerRegistered(issuer, admin, nameHash, name, storesBatchLeaf);
        _setStatus(issuer, entry, IssuerStatus.Active);
    }

    /// @inheritdoc ICreditLedger
    function setIssuerStatus(IssuerId issuer, IssuerStatus status) external restricted {
        Issuer storage entry = _known(issuer);
        require(status != IssuerStatus.None && status != entry.status, LedgerStatusNotSettable(issuer, status));
        _setStatus(issuer, entry, status);
    }

    function _setStatus(IssuerId issuer, Issuer storage entry, IssuerStatus status) private {
        entry.status = status;
        entry.statusHistory.push(StatusChange({time: uint40(block.timestamp), status: status}));
        emit IssuerStatusChanged(issuer, status, uint40(block.timestamp));
    }

    function _known(IssuerId issuer) private view returns (Issuer storage entry) {
        entry = _issuers[issuer];
        require(entry.status != IssuerStatus.None, LedgerIssuerUnknown(issuer));
    }

    // Keys

    /// @inheritdoc ICreditLedger
    function addKey(IssuerId issuer, address key, uint40 from, uint40 until, KeyRoles roles) external {
        _requireAdmin(_known(issuer));
        require(key != address(0), LedgerKeyIsZero());
        require(roles.isValid(), LedgerRolesInvalid(roles));
        uint40 start = uint40(Math.max(from, block.timestamp));
        require(start < until, LedgerWindowIsEmpty(start, until));
        Key storage entry = _keys[key];
        if (entry.issuer.isNone()) {
            entry.issuer = issuer;
        } else {
            require(entry.issuer == issuer, LedgerKeyOfOtherIssuer(key, entry.issuer));
            require(entry.until <= block.timestamp, LedgerKeyInUse(key, entry.until));
            KeyWindow[] storage past = _pastWindows[key];
            require(past.length + 1 < MAX_WINDOWS, LedgerTooManyWindows(key, MAX_WINDOWS));
            past.push(KeyWindow({from: entry.from, until: entry.until, roles: entry.roles}));
        }
        entry.from = start;
        entry.until = until;
        entry.roles = roles;
        emit KeyAdded(issuer, key, start, until, roles);
    }

    /// @inheritdoc ICreditLedger
    function removeKey(address key) external {
        Key storage entry = _keys[key];
        IssuerId issuer = entry.issuer;
        require(!issuer.isNone(), LedgerKeyUnknown(key));
        _requireAdmin(_issuers[issuer]);
        require(entry.until > block.timestamp, LedgerKeyIsOver(key, entry.until));
        entry.until = uint40(block.timestamp);
        emit KeyRemoved(issuer, key, uint40(block.timestamp));
    }

    function _requireAdmin(Issuer storage entry) private view {
        require(msg.sender == entry.admin, LedgerCallerIsNotAdmin(msg.sender, entry.admin));
    }

    /// @dev Entry of the calling key, which is inside its window and has the role.
    function _callingKey(KeyRoles wanted) private view returns (Key memory key) {
        key = _keys[msg.sender];
        require(!key.issuer.isNone(), LedgerKeyUnknown(msg.sender));
        require(
            key.from <= block.timestamp && block.timestamp < key.until,
            LedgerKeyOutsideWindow(msg.sender, key.from, key.until)
        );
        require(key.roles.has(wanted), LedgerKeyLacksRole(msg.sender, key.roles, wanted));
    }

    // Log

    /// @inheritdoc ICreditLedger
    function anchor(
        bytes32 root,
        uint64 leaves,
        bytes32 model,
        bytes32 stateRoot,
        uint64 expectedBatch
    ) external returns (uint64 batch) {
        IssuerId issuer = _callingKey(ANCHOR_ROLE).issuer;
        Issuer storage entry = _issuers[issuer];
        require(entry.status == IssuerStatus.Active, LedgerIssuerSuspended(issuer));
        batch = entry.batches;
        require(batch == expectedBatch, LedgerStaleBatch(expectedBatch, batch));
        require(root != bytes32(0), LedgerRootIsZero());
        require(leaves != 0, LedgerBatchIsEmpty());
        uint64 firstLeaf = entry.leaves;
        require(leaves <= MAX_LEAVES - firstLeaf, LedgerTooManyLeaves(leaves, MAX_LEAVES - firstLeaf));
        bool keeps = entry.storesBatchLeaf;
        entry.batches = batch + 1;
        entry.leaves = firstLeaf + leaves;
        entry.time = uint40(block.timestamp);
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
        entry.range.append(batch, leaf, keeps);
        emit Anchored(issuer, batch, root, leaves, firstLeaf, model, stateRoot, uint40(block.timestamp), msg.sender);
    }

    // Revocation

    /// @inheritdoc ICreditLedger
    function revoke(uint64 index, uint8 reason) external {
        IssuerId issuer = _callingRevoker(index, reason);
        mapping(uint256 word => uint256 bits) storage revoked = _issuers[issuer].revoked;
        uint256 word = index >> 8;
        uint256 bits = revoked[word];
        uint256 bit = 1 << (index & 0xff);
        require(bits & bit == 0, LedgerAlreadyRevoked(issuer, index));
        revoked[word] = bits | bit;
        emit Revoked(issuer, index, reason, msg.sender);
    }

    /// @inheritdoc ICreditLedger
    function revokeWords(uint64[] calldata words, uint256[] calldata bits, uint8 reason) external {
        require(words.length == bits.length, LedgerLengthsDiffer(words.length, bits.length));
        require(words.length <= MAX_WORDS, LedgerTooManyWords(words.length, MAX_WORDS));
        uint256 highest = 0;
        for (uint256 i = 0; i < words.length; ++i) {
            highest = Math.max(highest, (uint256(words[i]) << 8) + Math.log2(bits[i]));
        }
        IssuerId issuer = _callingRevoker(highest, reason);
        mapping(uint256 word => uint256 bits) storage revoked = _issuers[issuer].revoked;
        bool isAnyNew = false;
        for (uint256 i = 0; i < words.length; ++i) {
            uint256 known = revoked[words[i]];
            uint256 added = bits[i] & ~known;
            if (added == 0) continue;
            isAnyNew = true;
            revoked[words[i]] = known | added;
            emit WordRevoked(issuer, words[i], added, reason, msg.sender);
        }
        require(isAnyNew, LedgerNothingToRevoke(issuer));
    }

    /// @dev Issuer of the calling key, which may revoke every credential up to `highest`.
    function _callingRevoker(uint256 highest, uint8 reason) private returns (IssuerId issuer) {
        Key memory key = _callingKey(REVOKE_ROLE);
        issuer = key.issuer;
        require(reason != 0 && reason <= MAX_REASON, LedgerReasonInvalid(reason));
        if (highest >= key.horizon) {
            uint64 leaves = _issuers[issuer].leaves;
            require(highest < leaves, LedgerIndexUnknown(highest, leaves));
            _keys[msg.sender].horizon = leaves;
        }
    }

    // Views

    /// @inheritdoc ICreditLedger
    function checkpoint(IssuerId issuer) external view returns (uint64 size, uint64 leaves, bytes32 root, uint40 time) {
        Issuer storage entry = _known(issuer);
        size = entry.batches;
        return (size, entry.leaves, entry.range.root(size, entry.storesBatchLeaf), entry.time);
    }

    /// @inheritdoc ICreditLedger
    function peek(
        IssuerId issuer,
        uint64 batch,
        uint64 word
    ) external view returns (bytes32 batchLeaf, uint256 revokedBits, IssuerStatus status) {
        Issuer storage entry = _issuers[issuer];
        return (entry.range.leaves[batch], entry.revoked[word], entry.status);
    }

    /// @inheritdoc ICreditLedger
    function check(CheckInput calldata input) external view returns (CheckReason reason) {
        Issuer storage entry = _issuers[input.credit.issuer];
        if (entry.status == IssuerStatus.None) return CheckReason.UnknownIssuer;
        if (entry.status == IssuerStatus.Suspended) return CheckReason.IssuerSuspended;
        if (input.batch.number >= entry.batches) return CheckReason.BatchUnknown;
        if (input.batch.issuer != input.credit.issuer) return CheckReason.BatchMismatch;
        reason = _checkLog(entry, input);
        if (reason != CheckReason.Ok) return reason;
        bytes32 leaf = MerkleLog.hashLeaf(_hashTypedDataV4(LedgerLeaf.structHashOf(input.credit)));
        if (!MerkleLog.verifyInclusion(leaf, input.position, input.batch.leaves, input.path, input.batch.root)) {
            return CheckReason.NotIncluded;
        }
        uint256 index = uint256(input.batch.firstLeaf) + input.position;
        if ((entry.revoked[index >> 8] >> (index & 0xff)) & 1 == 1) return CheckReason.Revoked;
        if (block.timestamp >= input.credit.expiry) return CheckReason.Expired;
        return CheckReason.Ok;
    }

    /// @dev Whether the batch stands in the log: by its stored leaf if there is one, else by the log path.
    function _checkLog(Issuer storage entry, CheckInput calldata input) private view returns (CheckReason) {
        uint64 number = input.batch.number;
        bytes32 leaf = LedgerLeaf.ofBatch(input.batch, address(this));
        if (entry.storesBatchLeaf) {
            return leaf == entry.range.leaves[number] ? CheckReason.Ok : CheckReason.BatchMismatch;
        }
        uint64 size = entry.batches;
        bytes32 root = entry.range.root(size, false);
        bool isInLog = MerkleLog.verifyInclusion(leaf, number, size, input.logPath, root);
        return isInLog ? CheckReason.Ok : CheckReason.LogPathInvalid;
    }

    /// @inheritdoc ICreditLedger
    function issuerOf(
        IssuerId issuer
    ) external view returns (address admin, bytes32 nameHash, IssuerStatus status, bool storesBatchLeaf) {
        Issuer storage entry = _known(issuer);
        return (entry.admin, entry.nameHash, entry.status, entry.storesBatchLeaf);
    }

    /// @inheritdoc ICreditLedger
    function issuerCount() external view returns (uint32 count) {
        return _issuerCount;
    }

    /// @inheritdoc ICreditLedger
    function keyOf(address key) external view returns (IssuerId issuer, uint40 from, uint40 until, KeyRoles roles) {
        Key storage entry = _keys[key];
        return (entry.issuer, entry.from, entry.until, entry.roles);
    }

    /// @inheritdoc ICreditLedger
    function keyWindows(address key) external view returns (KeyWindow[] memory windows) {
        Key storage entry = _keys[key];
        if (entry.issuer.isNone()) return new KeyWindow[](0);
        KeyWindow[] storage past = _pastWindows[key];
        uint256 count = past.length;
        windows = new KeyWindow[](count + 1);
        for (uint256 i = 0; i < count; ++i) {
            windows[i] = past[i];
        }
        windows[count] = KeyWindow({from: entry.from, until: entry.until, roles: entry.roles});
    }

    /// @inheritdoc ICreditLedger
    function issuerStatusHistory(IssuerId issuer) external view returns (StatusChange[] memory changes) {
        return _known(issuer).statusHistory;
    }

    /// @inheritdoc ICreditLedger
    function peaks(IssuerId issuer) external view returns (bytes32[] memory roots) {
        Issuer storage entry = _known(issuer);
        return entry.range.peaks(entry.batches, entry.storesBatchLeaf);
    }
}
