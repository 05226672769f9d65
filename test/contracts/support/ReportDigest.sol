// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Restatement } from "../../../contracts/types/Restatement.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";

/// @dev EIP-712 digests of what a servicer signs, built from the text of the standard and not from the code of the deals.
library ReportDigest {
    bytes32 private constant DOMAIN = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant REPORT = keccak256(
        "ServicerReport(uint16 period,uint8 flags,uint96 interest,uint96 principal,uint96 recoveries,uint96 defaults,uint96 purchases,uint96 poolEnd,uint96 delinquent,int64 index,uint96 m1,uint96 m2,uint96 m3,uint96 m4,uint96 m5,uint96 m6,uint32 loanCount,bytes32 tapeRoot,bytes32 documentHash)"
    );
    bytes32 private constant RESTATEMENT = keccak256(
        "Restatement(uint16 period,uint32 version,bytes32 previous,bytes32 restated,bytes32 reason)"
    );

    function hashOf(ServicerReport memory report) internal pure returns (bytes32) {
        return keccak256(abi.encode(REPORT, report));
    }

    /// @dev Of the 19 words of a report as they stand in calldata.
    function hashOfWords(bytes memory words) internal pure returns (bytes32) {
        return keccak256(bytes.concat(REPORT, words));
    }

    function hashOf(Restatement memory order) internal pure returns (bytes32) {
        return keccak256(abi.encode(RESTATEMENT, order));
    }

    function digestOf(address deal, uint256 chain, bytes32 hash) internal pure returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(DOMAIN, keccak256("Credence Deal"), keccak256("1"), chain, deal));
        return keccak256(abi.encodePacked(hex"1901", domain, hash));
    }
}
