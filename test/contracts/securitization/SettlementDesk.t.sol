// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManaged } from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { ISettlementDesk } from "../../../contracts/securitization/ISettlementDesk.sol";
import { DeskTest } from "../support/DeskTest.sol";
import { PlainToken } from "../support/TokenZoo.sol";
import { bound, vm } from "../support/Vm.sol";
import { flipEcdsa, passkeyOf, signEcdsa, signPasskey } from "../support/VmSign.sol";
import { Wallet } from "../support/Wallet.sol";

contract SettlementDeskTest is DeskTest {
    // Trades

    function test_SellsUnitsForMoney() public {
        ISettlementDesk.Order memory order = _order();
        _expectEvent();
        emit ISettlementDesk.OrderFilled(_digest(order), maker, TAKER, notes, money, order.side, 400e6, 394e6, 400e6);
        vm.assertEq(_fill(order, 400e6), 394e6);
        vm.assertEq(notes.balanceOf(TAKER), WEALTH + 400e6);
        vm.assertEq(money.balanceOf(TAKER), WEALTH - 394e6);
        vm.assertEq(notes.balanceOf(maker), WEALTH - 400e6);
        vm.assertEq(money.balanceOf(maker), WEALTH + 394e6);
        (ISettlementDesk.Standing standing, uint128 filled) = desk.standingOf(order);
        vm.assertEq(uint256(standing), uint256(ISettlementDesk.Standing.Open));
        vm.assertEq(filled, 400e6);
    }

    function test_BuysUnitsForMoney() public {
        ISettlementDesk.Order memory order = _order();
        order.side = ISettlementDesk.Side.Buy;
        order.taker = TAKER;
        vm.assertEq(_fill(order, order.units), 985e6);
        vm.assertEq(notes.balanceOf(maker), WEALTH + 1_000e6);
        vm.assertEq(money.balanceOf(TAKER), WEALTH + 985e6);
        _expectNotOpen(order, ISettlementDesk.Standing.Filled);
    }

    /// @dev However an order is cut, the payments add up to its rounded total, and no cut is off by more than one unit.
    function testFuzz_AllFillsTogetherPayTheTotal(uint128 units, uint128 price, uint256 cuts) public {
        ISettlementDesk.Order memory order = _order();
        order.units = uint128(bound(units, 1, 1e12));
        order.price = uint128(bound(price, 0, 100e18));
        uint256 paid = 0;
        uint128 left = order.units;
        for (uint256 i = 0; left != 0; ++i) {
            uint128 part = i == 7 ? left : uint128(bound(uint256(keccak256(abi.encode(cuts, i))), 1, left));
            uint256 payment = _fill(order, part);
            uint256 exact = uint256(part) * order.price;
            vm.assertLe(payment * 1e18, exact + 1e18, "too much");
            vm.assertLe(exact, payment * 1e18 + 1e18, "too little");
            paid += payment;
            left -= part;
        }
        uint256 total = uint256(order.units) * order.price;
        // Half up: twice the total lies within [2 paid - 1, 2 paid + 1), in wads.
        vm.assertLe(2 * paid * 1e18, 2 * total + 1e18, "total not below");
        vm.assertTrue(2 * total < 2 * paid * 1e18 + 1e18, "total not above");
        vm.assertEq(money.balanceOf(maker), WEALTH + paid);
        vm.assertEq(money.balanceOf(address(desk)) + notes.balanceOf(address(desk)), 0);
    }

    function test_TheLargestNumbersDoNotOverflow() public {
        ISettlementDesk.Order memory order = _order();
        (order.units, order.price) = (type(uint128).max, type(uint128).max);
        uint256 expected = (uint256(type(uint128).max) * type(uint128).max + 5e17) / 1e18;
        vm.assertEq(desk.quote(order, order.units), expected);
    }

    function testFuzz_TellsBeforehandWhatAFillPays(uint128 first, uint128 second) public {
        ISettlementDesk.Order memory order = _order();
        first = uint128(bound(first, 1, order.units - 1));
        second = uint128(bound(second, 1, order.units - first));
        _fill(order, first);
        uint256 quoted = desk.quote(order, second);
        vm.assertEq(_fill(order, second), quoted);
    }

    function test_AnUnpaidTransferIsAPriceOfZero() public {
        ISettlementDesk.Order memory order = _order();
        order.price = 0;
        vm.assertEq(_fill(order, order.units), 0);
        vm.assertEq(notes.balanceOf(TAKER), WEALTH + order.units);
    }

    // Refusals

    function test_RevertWhen_TheMoneyIsNotAccepted() public {
        ISettlementDesk.Order memory order = _order();
        _expectUnlisted(order, STRANGER);
        desk.setPaymentToken(money, false);
        vm.assertEq(desk.isPaymentToken(money), false);
        _expectUnlisted(order, address(money));
    }

    function _expectUnlisted(ISettlementDesk.Order memory order, address token) private {
        order.paymentToken = IERC20(token);
        _expectRefusal(order, 1, abi.encodeWithSelector(ISettlementDesk.DeskPaymentTokenNotAccepted.selector, token));
    }

    function test_RevertWhen_TheDeadlineHasPassed() public {
        ISettlementDesk.Order memory order = _order();
        vm.warp(DEADLINE);
        _fill(order, 1);
        vm.warp(DEADLINE + 1);
        _expectNotOpen(order, ISettlementDesk.Standing.Expired);
    }

    function test_RevertWhen_TheOrderMakesNoSense() public {
        ISettlementDesk.Order memory order = _order();
        order.units = 0;
        _expectNotOpen(order, ISettlementDesk.Standing.Malformed);
        order = _order();
        order.token = money;
        _expectNotOpen(order, ISettlementDesk.Standing.Malformed);
        order = _order();
        order.maker = address(0);
        _expectNotOpen(order, ISettlementDesk.Standing.Malformed);
    }

    function _expectNotOpen(ISettlementDesk.Order memory order, ISettlementDesk.Standing standing) private {
        _expectRefusal(order, 1, abi.encodeWithSelector(ISettlementDesk.DeskOrderNotOpen.selector, _digest(order), standing));
    }

    function test_RevertWhen_TheTakerIsWrong() public {
        ISettlementDesk.Order memory order = _order();
        order.taker = STRANGER;
        _expectRefusal(order, 1, abi.encodeWithSelector(ISettlementDesk.DeskTakerNotAllowed.selector, TAKER, STRANGER));
        order.taker = address(0);
        bytes memory signature = _sign(order);
        vm.expectRevert(abi.encodeWithSelector(ISettlementDesk.DeskTakerIsMaker.selector, maker));
        vm.prank(maker);
        desk.fill(order, 1, 1, maker, signature);
    }

    function testFuzz_RevertWhen_UnitsAreNoneOrTooMany(uint128 filled, uint128 units) public {
        ISettlementDesk.Order memory order = _order();
        filled = uint128(bound(filled, 1, order.units - 1));
        _fill(order, filled);
        uint128 left = order.units - filled;
        units = uint128(bound(units, left + 1, type(uint128).max));
        _expectRefusal(order, units, abi.encodeWithSelector(ISettlementDesk.DeskUnitsInvalid.selector, units, left));
        _expectRefusal(order, 0, abi.encodeWithSelector(ISettlementDesk.DeskUnitsInvalid.selector, 0, left));
        vm.expectRevert(abi.encodeWithSelector(ISettlementDesk.DeskUnitsInvalid.selector, units, left));
        desk.quote(order, units);
    }

    function testFuzz_RevertWhen_ThePaymentIsBeyondTheLimit(bool isSale) public {
        ISettlementDesk.Order memory order = _order();
        order.side = isSale ? ISettlementDesk.Side.Sell : ISettlementDesk.Side.Buy;
        bytes memory signature = _sign(order);
        uint256 limit = isSale ? 985e6 - 1 : 985e6 + 1;
        vm.expectRevert(abi.encodeWithSelector(ISettlementDesk.DeskPaymentBeyondLimit.selector, 985e6, limit));
        vm.prank(TAKER);
        desk.fill(order, order.units, limit, maker, signature);
        vm.prank(TAKER);
        desk.fill(order, order.units, 985e6, maker, signature);
    }

    // Signatures

    function testFuzz_RevertWhen_AnythingElseWasSigned(uint256 part, uint256 by) public {
        ISettlementDesk.Order memory order = _order();
        bytes memory signature = _sign(order);
        by = bound(by, 1, 1_000);
        part %= 8;
        if (part == 0) order.taker = TAKER;
        else if (part == 1) order.side = ISettlementDesk.Side.Buy;
        else if (part == 2) order.token = IERC20(address(uint160(by)));
        else if (part == 3) order.units += uint128(by);
        else if (part == 4) order.price += uint128(by);
        else if (part == 5) order.nonce += uint64(by);
        else if (part == 6) order.deadline += uint64(by);
        else desk.setPaymentToken(order.paymentToken = new PlainToken(), true);
        _expectInvalid(order, signature);
    }

    function testFuzz_RevertWhen_SignedForAnotherChainOrDesk(uint256 chain, address target) public {
        ISettlementDesk.Order memory order = _order();
        if (chain == block.chainid) ++chain;
        if (target == address(desk)) target = STRANGER;
        _expectInvalid(order, signEcdsa(PRIVATE, _digestAt(order, address(desk), chain)));
        _expectInvalid(order, signEcdsa(PRIVATE, _digestAt(order, target, block.chainid)));
    }

    function test_RevertWhen_TheChainForksAway() public {
        ISettlementDesk.Order memory order = _order();
        bytes memory signature = _sign(order);
        vm.chainId(block.chainid + 1);
        _expectInvalid(order, signature);
    }

    function test_RevertWhen_TheSignatureIsMalleableOrShort() public {
        ISettlementDesk.Order memory order = _order();
        _expectInvalid(order, flipEcdsa(PRIVATE, _digest(order)));
        _expectInvalid(order, signEcdsa(PRIVATE + 1, _digest(order)));
        _expectInvalid(order, new bytes(65));
        _expectInvalid(order, "");
    }

    function _expectInvalid(ISettlementDesk.Order memory order, bytes memory signature) private {
        vm.expectRevert(abi.encodeWithSelector(ISettlementDesk.DeskSignatureInvalid.selector, maker));
        vm.prank(TAKER);
        desk.fill(order, 1, _anyLimit(order), maker, signature);
    }

    function test_AContractAccountTrades() public {
        Wallet wallet = new Wallet();
        ISettlementDesk.Order memory order = _order();
        order.maker = address(wallet);
        _give(order.maker);
        wallet.agree(_digest(order));
        vm.prank(TAKER);
        desk.fill(order, order.units, 985e6, order.maker, "");
        vm.assertEq(money.balanceOf(order.maker), 985e6);
    }

    function test_AP256AccountTrades() public {
        ISettlementDesk.Order memory order = _order();
        order.maker = passkeyOf(PRIVATE);
        _give(order.maker);
        bytes memory signature = signPasskey(PRIVATE, _digest(order));
        vm.prank(TAKER);
        desk.fill(order, order.units, 985e6, order.maker, signature);
        vm.assertEq(money.balanceOf(order.maker), 985e6);
    }

    function _give(address account) private {
        notes.mint(account, 1_000e6);
        vm.prank(account);
        notes.approve(address(desk), 1_000e6);
    }

    function test_ADeviceKeySignsForItsAccountUntilItIsTakenAway() public {
        address key = passkeyOf(PRIVATE);
        ISettlementDesk.Order memory order = _order();
        bytes memory signature = signPasskey(PRIVATE, _digest(order));
        _expectKeyRefused(order, key, signature);
        _expectEvent();
        emit ISettlementDesk.TradingKeySet(maker, key, uint40(START + 60));
        vm.prank(maker);
        desk.setTradingKey(key, uint40(START + 60));
        vm.assertEq(desk.tradingKeyUntil(maker, key), START + 60);
        vm.prank(TAKER);
        desk.fill(order, 1, 1, key, signature);
        vm.warp(START + 60);
        _expectKeyRefused(order, key, signature);
        vm.prank(maker);
        desk.setTradingKey(key, type(uint40).max);
        vm.prank(TAKER);
        desk.fill(order, 1, 1, key, signature);
        vm.prank(maker);
        desk.setTradingKey(key, 0);
        _expectKeyRefused(order, key, signature);
    }

    function _expectKeyRefused(ISettlementDesk.Order memory order, address key, bytes memory signature) private {
        vm.expectRevert(abi.encodeWithSelector(ISettlementDesk.DeskKeyNotAllowed.selector, maker, key));
        vm.prank(TAKER);
        desk.fill(order, 1, 1, key, signature);
    }

    // Cancelling

    function test_TheMakerCancelsTheRest() public {
        ISettlementDesk.Order memory order = _order();
        _fill(order, 10);
        _expectEvent();
        emit ISettlementDesk.OrderCancelled(_digest(order), maker);
        vm.prank(maker);
        desk.cancel(order);
        _expectNotOpen(order, ISettlementDesk.Standing.Cancelled);
        vm.expectRevert(abi.encodeWithSelector(ISettlementDesk.DeskNothingToCancel.selector, _digest(order)));
        vm.prank(maker);
        desk.cancel(order);
    }

    function test_RevertWhen_CancellingIsNotAllowed() public {
        ISettlementDesk.Order memory order = _order();
        vm.expectRevert(abi.encodeWithSelector(ISettlementDesk.DeskCallerIsNotMaker.selector, TAKER, maker));
        vm.prank(TAKER);
        desk.cancel(order);
        _fill(order, order.units);
        vm.expectRevert(abi.encodeWithSelector(ISettlementDesk.DeskNothingToCancel.selector, _digest(order)));
        vm.prank(maker);
        desk.cancel(order);
    }

    function testFuzz_AFloorVoidsAllOrdersBelow(uint64 nonce, uint64 floor) public {
        ISettlementDesk.Order memory order = _order();
        order.nonce = nonce;
        floor = uint64(bound(floor, 1, type(uint64).max));
        _expectEvent();
        emit ISettlementDesk.NonceFloorRaised(maker, floor);
        vm.prank(maker);
        desk.cancelBelow(floor);
        vm.assertEq(desk.floorOf(maker), floor);
        if (nonce < floor) _expectNotOpen(order, ISettlementDesk.Standing.Cancelled);
        else _fill(order, 1);
        vm.expectRevert(abi.encodeWithSelector(ISettlementDesk.DeskFloorNotHigher.selector, floor, floor));
        vm.prank(maker);
        desk.cancelBelow(floor);
    }

    function test_RevertWhen_AStrangerListsMoney() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER));
        vm.prank(STRANGER);
        desk.setPaymentToken(money, false);
        _expectEvent();
        emit ISettlementDesk.PaymentTokenSet(notes, true);
        desk.setPaymentToken(notes, true);
    }
}
