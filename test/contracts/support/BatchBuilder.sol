// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { Batch } from "../../../contracts/types/Batch.sol";
import { Credit } from "../../../contracts/types/Credit.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { RecursiveTree } from "./RecursiveTree.sol";

/// @dev Builds credentials, their batch and their proofs by the definitions, apart from the contracts' own hashing.
library BatchBuilder {
    bytes32 private constant DOMAIN_TYPE = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    string private constant CREDIT_TYPE =
        "Credit(uint32 issuer,bytes32 credentialRoot,bytes32 subjectTag,bytes32 model,uint64 issuedAt,uint64 expiry,uint64 seq,bytes32 holder)";

    function creditAt(IssuerId issuer, uint256 seed, uint256 place, uint64 expiry) internal pure returns (Credit memory) {
        return
            Credit({
                issuer: issuer,
                credentialRoot: keccak256(abi.encode(seed, place, "fields")),
                subjectTag: keccak256(abi.encode(seed, place, "tag")),
                model: keccak256("model"),
                issuedAt: expiry - 90 days,
                expiry: expiry,
                seq: uint64(place),
                holder: bytes32(0)
            });
    }

    function digestOf(Credit memory c, address ledger) internal view returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPE, keccak256("Credence Credit Ledger"), keccak256("1"), block.chainid, ledger));
        bytes memory first = abi.encode(keccak256(bytes(CREDIT_TYPE)), c.issuer, c.credentialRoot, c.subjectTag, c.model);
        bytes32 structHash = keccak256(bytes.concat(first, abi.encode(c.issuedAt, c.expiry, c.seq, c.holder)));
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function leafOf(Credit memory credit, address ledger) internal view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"00", digestOf(credit, ledger)));
    }

    function leavesOf(
        IssuerId issuer,
        uint256 seed,
        uint256 count,
        uint64 expiry,
        address ledger
    ) internal view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            leaves[i] = leafOf(creditAt(issuer, seed, i, expiry), ledger);
        }
    }

    function batchLeafOf(Batch memory b, address ledger) internal view returns (bytes32) {
        bytes memory place = abi.encodePacked(hex"00", block.chainid, ledger, b.issuer, b.number);
        return keccak256(abi.encodePacked(place, b.root, b.leaves, b.firstLeaf, b.model, b.stateRoot, b.time));
    }
}
