// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { WaterfallAmountTooLarge, WaterfallImageInvalid } from "../types/WaterfallErrors.sol";
import { ClassState, WaterfallOutcome, WaterfallState } from "../types/WaterfallState.sol";
import { DealImage } from "./DealImage.sol";

/// @title WaterfallCodec
/// @notice Takes a state out of calldata and gives state and outcome back, as the ABI has them. A struct in memory has the order of
/// its encoding, so that whole parts are copied; the compiler's own code goes word by word and costs ten times as much.
library WaterfallCodec {
    uint256 private constant WORD = 0x20;
    uint256 private constant CELL_BYTES = 0x60;
    uint256 private constant STATE_BYTES = 0x220;
    uint256 private constant OUTCOME_BYTES = 0xc0;

    /// @notice The state in memory. Reverts when a member has more bits than its type.
    /// @param state State in calldata.
    /// @return loaded The same in memory.
    function load(WaterfallState calldata state) internal pure returns (WaterfallState memory loaded) {
        ClassState[] calldata classes = state.classes;
        uint96[] calldata fees = state.feesUnpaid;
        require(classes.length <= DealImage.CLASSES_MAX, WaterfallImageInvalid(1));
        require(fees.length <= DealImage.FEES_MAX, WaterfallImageInvalid(2));
        uint256 amounts;
        assembly ("memory-safe") {
            // All members behind the two lists.
            calldatacopy(add(loaded, 0x40), add(state, 0x40), sub(STATE_BYTES, 0x40))
            let list := mload(0x40)
            let cell := add(add(list, WORD), shl(5, classes.length))
            mstore(loaded, list)
            mstore(list, classes.length)
            calldatacopy(cell, classes.offset, mul(classes.length, CELL_BYTES))
            for {
                let pointer := add(list, WORD)
                let end := cell
            } lt(pointer, end) {
                pointer := add(pointer, WORD)
            } {
                mstore(pointer, cell)
                amounts := or(amounts, or(mload(cell), or(mload(add(cell, 0x20)), mload(add(cell, 0x40)))))
                cell := add(cell, CELL_BYTES)
            }
            mstore(add(loaded, WORD), cell)
            mstore(cell, fees.length)
            let end := add(add(cell, WORD), shl(5, fees.length))
            calldatacopy(add(cell, WORD), fees.offset, shl(5, fees.length))
            for {
                let fee := add(cell, WORD)
            } lt(fee, end) {
                fee := add(fee, WORD)
            } {
                amounts := or(amounts, mload(fee))
            }
            mstore(0x40, end)
            // Seven amounts stand behind the lists.
            for {
                let member := add(loaded, 0x40)
            } lt(member, add(loaded, 0x120)) {
                member := add(member, WORD)
            } {
                amounts := or(amounts, mload(member))
            }
        }
        require(amounts <= type(uint96).max, WaterfallAmountTooLarge(amounts));
        _requireNarrow(loaded);
    }

    /// @dev Ratios, counts and masks of a state are within their types.
    function _requireNarrow(WaterfallState memory loaded) private pure {
        uint256 tooWide;
        assembly ("memory-safe") {
            tooWide := shr(64, or(or(mload(add(loaded, 0x120)), mload(add(loaded, 0x140))), mload(add(loaded, 0x1c0))))
            tooWide := or(tooWide, shr(8, or(mload(add(loaded, 0x160)), mload(add(loaded, 0x1e0)))))
            tooWide := or(tooWide, shr(16, or(mload(add(loaded, 0x180)), mload(add(loaded, 0x1a0)))))
            tooWide := or(tooWide, shr(1, mload(add(loaded, 0x200))))
        }
        require(tooWide == 0, WaterfallAmountTooLarge(tooWide));
    }

    /// @notice Ends the call with a state and an outcome.
    /// @param next State after the period.
    /// @param outcome What the period pays.
    function answer(WaterfallState memory next, WaterfallOutcome memory outcome) internal pure {
        uint256 start;
        assembly ("memory-safe") {
            start := mload(0x40)
        }
        uint256 head = append(next, start + 0x40);
        assembly ("memory-safe") {
            // Copies a list behind what there is, and gives the new end.
            function appendList(end, list) -> newEnd {
                let size := add(WORD, shl(5, mload(list)))
                mcopy(end, list, size)
                newEnd := add(end, size)
            }
            mstore(start, 0x40)
            mstore(add(start, WORD), sub(head, start))
            let end := add(head, OUTCOME_BYTES)
            for {
                let member := 0
            } lt(member, OUTCOME_BYTES) {
                member := add(member, WORD)
            } {
                let word := mload(add(outcome, member))
                // The fifth is an amount, the others are lists.
                switch member
                case 0x80 {
                    mstore(add(head, member), word)
                }
                default {
                    mstore(add(head, member), sub(end, head))
                    end := appendList(end, word)
                }
            }
            return(start, sub(end, start))
        }
    }

    /// @notice Writes the encoding of a state into free memory.
    /// @dev The caller takes the memory.
    /// @param state The state.
    /// @param head Where it begins.
    /// @return end Where it ends.
    function append(WaterfallState memory state, uint256 head) internal pure returns (uint256 end) {
        assembly ("memory-safe") {
            mcopy(head, state, STATE_BYTES)
            mstore(head, STATE_BYTES)
            end := add(head, STATE_BYTES)
            let pointer := mload(state)
            let count := mload(pointer)
            mstore(end, count)
            end := add(end, WORD)
            let last := add(end, mul(count, CELL_BYTES))
            for {} lt(end, last) {
                end := add(end, CELL_BYTES)
            } {
                pointer := add(pointer, WORD)
                mcopy(end, mload(pointer), CELL_BYTES)
            }
            mstore(add(head, WORD), sub(end, head))
            let fees := mload(add(state, WORD))
            let size := add(WORD, shl(5, mload(fees)))
            mcopy(end, fees, size)
            end := add(end, size)
        }
    }
}
