// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { DealStatus } from "../../../contracts/types/DealStatus.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";
import { WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { vm } from "../support/Vm.sol";

/// @dev Programs other than the standard one, from the closing to what each side is owed.
contract DealProgramsTest is DealTest {
    function test_ARevolvingDealBuysLoansAndThenPaysBack() public {
        _create(ImageBuilder.build(DealPlans.revolving(6)));
        _issue();
        deal.payOriginator();
        for (uint256 i = 0; i < 3; ++i) {
            vm.assertTrue(deal.status() == DealStatus.Revolving);
            _warpToDue();
            ServicerReport memory report = _report(600_000e6, 2_000_000e6, 0, 0);
            report.figures.purchases = 2_000_000e6;
            report.figures.poolEnd = DealPlans.POOL;
            _closePeriod(report);
            vm.assertEq(deal.originatorOwed(), 2_000_000e6 * (i + 1));
            vm.assertEq(deal.state().classes[0].balance, DealPlans.A);
        }
        vm.assertTrue(deal.status() == DealStatus.Amortizing);
        _month();
        vm.assertEq(deal.state().classes[0].balance, DealPlans.A - 1_000_000e6);
        deal.payOriginator();
        vm.assertEq(money.balanceOf(ORIGINATOR), DealPlans.POOL - DealPlans.RESERVE + 6_000_000e6);
        vm.assertEq(money.balanceOf(address(deal)), deal.cash());
    }

    /// @dev Three million are lost and one is in the reserve: it pays notes back, and the junior class bears the whole write-down.
    function test_ALossGoesThroughTheReserveIntoTheJuniorClass() public {
        _create(ImageBuilder.build(DealPlans.reserveFirst(12)));
        _issue();
        _warpToDue();
        _closePeriod(_report(0, 0, 3_000_000e6, 0));
        WaterfallState memory state = deal.state();
        vm.assertEq(state.reserve, 0);
        vm.assertEq(state.classes[2].balance, DealPlans.C - 3_000_000e6);
        vm.assertEq(state.classes[1].balance, DealPlans.B_);
        uint256 spent = deal.feeOwed(0) + deal.feeOwed(1) + tokens[0].claimableOf(ALICE) + tokens[1].claimableOf(BOB);
        vm.assertLe(spent, DealPlans.RESERVE, "no more than the reserve");
        vm.assertLe(DealPlans.RESERVE, spent + 2, "all of it, but for fractions");
        vm.assertGt(DealPlans.A, state.classes[0].balance, "what fees and interest left paid notes back");
    }
}
