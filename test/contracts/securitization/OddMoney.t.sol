// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { IDealErrors } from "../../../contracts/securitization/IDealErrors.sol";
import { IERC7540Deposit } from "../../../contracts/securitization/IERC7540Deposit.sol";
import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { LyingToken, PlainToken, RebasingToken, ReentrantToken, SilentToken } from "../support/TokenZoo.sol";
import { BlockingToken, FalseToken } from "../support/TokenZoo.sol";
import { vm } from "../support/Vm.sol";

/// @dev Money that turns bad while a deal runs on it: what it is when it was allowed is no promise.
abstract contract OddMoneyTest is DealTest {
    function _refuseSubscription(address buyer, uint256 amount, bytes memory reason) internal {
        _fund(buyer, address(tokens[0]), amount);
        uint256 before = tokens[0].requested();
        vm.expectRevert(reason);
        vm.prank(buyer);
        tokens[0].requestDeposit(amount, buyer, buyer);
        vm.assertEq(tokens[0].requested(), before);
    }

    /// @dev The report cannot be booked, and books and money stay as they are.
    function _refuseClose(ServicerReport memory report, bytes memory reason) internal {
        _fund(SERVICER, address(deal), _cashOf(report));
        bytes memory signature = _sign(report);
        bytes32 books = keccak256(abi.encode(deal.state(), deal.cash(), deal.reportsHead(), money.balanceOf(address(deal))));
        vm.expectRevert(reason);
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        bytes32 found = keccak256(abi.encode(deal.state(), deal.cash(), deal.reportsHead(), money.balanceOf(address(deal))));
        vm.assertEq(found, books, "nothing moved");
    }

    function _ordinary() internal view returns (ServicerReport memory) {
        return _report(500_000e6, 1_000_000e6, 0, 0);
    }

    function _mismatch(uint256 received, uint256 expected) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IDealErrors.DealPaymentMismatch.selector, received, expected);
    }
}

/// @dev Begins to keep a part of what it moves.
contract TurningToken is PlainToken {
    bool public isTurned;

    function setTurned(bool value) external {
        isTurned = value;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (!isTurned || from == address(0) || value == 0) return;
        super._update(to, address(0xdead), value < 100 ? 1 : value / 100);
    }
}

contract FeeMoneyTest is OddMoneyTest {
    TurningToken private odd;

    function _newMoney() internal override returns (address) {
        odd = new TurningToken();
        return address(odd);
    }

    function testFuzz_RevertWhen_ASubscriptionArrivesShort(uint256 amount) public {
        _open();
        odd.setTurned(true);
        amount = 1 + (amount % DealPlans.A);
        uint256 fee = amount < 100 ? 1 : amount / 100;
        _refuseSubscription(ALICE, amount, abi.encodeWithSelector(ITrancheToken.TranchePaymentMismatch.selector, amount - fee, amount));
        odd.setTurned(false);
        _subscribe(0, ALICE, amount);
        vm.assertEq(tokens[0].requested(), amount);
    }

    function test_RevertWhen_TheProceedsArriveShort() public {
        _pledgeLoans();
        _open();
        _subscribeAll();
        odd.setTurned(true);
        vm.expectRevert(_mismatch(99_000_000e6, 100_000_000e6));
        vm.prank(ORIGINATOR);
        deal.closeOffering();
        odd.setTurned(false);
        _close();
    }

    function test_RevertWhen_TheCashOfAReportArrivesShort() public {
        _issue();
        _warpToDue();
        odd.setTurned(true);
        _refuseClose(_ordinary(), _mismatch(1_485_000e6, 1_500_000e6));
        odd.setTurned(false);
        _month();
    }

    /// @dev The fee is at the cost of who is paid, and of nobody else.
    function test_APaymentCostsTheDealNoMoreThanItOwes() public {
        _issue();
        _month();
        odd.setTurned(true);
        uint256 due = tokens[0].claimableOf(ALICE);
        uint256 before = money.balanceOf(address(deal));
        tokens[0].claimFor(ALICE);
        vm.assertEq(money.balanceOf(address(deal)) + due, before);
        vm.assertEq(money.balanceOf(address(deal)), deal.cash());
    }
}

