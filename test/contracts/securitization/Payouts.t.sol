// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { IDealErrors } from "../../../contracts/securitization/IDealErrors.sol";
import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { DealPhase } from "../../../contracts/types/DealPhase.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { BlockingToken } from "../support/TokenZoo.sol";
import { bound, vm } from "../support/Vm.sol";

/// @dev The ways by which money leaves a deal, on money that refuses whom it has blocked.
contract PayoutsTest is DealTest {
    BlockingToken private odd;

    function _newMoney() internal override returns (address) {
        odd = new BlockingToken();
        return address(odd);
    }

    function _plan() internal pure override returns (ImageBuilder.Parts memory) {
        return DealPlans.standard(2);
    }

    function _blocked(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(BlockingToken.TokenBlocked.selector, account);
    }

    function _phaseInvalid(DealPhase phase) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDealErrors.DealPhaseInvalid.selector, phase);
    }

    // payHolder

    function testFuzz_RevertWhen_AStrangerAsksForTheMoneyOfHolders(address caller, uint256 class, uint256 amount) public {
        _issue();
        _month();
        class %= 3;
        address token = address(tokens[class]);
        if (caller == token) caller = STRANGER;
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealCallerInvalid.selector, caller, token));
        vm.prank(caller);
        deal.payHolder(class, STRANGER, amount);
    }

    function test_RevertWhen_ATokenAsksForAnotherClassOrDeal() public {
        _issue();
        _month();
        IDeal other = deal;
        address[3] memory others = [address(tokens[0]), address(tokens[1]), address(tokens[2])];
        vm.warp(START);
        _create(other.image());
        _issue();
        _month();
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 k = 0; k < 3; ++k) {
                vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealCallerInvalid.selector, others[k], tokens[i]));
                vm.prank(others[k]);
                deal.payHolder(i, STRANGER, 1);
                if (i == k) continue;
                vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealCallerInvalid.selector, tokens[k], tokens[i]));
                vm.prank(address(tokens[k]));
                deal.payHolder(i, STRANGER, 1);
            }
        }
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealIndexInvalid.selector, 3, 3));
        deal.payHolder(3, STRANGER, 1);
        // What one deal pays is not missed in the other.
        uint256 before = money.balanceOf(address(other));
        tokens[0].claimFor(ALICE);
        vm.assertEq(money.balanceOf(address(other)), before);
        vm.assertEq(money.balanceOf(address(other)), other.cash());
    }

    /// @dev Even the token of a class, were it to go wrong, gets no more than the class has earned.
    function testFuzz_RevertWhen_AClassIsOverdrawn(uint256 first, uint256 more) public {
        _issue();
        _month();
        uint256 earned = tokens[0].claimableOf(ALICE);
        first = bound(first, 0, earned);
        more = bound(more, earned - first + 1, type(uint128).max);
        vm.prank(address(tokens[0]));
        deal.payHolder(0, DAVE, first);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealClassOverdrawn.selector, 0, first + more, earned));
        vm.prank(address(tokens[0]));
        deal.payHolder(0, DAVE, more);
        vm.assertEq(money.balanceOf(DAVE), first);
    }

    // payFee, payOriginator

    function test_FeesAndProceedsArePaidOnceToWhomTheyBelong() public {
        _issue();
        _month();
        uint256[2] memory fees = [deal.feeOwed(0), deal.feeOwed(1)];
        uint256 proceeds = deal.originatorOwed();
        vm.assertTrue(fees[0] != 0 && fees[1] != 0);
        vm.assertEq(proceeds, DealPlans.POOL - DealPlans.RESERVE);
        vm.prank(STRANGER);
        deal.payFee(0);
        vm.prank(STRANGER);
        deal.payOriginator();
        vm.assertEq(money.balanceOf(PAYEE), fees[0]);
        vm.assertEq(money.balanceOf(ORIGINATOR), proceeds);
        vm.assertEq(money.balanceOf(STRANGER), 0);
        vm.assertEq(deal.feeOwed(1), fees[1], "the other fee of the word");
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealNothingToPay.selector));
        deal.payFee(0);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealNothingToPay.selector));
        deal.payOriginator();
        deal.payFee(1);
        vm.assertEq(money.balanceOf(OTHER_PAYEE), fees[1]);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealIndexInvalid.selector, 2, 2));
        deal.payFee(2);
        vm.assertEq(money.balanceOf(address(deal)), deal.cash());
    }

    /// @dev Nobody who is blocked stops a close or another payment, and what it is owed waits.
    function test_ABlockedPayeeStopsNobodyElse() public {
        _issue();
        address[4] memory blocked = [PAYEE, ORIGINATOR, ALICE, RESIDUAL];
        for (uint256 i = 0; i < 4; ++i) odd.setBlocked(blocked[i], true);
        _month();
        vm.expectRevert(_blocked(PAYEE));
        deal.payFee(0);
        vm.expectRevert(_blocked(ORIGINATOR));
        deal.payOriginator();
        vm.expectRevert(_blocked(ALICE));
        tokens[0].claimFor(ALICE);
        deal.payFee(1);
        uint256 due = tokens[1].claimableOf(BOB);
        tokens[1].claimFor(BOB);
        vm.assertEq(money.balanceOf(BOB), due);
        uint256 owed = tokens[0].claimableOf(ALICE);
        _month();
        vm.assertGt(tokens[0].claimableOf(ALICE), owed, "both periods wait");
        for (uint256 i = 0; i < 4; ++i) odd.setBlocked(blocked[i], false);
        owed = tokens[0].claimableOf(ALICE);
        tokens[0].claimFor(ALICE);
        deal.payFee(0);
        deal.payOriginator();
        vm.assertEq(money.balanceOf(ALICE), owed);
        vm.assertEq(money.balanceOf(address(deal)), deal.cash());
    }

    // sweep

    function test_RevertGiven_TheDealIsNotRedeemed() public {
        vm.expectRevert(_phaseInvalid(DealPhase.Structuring));
        deal.sweep();
        _issue();
        vm.expectRevert(_phaseInvalid(DealPhase.Live));
        deal.sweep();
        _month();
        _month();
        deal.sweep();
        vm.expectRevert(_phaseInvalid(DealPhase.Swept));
        deal.sweep();
    }

    /// @dev The rest of the reserve belongs to the classes, whether or not the residual account can be paid its dust.
    function test_ABlockedResidualAccountDoesNotKeepTheRestFromTheClasses() public {
        _issue();
        _month();
        _month();
        uint256 reserve = deal.state().reserve;
        vm.assertGt(reserve, 0, "something is left");
        uint256 due = tokens[0].claimableOf(ALICE);
        uint256 cash = deal.cash();
        odd.setBlocked(RESIDUAL, true);
        deal.sweep();
        vm.assertLe(due + reserve, tokens[0].claimableOf(ALICE) + 1, "class A takes it");
        vm.assertEq(deal.cash(), cash, "nothing left");
        tokens[0].claimFor(ALICE);
        // Again and again: it is given once.
        uint256 claimable = tokens[0].claimableOf(ALICE);
        deal.sweep();
        deal.sweep();
        vm.assertEq(tokens[0].claimableOf(ALICE), claimable);
        vm.assertEq(money.balanceOf(RESIDUAL), 0);
        odd.setBlocked(RESIDUAL, false);
        cash = deal.cash();
        deal.sweep();
        uint256 dust = money.balanceOf(RESIDUAL);
        vm.assertGt(dust, 0, "the dust waited");
        vm.assertLe(dust, 3, "less than a unit of each class");
        vm.assertEq(deal.cash() + dust, cash);
        vm.assertEq(money.balanceOf(address(deal)), deal.cash());
        vm.expectRevert(_phaseInvalid(DealPhase.Swept));
        deal.sweep();
    }

    function testFuzz_ADonationIsSweptToNobody(uint96 gift) public {
        _issue();
        money.mint(address(deal), gift);
        _month();
        money.mint(address(deal), gift);
        _month();
        deal.sweep();
        vm.assertLe(money.balanceOf(RESIDUAL), 3, "dust only");
        vm.assertEq(money.balanceOf(address(deal)), deal.cash() + 2 * uint256(gift), "as it came");
    }

    // releaseLoans

    function test_LoansComeBackWhenTheDealIsOver() public {
        _issue();
        uint256[] memory masks = new uint256[](1);
        masks[0] = type(uint256).max;
        vm.expectRevert(_phaseInvalid(DealPhase.Live));
        vm.prank(ORIGINATOR);
        deal.releaseLoans(firstWord, masks);
        _month();
        _month();
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealCallerInvalid.selector, TRUSTEE, ORIGINATOR));
        vm.prank(TRUSTEE);
        deal.releaseLoans(firstWord, masks);
        vm.prank(ORIGINATOR);
        deal.releaseLoans(firstWord, masks);
        vm.assertEq(loans.pledgedCount(address(deal)), LOANS - 256);
    }

    // refunds

    function testFuzz_ACancelledDealGivesEverythingBack(uint256 first, uint256 second) public {
        _open();
        first = bound(first, 1, 1e15);
        second = bound(second, 1, 1e15);
        _subscribe(0, ALICE, first);
        _subscribe(0, BOB, second);
        money.mint(address(tokens[0]), 12_345);
        vm.prank(ORIGINATOR);
        deal.cancel();
        odd.setBlocked(ALICE, true);
        _refundRefused(STRANGER, ALICE, abi.encodeWithSelector(ITrancheToken.TrancheCallerNotOperator.selector, STRANGER, ALICE));
        _refundRefused(ALICE, ALICE, _blocked(ALICE));
        vm.prank(BOB);
        tokens[0].claimCancelDepositRequest(0, BOB, BOB);
        vm.assertEq(money.balanceOf(BOB), second, "to the unit");
        _refundRefused(BOB, BOB, abi.encodeWithSelector(ITrancheToken.TrancheAmountInvalid.selector, 0, 0));
        odd.setBlocked(ALICE, false);
        vm.prank(ALICE);
        tokens[0].claimCancelDepositRequest(0, ALICE, ALICE);
        vm.assertEq(money.balanceOf(ALICE), first, "to the unit");
        vm.assertEq(money.balanceOf(address(tokens[0])), 12_345, "a donation is nobody's");
    }

    function _refundRefused(address caller, address controller, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(caller);
        tokens[0].claimCancelDepositRequest(0, controller, controller);
    }

    /// @dev Neither can an account that is frozen take its money elsewhere by its operator.
    function test_RevertWhen_WhoAsksForARefundIsFrozen() public {
        _open();
        _subscribe(0, ALICE, 9e6);
        vm.prank(ALICE);
        tokens[0].setOperator(DAVE, true);
        _freeze(ALICE);
        vm.prank(ALICE);
        tokens[0].cancelDepositRequest(0, ALICE);
        _refundRefused(ALICE, ALICE, abi.encodeWithSelector(ITrancheToken.TrancheAccountFrozen.selector, ALICE));
        _refundRefused(DAVE, ALICE, abi.encodeWithSelector(ITrancheToken.TrancheAccountFrozen.selector, ALICE));
        _unfreeze(ALICE);
        vm.prank(DAVE);
        tokens[0].claimCancelDepositRequest(0, DAVE, ALICE);
        vm.assertEq(money.balanceOf(DAVE), 9e6);
    }

    function test_LoansComeBackFromACancelledDeal() public {
        _pledgeLoans();
        vm.prank(ORIGINATOR);
        deal.cancel();
        uint256[] memory masks = new uint256[](2);
        (masks[0], masks[1]) = (type(uint256).max, (1 << (LOANS - 256)) - 1);
        vm.prank(ORIGINATOR);
        deal.releaseLoans(firstWord, masks);
        vm.assertEq(loans.pledgedCount(address(deal)), 0);
    }
}
