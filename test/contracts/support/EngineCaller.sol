// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IWaterfallEngine } from "../../../contracts/securitization/IWaterfallEngine.sol";
import { WaterfallCall } from "../../../contracts/libraries/WaterfallCall.sol";
import { PeriodReport } from "../../../contracts/types/PeriodReport.sol";
import { WaterfallOutcome, WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { ImageBuilder } from "./ImageBuilder.sol";

/// @dev Calls the engine like a deal does, with everything in memory, and says what that took.
contract EngineCaller {
    IWaterfallEngine private immutable ENGINE;

    constructor(IWaterfallEngine engine) {
        ENGINE = engine;
    }

    /// @notice Image of a market deal.
    function market(uint8 classes) external pure returns (bytes memory image) {
        return ImageBuilder.build(ImageBuilder.market(classes));
    }

    /// @notice Gas of the second period of a deal, when nothing of it is nil any more, and how many steps ran.
    function measure(bytes memory image) external view returns (uint256 gas, uint256 steps) {
        WaterfallState memory state = ENGINE.initialState(image);
        (state, ) = ENGINE.run(image, state, _report(1, state.pool));
        PeriodReport memory report = _report(2, state.pool);
        gas = gasleft();
        (, WaterfallOutcome memory outcome) = WaterfallCall.run(address(ENGINE), ENGINE.run.selector, image, state, report);
        return (gas - gasleft(), outcome.postings.length);
    }

    /// @notice The same by a call as Solidity makes it.
    function measurePlain(bytes memory image) external view returns (uint256 gas) {
        WaterfallState memory state = ENGINE.initialState(image);
        (state, ) = ENGINE.run(image, state, _report(1, state.pool));
        PeriodReport memory report = _report(2, state.pool);
        gas = gasleft();
        ENGINE.run(image, state, report);
        return gas - gasleft();
    }

    /// @notice Runs a period by the cheap call and encodes its answer like Solidity.
    function run(
        bytes calldata image,
        WaterfallState calldata state,
        PeriodReport calldata report
    ) external view returns (WaterfallState memory next, WaterfallOutcome memory outcome) {
        return WaterfallCall.run(address(ENGINE), ENGINE.run.selector, image, state, report);
    }

    /// @notice Gas of checking an image.
    function measureValidate(bytes memory image) external view returns (uint256 gas) {
        gas = gasleft();
        ENGINE.validate(image);
        return gas - gasleft();
    }

    function _report(uint16 period, uint96 pool) private pure returns (PeriodReport memory report) {
        report.period = period;
        report.interest = pool / 100;
        report.principal = pool / 50;
        report.defaults = pool / 200;
        report.recoveries = pool / 1_000;
        report.poolEnd = pool - report.principal - report.defaults;
        report.delinquent = pool / 30;
    }
}
