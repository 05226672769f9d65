// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title DayCount
/// @notice Day fractions of a period, as integers.
/// @dev Dates are days since 1970-01-01 of at most 16 bits: 1970 to June 2149. In that range only 2100 breaks the cycle of four
/// years, so that dates after its February are counted as if it had a 29th.
library DayCount {
    /// @notice Thrown for a convention that is not one of the five.
    error DayCountUnknown(uint256 convention);

    /// @notice Conventions.
    uint256 internal constant THIRTY_360_US = 0;
    uint256 internal constant THIRTY_E_360 = 1;
    uint256 internal constant ACT_360 = 2;
    uint256 internal constant ACT_365F = 3;
    uint256 internal constant ACT_ACT_ISDA = 4;

    uint256 private constant FIRST_OF_2100 = 47_482;
    uint256 private constant MARCH_2100 = FIRST_OF_2100 + 59;
    uint256 private constant CYCLE = 1_461;
    uint256 private constant LEAP_YEAR = 366;
    uint256 private constant COMMON_YEAR = 365;
    /// @dev From 1968-01-01, the start of a leap year, to 1970-01-01.
    uint256 private constant SINCE_JANUARY_1968 = 731;
    uint256 private constant SINCE_MARCH_1968 = SINCE_JANUARY_1968 - 60;

    /// @notice Years from `start` (included) to `end` (excluded) as `num / den`.
    /// @dev Assumes `start < end < 2^16`.
    /// @param convention One of the five.
    /// @param start First day.
    /// @param end Day after the last.
    /// @return num Numerator.
    /// @return den Denominator.
    function fraction(uint256 convention, uint256 start, uint256 end) internal pure returns (uint256 num, uint256 den) {
        unchecked {
            if (convention == ACT_360) return (end - start, 360);
            if (convention == ACT_365F) return (end - start, COMMON_YEAR);
            if (convention == THIRTY_360_US) return (_thirtyUs(start, end), 360);
            if (convention == THIRTY_E_360) return (_thirtyE(start, end), 360);
            require(convention == ACT_ACT_ISDA, DayCountUnknown(convention));
            uint256 leap = _leapDaysBefore(end) - _leapDaysBefore(start);
            return (LEAP_YEAR * (end - start - leap) + COMMON_YEAR * leap, LEAP_YEAR * COMMON_YEAR);
        }
    }

    /// @notice Date in the Gregorian calendar.
    /// @dev Assumes `date < 2^16`. Years begin in March here, so that the leap day is the last of a cycle.
    /// @param date Days since 1970-01-01.
    /// @return year Year.
    /// @return month Month, from 1.
    /// @return day Day of the month, from 1.
    function calendarOf(uint256 date) internal pure returns (uint256 year, uint256 month, uint256 day) {
        unchecked {
            uint256 passed = _unbroken(date) + SINCE_MARCH_1968;
            uint256 rest = passed % CYCLE;
            uint256 yearInCycle = rest / COMMON_YEAR;
            if (yearInCycle > 3) yearInCycle = 3;
            uint256 dayInYear = rest - COMMON_YEAR * yearInCycle;
            // Five months from March or August on have 153 days; this line through them has its steps where months begin.
            uint256 sinceMarch = (5 * dayInYear + 2) / 153;
            day = dayInYear - (153 * sinceMarch + 2) / 5 + 1;
            year = 1968 + 4 * (passed / CYCLE) + yearInCycle;
            if (sinceMarch < 10) return (year, sinceMarch + 3, day);
            return (year + 1, sinceMarch - 9, day);
        }
    }

    /// @dev The rules in their order; each sees the dates as the ones before left them.
    function _thirtyUs(uint256 start, uint256 end) private pure returns (uint256) {
        unchecked {
            (uint256 year1, uint256 month1, uint256 day1) = calendarOf(start);
            (uint256 year2, uint256 month2, uint256 day2) = calendarOf(end);
            if (_isEndOfFebruary(year1, month1, day1)) {
                if (_isEndOfFebruary(year2, month2, day2)) day2 = 30;
                day1 = 30;
            }
            if (day2 == 31 && day1 >= 30) day2 = 30;
            if (day1 == 31) day1 = 30;
            return 360 * (year2 - year1) + 30 * month2 + day2 - 30 * month1 - day1;
        }
    }

    function _thirtyE(uint256 start, uint256 end) private pure returns (uint256) {
        unchecked {
            (uint256 year1, uint256 month1, uint256 day1) = calendarOf(start);
            (uint256 year2, uint256 month2, uint256 day2) = calendarOf(end);
            if (day1 == 31) day1 = 30;
            if (day2 == 31) day2 = 30;
            return 360 * (year2 - year1) + 30 * month2 + day2 - 30 * month1 - day1;
        }
    }

    function _isEndOfFebruary(uint256 year, uint256 month, uint256 day) private pure returns (bool) {
        if (month != 2) return false;
        return day == (year % 4 == 0 && year != 2100 ? 29 : 28);
    }

    /// @dev Days of leap years from 1968 until before a date.
    function _leapDaysBefore(uint256 date) private pure returns (uint256 count) {
        unchecked {
            uint256 unbroken = _unbroken(date);
            uint256 passed = unbroken + SINCE_JANUARY_1968;
            uint256 rest = passed % CYCLE;
            count = LEAP_YEAR * (passed / CYCLE) + (rest < LEAP_YEAR ? rest : LEAP_YEAR);
            // 2100 is none, although it stands where one would be.
            if (unbroken > FIRST_OF_2100) {
                uint256 of2100 = unbroken - FIRST_OF_2100;
                count -= of2100 < LEAP_YEAR ? of2100 : LEAP_YEAR;
            }
        }
    }

    /// @dev Days since 1970-01-01 in a calendar in which 2100 has a leap day.
    function _unbroken(uint256 date) private pure returns (uint256) {
        unchecked {
            return date < MARCH_2100 ? date : date + 1;
        }
    }
}
