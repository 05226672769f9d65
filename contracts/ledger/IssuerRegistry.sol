// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { BatchRanges } from "../libraries/BatchRanges.sol";
import { EvenRange } from "../libraries/EvenRange.sol";
import { PeakStack } from "../libraries/PeakStack.sol";
import { IssuerId } from "../types/IssuerId.sol";
import { KeyRecord, keyRecord } from "../types/KeyRecord.sol";
import { KeyRoles } from "../types/KeyRoles.sol";
import { HAS_FROZEN, HAS_SUCCESSOR, LogHead, newLogHead } from "../types/LogHead.sol";
import { ICreditLedger } from "./ICreditLedger.sol";

/// @title IssuerRegistry
/// @notice Part of `CreditLedger`: who may write to it, and since when.
abstract contract IssuerRegistry is ICreditLedger, AccessManaged {
    using EvenRange for EvenRange.Range;
    using BatchRanges for uint64[];

    uint256 private constant MAX_NAME_LENGTH = 128;
    uint256 private constant MAX_WINDOWS = 64;
    uint32 private constant MAX_KEY_DELAY = 365 days;

    struct Issuer {
        /// @dev The one slot of the log's state; anchoring reads and writes it once.
        LogHead head;
        /// @dev Account that manages the keys.
        address admin;
        /// @dev Issuer that continues the work, if any.
        IssuerId successor;
        /// @dev Seconds that a new key waits before it counts.
        uint32 keyDelay;
        /// @dev keccak256 of the name.
        bytes32 nameHash;
        /// @dev All changes of the standing.
        StatusChange[] statusHistory;
        /// @dev The log, if batch leaves are stored.
        EvenRange.Range evenRange;
        /// @dev The log, if they are not.
        PeakStack.Range peakStack;
        /// @dev Batches that are frozen, unless they have a state of their own, as `BatchRanges` has them.
        uint64[] frozen;
    }

    uint32 private _issuerCount;
    mapping(IssuerId issuer => Issuer) internal _issuers;
    mapping(address key => KeyRecord) internal _keys;
    mapping(address key => KeyWindow[]) private _pastWindows;

    // Issuers

    /// @inheritdoc ICreditLedger
    function registerIssuer(
        address admin,
        string calldata name,
        bool storesBatchLeaf,
        uint32 keyDelay
    ) external restricted returns (IssuerId issuer) {
        require(admin != address(0), LedgerAdminIsZero());
        uint256 length = bytes(name).length;
        require(length != 0 && length <= MAX_NAME_LENGTH, LedgerNameLengthInvalid(length, MAX_NAME_LENGTH));
        require(keyDelay <= MAX_KEY_DELAY, LedgerKeyDelayTooLong(keyDelay, MAX_KEY_DELAY));
        issuer = IssuerId.wrap(++_issuerCount);
        Issuer storage entry = _issuers[issuer];
        bytes32 nameHash = keccak256(bytes(name));
        entry.head = newLogHead(storesBatchLeaf);
        entry.admin = admin;
        entry.keyDelay = keyDelay;
        entry.nameHash = nameHash;
        if (storesBatchLeaf) entry.evenRange.prepare();
        emit IssuerRegistered(issuer, admin, nameHash, name, storesBatchLeaf, keyDelay);
        _setStatus(issuer, entry, IssuerStatus.Active);
    }

    /// @inheritdoc ICreditLedger
    function setIssuerStatus(IssuerId issuer, IssuerStatus status) external restricted {
        Issuer storage entry = _known(issuer);
        require(status != IssuerStatus.None && status != _statusOf(entry), LedgerStatusNotSettable(issuer, uint8(status)));
        _setStatus(issuer, entry, status);
    }

    function _setStatus(IssuerId issuer, Issuer storage entry, IssuerStatus status) private {
        entry.head = entry.head.withStatus(uint8(status));
        entry.statusHistory.push(StatusChange({ time: uint40(block.timestamp), status: status }));
        emit IssuerStatusChanged(issuer, status, uint40(block.timestamp));
    }

    function _statusOf(Issuer storage entry) internal view returns (IssuerStatus) {
        return IssuerStatus(entry.head.status());
    }

    function _known(IssuerId issuer) internal view returns (Issuer storage entry) {
        entry = _issuers[issuer];
        require(_statusOf(entry) != IssuerStatus.None, LedgerIssuerUnknown(issuer));
    }

    /// @inheritdoc ICreditLedger
    function setSuccessor(IssuerId issuer, IssuerId successor) external {
        Issuer storage entry = _known(issuer);
        _requireAdmin(entry);
        require(entry.successor.isNone(), LedgerIssuerSucceeded(issuer));
        Issuer storage heir = _known(successor);
        require(successor != issuer && heir.successor.isNone(), LedgerSuccessorInvalid(successor));
        entry.head = entry.head.with(HAS_SUCCESSOR);
        entry.admin = heir.admin;
        entry.successor = successor;
        emit SuccessorSet(issuer, successor, heir.admin);
    }

    // Frozen batches

    /// @inheritdoc ICreditLedger
    function freezeFrom(IssuerId issuer, uint64 batch) external {
        Issuer storage entry = _known(issuer);
        _requireAdmin(entry);
        LogHead head = entry.head;
        uint64 size = head.batches();
        require(batch < size, LedgerBatchUnknown(batch, size));
        if (!head.has(HAS_FROZEN)) entry.head = head.with(HAS_FROZEN);
        entry.frozen.add(batch, size);
        emit BatchesFrozen(issuer, batch, size);
    }

    /// @inheritdoc ICreditLedger
    function thaw(IssuerId issuer, uint64 from, uint64 until) external {
        Issuer storage entry = _known(issuer);
        _requireAdmin(entry);
        require(from < until && entry.frozen.remove(from, until), LedgerNothingToThaw(issuer, from, until));
        emit BatchesThawed(issuer, from, until);
    }

    // Keys

    /// @inheritdoc ICreditLedger
    function addKey(IssuerId issuer, address key, uint40 from, uint40 until, KeyRoles roles) external {
        Issuer storage entry = _known(issuer);
        _requireAdmin(entry);
        require(key != address(0), LedgerKeyIsZero());
        require(roles.isValid(), LedgerRolesInvalid(roles));
        uint40 start = _startOfKey(entry, from);
        require(start < until, LedgerWindowIsEmpty(start, until));
        KeyRecord last = _keys[key];
        if (!last.issuer().isNone()) _retireWindow(issuer, key, last);
        _keys[key] = keyRecord(issuer, start, until, roles, 0);
        emit KeyAdded(issuer, key, start, until, roles);
    }

    /// @dev An issuer without history has nothing to protect yet, so its first keys count at once.
    function _startOfKey(Issuer storage entry, uint40 from) private view returns (uint40) {
        unchecked {
            uint256 earliest = entry.head.batches() == 0 ? block.timestamp : block.timestamp + entry.keyDelay;
            return from < earliest ? uint40(earliest) : from;
        }
    }

    /// @dev Moves the last window of a key, which must be over, to the past ones.
    function _retireWindow(IssuerId issuer, address key, KeyRecord last) private {
        require(last.issuer() == issuer, LedgerKeyOfOtherIssuer(key, last.issuer()));
        require(last.until() <= block.timestamp, LedgerKeyInUse(key, last.until()));
        KeyWindow[] storage past = _pastWindows[key];
        require(past.length + 1 < MAX_WINDOWS, LedgerTooManyWindows(key, MAX_WINDOWS));
        past.push(KeyWindow({ from: last.from(), until: last.until(), roles: last.roles() }));
    }

    /// @inheritdoc ICreditLedger
    function removeKey(address key) external {
        KeyRecord record = _keys[key];
        IssuerId issuer = record.issuer();
        require(!issuer.isNone(), LedgerKeyUnknown(key));
        _requireAdmin(_issuers[issuer]);
        require(block.timestamp < record.until(), LedgerKeyIsOver(key, record.until()));
        record = record.closedAt(uint40(block.timestamp));
        _keys[key] = record;
        emit KeyRemoved(issuer, key, record.until());
    }

    function _requireAdmin(Issuer storage entry) private view {
        require(msg.sender == entry.admin, LedgerCallerIsNotAdmin(msg.sender, entry.admin));
    }

    /// @dev Refuses a key that may not do `wanted`, a single role, now.
    function _requireOpen(address key, KeyRecord record, KeyRoles wanted) internal view {
        require(record.isOpenAt(block.timestamp), LedgerKeyOutsideWindow(key, record.issuer(), record.from(), record.until()));
        require(record.roles().has(wanted), LedgerKeyLacksRole(key, record.roles(), wanted));
    }

    // Views

    /// @inheritdoc ICreditLedger
    function issuerOf(
        IssuerId issuer
    )
        external
        view
        returns (address admin, bytes32 nameHash, IssuerStatus status, bool storesBatchLeaf, uint32 keyDelay, IssuerId successor)
    {
        Issuer storage entry = _known(issuer);
        LogHead head = entry.head;
        return (entry.admin, entry.nameHash, _statusOf(entry), head.storesBatchLeaf(), entry.keyDelay, entry.successor);
    }

    /// @inheritdoc ICreditLedger
    function issuerCount() external view returns (uint32 count) {
        return _issuerCount;
    }

    /// @inheritdoc ICreditLedger
    function keyOf(address key) external view returns (IssuerId issuer, uint40 from, uint40 until, KeyRoles roles) {
        KeyRecord record = _keys[key];
        return (record.issuer(), record.from(), record.until(), record.roles());
    }

    /// @inheritdoc ICreditLedger
    function keyWindows(address key) external view returns (KeyWindow[] memory windows) {
        KeyRecord record = _keys[key];
        if (record.issuer().isNone()) return new KeyWindow[](0);
        KeyWindow[] storage past = _pastWindows[key];
        uint256 count = past.length;
        windows = new KeyWindow[](count + 1);
        for (uint256 i = 0; i < count; ++i) {
            windows[i] = past[i];
        }
        windows[count] = KeyWindow({ from: record.from(), until: record.until(), roles: record.roles() });
    }

    /// @inheritdoc ICreditLedger
    function issuerStatusHistory(IssuerId issuer) external view returns (StatusChange[] memory changes) {
        return _known(issuer).statusHistory;
    }
}
