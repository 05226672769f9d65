// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { IERC165 } from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import { IERC7540Deposit, IERC7540Operator, IERC7887Deposit } from "./IERC7540Deposit.sol";
import { IERC7575, IERC7575Share } from "./IERC7575.sol";
import { IInvestorRegistry } from "./IInvestorRegistry.sol";
import { TrancheNotes } from "./TrancheNotes.sol";
import { TrancheSubscriptions } from "./TrancheSubscriptions.sol";

/// @title TrancheToken
/// @notice See `ITrancheToken`. The code of the tokens of all deals; each token is a clone of it with its terms as immutable
/// arguments.
contract TrancheToken is TrancheSubscriptions {
    /// @param investors Says who may hold notes.
    constructor(IInvestorRegistry investors) TrancheNotes(investors) EIP712("Credence Tranche", "1") {}

    /// @inheritdoc IERC7575
    function asset() external view returns (address) {
        return _asset();
    }

    /// @inheritdoc IERC7575
    function share() external view returns (address) {
        return address(this);
    }

    /// @inheritdoc IERC7575Share
    function vault(address asset_) external view returns (address) {
        return asset_ == _asset() ? address(this) : address(0);
    }

    /// @inheritdoc IERC7575
    /// @dev Notes are sold at par.
    function convertToShares(uint256 assets) external pure returns (uint256) {
        return assets;
    }

    /// @inheritdoc IERC7575
    function convertToAssets(uint256 shares) external pure returns (uint256) {
        return shares;
    }

    /// @inheritdoc IERC7575
    function totalAssets() external view returns (uint256 balance) {
        (balance, ) = _deal().balanceOf(_class());
    }

    /// @inheritdoc IERC7575
    function maxDeposit(address controller) external view returns (uint256 assets) {
        (assets, ) = _maxClaimable(controller);
    }

    /// @inheritdoc IERC7575
    function maxMint(address controller) external view returns (uint256 shares) {
        (, shares) = _maxClaimable(controller);
    }

    /// @inheritdoc IERC7575
    function previewDeposit(uint256) external pure returns (uint256) {
        revert TrancheNotSupported();
    }

    /// @inheritdoc IERC7575
    function previewMint(uint256) external pure returns (uint256) {
        revert TrancheNotSupported();
    }

    /// @inheritdoc IERC7575
    /// @dev Notes are paid by the deal; nobody can leave before.
    function maxWithdraw(address) external pure returns (uint256) {
        return 0;
    }

    /// @inheritdoc IERC7575
    function maxRedeem(address) external pure returns (uint256) {
        return 0;
    }

    /// @inheritdoc IERC7575
    function previewWithdraw(uint256) external pure returns (uint256) {
        revert TrancheNotSupported();
    }

    /// @inheritdoc IERC7575
    function previewRedeem(uint256) external pure returns (uint256) {
        revert TrancheNotSupported();
    }

    /// @inheritdoc IERC7575
    function withdraw(uint256, address, address) external pure returns (uint256) {
        revert TrancheNotSupported();
    }

    /// @inheritdoc IERC7575
    function redeem(uint256, address, address) external pure returns (uint256) {
        revert TrancheNotSupported();
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return
            id == type(IERC165).interfaceId ||
            id == type(IERC7540Operator).interfaceId ||
            id == type(IERC7540Deposit).interfaceId ||
            id == type(IERC7887Deposit).interfaceId ||
            id == type(IERC7575).interfaceId ||
            id == type(IERC7575Share).interfaceId;
    }
}
