// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A holder's signature of a `Presentation`, with the parts that its verifier cannot know.
struct HolderSignature {
    /// @notice The holder's key.
    address key;
    /// @notice Secret that hides the key in the credential.
    bytes32 blind;
    /// @notice Hash of what is shown off chain. A contract does not read it: what it is shown is in the call itself.
    bytes32 disclosure;
    /// @notice Last second at which the signature holds.
    uint64 until;
    /// @notice The signature, of a kind that `KeySignature` knows, or of a passkey as `HolderProof` reads it.
    bytes signature;
}
