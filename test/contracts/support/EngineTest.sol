// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IWaterfallEngine } from "../../../contracts/securitization/IWaterfallEngine.sol";
import { PeriodReport } from "../../../contracts/types/PeriodReport.sol";
import { WaterfallOutcome, WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { ImageBuilder } from "./ImageBuilder.sol";
import { deploy, vm } from "./Vm.sol";

/// @dev An engine and a deal that runs on it period by period; a period is 30 days long, its rates by Act/360.
abstract contract EngineTest {
    using ImageBuilder for ImageBuilder.Parts;
    using ImageBuilder for bytes[];

    uint8 internal constant ACT_360 = 2;

    IWaterfallEngine internal engine;
    bytes internal image;

    function setUp() public virtual {
        engine = IWaterfallEngine(deploy("WaterfallEngine.sol:WaterfallEngine", ""));
    }

    /// @dev Closes a deal.
    function close(ImageBuilder.Parts memory parts) internal returns (WaterfallState memory state) {
        image = parts.build();
        return engine.initialState(image);
    }

    /// @dev Report of the next period in which nothing happens.
    function quiet(WaterfallState memory state) internal pure returns (PeriodReport memory report) {
        report.period = state.period + 1;
        report.poolEnd = state.pool;
    }

    /// @dev Report of the next period with this cash and these defaults.
    function collected(
        WaterfallState memory state,
        uint96 interest,
        uint96 principal,
        uint96 defaults
    ) internal pure returns (PeriodReport memory report) {
        report = quiet(state);
        report.interest = interest;
        report.principal = principal;
        report.defaults = defaults;
        report.poolEnd = state.pool - principal - defaults;
    }

    function run(
        WaterfallState memory state,
        PeriodReport memory report
    ) internal view returns (WaterfallState memory next, WaterfallOutcome memory outcome) {
        (next, outcome) = engine.run(image, state, report);
        assertConserved(state, report, next, outcome);
    }

    /// @dev All cash that came in, was carried or reserved before is paid, carried or reserved after.
    function assertConserved(
        WaterfallState memory state,
        PeriodReport memory report,
        WaterfallState memory next,
        WaterfallOutcome memory outcome
    ) internal pure {
        uint256 given = uint256(report.interest) + report.principal + report.recoveries;
        given += uint256(state.carriedInterest) + state.carriedPrincipal + state.reserve;
        uint256 found = uint256(next.carriedInterest) + next.carriedPrincipal + next.reserve + outcome.purchases;
        found += sum(outcome.interest) + sum(outcome.principal) + sum(outcome.residual) + sum(outcome.fees);
        vm.assertEq(found, given, "cash is conserved");
    }

    function sum(uint96[] memory amounts) internal pure returns (uint256 total) {
        for (uint256 i = 0; i < amounts.length; ++i) {
            total += amounts[i];
        }
    }

    /// @dev Members of a posting.
    function posting(WaterfallOutcome memory outcome, uint256 index) internal pure returns (uint256 step, uint256 due, uint256 paid) {
        uint256 word = outcome.postings[index];
        return (word >> 240, (word >> 120) & (2 ** 120 - 1), word & (2 ** 120 - 1));
    }

    function assertPosting(WaterfallOutcome memory outcome, uint256 index, uint256 step, uint256 due, uint256 paid) internal pure {
        (uint256 foundStep, uint256 foundDue, uint256 foundPaid) = posting(outcome, index);
        vm.assertEq(foundStep, step, "step");
        vm.assertEq(foundDue, due, "due");
        vm.assertEq(foundPaid, paid, "paid");
    }
}
