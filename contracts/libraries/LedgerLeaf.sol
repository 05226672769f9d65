// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Batch } from "../types/Batch.sol";
import { Credit } from "../types/Credit.sol";

/// @title LedgerLeaf
/// @notice Hashes of what the ledger's trees commit to.
library LedgerLeaf {
    /// @notice EIP-712 type hash of `Credit`.
    bytes32 internal constant CREDIT_TYPEHASH = keccak256(
        "Credit(uint32 issuer,bytes32 credentialRoot,bytes32 subjectTag,bytes32 model,uint64 issuedAt,uint64 expiry,uint64 seq,bytes32 holder)"
    );

    /// @notice Leaf of a batch in its issuer's log.
    /// @dev Chain, ledger and issuer are inside, so a leaf means nothing in another log.
    /// @param batch What was anchored.
    /// @param ledger Contract that keeps the log.
    /// @return leaf Hash behind the leaf prefix 0x00 of the packed fields.
    function ofBatch(Batch memory batch, address ledger) internal view returns (bytes32 leaf) {
        return
            keccak256(
                abi.encodePacked(
                    bytes1(0x00),
                    block.chainid,
                    ledger,
                    batch.issuer,
                    batch.number,
                    batch.root,
                    batch.leaves,
                    batch.firstLeaf,
                    batch.model,
                    batch.stateRoot,
                    batch.time
                )
            );
    }

    /// @notice EIP-712 struct hash of a credential.
    /// @param credit The credential.
    /// @return structHash hashStruct(credit).
    function structHashOf(Credit calldata credit) internal pure returns (bytes32 structHash) {
        return
            keccak256(
                abi.encode(
                    CREDIT_TYPEHASH,
                    credit.issuer,
                    credit.credentialRoot,
                    credit.subjectTag,
                    credit.model,
                    credit.issuedAt,
                    credit.expiry,
                    credit.seq,
                    credit.holder
                )
            );
    }
}
