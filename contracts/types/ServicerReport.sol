// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { PeriodReport } from "./PeriodReport.sol";

/// @notice What a servicer signs of one period. All fields are static, so its calldata are the words that EIP-712 hashes:
/// the signed type is flat and names the parts of `figures` and `late` one by one.
struct ServicerReport {
    /// @notice What the waterfall runs on. Of its flags only the clean-up call is the servicer's to set.
    PeriodReport figures;
    /// @notice Balance of the loans in the delinquency buckets M1 to M6 at the end.
    uint96[6] late;
    /// @notice Number of loans on the tape at the end.
    uint32 loanCount;
    /// @notice Merkle root of the loan tape at the end.
    bytes32 tapeRoot;
    /// @notice Hash of the published report.
    bytes32 documentHash;
}