contract LyingMoneyTest is OddMoneyTest {
    LyingToken private odd;

    function _newMoney() internal override returns (address) {
        odd = new LyingToken();
        return address(odd);
    }

    function test_RevertWhen_NothingArrives() public {
        _open();
        odd.setLying(true);
        _refuseSubscription(ALICE, 5, abi.encodeWithSelector(ITrancheToken.TranchePaymentMismatch.selector, 0, 5));
        odd.setLying(false);
        _pledgeLoans();
        _subscribeAll();
        odd.setLying(true);
        vm.expectRevert(_mismatch(0, 100_000_000e6));
        vm.prank(ORIGINATOR);
        deal.closeOffering();
        odd.setLying(false);
        _close();
        _warpToDue();
        odd.setLying(true);
        _refuseClose(_ordinary(), _mismatch(0, 1_500_000e6));
    }
}

contract FalseMoneyTest is OddMoneyTest {
    FalseToken private odd;

    function _newMoney() internal override returns (address) {
        odd = new FalseToken();
        return address(odd);
    }

    function _failed() private view returns (bytes memory) {
        return abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, money);
    }

    function test_RevertWhen_ItAnswersFalseOnTheWayIn() public {
        _open();
        odd.setRefusing(true);
        _refuseSubscription(ALICE, 5, _failed());
        odd.setRefusing(false);
        _pledgeLoans();
        _subscribeAll();
        odd.setRefusing(true);
        vm.expectRevert(_failed());
        vm.prank(ORIGINATOR);
        deal.closeOffering();
        odd.setRefusing(false);
        _close();
        _warpToDue();
        odd.setRefusing(true);
        _refuseClose(_ordinary(), _failed());
    }

    function test_RevertWhen_ItAnswersFalseOnTheWayOut() public {
        _issue();
        _month();
        uint256 due = tokens[0].claimableOf(ALICE);
        uint256 fee = deal.feeOwed(0);
        uint256 proceeds = deal.originatorOwed();
        odd.setRefusing(true);
        vm.expectRevert(_failed());
        tokens[0].claimFor(ALICE);
        vm.expectRevert(_failed());
        deal.payFee(0);
        vm.expectRevert(_failed());
        deal.payOriginator();
        address[] memory holders = new address[](1);
        holders[0] = ALICE;
        vm.assertEq(tokens[0].claimMany(holders), 0);
        vm.assertEq(tokens[0].claimableOf(ALICE), due, "still owed");
        vm.assertEq(deal.feeOwed(0), fee, "still owed");
        vm.assertEq(deal.originatorOwed(), proceeds, "still owed");
        odd.setRefusing(false);
        vm.assertEq(tokens[0].claimMany(holders), due);
        deal.payFee(0);
        deal.payOriginator();
        vm.assertEq(money.balanceOf(address(deal)), deal.cash());
    }

    function test_ARefundThatFailsIsStillOwed() public {
        _open();
        _subscribe(0, ALICE, 7e6);
        vm.prank(ALICE);
        tokens[0].cancelDepositRequest(0, ALICE);
        odd.setRefusing(true);
        vm.expectRevert(_failed());
        vm.prank(ALICE);
        tokens[0].claimCancelDepositRequest(0, ALICE, ALICE);
        odd.setRefusing(false);
        vm.prank(ALICE);
        vm.assertEq(tokens[0].claimCancelDepositRequest(0, ALICE, ALICE), 7e6);
    }
}

