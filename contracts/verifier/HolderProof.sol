// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { WebAuthn } from "@openzeppelin/contracts/utils/cryptography/WebAuthn.sol";
import { KeySignature } from "../libraries/KeySignature.sol";
import { LedgerLeaf } from "../libraries/LedgerLeaf.sol";
import { HolderSignature } from "../types/HolderSignature.sol";

/// @title HolderProof
/// @notice Binds a credential to who shows it. A credential holds a commitment to its holder's key; the holder is the
/// account that calls, or a key that signed an EIP-712 `Presentation` for one verifier, one challenge and one purpose.
library HolderProof {
    /// @dev A P-256 signature with its key is as long; what is longer comes from a passkey.
    uint256 private constant P256_LENGTH = 128;
    uint256 private constant POINT_LENGTH = 64;

    /// @notice EIP-712 type hash of `Presentation`.
    bytes32 internal constant PRESENTATION_TYPEHASH = keccak256(
        "Presentation(bytes32 credential,bytes32 disclosure,bytes32 verifier,bytes32 challenge,bytes32 purpose,uint64 until)"
    );

    /// @notice Commitment to a holder's key.
    /// @param key The key: an account, or the last 20 bytes of keccak256(x ‖ y) of a P-256 key.
    /// @param blind Secret of the holder, so that nobody can search for the key.
    /// @return holder keccak256(0x05 ‖ key ‖ blind).
    function commitmentTo(address key, bytes32 blind) internal pure returns (bytes32 holder) {
        return keccak256(abi.encodePacked(bytes1(0x05), key, blind));
    }

    /// @notice Whether the holder signed that this contract may be shown the credential.
    /// @dev What was signed for another verifier, challenge, purpose, credential or chain is no signature here.
    /// @param shown The holder's signature and what goes with it.
    /// @param credential EIP-712 digest of the credential.
    /// @param challenge What this contract asked to be signed; it must count once only.
    /// @param purpose keccak256 of the purpose in words.
    /// @param ledger The ledger, whose domain the holder signs in.
    /// @return Whether the signature is good.
    function isSigned(
        HolderSignature calldata shown,
        bytes32 credential,
        bytes32 challenge,
        bytes32 purpose,
        address ledger
    ) internal view returns (bool) {
        bytes32 structHash = keccak256(
            abi.encode(
                PRESENTATION_TYPEHASH,
                credential,
                shown.disclosure,
                bytes32(uint256(uint160(address(this)))),
                challenge,
                purpose,
                shown.until
            )
        );
        return _isValid(shown.key, LedgerLeaf.digestOf(structHash, ledger), shown.signature);
    }

    /// @dev A passkey in a browser signs no digest, but a statement of the browser that holds it as the challenge. Its
    /// signature is x ‖ y ‖ the fields of `WebAuthn.WebAuthnAuth`, ABI-encoded, with the user present and verified.
    function _isValid(address key, bytes32 digest, bytes calldata signature) private view returns (bool) {
        if (key.code.length != 0 || signature.length <= P256_LENGTH) return KeySignature.isValid(key, digest, signature);
        bytes calldata point = signature[:POINT_LENGTH];
        if (address(uint160(uint256(keccak256(point)))) != key) return false;
        (bool isRead, WebAuthn.WebAuthnAuth calldata auth) = WebAuthn.tryDecodeAuth(signature[POINT_LENGTH:]);
        if (!isRead) return false;
        (bytes32 x, bytes32 y) = abi.decode(point, (bytes32, bytes32));
        return WebAuthn.verify(abi.encodePacked(digest), auth, x, y);
    }
}
