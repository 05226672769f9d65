// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AgencyId } from "./AgencyId.sol";
import { ScaleId } from "./ScaleId.sol";

/// @notice What can be rated.
enum SubjectKind {
    None,
    Enterprise,
    Deal,
    Tranche
}

/// @notice Where a rating is likely to go within a year or two.
enum Outlook {
    Stable,
    Positive,
    Negative,
    Developing
}

/// @notice Whether a rating is under review, and in which direction.
enum Watch {
    None,
    Positive,
    Negative
}

/// @notice What a publication does to a rating.
enum RatingAction {
    None,
    Assigned,
    Affirmed,
    Upgraded,
    Downgraded,
    OutlookChanged,
    WatchChanged,
    Withdrawn
}

/// @notice What a rating is worth now.
enum RatingState {
    NotRated,
    Current,
    Expired,
    Withdrawn,
    AgencySuspended
}

/// @notice One publication of an agency, as the EIP-712 struct `Rating`.
struct Rating {
    /// @notice The agency.
    AgencyId agency;
    /// @notice Who or what is rated.
    bytes32 subject;
    /// @notice Scale of the grade.
    ScaleId scale;
    /// @notice Place of the grade on the scale, 0 is the best.
    uint8 grade;
    /// @notice Outlook from now on.
    Outlook outlook;
    /// @notice Watch from now on.
    Watch watch;
    /// @notice What the publication does.
    RatingAction action;
    /// @notice Probability of default within a year, wad.
    uint64 pd;
    /// @notice Hash of the model or the method.
    bytes32 modelHash;
    /// @notice Hash of the report.
    bytes32 reportHash;
    /// @notice First second at which the rating is no longer valid; 0 for a withdrawal.
    uint64 validUntil;
    /// @notice Number of the publication about this subject by this agency, from 1.
    uint64 sequence;
}

/// @notice One publication as it is kept.
struct RatingEntry {
    /// @notice Key that signed.
    address key;
    /// @notice Block time of the publication, seconds.
    uint40 time;
    /// @notice First second at which the rating is no longer valid; 0 for a withdrawal.
    uint40 validUntil;
    /// @notice What the publication did.
    RatingAction action;
    /// @notice Place of the grade on the scale, 0 is the best.
    uint8 grade;
    /// @notice Scale of the grade.
    ScaleId scale;
    /// @notice Outlook from then on.
    Outlook outlook;
    /// @notice Watch from then on.
    Watch watch;
    /// @notice Probability of default within a year, wad.
    uint64 pd;
    /// @notice Hash of the model or the method.
    bytes32 modelHash;
    /// @notice Hash of the report.
    bytes32 reportHash;
}
