// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDealErrors } from "../../../contracts/securitization/IDealErrors.sol";
import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";
import { DealTest } from "../support/DealTest.sol";
import {
    BlockingToken,
    FalseToken,
    FeeToken,
    LyingToken,
    PlainToken,
    RebasingToken,
    ReentrantToken,
    SilentToken
} from "../support/TokenZoo.sol";
import { vm } from "../support/Vm.sol";
import { vmSign } from "../support/VmSign.sol";

/// @dev Settlement tokens that do not behave. They would not be on the list; a deal that has one all the same loses nothing.
contract DealTokensTest is DealTest {
    address private _kind;

    function _newMoney() internal override returns (address) {
        return _kind == address(0) ? address(new PlainToken()) : _kind;
    }

    function _with(address token) private {
        _kind = token;
        setUp();
    }

    /// @dev A report that is signed and whose payer has approved and has enough.
    function _ready() private returns (ServicerReport memory report, bytes memory signature) {
        _warpToDue();
        report = _report(500_000e6, 1_000_000e6, 0, 0);
        signature = _sign(report);
        _fund(SERVICER, address(deal), _cashOf(report));
    }

    function test_AFeeOnTransferIsRefused() public {
        _with(address(new FeeToken()));
        _pledgeLoans();
        _open();
        _fund(ALICE, address(tokens[0]), 100);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TranchePaymentMismatch.selector, 99, 100));
        tokens[0].requestDeposit(100, ALICE, ALICE);
        vm.assertEq(money.balanceOf(ALICE), 100);
    }

    function test_ATokenThatLiesIsRefused() public {
        LyingToken liar = new LyingToken();
        _with(address(liar));
        _issue();
        (ServicerReport memory report, bytes memory signature) = _ready();
        liar.setLying(true);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealPaymentMismatch.selector, 0, _cashOf(report)));
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        vm.assertEq(deal.state().period, 0);
    }

    function test_ATokenThatAnswersFalseIsRefused() public {
        FalseToken falseToken = new FalseToken();
        _with(address(falseToken));
        _issue();
        (ServicerReport memory report, bytes memory signature) = _ready();
        falseToken.setRefusing(true);
        vmSign.expectRevert();
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        falseToken.setRefusing(false);
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        uint256 earned = tokens[0].claimableOf(ALICE);
        falseToken.setRefusing(true);
        vmSign.expectRevert();
        tokens[0].claimFor(ALICE);
        vm.assertEq(tokens[0].claimableOf(ALICE), earned);
    }

    function test_ATokenThatAnswersNothingWorks() public {
        _with(address(new SilentToken()));
        _issue();
        _month();
        uint256 earned = tokens[0].claimFor(ALICE);
        vm.assertEq(money.balanceOf(ALICE), earned);
    }

    function test_ATokenThatIsPausedOnlyWaits() public {
        BlockingToken blocking = new BlockingToken();
        _with(address(blocking));
        _issue();
        (ServicerReport memory report, bytes memory signature) = _ready();
        blocking.setPaused(true);
        vmSign.expectRevert();
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        blocking.setPaused(false);
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
    }

    /// @dev A payee, a holder and the originator are blocked by the token: all others are paid, and they are when it ends.
    function test_WhoIsBlockedStopsNobodyElse() public {
        BlockingToken blocking = new BlockingToken();
        _with(address(blocking));
        _issue();
        blocking.setBlocked(PAYEE, true);
        blocking.setBlocked(ORIGINATOR, true);
        blocking.setBlocked(ALICE, true);
        _month();
        vmSign.expectRevert();
        deal.payFee(0);
        vmSign.expectRevert();
        deal.payOriginator();
        vmSign.expectRevert();
        tokens[0].claimFor(ALICE);
        deal.payFee(1);
        tokens[1].claimFor(BOB);
        tokens[2].claimFor(CAROL);
        _month();
        blocking.setBlocked(ALICE, false);
        blocking.setBlocked(PAYEE, false);
        deal.payFee(0);
        vm.assertGt(tokens[0].claimFor(ALICE), 2_000_000e6, "both months");
    }

    /// @dev When balances fall by themselves, the money lacks and nothing else: who comes last waits, nobody takes twice.
    function test_ARebaseDoesNotTouchTheBooks() public {
        RebasingToken rebasing = new RebasingToken();
        _with(address(rebasing));
        _issue();
        _month();
        uint256 owed = deal.cash();
        uint256 earned = tokens[0].claimableOf(ALICE);
        rebasing.rebase(2e18);
        vm.assertEq(deal.cash(), owed);
        vm.assertEq(tokens[0].claimableOf(ALICE), earned);
        tokens[0].claimFor(ALICE);
        vm.assertEq(deal.cash(), owed - earned);
        rebasing.rebase(0.001e18);
        vmSign.expectRevert();
        deal.payOriginator();
        vm.assertEq(deal.cash(), owed - earned);
    }

    // A token that calls back

    function test_NothingIsGainedByCallingBackFromAClose() public {
        ReentrantToken reentrant = new ReentrantToken();
        _with(address(reentrant));
        _issue();
        _month();
        (ServicerReport memory report, bytes memory signature) = _ready();
        uint256 cash = deal.cash();
        bytes[5] memory attacks = [
            abi.encodeCall(deal.closePeriod, (report, signature)),
            abi.encodeCall(deal.payFee, (0)),
            abi.encodeCall(deal.payOriginator, ()),
            abi.encodeCall(deal.sweep, ()),
            abi.encodeCall(deal.closeOffering, ())
        ];
        for (uint256 i = 0; i < 5; ++i) {
            reentrant.arm(address(deal), attacks[i]);
            if (i != 0) (report, signature) = _ready();
            vm.prank(SERVICER);
            deal.closePeriod(report, signature);
            cash += _cashOf(report);
        }
        // Holders' claims come back through the token.
        reentrant.arm(address(tokens[0]), abi.encodeCall(tokens[0].claimFor, (ALICE)));
        (report, signature) = _ready();
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        vm.assertEq(reentrant.attempts(), 6);
        vm.assertEq(reentrant.successes(), 0);
        vm.assertEq(deal.cash(), cash + _cashOf(report));
        vm.assertEq(money.balanceOf(address(deal)), deal.cash());
    }

    function test_NothingIsGainedByCallingBackFromAPayment() public {
        ReentrantToken reentrant = new ReentrantToken();
        _with(address(reentrant));
        _issue();
        _month();
        uint256 earned = tokens[0].claimableOf(ALICE);
        reentrant.arm(address(tokens[0]), abi.encodeCall(tokens[0].claimFor, (ALICE)));
        tokens[0].claimFor(ALICE);
        vm.assertEq(money.balanceOf(ALICE), earned);
        reentrant.arm(address(deal), abi.encodeCall(deal.payFee, (0)));
        uint256 fee = deal.feeOwed(0);
        deal.payFee(0);
        vm.assertEq(money.balanceOf(PAYEE), fee);
        vm.assertEq(reentrant.successes(), 0);
        vm.assertEq(money.balanceOf(address(deal)), deal.cash());
    }

    function test_NothingIsGainedByCallingBackFromASubscription() public {
        ReentrantToken reentrant = new ReentrantToken();
        _with(address(reentrant));
        _pledgeLoans();
        _open();
        _subscribe(0, ALICE, 10e6);
        vm.prank(ALICE);
        tokens[0].cancelDepositRequest(0, ALICE);
        vm.prank(ALICE);
        tokens[0].setOperator(address(reentrant), true);
        reentrant.arm(address(tokens[0]), abi.encodeCall(tokens[0].claimCancelDepositRequest, (0, ALICE, ALICE)));
        vm.prank(ALICE);
        tokens[0].claimCancelDepositRequest(0, ALICE, ALICE);
        vm.assertEq(money.balanceOf(ALICE), 10e6);
        _fund(BOB, address(tokens[0]), 10e6);
        vm.prank(BOB);
        tokens[0].requestDeposit(10e6, BOB, BOB);
        vm.assertEq(money.balanceOf(address(tokens[0])), 10e6);
        vm.assertEq(reentrant.successes(), 0);
        vm.assertEq(reentrant.attempts(), 2);
    }
}
