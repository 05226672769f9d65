// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What a servicer signs to state a report anew.
struct Restatement {
    /// @notice Period of the report.
    uint16 period;
    /// @notice Number of the restatement, from 1.
    uint32 version;
    /// @notice Hash of what is restated: the report, or its last restatement.
    bytes32 previous;
    /// @notice EIP-712 hash of the new report.
    bytes32 restated;
    /// @notice Hash of the explanation.
    bytes32 reason;
}
