// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { PeriodReport } from "../types/PeriodReport.sol";
import { WaterfallOutcome, WaterfallState } from "../types/WaterfallState.sol";
import { WaterfallCodec } from "./WaterfallCodec.sol";

/// @title WaterfallCall
/// @notice Calls `run` of an engine like Solidity does, for a third of the gas: see `WaterfallCodec`.
library WaterfallCall {
    uint256 private constant WORD = 0x20;
    uint256 private constant CELL_BYTES = 0x60;
    uint256 private constant OUTCOME_BYTES = 0xc0;
    uint256 private constant REPORT_BYTES = 0x140;
    uint256 private constant HEAD_BYTES = 0x180;

    /// @notice Runs one period. Reverts with the error of the engine.
    /// @dev Assumes that `engine` is a `WaterfallEngine`: its answer is used as it stands.
    /// @param engine The engine.
    /// @param selector Selector of `IWaterfallEngine.run`.
    /// @param image Image of the deal.
    /// @param state State before the period.
    /// @param report Report of the period.
    /// @return next State after the period.
    /// @return outcome What the period pays.
    function run(
        address engine,
        bytes4 selector,
        bytes memory image,
        WaterfallState memory state,
        PeriodReport memory report
    ) internal view returns (WaterfallState memory next, WaterfallOutcome memory outcome) {
        (uint256 start, uint256 end) = _encode(selector, image, state, report);
        assembly ("memory-safe") {
            let isDone := staticcall(gas(), engine, start, sub(end, start), 0, 0)
            let size := returndatasize()
            returndatacopy(start, 0, size)
            if or(iszero(isDone), lt(size, 0x40)) {
                revert(start, size)
            }
            mstore(0x40, add(start, size))
            next := add(start, mload(start))
            outcome := add(start, mload(add(start, WORD)))
        }
        _pointIntoState(next);
        _pointIntoOutcome(outcome);
    }

    function _encode(
        bytes4 selector,
        bytes memory image,
        WaterfallState memory state,
        PeriodReport memory report
    ) private pure returns (uint256 start, uint256 end) {
        uint256 stateAt;
        assembly ("memory-safe") {
            start := mload(0x40)
            mstore(start, selector)
            let head := add(start, 4)
            mstore(head, HEAD_BYTES)
            mcopy(add(head, 0x40), report, REPORT_BYTES)
            // What is behind the image up to a whole word is not read by the engine.
            let size := and(add(mload(image), 0x3f), not(0x1f))
            mcopy(add(head, HEAD_BYTES), image, size)
            stateAt := add(add(head, HEAD_BYTES), size)
            mstore(add(head, WORD), sub(stateAt, head))
        }
        end = WaterfallCodec.append(state, stateAt);
    }

    /// @dev Offsets become pointers; the classes, which stand in a row, get a list of theirs.
    function _pointIntoState(WaterfallState memory next) private pure {
        assembly ("memory-safe") {
            let classes := add(next, mload(next))
            let count := mload(classes)
            let list := mload(0x40)
            mstore(0x40, add(list, add(WORD, shl(5, count))))
            mstore(next, list)
            mstore(list, count)
            let cell := add(classes, WORD)
            for {
                let end := add(cell, mul(count, CELL_BYTES))
            } lt(cell, end) {
                cell := add(cell, CELL_BYTES)
            } {
                list := add(list, WORD)
                mstore(list, cell)
            }
            mstore(add(next, WORD), add(next, mload(add(next, WORD))))
        }
    }

    function _pointIntoOutcome(WaterfallOutcome memory outcome) private pure {
        assembly ("memory-safe") {
            for {
                let member := 0
            } lt(member, OUTCOME_BYTES) {
                member := add(member, WORD)
            } {
                // The fifth is an amount, the others are lists.
                if iszero(eq(member, 0x80)) {
                    let place := add(outcome, member)
                    mstore(place, add(outcome, mload(place)))
                }
            }
        }
    }
}
