// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { P256 } from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import { SignatureChecker } from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title KeySignature
/// @notice Signatures of a key that is known by its address, of three kinds: 65 bytes r ‖ s ‖ v of secp256k1; what a key
/// with code accepts by ERC-1271; and, for a key without code, 128 bytes r ‖ s ‖ x ‖ y of P-256, as secure elements
/// have it, whose address is the last 20 bytes of keccak256(x ‖ y).
/// @dev The first kind is tried first, also for a key with code: who has the private key of an account that delegates
/// (EIP-7702) has the account, and the ordinary case is spared the look at the code.
/// @dev Each signature has one form only: s is in the lower half, v is 27 or 28, and the short form of 64 bytes is
/// refused. No signature is good for the zero address.
library KeySignature {
    uint256 private constant P256_LENGTH = 128;

    /// @notice Checks a signature.
    /// @dev Calls the key if it has code, without the right to change any state.
    /// @param key Address of the key.
    /// @param digest What was signed.
    /// @param signature The signature.
    /// @return Whether the key made it.
    function isValid(address key, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (problem == ECDSA.RecoverError.NoError && signer == key) return true;
        if (key.code.length != 0) return SignatureChecker.isValidERC1271SignatureNowCalldata(key, digest, signature);
        return signature.length == P256_LENGTH && _isValidP256(key, digest, signature);
    }

    /// @dev The chains that can run this code have the precompile for the curve.
    function _isValidP256(address key, bytes32 digest, bytes calldata signature) private view returns (bool) {
        bytes calldata point = signature[64:];
        if (address(uint160(uint256(keccak256(point)))) != key) return false;
        (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
        (bytes32 x, bytes32 y) = abi.decode(point, (bytes32, bytes32));
        return P256.verifyNative(digest, r, s, x, y);
    }
}
