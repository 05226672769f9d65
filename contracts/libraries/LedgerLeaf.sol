// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AnchorOrder } from "../types/AnchorOrder.sol";
import { Batch } from "../types/Batch.sol";
import { Credit } from "../types/Credit.sol";

/// @title LedgerLeaf
/// @notice Hashes of what the ledger's trees commit to.
library LedgerLeaf {
    /// @notice EIP-712 type hash of `Credit`.
    bytes32 internal constant CREDIT_TYPEHASH = keccak256(
        "Credit(uint32 issuer,bytes32 credentialRoot,bytes32 subjectTag,bytes32 model,uint64 issuedAt,uint64 expiry,uint64 seq,bytes32 holder)"
    );

    /// @notice EIP-712 type hash of `AnchorOrder`, which is called `Anchor` where it is signed.
    bytes32 internal constant ANCHOR_TYPEHASH = keccak256(
        "Anchor(uint32 issuer,bytes32 root,uint64 leaves,bytes32 model,bytes32 stateRoot,uint64 expectedBatch,uint256 nonce,uint64 deadline)"
    );

    /// @notice Name of every ledger's EIP-712 domain.
    string internal constant DOMAIN_NAME = "Credence Credit Ledger";
    /// @notice Version of every ledger's EIP-712 domain.
    string internal constant DOMAIN_VERSION = "1";

    bytes32 private constant DOMAIN_NAME_HASH = keccak256(bytes(DOMAIN_NAME));
    bytes32 private constant DOMAIN_VERSION_HASH = keccak256(bytes(DOMAIN_VERSION));
    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
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

    /// @notice EIP-712 struct hash of an order to anchor.
    /// @param order The order.
    /// @return structHash hashStruct(order).
    function structHashOf(AnchorOrder calldata order) internal pure returns (bytes32 structHash) {
        return keccak256(abi.encode(ANCHOR_TYPEHASH, order));
    }

    /// @notice EIP-712 domain of a ledger on this chain.
    /// @param ledger The ledger.
    /// @return separator hashStruct of the domain.
    function domainOf(address ledger) internal view returns (bytes32 separator) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, DOMAIN_NAME_HASH, DOMAIN_VERSION_HASH, block.chainid, ledger));
    }

    /// @notice EIP-712 digest of a struct in a ledger's domain: what keys sign and, for a credential, what is anchored.
    /// @param structHash hashStruct of the message.
    /// @param ledger The ledger.
    /// @return digest keccak256(0x1901 ‖ domain ‖ structHash).
    function digestOf(bytes32 structHash, address ledger) internal view returns (bytes32 digest) {
        return keccak256(abi.encodePacked(hex"1901", domainOf(ledger), structHash));
    }
}
