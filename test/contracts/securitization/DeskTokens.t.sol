// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { ISettlementDesk } from "../../../contracts/securitization/ISettlementDesk.sol";
import { DeskTest } from "../support/DeskTest.sol";
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

/// @dev Each token of the zoo, as money and as what is traded: a trade is done to the unit or not at all.
contract DeskTokensTest is DeskTest {
    function _orderWith(PlainToken token, bool isMoney) private returns (ISettlementDesk.Order memory order) {
        _equip(token);
        order = _order();
        if (!isMoney) {
            order.token = token;
            return order;
        }
        order.paymentToken = token;
        desk.setPaymentToken(token, true);
    }

    function _assertNothingMoved(ISettlementDesk.Order memory order) private view {
        vm.assertEq(order.token.balanceOf(maker), WEALTH);
        vm.assertEq(order.token.balanceOf(TAKER), WEALTH);
        vm.assertEq(order.paymentToken.balanceOf(maker), WEALTH);
        vm.assertEq(order.paymentToken.balanceOf(TAKER), WEALTH);
        (, uint128 filled) = desk.standingOf(order);
        vm.assertEq(filled, 0);
    }

    function testFuzz_RevertWhen_TheTokenKeepsAPart(bool isMoney) public {
        FeeToken token = new FeeToken();
        ISettlementDesk.Order memory order = _orderWith(token, isMoney);
        uint256 asked = isMoney ? 985e6 : 1_000e6;
        bytes4 reason = ISettlementDesk.DeskTransferInexact.selector;
        _expectRefusal(order, order.units, abi.encodeWithSelector(reason, token, asked, asked, asked - asked / 100));
        _assertNothingMoved(order);
    }

    function testFuzz_RevertWhen_ARebasedTokenMovesLess(bool isMoney) public {
        RebasingToken token = new RebasingToken();
        ISettlementDesk.Order memory order = _orderWith(token, isMoney);
        token.rebase(3e18);
        uint128 units = 1_000e6 - 42;
        uint256 asked = isMoney ? desk.quote(order, units) : units;
        vm.assertTrue(asked % 3 != 0);
        bytes4 reason = ISettlementDesk.DeskTransferInexact.selector;
        _expectRefusal(order, units, abi.encodeWithSelector(reason, token, asked, asked - (asked % 3), asked - (asked % 3)));
        token.rebase(1e18);
        _assertNothingMoved(order);
    }

    function testFuzz_RevertWhen_TheTokenLies(bool isMoney) public {
        LyingToken token = new LyingToken();
        ISettlementDesk.Order memory order = _orderWith(token, isMoney);
        token.setLying(true);
        bytes4 reason = ISettlementDesk.DeskTransferInexact.selector;
        _expectRefusal(order, order.units, abi.encodeWithSelector(reason, token, isMoney ? 985e6 : 1_000e6, 0, 0));
        _assertNothingMoved(order);
    }

    function testFuzz_RevertWhen_TheTokenAnswersFalse(bool isMoney) public {
        FalseToken token = new FalseToken();
        ISettlementDesk.Order memory order = _orderWith(token, isMoney);
        token.setRefusing(true);
        _expectRefusal(order, order.units, abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, token));
        _assertNothingMoved(order);
    }

    function testFuzz_RevertWhen_TheTokenBlocksOneSide(bool isMoney, bool isMaker) public {
        BlockingToken token = new BlockingToken();
        ISettlementDesk.Order memory order = _orderWith(token, isMoney);
        address blocked = isMaker ? maker : TAKER;
        token.setBlocked(blocked, true);
        _expectRefusal(order, order.units, abi.encodeWithSelector(BlockingToken.TokenBlocked.selector, blocked));
        _assertNothingMoved(order);
        token.setBlocked(blocked, false);
        _fill(order, order.units);
    }

    function testFuzz_RevertWhen_AContractHasNoCode(bool isMoney) public {
        ISettlementDesk.Order memory order = _order();
        if (isMoney) order.paymentToken = IERC20(address(0x99));
        else order.token = IERC20(address(0x99));
        desk.setPaymentToken(order.paymentToken, true);
        _expectRefusal(order, order.units, "");
    }

    function test_ATokenThatAnswersNothingIsTraded() public {
        SilentToken silent = new SilentToken();
        PlainToken token = PlainToken(address(silent));
        _equip(silent);
        ISettlementDesk.Order memory order = _order();
        order.paymentToken = token;
        desk.setPaymentToken(token, true);
        _fill(order, order.units);
        vm.assertEq(silent.balanceOf(maker), 985e6);
    }

    function _equip(SilentToken token) private {
        token.mint(TAKER, WEALTH);
        vm.prank(TAKER);
        token.approve(address(desk), WEALTH);
    }

    /// @dev The token calls the desk back in the middle, with a fill that the desk would take at any other moment.
    function testFuzz_ACallBackCannotFillAgain(bool isMoney) public {
        ReentrantToken token = new ReentrantToken();
        ISettlementDesk.Order memory order = _orderWith(token, isMoney);
        ISettlementDesk.Order memory inner = _order();
        inner.price = 0;
        inner.taker = address(token);
        bytes memory again = abi.encodeCall(desk.fill, (inner, 10, 10, maker, _sign(inner)));
        token.arm(address(desk), again);
        _fill(order, 400e6);
        vm.assertEq(token.attempts(), 1);
        vm.assertEq(token.successes(), 0);
        vm.assertEq(
            keccak256(token.lastAnswer()),
            keccak256(abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector))
        );
        vm.assertEq(notes.balanceOf(address(token)), 0);
        // Outside of a trade the same call is good.
        vm.prank(address(token));
        (bool isDone, ) = address(desk).call(again);
        vm.assertTrue(isDone);
        vm.assertEq(notes.balanceOf(address(token)), 10);
    }

    /// @dev What somebody sends to the desk changes no trade.
    function test_AGiftToTheDeskChangesNothing() public {
        notes.mint(address(desk), 77);
        money.mint(address(desk), 99);
        _fill(_order(), 1_000e6);
        vm.assertEq(notes.balanceOf(address(desk)), 77);
        vm.assertEq(money.balanceOf(address(desk)), 99);
    }

    /// @dev An approval of the desk is of no use to anybody but who gave it.
    function test_RevertWhen_AStrangerSellsWhatTheMakerHas() public {
        ISettlementDesk.Order memory order = _order();
        order.maker = STRANGER;
        order.side = ISettlementDesk.Side.Buy;
        bytes memory signature = _sign(order);
        vm.expectRevert(abi.encodeWithSelector(ISettlementDesk.DeskSignatureInvalid.selector, STRANGER));
        vm.prank(TAKER);
        desk.fill(order, 1, 0, STRANGER, signature);
        vm.expectRevert(abi.encodeWithSelector(ISettlementDesk.DeskKeyNotAllowed.selector, STRANGER, maker));
        vm.prank(TAKER);
        desk.fill(order, 1, 0, maker, signature);
    }
}
