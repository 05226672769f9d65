// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Where a deal stands, as it is stored; `DealStatus` tells more of the live phase.
enum DealPhase {
    Structuring,
    Offering,
    Live,
    Redeemed,
    Swept,
    Cancelled
}
