// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IssuerId } from "../types/IssuerId.sol";
import { KeyRoles } from "../types/KeyRoles.sol";
import { Batch } from "../types/Batch.sol";
import { Credit } from "../types/Credit.sol";

/// @title ICreditLedger
/// @notice Ledger of record of credit credentials: accredited issuers append batches of credentials to logs that only
/// grow, and revoke single credentials. Nobody, the access manager included, can rewrite or remove history.
interface ICreditLedger {
    /// @notice Standing of an issuer.
    /// @dev `None` is the standing of a number that was never given.
    enum IssuerStatus {
        None,
        Active,
        Suspended
    }

    /// @notice Answer of `check`: `Ok`, or the first question, in this order, that failed.
    enum CheckReason {
        Ok,
        UnknownIssuer,
        IssuerSuspended,
        BatchUnknown,
        BatchMismatch,
        LogPathInvalid,
        NotIncluded,
        Revoked,
        Expired
    }

    /// @notice One change of an issuer's standing.
    struct StatusChange {
        /// @notice Block time of the change, seconds.
        uint40 time;
        /// @notice Standing from that time on.
        IssuerStatus status;
    }

    /// @notice Time in which a key was accredited: from `from` until just before `until`.
    struct KeyWindow {
        /// @notice First second of the window.
        uint40 from;
        /// @notice First second after the window. Not after `from` if the key was removed before the window began.
        uint40 until;
        /// @notice What the key may do.
        KeyRoles roles;
    }

    /// @notice What a holder shows to be checked.
    struct CheckInput {
        /// @notice The credential as its issuer signed it.
        Credit credit;
        /// @notice The batch that holds it, as anchored.
        Batch batch;
        /// @notice Position of the credential in the batch, from 0.
        uint64 position;
        /// @notice Siblings from the credential's leaf to the batch root.
        bytes32[] path;
        /// @notice Siblings from the batch's leaf to the root of the issuer's log as it is now. Not read for issuers
        /// whose batch leaves are stored.
        bytes32[] logPath;
    }

    /// @notice An issuer was accredited.
    /// @param issuer Its number.
    /// @param admin Account that manages its keys.
    /// @param nameHash keccak256 of the name.
    /// @param name Its legal name.
    /// @param storesBatchLeaf Whether each batch leaf is kept, so that proofs never go stale.
    event IssuerRegistered(IssuerId indexed issuer, address indexed admin, bytes32 nameHash, string name, bool storesBatchLeaf);

    /// @notice An issuer's standing changed.
    /// @param issuer The issuer.
    /// @param status Standing from now on.
    /// @param time Block time, seconds.
    event IssuerStatusChanged(IssuerId indexed issuer, IssuerStatus status, uint40 time);

    /// @notice A key was accredited for a window of time.
    /// @param issuer Its issuer.
    /// @param key The key's address.
    /// @param from First second of the window.
    /// @param until First second after the window.
    /// @param roles What the key may do.
    event KeyAdded(IssuerId indexed issuer, address indexed key, uint40 from, uint40 until, KeyRoles roles);

    /// @notice A key's window was closed.
    /// @param issuer Its issuer.
    /// @param key The key's address.
    /// @param until First second at which the key no longer counts.
    event KeyRemoved(IssuerId indexed issuer, address indexed key, uint40 until);

    /// @notice A batch of credentials was appended to an issuer's log.
    /// @param issuer The issuer.
    /// @param batch Position in the log, from 0.
    /// @param root Root of the tree of credential leaves.
    /// @param leaves Number of credentials.
    /// @param firstLeaf Revocation index of the first of them.
    /// @param model Hash of the scorecard.
    /// @param stateRoot Commitment to the issuer's state map, or zero.
    /// @param time Block time, seconds.
    /// @param key Key that anchored.
    event Anchored(
        IssuerId indexed issuer,
        uint64 indexed batch,
        bytes32 root,
        uint64 leaves,
        uint64 firstLeaf,
        bytes32 model,
        bytes32 stateRoot,
        uint40 time,
        address key
    );

    /// @notice One credential was revoked.
    /// @dev The key that revoked is the account that called; the event is kept short because it is what most of a
    /// second revocation in a word costs.
    /// @param issuer The issuer.
    /// @param index Revocation index: `firstLeaf` of the batch plus the position in it.
    /// @param reason 1 error, 2 fraud, 3 withdrawn, 4 key compromise, 5 other.
    event Revoked(IssuerId indexed issuer, uint64 index, uint8 reason);

