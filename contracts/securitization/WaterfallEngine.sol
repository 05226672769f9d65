// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { DealImage } from "../libraries/DealImage.sol";
import { ImageCheck } from "../libraries/ImageCheck.sol";
import { Waterfall } from "../libraries/Waterfall.sol";
import { WaterfallCodec } from "../libraries/WaterfallCodec.sol";
import { DealFacts } from "../types/DealFacts.sol";
import { PeriodReport } from "../types/PeriodReport.sol";
import { WaterfallOutcome, WaterfallState } from "../types/WaterfallState.sol";
import { IWaterfallEngine } from "./IWaterfallEngine.sol";

/// @title WaterfallEngine
/// @notice See `IWaterfallEngine`.
contract WaterfallEngine is IWaterfallEngine {
    using DealImage for DealImage.Image;

    /// @inheritdoc IWaterfallEngine
    function validate(bytes calldata image) external pure {
        ImageCheck.check(image);
    }

    /// @inheritdoc IWaterfallEngine
    function initialState(bytes calldata image) external pure returns (WaterfallState memory state) {
        bytes memory data = image;
        ImageCheck.check(data);
        return Waterfall.initialState(data);
    }

    /// @inheritdoc IWaterfallEngine
    function run(
        bytes calldata image,
        WaterfallState calldata state,
        PeriodReport calldata report
    ) external pure returns (WaterfallState memory next, WaterfallOutcome memory outcome) {
        next = WaterfallCodec.load(state);
        outcome = Waterfall.run(image, next, report);
        WaterfallCodec.answer(next, outcome);
    }

    /// @inheritdoc IWaterfallEngine
    function factsOf(bytes calldata image) external pure returns (DealFacts memory facts) {
        DealImage.Image memory opened = DealImage.open(image);
        facts.periods = uint16(opened.periods);
        facts.lastRevolving = uint16(opened.lastRevolving());
        facts.callBps = uint16(opened.callBps());
        facts.lateDays = uint8(opened.lateDays());
        facts.reserveAtClosing = uint96(opened.reserveAtClosing());
        facts.originalPool = uint96(opened.originalPool());
        facts.classes = new uint96[](opened.classes);
        for (uint256 i = 0; i < opened.classes; ++i) {
            facts.classes[i] = uint96(opened.originalBalance(i));
        }
        facts.feePayees = new uint8[](opened.fees);
        for (uint256 i = 0; i < opened.fees; ++i) {
            facts.feePayees[i] = uint8(opened.feePayee(i));
        }
    }

    /// @inheritdoc IWaterfallEngine
    function dueDate(bytes calldata image, uint256 period) external pure returns (uint256 date) {
        DealImage.Image memory opened = DealImage.open(image);
        require(period <= opened.periods, WaterfallReportInvalid(0, period, opened.periods));
        return opened.dateAt(period);
    }

    /// @inheritdoc IWaterfallEngine
    function isCallAllowed(bytes calldata image, uint256 pool) external pure returns (bool) {
        require(pool <= type(uint96).max, WaterfallAmountTooLarge(pool));
        DealImage.Image memory opened = DealImage.open(image);
        return pool * 10_000 <= opened.originalPool() * opened.callBps();
    }
}
