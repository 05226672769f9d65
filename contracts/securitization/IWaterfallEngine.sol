// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

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

    /// @notice State of a deal on the day it closes.
    function initialState(bytes calldata image) external pure returns (WaterfallState memory state);

    /// @notice Runs one period.
    function run(
        bytes calldata image,
        WaterfallState calldata state,
        PeriodReport calldata report
    ) external pure returns (WaterfallState memory next, WaterfallOutcome memory outcome);
}
