// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AnchorOrder } from "../types/AnchorOrder.sol";
import { IssuerId } from "../types/IssuerId.sol";
import { KeyRoles } from "../types/KeyRoles.sol";
import { ILedgerErrors } from "./ILedgerErrors.sol";

/// @title ICreditLedger
/// @notice Ledger of record of credit credentials: accredited issuers append batches of credentials to logs that only
/// grow, and revoke, suspend or supersede single credentials and whole batches. Nobody, the access manager included, can rewrite or remove history.
interface ICreditLedger is ILedgerErrors {
    /// @notice Standing of an issuer.
    /// @dev `None` is the standing of a number that was never given.
    enum IssuerStatus {
        None,
        Active,
        Suspended
    }

    /// @notice State of a whole batch. Each state but `Frozen` is for ever, or gives way to a graver one.
    /// @dev `Frozen`: doubted, so not to be relied on until its issuer says more. A superseded or revoked batch stays
    /// what it is when it is frozen.
    enum BatchState {
        Live,
        Superseded,
        Revoked,
        Frozen
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

    /// @notice What a newer batch takes the place of.
    struct Superseded {
        /// @notice Words of the bitmap, at most 64: revocation index / 256.
        uint64[] words;
        /// @notice Credentials in each word; bit `i` is the revocation index `256 * word + i`.
        uint256[] bits;
        /// @notice Whole batches, at most 16.
        uint64[] batches;
    }

    /// @notice An issuer was accredited.
    /// @param issuer Its number.
    /// @param admin Account that manages its keys.
    /// @param nameHash keccak256 of the name.
    /// @param name Its legal name.
    /// @param storesBatchLeaf Whether each batch leaf is kept, so that proofs never go stale.
    /// @param keyDelay Seconds that a new key waits before it counts.
    event IssuerRegistered(
        IssuerId indexed issuer,
        address indexed admin,
        bytes32 nameHash,
        string name,
        bool storesBatchLeaf,
        uint32 keyDelay
    );

    /// @notice An issuer's standing changed.
    /// @param issuer The issuer.
    /// @param status Standing from now on.
    /// @param time Block time, seconds.
    event IssuerStatusChanged(IssuerId indexed issuer, IssuerStatus status, uint40 time);

    /// @notice Another issuer continues an issuer's work: from now on it cannot anchor.
    /// @param issuer The issuer.
    /// @param successor The one that continues.
    /// @param admin The successor's administrator, who now manages the keys of both.
    event SuccessorSet(IssuerId indexed issuer, IssuerId indexed successor, address admin);

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

    /// @notice Up to 256 credentials were revoked or superseded.
    /// @param issuer The issuer.
    /// @param word Word of the revocation bitmap: revocation index / 256.
    /// @param bits Credentials newly dead; bit `i` is the revocation index `256 * word + i`.
    /// @param reason 1 error, 2 fraud, 3 withdrawn, 4 key compromise, 5 other, 6 superseded.
    event WordRevoked(IssuerId indexed issuer, uint64 word, uint256 bits, uint8 reason);

    /// @notice Up to 256 credentials were suspended or released.
    /// @param issuer The issuer.
    /// @param word Word of the bitmap: revocation index / 256.
    /// @param bits Credentials that changed; bit `i` is the revocation index `256 * word + i`.
    /// @param isHeld Whether they are suspended from now on.
    /// @param reason 1 error, 2 fraud, 3 withdrawn, 4 key compromise, 5 other.
    event WordHeld(IssuerId indexed issuer, uint64 word, uint256 bits, bool isHeld, uint8 reason);

    /// @notice A whole batch was revoked or superseded.
    /// @param issuer The issuer.
    /// @param batch Position in the log.
    /// @param state State from now on.
    /// @param reason 1 error, 2 fraud, 3 withdrawn, 4 key compromise, 5 other, 6 superseded.
    event BatchStateChanged(IssuerId indexed issuer, uint64 indexed batch, BatchState state, uint8 reason);

    /// @notice All live batches of a range were frozen.
    /// @param issuer The issuer.
    /// @param from First batch.
    /// @param until Number of batches of the log: first batch that is not frozen.
    event BatchesFrozen(IssuerId indexed issuer, uint64 from, uint64 until);

