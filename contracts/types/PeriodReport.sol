// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What a servicer reports of one period, in units of the settlement token.
struct PeriodReport {
    /// @notice Number of the period, from 1.
    uint16 period;
    /// @notice Bit 0 late, bit 1 servicer default, bit 2 clean-up call, bit 3 accelerate.
    uint8 flags;
    /// @notice Interest collected.
    uint96 interest;
    /// @notice Principal collected.
    uint96 principal;
    /// @notice Cash recovered on loans that had defaulted.
    uint96 recoveries;
    /// @notice Principal of the loans that defaulted in the period.
    uint96 defaults;
    /// @notice Principal of the loans that are bought while the deal revolves.
    uint96 purchases;
    /// @notice Balance of the performing pool at the end.
    uint96 poolEnd;
    /// @notice Part of it that is late by 30 days or more.
    uint96 delinquent;
    /// @notice Index of floating classes for the period, wad.
    int64 index;
}