    /// @notice Up to 256 credentials were revoked.
    /// @param issuer The issuer.
    /// @param word Word of the revocation bitmap: revocation index / 256.
    /// @param bits Credentials newly revoked; bit `i` is the revocation index `256 * word + i`.
    /// @param reason 1 error, 2 fraud, 3 withdrawn, 4 key compromise, 5 other.
    event WordRevoked(IssuerId indexed issuer, uint64 word, uint256 bits, uint8 reason);

    /// @notice Thrown when an issuer is to be registered without an administrator.
    error LedgerAdminIsZero();
    /// @notice Thrown when a name is empty or too long.
    error LedgerNameLengthInvalid(uint256 length, uint256 lengthMax);
    /// @notice Thrown when no issuer has this number.
    error LedgerIssuerUnknown(IssuerId issuer);
    /// @notice Thrown when a standing cannot be set: it is none, or the one that the issuer has.
    error LedgerStatusNotSettable(IssuerId issuer, IssuerStatus status);
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
    /// @notice Thrown when a credential is already revoked.
    error LedgerAlreadyRevoked(IssuerId issuer, uint64 index);
    /// @notice Thrown when the lists of words and of bits differ in length.
    error LedgerLengthsDiffer(uint256 words, uint256 bits);
    /// @notice Thrown when a call revokes in more words than one transaction may.
    error LedgerTooManyWords(uint256 words, uint256 wordsMax);
    /// @notice Thrown when every credential named is already revoked, or none is named.
    error LedgerNothingToRevoke(IssuerId issuer);

    /// @notice Accredits an issuer. It is active at once.
    /// @dev Restricted by the access manager. Fills the first slots of the log, so that later anchorings all cost
    /// about the same.
    /// @dev Warning: the administrator cannot be changed.
    /// @param admin Account that manages its keys; a multi-signature wallet in production.
    /// @param name Its legal name, 1 to 128 bytes.
    /// @param storesBatchLeaf Whether each batch leaf is kept. If so an anchoring costs about 22,000 gas more and
    /// proofs never go stale.
    /// @return issuer Its number, from 1.
    function registerIssuer(address admin, string calldata name, bool storesBatchLeaf) external returns (IssuerId issuer);

    /// @notice Suspends an issuer or takes it back.
    /// @dev Restricted by the access manager. A suspended issuer cannot anchor, and `check` says so for all its
    /// credentials. It can still revoke and manage its keys: both only protect those who rely on it.
    /// @param issuer The issuer.
    /// @param status `Active` or `Suspended`, not the present one.
    function setIssuerStatus(IssuerId issuer, IssuerStatus status) external;

    /// @notice Accredits a key for a window of time.
    /// @dev Only the issuer's administrator. A key belongs to its first issuer for ever. Windows of a key never
    /// overlap and never start in the past: an earlier `from` becomes the block's time.
    /// @dev Warning: the key does not consent. An accredited issuer can occupy a stranger's address.
    /// @param issuer The issuer.
    /// @param key The key's address.
    /// @param from First second of the window.
    /// @param until First second after the window.
    /// @param roles Bits: 1 anchors, 2 revokes, 4 signs credentials.
    function addKey(IssuerId issuer, address key, uint40 from, uint40 until, KeyRoles roles) external;

    /// @notice Closes a key's window at once: from this block's time on the key no longer counts.
    /// @dev Only the administrator of the key's issuer.
    /// @param key The key's address.
    function removeKey(address key) external;

    /// @notice Appends a batch of credentials to the log of the caller's issuer.
    /// @dev Only a key with the anchoring role, inside its window, of an active issuer.
    /// @dev Anchoring costs the same for 1 credential and for 1,000,000, and the same for the first and the
    /// millionth batch.
    /// @param root Root of the tree of credential leaves, not zero.
    /// @param leaves Number of credentials, not zero. An issuer can anchor up to 2^40 in all.
    /// @param model Hash of the scorecard that made the scores.
    /// @param stateRoot Commitment to the issuer's state map after this batch, or zero.
    /// @param expectedBatch Position that the batch is meant to get. Makes retries and replays after a reorganization
    /// safe: the second one reverts.
    /// @return batch Position in the log, equal to `expectedBatch`.
    function anchor(bytes32 root, uint64 leaves, bytes32 model, bytes32 stateRoot, uint64 expectedBatch) external returns (uint64 batch);

