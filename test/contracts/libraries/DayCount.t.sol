// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { DayCount } from "../../../contracts/libraries/DayCount.sol";
import { WaterfallKernels } from "../../../contracts/libraries/WaterfallKernels.sol";
import { bound, vm } from "../support/Vm.sol";

contract DayCountTest {
    uint256 private constant US = 0;
    uint256 private constant E = 1;
    uint256 private constant ACT_360 = 2;
    uint256 private constant ACT_365F = 3;
    uint256 private constant ISDA = 4;

    // 2007-12-28, 2008-02-28, 2008-02-01, 2009-05-31
    uint256 private constant A = 13_875;
    uint256 private constant B = 13_937;
    uint256 private constant C = 13_910;
    uint256 private constant D = 14_395;

    function test_YearFractionsOfPublicVectors() public pure {
        _assertFraction(ISDA, A, B, 366 * 4 + 365 * 58, 133_590);
        _assertFraction(ACT_365F, A, B, 62, 365);
        _assertFraction(ACT_360, A, B, 62, 360);
        _assertFraction(US, A, B, 60, 360);
        _assertFraction(E, A, B, 60, 360);
        _assertFraction(ISDA, C, D, 365 * 335 + 366 * 150, 133_590);
        _assertFraction(ACT_365F, C, D, 485, 365);
        _assertFraction(ACT_360, C, D, 485, 360);
        _assertFraction(US, C, D, 480, 360);
        _assertFraction(E, C, D, 479, 360);
    }

    /// @dev 2024-01-31 to 2024-02-29 to 2024-03-31: each rule about ends of months shows in the cents.
    function test_InterestOverEndsOfMonths() public pure {
        uint256[5] memory february = [uint256(522_119), 522_119, 522_119, 514_967, 0];
        uint256[5] memory march = [uint256(540_123), 558_128, 558_128, 550_482, 0];
        for (uint256 convention = US; convention <= ACT_365F; ++convention) {
            vm.assertEq(_interest(convention, 19_753, 19_782), february[convention], "february");
            vm.assertEq(_interest(convention, 19_782, 19_813), march[convention], "march");
        }
    }

    /// @dev 2023-02-28 to 2024-02-29 are both ends of February; to 2024-02-28 only the first is.
    function test_EndsOfFebruaryIn30360Us() public pure {
        _assertFraction(US, 19_416, 19_782, 360, 360);
        _assertFraction(US, 19_416, 19_781, 358, 360);
        _assertFraction(E, 19_416, 19_782, 361, 360);
    }

    /// @dev 2100 has no leap day although it can be divided by four: 2100-02-28 is the end of its February.
    function test_CenturyWithoutLeapDay() public pure {
        _assertFraction(US, 47_540, 47_541, 1, 360);
        _assertFraction(ACT_360, 47_482, 47_847, 365, 360);
        _assertFraction(ISDA, 47_482, 47_847, 366 * 365, 133_590);
        // From 2100-02-28 to 2101-02-28, both ends of February.
        _assertFraction(US, 47_540, 47_905, 360, 360);
    }

    /// @dev Walks through every date that 16 bits can hold.
    function test_CalendarOfEveryDate() public pure {
        (uint256 year, uint256 month, uint256 day) = (1970, 1, 1);
        for (uint256 date = 0; date < 65_536; ++date) {
            (uint256 y, uint256 m, uint256 d) = DayCount.calendarOf(date);
            if (y != year || m != month || d != day) vm.assertEq(date, type(uint256).max, "another date");
            (year, month, day) = _tomorrow(year, month, day);
        }
        vm.assertEq(year, 2149, "last year");
    }

    function testFuzz_ActActCountsDayByDay(uint256 start, uint256 length) public pure {
        start = bound(start, 0, 65_000);
        uint256 end = start + bound(length, 1, 535);
        uint256 expected = 0;
        for (uint256 date = start; date < end; ++date) {
            (uint256 year, , ) = DayCount.calendarOf(date);
            expected += _isLeap(year) ? 365 : 366;
        }
        _assertFraction(ISDA, start, end, expected, 133_590);
    }

    /// @dev 2100, in which the cycle of four years breaks, again and again.
    function testFuzz_ActActAround2100(uint256 start, uint256 length) public pure {
        testFuzz_ActActCountsDayByDay(bound(start, 47_300, 47_900), length);
    }

    function testFuzz_ActActAddsUp(uint256 start, uint256 middle, uint256 end) public pure {
        start = bound(start, 0, 65_533);
        middle = bound(middle, start + 1, 65_534);
        end = bound(end, middle + 1, 65_535);
        (uint256 first, ) = DayCount.fraction(ISDA, start, middle);
        (uint256 second, ) = DayCount.fraction(ISDA, middle, end);
        (uint256 whole, ) = DayCount.fraction(ISDA, start, end);
        vm.assertEq(first + second, whole);
    }

    /// @dev A month of 30 days each: a year apart, 30/360 is one year but for the ends of February.
    function testFuzz_ThirtyDayMonthsStayCloseToTheDays(uint256 start, uint256 length) public pure {
        start = bound(start, 0, 60_000);
        uint256 end = start + bound(length, 1, 5_000);
        (uint256 us, ) = DayCount.fraction(US, start, end);
        (uint256 e, ) = DayCount.fraction(E, start, end);
        vm.assertLe(us > e ? us - e : e - us, 2, "the two differ by the ends of months");
        // 365.2425 days a year stand for 360; a month is at most two days off.
        uint256 scaled = ((end - start) * 3_600_000) / 3_652_425;
        vm.assertLe(us > scaled ? us - scaled : scaled - us, 4, "close to the days");
    }

    function test_RevertWhen_ConventionIsUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(DayCount.DayCountUnknown.selector, 5));
        this.fraction(5, 1, 2);
    }

    function fraction(uint256 convention, uint256 start, uint256 end) external pure returns (uint256 num, uint256 den) {
        return DayCount.fraction(convention, start, end);
    }

    function _interest(uint256 convention, uint256 start, uint256 end) private pure returns (uint256) {
        (uint256 num, uint256 den) = DayCount.fraction(convention, start, end);
        return WaterfallKernels.accrue(123_456_789, 0.0525e18, num, den);
    }

    function _assertFraction(uint256 convention, uint256 start, uint256 end, uint256 num, uint256 den) private pure {
        (uint256 foundNum, uint256 foundDen) = DayCount.fraction(convention, start, end);
        vm.assertEq(foundNum, num, "numerator");
        vm.assertEq(foundDen, den, "denominator");
    }

    function _tomorrow(uint256 year, uint256 month, uint256 day) private pure returns (uint256, uint256, uint256) {
        uint256 last = 31;
        if (month == 2) last = _isLeap(year) ? 29 : 28;
        else if (month == 4 || month == 6 || month == 9 || month == 11) last = 30;
        if (day < last) return (year, month, day + 1);
        return month < 12 ? (year, month + 1, 1) : (year + 1, 1, 1);
    }

    function _isLeap(uint256 year) private pure returns (bool) {
        return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    }
}
