// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";
import { DealStatus } from "../../../contracts/types/DealStatus.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { Vm, vm } from "../support/Vm.sol";

/// @dev A deal of ten years, month by month, with odd amounts, losses, recoveries and trade: no unit is made or lost, and
/// no holder is more than a unit away from what its notes were paid by exact division.
contract TenYearsTest is DealTest {
    uint256 private constant PERIODS = 120;
    uint256 private constant ODD = 7_777_777;

    /// @dev Paid to each class by the events of the closes and of the sweep.
    uint256[3] private paid;
    uint256 private paidIn;

    function _plan() internal pure override returns (ImageBuilder.Parts memory) {
        return DealPlans.standard(PERIODS);
    }

    function test_NoUnitIsMadeOrLostInTenYears() public {
        _issue();
        paidIn = DealPlans.POOL;
        vm.prank(ALICE);
        tokens[0].transfer(BOB, ODD);
        vm.prank(ALICE);
        tokens[0].transfer(DAVE, DealPlans.A / 3);
        for (uint256 i = 0; i < PERIODS; ++i) {
            _oddMonth(i);
            tokens[0].claimFor(ALICE);
            if (i % 3 == 0) tokens[1].claimFor(BOB);
            _goAround();
            vm.assertEq(money.balanceOf(address(deal)), deal.cash(), "books and money");
        }
        vm.assertTrue(deal.status() == DealStatus.Redeemed);
        vm.recordLogs();
        deal.sweep();
        _readPaid();
        _payEverybody();
        _holdsToTheUnit();
    }

    /// @dev Amounts that no class divides evenly.
    function _oddMonth(uint256 month) private {
        _warpToDue();
        uint96 pool = deal.state().pool;
        uint96 defaults = month % 7 == 6 ? pool / 997 : 0;
        uint96 recoveries = month % 11 == 10 ? pool / 1_999 : 0;
        ServicerReport memory report = _report(pool / 201 + 1, pool / 61 + 3, defaults, recoveries);
        paidIn += _cashOf(report);
        vm.recordLogs();
        _closePeriod(report);
        _readPaid();
    }

    function _readPaid() private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(deal)) continue;
            if (logs[i].topics[0] == IDeal.PeriodClosed.selector) {
                (, , , uint256[] memory words) = abi.decode(logs[i].data, (uint8, ServicerReport, uint256[], uint256[]));
                for (uint256 k = 0; k < 3; ++k) paid[k] += (words[k] >> 128) + uint128(words[k]);
            }
            if (logs[i].topics[0] == IDeal.RestPaid.selector) paid[uint256(logs[i].topics[1])] += abi.decode(logs[i].data, (uint256));
        }
    }

    /// @dev Dave's notes go around and come back, so that what he is owed was moved four times a month.
    function _goAround() private {
        uint256 held = tokens[0].balanceOf(DAVE);
        vm.prank(DAVE);
        tokens[0].transfer(CAROL, held - ODD);
        vm.prank(CAROL);
        tokens[0].transfer(ORIGINATOR, held - ODD);
        vm.prank(ORIGINATOR);
        tokens[0].transfer(DAVE, held - ODD);
        vm.prank(DAVE);
        tokens[0].transfer(DAVE, held);
    }

    function _payEverybody() private {
        address[5] memory people = [ALICE, BOB, CAROL, DAVE, ORIGINATOR];
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 k = 0; k < 5; ++k) tokens[i].claimFor(people[k]);
        }
        for (uint256 i = 0; i < 2; ++i) {
            if (deal.feeOwed(i) != 0) deal.payFee(i);
        }
        deal.payOriginator();
    }

    function _holdsToTheUnit() private view {
        uint256 out = money.balanceOf(PAYEE) + money.balanceOf(OTHER_PAYEE) + money.balanceOf(RESIDUAL);
        address[5] memory people = [ALICE, BOB, CAROL, DAVE, ORIGINATOR];
        for (uint256 i = 0; i < 5; ++i) out += money.balanceOf(people[i]);
        uint256 left = money.balanceOf(address(deal));
        vm.assertEq(out + left, paidIn, "all that came in is paid or there");
        vm.assertEq(left, deal.cash());
        vm.assertLe(left, 5, "less than a unit for each holder");
        vm.assertLe(money.balanceOf(RESIDUAL), 3, "less than a unit for each class");
        uint256 a = paid[0];
        _isPaid(ALICE, a * (DealPlans.A - ODD - DealPlans.A / 3), 1);
        _isPaid(DAVE, a * (DealPlans.A / 3), 1);
        // Bob has all of class B besides.
        _isPaid(BOB, a * ODD + paid[1] * DealPlans.A, 2);
        _isPaid(CAROL, paid[2] * DealPlans.A, 1);
        vm.assertEq(tokens[0].balanceOf(ALICE) + tokens[0].balanceOf(BOB) + tokens[0].balanceOf(DAVE), DealPlans.A);
    }

    /// @param scaled Its exact due times the units of class A.
    function _isPaid(address holder, uint256 scaled, uint256 units) private view {
        uint256 found = money.balanceOf(holder) * DealPlans.A;
        vm.assertLe(found, scaled, "not more");
        vm.assertLe(scaled, found + units * DealPlans.A, "not less by more than a unit of each class held");
    }
}
