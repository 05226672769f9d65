// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { CloneArgs } from "../libraries/CloneArgs.sol";

/// @title DealArgs
/// @notice What a deal was created with: the arguments that `DealFactory` writes into its code.
/// @dev asset 20, originator 20, trustee 20, residual account 20, offering end 5, loans 4, document hash 32, number of payees 1,
/// image, payees 20 each.
abstract contract DealArgs {
    uint256 private constant ORIGINATOR_AT = 20;
    uint256 private constant TRUSTEE_AT = 40;
    uint256 private constant RESIDUAL_ACCOUNT_AT = 60;
    uint256 private constant OFFERING_END_AT = 80;
    uint256 private constant PAYEE_COUNT_AT = 121;
    uint256 private constant IMAGE_AT = 122;
    uint256 private constant HEADER_LENGTH = 128;
    uint256 private constant CLASS_LENGTH = 64;
    uint256 private constant FEE_LENGTH = 32;

    function _asset() internal view returns (address) {
        return CloneArgs.account(0);
    }

    function _originator() internal view returns (address) {
        return CloneArgs.account(ORIGINATOR_AT);
    }

    function _trustee() internal view returns (address) {
        return CloneArgs.account(TRUSTEE_AT);
    }

    function _residualAccount() internal view returns (address) {
        return CloneArgs.account(RESIDUAL_ACCOUNT_AT);
    }

    function _offeringEnd() internal view returns (uint40) {
        return uint40(CloneArgs.word(OFFERING_END_AT) >> 216);
    }

    function _loanCount() internal view returns (uint32) {
        return uint32(CloneArgs.word(OFFERING_END_AT) >> 184);
    }

    function _payeeCount() internal view returns (uint256) {
        return CloneArgs.word(PAYEE_COUNT_AT) >> 248;
    }

    function _payee(uint256 index) internal view returns (address) {
        return CloneArgs.account(CloneArgs.size() - 20 * (_payeeCount() - index));
    }

    function _image() internal view returns (bytes memory) {
        return CloneArgs.slice(IMAGE_AT, CloneArgs.size() - IMAGE_AT - 20 * _payeeCount());
    }

    /// @dev First word of the image, from the highest byte: version, classes, fees, tests, triggers, schedule entries, steps,
    /// flags, periods (2), last revolving period (2), clean-up call (2), late days.
    function _header() internal view returns (uint256) {
        return CloneArgs.word(IMAGE_AT);
    }

    function _headerByte(uint256 header, uint256 index) internal pure returns (uint256) {
        return (header >> (248 - 8 * index)) & 0xff;
    }

    function _periods(uint256 header) internal pure returns (uint256) {
        return (header >> 176) & 0xffff;
    }

    function _lastRevolving(uint256 header) internal pure returns (uint256) {
        return (header >> 160) & 0xffff;
    }

    function _callBps(uint256 header) internal pure returns (uint256) {
        return (header >> 144) & 0xffff;
    }

    function _lateDays(uint256 header) internal pure returns (uint256) {
        return (header >> 136) & 0xff;
    }

    function _originalPool() internal view returns (uint256) {
        return CloneArgs.word(IMAGE_AT + 80) >> 160;
    }

    function _reserveAtClosing() internal view returns (uint256) {
        return CloneArgs.word(IMAGE_AT + 32) >> 160;
    }

    function _originalBalance(uint256 class) internal view returns (uint256) {
        return CloneArgs.word(IMAGE_AT + HEADER_LENGTH + CLASS_LENGTH * class) >> 160;
    }

    /// @dev Whether a class is residual: bit 2 of its flags.
    function _isResidual(uint256 class) internal view returns (bool) {
        return (CloneArgs.word(IMAGE_AT + HEADER_LENGTH + CLASS_LENGTH * class) >> 80) & 4 != 0;
    }

    /// @dev Units of the token of a class; one without a balance has as many as the pool.
    function _units(uint256 class) internal view returns (uint256) {
        uint256 balance = _originalBalance(class);
        return balance == 0 ? _originalPool() : balance;
    }

    function _payeeOfFee(uint256 header, uint256 fee) internal view returns (address) {
        uint256 place = IMAGE_AT + HEADER_LENGTH + CLASS_LENGTH * _headerByte(header, 1) + FEE_LENGTH * fee;
        return _payee((CloneArgs.word(place) >> 232) & 0xff);
    }

    /// @dev Payment date of a period, days since 1970.
    function _paymentDay(uint256 header, uint256 period) internal view returns (uint256) {
        uint256 place = HEADER_LENGTH + CLASS_LENGTH * _headerByte(header, 1) + FEE_LENGTH * _headerByte(header, 2);
        place += 16 * (_headerByte(header, 3) + _headerByte(header, 4) + _headerByte(header, 5)) + 2 * period;
        return CloneArgs.word(IMAGE_AT + place) >> 240;
    }
}
