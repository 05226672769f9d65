// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What a deal asks of its image besides the waterfall; see `backend/docs/deal-machine.md`, section 2.
struct DealFacts {
    /// @notice Number of periods.
    uint16 periods;
    /// @notice Last period in which loans may be bought, 0 for none.
    uint16 lastRevolving;
    /// @notice Share of the original pool below which a clean-up call is allowed, basis points.
    uint16 callBps;
    /// @notice Days after a payment date from which a report is late.
    uint8 lateDays;
    /// @notice What is paid into the reserve at closing.
    uint96 reserveAtClosing;
    /// @notice Balance of the pool at closing.
    uint96 originalPool;
    /// @notice Face of each class at closing.
    uint96[] classes;
    /// @notice Payee index of each fee.
    uint8[] feePayees;
}
