// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../ledger/ICreditLedger.sol";
import { HashChain } from "../libraries/HashChain.sol";
import { LedgerLeaf } from "../libraries/LedgerLeaf.sol";
import { MerkleLog } from "../libraries/MerkleLog.sol";
import { Batch } from "../types/Batch.sol";
import { CreditProof } from "../types/CreditProof.sol";
import { CreditReason } from "../types/CreditReason.sol";
import { FieldTree } from "../libraries/FieldTree.sol";
import { IssuerId } from "../types/IssuerId.sol";

/// @title CreditVerifier
/// @notice Checks credentials inside a lender's own contract, with one question to the ledger for each. Every answer
/// has a reason; `demand` turns it into a revert.
/// @dev Made for issuers that store their batch leaves: the batches of the others are unknown to it, because their
/// proofs go stale while a transaction waits.
/// @dev Warning: whoever saw a proof can send it again. The proof is for the holder who is named with it: a lender
/// names the account that calls, or the key that signed for this lender and this moment (`HolderProof`).
library CreditVerifier {
    uint256 private constant SCORE_SLOT = 1;
    uint256 private constant SCORE_AT_LEAST_SLOT = 14;
    uint256 private constant PD_AT_MOST_SLOT = 15;

    /// @notice Thrown when a credential is not good for what is asked.
    error CreditRefused(CreditReason reason);

    /// @notice Reverts unless the answer is `Ok`.
    /// @param reason Answer of a check.
    function demand(CreditReason reason) internal pure {
        require(reason == CreditReason.Ok, CreditRefused(reason));
    }

    /// @notice Opens the score.
    /// @param ledger The ledger that the lender trusts.
    /// @param proof Proof of the field `score`.
    /// @param holder Commitment to the holder's key that the credential must have.
    /// @param minimum Lowest score that is good enough.
    /// @return reason `Ok`, or why not.
    /// @return credential EIP-712 digest of the credential.
    function openScore(
        ICreditLedger ledger,
        CreditProof calldata proof,
        bytes32 holder,
        uint256 minimum
    ) internal view returns (CreditReason reason, bytes32 credential) {
        (reason, credential) = openField(ledger, proof, SCORE_SLOT, holder);
        if (reason == CreditReason.Ok && uint256(proof.value) < minimum) reason = CreditReason.ScoreTooLow;
    }

    /// @notice Checks that the score is at least `minimum`, without learning it.
    /// @param ledger The ledger that the lender trusts.
    /// @param proof Proof of the field `scoreAtLeast`.
    /// @param holder Commitment to the holder's key that the credential must have.
    /// @param minimum The threshold: 305, 310 ... 850.
    /// @param link Hash of the chain that proves it.
    /// @return reason `Ok`, or why not.
    /// @return credential EIP-712 digest of the credential.
    function checkScoreAtLeast(
        ICreditLedger ledger,
        CreditProof calldata proof,
        bytes32 holder,
        uint256 minimum,
        bytes32 link
    ) internal view returns (CreditReason reason, bytes32 credential) {
        (reason, credential) = openField(ledger, proof, SCORE_AT_LEAST_SLOT, holder);
        if (reason == CreditReason.Ok) reason = _walk(link, HashChain.scoreSteps(minimum), proof.value);
    }

    /// @notice Checks that the probability of default is at most `maximumBps`, without learning it.
    /// @param ledger The ledger that the lender trusts.
    /// @param proof Proof of the field `pdAtMost`.
    /// @param holder Commitment to the holder's key that the credential must have.
    /// @param maximumBps The threshold in basis points: 25, 50 ... 2475.
    /// @param link Hash of the chain that proves it.
    /// @return reason `Ok`, or why not.
    /// @return credential EIP-712 digest of the credential.
    function checkPdAtMost(
        ICreditLedger ledger,
        CreditProof calldata proof,
        bytes32 holder,
        uint256 maximumBps,
        bytes32 link
    ) internal view returns (CreditReason reason, bytes32 credential) {
        (reason, credential) = openField(ledger, proof, PD_AT_MOST_SLOT, holder);
        if (reason == CreditReason.Ok) reason = _walk(link, HashChain.pdSteps(maximumBps), proof.value);
    }

    function _walk(bytes32 link, uint256 steps, bytes32 end) private pure returns (CreditReason) {
        if (steps == 0) return CreditReason.ThresholdUnknown;
        return HashChain.walk(link, steps) == end ? CreditReason.Ok : CreditReason.ThresholdNotMet;
    }

    /// @notice Checks that a field of 32 bytes stands in a credential that is anchored and in force.
    /// @param ledger The ledger that the lender trusts.
    /// @param proof The field and its proof.
    /// @param slot Which of the sixteen fields, from 0.
    /// @param holder Commitment to the holder's key that the credential must have; zero for one without.
    /// @return reason `Ok`, or why not.
    /// @return credential EIP-712 digest of the credential.
    function openField(
        ICreditLedger ledger,
        CreditProof calldata proof,
        uint256 slot,
        bytes32 holder
    ) internal view returns (CreditReason reason, bytes32 credential) {
        if (block.timestamp >= proof.facts.expiry()) return (CreditReason.Expired, credential);
        credential = _digestOf(proof, slot, holder, address(ledger));
        uint256 position = proof.place.position();
        (bool isPlaced, bytes32 root) = MerkleLog.rootFrom(MerkleLog.hashLeaf(credential), position, proof.place.leaves(), proof.path);
        bytes32 leaf = isPlaced ? _batchLeafOf(proof, root, address(ledger)) : bytes32(0);
        reason = _standing(ledger, proof.facts.issuer(), proof.place.batch(), proof.place.firstLeaf() + position, leaf);
    }

    /// @notice Whether a credential that was opened before is still in force, its expiry apart.
    /// @param ledger The ledger that the lender trusts.
    /// @param issuer Issuer of the credential.
    /// @param batch Batch that holds it.
    /// @param index Its revocation index: `firstLeaf` of the batch plus the position in it.
    /// @return reason `Ok`, or why not.
    function standing(ICreditLedger ledger, IssuerId issuer, uint64 batch, uint64 index) internal view returns (CreditReason reason) {
        (, uint256 dead, uint256 held, ICreditLedger.BatchState state, ICreditLedger.IssuerStatus status) = ledger.peek(
            issuer,
            batch,
            index >> 8
        );
        reason = _reasonOf(status);
        if (reason == CreditReason.Ok) reason = _reasonOf(state);
        if (reason == CreditReason.Ok) reason = _reasonOf(ledger, issuer, index, dead, held);
    }

    /// @dev As `standing`, for a credential whose batch leaf was computed; zero stands for a path that leads nowhere.
    function _standing(
        ICreditLedger ledger,
        IssuerId issuer,
        uint64 batch,
        uint256 index,
        bytes32 leaf
    ) private view returns (CreditReason reason) {
        (bytes32 anchored, uint256 dead, uint256 held, ICreditLedger.BatchState state, ICreditLedger.IssuerStatus status) = ledger.peek(
            issuer,
            batch,
            uint64(index >> 8)
        );
        reason = _reasonOf(status);
        if (reason != CreditReason.Ok) return reason;
        if (anchored == bytes32(0)) return CreditReason.BatchUnknown;
        if (anchored != leaf) return CreditReason.NotIncluded;
        reason = _reasonOf(state);
        if (reason == CreditReason.Ok) reason = _reasonOf(ledger, issuer, uint64(index), dead, held);
    }

    function _reasonOf(ICreditLedger.IssuerStatus status) private pure returns (CreditReason) {
        if (status == ICreditLedger.IssuerStatus.Active) return CreditReason.Ok;
        return status == ICreditLedger.IssuerStatus.None ? CreditReason.UnknownIssuer : CreditReason.IssuerSuspended;
    }

    function _reasonOf(ICreditLedger.BatchState state) private pure returns (CreditReason) {
        if (state == ICreditLedger.BatchState.Live) return CreditReason.Ok;
        if (state == ICreditLedger.BatchState.Superseded) return CreditReason.BatchSuperseded;
        return state == ICreditLedger.BatchState.Revoked ? CreditReason.BatchRevoked : CreditReason.BatchFrozen;
    }

    /// @dev The ledger is asked once more for a dead credential only, to tell a replaced one from a revoked one.
    function _reasonOf(
        ICreditLedger ledger,
        IssuerId issuer,
        uint64 index,
        uint256 dead,
        uint256 held
    ) private view returns (CreditReason) {
        uint256 bit = 1 << (index & 0xff);
        if (dead & bit != 0) {
            return ledger.supersededBits(issuer, index >> 8) & bit != 0 ? CreditReason.Superseded : CreditReason.Revoked;
        }
        return held & bit != 0 ? CreditReason.Suspended : CreditReason.Ok;
    }

    /// @dev EIP-712 digest of the credential that has this field and this holder.
    function _digestOf(CreditProof calldata proof, uint256 slot, bytes32 holder, address ledger) private view returns (bytes32) {
        bytes32 fields = FieldTree.rootFrom(FieldTree.leafOf(slot, proof.salt, proof.value), slot, proof.fieldPath);
        bytes32 structHash = keccak256(
            abi.encode(
                LedgerLeaf.CREDIT_TYPEHASH,
                proof.facts.issuer(),
                fields,
                proof.subjectTag,
                proof.model,
                proof.facts.issuedAt(),
                proof.facts.expiry(),
                proof.facts.seq(),
                holder
            )
        );
        return LedgerLeaf.digestOf(structHash, ledger);
    }

    function _batchLeafOf(CreditProof calldata proof, bytes32 root, address ledger) private view returns (bytes32) {
        return
            LedgerLeaf.ofBatch(
                Batch({
                    issuer: proof.facts.issuer(),
                    number: proof.place.batch(),
                    root: root,
                    leaves: proof.place.leaves(),
                    firstLeaf: proof.place.firstLeaf(),
                    model: proof.model,
                    stateRoot: proof.stateRoot,
                    time: proof.place.time()
                }),
                ledger
            );
    }
}
