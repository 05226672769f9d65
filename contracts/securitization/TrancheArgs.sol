// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { CloneArgs } from "../libraries/CloneArgs.sol";
import { IDeal } from "./IDeal.sol";

/// @title TrancheArgs
/// @notice What a token was created with: the arguments that `DealFactory` writes into its code.
/// @dev deal 20, class 1, investor classes 2, decimals 1, units 12, asset 20, residual account 20, offering end 5, whether it is
/// offered 1, length of the name 1, name, symbol. What a transfer needs stands in the first word.
abstract contract TrancheArgs {
    uint256 private constant UNITS_AT = 24;
    uint256 private constant ASSET_AT = 36;
    uint256 private constant RESIDUAL_ACCOUNT_AT = 56;
    uint256 private constant OFFERING_AT = 76;
    uint256 private constant NAME_AT = 83;

    function _deal() internal view returns (IDeal) {
        return IDeal(CloneArgs.account(0));
    }

    function _class() internal view returns (uint256) {
        return (CloneArgs.word(0) >> 88) & 0xff;
    }

    function _investorClasses() internal view returns (uint16) {
        return uint16(CloneArgs.word(0) >> 72);
    }

    function _decimals() internal view returns (uint8) {
        return uint8(CloneArgs.word(0) >> 64);
    }

    function _units() internal view returns (uint256) {
        return CloneArgs.word(UNITS_AT) >> 160;
    }

    function _asset() internal view returns (address) {
        return CloneArgs.account(ASSET_AT);
    }

    function _residualAccount() internal view returns (address) {
        return CloneArgs.account(RESIDUAL_ACCOUNT_AT);
    }

    function _offeringEnd() internal view returns (uint256) {
        return CloneArgs.word(OFFERING_AT) >> 216;
    }

    function _isOffered() internal view returns (bool) {
        return (CloneArgs.word(OFFERING_AT) >> 208) & 0xff != 0;
    }

    function _name() internal view returns (string memory) {
        return string(CloneArgs.slice(NAME_AT, _nameLength()));
    }

    function _symbol() internal view returns (string memory) {
        return string(CloneArgs.rest(NAME_AT + _nameLength()));
    }

    function _nameLength() private view returns (uint256) {
        return CloneArgs.word(OFFERING_AT + 6) >> 248;
    }
}
