// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { DealFacts } from "../types/DealFacts.sol";
import { PeriodReport } from "../types/PeriodReport.sol";
import { WaterfallOutcome, WaterfallState } from "../types/WaterfallState.sol";

/// @title IWaterfallEngine
/// @notice Runs the image of a deal; the rule is `backend/docs/deal-machine.md`. It keeps no state and has no powers.
interface IWaterfallEngine {
    /// @notice Thrown for a report that does not follow from the state: wrong period, pool that does not add up, purchases
    /// outside the revolving time, more delinquent than there is.
    error WaterfallReportInvalid(uint8 field, uint256 given, uint256 expected);

    /// @notice Thrown for an image whose counts, lengths or bytes are not those of the rule.
    error WaterfallImageInvalid(uint256 offset);

    /// @notice Thrown for an amount of more than 96 bits.
    error WaterfallAmountTooLarge(uint256 amount);

    /// @notice Reverts with `WaterfallImageInvalid` unless every byte of the image is one that the rule gives a meaning.
    function validate(bytes calldata image) external pure;

    /// @notice State of a deal on the day it closes. Validates the image.
    function initialState(bytes calldata image) external pure returns (WaterfallState memory state);

    /// @notice Runs one period.
    /// @dev Assumes that the image was validated once. Another one is refused, or does what its bytes say in bounded time.
    function run(
        bytes calldata image,
        WaterfallState calldata state,
        PeriodReport calldata report
    ) external pure returns (WaterfallState memory next, WaterfallOutcome memory outcome);

    /// @notice What a deal asks of its image besides the waterfall.
    function factsOf(bytes calldata image) external pure returns (DealFacts memory facts);

    /// @notice Payment date of a period, days since 1970-01-01; of period 0, where the first accrual begins.
    function dueDate(bytes calldata image, uint256 period) external pure returns (uint256 date);

    /// @notice Whether a pool of this balance is small enough for the clean-up call.
    function isCallAllowed(bytes calldata image, uint256 pool) external pure returns (bool);
}
