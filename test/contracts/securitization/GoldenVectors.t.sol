// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { PeriodReport } from "../../../contracts/types/PeriodReport.sol";
import { WaterfallOutcome, WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { EngineTest } from "../support/EngineTest.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { vm } from "../support/Vm.sol";

/// @dev Deals whose periods were computed with exact rationals beforehand; a unit is a cent.
contract GoldenVectorsTest is EngineTest {
    using ImageBuilder for bytes[];

    struct LedgerPeriod {
        // What the servicer reports.
        uint96 interest;
        uint96 principal;
        uint96 recoveries;
        uint96 defaults;
        // What follows: fee, interest of A and B, cash that clears the ledger of E, residual, principal of A, reserve, ledger of E.
        uint256 fee;
        uint256 interestA;
        uint256 interestB;
        uint256 cleared;
        uint256 residual;
        uint256 principalA;
        uint256 reserve;
        uint256 deficit;
    }

    uint8 private constant A = 1;
    uint8 private constant B = 2;
    uint8 private constant E = 4;

    /// @dev Three classes with deficiency ledgers, a fee, and a reserve that helps fee and interest; months of 30/360.
    function _ledgerDeal() private pure returns (ImageBuilder.Parts memory p) {
        p = ImageBuilder.parts(3, 4);
        // The first of each month from January 2027.
        p.dates = new uint16[](5);
        (p.dates[0], p.dates[1], p.dates[2], p.dates[3], p.dates[4]) = (20_819, 20_850, 20_878, 20_909, 20_939);
        p.header.originalPool = 100_000_000;
        p.header.reserveKind = 1;
        p.header.reserveAmount = 1_000_000;
        p.header.reserveAtClosing = 1_000_000;
        (p.classes[0].balance, p.classes[0].rate) = (80_000_000, 0.05e18);
        (p.classes[1].balance, p.classes[1].rate) = (12_000_000, 0.09e18);
        (p.classes[2].balance, p.classes[2].flags) = (8_000_000, ImageBuilder.IS_RESIDUAL);
        p.fees = p.fees.with(ImageBuilder.fee(1, 0, 0, 0.01e18, 0));
        uint8 helped = ImageBuilder.RESERVE_HELPS;
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.LOSS, 0, A | B | E, 2));
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.FEE, helped, 0, 0));
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.INTEREST, helped, A, 0));
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.PDL, 0, A, 0));
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.INTEREST, helped, B, 0));
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.PDL, 0, B, 0));
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.TOPUP, 0, 0, 0));
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.PDL, 0, E, 0));
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.RESIDUAL, 0, 2, 0));
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.PRINCIPAL, ImageBuilder.FROM_PRINCIPAL, A | B | E, 0));
    }

    function test_DeficiencyLedgersThroughFourPeriods() public {
        LedgerPeriod[4] memory periods = [
            LedgerPeriod(1_200_000, 6_000_000, 0, 500_000, 83_333, 333_333, 90_000, 500_000, 193_334, 6_500_000, 1_000_000, 0),
            LedgerPeriod(1_120_000, 5_500_000, 0, 2_000_000, 77_917, 306_250, 90_000, 645_833, 0, 6_145_833, 1_000_000, 1_354_167),
            LedgerPeriod(300_000, 5_000_000, 100_000, 3_000_000, 71_667, 280_642, 90_000, 0, 0, 5_000_000, 957_691, 4_354_167),
            LedgerPeriod(900_000, 4_800_000, 600_000, 400_000, 65_000, 259_809, 90_000, 1_042_882, 0, 5_842_882, 1_000_000, 3_711_285)
        ];
        WaterfallState memory state = close(_ledgerDeal());
        uint256 balanceA = 80_000_000;
        for (uint256 i = 0; i < 4; ++i) {
            LedgerPeriod memory p = periods[i];
            PeriodReport memory report = collected(state, p.interest, p.principal, p.defaults);
            report.recoveries = p.recoveries;
            WaterfallOutcome memory outcome;
            (state, outcome) = run(state, report);
            vm.assertEq(outcome.fees[0], p.fee, "fee");
            vm.assertEq(outcome.interest[0], p.interestA, "interest of A");
            vm.assertEq(outcome.interest[1], p.interestB, "interest of B");
            vm.assertEq(outcome.residual[2], p.residual, "residual");
            vm.assertEq(outcome.principal[0], p.principalA, "principal of A");
            vm.assertEq(outcome.principal[1] + outcome.principal[2], 0, "principal of B and E");
            assertPosting(outcome, 7, 7, p.deficit + p.cleared, p.cleared);
            balanceA -= p.principalA;
            vm.assertEq(state.classes[0].balance, balanceA, "balance of A");
            vm.assertEq(state.reserve, p.reserve, "reserve");
            vm.assertEq(state.classes[2].deficit, p.deficit, "ledger of E");
            uint256 notes = balanceA + 12_000_000 + 8_000_000;
            vm.assertEq(notes - p.deficit, state.pool, "notes less ledgers are the pool");
        }
        vm.assertEq(balanceA, 56_511_285, "balance of A at the end");
        vm.assertEq(state.pool, 72_800_000, "pool at the end");
    }

    /// @dev Three classes of 700, 200 and 100.
    function _threeClasses(uint256 periods) private pure returns (ImageBuilder.Parts memory p) {
        p = ImageBuilder.parts(3, periods);
        p.header.originalPool = 100_000;
        (p.classes[0].balance, p.classes[1].balance, p.classes[2].balance) = (70_000, 20_000, 10_000);
    }

    function test_WriteDownAndWriteUp() public {
        ImageBuilder.Parts memory p = _threeClasses(2);
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.LOSS, 0, 7, 0));
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.WRITEUP, 0, 7, 0));
        WaterfallState memory state = close(p);
        WaterfallOutcome memory outcome;
        (state, outcome) = run(state, collected(state, 0, 0, 13_000));
        _assertBalances(state, 70_000, 17_000, 0);
        vm.assertEq(state.unallocatedLoss, 0, "unallocated");
        PeriodReport memory report = quiet(state);
        report.recoveries = 5_000;
        (state, outcome) = run(state, report);
        _assertBalances(state, 70_000, 20_000, 2_000);
        assertPosting(outcome, 1, 1, 5_000, 5_000);
        vm.assertEq(state.classes[2].deficit, 8_000, "still written down");
    }

    function test_SwitchesFromProRataToSequentialAndStays() public {
        ImageBuilder.Parts memory p = _threeClasses(4);
        p.triggers = p.triggers.with(ImageBuilder.netLoss(0, 1, 0, 3));
        p.schedules = p.schedules.with(ImageBuilder.entry(1, 0.02e18));
        p.schedules = p.schedules.with(ImageBuilder.entry(3, 0.025e18));
        p.schedules = p.schedules.with(ImageBuilder.entry(4, 0.04e18));
        p.steps = p.steps.with(ImageBuilder.stepIf(ImageBuilder.PRINCIPAL, 0x81, 0, 1, 7, 1));
        p.steps = p.steps.with(ImageBuilder.stepIf(ImageBuilder.PRINCIPAL, 1, 0, 1, 7, 0));
        WaterfallState memory state = close(p);
        uint96[3][4] memory paid = [
            [uint96(7_001), 2_000, 1_000],
            [uint96(6_999), 2_000, 1_000],
            [uint96(15_000), 0, 0],
            [uint96(30_000), 0, 0]
        ];
        uint96[4] memory principal = [uint96(10_001), 9_999, 15_000, 30_000];
        uint96[4] memory losses = [uint96(500), 1_200, 1_000, 0];
        WaterfallOutcome memory outcome;
        for (uint256 i = 0; i < 4; ++i) {
            (state, outcome) = run(state, collected(state, 0, principal[i], losses[i]));
            for (uint256 class = 0; class < 3; ++class) {
                vm.assertEq(outcome.principal[class], paid[i][class], "paid");
            }
            vm.assertEq(state.active, i < 2 ? 0 : 1, "switched in the third period");
        }
        _assertBalances(state, 11_000, 16_000, 8_000);
        vm.assertEq(state.cumulativeDefaults, 2_700, "net loss");
    }

    function _assertBalances(WaterfallState memory state, uint256 a, uint256 b, uint256 c) private pure {
        vm.assertEq(state.classes[0].balance, a, "balance of A");
        vm.assertEq(state.classes[1].balance, b, "balance of B");
        vm.assertEq(state.classes[2].balance, c, "balance of C");
    }
}
