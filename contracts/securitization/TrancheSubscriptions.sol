// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { DealStatus } from "../types/DealStatus.sol";
import { IERC7540Deposit, IERC7540Operator, IERC7887Deposit } from "./IERC7540Deposit.sol";
import { IERC7575 } from "./IERC7575.sol";
import { ITrancheToken } from "./ITrancheToken.sol";
import { TrancheNotes } from "./TrancheNotes.sol";

/// @title TrancheSubscriptions
/// @notice Subscriptions of a class. Their money stands here, apart from that of the deal, until the deal is closed.
/// @dev Of an over-subscribed class each gets `request * offered / requested` units: debited rounding up, given rounding down,
/// worked out when it is claimed, so that the closing does not depend on how many there are.
abstract contract TrancheSubscriptions is TrancheNotes {
    using SafeERC20 for IERC20;

    uint256 private constant REFUNDED = 1 << 192;
    uint256 private constant ONE_OPEN = 1 << 192;
    uint256 private constant ONE_FRACTION = 1 << 224;
    uint256 private constant INITIALIZED = 1 << 255;

    /// @dev Requested u96, debited for notes u96, whether the excess was given back u1; from the lowest bit.
    mapping(address controller => uint256) private _requests;
    mapping(address controller => uint256) private _cancelled;
    mapping(address controller => mapping(address operator => bool)) private _operators;

    /// @inheritdoc ITrancheToken
    /// @dev The mark keeps the word from ever being zero, so that the first subscriber does not pay for it.
    function initialize() external {
        require(_totals == 0, TrancheIsInitialized());
        _totals = INITIALIZED;
    }

    modifier onlyRequestZero(uint256 requestId) {
        require(requestId == 0, TrancheRequestUnknown(requestId));
        _;
    }

    // Requests

    /// @inheritdoc IERC7540Operator
    function setOperator(address operator, bool approved) external returns (bool) {
        _operators[msg.sender][operator] = approved;
        emit OperatorSet(msg.sender, operator, approved);
        return true;
    }

    /// @inheritdoc IERC7540Deposit
    function requestDeposit(uint256 assets, address controller, address owner) external nonReentrant returns (uint256 requestId) {
        require(_isOffered(), TrancheNotOffered());
        _demandOffering();
        _demandOperator(owner);
        _demandEligible(controller);
        uint256 request = _requests[controller];
        uint256 totals = _totals;
        uint256 total = uint96(totals) + assets;
        require(assets != 0 && total <= type(uint96).max, TrancheAmountInvalid(assets, type(uint96).max - uint96(totals)));
        if (request == 0) totals += ONE_OPEN;
        _requests[controller] = request + assets;
        _totals = totals + assets;
        emit DepositRequest(controller, owner, 0, msg.sender, assets);
        IERC20 money = IERC20(_asset());
        uint256 before = money.balanceOf(address(this));
        money.safeTransferFrom(owner, address(this), assets);
        uint256 received = money.balanceOf(address(this)) - before;
        require(received == assets, TranchePaymentMismatch(received, assets));
        return 0;
    }

    /// @inheritdoc IERC7887Deposit
    function cancelDepositRequest(uint256 requestId, address controller) external onlyRequestZero(requestId) {
        _demandOffering();
        _demandOperator(controller);
        uint256 amount = _requests[controller];
        require(amount != 0, TrancheAmountInvalid(0, 0));
        _requests[controller] = 0;
        _totals -= ONE_OPEN + amount;
        _cancelled[controller] += amount;
        emit CancelDepositRequest(controller, 0, msg.sender);
    }

    /// @inheritdoc IERC7887Deposit
    /// @dev Gives back what was cancelled, all of a deal that does not come about, and what an allotment does not take.
    function claimCancelDepositRequest(
        uint256 requestId,
        address receiver,
        address controller
    ) external nonReentrant onlyRequestZero(requestId) returns (uint256 assets) {
        _demandOperator(controller);
        _demandNotFrozen(controller);
        uint256 request;
        (assets, request) = _refundOf(controller);
        require(assets != 0, TrancheAmountInvalid(0, 0));
        _cancelled[controller] = 0;
        _requests[controller] = request;
        emit CancelDepositClaim(controller, receiver, 0, msg.sender, assets);
        IERC20(_asset()).safeTransfer(receiver, assets);
    }

    // Closing

    /// @inheritdoc ITrancheToken
    /// @dev The deal calls it once; a shortage is refused there.
    function handOver() external returns (uint96 offered_, uint96 requested_) {
        require(msg.sender == address(_deal()), TrancheCallerNotDeal(msg.sender));
        requested_ = uint96(_totals);
        offered_ = _isOffered() ? uint96(_units()) : 0;
        if (offered_ != 0 && requested_ >= offered_) IERC20(_asset()).safeTransfer(msg.sender, offered_);
    }

    // Claims

    /// @inheritdoc IERC7540Deposit
    function deposit(uint256 assets, address receiver, address controller) external returns (uint256 shares) {
        return _deposit(assets, receiver, controller);
    }

    /// @inheritdoc IERC7575
    function deposit(uint256 assets, address receiver) external returns (uint256 shares) {
        return _deposit(assets, receiver, msg.sender);
    }

    /// @inheritdoc IERC7540Deposit
    function mint(uint256 shares, address receiver, address controller) external returns (uint256 assets) {
        return _mint(shares, receiver, controller);
    }

    /// @inheritdoc IERC7575
    function mint(uint256 shares, address receiver) external returns (uint256 assets) {
        return _mint(shares, receiver, msg.sender);
    }

    /// @inheritdoc ITrancheToken
    function claimNotesFor(address controller) external nonReentrant returns (uint256 shares) {
        uint256 assets;
        (assets, shares) = _claimable(_requests[controller]);
        require(assets != 0, TrancheAmountInvalid(0, 0));
        _convert(assets, shares, assets, controller, controller);
    }

    function _deposit(uint256 assets, address receiver, address controller) private nonReentrant returns (uint256 shares) {
        _demandOperator(controller);
        (uint256 assetsLeft, uint256 sharesLeft) = _claimable(_requests[controller]);
        require(assets != 0 && assets <= assetsLeft, TrancheAmountInvalid(assets, assetsLeft));
        shares = Math.min(assets, sharesLeft);
        _convert(assets, shares, assetsLeft, receiver, controller);
    }

    function _mint(uint256 shares, address receiver, address controller) private nonReentrant returns (uint256 assets) {
        _demandOperator(controller);
        (uint256 assetsLeft, uint256 sharesLeft) = _claimable(_requests[controller]);
        require(shares != 0 && shares <= sharesLeft, TrancheAmountInvalid(shares, sharesLeft));
        assets = shares == sharesLeft ? assetsLeft : shares;
        _convert(assets, shares, assetsLeft, receiver, controller);
    }

    /// @dev Who subscribed was eligible then and has paid, so it may have its notes; anybody else must be eligible now.
    function _convert(uint256 assets, uint256 shares, uint256 assetsLeft, address receiver, address controller) private {
        if (receiver == controller) {
            _demandNotFrozen(receiver);
        } else {
            require(receiver != address(0) && receiver != address(this), TrancheReceiverInvalid(receiver));
            _demandNotFrozen(controller);
            _demandEligible(receiver);
        }
        uint256 request = _requests[controller];
        uint256 totals = _totals;
        if (assets == assetsLeft) {
            totals -= ONE_OPEN;
            (uint256 cost, uint256 whole) = _allotment(uint96(request));
            if (cost != whole) totals += ONE_FRACTION;
        }
        _requests[controller] = request + (assets << 96);
        emit Deposit(msg.sender, receiver, assets, shares);
        _mintNotes(receiver, shares, totals);
    }

    /// @inheritdoc ITrancheToken
    /// @dev Each request that does not split evenly was debited one unit more than it was given; together they paid for the
    /// units that nobody was given, and what is over is cash.
    function giveRemainder() external nonReentrant {
        require(_isClosed(), TrancheOfferingInvalid());
        uint256 totals = _totals;
        uint256 open = uint32(totals >> 192);
        require(open == 0, TrancheSubscriptionsUnclaimed(open));
        uint256 left = _units() - uint96(totals >> 96);
        uint256 assets = _isOffered() ? (totals ^ INITIALIZED) / ONE_FRACTION - left : 0;
        require(left + assets != 0, TrancheAmountInvalid(0, 0));
        address to = _residualAccount();
        // Without fractions nothing is left to be given a second time.
        totals = (totals & (ONE_FRACTION - 1)) | INITIALIZED;
        emit RemainderGiven(to, left, assets);
        _mintNotes(to, left, totals);
        if (assets != 0) IERC20(_asset()).safeTransfer(to, assets);
    }

    // Views

    /// @inheritdoc IERC7540Deposit
    function pendingDepositRequest(uint256 requestId, address controller) external view onlyRequestZero(requestId) returns (uint256) {
        return _deal().status() == DealStatus.Offering ? uint96(_requests[controller]) : 0;
    }

    /// @inheritdoc IERC7540Deposit
    function claimableDepositRequest(
        uint256 requestId,
        address controller
    ) external view onlyRequestZero(requestId) returns (uint256 assets) {
        (assets, ) = _maxClaimable(controller);
    }

    /// @inheritdoc IERC7887Deposit
    /// @dev A request is taken back at once.
    function pendingCancelDepositRequest(uint256 requestId, address) external pure onlyRequestZero(requestId) returns (bool) {
        return false;
    }

    /// @inheritdoc IERC7887Deposit
    function claimableCancelDepositRequest(
        uint256 requestId,
        address controller
    ) external view onlyRequestZero(requestId) returns (uint256 assets) {
        (assets, ) = _refundOf(controller);
    }

    /// @inheritdoc IERC7540Operator
    function isOperator(address controller, address operator) external view returns (bool) {
        return _operators[controller][operator];
    }

    /// @inheritdoc ITrancheToken
    function offered() external view returns (uint256) {
        return _isOffered() ? _units() : 0;
    }

    /// @inheritdoc ITrancheToken
    function requested() external view returns (uint256) {
        return uint96(_totals);
    }

    /// @inheritdoc ITrancheToken
    function openRequests() external view returns (uint256) {
        return uint32(_totals >> 192);
    }

    /// @dev Assets and shares that a controller can claim; none before the closing.
    function _maxClaimable(address controller) internal view returns (uint256 assets, uint256 shares) {
        return _isClosed() ? _claimable(_requests[controller]) : (0, 0);
    }

    function _claimable(uint256 request) private view returns (uint256 assets, uint256 shares) {
        require(_isClosed(), TrancheOfferingInvalid());
        uint256 debited = uint96(request >> 96);
        (uint256 cost, uint256 whole) = _allotment(uint96(request));
        return (cost - debited, whole - Math.min(debited, whole));
    }

    /// @dev Part of the class that a request gets: its price, rounded up, and its units, rounded down.
    function _allotment(uint256 request) private view returns (uint256 cost, uint256 whole) {
        uint256 total = uint96(_totals);
        uint256 offered_ = _units();
        if (total <= offered_) return (request, request);
        whole = (request * offered_) / total;
        cost = Math.ceilDiv(request * offered_, total);
    }

    /// @dev What can be given back, and the request without it.
    function _refundOf(address controller) private view returns (uint256 assets, uint256 request) {
        request = _requests[controller];
        assets = _cancelled[controller];
        DealStatus status = _deal().status();
        if (status == DealStatus.Cancelled) return (assets + uint96(request), 0);
        if (!_isClosedIn(status) || request & REFUNDED != 0 || request == 0) return (assets, request);
        (uint256 cost, ) = _allotment(uint96(request));
        return (assets + uint96(request) - cost, request | REFUNDED);
    }

    function _isClosed() internal view returns (bool) {
        return _isClosedIn(_deal().status());
    }

    function _isClosedIn(DealStatus status) private pure returns (bool) {
        return status != DealStatus.Structuring && status != DealStatus.Offering && status != DealStatus.Cancelled;
    }

    function _demandOffering() private view {
        bool isOpen = block.timestamp < _offeringEnd() && _deal().status() == DealStatus.Offering;
        require(isOpen, TrancheOfferingInvalid());
    }

    function _demandOperator(address controller) private view {
        bool may = msg.sender == controller || _operators[controller][msg.sender];
        require(may, TrancheCallerNotOperator(msg.sender, controller));
    }
}
