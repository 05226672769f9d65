// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { IDealErrors } from "../../../contracts/securitization/IDealErrors.sol";
import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";
import { WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { vm } from "../support/Vm.sol";
import { vmDeal } from "../support/VmDeal.sol";

/// @dev What went wrong elsewhere, tried here: each test is an attack that gains nothing.
contract DealPitfallsTest is DealTest {
    function test_ADonationChangesNothing() public {
        _issue();
        _month();
        bytes32 before = _books();
        uint256 earned = tokens[0].claimableOf(ALICE);
        money.mint(address(deal), 1_000_000e6);
        money.mint(address(tokens[0]), 1_000_000e6);
        vm.assertEq(_books(), before);
        vm.assertEq(tokens[0].claimableOf(ALICE), earned);
        _month();
        vm.assertEq(money.balanceOf(address(deal)), deal.cash() + 1_000_000e6);
    }

    /// @dev The first depositor of a vault gives it money, so that the next one's shares round down to none. Notes are sold at par.
    function test_TheFirstSubscriberCannotInflateThePrice() public {
        _pledgeLoans();
        _open();
        _subscribe(0, DAVE, 1);
        money.mint(address(tokens[0]), 10_000_000e6);
        money.mint(address(deal), 10_000_000e6);
        _subscribe(0, ALICE, DealPlans.A - 1);
        _subscribe(1, BOB, DealPlans.B_);
        _subscribe(2, CAROL, DealPlans.C);
        _close();
        tokens[0].claimNotesFor(DAVE);
        tokens[0].claimNotesFor(ALICE);
        vm.assertEq(tokens[0].balanceOf(DAVE), 1);
        vm.assertEq(tokens[0].balanceOf(ALICE), DealPlans.A - 1);
        vm.assertEq(deal.originatorOwed(), DealPlans.POOL - DealPlans.RESERVE);
    }

    /// @dev Nothing accrues by calls: one holder claims every month, and is claimed for, and moves notes to itself; the other waits.
    function test_WhatIsEarnedDoesNotDependOnTheNumberOfCalls() public {
        _issue();
        vm.prank(ALICE);
        tokens[0].transfer(DAVE, DealPlans.A / 2);
        for (uint256 i = 0; i < 24; ++i) {
            _month();
            for (uint256 j = 0; j < 3; ++j) {
                tokens[0].claimFor(ALICE);
                vm.prank(ALICE);
                tokens[0].transfer(ALICE, 1 + i * j);
            }
        }
        uint256 busy = money.balanceOf(ALICE);
        uint256 patient = tokens[0].claimFor(DAVE);
        vm.assertTrue(busy <= patient && patient - busy <= 1, "both have the same");
    }

    /// @dev A loss of exactly the junior class takes it and not a unit of the next one; one unit more takes that unit.
    function test_ALossOfExactlyAClassStopsThere() public {
        _issue();
        _warpToDue();
        _closePeriod(_report(0, 0, DealPlans.C, 0));
        WaterfallState memory state = deal.state();
        vm.assertEq(state.classes[2].balance, 0);
        vm.assertEq(state.classes[2].deficit, DealPlans.C);
        vm.assertEq(state.classes[1].balance, DealPlans.B_);
        vm.assertEq(state.classes[1].deficit, 0);
        _warpToDue();
        _closePeriod(_report(0, 0, 1, 0));
        vm.assertEq(deal.state().classes[1].balance, DealPlans.B_ - 1);
        vm.assertEq(deal.state().classes[2].deficit, DealPlans.C);
    }

    /// @dev Who knows of a loss can only sell: nothing is paid for notes, and the loss stays with them.
    function test_NobodyLeavesBeforeAKnownLoss() public {
        _issue();
        vm.assertEq(tokens[2].maxWithdraw(CAROL) + tokens[2].maxRedeem(CAROL), 0);
        vm.prank(CAROL);
        tokens[2].transfer(DAVE, DealPlans.C / 2);
        _warpToDue();
        _closePeriod(_report(0, 0, 4_000_000e6, 0));
        vm.assertEq(tokens[2].outstandingOf(CAROL), 3_000_000e6);
        vm.assertEq(tokens[2].outstandingOf(DAVE), 3_000_000e6);
        vm.assertEq(tokens[2].claimableOf(CAROL) + tokens[2].claimableOf(DAVE), 0);
    }

    /// @dev After the closing nobody can subscribe, so nobody comes in for a recovery who did not bear the loss.
    function test_NobodyEntersForARecovery() public {
        _issue();
        _warpToDue();
        _closePeriod(_report(0, 0, 5_000_000e6, 0));
        uint256 units = tokens[2].totalSupply();
        _fund(DAVE, address(tokens[2]), 1_000e6);
        vm.prank(DAVE);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheOfferingInvalid.selector));
        tokens[2].requestDeposit(1_000e6, DAVE, DAVE);
        _warpToDue();
        _closePeriod(_report(0, 0, 0, 5_000_000e6));
        vm.assertEq(tokens[2].outstandingOf(CAROL), DealPlans.C);
        vm.assertEq(tokens[2].totalSupply(), units);
    }

    /// @dev Notes bought after a period do not take what it paid.
    function test_NotesBoughtAfterAPaymentDoNotTakeIt() public {
        _issue();
        _month();
        uint256 earned = tokens[0].claimableOf(ALICE);
        vm.prank(ALICE);
        tokens[0].transfer(DAVE, DealPlans.A);
        vm.assertEq(tokens[0].claimFor(DAVE), 0);
        vm.assertEq(tokens[0].claimFor(ALICE), earned);
    }

    function test_AReportIsNoReportOfAnotherDeal() public {
        IDeal first = deal;
        _issue();
        _create(deal.image());
        _issue();
        _warpToDue();
        ServicerReport memory report = _report(500_000e6, 0, 0, 0);
        bytes memory signature = _sign(report);
        _fund(SERVICER, address(first), _cashOf(report));
        vm.prank(SERVICER);
        vmDeal.expectPartialRevert(IDealErrors.DealSignatureInvalid.selector);
        first.closePeriod(report, signature);
    }

    /// @dev Each deal has its own account: the tokens of one cannot be paid by another, and its payer's allowance is not the other's.
    function test_DealsDoNotShareCash() public {
        IDeal first = deal;
        ITrancheToken senior = tokens[0];
        _issue();
        _month();
        uint256 cash = first.cash();
        vm.warp(START);
        _create(deal.image());
        _issue();
        vm.prank(address(senior));
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealCallerInvalid.selector, address(senior), address(tokens[0])));
        deal.payHolder(0, STRANGER, 1);
        _month();
        tokens[0].claimFor(ALICE);
        deal.payOriginator();
        vm.assertEq(first.cash(), cash);
        vm.assertEq(money.balanceOf(address(first)), cash);
    }

    /// @dev Ten years of months with odd amounts: what three holders and the dust got is what was paid to the class, to the unit.
    function test_RoundingDoesNotDriftInTenYears() public {
        _create(DealPlans.image(120));
        _issue();
        vm.prank(ALICE);
        tokens[0].transfer(DAVE, DealPlans.A / 3);
        vm.prank(ALICE);
        tokens[0].transfer(ORIGINATOR, DealPlans.A / 7);
        for (uint256 i = 0; i < 120; ++i) {
            _warpToDue();
            uint96 pool = deal.state().pool;
            _closePeriod(_report(pool / 199, i == 119 ? pool : pool / 97, 0, 0));
            tokens[0].claimFor(ALICE);
            if (i % 12 == 5) tokens[0].claimFor(DAVE);
        }
        deal.sweep();
        deal.payOriginator();
        deal.payFee(0);
        deal.payFee(1);
        tokens[0].claimFor(ALICE);
        tokens[0].claimFor(DAVE);
        tokens[0].claimFor(ORIGINATOR);
        tokens[1].claimFor(BOB);
        tokens[2].claimFor(CAROL);
        vm.assertLe(money.balanceOf(RESIDUAL), 3, "swept: less than a unit a class");
        vm.assertLe(deal.cash(), 3, "left: fractions of holders");
        vm.assertEq(money.balanceOf(address(deal)), deal.cash());
    }

    /// @dev Sixty subscribers cost the closing no more than two: what each gets is worked out when it is claimed.
    function test_NoLoopGrowsWithTheNumberOfInvestors() public {
        uint256 few = _closingGas(2);
        vm.warp(START);
        _create(deal.image());
        uint256 many = _closingGas(60);
        vm.assertLe(many, few + few / 100, "closing");
    }

    function _closingGas(uint256 count) private returns (uint256 used) {
        _pledgeLoans();
        _open();
        for (uint256 i = 0; i < count; ++i) {
            address account = address(uint160(0x10000 + i));
            _admit(account, 2);
            for (uint256 j = 0; j < 3; ++j) _subscribe(j, account, tokens[j].offered() / count + 1);
        }
        vm.prank(ORIGINATOR);
        used = gasleft();
        deal.closeOffering();
        used -= gasleft();
    }

    /// @dev Hash of all that the books say.
    function _books() private view returns (bytes32) {
        return keccak256(abi.encode(deal.state(), deal.cash(), deal.feeOwed(0), deal.originatorOwed(), tokens[0].requested()));
    }
}
