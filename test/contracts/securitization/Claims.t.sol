// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { BlockingToken } from "../support/TokenZoo.sol";
import { bound, vm } from "../support/Vm.sol";

/// @dev Claims pay what notes have earned, to who holds them, whoever asks and however often.
contract ClaimsTest is DealTest {
    BlockingToken private odd;

    function _newMoney() internal override returns (address) {
        odd = new BlockingToken();
        return address(odd);
    }

    function _frozen(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ITrancheToken.TrancheAccountFrozen.selector, account);
    }

    function test_RevertWhen_TheHolderIsFrozen() public {
        _issue();
        _month();
        uint256 due = tokens[0].claimableOf(ALICE);
        _freeze(ALICE);
        vm.expectRevert(_frozen(ALICE));
        vm.prank(ALICE);
        tokens[0].claim();
        vm.expectRevert(_frozen(ALICE));
        tokens[0].claimFor(ALICE);
        _unfreeze(ALICE);
        vm.prank(ALICE);
        vm.assertEq(tokens[0].claim(), due);
    }

    /// @dev Alice and Bob hold half each; one claims all the time, the other at the end.
    function testFuzz_ManyClaimsPayAsMuchAsOne(uint256 half, uint8 calls) public {
        _issue();
        half = bound(half, 1, DealPlans.A / 2);
        uint256 rest = DealPlans.A - 2 * half;
        vm.prank(ALICE);
        tokens[0].transfer(DAVE, rest);
        vm.prank(ALICE);
        tokens[0].transfer(BOB, half);
        for (uint256 month = 0; month < 4; ++month) {
            _month();
            for (uint256 i = 0; i < calls % 8; ++i) {
                vm.prank(STRANGER);
                tokens[0].claimFor(ALICE);
            }
        }
        tokens[0].claimFor(ALICE);
        tokens[0].claimFor(BOB);
        vm.assertEq(money.balanceOf(ALICE), money.balanceOf(BOB), "as much");
        vm.assertEq(money.balanceOf(STRANGER), 0, "nothing for who asked");
        vm.assertEq(tokens[0].claimFor(ALICE), 0, "nothing more");
        vm.assertEq(tokens[0].claimFor(STRANGER), 0, "nothing held");
    }

    function test_ABatchPassesOverAndPaysOnce() public {
        _issue();
        vm.prank(ALICE);
        tokens[0].transfer(BOB, 1_000e6);
        vm.prank(ALICE);
        tokens[0].transfer(CAROL, 1_000e6);
        _month();
        _freeze(BOB);
        odd.setBlocked(CAROL, true);
        uint256[3] memory due = [tokens[0].claimableOf(ALICE), tokens[0].claimableOf(BOB), tokens[0].claimableOf(CAROL)];
        address[] memory holders = new address[](6);
        (holders[0], holders[1], holders[2], holders[3], holders[4]) = (CAROL, BOB, ALICE, ALICE, STRANGER);
        vm.expectEmit(true, true, true, true, address(tokens[0]));
        emit ITrancheToken.ClaimFailed(CAROL, due[2]);
        vm.assertEq(tokens[0].claimMany(holders), due[0]);
        vm.assertEq(money.balanceOf(ALICE), due[0]);
        vm.assertEq(tokens[0].claimableOf(BOB), due[1]);
        vm.assertEq(tokens[0].claimableOf(CAROL), due[2]);
        _unfreeze(BOB);
        odd.setBlocked(CAROL, false);
        vm.assertEq(tokens[0].claimMany(holders), due[1] + due[2]);
        vm.assertEq(money.balanceOf(address(deal)), deal.cash());
    }

    function testFuzz_RevertWhen_ABatchIsTooLong(uint256 count) public {
        _issue();
        count = bound(count, 51, 2_000);
        address[] memory holders = new address[](count);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheTooManyHolders.selector, count, 50));
        tokens[0].claimMany(holders);
        tokens[0].claimMany(new address[](50));
    }

    /// @dev Who calls with too little gas for the payments takes nothing away from those it names.
    function testFuzz_ABatchWithLittleGasLosesNothing(uint256 limit) public {
        _issue();
        _month();
        uint256 due = tokens[0].claimableOf(ALICE);
        address[] memory holders = new address[](1);
        holders[0] = ALICE;
        limit = bound(limit, 21_000, 200_000);
        bytes memory call = abi.encodeCall(ITrancheToken.claimMany, (holders));
        (bool isDone, ) = address(tokens[0]).call{ gas: limit }(call);
        vm.assertTrue(isDone || money.balanceOf(ALICE) == 0);
        vm.assertEq(money.balanceOf(ALICE) + tokens[0].claimableOf(ALICE), due);
    }

    // giveRemainder

    function testFuzz_TheRemainderIsGivenOnceAndToTheUnit(uint256 first, uint256 second, uint256 third, uint96 gift) public {
        _pledgeLoans();
        _open();
        _subscribeRest();
        uint256[3] memory asked = [bound(first, 1, 1e15), bound(second, 1, 1e15), bound(third, DealPlans.A, 1e15)];
        address[3] memory buyers = [ALICE, BOB, DAVE];
        for (uint256 i = 0; i < 3; ++i) _subscribe(0, buyers[i], asked[i]);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheOfferingInvalid.selector));
        tokens[0].giveRemainder();
        _close();
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheSubscriptionsUnclaimed.selector, 3));
        tokens[0].giveRemainder();
        money.mint(address(tokens[0]), gift);
        for (uint256 i = 0; i < 3; ++i) {
            tokens[0].claimNotesFor(buyers[i]);
            uint256 total = asked[0] + asked[1] + asked[2];
            vm.assertEq(tokens[0].balanceOf(buyers[i]), (asked[i] * DealPlans.A) / total, "pro rata");
            if (tokens[0].claimableCancelDepositRequest(0, buyers[i]) == 0) continue;
            vm.prank(buyers[i]);
            tokens[0].claimCancelDepositRequest(0, buyers[i], buyers[i]);
        }
        uint256 left = DealPlans.A - tokens[0].totalSupply();
        uint256 cash = money.balanceOf(address(tokens[0])) - gift;
        vm.assertLe(left + cash, 3, "less than one unit a subscriber");
        if (left + cash != 0) tokens[0].giveRemainder();
        vm.assertEq(tokens[0].balanceOf(RESIDUAL), left);
        vm.assertEq(money.balanceOf(RESIDUAL), cash);
        vm.assertEq(tokens[0].totalSupply(), DealPlans.A);
        vm.assertEq(money.balanceOf(address(tokens[0])), gift, "a donation is nobody's");
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheAmountInvalid.selector, 0, 0));
        tokens[0].giveRemainder();
    }

    function _subscribeRest() private {
        _subscribe(1, BOB, DealPlans.B_);
        _subscribe(2, CAROL, DealPlans.C);
    }
}
