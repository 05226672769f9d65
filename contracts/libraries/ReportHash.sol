// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Restatement } from "../types/Restatement.sol";
import { ServicerReport } from "../types/ServicerReport.sol";

/// @title ReportHash
/// @notice EIP-712 hashes of what a servicer signs.
library ReportHash {
    bytes32 internal constant REPORT_TYPEHASH = keccak256(
        "ServicerReport(uint16 period,uint8 flags,uint96 interest,uint96 principal,"
        "uint96 recoveries,uint96 defaults,uint96 purchases,uint96 poolEnd,uint96 delinquent,int64 index,"
        "uint96 m1,uint96 m2,uint96 m3,uint96 m4,uint96 m5,uint96 m6,uint32 loanCount,bytes32 tapeRoot,bytes32 documentHash)"
    );
    bytes32 internal constant RESTATEMENT_TYPEHASH = keccak256(
        "Restatement(uint16 period,uint32 version,bytes32 previous,bytes32 restated,bytes32 reason)"
    );
    uint256 private constant REPORT_LENGTH = 19 * 32;

    /// @notice Hash of a report.
    /// @dev The words of its calldata are the encoding that EIP-712 asks for. A field with more bits than its type cannot be
    /// brought in: the compiler's decoder refuses it wherever the field is used, and every field is.
    function ofReport(ServicerReport calldata report) internal pure returns (bytes32 hash) {
        bytes32 typeHash = REPORT_TYPEHASH;
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, typeHash)
            calldatacopy(add(data, 32), report, REPORT_LENGTH)
            hash := keccak256(data, add(REPORT_LENGTH, 32))
        }
    }

    /// @notice Hash of a restatement.
    function ofRestatement(Restatement calldata order) internal pure returns (bytes32) {
        return keccak256(abi.encode(RESTATEMENT_TYPEHASH, order));
    }

    /// @notice The chain of reports with one more: keccak256(head ‖ period ‖ report).
    function chain(bytes32 head, uint256 period, bytes32 report) internal pure returns (bytes32 next) {
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, head)
            mstore(add(data, 32), period)
            mstore(add(data, 64), report)
            next := keccak256(data, 96)
        }
    }
}
