// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import { IERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import { IERC165 } from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import { IERC7575, IERC7575Share } from "./IERC7575.sol";
import { IERC7540Deposit, IERC7540Operator, IERC7887Deposit } from "./IERC7540Deposit.sol";

/// @title ITrancheToken
/// @notice The notes of one class. Units are original face in units of the settlement token; what is still outstanding of
/// them is face times the pool factor. It is its own entry in the sense of ERC-7540 and ERC-7575: subscriptions are
/// requested while the offering is open and claimed as notes after it.
/// @dev The settlement token must not be one whose balances change by themselves.
interface ITrancheToken is
    IERC20Metadata,
    IERC20Permit,
    IERC165,
    IERC7540Operator,
    IERC7540Deposit,
    IERC7887Deposit,
    IERC7575,
    IERC7575Share
{
    /// @notice Thrown when an account may not hold these notes.
    error TrancheInvestorNotEligible(address account, uint16 investorClasses);
    /// @notice Thrown when an account is frozen.
    error TrancheAccountFrozen(address account);
    /// @notice Thrown when an account has fewer notes than it gives.
    error TrancheBalanceTooLow(address account, uint256 balance, uint256 needed);
    /// @notice Thrown when a spender is allowed less than it takes.
    error TrancheAllowanceTooLow(address spender, uint256 allowance, uint256 needed);
    /// @notice Thrown when notes would go to the zero address, or to the token itself.
    error TrancheReceiverInvalid(address receiver);
    /// @notice Thrown when a permit is not signed by the owner or has expired.
    error TranchePermitInvalid(address owner, uint256 deadline);
    /// @notice Thrown when the caller is neither the controller nor its operator.
    error TrancheCallerNotOperator(address caller, address controller);
    /// @notice Thrown when the caller is not the deal.
    error TrancheCallerNotDeal(address caller);
    /// @notice Thrown when the offering is not open, or not over.
    error TrancheOfferingInvalid();
    /// @notice Thrown when a class is not for sale.
    error TrancheNotOffered();
    /// @notice Thrown when an amount is zero or more than there is.
    error TrancheAmountInvalid(uint256 amount, uint256 available);
    /// @notice Thrown when another amount arrives than was to be paid.
    error TranchePaymentMismatch(uint256 received, uint256 expected);
    /// @notice Thrown when more holders are named than are paid in one call.
    error TrancheTooManyHolders(uint256 count, uint256 countMax);
    /// @notice Thrown when subscriptions have not been claimed yet.
    error TrancheSubscriptionsUnclaimed(uint256 count);
    /// @notice Thrown when a token is set up a second time.
    error TrancheIsInitialized();
    /// @notice Thrown by functions that ERC-7540 does not allow for deposits by request, or that this token has no use for.
    error TrancheNotSupported();
    /// @notice Thrown when no request has this number; all requests of a controller are request 0.
    error TrancheRequestUnknown(uint256 requestId);

    /// @notice A holder was paid.
    event Claimed(address indexed holder, address indexed by, uint256 amount);

    /// @notice A holder of a batch could not be paid; its money waits.
    event ClaimFailed(address indexed holder, uint256 amount);

    /// @notice Notes of a subscription were claimed.
    event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares);

    /// @notice Units and cash that could not be split among the subscribers went to the residual account.
    event RemainderGiven(address indexed to, uint256 units, uint256 assets);

    /// @notice Sets a new token up; by its factory.
    function initialize() external;

    /// @notice Pays the caller what it has earned.
    function claim() external returns (uint256 amount);

    /// @notice Pays a holder what it has earned; by anybody.
    function claimFor(address holder) external returns (uint256 amount);

    /// @notice Pays up to 50 holders; who cannot be paid is passed over.
    function claimMany(address[] calldata holders) external returns (uint256 amount);

    /// @notice Claims all notes of a subscriber for itself; by anybody.
    function claimNotesFor(address controller) external returns (uint256 shares);

    /// @notice Gives what could not be split to the residual account, once every subscription was claimed; by anybody.
    function giveRemainder() external;

    /// @notice Gives the price of the whole class to the deal; by the deal.
    /// @return offered Sold.
    /// @return requested Subscribed.
    function handOver() external returns (uint96 offered, uint96 requested);

    /// @notice What a holder can claim.
    function claimableOf(address holder) external view returns (uint256);

    /// @notice Outstanding balance behind a holder's notes, rounded down.
    function outstandingOf(address holder) external view returns (uint256);

    /// @notice Outstanding balance of the class for each unit of original face, wad, rounded down.
    function poolFactor() external view returns (uint256);

    /// @notice Units of the class, all told, whether claimed yet or not.
    function units() external view returns (uint256);

    /// @notice Offered for subscription: all units, or none for a class without a balance.
    function offered() external view returns (uint256);

    /// @notice Sum of the subscriptions.
    function requested() external view returns (uint256);

    /// @notice Subscriptions whose notes have not been claimed.
    function openRequests() external view returns (uint256);

    /// @notice The deal.
    function deal() external view returns (address);

    /// @notice Number of the class.
    function class() external view returns (uint256);

    /// @notice Investor classes that may hold the notes.
    function investorClasses() external view returns (uint16);
}
