// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { ERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title DepositToken
/// @notice Deposits at a bank as a token: the bank issues units against money that it holds and takes them back when it pays
/// out. A deal may settle in any token on the factory's list; this one is for an installation that brings no other.
/// @dev Only the role that the access manager gives may issue. Nobody can freeze, take or reverse a holder's units.
contract DepositToken is ERC20, ERC20Permit, AccessManaged {
    /// @notice Thrown when units are issued without an entry in the books.
    error DepositEntryMissing();

    /// @notice Units were issued against a deposit.
    event DepositIssued(address indexed account, uint256 amount, bytes32 indexed bookEntry);

    /// @notice Units were taken back for a payout.
    event DepositRedeemed(address indexed account, uint256 amount, bytes32 indexed bookEntry);

    uint8 private immutable DECIMALS;

    /// @param authority Access manager that decides who issues.
    /// @param name_ Name of the token.
    /// @param symbol_ Symbol of the token.
    /// @param decimals_ Decimals of the currency's minor unit.
    constructor(
        address authority,
        string memory name_,
        string memory symbol_,
        uint8 decimals_
    ) ERC20(name_, symbol_) ERC20Permit(name_) AccessManaged(authority) {
        DECIMALS = decimals_;
    }

    /// @notice Issues units to an account.
    /// @param bookEntry Entry of the deposit in the books of the bank; never zero.
    function issue(address account, uint256 amount, bytes32 bookEntry) external restricted {
        require(bookEntry != bytes32(0), DepositEntryMissing());
        emit DepositIssued(account, amount, bookEntry);
        _mint(account, amount);
    }

    /// @notice Gives the caller's own units back for a payout.
    /// @param bookEntry Entry of the payout in the books of the bank.
    function redeem(uint256 amount, bytes32 bookEntry) external {
        emit DepositRedeemed(msg.sender, amount, bookEntry);
        _burn(msg.sender, amount);
    }

    /// @inheritdoc ERC20
    function decimals() public view override returns (uint8) {
        return DECIMALS;
    }
}
