// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { IDealErrors } from "../../../contracts/securitization/IDealErrors.sol";
import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { DealPhase } from "../../../contracts/types/DealPhase.sol";
import { DealStatus } from "../../../contracts/types/DealStatus.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { bound, vm } from "../support/Vm.sol";

contract OfferingTest is DealTest {
    function setUp() public override {
        super.setUp();
        _pledgeLoans();
        _open();
    }

    // Opening

    function test_RevertWhen_ItCannotBeOpened() public {
        _expectPhase(DealPhase.Offering);
        _open();
        _create(deal.image());
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealCallerInvalid.selector, STRANGER, ORIGINATOR));
        deal.open();
        vm.warp(OFFERING_END);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealTooLate.selector, OFFERING_END, OFFERING_END));
        _open();
    }

    // Requests

    function test_TakesRequestsAndAddsThem() public {
        _subscribe(0, ALICE, 5e6);
        _subscribe(0, ALICE, 7e6);
        _subscribe(0, BOB, 1);
        vm.assertEq(tokens[0].pendingDepositRequest(0, ALICE), 12e6);
        vm.assertEq(tokens[0].claimableDepositRequest(0, ALICE), 0);
        vm.assertEq(tokens[0].requested(), 12e6 + 1);
        vm.assertEq(tokens[0].openRequests(), 2);
        vm.assertEq(money.balanceOf(address(tokens[0])), 12e6 + 1);
        vm.assertEq(money.balanceOf(address(deal)), 0);
    }

    function test_AnOperatorRequestsForItsOwner() public {
        _fund(ALICE, address(tokens[0]), 10e6);
        vm.prank(ALICE);
        tokens[0].setOperator(DAVE, true);
        vm.prank(DAVE);
        tokens[0].requestDeposit(10e6, BOB, ALICE);
        vm.assertEq(tokens[0].pendingDepositRequest(0, BOB), 10e6);
        vm.prank(ALICE);
        tokens[0].setOperator(DAVE, false);
        vm.prank(DAVE);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheCallerNotOperator.selector, DAVE, ALICE));
        tokens[0].requestDeposit(1, BOB, ALICE);
    }

    function test_RevertWhen_ARequestIsNotAllowed() public {
        _fund(STRANGER, address(tokens[0]), 10e6);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheInvestorNotEligible.selector, STRANGER, 2));
        tokens[0].requestDeposit(10e6, STRANGER, STRANGER);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheAmountInvalid.selector, 0, type(uint96).max));
        tokens[0].requestDeposit(0, ALICE, ALICE);
        uint256 huge = uint256(type(uint96).max) + 1;
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheAmountInvalid.selector, huge, type(uint96).max));
        tokens[0].requestDeposit(huge, ALICE, ALICE);
        vm.warp(OFFERING_END);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheOfferingInvalid.selector));
        tokens[0].requestDeposit(1, ALICE, ALICE);
    }

    function test_ARequestIsTakenBack() public {
        _subscribe(0, ALICE, 12e6);
        vm.prank(BOB);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheCallerNotOperator.selector, BOB, ALICE));
        tokens[0].cancelDepositRequest(0, ALICE);
        vm.prank(ALICE);
        tokens[0].cancelDepositRequest(0, ALICE);
        vm.assertEq(tokens[0].pendingDepositRequest(0, ALICE), 0);
        vm.assertEq(tokens[0].requested() + tokens[0].openRequests(), 0);
        vm.assertEq(tokens[0].claimableCancelDepositRequest(0, ALICE), 12e6);
        vm.prank(ALICE);
        tokens[0].claimCancelDepositRequest(0, BOB, ALICE);
        vm.assertEq(money.balanceOf(BOB), 12e6);
        _expectNothing();
        vm.prank(ALICE);
        tokens[0].claimCancelDepositRequest(0, ALICE, ALICE);
        _expectNothing();
        vm.prank(ALICE);
        tokens[0].cancelDepositRequest(0, ALICE);
    }

    function test_RevertWhen_ItIsTakenBackAfterTheEnd() public {
        _subscribe(0, ALICE, 12e6);
        vm.warp(OFFERING_END);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheOfferingInvalid.selector));
        tokens[0].cancelDepositRequest(0, ALICE);
    }

    function test_RevertWhen_TheRequestIsUnknown() public {
        bytes memory refusal = abi.encodeWithSelector(ITrancheToken.TrancheRequestUnknown.selector, 1);
        vm.expectRevert(refusal);
        tokens[0].pendingDepositRequest(1, ALICE);
        vm.expectRevert(refusal);
        tokens[0].cancelDepositRequest(1, ALICE);
        vm.expectRevert(refusal);
        tokens[0].claimCancelDepositRequest(1, ALICE, ALICE);
    }

    // Closing

    function test_ClosesAndDividesTheProceeds() public {
        _subscribeAll();
        _close();
        vm.assertTrue(deal.status() == DealStatus.Amortizing);
        vm.assertEq(deal.state().reserve, DealPlans.RESERVE);
        vm.assertEq(deal.originatorOwed(), DealPlans.POOL - DealPlans.RESERVE);
        vm.assertEq(money.balanceOf(address(deal)), DealPlans.POOL);
        vm.assertEq(deal.cash(), DealPlans.POOL);
        deal.payOriginator();
        vm.assertEq(money.balanceOf(ORIGINATOR), DealPlans.POOL - DealPlans.RESERVE);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealNothingToPay.selector));
        deal.payOriginator();
    }

    function test_AnybodyClosesAfterTheEnd() public {
        _subscribeAll();
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealCallerInvalid.selector, STRANGER, ORIGINATOR));
        deal.closeOffering();
        vm.warp(OFFERING_END);
        vm.prank(STRANGER);
        deal.closeOffering();
        vm.assertTrue(deal.status() == DealStatus.Amortizing);
    }

    function test_RevertGiven_AClassIsNotSubscribed() public {
        _subscribe(0, ALICE, DealPlans.A);
        _subscribe(1, BOB, DealPlans.B_ - 1);
        _subscribe(2, CAROL, DealPlans.C);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealUndersubscribed.selector, 1, DealPlans.B_ - 1, DealPlans.B_));
        _close();
        vm.assertEq(money.balanceOf(address(tokens[0])), DealPlans.A);
    }

    function test_RevertGiven_TheLoansAreNotPledged() public {
        _create(deal.image());
        _open();
        _subscribeAll();
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealLoansNotPledged.selector, 0, LOANS));
        _close();
    }

    function test_RevertGiven_TheReserveIsNotCovered() public {
        ImageBuilder.Parts memory p = DealPlans.standard(12);
        p.header.reserveAtClosing = DealPlans.POOL + 1;
        _create(ImageBuilder.build(p));
        _pledgeLoans();
        _open();
        _subscribeAll();
        bytes4 selector = IDealErrors.DealReserveNotCovered.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, DealPlans.POOL, DealPlans.POOL + 1));
        _close();
    }

    // Claims

    function test_NotesAreClaimedInParts() public {
        _subscribeAll();
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheOfferingInvalid.selector));
        tokens[0].deposit(1, ALICE, ALICE);
        _close();
        vm.assertEq(tokens[0].maxDeposit(ALICE), DealPlans.A);
        vm.assertEq(tokens[0].maxMint(ALICE), DealPlans.A);
        vm.prank(ALICE);
        tokens[0].deposit(10e6, ALICE, ALICE);
        vm.prank(ALICE);
        tokens[0].mint(5e6, BOB);
        vm.assertEq(tokens[0].balanceOf(ALICE), 10e6);
        vm.assertEq(tokens[0].balanceOf(BOB), 5e6);
        uint256 left = DealPlans.A - 15e6;
        bytes memory refusal = abi.encodeWithSelector(ITrancheToken.TrancheAmountInvalid.selector, left + 1, left);
        vm.prank(ALICE);
        vm.expectRevert(refusal);
        tokens[0].deposit(left + 1, ALICE);
        vm.prank(ALICE);
        vm.expectRevert(refusal);
        tokens[0].mint(left + 1, ALICE, ALICE);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheInvestorNotEligible.selector, STRANGER, 2));
        tokens[0].deposit(1, STRANGER);
        tokens[0].claimNotesFor(ALICE);
        vm.assertEq(tokens[0].totalSupply(), DealPlans.A);
        vm.assertEq(tokens[0].openRequests(), 0);
    }

    function test_ASubscriberWhoseEntryIsOverGetsItsNotes() public {
        _subscribeAll();
        _close();
        _admit(ALICE, 0);
        tokens[0].claimNotesFor(ALICE);
        vm.assertEq(tokens[0].balanceOf(ALICE), DealPlans.A);
        _freeze(BOB);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheAccountFrozen.selector, BOB));
        tokens[1].claimNotesFor(BOB);
    }

    function test_NotesThatAreClaimedLateHaveEarnedTheSame() public {
        _subscribe(0, ALICE, DealPlans.A / 2);
        _subscribe(0, DAVE, DealPlans.A / 2);
        _subscribe(1, BOB, DealPlans.B_);
        _subscribe(2, CAROL, DealPlans.C);
        _close();
        tokens[0].claimNotesFor(ALICE);
        for (uint256 i = 0; i < 4; ++i) _month();
        tokens[0].claimNotesFor(DAVE);
        vm.assertEq(tokens[0].claimableOf(DAVE), tokens[0].claimableOf(ALICE));
    }

    function testFuzz_AllotsProRata(uint256[4] memory requests) public {
        address[4] memory who = [ALICE, BOB, CAROL, DAVE];
        uint256 total = 0;
        for (uint256 i = 0; i < 4; ++i) {
            requests[i] = bound(requests[i], 1, 3 * uint256(DealPlans.A));
            if (i == 3 && total + requests[i] < DealPlans.A) requests[i] = DealPlans.A - total;
            total += requests[i];
            _subscribe(0, who[i], requests[i]);
        }
        _subscribe(1, BOB, DealPlans.B_);
        _subscribe(2, CAROL, DealPlans.C);
        _close();
        uint256 units = 0;
        for (uint256 i = 0; i < 4; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheSubscriptionsUnclaimed.selector, 4 - i));
            tokens[0].giveRemainder();
            uint256 exact = requests[i] * DealPlans.A;
            uint256 got = _takeAll(who[i]);
            vm.assertTrue(got * total <= exact && (got + 1) * total > exact, "its part, rounded down");
            uint256 paid = requests[i] - money.balanceOf(who[i]);
            vm.assertTrue(paid * total >= exact && paid * total < exact + total, "its price, rounded up");
            units += got;
        }
        vm.assertLe(units, DealPlans.A, "no more than there are");
        _giveRemainder(units, money.balanceOf(address(tokens[0])));
    }

    /// @dev Claims a controller's notes, and its excess if there is any.
    function _takeAll(address controller) private returns (uint256 units) {
        if (tokens[0].claimableDepositRequest(0, controller) != 0) units = tokens[0].claimNotesFor(controller);
        if (tokens[0].claimableCancelDepositRequest(0, controller) == 0) return units;
        vm.prank(controller);
        tokens[0].claimCancelDepositRequest(0, controller, controller);
    }

    function _giveRemainder(uint256 units, uint256 cash) private {
        uint256 left = DealPlans.A - units;
        if (left + cash != 0) {
            tokens[0].giveRemainder();
            vm.assertEq(tokens[0].balanceOf(RESIDUAL), left);
            vm.assertEq(money.balanceOf(RESIDUAL), cash);
        }
        vm.assertEq(money.balanceOf(address(tokens[0])), 0);
        vm.assertEq(tokens[0].totalSupply(), DealPlans.A);
        _expectNothing();
        tokens[0].giveRemainder();
    }

    function test_AClassThatIsNotSoldGoesToTheResidualAccount() public {
        ImageBuilder.Parts memory p = DealPlans.standard(12);
        p.classes[2].balance = 0;
        _create(ImageBuilder.build(p));
        _pledgeLoans();
        _open();
        _fund(CAROL, address(tokens[2]), 1);
        vm.prank(CAROL);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheNotOffered.selector));
        tokens[2].requestDeposit(1, CAROL, CAROL);
        _subscribe(0, ALICE, DealPlans.A);
        _subscribe(1, BOB, DealPlans.B_);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheOfferingInvalid.selector));
        tokens[2].giveRemainder();
        _close();
        tokens[2].giveRemainder();
        vm.assertEq(tokens[2].balanceOf(RESIDUAL), DealPlans.POOL);
        _month();
        vm.assertGt(tokens[2].claimableOf(RESIDUAL), 0, "it takes what is left");
    }

    // Cancelling

    function test_ACancelledDealGivesEverythingBack() public {
        _subscribe(0, ALICE, 12e6);
        _subscribe(0, BOB, 5e6);
        vm.prank(BOB);
        tokens[0].cancelDepositRequest(0, BOB);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealTooEarly.selector, block.timestamp, OFFERING_END));
        deal.cancel();
        vm.warp(OFFERING_END);
        vm.prank(STRANGER);
        deal.cancel();
        vm.assertTrue(deal.status() == DealStatus.Cancelled);
        vm.prank(ALICE);
        tokens[0].claimCancelDepositRequest(0, ALICE, ALICE);
        vm.prank(BOB);
        tokens[0].claimCancelDepositRequest(0, BOB, BOB);
        vm.assertEq(money.balanceOf(ALICE), 12e6);
        vm.assertEq(money.balanceOf(BOB), 5e6);
        vm.assertEq(money.balanceOf(address(tokens[0])), 0);
        _expectNothing();
        vm.prank(ALICE);
        tokens[0].claimCancelDepositRequest(0, ALICE, ALICE);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheOfferingInvalid.selector));
        tokens[0].claimNotesFor(ALICE);
        uint256[] memory masks = new uint256[](2);
        (masks[0], masks[1]) = (type(uint256).max, type(uint256).max);
        vm.prank(ORIGINATOR);
        deal.releaseLoans(firstWord, masks);
        vm.assertEq(loans.pledgedCount(address(deal)), 0);
    }

    function test_ASoldDealCanOnlyBeClosedForTwoWeeks() public {
        _subscribeAll();
        vm.warp(OFFERING_END + 14 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealIsSubscribed.selector));
        deal.cancel();
        vm.warp(OFFERING_END + 14 days);
        deal.cancel();
        vm.assertTrue(deal.status() == DealStatus.Cancelled);
    }

    function test_TheOriginatorCancelsBeforeTheClosingOnly() public {
        _subscribeAll();
        _close();
        _expectPhase(DealPhase.Live);
        vm.prank(ORIGINATOR);
        deal.cancel();
    }

    function test_RevertWhen_LoansAreReleasedBeforeTheEnd() public {
        vm.prank(ORIGINATOR);
        _expectPhase(DealPhase.Offering);
        deal.releaseLoans(firstWord, new uint256[](1));
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealCallerInvalid.selector, STRANGER, ORIGINATOR));
        deal.releaseLoans(firstWord, new uint256[](1));
    }

    function test_ALoanIsExchanged() public {
        uint64 outNumber = firstWord * 256 + 3;
        uint64 inNumber = _offerSubstitute(outNumber);
        vm.prank(TRUSTEE);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealCallerInvalid.selector, TRUSTEE, ORIGINATOR));
        deal.substituteLoan(outNumber, inNumber);
        vm.prank(ORIGINATOR);
        deal.substituteLoan(outNumber, inNumber);
        vm.assertEq(loans.poolOf(inNumber), address(deal));
        _subscribeAll();
        _close();
        inNumber = _offerSubstitute(outNumber + 1);
        vm.prank(ORIGINATOR);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealCallerInvalid.selector, ORIGINATOR, TRUSTEE));
        deal.substituteLoan(outNumber + 1, inNumber);
        vm.prank(TRUSTEE);
        deal.substituteLoan(outNumber + 1, inNumber);
        vm.assertEq(loans.pledgedCount(address(deal)), LOANS);
    }

    function _offerSubstitute(uint64 outNumber) private returns (uint64 inNumber) {
        bytes32 root = keccak256(abi.encode("root", loans.tapeCount()));
        vm.prank(ORIGINATOR);
        uint256 tape;
        (tape, inNumber) = loans.commitTape(root, 1, 1, REASON, "https://example.org/tape.csv");
        vm.prank(ORIGINATOR);
        loans.offerSubstitute(tape, address(deal), outNumber, inNumber);
    }

    function _expectPhase(DealPhase phase) private {
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealPhaseInvalid.selector, phase));
    }

    function _expectNothing() private {
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheAmountInvalid.selector, 0, 0));
    }
}
