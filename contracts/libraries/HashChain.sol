// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title HashChain
/// @notice Proofs that a hidden number reaches a threshold, from a hash chain: the issuer commits to the end of as many
/// steps as the number has units; who knows the hash that lies `tau` steps before the end has at least `tau` units.
/// @dev A step is keccak256 of the bare 32 bytes. Nobody can walk back, so a higher threshold than the true one would
/// take a preimage of the seed.
/// @dev Warning: a link of the chain is no secret any more once it was shown. It proves a property of the credential,
/// never the right to use it; a verifier asks for the holder as well.
library HashChain {
    uint256 private constant SCORE_BASE = 300;
    uint256 private constant SCORE_STEP = 5;
    uint256 private constant SCORE_TOP = 850;
    uint256 private constant PD_STEP_BPS = 25;
    uint256 private constant PD_BASE_BPS = 2_500;

    /// @notice Steps from the proof of "score at least `minimum`" to the chain's end.
    /// @param minimum The threshold: 305, 310 ... 850.
    /// @return steps From 1 to 110; 0 if the threshold is not one of these.
    function scoreSteps(uint256 minimum) internal pure returns (uint256 steps) {
        if (minimum <= SCORE_BASE || minimum > SCORE_TOP || minimum % SCORE_STEP != 0) return 0;
        return (minimum - SCORE_BASE) / SCORE_STEP;
    }

    /// @notice Steps from the proof of "probability of default at most `maximumBps`" to the chain's end.
    /// @param maximumBps The threshold in basis points: 25, 50 ... 2475.
    /// @return steps From 1 to 99; 0 if the threshold is not one of these.
    function pdSteps(uint256 maximumBps) internal pure returns (uint256 steps) {
        if (maximumBps == 0 || maximumBps >= PD_BASE_BPS || maximumBps % PD_STEP_BPS != 0) return 0;
        return (PD_BASE_BPS - maximumBps) / PD_STEP_BPS;
    }

    /// @notice Follows the chain.
    /// @dev Assumes that `steps` is bounded by the caller; four steps share one turn of the loop.
    /// @param link A hash of the chain.
    /// @param steps Number of steps.
    /// @return end The hash `steps` later.
    function walk(bytes32 link, uint256 steps) internal pure returns (bytes32 end) {
        assembly ("memory-safe") {
            mstore(0x00, link)
            for {
                let left := and(steps, 3)
            } left {
                left := sub(left, 1)
            } {
                mstore(0x00, keccak256(0x00, 0x20))
            }
            for {
                let left := shr(2, steps)
            } left {
                left := sub(left, 1)
            } {
                mstore(0x00, keccak256(0x00, 0x20))
                mstore(0x00, keccak256(0x00, 0x20))
                mstore(0x00, keccak256(0x00, 0x20))
                mstore(0x00, keccak256(0x00, 0x20))
            }
            end := mload(0x00)
        }
    }
}