    /// @notice All frozen batches of a range were taken back.
    /// @param issuer The issuer.
    /// @param from First batch.
    /// @param until First batch after the range.
    event BatchesThawed(IssuerId indexed issuer, uint64 from, uint64 until);

    /// @notice Accredits an issuer. It is active at once.
    /// @dev Restricted by the access manager. Fills the first slots of the log, so that later anchorings all cost
    /// about the same.
    /// @dev Warning: the administrator cannot be changed but by `setSuccessor`.
    /// @param admin Account that manages its keys; a multi-signature wallet in production.
    /// @param name Its legal name, 1 to 128 bytes.
    /// @param storesBatchLeaf Whether each batch leaf is kept. If so an anchoring costs about 22,000 gas more and
    /// proofs never go stale.
    /// @param keyDelay Seconds that a key added later waits before it counts, at most 365 days: the time in which the
    /// issuer can notice a key that a thief of its administration added.
    /// @return issuer Its number, from 1.
    function registerIssuer(address admin, string calldata name, bool storesBatchLeaf, uint32 keyDelay) external returns (IssuerId issuer);

    /// @notice Suspends an issuer or takes it back.
    /// @dev Restricted by the access manager. A suspended issuer cannot anchor, and `check` says so for all its
    /// credentials. It can still revoke and manage its keys: both only protect those who rely on it.
    /// @param issuer The issuer.
    /// @param status `Active` or `Suspended`, not the present one.
    function setIssuerStatus(IssuerId issuer, IssuerStatus status) external;

    /// @notice Names the issuer that continues an issuer's work, for ever. The issuer cannot anchor any more; the
    /// successor's administrator, as of now, becomes its administrator, so that its credentials can still be revoked.
    /// @dev Only the issuer's administrator, once. The keys stay as they are.
    /// @dev Warning: the successor does not consent, and an heir's later successor does not inherit.
    /// @param issuer The issuer.
    /// @param successor An issuer without successor.
    function setSuccessor(IssuerId issuer, IssuerId successor) external;

    /// @notice Freezes every live batch from `batch` to the newest: `check` says so for all their credentials. For
    /// the time in which an issuer finds out what a stolen key anchored.
    /// @dev Only the issuer's administrator. Costs the same for one batch and for all; what is anchored later is not
    /// frozen.
    /// @param issuer The issuer.
    /// @param batch First batch to freeze.
    function freezeFrom(IssuerId issuer, uint64 batch) external;

    /// @notice Takes frozen batches back.
    /// @dev Only the issuer's administrator.
    /// @param issuer The issuer.
    /// @param from First batch.
    /// @param until First batch after the range.
    function thaw(IssuerId issuer, uint64 from, uint64 until) external;

    /// @notice Accredits a key for a window of time.
    /// @dev Only the issuer's administrator. A key belongs to its first issuer for ever. Windows of a key never
    /// overlap and never start in the past: an earlier `from` becomes the block's time, or once the issuer has anchored a
    /// batch the block's time plus the issuer's key delay.
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

    /// @notice Appends a batch that a key signed for; anybody may bring it.
    /// @dev The key is as in `anchor`: with the anchoring role, inside its window, of an active issuer.
    /// @dev See `KeySignature` for the kinds of signatures. Nonces have no order, so that no relayer waits for another.
    /// @param order What is anchored, and until when.
    /// @param key Address of the key that signed.
    /// @param signature EIP-712 signature of `Anchor`.
    /// @return batch Position in the log.
    function anchorBySig(AnchorOrder calldata order, address key, bytes calldata signature) external returns (uint64 batch);

    /// @notice Appends a batch and marks, in the same step, what it supersedes: nobody can be shown the older
    /// credential once the newer exists.
    /// @dev Only a key with the roles to anchor and to revoke. Passes over what is dead already.
    /// @param root Root of the tree of credential leaves, not zero.
    /// @param leaves Number of credentials, not zero.
    /// @param model Hash of the scorecard that made the scores.
    /// @param stateRoot Commitment to the issuer's state map after this batch, or zero.
    /// @param expectedBatch Position that the batch is meant to get.
    /// @param old Older credentials and batches of the same issuer.
    /// @return batch Position in the log.
    function anchorAndSupersede(
        bytes32 root,
        uint64 leaves,
        bytes32 model,
        bytes32 stateRoot,
        uint64 expectedBatch,
        Superseded calldata old
    ) external returns (uint64 batch);

