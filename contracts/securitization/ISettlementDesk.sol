// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title ISettlementDesk
/// @notice Delivery against payment for trades of tranche tokens: a signed order is filled in whole or in part, units against
/// payment, both or neither. The desk never holds anything; who may hold units is the token's own rule.
/// @dev Prices are payment units for one token unit, wad. The payment for the first `x` units of an order is
/// `halfUp(x * price, 1e18)`; a fill pays the difference between where it ends and where it begins. So the payments of all fills
/// add up to `halfUp(units * price, 1e18)` exactly, however an order is cut.
interface ISettlementDesk {
    /// @notice What the maker of an order does.
    enum Side {
        Sell,
        Buy
    }

    /// @notice A signed offer.
    struct Order {
        /// @dev Account whose units or payment move.
        address maker;
        /// @dev Only account that may fill it; zero for anybody.
        address taker;
        /// @dev What the maker does.
        Side side;
        /// @dev Token whose units are traded.
        IERC20 token;
        /// @dev Money, of the desk's list.
        IERC20 paymentToken;
        /// @dev Units of the token.
        uint128 units;
        /// @dev Payment units for one unit, wad.
        uint128 price;
        /// @dev Tells orders apart; an order below its maker's floor is void.
        uint64 nonce;
        /// @dev Last second at which it can be filled.
        uint64 deadline;
    }

    /// @notice Whether an order can be filled, signature and balances aside.
    enum Standing {
        Open,
        Filled,
        Cancelled,
        Expired,
        Malformed
    }

    /// @notice An order was filled in whole or in part.
    /// @param orderHash EIP-712 digest of the order.
    /// @param maker Who signed it or had it signed.
    /// @param taker Who filled it.
    /// @param token Token whose units went from seller to buyer.
    /// @param paymentToken Money that went the other way.
    /// @param side What the maker did.
    /// @param units Units of this fill.
    /// @param payment Payment of this fill.
    /// @param filled Units of the order that are filled now.
    event OrderFilled(
        bytes32 indexed orderHash,
        address indexed maker,
        address indexed taker,
        IERC20 token,
        IERC20 paymentToken,
        Side side,
        uint128 units,
        uint256 payment,
        uint128 filled
    );

    /// @notice An order was cancelled.
    event OrderCancelled(bytes32 indexed orderHash, address indexed maker);

    /// @notice All orders of a maker with lower nonces are void.
    event NonceFloorRaised(address indexed maker, uint64 floor);

    /// @notice A key may sign orders for a maker before this second; zero for never.
    event TradingKeySet(address indexed maker, address indexed key, uint40 until);

    /// @notice A payment token was put on the list or taken from it.
    event PaymentTokenSet(IERC20 indexed paymentToken, bool isAccepted);

    /// @notice Thrown when money is not on the list.
    error DeskPaymentTokenNotAccepted(IERC20 paymentToken);
    /// @notice Thrown when an order cannot be filled any more.
    error DeskOrderNotOpen(bytes32 orderHash, Standing standing);
    /// @notice Thrown when an order is for another taker.
    error DeskTakerNotAllowed(address caller, address taker);
    /// @notice Thrown when maker and taker are the same.
    error DeskTakerIsMaker(address maker);
    /// @notice Thrown when a fill is of nothing or of more than is left.
    error DeskUnitsInvalid(uint128 units, uint128 left);
    /// @notice Thrown when a fill would pay more than the taker allows, or less when the taker sells.
    error DeskPaymentBeyondLimit(uint256 payment, uint256 limit);
    /// @notice Thrown when the order was not signed by the key.
    error DeskSignatureInvalid(address key);
    /// @notice Thrown when a key may not sign for the maker now.
    error DeskKeyNotAllowed(address maker, address key);
    /// @notice Thrown when somebody else than the maker cancels.
    error DeskCallerIsNotMaker(address caller, address maker);
    /// @notice Thrown when an order is cancelled or filled already.
    error DeskNothingToCancel(bytes32 orderHash);
    /// @notice Thrown when a floor would not rise.
    error DeskFloorNotHigher(uint64 floor, uint64 standing);
    /// @notice Thrown when a token did not move exactly what it was asked to.
    error DeskTransferInexact(IERC20 token, uint256 asked, uint256 given, uint256 taken);

    /// @notice Puts money on the list or takes it off. Restricted by the access manager.
    function setPaymentToken(IERC20 paymentToken, bool isAccepted) external;

    /// @notice Fills an order. The caller is the taker; both must have approved the desk for what they give.
    /// @param order The order.
    /// @param units Units to trade, at most what is left.
    /// @param paymentLimit Most that the taker pays, or least that it takes, for this fill.
    /// @param key Who signed: the maker, or a key that may trade for it.
    /// @param signature Signature of a kind that `KeySignature` knows.
    /// @return payment What was paid.
    function fill(
        Order calldata order,
        uint128 units,
        uint256 paymentLimit,
        address key,
        bytes calldata signature
    ) external returns (uint256 payment);

    /// @notice Voids an order, or what is left of it, for ever. Only its maker.
    function cancel(Order calldata order) external;

    /// @notice Voids all orders of the caller whose nonce is below `floor`.
    function cancelBelow(uint64 floor) external;

    /// @notice Lets a key sign orders for the caller before a second; zero takes the right away at once.
    /// @dev So a P-256 key of a device trades for an account that holds the units.
    function setTradingKey(address key, uint40 until) external;

    /// @notice EIP-712 digest of an order: what is signed, and its identity.
    function hashOf(Order calldata order) external view returns (bytes32 orderHash);

    /// @notice Whether an order can be filled, and how much of it was.
    function standingOf(Order calldata order) external view returns (Standing standing, uint128 filled);

    /// @notice What a fill of `units` would pay now.
    function quote(Order calldata order, uint128 units) external view returns (uint256 payment);

    /// @notice Lowest nonce of a maker that is not void.
    function floorOf(address maker) external view returns (uint64 floor);

    /// @notice Second before which a key may sign for a maker; zero for never.
    function tradingKeyUntil(address maker, address key) external view returns (uint40 until);

    /// @notice Whether money is on the list.
    function isPaymentToken(IERC20 paymentToken) external view returns (bool isAccepted);
}
