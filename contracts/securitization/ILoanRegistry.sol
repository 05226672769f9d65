// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ILoanRegistry
/// @notice Tapes of loans by their Merkle root, and which loan is pledged: 256 loans a storage word, each in at most one open
/// pool.
interface ILoanRegistry {
    /// @notice A tape as its originator committed it.
    struct Tape {
        address originator;
        uint40 time;
        uint32 count;
        /// @dev Registry number of the first loan; the tape has the numbers up to `first + count - 1`.
        uint64 first;
        bytes32 root;
        uint128 totalBalance;
        bytes32 documentHash;
    }

    /// @notice A tape. Reverts when there is none.
    function tapeOf(uint256 tapeId) external view returns (Tape memory tape);

    /// @notice How many loans are pledged to a pool now.
    function pledgedCount(address pool) external view returns (uint256);

    /// @notice Releases all loans of words that are pledged to the calling pool.
    function release(uint64 firstWord, uint256[] calldata masks) external;
}
