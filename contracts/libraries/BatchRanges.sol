// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title BatchRanges
/// @notice A set of batch numbers that costs the same for one batch and for all: what is kept are the borders of its
/// ranges, in order. A batch is in the set if the number of borders up to it is odd.
library BatchRanges {
    /// @notice Bound of every loop: two borders for each range.
    uint256 internal constant MAX_BORDERS = 64;

    /// @notice Thrown when a set would fall into more ranges than are kept.
    error BatchRangesTooMany(uint256 bordersMax);

    /// @notice Adds all batches from `from` to the end of the log.
    /// @dev Assumes `from < until`, and that the set reaches no farther than `until`.
    /// @dev Swallows all borders after `from`, so a full set still takes what begins early enough.
    /// @param borders The set.
    /// @param from First batch.
    /// @param until Number of batches of the log.
    function add(uint64[] storage borders, uint64 from, uint64 until) internal {
        uint256 count = borders.length;
        while (count > 0 && borders[count - 1] >= from) {
            borders.pop();
            --count;
        }
        if (count & 1 == 0) _push(borders, from);
        _push(borders, until);
    }

    /// @notice Takes batches out of the set.
    /// @dev Assumes `from < until`.
    /// @param borders The set.
    /// @param from First batch.
    /// @param until First batch after the last one.
    /// @return isAnyRemoved Whether one of them was in the set.
    function remove(uint64[] storage borders, uint64 from, uint64 until) internal returns (bool isAnyRemoved) {
        uint64[] memory known = borders;
        uint256 atFrom = _countBelow(known, uint256(from) + 1);
        if (atFrom & 1 == 0 && atFrom == _countBelow(known, until)) return false;
        isAnyRemoved = true;
        uint256 before = _countBelow(known, from);
        uint256 upTo = _countBelow(known, uint256(until) + 1);
        while (borders.length > before) borders.pop();
        if (before & 1 == 1) _push(borders, from);
        if (upTo & 1 == 1) _push(borders, until);
        for (uint256 i = upTo; i < known.length; ++i) {
            _push(borders, known[i]);
        }
    }

    function _push(uint64[] storage borders, uint64 border) private {
        require(borders.length < MAX_BORDERS, BatchRangesTooMany(MAX_BORDERS));
        borders.push(border);
    }

    /// @notice Whether a batch is in the set.
    /// @param borders The set.
    /// @param batch Number of the batch.
    /// @return Whether it is.
    function contains(uint64[] storage borders, uint64 batch) internal view returns (bool) {
        uint256 count = borders.length;
        while (count > 0 && borders[count - 1] > batch) --count;
        return count & 1 == 1;
    }

    /// @dev Number of borders below `limit`.
    function _countBelow(uint64[] memory known, uint256 limit) private pure returns (uint256 count) {
        while (count < known.length && known[count] < limit) ++count;
    }
}
