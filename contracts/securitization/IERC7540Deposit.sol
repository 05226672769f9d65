// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IERC7540Operator
/// @notice Operators of ERC-7540: accounts that may act for a controller.
interface IERC7540Operator {
    /// @notice An operator was set or removed.
    event OperatorSet(address indexed controller, address indexed operator, bool approved);

    /// @notice Sets or removes an operator of the caller.
    function setOperator(address operator, bool approved) external returns (bool);

    /// @notice Whether an account is an operator of a controller.
    function isOperator(address controller, address operator) external view returns (bool);
}

/// @title IERC7540Deposit
/// @notice Deposits of ERC-7540 in the form request, then claim.
interface IERC7540Deposit {
    /// @notice Assets were requested to be deposited.
    event DepositRequest(address indexed controller, address indexed owner, uint256 indexed requestId, address sender, uint256 assets);

    /// @notice Takes assets of the owner and requests their deposit.
    function requestDeposit(uint256 assets, address controller, address owner) external returns (uint256 requestId);

    /// @notice Assets that wait.
    function pendingDepositRequest(uint256 requestId, address controller) external view returns (uint256);

    /// @notice Assets for which shares can be claimed.
    function claimableDepositRequest(uint256 requestId, address controller) external view returns (uint256);

    /// @notice Claims shares for claimable assets of a controller.
    function deposit(uint256 assets, address receiver, address controller) external returns (uint256 shares);

    /// @notice Claims claimable shares of a controller.
    function mint(uint256 shares, address receiver, address controller) external returns (uint256 assets);
}

/// @title IERC7887Deposit
/// @notice Taking back of requested deposits by ERC-7887.
interface IERC7887Deposit {
    /// @notice A request is to be taken back.
    event CancelDepositRequest(address indexed controller, uint256 indexed requestId, address sender);

    /// @notice Assets of a request were given back.
    event CancelDepositClaim(
        address indexed controller,
        address indexed receiver,
        uint256 indexed requestId,
        address sender,
        uint256 assets
    );

    /// @notice Takes a request back.
    function cancelDepositRequest(uint256 requestId, address controller) external;

    /// @notice Whether a taking back waits.
    function pendingCancelDepositRequest(uint256 requestId, address controller) external view returns (bool);

    /// @notice Assets that can be claimed back.
    function claimableCancelDepositRequest(uint256 requestId, address controller) external view returns (uint256);

    /// @notice Claims assets back.
    function claimCancelDepositRequest(uint256 requestId, address receiver, address controller) external returns (uint256 assets);
}
