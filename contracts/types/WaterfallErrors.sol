// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// The errors of `IWaterfallEngine`, for the libraries below it.

/// @notice Thrown for a report that does not follow from the state. `field` is the place of the member in `PeriodReport`.
error WaterfallReportInvalid(uint8 field, uint256 given, uint256 expected);

/// @notice Thrown for an image whose counts, lengths or bytes are not those of the rule, and for a state of another image.
error WaterfallImageInvalid(uint256 offset);

/// @notice Thrown for an amount of more than 96 bits.
error WaterfallAmountTooLarge(uint256 amount);
