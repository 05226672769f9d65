// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { DealPhase } from "../types/DealPhase.sol";

/// @title IDealErrors
/// @notice Part of `IDeal`: why a deal refuses.
interface IDealErrors {
    /// @notice Thrown when the caller is not who may do this.
    error DealCallerInvalid(address caller, address expected);
    /// @notice Thrown when a deal is set up a second time.
    error DealIsInitialized();
    /// @notice Thrown when the deal is not in the part of its life that this takes.
    error DealPhaseInvalid(DealPhase phase);
    /// @notice Thrown when something comes too early.
    error DealTooEarly(uint256 time, uint256 earliest);
    /// @notice Thrown when something comes too late.
    error DealTooLate(uint256 time, uint256 latest);
    /// @notice Thrown when the offering is closed before a class is fully subscribed.
    error DealUndersubscribed(uint256 class, uint256 subscribed, uint256 offered);
    /// @notice Thrown when the offering is cancelled though every class is subscribed and there is still time to close it.
    error DealIsSubscribed();
    /// @notice Thrown when other than the agreed number of loans are pledged to the deal; those that were registered twice do not count.
    error DealLoansNotPledged(uint256 pledged, uint256 agreed);
    /// @notice Thrown when the proceeds do not reach the reserve to be paid in.
    error DealReserveNotCovered(uint256 proceeds, uint256 reserve);
    /// @notice Thrown when the servicer's key did not sign this, for this deal on this chain.
    error DealSignatureInvalid(address key, bytes32 digest);
    /// @notice Thrown when a report sets a flag that is not the servicer's to set.
    error DealFlagsInvalid(uint8 flags);
    /// @notice Thrown when the delinquency buckets do not go with the delinquent balance and the pool.
    error DealBucketsInvalid(uint256 buckets, uint256 delinquent, uint256 pool);
    /// @notice Thrown when a clean-up call is not allowed yet, or leaves loans in the pool.
    error DealCallInvalid(uint256 pool, uint256 poolEnd);
    /// @notice Thrown when another amount arrives than was to be paid.
    error DealPaymentMismatch(uint256 received, uint256 expected);
    /// @notice Thrown when the engine would pay more or less than there is.
    error DealCashNotConserved(uint256 given, uint256 found);
    /// @notice Thrown when nothing can be paid.
    error DealNothingToPay();
    /// @notice Thrown when a class would be paid more than it has earned.
    error DealClassOverdrawn(uint256 class, uint256 claimed, uint256 earned);
    /// @notice Thrown when a period is not the one that is due, or was not closed.
    error DealPeriodInvalid(uint256 period, uint256 expected);
    /// @notice Thrown when a restatement is not the next one of its period, or does not follow from the last one.
    error DealRestatementInvalid(uint256 version, bytes32 previous);
    /// @notice Thrown when the same fact is recorded a second time.
    error DealAlreadyRecorded();
    /// @notice Thrown when no fee or class has this number.
    error DealIndexInvalid(uint256 index, uint256 count);
    /// @notice Thrown when the deal still owes something, or has loans.
    error DealNotPaidOff();
    /// @notice Thrown when the zero address is given.
    error DealAddressIsZero();
}
