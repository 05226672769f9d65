// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { DealPhase } from "../types/DealPhase.sol";
import { ClassState, WaterfallState } from "../types/WaterfallState.sol";

/// @notice A class in three storage words; fields from the lowest bit.
struct ClassWords {
    /// @notice Balance u96, unpaid interest u96.
    uint256 debt;
    /// @notice Accumulator u160, deficit u96.
    uint256 paid;
    /// @notice Token u160, claimed u96.
    uint256 account;
}

/// @notice A deal; fields of its words from the lowest bit. What changes every period stands together.
struct DealWords {
    /// @notice Reserve u96, unallocated loss u96, period u16, active triggers u16, failed tests u8, known delinquencies u8,
    /// accelerated u8, phase u8.
    uint256 standing;
    /// @notice Pool u96, last delinquency u64, earlier delinquency u64.
    uint256 pool;
    /// @notice Carried interest u96, carried principal u96, breaches u64.
    uint256 carried;
    /// @notice Cumulative defaults u96, cumulative recoveries u96, written u1.
    uint256 losses;
    /// @notice Owed to the originator u96.
    uint256 originator;
    ClassWords[8] classes;
    /// @notice Unpaid of two fees, u96 each.
    uint256[4] feesUnpaid;
    /// @notice Owed to the payees of two fees, u96 each, and written u1: a word that was used is never zero again.
    uint256[4] feesOwed;
}

/// @title DealState
/// @notice The state of a deal in as few storage words as it takes: a close of a period writes two for each class, one for
/// two fees and two more, others when they change.
library DealState {
    uint256 private constant MASK96 = type(uint96).max;
    uint256 private constant MASK160 = type(uint160).max;
    uint256 internal constant WRITTEN = 1 << 192;

    // Words

    function phase(uint256 standing) internal pure returns (DealPhase) {
        return DealPhase(standing >> 248);
    }

    function withPhase(uint256 standing, DealPhase next) internal pure returns (uint256) {
        return ((standing << 8) >> 8) | (uint256(next) << 248);
    }

    function period(uint256 standing) internal pure returns (uint256) {
        return uint16(standing >> 192);
    }

    function activeTriggers(uint256 standing) internal pure returns (uint256) {
        return uint16(standing >> 208);
    }

    function isAccelerated(uint256 standing) internal pure returns (bool) {
        return uint8(standing >> 240) != 0;
    }

    /// @dev The lower 96 bits.
    function low(uint256 word) internal pure returns (uint96) {
        return uint96(word);
    }

    /// @dev The 96 bits from bit 96.
    function middle(uint256 word) internal pure returns (uint96) {
        return uint96(word >> 96);
    }

    function accumulator(uint256 paid) internal pure returns (uint256) {
        return paid & MASK160;
    }

    function token(uint256 account) internal pure returns (address) {
        return address(uint160(account));
    }

    function claimed(uint256 account) internal pure returns (uint256) {
        return account >> 160;
    }

    /// @dev Assumes at most 96 bits each.
    function debtWord(uint256 balance, uint256 unpaid) internal pure returns (uint256) {
        return balance | (unpaid << 96);
    }

    function paidWord(uint256 accumulator_, uint96 deficit) internal pure returns (uint256) {
        return accumulator_ | (uint256(deficit) << 160);
    }

    /// @dev The half of a word of two fees that belongs to a fee.
    function feeOf(uint256 word, uint256 fee) internal pure returns (uint96) {
        return uint96(word >> (96 * (fee & 1)));
    }

    /// @dev The word with the half of a fee replaced; assumes at most 96 bits.
    function withFee(uint256 word, uint256 fee, uint256 amount) internal pure returns (uint256) {
        uint256 shift = 96 * (fee & 1);
        return (word & ~(MASK96 << shift)) | (amount << shift);
    }

    // Whole states

    /// @dev Reads the state; the numbers of classes and fees are those of the image, at most 8 each.
    function load(DealWords storage words, uint256 classes, uint256 fees) internal view returns (WaterfallState memory state) {
        uint256 word = words.standing;
        state.reserve = low(word);
        state.unallocatedLoss = middle(word);
        state.period = uint16(word >> 192);
        state.active = uint16(word >> 208);
        state.failed = uint8(word >> 224);
        state.delinquencyCount = uint8(word >> 232);
        state.isAccelerated = isAccelerated(word);
        word = words.pool;
        state.pool = low(word);
        state.lastDelinquency = uint64(word >> 96);
        state.earlierDelinquency = uint64(word >> 160);
        word = words.carried;
        state.carriedInterest = low(word);
        state.carriedPrincipal = middle(word);
        state.breaches = uint64(word >> 192);
        word = words.losses;
        state.cumulativeDefaults = low(word);
        state.cumulativeRecoveries = middle(word);
        state.classes = new ClassState[](classes);
        for (uint256 i = 0; i < classes; ++i) {
            ClassState memory class = state.classes[i];
            uint256 debt = words.classes[i].debt;
            class.balance = low(debt);
            class.unpaid = middle(debt);
            class.deficit = uint96(words.classes[i].paid >> 160);
        }
        state.feesUnpaid = new uint96[](fees);
        for (uint256 i = 0; i < fees; ++i) {
            state.feesUnpaid[i] = feeOf(words.feesUnpaid[i >> 1], i);
        }
    }

    /// @dev Writes what belongs to no class and no fee.
    function storePool(DealWords storage words, WaterfallState memory state, DealPhase phase_) internal {
        words.standing =
            state.reserve |
            (uint256(state.unallocatedLoss) << 96) |
            (uint256(state.period) << 192) |
            (uint256(state.active) << 208) |
            (uint256(state.failed) << 224) |
            (uint256(state.delinquencyCount) << 232) |
            (state.isAccelerated ? 1 << 240 : 0) |
            (uint256(phase_) << 248);
        words.pool = state.pool | (uint256(state.lastDelinquency) << 96) | (uint256(state.earlierDelinquency) << 160);
        words.carried = state.carriedInterest | (uint256(state.carriedPrincipal) << 96) | (uint256(state.breaches) << 192);
        words.losses = state.cumulativeDefaults | (uint256(state.cumulativeRecoveries) << 96) | WRITTEN;
    }
}
