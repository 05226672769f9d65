// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IRatingBookErrors } from "../../../contracts/rating/IRatingBookErrors.sol";
import { AgencyId } from "../../../contracts/types/AgencyId.sol";
import { ScaleId } from "../../../contracts/types/ScaleId.sol";
import { BookTest } from "../support/BookTest.sol";
import { bound, vm } from "../support/Vm.sol";

contract DefaultRatesTest is BookTest {
    event DefaultRatesPublished(
        AgencyId indexed agency,
        ScaleId indexed scale,
        uint16 indexed year,
        uint32 version,
        uint64[] rated,
        uint64[] defaulted
    );

    function _row(uint64 a, uint64 b, uint64 c, uint64 d) private pure returns (uint64[] memory row) {
        row = new uint64[](4);
        (row[0], row[1], row[2], row[3]) = (a, b, c, d);
    }

    function _publish(uint16 year, uint32 version, uint64[] memory rated, uint64[] memory defaulted) private {
        vm.prank(KEY);
        book.publishDefaultRates(SCALE, year, version, rated, defaulted);
    }

    function test_KeepsEveryVersion() public {
        uint64[] memory rated = _row(100, 200, 300, 40);
        vm.expectEmit(true, true, true, true, address(book));
        emit DefaultRatesPublished(NORTH, SCALE, 2025, 1, rated, _row(0, 1, 6, 9));
        _publish(2025, 1, rated, _row(0, 1, 6, 9));
        vm.warp(START + 1 days);
        _publish(2025, 2, rated, _row(0, 2, 6, 9));
        vm.assertEq(book.defaultRateVersions(NORTH, SCALE, 2025), 2);
        (uint40 time, uint64[] memory found, uint64[] memory defaulted) = book.defaultRatesOf(NORTH, SCALE, 2025, 1);
        vm.assertEq(time, START);
        vm.assertEq(found[3], 40);
        vm.assertEq(defaulted[1], 1);
        (, , defaulted) = book.defaultRatesOf(NORTH, SCALE, 2025, 2);
        vm.assertEq(defaulted[1], 2);
        vm.assertEq(book.defaultRateVersions(SOUTH, SCALE, 2025), 0);
    }

    function testFuzz_RevertWhen_VersionIsNotNext(uint32 version) public {
        _publish(2025, 1, _row(1, 1, 1, 1), _row(0, 0, 0, 0));
        if (version == 2) version = 1;
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookVersionNotNext.selector, version, 2));
        _publish(2025, version, _row(1, 1, 1, 1), _row(0, 0, 0, 0));
    }

    /// @dev First seconds of years, told by a calendar: 1971, 1973, 2000, 2001, 2027, 2101.
    function test_AYearMustBeOver() public {
        uint256[6] memory starts = [uint256(31_536_000), 94_694_400, 946_684_800, 978_307_200, 1_798_761_600, 4_133_980_800];
        uint16[6] memory calendar = [uint16(1970), 1972, 1999, 2000, 2026, 2100];
        for (uint256 i = 0; i < 6; ++i) {
            address key = address(uint160(0xe000 + i));
            vm.warp(starts[i] - 1);
            vm.prank(ADMIN);
            book.addKey(NORTH, key, 0, type(uint40).max);
            vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookYearInvalid.selector, calendar[i]));
            vm.prank(key);
            book.publishDefaultRates(SCALE, calendar[i], 1, _row(1, 1, 1, 1), _row(0, 0, 0, 0));
            vm.warp(starts[i]);
            vm.prank(key);
            book.publishDefaultRates(SCALE, calendar[i], 1, _row(1, 1, 1, 1), _row(0, 0, 0, 0));
        }
    }

    function testFuzz_RevertWhen_YearIsBefore1970OrToCome(uint16 year) public {
        year = year < 32_768 ? uint16(bound(year, 0, 1969)) : uint16(bound(year, 2026, type(uint16).max));
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookYearInvalid.selector, year));
        _publish(year, 1, _row(1, 1, 1, 1), _row(0, 0, 0, 0));
    }

    function test_RevertWhen_RowsAreMissing() public {
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookGradesMissing.selector, 4, 3, 4));
        _publish(2025, 1, _row(1, 1, 1, 1), new uint64[](3));
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookGradesMissing.selector, 5, 4, 4));
        _publish(2025, 1, new uint64[](5), _row(0, 0, 0, 0));
    }

    function testFuzz_RevertWhen_MoreDefaultedThanWereRated(uint256 grade, uint64 rated) public {
        grade = bound(grade, 0, 3);
        rated = uint64(bound(rated, 0, type(uint64).max - 1));
        uint64[] memory many = _row(rated, rated, rated, rated);
        uint64[] memory defaulted = _row(0, 0, 0, 0);
        defaulted[grade] = rated + 1;
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookDefaultsExceedRated.selector, grade, rated, rated + 1));
        _publish(2025, 1, many, defaulted);
    }

    function test_RevertWhen_CallerIsNoKey() public {
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookKeyMayNotPublish.selector, STRANGER, AgencyId.wrap(0)));
        vm.prank(STRANGER);
        book.publishDefaultRates(SCALE, 2025, 1, _row(1, 1, 1, 1), _row(0, 0, 0, 0));
    }

    function test_RevertWhen_AVersionIsUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookEntryUnknown.selector, 1, 0));
        book.defaultRatesOf(NORTH, SCALE, 2025, 1);
    }
}
