// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ISettlementDesk } from "../../../contracts/securitization/ISettlementDesk.sol";
import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { bound, deploy, vm } from "../support/Vm.sol";
import { signEcdsa, vmSign } from "../support/VmSign.sol";

/// @dev The desk with notes of a deal that runs: who may hold them, and what they have earned, is the token's own rule.
contract DeskDealTest is DealTest {
    uint256 private constant MAKER_KEY = 0xA11CE;
    uint128 private constant UNITS = 1_000e6;
    uint128 private constant PRICE = 0.985e18;

    ISettlementDesk private desk;
    ITrancheToken private token;
    address private maker;
    uint64 private nonce;

    function setUp() public override {
        super.setUp();
        desk = ISettlementDesk(deploy("SettlementDesk.sol:SettlementDesk", abi.encode(manager)));
        desk.setPaymentToken(money, true);
        _issue();
        token = tokens[0];
        maker = vmSign.addr(MAKER_KEY);
        _admit(maker, 0xffff);
        vm.prank(ALICE);
        token.transfer(maker, 10 * UNITS);
        address[4] memory people = [maker, BOB, DAVE, STRANGER];
        for (uint256 i = 0; i < people.length; ++i) {
            _fund(people[i], address(desk), 100 * UNITS);
            vm.prank(people[i]);
            token.approve(address(desk), type(uint256).max);
        }
    }

    function _order(ISettlementDesk.Side side) private returns (ISettlementDesk.Order memory) {
        return
            ISettlementDesk.Order({
                maker: maker,
                taker: address(0),
                side: side,
                token: token,
                paymentToken: money,
                units: UNITS,
                price: PRICE,
                nonce: ++nonce,
                deadline: uint64(block.timestamp + 3650 days)
            });
    }

    function _fill(ISettlementDesk.Order memory order, address taker, uint128 units) private returns (uint256) {
        bytes memory signature = signEcdsa(MAKER_KEY, desk.hashOf(order));
        uint256 limit = order.side == ISettlementDesk.Side.Sell ? type(uint256).max : 0;
        vm.prank(taker);
        return desk.fill(order, units, limit, maker, signature);
    }

    /// @dev The fill is refused with `reason`: neither leg moves, and the order stands as before.
    function _refused(ISettlementDesk.Order memory order, address taker, bytes memory reason) private {
        uint256[4] memory before = _balances(taker);
        bytes memory signature = signEcdsa(MAKER_KEY, desk.hashOf(order));
        uint256 limit = order.side == ISettlementDesk.Side.Sell ? type(uint256).max : 0;
        vm.expectRevert(reason);
        vm.prank(taker);
        desk.fill(order, UNITS, limit, maker, signature);
        uint256[4] memory found = _balances(taker);
        for (uint256 i = 0; i < found.length; ++i) vm.assertEq(found[i], before[i], "moved");
        (ISettlementDesk.Standing standing, uint128 filled) = desk.standingOf(order);
        vm.assertEq(uint256(standing), uint256(ISettlementDesk.Standing.Open));
        vm.assertEq(filled, 0);
    }

    function _balances(address taker) private view returns (uint256[4] memory) {
        return [token.balanceOf(maker), token.balanceOf(taker), money.balanceOf(maker), money.balanceOf(taker)];
    }

    function _notEligible(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ITrancheToken.TrancheInvestorNotEligible.selector, account, 2);
    }

    function _frozen(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ITrancheToken.TrancheAccountFrozen.selector, account);
    }

    // Both legs

    function testFuzz_DeliversNotesAgainstPayment(bool isSale, uint128 units) public {
        units = uint128(bound(units, 1, UNITS));
        vm.prank(ALICE);
        token.transfer(BOB, UNITS);
        uint256[4] memory before = _balances(BOB);
        ISettlementDesk.Order memory order = _order(isSale ? ISettlementDesk.Side.Sell : ISettlementDesk.Side.Buy);
        uint256 quoted = desk.quote(order, units);
        uint256 payment = _fill(order, BOB, units);
        uint256[4] memory found = _balances(BOB);
        (uint256 seller, uint256 buyer) = isSale ? (uint256(0), uint256(1)) : (uint256(1), uint256(0));
        vm.assertEq(payment, quoted);
        vm.assertEq(found[seller], before[seller] - units);
        vm.assertEq(found[buyer], before[buyer] + units);
        vm.assertEq(found[2 + seller], before[2 + seller] + payment);
        vm.assertEq(found[2 + buyer], before[2 + buyer] - payment);
        vm.assertEq(token.balanceOf(address(desk)) + money.balanceOf(address(desk)), 0);
    }

    /// @dev However an order is cut, its fills pay in all what one fill would pay.
    function testFuzz_PartsPayAsMuchAsTheWhole(uint256 seed, uint128 price) public {
        ISettlementDesk.Order memory order = _order(ISettlementDesk.Side.Sell);
        order.price = uint128(bound(price, 1, 2e18));
        uint256 held = token.balanceOf(BOB);
        uint256 paid;
        uint128 filled;
        while (filled < UNITS) {
            uint128 part = filled > UNITS / 2 ? UNITS - filled : uint128(bound(seed, 1, UNITS / 4));
            paid += _fill(order, BOB, part);
            filled += part;
            seed = uint256(keccak256(abi.encode(seed)));
        }
        vm.assertEq(paid, (uint256(UNITS) * order.price + 0.5e18) / 1e18);
        vm.assertEq(token.balanceOf(BOB) - held, UNITS);
        (ISettlementDesk.Standing standing, ) = desk.standingOf(order);
        vm.assertEq(uint256(standing), uint256(ISettlementDesk.Standing.Filled));
    }

    // Who may hold notes

    function test_RevertWhen_TheBuyerMayNotHoldNotes() public {
        ISettlementDesk.Order memory order = _order(ISettlementDesk.Side.Sell);
        _refused(order, STRANGER, _notEligible(STRANGER));
        _admit(STRANGER, 0xfffd);
        _refused(order, STRANGER, _notEligible(STRANGER));
        _admit(STRANGER, 0xffff);
        _fill(order, STRANGER, UNITS);
        vm.assertEq(token.balanceOf(STRANGER), UNITS);
    }

    function test_RevertWhen_TheMakerOfABuyOrderMayNotHoldNotes() public {
        vm.prank(ALICE);
        token.transfer(BOB, UNITS);
        ISettlementDesk.Order memory order = _order(ISettlementDesk.Side.Buy);
        _admit(maker, 0);
        _refused(order, BOB, _notEligible(maker));
    }

    function test_RevertWhen_EitherSideIsFrozen() public {
        ISettlementDesk.Order memory order = _order(ISettlementDesk.Side.Sell);
        _freeze(BOB);
        _refused(order, BOB, _notEligible(BOB));
        _unfreeze(BOB);
        _freeze(maker);
        _refused(order, BOB, _frozen(maker));
        _unfreeze(maker);
        _fill(order, BOB, UNITS);
        vm.assertEq(token.balanceOf(BOB), UNITS);
    }

    /// @dev Who lost the right to hold notes can still sell them.
    function test_WhoIsNoInvestorAnyMoreCanSell() public {
        _admit(maker, 0);
        uint256 payment = _fill(_order(ISettlementDesk.Side.Sell), BOB, UNITS);
        vm.assertEq(payment, (uint256(UNITS) * PRICE) / 1e18);
    }

    /// @dev An order locks nothing: its notes stay the maker's, also to give away.
    function test_AnOrderLocksNothing() public {
        ISettlementDesk.Order memory order = _order(ISettlementDesk.Side.Sell);
        vm.prank(maker);
        token.transfer(ALICE, 10 * UNITS);
        _refused(order, BOB, abi.encodeWithSelector(ITrancheToken.TrancheBalanceTooLow.selector, maker, 0, UNITS));
        vm.prank(ALICE);
        token.transfer(maker, UNITS);
        _fill(order, BOB, UNITS);
        vm.assertEq(token.balanceOf(maker), 0);
    }

    // What notes have earned

    /// @dev Of three payments the first belongs to the maker alone; the others are shared as the notes were held.
    function testFuzz_PaymentsGoToWhoHeldTheNotes(uint128 first, uint128 second) public {
        first = uint128(bound(first, 0, UNITS - 1));
        second = uint128(bound(second, 0, UNITS - 1 - first));
        uint256 held = token.balanceOf(maker);
        ISettlementDesk.Order memory order = _order(ISettlementDesk.Side.Sell);
        uint256 one = _paidByAMonth();
        _trade(order, first);
        uint256 two = _paidByAMonth();
        _trade(order, second);
        uint256 three = _paidByAMonth();
        _isOwed(maker, held * one + (held - first) * two + (held - first - second) * three);
        _isOwed(DAVE, uint256(first) * two + (uint256(first) + second) * three);
    }

    /// @dev A fill moves nothing of what is owed, and the buyer is not given what was paid before.
    function _trade(ISettlementDesk.Order memory order, uint128 units) private {
        if (units == 0) return;
        (uint256 ofMaker, uint256 ofBuyer) = (token.claimableOf(maker), token.claimableOf(DAVE));
        _fill(order, DAVE, units);
        vm.assertLe(token.claimableOf(maker), ofMaker, "the seller gains nothing");
        vm.assertLe(ofMaker, token.claimableOf(maker) + 1, "the seller loses nothing");
        vm.assertLe(token.claimableOf(DAVE), ofBuyer, "the buyer gains nothing");
        vm.assertLe(ofBuyer, token.claimableOf(DAVE) + 1, "the buyer loses nothing");
    }

    function _paidByAMonth() private returns (uint256) {
        uint256 before = _paid();
        _month();
        return _paid() - before;
    }

    /// @dev All that the class was paid.
    function _paid() private view returns (uint256) {
        return (uint256(deal.classOf(0).accumulator) * DealPlans.A + 2 ** 96 - 1) >> 96;
    }

    /// @dev As much to the unit for each receipt; it is rounded at the holder's cost.
    function _isOwed(address holder, uint256 exactTimesUnits) private view {
        uint256 exact = exactTimesUnits / DealPlans.A;
        uint256 found = token.claimableOf(holder);
        vm.assertLe(found, exact, "not more");
        vm.assertLe(exact, found + 2, "not less");
    }

    /// @dev Before the close the payment is the buyer's, after it the seller's, though all is in one block.
    function test_TradesInTheBlockOfAClose() public {
        _warpToDue();
        uint256 moment = block.timestamp;
        uint256 held = token.balanceOf(maker);
        ISettlementDesk.Order memory order = _order(ISettlementDesk.Side.Sell);
        _fill(order, BOB, UNITS / 2);
        uint256 paid = _paidByAMonth();
        vm.assertEq(block.timestamp, moment, "one block");
        _fill(order, DAVE, UNITS / 2);
        _isOwed(BOB, (uint256(UNITS) / 2) * paid);
        _isOwed(maker, (held - UNITS / 2) * paid);
        vm.assertEq(token.claimableOf(DAVE), 0);
        vm.prank(BOB);
        vm.assertEq(token.claim(), (token.balanceOf(BOB) * paid) / DealPlans.A);
    }
}
