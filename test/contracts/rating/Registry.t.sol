// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManaged } from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import { IRatingBook } from "../../../contracts/rating/IRatingBook.sol";
import { IRatingBookErrors } from "../../../contracts/rating/IRatingBookErrors.sol";
import { AgencyId } from "../../../contracts/types/AgencyId.sol";
import { SubjectKind } from "../../../contracts/types/Rating.sol";
import { ScaleId } from "../../../contracts/types/ScaleId.sol";
import { BookTest } from "../support/BookTest.sol";
import { bound, vm } from "../support/Vm.sol";

contract RegistryTest is BookTest {
    function _expectUnauthorized() private {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER));
        vm.prank(STRANGER);
    }

    function test_OnlyTheAuthorityAdmits() public {
        _expectUnauthorized();
        book.registerAgency(STRANGER, "Mine");
        _expectUnauthorized();
        book.setAgencyStatus(NORTH, IRatingBook.AgencyStatus.Suspended);
        string[] memory labels = _labels("1", "2", "3", "4");
        _expectUnauthorized();
        book.registerScale("Mine", labels);
    }

    function test_TellsAgencies() public {
        (address admin, bytes32 nameHash, IRatingBook.AgencyStatus status) = book.agencyOf(SOUTH);
        vm.assertEq(admin, SOUTH_ADMIN);
        vm.assertEq(nameHash, keccak256("South Ratings"));
        vm.assertEq(uint256(status), uint256(IRatingBook.AgencyStatus.Active));
        vm.assertEq(book.agencyCount(), 2);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookAgencyUnknown.selector, AgencyId.wrap(3)));
        book.agencyOf(AgencyId.wrap(3));
    }

    function test_RevertWhen_AgencyIsIncomplete() public {
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookAdminIsZero.selector));
        book.registerAgency(address(0), "Nobody");
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookNameLengthInvalid.selector, 0, 128));
        book.registerAgency(ADMIN, "");
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookNameLengthInvalid.selector, 129, 128));
        book.registerAgency(ADMIN, string(new bytes(129)));
    }

    function testFuzz_RevertWhen_StatusIsNotNew(uint256 status) public {
        status = bound(status, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookStatusNotSettable.selector, NORTH, status));
        book.setAgencyStatus(NORTH, IRatingBook.AgencyStatus(status));
    }

    function test_OnlyTheAdministratorManagesKeys() public {
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookCallerIsNotAdmin.selector, SOUTH_ADMIN, ADMIN));
        vm.prank(SOUTH_ADMIN);
        book.addKey(NORTH, STRANGER, 0, type(uint40).max);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookCallerIsNotAdmin.selector, SOUTH_ADMIN, ADMIN));
        vm.prank(SOUTH_ADMIN);
        book.removeKey(KEY);
    }

    function test_RevertWhen_KeyCannotBeAdded() public {
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookKeyIsZero.selector));
        vm.prank(ADMIN);
        book.addKey(NORTH, address(0), 0, type(uint40).max);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookKeyOfOtherAgency.selector, SOUTH_KEY, SOUTH));
        vm.prank(ADMIN);
        book.addKey(NORTH, SOUTH_KEY, 0, type(uint40).max);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookKeyInUse.selector, KEY, type(uint40).max));
        vm.prank(ADMIN);
        book.addKey(NORTH, KEY, 0, type(uint40).max);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookWindowIsEmpty.selector, uint40(START), uint40(START)));
        vm.prank(ADMIN);
        book.addKey(NORTH, STRANGER, 0, uint40(START));
    }

    function test_AKeyCountsFromItsBeginUntilItsEnd() public {
        vm.prank(ADMIN);
        book.addKey(NORTH, STRANGER, uint40(START + 10), uint40(START + 20));
        for (uint256 time = START + 9; time <= START + 20; ++time) {
            vm.warp(time);
            bool isOpen = time >= START + 10 && time < START + 20;
            if (!isOpen) vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookKeyMayNotPublish.selector, STRANGER, NORTH));
            vm.prank(STRANGER);
            book.registerSubject(SubjectKind.Deal, string(abi.encodePacked("Deal ", time)));
        }
        vm.prank(ADMIN);
        book.addKey(NORTH, STRANGER, 0, uint40(START + 40));
        (, uint40 from, uint40 until) = book.keyOf(STRANGER);
        vm.assertEq(from, START + 20);
        vm.assertEq(until, START + 40);
    }

    function test_AKeyRemovedBeforeItsBeginNeverCounts() public {
        vm.prank(ADMIN);
        book.addKey(NORTH, STRANGER, uint40(START + 10), uint40(START + 20));
        vm.prank(ADMIN);
        book.removeKey(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookKeyIsOver.selector, STRANGER, uint40(START)));
        vm.prank(ADMIN);
        book.removeKey(STRANGER);
        vm.warp(START + 15);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookKeyMayNotPublish.selector, STRANGER, NORTH));
        vm.prank(STRANGER);
        book.registerSubject(SubjectKind.Deal, "Deal");
    }

    function test_TellsScales() public {
        (bytes32 nameHash, string[] memory labels) = book.scaleOf(OTHER_SCALE);
        vm.assertEq(nameHash, keccak256("Short term"));
        vm.assertEq(labels.length, 4);
        vm.assertEq(labels[3], "NP");
        vm.assertEq(book.scaleCount(), 2);
    }

    function test_RevertWhen_ScaleIsWrong() public {
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookGradeCountInvalid.selector, 1, 32));
        book.registerScale("One", new string[](1));
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookGradeCountInvalid.selector, 33, 32));
        book.registerScale("Many", new string[](33));
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookLabelTwice.selector, "A"));
        book.registerScale("Twice", _labels("A", "B", "A", "C"));
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookNameLengthInvalid.selector, 0, 16));
        book.registerScale("Nameless", _labels("A", "", "B", "C"));
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookScaleUnknown.selector, ScaleId.wrap(3)));
        book.scaleOf(ScaleId.wrap(3));
    }

    function testFuzz_TheIdOfASubjectFollowsFromWhatItIs(uint256 kind, bytes32 word) public {
        SubjectKind what = SubjectKind(bound(kind, 1, 3));
        string memory name = string(abi.encodePacked(word));
        vm.prank(SOUTH_KEY);
        bytes32 id = book.registerSubject(what, name);
        vm.assertEq(id, keccak256(abi.encode(uint256(what), keccak256(bytes(name)))));
        (SubjectKind found, bytes32 nameHash) = book.subjectOf(id);
        vm.assertEq(uint256(found), uint256(what));
        vm.assertEq(nameHash, keccak256(bytes(name)));
    }

    function test_RevertWhen_SubjectIsWrong() public {
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookSubjectExists.selector, subject));
        vm.prank(SOUTH_KEY);
        book.registerSubject(SubjectKind.Enterprise, NAME);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookKindInvalid.selector, SubjectKind.None));
        vm.prank(KEY);
        book.registerSubject(SubjectKind.None, "Nothing");
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookKeyMayNotPublish.selector, STRANGER, AgencyId.wrap(0)));
        vm.prank(STRANGER);
        book.registerSubject(SubjectKind.Deal, "Deal");
    }
}
