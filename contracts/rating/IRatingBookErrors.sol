// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AgencyId } from "../types/AgencyId.sol";
import { RatingAction, SubjectKind } from "../types/Rating.sol";
import { ScaleId } from "../types/ScaleId.sol";

/// @title IRatingBookErrors
/// @notice Part of `IRatingBook`: why the book refuses.
interface IRatingBookErrors {
    /// @notice Thrown when an agency is to be registered without an administrator.
    error BookAdminIsZero();
    /// @notice Thrown when a name or a label is empty or too long.
    error BookNameLengthInvalid(uint256 length, uint256 lengthMax);
    /// @notice Thrown when no agency has this number.
    error BookAgencyUnknown(AgencyId agency);
    /// @notice Thrown when a standing cannot be set: it is none, or the one that the agency has.
    error BookStatusNotSettable(AgencyId agency, uint8 status);
    /// @notice Thrown when a suspended agency wants to publish.
    error BookAgencySuspended(AgencyId agency);
    /// @notice Thrown when somebody else than the agency's administrator manages its keys.
    error BookCallerIsNotAdmin(address caller, address admin);
    /// @notice Thrown when the zero address is to become a key.
    error BookKeyIsZero();
    /// @notice Thrown when a key already belongs to another agency, be it in the past.
    error BookKeyOfOtherAgency(address key, AgencyId owner);
    /// @notice Thrown when a window is to be added to a key whose window is not over.
    error BookKeyInUse(address key, uint40 until);
    /// @notice Thrown when a key is to be removed whose window is over, or that never was a key.
    error BookKeyIsOver(address key, uint40 until);
    /// @notice Thrown when a window would have no length.
    error BookWindowIsEmpty(uint40 from, uint40 until);
    /// @notice Thrown when a key is used for another agency or outside its window.
    error BookKeyMayNotPublish(address key, AgencyId agency);
    /// @notice Thrown when a scale has too few or too many grades.
    error BookGradeCountInvalid(uint256 count, uint256 countMax);
    /// @notice Thrown when two grades of a scale have the same label.
    error BookLabelTwice(string label);
    /// @notice Thrown when no scale has this number.
    error BookScaleUnknown(ScaleId scale);
    /// @notice Thrown when a subject has no kind.
    error BookKindInvalid(SubjectKind kind);
    /// @notice Thrown when a subject is already registered.
    error BookSubjectExists(bytes32 subject);
    /// @notice Thrown when no subject has this id.
    error BookSubjectUnknown(bytes32 subject);
    /// @notice Thrown when a publication is not the next one about its subject.
    error BookSequenceNotNext(uint64 sequence, uint64 next);
    /// @notice Thrown when a scale has no such grade.
    error BookGradeUnknown(ScaleId scale, uint8 grade);
    /// @notice Thrown when a probability is above one.
    error BookPdInvalid(uint64 pd);
    /// @notice Thrown when a hash of a model or a report is missing.
    error BookHashIsZero();
    /// @notice Thrown when a rating would be over already or last too long, or a withdrawal would last.
    error BookValidityInvalid(uint64 validUntil);
    /// @notice Thrown when the action does not say what changes.
    error BookActionDoesNotFit(RatingAction action);
    /// @notice Thrown when an order comes after its deadline.
    error BookDeadlinePassed(uint64 deadline);
    /// @notice Thrown when the key did not sign the order.
    error BookSignatureInvalid(address key);
    /// @notice Thrown when default rates are published for a year that is not over, or before 1970.
    error BookYearInvalid(uint16 year);
    /// @notice Thrown when a list of default rates has not one row for each grade.
    error BookGradesMissing(uint256 rated, uint256 defaulted, uint256 grades);
    /// @notice Thrown when more defaulted than were rated.
    error BookDefaultsExceedRated(uint256 grade, uint64 rated, uint64 defaulted);
    /// @notice Thrown when default rates are not the next version for their year.
    error BookVersionNotNext(uint32 version, uint32 next);
    /// @notice Thrown when somebody asks for a publication or a version that does not exist.
    error BookEntryUnknown(uint256 number, uint256 count);
}
