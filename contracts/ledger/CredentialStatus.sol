// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchRanges } from "../libraries/BatchRanges.sol";
import { Bits } from "../libraries/Bits.sol";
import { IssuerId } from "../types/IssuerId.sol";
import { KeyRecord } from "../types/KeyRecord.sol";
import { REVOKE_ROLE } from "../types/KeyRoles.sol";
import { HAS_BATCH_STATES, HAS_FROZEN, HAS_HELD, LogHead } from "../types/LogHead.sol";
import { ICreditLedger } from "./ICreditLedger.sol";
import { IssuerRegistry } from "./IssuerRegistry.sol";

/// @title CredentialStatus
/// @notice Part of `CreditLedger`: what is revoked, superseded or suspended, by credentials and by whole batches.
abstract contract CredentialStatus is IssuerRegistry {
    using BatchRanges for uint64[];

    /// @dev Bitmap of what is dead: revoked or superseded, for ever.
    uint256 private constant DEAD = 1 << 96;
    /// @dev Bitmap of the dead credentials that are superseded.
    uint256 private constant SUPERSEDED = 2 << 96;
    /// @dev Bitmap of suspended credentials.
    uint256 private constant HELD = 3 << 96;
    /// @dev Numbers of `BatchState` that were set for one batch; they only grow.
    uint256 private constant BATCH_STATES = 4 << 96;

    uint256 private constant MAX_WORDS = 64;
    uint256 private constant MAX_BATCHES = 16;
    uint8 private constant MAX_REASON = 5;
    uint8 private constant SUPERSEDED_REASON = 6;

    /// @dev 256 credentials, one bit each, or 128 batches, two bits each. The place in storage is a number and no hash,
    /// because that is cheaper: bitmap * 2^96 + issuer * 2^64 + word. No variable with a place of its own is so far
    /// up, and to make a hashed place fall among the 2^99 of these takes 2^157 tries.
    struct Word {
        uint256 bits;
    }

    // Revocation

    /// @inheritdoc ICreditLedger
    function revoke(uint64 index, uint8 reason) external {
        IssuerId issuer = _callingRevoker(index, reason);
        Word storage word = _wordAt(DEAD, issuer, index >> 8);
        uint256 bits = word.bits;
        uint256 bit = 1 << (index & 0xff);
        require(bits & bit == 0, LedgerAlreadyRevoked(issuer, index));
        word.bits = bits | bit;
        emit Revoked(issuer, index, reason);
    }

    /// @inheritdoc ICreditLedger
    function revokeWords(uint64[] calldata words, uint256[] calldata bits, uint8 reason) external {
        IssuerId issuer = _callingRevoker(_highestIndex(words, bits), reason);
        require(_kill(issuer, words, bits, reason), LedgerNothingToRevoke(issuer));
    }

    /// @inheritdoc ICreditLedger
    function revokeBatch(uint64 batch, uint8 reason) external {
        IssuerId issuer = _callingRevoker(0, reason);
        uint64 size = _issuers[issuer].head.batches();
        require(batch < size, LedgerBatchUnknown(batch, size));
        require(_raiseBatch(issuer, batch, BatchState.Revoked, reason), LedgerBatchAlreadyRevoked(issuer, batch));
    }

    // Suspension

    /// @inheritdoc ICreditLedger
    function suspendWords(uint64[] calldata words, uint256[] calldata bits, uint8 reason) external {
        IssuerId issuer = _callingRevoker(_highestIndex(words, bits), reason);
        _flag(_issuers[issuer], HAS_HELD);
        _setHeld(issuer, words, bits, reason, true);
    }

    /// @inheritdoc ICreditLedger
    function releaseWords(uint64[] calldata words, uint256[] calldata bits, uint8 reason) external {
        IssuerId issuer = _callingRevoker(_highestIndex(words, bits), reason);
        _setHeld(issuer, words, bits, reason, false);
    }

    /// @dev Passes over credentials that are as wanted.
    function _setHeld(IssuerId issuer, uint64[] calldata words, uint256[] calldata bits, uint8 reason, bool isHeld) private {
        bool isAnyNew = false;
        for (uint256 i = 0; i < words.length; ++i) {
            Word storage word = _wordAt(HELD, issuer, words[i]);
            uint256 known = word.bits;
            uint256 changed = bits[i] & (isHeld ? ~known : known);
            if (changed == 0) continue;
            isAnyNew = true;
            word.bits = known ^ changed;
            emit WordHeld(issuer, words[i], changed, isHeld, reason);
        }
        require(isAnyNew, LedgerNothingToHold(issuer, isHeld));
    }

    // Superseding

    /// @dev Marks older credentials and batches as superseded; passes over what is dead already. Assumes that the
    /// caller may, and that the log has `leaves` credentials in `batches` batches before the one that supersedes.
    function _supersede(IssuerId issuer, Superseded calldata old, uint64 leaves, uint64 batches) internal {
        uint256 highest = _highestIndex(old.words, old.bits);
        require(old.words.length == 0 || highest < leaves, LedgerIndexUnknown(highest, leaves));
        _kill(issuer, old.words, old.bits, SUPERSEDED_REASON);
        require(old.batches.length <= MAX_BATCHES, LedgerTooManyBatches(old.batches.length, MAX_BATCHES));
        for (uint256 i = 0; i < old.batches.length; ++i) {
            require(old.batches[i] < batches, LedgerBatchUnknown(old.batches[i], batches));
            _raiseBatch(issuer, old.batches[i], BatchState.Superseded, SUPERSEDED_REASON);
        }
    }

    // Parts

    /// @dev Passes over what is dead already. Assumes that the issuer has anchored every credential named.
    function _kill(IssuerId issuer, uint64[] calldata words, uint256[] calldata bits, uint8 reason) private returns (bool isAnyNew) {
        for (uint256 i = 0; i < words.length; ++i) {
            Word storage word = _wordAt(DEAD, issuer, words[i]);
            uint256 known = word.bits;
            uint256 added = bits[i] & ~known;
            if (added == 0) continue;
            isAnyNew = true;
            word.bits = known | added;
            if (reason == SUPERSEDED_REASON) _wordAt(SUPERSEDED, issuer, words[i]).bits |= added;
            emit WordRevoked(issuer, words[i], added, reason);
        }
    }

    /// @dev Gives a batch a state of its own if that is graver than the one it has.
    /// @return isRaised Whether it was.
    function _raiseBatch(IssuerId issuer, uint64 batch, BatchState state, uint8 reason) private returns (bool isRaised) {
        Word storage word = _wordAt(BATCH_STATES, issuer, batch >> 7);
        uint256 bits = word.bits;
        uint256 shift = (batch & 0x7f) << 1;
        if ((bits >> shift) & 3 >= uint8(state)) return false;
        word.bits = (bits & ~(uint256(3) << shift)) | (uint256(uint8(state)) << shift);
        _flag(_issuers[issuer], HAS_BATCH_STATES);
        emit BatchStateChanged(issuer, batch, state, reason);
        return true;
    }

    function _flag(Issuer storage entry, uint256 flag) private {
        LogHead head = entry.head;
        if (!head.has(flag)) entry.head = head.with(flag);
    }

    /// @dev Highest revocation index named. A word without bits counts as its first bit.
    function _highestIndex(uint64[] calldata words, uint256[] calldata bits) private pure returns (uint256 highest) {
        require(words.length == bits.length, LedgerLengthsDiffer(words.length, bits.length));
        require(words.length <= MAX_WORDS, LedgerTooManyWords(words.length, MAX_WORDS));
        for (uint256 i = 0; i < words.length; ++i) {
            uint256 index = (uint256(words[i]) << 8) + Bits.highest(bits[i]);
            if (index > highest) highest = index;
        }
    }

    /// @dev Issuer of the calling key, which may revoke every credential up to `highest`: 0 for any.
    function _callingRevoker(uint256 highest, uint8 reason) private returns (IssuerId issuer) {
        unchecked {
            // One comparison: reason 0 wraps around.
            require(uint256(reason) - 1 < MAX_REASON, LedgerReasonInvalid(reason));
        }
        KeyRecord key = _keys[msg.sender];
        _requireOpen(msg.sender, key, REVOKE_ROLE);
        issuer = key.issuer();
        if (highest >= key.horizon()) {
            uint64 leaves = _issuers[issuer].head.leaves();
            require(highest < leaves, LedgerIndexUnknown(highest, leaves));
            _keys[msg.sender] = key.withHorizon(leaves);
        }
    }

    /// @dev A word of an issuer's bitmap. Assumes that `number` is below 2^64.
    function _wordAt(uint256 bitmap, IssuerId issuer, uint256 number) private pure returns (Word storage word) {
        uint256 place = bitmap | (uint256(IssuerId.unwrap(issuer)) << 64) | number;
        assembly ("memory-safe") {
            word.slot := place
        }
    }

    // Views

    /// @inheritdoc ICreditLedger
    function peek(
        IssuerId issuer,
        uint64 batch,
        uint64 word
    ) external view returns (bytes32 batchLeaf, uint256 deadBits, uint256 heldBits, BatchState state, IssuerStatus status) {
        Issuer storage entry = _issuers[issuer];
        LogHead head = entry.head;
        batchLeaf = entry.evenRange.leaves[batch];
        deadBits = _wordAt(DEAD, issuer, word).bits;
        if (head.has(HAS_HELD)) heldBits = _wordAt(HELD, issuer, word).bits;
        if (head.has(HAS_BATCH_STATES)) state = BatchState((_wordAt(BATCH_STATES, issuer, batch >> 7).bits >> ((batch & 0x7f) << 1)) & 3);
        if (head.has(HAS_FROZEN) && state == BatchState.Live && entry.frozen.contains(batch)) state = BatchState.Frozen;
        status = IssuerStatus(head.status());
    }

    /// @inheritdoc ICreditLedger
    function supersededBits(IssuerId issuer, uint64 word) external view returns (uint256 bits) {
        return _wordAt(SUPERSEDED, issuer, word).bits;
    }
}
