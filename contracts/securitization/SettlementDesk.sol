// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { KeySignature } from "../libraries/KeySignature.sol";
import { ISettlementDesk } from "./ISettlementDesk.sol";

/// @title SettlementDesk
/// @notice See `ISettlementDesk`.
contract SettlementDesk is ISettlementDesk, AccessManaged, EIP712, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    uint256 private constant WAD = 1e18;
    bytes32 private constant ORDER_TYPEHASH = keccak256(
        "Order(address maker,address taker,uint8 side,address token,address paymentToken,uint128 units,uint128 price,uint64 nonce,uint64 deadline)"
    );

    struct Progress {
        /// @dev Units that were filled.
        uint128 filled;
        /// @dev Whether the maker cancelled the rest.
        bool isCancelled;
    }

    mapping(bytes32 orderHash => Progress) private _progress;
    mapping(address maker => uint64 floor) private _floors;
    mapping(address maker => mapping(address key => uint40 until)) private _tradingKeys;
    mapping(IERC20 paymentToken => bool) private _isAccepted;

    /// @param authority Access manager that decides who lists payment tokens.
    constructor(address authority) AccessManaged(authority) EIP712("Credence Settlement Desk", "1") {}

    /// @inheritdoc ISettlementDesk
    function setPaymentToken(IERC20 paymentToken, bool isAccepted) external restricted {
        _isAccepted[paymentToken] = isAccepted;
        emit PaymentTokenSet(paymentToken, isAccepted);
    }

    // Trades

    /// @inheritdoc ISettlementDesk
    function fill(
        Order calldata order,
        uint128 units,
        uint256 paymentLimit,
        address key,
        bytes calldata signature
    ) external nonReentrant returns (uint256 payment) {
        bytes32 orderHash = hashOf(order);
        uint128 before = _requireOpen(order, orderHash);
        _requireTaker(order);
        _requireSigned(order.maker, orderHash, key, signature);
        require(units != 0 && units <= order.units - before, DeskUnitsInvalid(units, order.units - before));
        uint128 filled = before + units;
        payment = _paymentHalfUp(order.price, filled) - _paymentHalfUp(order.price, before);
        bool isSale = order.side == Side.Sell;
        bool isWithin = isSale ? payment <= paymentLimit : payment >= paymentLimit;
        require(isWithin, DeskPaymentBeyondLimit(payment, paymentLimit));
        _progress[orderHash].filled = filled;
        emit OrderFilled(orderHash, order.maker, msg.sender, order.token, order.paymentToken, order.side, units, payment, filled);
        (address seller, address buyer) = isSale ? (order.maker, msg.sender) : (msg.sender, order.maker);
        _moveExactly(order.paymentToken, buyer, seller, payment);
        _moveExactly(order.token, seller, buyer, units);
    }

    function _requireOpen(Order calldata order, bytes32 orderHash) private view returns (uint128 filled) {
        require(_isAccepted[order.paymentToken], DeskPaymentTokenNotAccepted(order.paymentToken));
        Standing standing;
        (standing, filled) = _standingOf(order, orderHash);
        require(standing == Standing.Open, DeskOrderNotOpen(orderHash, standing));
    }

    function _requireTaker(Order calldata order) private view {
        address taker = order.taker;
        require(taker == address(0) || taker == msg.sender, DeskTakerNotAllowed(msg.sender, taker));
        require(order.maker != msg.sender, DeskTakerIsMaker(order.maker));
    }

    function _requireSigned(address maker, bytes32 orderHash, address key, bytes calldata signature) private view {
        bool isAllowed = key == maker || block.timestamp < _tradingKeys[maker][key];
        require(isAllowed, DeskKeyNotAllowed(maker, key));
        require(KeySignature.isValid(key, orderHash, signature), DeskSignatureInvalid(key));
    }

    /// @dev Payment for the first `units` of an order. Two numbers of 128 bits and half a wad stay far below 2^256.
    function _paymentHalfUp(uint256 price, uint256 units) private pure returns (uint256) {
        unchecked {
            return (units * price + WAD / 2) / WAD;
        }
    }

    /// @dev Refuses tokens that keep a part, move nothing, or whose balances move by something else than what was asked.
    function _moveExactly(IERC20 token, address from, address to, uint256 amount) private {
        if (amount == 0) return;
        uint256 fromBefore = token.balanceOf(from);
        uint256 toBefore = token.balanceOf(to);
        token.safeTransferFrom(from, to, amount);
        uint256 fromAfter = token.balanceOf(from);
        uint256 toAfter = token.balanceOf(to);
        uint256 given = fromBefore > fromAfter ? fromBefore - fromAfter : 0;
        uint256 taken = toAfter > toBefore ? toAfter - toBefore : 0;
        require(given == amount && taken == amount, DeskTransferInexact(token, amount, given, taken));
    }

    // Cancelling

    /// @inheritdoc ISettlementDesk
    function cancel(Order calldata order) external {
        require(order.maker == msg.sender, DeskCallerIsNotMaker(msg.sender, order.maker));
        bytes32 orderHash = hashOf(order);
        Progress storage progress = _progress[orderHash];
        require(!progress.isCancelled && progress.filled < order.units, DeskNothingToCancel(orderHash));
        progress.isCancelled = true;
        emit OrderCancelled(orderHash, msg.sender);
    }

    /// @inheritdoc ISettlementDesk
    function cancelBelow(uint64 floor) external {
        uint64 standing = _floors[msg.sender];
        require(floor > standing, DeskFloorNotHigher(floor, standing));
        _floors[msg.sender] = floor;
        emit NonceFloorRaised(msg.sender, floor);
    }

    /// @inheritdoc ISettlementDesk
    function setTradingKey(address key, uint40 until) external {
        _tradingKeys[msg.sender][key] = until;
        emit TradingKeySet(msg.sender, key, until);
    }

    // Views

    /// @inheritdoc ISettlementDesk
    function hashOf(Order calldata order) public view returns (bytes32 orderHash) {
        return _hashTypedDataV4(keccak256(abi.encode(ORDER_TYPEHASH, order)));
    }

    /// @inheritdoc ISettlementDesk
    function standingOf(Order calldata order) external view returns (Standing standing, uint128 filled) {
        return _standingOf(order, hashOf(order));
    }

    function _standingOf(Order calldata order, bytes32 orderHash) private view returns (Standing standing, uint128 filled) {
        Progress storage progress = _progress[orderHash];
        filled = progress.filled;
        bool isFormed = order.units != 0 && order.token != order.paymentToken && order.maker != address(0);
        if (!isFormed) standing = Standing.Malformed;
        else if (filled == order.units) standing = Standing.Filled;
        else if (progress.isCancelled || order.nonce < _floors[order.maker]) standing = Standing.Cancelled;
        else if (block.timestamp > order.deadline) standing = Standing.Expired;
        else standing = Standing.Open;
    }

    /// @inheritdoc ISettlementDesk
    function quote(Order calldata order, uint128 units) external view returns (uint256 payment) {
        uint128 filled = _progress[hashOf(order)].filled;
        require(units != 0 && units <= order.units - filled, DeskUnitsInvalid(units, order.units - filled));
        return _paymentHalfUp(order.price, filled + units) - _paymentHalfUp(order.price, filled);
    }

    /// @inheritdoc ISettlementDesk
    function floorOf(address maker) external view returns (uint64 floor) {
        return _floors[maker];
    }

    /// @inheritdoc ISettlementDesk
    function tradingKeyUntil(address maker, address key) external view returns (uint40 until) {
        return _tradingKeys[maker][key];
    }

    /// @inheritdoc ISettlementDesk
    function isPaymentToken(IERC20 paymentToken) external view returns (bool isAccepted) {
        return _isAccepted[paymentToken];
    }
}
