// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { DealTerms } from "../types/DealTerms.sol";

/// @title IDealFactory
/// @notice Creates deals and their tokens, and keeps the list of the settlement tokens that they may use.
/// @dev It has no power over a deal that exists.
interface IDealFactory {
    /// @notice Thrown when the token is not on the list.
    error FactoryAssetNotAllowed(address asset);
    /// @notice Thrown when somebody else than the originator wants to create a deal.
    error FactoryCallerIsNotOriginator(address caller, address originator);
    /// @notice Thrown when an address is missing.
    error FactoryAddressIsZero();
    /// @notice Thrown when the end of the offering has passed.
    error FactoryOfferingIsOver(uint40 offeringEnd);
    /// @notice Thrown when a deal would have no loans.
    error FactoryNoLoans();
    /// @notice Thrown when the terms name more or fewer classes than the image.
    error FactoryClassCountMismatch(uint256 given, uint256 expected);
    /// @notice Thrown when a fee of the image has no payee.
    error FactoryPayeeUnknown(uint256 fee, uint256 payee);
    /// @notice Thrown when there are more than eight payees.
    error FactoryTooManyPayees(uint256 count);
    /// @notice Thrown when a class that is not residual has no balance.
    error FactoryClassIsEmpty(uint256 class);
    /// @notice Thrown when the pool is nothing, or a class is next to nothing against it.
    error FactoryClassTooSmall(uint256 class);
    /// @notice Thrown when a name or a symbol is empty or too long.
    error FactoryNameInvalid(uint256 class);

    /// @notice A settlement token was allowed, or is no longer.
    event AssetAllowed(address indexed asset, bool isAllowed);

    /// @notice A deal was created.
    /// @param deal The deal.
    /// @param originator Who sells the loans.
    /// @param asset Settlement token.
    /// @param tokens Tokens of the classes.
    /// @param terms All that is fixed of it.
    event DealCreated(address indexed deal, address indexed originator, address indexed asset, address[] tokens, DealTerms terms);

    /// @notice Allows a settlement token, or no longer; deals that exist keep theirs.
    function allowAsset(address asset, bool isAllowed) external;

    /// @notice Creates a deal; by its originator.
    /// @return deal The deal, in structuring.
    function createDeal(DealTerms calldata terms) external returns (address deal);

    /// @notice Whether a settlement token may be used by new deals.
    function isAssetAllowed(address asset) external view returns (bool);

    /// @notice Whether the factory created this deal.
    function isDeal(address deal) external view returns (bool);

    /// @notice Code that the deals run.
    function dealImplementation() external view returns (address);

    /// @notice Code that the tokens run.
    function tokenImplementation() external view returns (address);
}
