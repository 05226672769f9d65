// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IERC7575
/// @notice Entry of ERC-7575: the functions of ERC-4626 without those of its share.
interface IERC7575 {
    /// @notice Token that comes in.
    function asset() external view returns (address);

    /// @notice Token that goes out.
    function share() external view returns (address);

    /// @notice Shares that assets are worth.
    function convertToShares(uint256 assets) external view returns (uint256);

    /// @notice Assets that shares are worth.
    function convertToAssets(uint256 shares) external view returns (uint256);

    /// @notice Assets behind all shares.
    function totalAssets() external view returns (uint256);

    /// @notice Assets for which shares can be claimed.
    function maxDeposit(address controller) external view returns (uint256);

    /// @notice Not for deposits by request.
    function previewDeposit(uint256 assets) external view returns (uint256);

    /// @notice Claims shares for claimable assets of the caller.
    function deposit(uint256 assets, address receiver) external returns (uint256 shares);

    /// @notice Shares that can be claimed.
    function maxMint(address controller) external view returns (uint256);

    /// @notice Not for deposits by request.
    function previewMint(uint256 shares) external view returns (uint256);

    /// @notice Claims claimable shares of the caller.
    function mint(uint256 shares, address receiver) external returns (uint256 assets);

    /// @notice Assets that can be withdrawn.
    function maxWithdraw(address owner) external view returns (uint256);

    /// @notice Shares that a withdrawal takes.
    function previewWithdraw(uint256 assets) external view returns (uint256);

    /// @notice Withdraws assets.
    function withdraw(uint256 assets, address receiver, address owner) external returns (uint256 shares);

    /// @notice Shares that can be redeemed.
    function maxRedeem(address owner) external view returns (uint256);

    /// @notice Assets that a redemption gives.
    function previewRedeem(uint256 shares) external view returns (uint256);

    /// @notice Redeems shares.
    function redeem(uint256 shares, address receiver, address owner) external returns (uint256 assets);
}

/// @title IERC7575Share
/// @notice Share of ERC-7575: it names its entry for an asset.
interface IERC7575Share {
    /// @notice Entry for an asset, none if zero.
    function vault(address asset) external view returns (address);
}
