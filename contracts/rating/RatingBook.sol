// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { Multicall } from "@openzeppelin/contracts/utils/Multicall.sol";
import { KeySignature } from "../libraries/KeySignature.sol";
import { RatingRules } from "../libraries/RatingRules.sol";
import { AgencyId } from "../types/AgencyId.sol";
import { Rating, RatingAction, RatingEntry, RatingState } from "../types/Rating.sol";
import { ScaleId } from "../types/ScaleId.sol";
import { AgencyRegistry } from "./AgencyRegistry.sol";
import { IRatingBook } from "./IRatingBook.sol";

/// @title RatingBook
/// @notice See `IRatingBook`. No proxy and no power over history: nothing that was published can be changed. `multicall`
/// registers a subject and publishes its first rating in one transaction.
contract RatingBook is AgencyRegistry, EIP712, Multicall {
    uint256 private constant WAD = 1e18;
    uint16 private constant FIRST_YEAR = 1970;
    /// @dev Days from the first day of the year 1 to that of 1970.
    uint256 private constant EPOCH_DAYS = 719_162;

    struct DefaultRates {
        /// @dev Block time of the publication.
        uint40 time;
        /// @dev Subjects at each grade.
        uint64[] rated;
        /// @dev How many of them defaulted.
        uint64[] defaulted;
    }

    mapping(AgencyId agency => mapping(bytes32 subject => RatingEntry[])) private _history;
    mapping(AgencyId agency => mapping(ScaleId scale => mapping(uint16 year => DefaultRates[]))) private _defaultRates;

    /// @param authority Access manager that decides who admits and suspends agencies.
    constructor(address authority) AccessManaged(authority) EIP712("Credence Rating Book", "1") {}

    // Ratings

    /// @inheritdoc IRatingBook
    function publish(Rating calldata rating) external {
        _publish(rating, msg.sender);
    }

    /// @inheritdoc IRatingBook
    function publishBySig(Rating calldata rating, uint64 deadline, address key, bytes calldata signature) external {
        require(block.timestamp <= deadline, BookDeadlinePassed(deadline));
        bytes32 digest = _hashTypedDataV4(RatingRules.orderHashOf(rating, deadline));
        require(KeySignature.isValid(key, digest, signature), BookSignatureInvalid(key));
        _publish(rating, key);
    }

    /// @dev Assumes that the key agrees to the rating.
    function _publish(Rating calldata rating, address key) private {
        require(_publisher(key) == rating.agency, BookKeyMayNotPublish(key, rating.agency));
        _requireSubject(rating.subject);
        require(rating.grade < _gradesOf(rating.scale), BookGradeUnknown(rating.scale, rating.grade));
        require(rating.pd <= WAD, BookPdInvalid(rating.pd));
        require(rating.modelHash != bytes32(0) && rating.reportHash != bytes32(0), BookHashIsZero());
        require(_isValidityGood(rating), BookValidityInvalid(rating.validUntil));
        RatingEntry[] storage history = _history[rating.agency][rating.subject];
        uint256 count = history.length;
        require(rating.sequence == count + 1, BookSequenceNotNext(rating.sequence, uint64(count + 1)));
        bool isRated = count != 0 && history[count - 1].action != RatingAction.Withdrawn;
        bool isFitting = isRated ? RatingRules.continuesWell(history[count - 1], rating) : RatingRules.startsWell(rating);
        require(isFitting, BookActionDoesNotFit(rating.action));
        history.push(
            RatingEntry({
                key: key,
                time: uint40(block.timestamp),
                validUntil: uint40(rating.validUntil),
                action: rating.action,
                grade: rating.grade,
                scale: rating.scale,
                outlook: rating.outlook,
                watch: rating.watch,
                pd: rating.pd,
                modelHash: rating.modelHash,
                reportHash: rating.reportHash
            })
        );
        emit RatingPublished(rating.agency, rating.subject, rating.action, rating, key, uint40(block.timestamp));
    }

    function _isValidityGood(Rating calldata rating) private view returns (bool) {
        if (rating.action == RatingAction.Withdrawn) return rating.validUntil == 0;
        return rating.validUntil > block.timestamp && rating.validUntil <= type(uint40).max;
    }

    // Default rates

    /// @inheritdoc IRatingBook
    function publishDefaultRates(
        ScaleId scale,
        uint16 year,
        uint32 version,
        uint64[] calldata rated,
        uint64[] calldata defaulted
    ) external {
        AgencyId agency = _publisher(msg.sender);
        uint256 grades = _gradesOf(scale);
        require(year >= FIRST_YEAR && block.timestamp >= _endOf(year), BookYearInvalid(year));
        require(rated.length == grades && defaulted.length == grades, BookGradesMissing(rated.length, defaulted.length, grades));
        for (uint256 grade = 0; grade < grades; ++grade) {
            require(defaulted[grade] <= rated[grade], BookDefaultsExceedRated(grade, rated[grade], defaulted[grade]));
        }
        DefaultRates[] storage versions = _defaultRates[agency][scale][year];
        require(version == versions.length + 1, BookVersionNotNext(version, uint32(versions.length + 1)));
        versions.push(DefaultRates({ time: uint40(block.timestamp), rated: rated, defaulted: defaulted }));
        emit DefaultRatesPublished(agency, scale, year, version, rated, defaulted);
    }

    /// @dev First second after a year of the Gregorian calendar.
    function _endOf(uint256 year) private pure returns (uint256) {
        return (365 * year + year / 4 - year / 100 + year / 400 - EPOCH_DAYS) * 1 days;
    }

    // Views

    /// @inheritdoc IRatingBook
    function ratingOf(
        AgencyId agency,
        bytes32 subject
    ) external view returns (RatingState state, uint64 sequence, RatingEntry memory entry) {
        RatingEntry[] storage history = _history[agency][subject];
        sequence = uint64(history.length);
        if (sequence == 0) return (RatingState.NotRated, 0, entry);
        entry = history[sequence - 1];
        if (entry.action == RatingAction.Withdrawn) state = RatingState.Withdrawn;
        else if (!_isActive(agency)) state = RatingState.AgencySuspended;
        else state = block.timestamp < entry.validUntil ? RatingState.Current : RatingState.Expired;
    }

    /// @inheritdoc IRatingBook
    function ratingAt(AgencyId agency, bytes32 subject, uint64 sequence) external view returns (RatingEntry memory entry) {
        RatingEntry[] storage history = _history[agency][subject];
        require(sequence != 0 && sequence <= history.length, BookEntryUnknown(sequence, history.length));
        return history[sequence - 1];
    }

    /// @inheritdoc IRatingBook
    function ratingCount(AgencyId agency, bytes32 subject) external view returns (uint64 count) {
        return uint64(_history[agency][subject].length);
    }

    /// @inheritdoc IRatingBook
    function defaultRatesOf(
        AgencyId agency,
        ScaleId scale,
        uint16 year,
        uint32 version
    ) external view returns (uint40 time, uint64[] memory rated, uint64[] memory defaulted) {
        DefaultRates[] storage versions = _defaultRates[agency][scale][year];
        require(version != 0 && version <= versions.length, BookEntryUnknown(version, versions.length));
        DefaultRates storage found = versions[version - 1];
        return (found.time, found.rated, found.defaulted);
    }

    /// @inheritdoc IRatingBook
    function defaultRateVersions(AgencyId agency, ScaleId scale, uint16 year) external view returns (uint32 versions) {
        return uint32(_defaultRates[agency][scale][year].length);
    }
}
