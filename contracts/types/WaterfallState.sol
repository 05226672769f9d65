// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A class between two periods.
struct ClassState {
    /// @notice Outstanding balance of its notes.
    uint96 balance;
    /// @notice Interest that was due and is not paid.
    uint96 unpaid;
    /// @notice Its principal deficiency, or what was written down and not written up again.
    uint96 deficit;
}

/// @notice A deal between two periods; see `backend/docs/deal-machine.md`, section 3.
struct WaterfallState {
    /// @notice Classes in order of seniority.
    ClassState[] classes;
    /// @notice Unpaid amount of each fee.
    uint96[] feesUnpaid;
    /// @notice Reserve account.
    uint96 reserve;
    /// @notice Left in the interest bucket.
    uint96 carriedInterest;
    /// @notice Left in the principal bucket.
    uint96 carriedPrincipal;
    /// @notice Balance of the performing pool.
    uint96 pool;
    /// @notice Principal defaulted so far.
    uint96 cumulativeDefaults;
    /// @notice Cash recovered so far.
    uint96 cumulativeRecoveries;
    /// @notice Losses that no class could bear.
    uint96 unallocatedLoss;
    /// @notice Delinquency ratio of the last period, wad.
    uint64 lastDelinquency;
    /// @notice Delinquency ratio of the one before, wad.
    uint64 earlierDelinquency;
    /// @notice How many of the two are known.
    uint8 delinquencyCount;
    /// @notice Last period that was closed.
    uint16 period;
    /// @notice Triggers that are active, one bit each.
    uint16 active;
    /// @notice Breaches in a row of each trigger, four bits each.
    uint64 breaches;
    /// @notice Tests that failed in the last run, one bit each.
    uint8 failed;
    /// @notice Whether the deal is accelerated.
    bool isAccelerated;
}

/// @notice What one period pays.
struct WaterfallOutcome {
    /// @notice Interest paid to each class.
    uint96[] interest;
    /// @notice Principal paid to each class.
    uint96[] principal;
    /// @notice Residual paid to each class.
    uint96[] residual;
    /// @notice Paid of each fee.
    uint96[] fees;
    /// @notice Paid for purchases of loans.
    uint96 purchases;
    /// @notice One word for each step that ran: step (8 bits from bit 240), due (120 bits from bit 120), paid (120 bits).
    uint256[] postings;
}
