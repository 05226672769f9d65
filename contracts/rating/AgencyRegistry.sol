// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { AgencyId } from "../types/AgencyId.sol";
import { SubjectKind } from "../types/Rating.sol";
import { ScaleId } from "../types/ScaleId.sol";
import { IRatingBook } from "./IRatingBook.sol";

/// @title AgencyRegistry
/// @notice Part of `RatingBook`: who may rate, what, and on which scale.
abstract contract AgencyRegistry is IRatingBook, AccessManaged {
    uint256 private constant MAX_NAME_LENGTH = 128;
    uint256 private constant MAX_LABEL_LENGTH = 16;
    uint256 private constant MAX_GRADES = 32;

    struct Agency {
        /// @dev Account that manages the keys.
        address admin;
        /// @dev Standing now.
        AgencyStatus status;
        /// @dev keccak256 of the name.
        bytes32 nameHash;
    }

    struct Key {
        /// @dev The agency that it belongs to for ever.
        AgencyId agency;
        /// @dev First second of its window.
        uint40 from;
        /// @dev First second after its window.
        uint40 until;
    }

    struct Scale {
        /// @dev keccak256 of the name.
        bytes32 nameHash;
        /// @dev Best first.
        string[] labels;
    }

    struct Subject {
        /// @dev What it is.
        SubjectKind kind;
        /// @dev keccak256 of the name.
        bytes32 nameHash;
    }

    uint32 private _agencyCount;
    uint32 private _scaleCount;
    mapping(AgencyId agency => Agency) private _agencies;
    mapping(address key => Key) private _keys;
    mapping(ScaleId scale => Scale) private _scales;
    mapping(bytes32 subject => Subject) private _subjects;

    // Agencies

    /// @inheritdoc IRatingBook
    function registerAgency(address admin, string calldata name) external restricted returns (AgencyId agency) {
        require(admin != address(0), BookAdminIsZero());
        bytes32 nameHash = _nameHash(name, MAX_NAME_LENGTH);
        agency = AgencyId.wrap(++_agencyCount);
        _agencies[agency] = Agency({ admin: admin, status: AgencyStatus.Active, nameHash: nameHash });
        emit AgencyRegistered(agency, admin, name);
        emit AgencyStatusChanged(agency, AgencyStatus.Active);
    }

    /// @inheritdoc IRatingBook
    function setAgencyStatus(AgencyId agency, AgencyStatus status) external restricted {
        Agency storage entry = _known(agency);
        require(status != AgencyStatus.None && status != entry.status, BookStatusNotSettable(agency, uint8(status)));
        entry.status = status;
        emit AgencyStatusChanged(agency, status);
    }

    function _known(AgencyId agency) private view returns (Agency storage entry) {
        entry = _agencies[agency];
        require(entry.status != AgencyStatus.None, BookAgencyUnknown(agency));
    }

    function _isActive(AgencyId agency) internal view returns (bool) {
        return _agencies[agency].status == AgencyStatus.Active;
    }

    // Keys

    /// @inheritdoc IRatingBook
    function addKey(AgencyId agency, address key, uint40 from, uint40 until) external {
        _requireAdmin(_known(agency));
        require(key != address(0), BookKeyIsZero());
        Key storage last = _keys[key];
        AgencyId owner = last.agency;
        if (AgencyId.unwrap(owner) != 0) {
            require(owner == agency, BookKeyOfOtherAgency(key, owner));
            require(last.until <= block.timestamp, BookKeyInUse(key, last.until));
        }
        uint40 start = from < block.timestamp ? uint40(block.timestamp) : from;
        require(start < until, BookWindowIsEmpty(start, until));
        _keys[key] = Key({ agency: agency, from: start, until: until });
        emit AgencyKeyAdded(agency, key, start, until);
    }

    /// @inheritdoc IRatingBook
    function removeKey(address key) external {
        Key storage record = _keys[key];
        require(block.timestamp < record.until, BookKeyIsOver(key, record.until));
        AgencyId agency = record.agency;
        _requireAdmin(_agencies[agency]);
        // The window of a key that is removed before its begin ends before it begins.
        record.until = uint40(block.timestamp);
        emit AgencyKeyRemoved(agency, key, uint40(block.timestamp));
    }

    function _requireAdmin(Agency storage entry) private view {
        require(msg.sender == entry.admin, BookCallerIsNotAdmin(msg.sender, entry.admin));
    }

    /// @dev Agency of a key that may publish now.
    function _publisher(address key) internal view returns (AgencyId agency) {
        Key storage record = _keys[key];
        agency = record.agency;
        require(block.timestamp >= record.from && block.timestamp < record.until, BookKeyMayNotPublish(key, agency));
        require(_isActive(agency), BookAgencySuspended(agency));
    }

    // Scales and subjects

    /// @inheritdoc IRatingBook
    function registerScale(string calldata name, string[] calldata labels) external restricted returns (ScaleId scale) {
        bytes32 nameHash = _nameHash(name, MAX_NAME_LENGTH);
        require(labels.length > 1 && labels.length <= MAX_GRADES, BookGradeCountInvalid(labels.length, MAX_GRADES));
        scale = ScaleId.wrap(++_scaleCount);
        Scale storage entry = _scales[scale];
        entry.nameHash = nameHash;
        for (uint256 i = 0; i < labels.length; ++i) {
            bytes32 label = _nameHash(labels[i], MAX_LABEL_LENGTH);
            for (uint256 j = 0; j < i; ++j) {
                require(keccak256(bytes(labels[j])) != label, BookLabelTwice(labels[i]));
            }
            entry.labels.push(labels[i]);
        }
        emit ScaleRegistered(scale, name, labels);
    }

    /// @dev Number of grades of a scale.
    function _gradesOf(ScaleId scale) internal view returns (uint256 grades) {
        grades = _scales[scale].labels.length;
        require(grades != 0, BookScaleUnknown(scale));
    }

    /// @inheritdoc IRatingBook
    function registerSubject(SubjectKind kind, string calldata name) external returns (bytes32 subject) {
        _publisher(msg.sender);
        require(kind != SubjectKind.None, BookKindInvalid(kind));
        bytes32 nameHash = _nameHash(name, MAX_NAME_LENGTH);
        subject = keccak256(abi.encode(kind, nameHash));
        require(_subjects[subject].kind == SubjectKind.None, BookSubjectExists(subject));
        _subjects[subject] = Subject({ kind: kind, nameHash: nameHash });
        emit SubjectRegistered(subject, kind, nameHash, name);
    }

    function _requireSubject(bytes32 subject) internal view {
        require(_subjects[subject].kind != SubjectKind.None, BookSubjectUnknown(subject));
    }

    function _nameHash(string calldata name, uint256 lengthMax) private pure returns (bytes32) {
        uint256 length = bytes(name).length;
        require(length != 0 && length <= lengthMax, BookNameLengthInvalid(length, lengthMax));
        return keccak256(bytes(name));
    }

    // Views

    /// @inheritdoc IRatingBook
    function agencyOf(AgencyId agency) external view returns (address admin, bytes32 nameHash, AgencyStatus status) {
        Agency storage entry = _known(agency);
        return (entry.admin, entry.nameHash, entry.status);
    }

    /// @inheritdoc IRatingBook
    function agencyCount() external view returns (uint32 count) {
        return _agencyCount;
    }

    /// @inheritdoc IRatingBook
    function keyOf(address key) external view returns (AgencyId agency, uint40 from, uint40 until) {
        Key storage record = _keys[key];
        return (record.agency, record.from, record.until);
    }

    /// @inheritdoc IRatingBook
    function scaleOf(ScaleId scale) external view returns (bytes32 nameHash, string[] memory labels) {
        _gradesOf(scale);
        return (_scales[scale].nameHash, _scales[scale].labels);
    }

    /// @inheritdoc IRatingBook
    function scaleCount() external view returns (uint32 count) {
        return _scaleCount;
    }

    /// @inheritdoc IRatingBook
    function subjectOf(bytes32 subject) external view returns (SubjectKind kind, bytes32 nameHash) {
        return (_subjects[subject].kind, _subjects[subject].nameHash);
    }
}