contract SilentMoneyTest is OddMoneyTest {
    function _newMoney() internal override returns (address) {
        return address(new SilentToken());
    }

    function _approve(address account, address spender, uint256 amount) private {
        money.mint(account, amount);
        vm.prank(account);
        SilentToken(address(money)).approve(spender, amount);
    }

    function test_MoneyThatAnswersNothingIsMoney() public {
        _pledgeLoans();
        _open();
        address[3] memory buyers = [ALICE, BOB, CAROL];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 amount = tokens[i].offered();
            _approve(buyers[i], address(tokens[i]), amount);
            vm.prank(buyers[i]);
            tokens[i].requestDeposit(amount, buyers[i], buyers[i]);
        }
        _close();
        _takeNotes();
        _warpToDue();
        ServicerReport memory report = _ordinary();
        _approve(SERVICER, address(deal), _cashOf(report));
        bytes memory signature = _sign(report);
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        uint256 due = tokens[0].claimableOf(ALICE);
        vm.prank(ALICE);
        vm.assertEq(tokens[0].claim(), due);
        vm.assertEq(money.balanceOf(ALICE), due);
        deal.payFee(0);
        deal.payOriginator();
        vm.assertEq(money.balanceOf(address(deal)), deal.cash());
    }
}

contract RebasingMoneyTest is OddMoneyTest {
    RebasingToken private odd;

    function _newMoney() internal override returns (address) {
        odd = new RebasingToken();
        return address(odd);
    }

    /// @dev What it makes of the money that is there changes nobody's due.
    function testFuzz_ARebaseIsNotInTheBooks(uint256 index) public {
        _issue();
        _month();
        bytes32 books = keccak256(abi.encode(deal.state(), deal.cash(), deal.originatorOwed(), deal.feeOwed(0)));
        uint256 due = tokens[0].claimableOf(ALICE);
        odd.rebase(index % 10e18);
        vm.assertEq(keccak256(abi.encode(deal.state(), deal.cash(), deal.originatorOwed(), deal.feeOwed(0))), books, "books");
        vm.assertEq(tokens[0].claimableOf(ALICE), due, "due");
    }

    function test_AGainBelongsToNobodyWhoAsksFirst() public {
        _issue();
        _month();
        odd.rebase(2e18);
        uint256 due = tokens[0].claimableOf(ALICE);
        uint256 before = money.balanceOf(ALICE);
        tokens[0].claimFor(ALICE);
        uint256 found = money.balanceOf(ALICE);
        vm.assertLe(found, before + due, "not more");
        vm.assertLe(before + due, found + 1, "not less than the token rounds");
        tokens[0].claimFor(ALICE);
        vm.assertEq(money.balanceOf(ALICE), found, "once");
    }

    function test_RevertWhen_ItRoundsOnTheWay() public {
        _open();
        odd.rebase(0.7e18);
        uint256 amount = 1_000_001;
        _fund(ALICE, address(tokens[0]), 10 * amount);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TranchePaymentMismatch.selector, amount - 1, amount));
        vm.prank(ALICE);
        tokens[0].requestDeposit(amount, ALICE, ALICE);
        odd.rebase(1e18);
        _subscribe(0, ALICE, amount);
    }
}

contract PausedMoneyTest is OddMoneyTest {
    BlockingToken private odd;

    function _newMoney() internal override returns (address) {
        odd = new BlockingToken();
        return address(odd);
    }

    function test_APauseOnlyDelays() public {
        bytes memory paused = abi.encodeWithSelector(BlockingToken.TokenPaused.selector);
        _issue();
        _month();
        _warpToDue();
        ServicerReport memory report = _ordinary();
        _fund(SERVICER, address(deal), _cashOf(report));
        uint256 due = tokens[0].claimableOf(ALICE);
        bytes memory signature = _sign(report);
        odd.setPaused(true);
        vm.expectRevert(paused);
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        vm.expectRevert(paused);
        tokens[0].claimFor(ALICE);
        // Notes are not money: they move.
        vm.prank(ALICE);
        tokens[0].transfer(BOB, 1e6);
        odd.setPaused(false);
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        vm.assertGt(tokens[0].claimableOf(ALICE), due, "both periods");
    }
}

