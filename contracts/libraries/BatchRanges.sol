// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title BatchRanges
/// @notice A set of batch numbers as ranges: what is frozen may be any number of batches, and no write loops over them.
/// @dev The ranges lie in order, none is empty, no two overlap or touch.
library BatchRanges {
    /// @notice Bound of every loop.
    uint256 internal constant MAX_RANGES = 32;

    /// @notice From `from` until just before `until`.
    struct Range {
        /// @notice First batch.
        uint64 from;
        /// @notice First batch after the range.
        uint64 until;
    }

    /// @notice Thrown when a set would fall into more ranges than are kept.
    error BatchRangesTooMany(uint256 rangesMax);

    /// @notice Adds all batches from `from` to the end of the log.
    /// @dev Assumes `from < until`, and that no range of the set reaches beyond `until`.
    /// @dev One that starts early enough swallows all ranges, so a full set can still take more.
    /// @param ranges The set.
    /// @param from First batch.
    /// @param until Number of batches of the log.
    function add(Range[] storage ranges, uint64 from, uint64 until) internal {
        uint256 count = ranges.length;
        uint64 start = from;
        while (count > 0 && ranges[count - 1].until >= from) {
            uint64 earlier = ranges[--count].from;
            if (earlier < start) start = earlier;
            ranges.pop();
        }
        require(count < MAX_RANGES, BatchRangesTooMany(MAX_RANGES));
        ranges.push(Range({ from: start, until: until }));
    }

    /// @notice Takes batches out of the set.
    /// @dev Assumes `from < until`.
    /// @param ranges The set.
    /// @param from First batch.
    /// @param until First batch after the last one.
    /// @return isAnyRemoved Whether one of them was in the set.
    function remove(Range[] storage ranges, uint64 from, uint64 until) internal returns (bool isAnyRemoved) {
        Range[] memory known = ranges;
        Range[] memory rest = new Range[](known.length + 1);
        uint256 count = 0;
        for (uint256 i = 0; i < known.length; ++i) {
            Range memory range = known[i];
            if (range.until <= from || until <= range.from) {
                rest[count++] = range;
                continue;
            }
            isAnyRemoved = true;
            if (range.from < from) rest[count++] = Range({ from: range.from, until: from });
            if (until < range.until) rest[count++] = Range({ from: until, until: range.until });
        }
        require(count <= MAX_RANGES, BatchRangesTooMany(MAX_RANGES));
        if (isAnyRemoved) _replace(ranges, rest, count);
    }

    /// @dev Writes the first `count` of `rest`, at most one more than there were.
    function _replace(Range[] storage ranges, Range[] memory rest, uint256 count) private {
        if (count > ranges.length) ranges.push();
        while (ranges.length > count) ranges.pop();
        for (uint256 i = 0; i < count; ++i) {
            ranges[i] = rest[i];
        }
    }

    /// @notice Whether a batch is in the set.
    /// @param ranges The set.
    /// @param batch Number of the batch.
    /// @return Whether it is.
    function contains(Range[] storage ranges, uint64 batch) internal view returns (bool) {
        for (uint256 i = ranges.length; i > 0; --i) {
            Range memory range = ranges[i - 1];
            if (batch >= range.from) return batch < range.until;
        }
        return false;
    }
}
