// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What a holder signs to show a credential to one verifier, as an EIP-712 struct in the ledger's domain.
struct Presentation {
    /// @notice EIP-712 digest of the credential.
    bytes32 credential;
    /// @notice Hash of what is shown. A contract does not read it: what it is shown is in the call itself.
    bytes32 disclosure;
    /// @notice Who it is for: the address of a contract, left-padded.
    bytes32 verifier;
    /// @notice What the verifier asked to be signed.
    bytes32 challenge;
    /// @notice keccak256 of the purpose in words.
    bytes32 purpose;
    /// @notice Last second at which it holds.
    uint64 until;
}
