// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IssuerId } from "./IssuerId.sol";

/// @notice Short facts of a credential in one word, from the lowest bit: issuer u32, issuedAt u64, expiry u64, seq u64.
/// The upper 32 bits are unused and must be zero.
/// @dev In a transaction each byte of padding costs; one word instead of four saves about 1,000 gas.
type CreditFacts is uint256;

using { issuer, issuedAt, expiry, seq } for CreditFacts global;

/// @dev Packs the facts.
function creditFacts(IssuerId owner, uint64 issued, uint64 end, uint64 number) pure returns (CreditFacts) {
    return CreditFacts.wrap(uint256(IssuerId.unwrap(owner)) | (uint256(issued) << 32) | (uint256(end) << 96) | (uint256(number) << 160));
}

/// @dev Issuer of the credential.
function issuer(CreditFacts facts) pure returns (IssuerId) {
    return IssuerId.wrap(uint32(CreditFacts.unwrap(facts)));
}

/// @dev Time of issue, seconds.
function issuedAt(CreditFacts facts) pure returns (uint64) {
    return uint64(CreditFacts.unwrap(facts) >> 32);
}

/// @dev First second at which the credential is no longer valid.
function expiry(CreditFacts facts) pure returns (uint64) {
    return uint64(CreditFacts.unwrap(facts) >> 96);
}

/// @dev Sequence number among the credentials of the same customer. Any unused bit changes it.
function seq(CreditFacts facts) pure returns (uint256) {
    return CreditFacts.unwrap(facts) >> 160;
}
