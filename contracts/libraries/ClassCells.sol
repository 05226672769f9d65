// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { WaterfallAmountTooLarge } from "../types/WaterfallErrors.sol";
import { ClassState } from "../types/WaterfallState.sol";

/// @title ClassCells
/// @notice Reads and writes amounts in memory without a check of the index, which costs more than the arithmetic of a step.
/// @dev All assume that the index is below the length. `cell` is where a `ClassState` stands.
library ClassCells {
    /// @notice Reverts when an amount that is kept has more than 96 bits.
    function requireAmount(uint256 amount) internal pure {
        require(amount <= type(uint96).max, WaterfallAmountTooLarge(amount));
    }

    /// @notice Cell of a class.
    function cellOf(ClassState[] memory classes, uint256 index) internal pure returns (uint256 cell) {
        assembly ("memory-safe") {
            cell := mload(add(add(classes, 0x20), shl(5, index)))
        }
    }

    /// @notice Outstanding balance.
    function balanceOf(uint256 cell) internal pure returns (uint256 amount) {
        assembly ("memory-safe") {
            amount := mload(cell)
        }
    }

    /// @notice Interest that is due and not paid.
    function unpaidOf(uint256 cell) internal pure returns (uint256 amount) {
        assembly ("memory-safe") {
            amount := mload(add(cell, 0x20))
        }
    }

    /// @notice Deficit.
    function deficitOf(uint256 cell) internal pure returns (uint256 amount) {
        assembly ("memory-safe") {
            amount := mload(add(cell, 0x40))
        }
    }

    /// @notice Sets the balance. Assumes that it is an amount.
    function setBalance(uint256 cell, uint256 amount) internal pure {
        assembly ("memory-safe") {
            mstore(cell, amount)
        }
    }

    /// @notice Sets the unpaid interest. Assumes that it is an amount.
    function setUnpaid(uint256 cell, uint256 amount) internal pure {
        assembly ("memory-safe") {
            mstore(add(cell, 0x20), amount)
        }
    }

    /// @notice Sets the deficit. Assumes that it is an amount.
    function setDeficit(uint256 cell, uint256 amount) internal pure {
        assembly ("memory-safe") {
            mstore(add(cell, 0x40), amount)
        }
    }

    /// @notice An amount of a list.
    function amountAt(uint96[] memory list, uint256 index) internal pure returns (uint256 amount) {
        assembly ("memory-safe") {
            amount := mload(add(add(list, 0x20), shl(5, index)))
        }
    }

    /// @notice Sets an amount of a list. Reverts when it is none.
    function setAmount(uint96[] memory list, uint256 index, uint256 amount) internal pure {
        requireAmount(amount);
        assembly ("memory-safe") {
            mstore(add(add(list, 0x20), shl(5, index)), amount)
        }
    }

    /// @notice A word of a list.
    function wordAt(uint256[] memory list, uint256 index) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(list, 0x20), shl(5, index)))
        }
    }

    /// @notice Sets a word of a list.
    function setWord(uint256[] memory list, uint256 index, uint256 word) internal pure {
        assembly ("memory-safe") {
            mstore(add(add(list, 0x20), shl(5, index)), word)
        }
    }

    /// @notice The cash of a bucket: bit 0 of the source says which.
    function cashOf(uint256[2] memory cash, uint256 source) internal pure returns (uint256 amount) {
        assembly ("memory-safe") {
            amount := mload(add(cash, shl(5, and(source, 1))))
        }
    }

    /// @notice Sets the cash of a bucket.
    function setCash(uint256[2] memory cash, uint256 source, uint256 amount) internal pure {
        assembly ("memory-safe") {
            mstore(add(cash, shl(5, and(source, 1))), amount)
        }
    }
}