    /// @notice Revokes one credential, for ever.
    /// @dev Only a key with the revoking role, inside its window. Reverts if the credential is already revoked or
    /// superseded.
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

    /// @notice Revokes all credentials of a batch, for ever, at the cost of one.
    /// @dev Only a key with the revoking role, inside its window.
    /// @param batch Position in the log of the key's issuer.
    /// @param reason 1 error, 2 fraud, 3 withdrawn, 4 key compromise, 5 other.
    function revokeBatch(uint64 batch, uint8 reason) external;

    /// @notice Suspends credentials until they are released, up to 256 with each storage write.
    /// @dev Only a key with the revoking role, inside its window. Passes over those that are suspended; reverts when
    /// none is new.
    /// @param words Words of the bitmap, at most 64: revocation index / 256.
    /// @param bits Credentials to suspend in each word.
    /// @param reason 1 error, 2 fraud, 3 withdrawn, 4 key compromise, 5 other.
    function suspendWords(uint64[] calldata words, uint256[] calldata bits, uint8 reason) external;

    /// @notice Takes suspended credentials back. What was revoked meanwhile stays revoked.
    /// @dev As `suspendWords`.
    /// @param words Words of the bitmap, at most 64: revocation index / 256.
    /// @param bits Credentials to release in each word.
    /// @param reason Why they had been suspended, or why no longer: 1 error, 2 fraud, 3 withdrawn, 4 key compromise,
    /// 5 other.
    function releaseWords(uint64[] calldata words, uint256[] calldata bits, uint8 reason) external;

    /// @notice State of an issuer's log.
    /// @param issuer The issuer.
    /// @return size Number of batches.
    /// @return leaves Number of credentials in them.
    /// @return root RFC 9162 root over the batch leaves; keccak256("") for an empty log.
    /// @return time Block time of the last anchoring, seconds; 0 for an empty log.
    function checkpoint(IssuerId issuer) external view returns (uint64 size, uint64 leaves, bytes32 root, uint40 time);

    /// @notice What a relying contract needs to check a proof itself, in three storage reads. An issuer that ever
    /// suspended a credential, changed the state of a batch or froze batches costs one more for each.
    /// @dev Answers for issuers and batches that do not exist too, with zeros.
    /// @param issuer The issuer.
    /// @param batch Position of a batch.
    /// @param word Word of the bitmaps: revocation index / 256.
    /// @return batchLeaf Leaf of the batch, zero if there is none or the issuer's leaves are not stored.
    /// @return deadBits Revoked and superseded credentials of the word.
    /// @return heldBits Suspended credentials of the word.
    /// @return state State of the batch.
    /// @return status The issuer's standing now.
    function peek(
        IssuerId issuer,
        uint64 batch,
        uint64 word
    ) external view returns (bytes32 batchLeaf, uint256 deadBits, uint256 heldBits, BatchState state, IssuerStatus status);

    /// @notice Which dead credentials of a word are superseded; the others are revoked.
    /// @param issuer The issuer.
    /// @param word Word of the bitmaps.
    /// @return bits Superseded credentials.
    function supersededBits(IssuerId issuer, uint64 word) external view returns (uint256 bits);

    /// @notice Whether a nonce was used by a signed order of an issuer.
    /// @param issuer The issuer.
    /// @param nonce The nonce of a signed order.
    /// @return isUsed Whether no other order may have it.
    function isNonceUsed(IssuerId issuer, uint256 nonce) external view returns (bool isUsed);

    /// @notice An issuer's entry.
    /// @param issuer The issuer.
    /// @return admin Account that manages its keys.
    /// @return nameHash keccak256 of its name.
    /// @return status Its standing now.
    /// @return storesBatchLeaf Whether its batch leaves are kept.
    /// @return keyDelay Seconds that a new key waits before it counts.
    /// @return successor Issuer that continues its work, or none.
    function issuerOf(
        IssuerId issuer
    )
        external
        view
        returns (address admin, bytes32 nameHash, IssuerStatus status, bool storesBatchLeaf, uint32 keyDelay, IssuerId successor);

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
