// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../ledger/ICreditLedger.sol";
import { CreditProof } from "../types/CreditProof.sol";
import { CreditReason } from "../types/CreditReason.sol";
import { IssuerId } from "../types/IssuerId.sol";
import { CreditVerifier } from "../verifier/CreditVerifier.sol";
import { HolderProof } from "../verifier/HolderProof.sol";

/// @title ScoreGate
/// @notice The least that a lender's contract needs: one issuer, one scorecard, and the credential of the caller.
/// `CreditLine` does something with the answer.
contract ScoreGate {
    ICreditLedger private immutable LEDGER;
    IssuerId private immutable ISSUER;
    bytes32 private immutable MODEL;

    /// @param ledger The ledger that the lender trusts.
    /// @param issuer The issuer whose credentials it accepts.
    /// @param model Hash of the scorecard that it accepts.
    constructor(ICreditLedger ledger, IssuerId issuer, bytes32 model) {
        LEDGER = ledger;
        ISSUER = issuer;
        MODEL = model;
    }

    /// @notice Passes when the caller holds a credential with a score of at least `minimum`.
    /// @param proof Proof of the field `score`.
    /// @param blind Secret that hides the caller in the credential.
    /// @param minimum Lowest score that is good enough.
    /// @return score The score.
    function openScore(CreditProof calldata proof, bytes32 blind, uint256 minimum) external view returns (uint256 score) {
        _demandAccepted(proof);
        (CreditReason reason, ) = CreditVerifier.openScore(LEDGER, proof, HolderProof.commitmentTo(msg.sender, blind), minimum);
        CreditVerifier.demand(reason);
        return uint256(proof.value);
    }

    /// @notice Passes when the caller holds a credential whose score, which stays hidden, is at least `minimum`.
    /// @param proof Proof of the field `scoreAtLeast`.
    /// @param blind Secret that hides the caller in the credential.
    /// @param minimum The threshold: 305, 310 ... 850.
    /// @param link Hash of the chain that proves it.
    function passThreshold(CreditProof calldata proof, bytes32 blind, uint256 minimum, bytes32 link) external view {
        _demandAccepted(proof);
        bytes32 holder = HolderProof.commitmentTo(msg.sender, blind);
        (CreditReason reason, ) = CreditVerifier.checkScoreAtLeast(LEDGER, proof, holder, minimum, link);
        CreditVerifier.demand(reason);
    }

    function _demandAccepted(CreditProof calldata proof) private view {
        require(proof.facts.issuer() == ISSUER, CreditVerifier.CreditRefused(CreditReason.IssuerNotAccepted));
        require(proof.model == MODEL, CreditVerifier.CreditRefused(CreditReason.ModelNotAccepted));
    }
}
