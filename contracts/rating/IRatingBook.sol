// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AgencyId } from "../types/AgencyId.sol";
import { Rating, RatingAction, RatingEntry, RatingState, SubjectKind } from "../types/Rating.sol";
import { ScaleId } from "../types/ScaleId.sol";
import { IRatingBookErrors } from "./IRatingBookErrors.sol";

/// @title IRatingBook
/// @notice Public ratings of enterprises, deals and tranches by registered agencies, with every publication kept, and
/// with the default rates that each grade turned out to have, so that anybody can test what the ratings were worth.
interface IRatingBook is IRatingBookErrors {
    /// @notice Standing of an agency.
    /// @dev `None` is the standing of a number that was never given.
    enum AgencyStatus {
        None,
        Active,
        Suspended
    }

    /// @notice An agency was registered.
    /// @param agency Its number.
    /// @param admin Account that manages its keys.
    /// @param name Its legal name.
    event AgencyRegistered(AgencyId indexed agency, address indexed admin, string name);

    /// @notice An agency's standing changed.
    /// @param agency The agency.
    /// @param status Standing from now on.
    event AgencyStatusChanged(AgencyId indexed agency, AgencyStatus status);

    /// @notice A key may publish for an agency in a window of time.
    /// @param agency The agency.
    /// @param key The key's address.
    /// @param from First second of the window.
    /// @param until First second after the window.
    event AgencyKeyAdded(AgencyId indexed agency, address indexed key, uint40 from, uint40 until);

    /// @notice A key's window was closed.
    /// @param agency The agency.
    /// @param key The key's address.
    /// @param until First second at which the key no longer counts.
    event AgencyKeyRemoved(AgencyId indexed agency, address indexed key, uint40 until);

    /// @notice A scale was registered, for ever.
    /// @param scale Its number.
    /// @param name Its name.
    /// @param labels The grades, best first.
    event ScaleRegistered(ScaleId indexed scale, string name, string[] labels);

    /// @notice Something can be rated from now on.
    /// @param subject Its id.
    /// @param kind What it is.
    /// @param nameHash keccak256 of the name.
    /// @param name Public name with its identifier, for example an LEI.
    event SubjectRegistered(bytes32 indexed subject, SubjectKind indexed kind, bytes32 nameHash, string name);

    /// @notice A rating was published.
    /// @param agency The agency.
    /// @param subject Who or what is rated.
    /// @param action What the publication does.
    /// @param rating The publication.
    /// @param key Key that signed.
    /// @param time Block time, seconds.
    event RatingPublished(
        AgencyId indexed agency,
        bytes32 indexed subject,
        RatingAction indexed action,
        Rating rating,
        address key,
        uint40 time
    );

    /// @notice Default rates of a year were published or restated.
    /// @param agency The agency.
    /// @param scale Scale of the grades.
    /// @param year Calendar year.
    /// @param version 1 for the first publication, then 2, 3 ...
    /// @param rated Subjects at each grade on the first day of the year, best grade first.
    /// @param defaulted How many of them defaulted within the year.
    event DefaultRatesPublished(
        AgencyId indexed agency,
        ScaleId indexed scale,
        uint16 indexed year,
        uint32 version,
        uint64[] rated,
        uint64[] defaulted
    );

    /// @notice Registers an agency. It is active at once.
    /// @dev Restricted by the access manager.
    /// @dev Warning: the administrator cannot be changed.
    /// @param admin Account that manages its keys; a multi-signature wallet in production.
    /// @param name Its legal name, 1 to 128 bytes.
    /// @return agency Its number, from 1.
    function registerAgency(address admin, string calldata name) external returns (AgencyId agency);

    /// @notice Suspends an agency or takes it back.
    /// @dev Restricted by the access manager. `ratingOf` says for all ratings of a suspended agency that it is.
    /// @param agency The agency.
    /// @param status `Active` or `Suspended`, not the present one.
    function setAgencyStatus(AgencyId agency, AgencyStatus status) external;

    /// @notice Lets a key publish for an agency in a window of time.
    /// @dev Only the agency's administrator. A key belongs to its first agency for ever.
    /// @param agency The agency.
    /// @param key The key's address.
    /// @param from First second of the window; an earlier one becomes the block's time.
    /// @param until First second after the window.
    function addKey(AgencyId agency, address key, uint40 from, uint40 until) external;

    /// @notice Closes a key's window at once.
    /// @dev Only the administrator of the key's agency.
    /// @param key The key's address.
    function removeKey(address key) external;

    /// @notice Registers a scale of grades, for ever. All agencies can use it.
    /// @dev Restricted by the access manager.
    /// @param name Its name, 1 to 128 bytes.
    /// @param labels The grades, best first: 2 to 32, all different, 1 to 16 bytes each.
    /// @return scale Its number, from 1.
    function registerScale(string calldata name, string[] calldata labels) external returns (ScaleId scale);