    /// @notice Revokes one credential, for ever.
    /// @dev Only a key with the revoking role, inside its window. Reverts if the credential is already revoked.
    /// @param index Revocation index: `firstLeaf` of the batch plus the position in it.
    /// @param reason 1 error, 2 fraud, 3 withdrawn, 4 key compromise, 5 other.
    function revoke(uint64 index, uint8 reason) external;

    /// @notice Revokes up to 256 credentials with each storage write, for ever.
    /// @dev Only a key with the revoking role, inside its window. Credentials that are already revoked are passed over;
    /// reverts when none is new.
    /// @param words Words of the revocation bitmap, at most 64: revocation index / 256.
    /// @param bits Credentials to revoke in each word.
    /// @param reason 1 error, 2 fraud, 3 withdrawn, 4 key compromise, 5 other.
    function revokeWords(uint64[] calldata words, uint256[] calldata bits, uint8 reason) external;

    /// @notice State of an issuer's log.
    /// @param issuer The issuer.
    /// @return size Number of batches.
    /// @return leaves Number of credentials in them.
    /// @return root RFC 9162 root over the batch leaves; keccak256("") for an empty log.
    /// @return time Block time of the last anchoring, seconds; 0 for an empty log.
    function checkpoint(IssuerId issuer) external view returns (uint64 size, uint64 leaves, bytes32 root, uint40 time);

    /// @notice What a relying contract needs to check a proof itself, in three storage reads.
    /// @dev Answers for issuers and batches that do not exist too, with zeros.
    /// @param issuer The issuer.
    /// @param batch Position of a batch.
    /// @param word Word of the revocation bitmap.
    /// @return batchLeaf Leaf of the batch, zero if there is none or the issuer's leaves are not stored.
    /// @return revokedBits Revoked credentials of the word.
    /// @return status The issuer's standing now.
    function peek(
        IssuerId issuer,
        uint64 batch,
        uint64 word
    ) external view returns (bytes32 batchLeaf, uint256 revokedBits, IssuerStatus status);

    /// @notice Checks a credential against the ledger: genuine, anchored, in force.
    /// @dev The anchoring stands for the signature: only a key of the issuer can anchor. A credential is expired from
    /// the second `expiry` on.
    /// @dev Warning: answers for the block it is asked in; the holder's right to present it is not checked.
    /// @param input The credential with its proof.
    /// @return reason `Ok`, or why not.
    function check(CheckInput calldata input) external view returns (CheckReason reason);

    /// @notice An issuer's entry.
    /// @param issuer The issuer.
    /// @return admin Account that manages its keys.
    /// @return nameHash keccak256 of its name.
    /// @return status Its standing now.
    /// @return storesBatchLeaf Whether its batch leaves are kept.
    function issuerOf(IssuerId issuer) external view returns (address admin, bytes32 nameHash, IssuerStatus status, bool storesBatchLeaf);

    /// @notice Number of issuers. They are numbered from 1 to this.
    /// @return count The number.
    function issuerCount() external view returns (uint32 count);

    /// @notice A key's last window. All zero for an address that never was a key.
    /// @param key The key's address.
    /// @return issuer Its issuer.
    /// @return from First second of the window.
    /// @return until First second after the window.
    /// @return roles What the key may do.
    function keyOf(address key) external view returns (IssuerId issuer, uint40 from, uint40 until, KeyRoles roles);

    /// @notice All windows of a key, the oldest first, the last one as `keyOf` tells it.
    /// @dev An address signed for its issuer at a time if a window with the signing role holds that time.
    /// @param key The key's address.
    /// @return windows At most 64 windows.
    function keyWindows(address key) external view returns (KeyWindow[] memory windows);

    /// @notice All changes of an issuer's standing, the oldest first.
    /// @param issuer The issuer.
    /// @return changes The first one is the accreditation.
    function issuerStatusHistory(IssuerId issuer) external view returns (StatusChange[] memory changes);

    /// @notice Roots of the full subtrees of an issuer's log, the largest (left) first.
    /// @param issuer The issuer.
    /// @return roots One root for each bit set in the number of batches.
    function peaks(IssuerId issuer) external view returns (bytes32[] memory roots);
}
