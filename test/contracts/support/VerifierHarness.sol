// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { FieldTree } from "../../../contracts/libraries/FieldTree.sol";
import { HashChain } from "../../../contracts/libraries/HashChain.sol";
import { CreditProof } from "../../../contracts/types/CreditProof.sol";
import { CreditReason } from "../../../contracts/types/CreditReason.sol";
import { HolderSignature } from "../../../contracts/types/HolderSignature.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { CreditVerifier } from "../../../contracts/verifier/CreditVerifier.sol";
import { HolderProof } from "../../../contracts/verifier/HolderProof.sol";

/// @dev Gives the internal functions of the verifier an outside.
contract VerifierHarness {
    ICreditLedger private immutable _ledger;

    constructor(ICreditLedger ledger) {
        _ledger = ledger;
    }

    function openField(
        CreditProof calldata proof,
        uint256 slot,
        bytes32 holder
    ) external view returns (CreditReason reason, bytes32 digest) {
        return CreditVerifier.openField(_ledger, proof, slot, holder);
    }

    function openScore(CreditProof calldata proof, bytes32 holder, uint256 minimum) external view returns (CreditReason reason) {
        (reason, ) = CreditVerifier.openScore(_ledger, proof, holder, minimum);
    }

    function scoreAtLeast(
        CreditProof calldata proof,
        bytes32 holder,
        uint256 minimum,
        bytes32 link
    ) external view returns (CreditReason reason) {
        (reason, ) = CreditVerifier.checkScoreAtLeast(_ledger, proof, holder, minimum, link);
    }

    function pdAtMost(
        CreditProof calldata proof,
        bytes32 holder,
        uint256 maximumBps,
        bytes32 link
    ) external view returns (CreditReason reason) {
        (reason, ) = CreditVerifier.checkPdAtMost(_ledger, proof, holder, maximumBps, link);
    }

    function standing(IssuerId issuer, uint64 batch, uint64 index) external view returns (CreditReason) {
        return CreditVerifier.standing(_ledger, issuer, batch, index);
    }

    function demand(CreditReason reason) external pure {
        CreditVerifier.demand(reason);
    }

    function isSigned(HolderSignature calldata shown, bytes32 credential, bytes32 challenge, bytes32 purpose) external view returns (bool) {
        return HolderProof.isSigned(shown, credential, challenge, purpose, address(_ledger));
    }

    function fieldRoot(uint256 slot, bytes16 salt, bytes32 value, bytes32[4] calldata path) external pure returns (bytes32) {
        return FieldTree.rootFrom(FieldTree.leafOf(slot, salt, value), slot, path);
    }

    function walk(bytes32 link, uint256 steps) external pure returns (bytes32) {
        return HashChain.walk(link, steps);
    }
}