    /// @notice Registers something that can be rated.
    /// @dev Only a key of an active agency. The id follows from kind and name, so that nobody can occupy it with
    /// something else.
    /// @param kind What it is.
    /// @param name Public name with its identifier, 1 to 128 bytes.
    /// @return subject Its id: keccak256(abi.encode(kind, keccak256(name))).
    function registerSubject(SubjectKind kind, string calldata name) external returns (bytes32 subject);

    /// @notice Publishes a rating. Only a key of its agency, inside its window, of an active agency.
    /// @dev The action must fit the change. `Assigned` starts a rating, also after a withdrawal; all others continue one
    /// on the same scale. An expired rating can be continued.
    /// @param rating The rating; its sequence must be exactly the next one.
    function publish(Rating calldata rating) external;

    /// @notice Publishes a rating that a key signed; anybody may bring it.
    /// @dev See `KeySignature` for the kinds of signatures.
    /// @param rating The rating.
    /// @param deadline Last second at which the order holds.
    /// @param key Address of the key that signed.
    /// @param signature EIP-712 signature of `PublishRating`.
    function publishBySig(Rating calldata rating, uint64 deadline, address key, bytes calldata signature) external;

    /// @notice Publishes how many of each grade defaulted in a year, or restates it. Only a key of an active agency.
    /// @param scale Scale of the grades.
    /// @param year A calendar year that is over.
    /// @param version The next one for this year: 1 for the first publication. Older versions are kept.
    /// @param rated Subjects at each grade on the first day of the year, best grade first.
    /// @param defaulted How many of them defaulted within the year.
    function publishDefaultRates(ScaleId scale, uint16 year, uint32 version, uint64[] calldata rated, uint64[] calldata defaulted) external;

    /// @notice What an agency says about a subject now, and what it is worth.
    /// @param agency The agency.
    /// @param subject The subject.
    /// @return state `Current`, or why not.
    /// @return sequence Number of the newest publication; 0 if there is none.
    /// @return entry The newest publication; empty if there is none.
    function ratingOf(
        AgencyId agency,
        bytes32 subject
    ) external view returns (RatingState state, uint64 sequence, RatingEntry memory entry);

    /// @notice One publication of an agency about a subject.
    /// @param agency The agency.
    /// @param subject The subject.
    /// @param sequence Its number, from 1 to `ratingCount`.
    /// @return entry The publication.
    function ratingAt(AgencyId agency, bytes32 subject, uint64 sequence) external view returns (RatingEntry memory entry);

    /// @notice Number of publications of an agency about a subject.
    /// @param agency The agency.
    /// @param subject The subject.
    /// @return count The number.
    function ratingCount(AgencyId agency, bytes32 subject) external view returns (uint64 count);

    /// @notice Default rates of a year.
    /// @param agency The agency.
    /// @param scale Scale of the grades.
    /// @param year Calendar year.
    /// @param version From 1 to `defaultRateVersions`.
    /// @return time Block time of the publication, seconds.
    /// @return rated Subjects at each grade on the first day of the year, best grade first.
    /// @return defaulted How many of them defaulted within the year.
    function defaultRatesOf(
        AgencyId agency,
        ScaleId scale,
        uint16 year,
        uint32 version
    ) external view returns (uint40 time, uint64[] memory rated, uint64[] memory defaulted);

    /// @notice How often default rates of a year were published.
    /// @param agency The agency.
    /// @param scale Scale of the grades.
    /// @param year Calendar year.
    /// @return versions The number.
    function defaultRateVersions(AgencyId agency, ScaleId scale, uint16 year) external view returns (uint32 versions);

    /// @notice An agency's entry.
    /// @param agency The agency.
    /// @return admin Account that manages its keys.
    /// @return nameHash keccak256 of its name.
    /// @return status Its standing now.
    function agencyOf(AgencyId agency) external view returns (address admin, bytes32 nameHash, AgencyStatus status);

    /// @notice Number of agencies. They are numbered from 1 to this.
    /// @return count The number.
    function agencyCount() external view returns (uint32 count);

    /// @notice A key's window. All zero for an address that never was a key.
    /// @param key The key's address.
    /// @return agency Its agency.
    /// @return from First second of the window.
    /// @return until First second after the window.
    function keyOf(address key) external view returns (AgencyId agency, uint40 from, uint40 until);

    /// @notice A scale of grades.
    /// @param scale The scale.
    /// @return nameHash keccak256 of its name.
    /// @return labels The grades, best first.
    function scaleOf(ScaleId scale) external view returns (bytes32 nameHash, string[] memory labels);

    /// @notice Number of scales. They are numbered from 1 to this.
    /// @return count The number.
    function scaleCount() external view returns (uint32 count);

    /// @notice What a subject is.
    /// @param subject Its id.
    /// @return kind `None` if nothing has this id.
    /// @return nameHash keccak256 of the name.
    function subjectOf(bytes32 subject) external view returns (SubjectKind kind, bytes32 nameHash);
}