/// @dev Calls back from every movement of money into every entry of deal and tokens.
contract ReentrantMoneyTest is OddMoneyTest {
    ReentrantToken private odd;
    bytes private constant GUARDED = abi.encodePacked(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);

    function _newMoney() internal override returns (address) {
        odd = new ReentrantToken();
        return address(odd);
    }

    function _clean() private view returns (bytes32) {
        bytes memory books = abi.encode(deal.state(), deal.cash(), deal.originatorOwed(), deal.feeOwed(0), deal.feeOwed(1));
        bytes memory people = abi.encode(tokens[0].claimableOf(ALICE), tokens[1].claimableOf(BOB), money.balanceOf(ALICE));
        return keccak256(bytes.concat(books, people, abi.encode(money.balanceOf(address(deal)), money.balanceOf(BOB))));
    }

    function _endState(address target, bytes memory attack, bool isGuarded) private {
        uint256 attempts = odd.attempts();
        uint256 successes = odd.successes();
        odd.arm(target, attack);
        _month();
        vm.assertEq(odd.attempts(), attempts + 1, "the attack ran");
        if (isGuarded) {
            vm.assertEq(odd.successes(), successes, "refused");
            vm.assertEq(keccak256(odd.lastAnswer()), keccak256(GUARDED), "by the guard");
        }
        odd.arm(address(0), "");
    }

    function test_ACloseLetsNobodyIn() public {
        _issue();
        _month();
        uint256 before = money.balanceOf(ALICE);
        ServicerReport memory report = _ordinary();
        bytes[6] memory attacks = [
            abi.encodeCall(IDeal.closePeriod, (report, "")),
            abi.encodeCall(IDeal.payFee, (0)),
            abi.encodeCall(IDeal.payOriginator, ()),
            abi.encodeCall(IDeal.sweep, ()),
            abi.encodeCall(IDeal.closeOffering, ()),
            abi.encodeCall(IDeal.payHolder, (0, ALICE, 1))
        ];
        for (uint256 i = 0; i < attacks.length; ++i) _endState(address(deal), attacks[i], true);
        // A claim gets as far as the deal.
        _endState(address(tokens[0]), abi.encodeCall(ITrancheToken.claimFor, (ALICE)), true);
        vm.assertEq(money.balanceOf(ALICE), before, "nothing out");
        // A batch passes over who cannot be paid, and owes as before.
        uint256 due = tokens[0].claimableOf(ALICE);
        address[] memory holders = new address[](2);
        (holders[0], holders[1]) = (ALICE, ALICE);
        _endState(address(tokens[0]), abi.encodeCall(ITrancheToken.claimMany, (holders)), false);
        vm.assertEq(money.balanceOf(ALICE), before, "nothing out");
        vm.assertGt(tokens[0].claimableOf(ALICE), due, "owed and more");
        vm.assertEq(money.balanceOf(address(deal)), deal.cash());
    }

    function test_AClaimPaysOnceHoweverItIsEntered() public {
        _issue();
        _month();
        uint256 due = tokens[0].claimableOf(ALICE);
        uint256 other = tokens[1].claimableOf(BOB);
        odd.arm(address(tokens[0]), abi.encodeCall(ITrancheToken.claimFor, (ALICE)));
        tokens[0].claimFor(ALICE);
        vm.assertEq(odd.successes(), 0, "refused");
        vm.assertEq(money.balanceOf(ALICE), due, "once");
        // Through another class: its payment waits for the guard of the deal.
        odd.arm(address(tokens[1]), abi.encodeCall(ITrancheToken.claimFor, (BOB)));
        _payFeeQuietly();
        vm.assertEq(odd.successes(), 0, "refused");
        vm.assertEq(tokens[1].claimableOf(BOB), other, "still owed");
        vm.assertEq(money.balanceOf(address(deal)), deal.cash());
    }

    function _payFeeQuietly() private {
        bytes32 before = keccak256(abi.encode(deal.feeOwed(1)));
        deal.payFee(0);
        vm.assertEq(keccak256(abi.encode(deal.feeOwed(1))), before);
    }

    function test_EachPaymentOutIsMadeOnce() public {
        _issue();
        _month();
        uint256 fee = deal.feeOwed(0);
        uint256 proceeds = deal.originatorOwed();
        odd.arm(address(deal), abi.encodeCall(IDeal.payFee, (0)));
        deal.payFee(0);
        odd.arm(address(deal), abi.encodeCall(IDeal.payOriginator, ()));
        deal.payOriginator();
        vm.assertEq(odd.attempts(), 2);
        vm.assertEq(odd.successes(), 0);
        vm.assertEq(money.balanceOf(PAYEE), fee);
        vm.assertEq(money.balanceOf(ORIGINATOR), proceeds);
    }

    function test_ASubscriptionAndARefundCountOnce() public {
        _open();
        odd.arm(address(tokens[0]), abi.encodeCall(IERC7540Deposit.requestDeposit, (1e6, ALICE, ALICE)));
        _subscribe(0, ALICE, 5e6);
        vm.assertEq(odd.attempts(), 1);
        vm.assertEq(keccak256(odd.lastAnswer()), keccak256(GUARDED));
        vm.assertEq(tokens[0].requested(), 5e6);
        vm.prank(ALICE);
        tokens[0].cancelDepositRequest(0, ALICE);
        // The money itself as operator, so that only the guard is between it and a second refund.
        vm.prank(ALICE);
        tokens[0].setOperator(address(odd), true);
        odd.arm(address(tokens[0]), abi.encodeWithSignature("claimCancelDepositRequest(uint256,address,address)", 0, ALICE, ALICE));
        vm.prank(ALICE);
        tokens[0].claimCancelDepositRequest(0, ALICE, ALICE);
        vm.assertEq(keccak256(odd.lastAnswer()), keccak256(GUARDED));
        vm.assertEq(money.balanceOf(ALICE), 5e6);
        vm.assertEq(money.balanceOf(address(tokens[0])), 0);
    }

    /// @dev In the middle of the closing no subscription is taken or taken back, and notes are given for what was paid.
    function test_TheClosingLetsNoSubscriptionIn() public {
        _pledgeLoans();
        _open();
        _subscribeAll();
        _fund(DAVE, address(tokens[2]), 1e6);
        vm.prank(DAVE);
        tokens[2].setOperator(address(odd), true);
        odd.arm(address(tokens[2]), abi.encodeWithSignature("requestDeposit(uint256,address,address)", 1e6, DAVE, DAVE));
        _close();
        vm.assertEq(odd.attempts(), 3);
        vm.assertEq(odd.successes(), 0);
        vm.assertEq(keccak256(odd.lastAnswer()), keccak256(abi.encodePacked(ITrancheToken.TrancheOfferingInvalid.selector)));
        odd.arm(address(0), "");
        _takeNotes();
        vm.assertEq(tokens[2].totalSupply(), DealPlans.C);
        vm.assertEq(deal.cash(), money.balanceOf(address(deal)));
    }

    function test_NotesThatMoveDuringAPaymentArePaidOnce() public {
        _issue();
        _month();
        vm.prank(ALICE);
        tokens[0].approve(address(odd), type(uint256).max);
        uint256 due = tokens[0].claimableOf(ALICE);
        uint256 half = tokens[0].balanceOf(ALICE) / 2;
        odd.arm(address(tokens[0]), abi.encodeWithSignature("transferFrom(address,address,uint256)", ALICE, DAVE, half));
        tokens[0].claimFor(ALICE);
        vm.assertEq(odd.successes(), 1);
        odd.arm(address(0), "");
        vm.assertEq(money.balanceOf(ALICE), due);
        vm.assertLe(tokens[0].claimableOf(ALICE) + tokens[0].claimableOf(DAVE), 0, "paid once");
    }
}
