// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title NoteIndex
/// @notice What each unit of a class is paid, as an accumulator scaled 2^96, and what a holder's index says of it.
/// @dev A holder is owed `units * (accumulator - index)`, scaled; the index stands at or below the accumulator. Everything is
/// rounded to the holder's loss by less than one unit, so all holders together never get more than was paid to the class.
/// @dev An accumulator has at most 160 bits: a unit can be paid 2^64 units of the settlement token. Units have at most 96, so no
/// product here is too large.
library NoteIndex {
    uint256 internal constant SCALE_BITS = 96;
    uint256 private constant FRACTION_MASK = (1 << SCALE_BITS) - 1;

    /// @notice What an amount gives to each unit, rounded down.
    /// @param amount Paid; at most 98 bits.
    /// @param units Units of the class, not 0.
    function incrementDown(uint256 amount, uint256 units) internal pure returns (uint256) {
        return (amount << SCALE_BITS) / units;
    }

    /// @notice All that was ever paid to a class.
    /// @dev Each payment loses less than `units / 2^96` to rounding, and an amount is a whole number: so this is exact as long as
    /// payments times units stay below 2^96, and beyond that short by fewer units than there were payments.
    function paidIn(uint256 accumulator, uint256 units) internal pure returns (uint256) {
        return Math.ceilDiv(accumulator * units, 1 << SCALE_BITS);
    }

    /// @notice Earned by `units` from an index to the accumulator, in whole units of the settlement token, rounded down.
    function earnedDown(uint256 units, uint256 accumulator) internal pure returns (uint256) {
        return (units * accumulator) >> SCALE_BITS;
    }

    /// @notice Takes the whole units out of a scaled amount.
    /// @param scaled What a holder is owed.
    /// @param units The holder's notes, not 0.
    /// @param accumulator Of the class.
    /// @return amount Whole units, rounded down.
    /// @return index From which the notes are still owed the fraction, rounded up.
    function takeWhole(uint256 scaled, uint256 units, uint256 accumulator) internal pure returns (uint256 amount, uint256 index) {
        amount = scaled >> SCALE_BITS;
        uint256 back = (scaled & FRACTION_MASK) / units;
        index = back > accumulator ? accumulator : accumulator - back;
    }

    /// @notice Index of two lots of notes together, rounded up.
    function mergeUp(uint256 units, uint256 index, uint256 otherUnits, uint256 otherIndex) internal pure returns (uint256) {
        return Math.ceilDiv(units * index + otherUnits * otherIndex, units + otherUnits);
    }
}
