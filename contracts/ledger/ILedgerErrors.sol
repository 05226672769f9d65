// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IssuerId } from "../types/IssuerId.sol";
import { KeyRoles } from "../types/KeyRoles.sol";

/// @title ILedgerErrors
/// @notice Part of `ICreditLedger`: why the ledger refuses.
interface ILedgerErrors {
    /// @notice Thrown when an issuer is to be registered without an administrator.
    error LedgerAdminIsZero();
    /// @notice Thrown when a name is empty or too long.
    error LedgerNameLengthInvalid(uint256 length, uint256 lengthMax);
    /// @notice Thrown when no issuer has this number.
    error LedgerIssuerUnknown(IssuerId issuer);
    /// @notice Thrown when a standing cannot be set: it is none, or the one that the issuer has.
    error LedgerStatusNotSettable(IssuerId issuer, uint8 status);
    /// @notice Thrown when a suspended issuer wants to anchor.
    error LedgerIssuerSuspended(IssuerId issuer);
    /// @notice Thrown when somebody else than the issuer's administrator manages its keys.
    error LedgerCallerIsNotAdmin(address caller, address admin);
    /// @notice Thrown when the zero address is to become a key.
    error LedgerKeyIsZero();
    /// @notice Thrown when no issuer ever had this key.
    error LedgerKeyUnknown(address key);
    /// @notice Thrown when a key already belongs to another issuer, be it in the past.
    error LedgerKeyOfOtherIssuer(address key, IssuerId owner);
    /// @notice Thrown when a window is to be added to a key whose last window is not over.
    error LedgerKeyInUse(address key, uint40 until);
    /// @notice Thrown when a key is to be removed whose last window is over.
    error LedgerKeyIsOver(address key, uint40 until);
    /// @notice Thrown when a key had as many windows as are kept.
    error LedgerTooManyWindows(address key, uint256 windowsMax);
    /// @notice Thrown when a window would have no length.
    error LedgerWindowIsEmpty(uint40 from, uint40 until);
    /// @notice Thrown when a set of roles is empty or holds a role that does not exist.
    error LedgerRolesInvalid(KeyRoles roles);
    /// @notice Thrown when a key is used outside its window, or never was a key: then issuer and window are zero.
    error LedgerKeyOutsideWindow(address key, IssuerId issuer, uint40 from, uint40 until);
    /// @notice Thrown when a key is used for what it may not do.
    error LedgerKeyLacksRole(address key, KeyRoles roles, KeyRoles wanted);
    /// @notice Thrown when a batch is not the next of its log, as in a repeated or reordered transaction.
    error LedgerStaleBatch(uint64 expected, uint64 actual);
    /// @notice Thrown when a batch root is zero.
    error LedgerRootIsZero();
    /// @notice Thrown when a batch holds no credential.
    error LedgerBatchIsEmpty();
    /// @notice Thrown when a batch holds more credentials than the log has room for.
    error LedgerTooManyLeaves(uint64 leaves, uint64 room);
    /// @notice Thrown when a reason of revocation does not exist.
    error LedgerReasonInvalid(uint8 reason);
    /// @notice Thrown when no credential has this revocation index.
    error LedgerIndexUnknown(uint256 index, uint64 leaves);
    /// @notice Thrown when a credential is already revoked or superseded.
    error LedgerAlreadyRevoked(IssuerId issuer, uint64 index);
    /// @notice Thrown when the lists of words and of bits differ in length.
    error LedgerLengthsDiffer(uint256 words, uint256 bits);
    /// @notice Thrown when a call names more words than one transaction may.
    error LedgerTooManyWords(uint256 words, uint256 wordsMax);
    /// @notice Thrown when every credential named is already revoked or superseded, or none is named.
    error LedgerNothingToRevoke(IssuerId issuer);
    /// @notice Thrown when keys would wait too long, in seconds.
    error LedgerKeyDelayTooLong(uint32 keyDelay, uint32 keyDelayMax);
    /// @notice Thrown when an issuer that has a successor wants to anchor or to get another one.
    error LedgerIssuerSucceeded(IssuerId issuer);
    /// @notice Thrown when an issuer is to succeed itself, or has a successor of its own.
    error LedgerSuccessorInvalid(IssuerId successor);
    /// @notice Thrown when no batch has this number, or when a batch is no older than the one that supersedes it.
    error LedgerBatchUnknown(uint64 batch, uint64 size);
    /// @notice Thrown when a batch is already revoked.
    error LedgerBatchAlreadyRevoked(IssuerId issuer, uint64 batch);
    /// @notice Thrown when a call supersedes more whole batches than one transaction may.
    error LedgerTooManyBatches(uint256 batches, uint256 batchesMax);
    /// @notice Thrown when no batch of the range is frozen.
    error LedgerNothingToThaw(IssuerId issuer, uint64 from, uint64 until);
    /// @notice Thrown when every credential named is already suspended, or already released, or none is named.
    error LedgerNothingToHold(IssuerId issuer, bool isHeld);
    /// @notice Thrown when a signed order comes after its deadline.
    error LedgerDeadlinePassed(uint64 deadline);
    /// @notice Thrown when another order of the issuer had this nonce.
    error LedgerNonceUsed(IssuerId issuer, uint256 nonce);
    /// @notice Thrown when a signature is not the key's, or not in the one form that counts.
    error LedgerSignatureInvalid(address key);
}
