// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Where a deal stands in its life.
enum DealStatus {
    Structuring,
    Offering,
    Revolving,
    Amortizing,
    Accelerated,
    Redeemed,
    Cancelled
}
