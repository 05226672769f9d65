// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";
import { ClassState } from "../../../contracts/types/WaterfallState.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { bound, vm } from "../support/Vm.sol";

/// @dev Ways to get more out of a deal, or to lose less in it, than one's notes say.
contract DealAttacksTest is DealTest {
    /// @dev What a call may cost on chain.
    uint256 private constant CALL_GAS = 2 ** 24 - 21_000 - 40_000;

    function _standing() private view returns (bytes32) {
        return keccak256(abi.encode(deal.state(), deal.cash(), deal.originatorOwed(), deal.feeOwed(0), deal.feeOwed(1)));
    }

    function _preview(ServicerReport memory report) private view returns (bytes32) {
        (bool isDone, bytes memory answer) = address(inspector).staticcall(abi.encodeCall(inspector.previewClose, (deal, report)));
        vm.assertTrue(isDone);
        return keccak256(answer);
    }

    // Dues by the number of calls

    /// @dev Two deals of the same terms; the one is called all the time, the other only closed.
    function testFuzz_CallsRaiseNoDue(uint256 calls) public {
        calls %= 12;
        bytes memory image = deal.image();
        _issue();
        IDeal busy = deal;
        ITrancheToken[] memory busyTokens = tokens;
        vm.warp(START);
        _create(image);
        _issue();
        for (uint256 month = 1; month <= 3; ++month) {
            (, uint256 late) = deal.dueTimes();
            vm.warp(late);
            (IDeal quiet, ITrancheToken[] memory quietTokens) = (deal, tokens);
            (deal, tokens) = (busy, busyTokens);
            for (uint256 i = 0; i < calls; ++i) _touchAll();
            _month();
            bytes32 standing = keccak256(abi.encode(busy.state()));
            (busy, busyTokens) = (deal, tokens);
            (deal, tokens) = (quiet, quietTokens);
            _month();
            vm.assertEq(keccak256(abi.encode(deal.state())), standing, "the same dues");
            for (uint256 i = 0; i < 3; ++i) vm.assertEq(busy.classOf(i).accumulator, deal.classOf(i).accumulator, "the same paid");
        }
    }

    function _touchAll() private {
        address[3] memory buyers = [ALICE, BOB, CAROL];
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(buyers[i]);
            tokens[i].transfer(DAVE, 1);
            vm.prank(DAVE);
            tokens[i].transfer(buyers[i], 1);
            tokens[i].claimFor(buyers[i]);
            tokens[i].claimFor(DAVE);
        }
        if (deal.servicing().latePeriod <= deal.state().period) deal.reportLate();
        if (deal.feeOwed(0) != 0) deal.payFee(0);
        if (deal.originatorOwed() != 0) deal.payOriginator();
    }

    // Donations

    function testFuzz_ADonationChangesNothing(uint96 gift) public {
        _issue();
        _month();
        _warpToDue();
        ServicerReport memory report = _report(500_000e6, 1_000_000e6, 200_000e6, 0);
        bytes32 preview = _preview(report);
        bytes32 standing = _standing();
        uint256 due = tokens[0].claimableOf(ALICE);
        money.mint(address(deal), gift);
        money.mint(address(tokens[0]), gift);
        vm.assertEq(_standing(), standing, "books");
        vm.assertEq(_preview(report), preview, "the next division");
        vm.assertEq(tokens[0].claimableOf(ALICE), due, "dues");
        _closePeriod(report);
        vm.assertEq(money.balanceOf(address(deal)), deal.cash() + gift, "it stays as it came");
        vm.assertEq(money.balanceOf(address(tokens[0])), gift, "it stays as it came");
    }

    /// @dev Notes cost their face, however little the first buyer asks and however much it gives besides.
    function testFuzz_TheFirstBuyerCannotMakeNotesDearer(uint96 gift, uint256 second) public {
        _pledgeLoans();
        _open();
        _subscribe(0, DAVE, 1);
        money.mint(address(tokens[0]), gift);
        money.mint(address(deal), gift);
        second = bound(second, 1, DealPlans.A - 2);
        _subscribe(0, ALICE, second);
        _subscribe(0, BOB, DealPlans.A - 1 - second);
        _subscribe(1, BOB, DealPlans.B_);
        _subscribe(2, CAROL, DealPlans.C);
        _close();
        vm.assertEq(tokens[0].claimNotesFor(ALICE), second, "at par");
        vm.assertEq(tokens[0].claimNotesFor(DAVE), 1, "at par");
        vm.assertEq(deal.originatorOwed(), DealPlans.POOL - DealPlans.RESERVE, "what was sold");
    }

    // Losses at the border of a class

    function test_ALossOfAClassAndAUnitMoreOrLess() public {
        bytes memory image = deal.image();
        uint96[2] memory borders = [DealPlans.C, DealPlans.C + DealPlans.B_];
        for (uint256 i = 0; i < 2; ++i) {
            for (uint96 off = 0; off < 3; ++off) {
                vm.warp(START);
                _create(image);
                _issue();
                _warpToDue();
                _loseExactly(borders[i] + off - 1);
            }
        }
    }

    function _loseExactly(uint96 loss) private {
        _closePeriod(_report(0, 0, loss, 0));
        ClassState[] memory classes = deal.state().classes;
        uint96[3] memory sizes = [DealPlans.A, DealPlans.B_, DealPlans.C];
        uint96 left = loss;
        for (uint256 i = 3; i > 0; --i) {
            uint96 part = left < sizes[i - 1] ? left : sizes[i - 1];
            vm.assertEq(classes[i - 1].deficit, part, "written down");
            vm.assertEq(classes[i - 1].balance, sizes[i - 1] - part, "what is left of it");
            left -= part;
        }
        vm.assertEq(deal.state().unallocatedLoss, 0);
    }

    // Leaving before a loss, coming before a recovery

    function test_NobodyLeavesBeforeALoss() public {
        _issue();
        _month();
        uint256 all = tokens[2].balanceOf(CAROL);
        bytes memory unsupported = abi.encodeWithSelector(ITrancheToken.TrancheNotSupported.selector);
        vm.assertEq(tokens[2].maxRedeem(CAROL) + tokens[2].maxWithdraw(CAROL), 0);
        vm.expectRevert(unsupported);
        vm.prank(CAROL);
        tokens[2].redeem(all, CAROL, CAROL);
        vm.expectRevert(unsupported);
        vm.prank(CAROL);
        tokens[2].withdraw(all, CAROL, CAROL);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheOfferingInvalid.selector));
        vm.prank(CAROL);
        tokens[2].cancelDepositRequest(0, CAROL);
        // Selling takes the loss along, to who bought.
        _warpToDue();
        uint256 owed = tokens[2].claimableOf(CAROL);
        vm.prank(CAROL);
        tokens[2].transfer(DAVE, all / 2);
        _closePeriod(_report(400_000e6, 0, 4_000_000e6, 0));
        vm.assertGt(tokens[2].outstandingOf(DAVE), 0, "a part is left");
        vm.assertEq(tokens[2].outstandingOf(DAVE), tokens[2].outstandingOf(CAROL));
        vm.assertGt(all / 2, tokens[2].outstandingOf(DAVE) + 1_900_000e6, "half of the loss went along");
        vm.assertLe(owed, tokens[2].claimableOf(CAROL), "what was paid before did not");
    }

    /// @dev A recovery goes to the notes as they are held, each the same; none can be made for it.
    function testFuzz_NobodyComesForARecovery(uint256 sold) public {
        _issue();
        _warpToDue();
        _closePeriod(_report(1_000_000e6, 0, 5_000_000e6, 0));
        _warpToDue();
        _fund(DAVE, address(tokens[2]), 1e15);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheOfferingInvalid.selector));
        vm.prank(DAVE);
        tokens[2].requestDeposit(1e6, DAVE, DAVE);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheAmountInvalid.selector, 1, 0));
        vm.prank(DAVE);
        tokens[2].deposit(1, DAVE);
        sold = bound(sold, 0, DealPlans.C);
        uint256 owed = tokens[2].claimableOf(CAROL);
        uint256 accumulator = deal.classOf(2).accumulator;
        vm.prank(CAROL);
        tokens[2].transfer(DAVE, sold);
        vm.assertEq(tokens[2].claimableOf(DAVE), 0, "nothing of before");
        uint96 pool = deal.state().pool;
        _closePeriod(_report(1_000_000e6, pool, 0, 4_000_000e6));
        uint256 paid = ((deal.classOf(2).accumulator - accumulator) * DealPlans.C) >> 96;
        vm.assertGt(paid, 4_000_000e6, "the recovery is in it");
        uint256 part = (paid * sold) / DealPlans.C;
        vm.assertLe(tokens[2].claimableOf(DAVE), part + 1, "not more than its notes");
        vm.assertLe(part, tokens[2].claimableOf(DAVE) + 1, "not less");
        uint256 both = tokens[2].claimableOf(DAVE) + tokens[2].claimableOf(CAROL);
        vm.assertLe(both, owed + paid + 1, "together what was paid");
        vm.assertLe(owed + paid, both + 2, "together what was paid");
    }

    // Bounds

    /// @dev The largest deal there can be: eight classes, a program of 64 steps.
    function test_TheLargestDealClosesInOneCall() public {
        ImageBuilder.Parts memory parts = ImageBuilder.market(8);
        for (uint256 i = 0; i < parts.dates.length; ++i) parts.dates[i] = uint16(DealPlans.FIRST_DAY + 30 * i);
        bytes memory last = parts.steps[parts.steps.length - 1];
        while (parts.steps.length < 64) parts.steps = ImageBuilder.with(parts.steps, last);
        _create(ImageBuilder.build(parts));
        _pledgeLoans();
        _open();
        for (uint256 i = 0; i < 8; ++i) _subscribe(i, ALICE, tokens[i].offered());
        _close();
        for (uint256 i = 0; i < 3; ++i) {
            _warpToDue();
            uint96 pool = deal.state().pool;
            ServicerReport memory report = _report(pool / 100, pool / 50, pool / 100, i == 0 ? 0 : pool / 500);
            _fund(SERVICER, address(deal), _cashOf(report));
            bytes memory signature = _sign(report);
            vm.prank(SERVICER);
            deal.closePeriod{ gas: CALL_GAS }(report, signature);
        }
        vm.assertEq(deal.state().period, 3);
        vm.assertEq(uint8(deal.image()[6]), 64, "steps");
        vm.assertEq(money.balanceOf(address(deal)), deal.cash());
    }

    function test_TheLargestBatchPaysInOneCall() public {
        _issue();
        address[] memory holders = new address[](50);
        for (uint160 i = 0; i < 50; ++i) {
            holders[i] = address(0xFF00 + i);
            _admit(holders[i], 0xffff);
            vm.prank(ALICE);
            tokens[0].transfer(holders[i], 1_000e6 + i);
        }
        _month();
        uint256 due;
        for (uint256 i = 0; i < 50; ++i) due += tokens[0].claimableOf(holders[i]);
        vm.assertEq(tokens[0].claimMany{ gas: CALL_GAS }(holders), due);
        vm.assertGt(money.balanceOf(holders[49]), 0, "the last one too");
    }
}
