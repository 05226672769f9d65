// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IRatingBook } from "../../../contracts/rating/IRatingBook.sol";
import { IRatingBookErrors } from "../../../contracts/rating/IRatingBookErrors.sol";
import { AgencyId } from "../../../contracts/types/AgencyId.sol";
import { Outlook, Rating, RatingAction, RatingEntry, RatingState, Watch } from "../../../contracts/types/Rating.sol";
import { ScaleId } from "../../../contracts/types/ScaleId.sol";
import { BookTest } from "../support/BookTest.sol";
import { bound, vm } from "../support/Vm.sol";

contract PublishTest is BookTest {
    event RatingPublished(
        AgencyId indexed agency,
        bytes32 indexed subject,
        RatingAction indexed action,
        Rating rating,
        address key,
        uint40 time
    );

    function _expectMisfit(Rating memory rating) private {
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookActionDoesNotFit.selector, rating.action));
        _publish(rating);
    }

    function test_KeepsAndTellsTheRating() public {
        Rating memory rating = _next(NORTH);
        vm.expectEmit(true, true, true, true, address(book));
        emit RatingPublished(NORTH, subject, RatingAction.Assigned, rating, KEY, uint40(START));
        _publish(rating);
        (RatingState state, uint64 sequence, RatingEntry memory entry) = book.ratingOf(NORTH, subject);
        vm.assertEq(uint256(state), uint256(RatingState.Current));
        vm.assertEq(sequence, 1);
        vm.assertEq(keccak256(abi.encode(entry)), keccak256(abi.encode(book.ratingAt(NORTH, subject, 1))));
        vm.assertEq(entry.key, KEY);
        vm.assertEq(entry.grade, 1);
        vm.assertEq(entry.pd, 0.01e18);
        vm.assertEq(entry.modelHash, MODEL);
        vm.assertEq(entry.reportHash, REPORT);
        vm.assertEq(entry.time, START);
    }

    function test_AgenciesDoNotMix() public {
        _assign();
        Rating memory other = _next(SOUTH);
        other.grade = 3;
        _publish(other);
        (, , RatingEntry memory entry) = book.ratingOf(NORTH, subject);
        vm.assertEq(entry.grade, 1);
        vm.assertEq(book.ratingCount(SOUTH, subject), 1);
    }

    /// @dev Every action is tried with every change; the rules are told here a second time, by what an action means.
    function testFuzz_OnlyTheActionThatSaysWhatChangesFits(uint256 action, uint256 grade, uint256 outlook, uint256 watch) public {
        _assign();
        Rating memory rating = _next(NORTH);
        rating.action = RatingAction(bound(action, 1, 7));
        rating.grade = uint8(bound(grade, 0, 3));
        rating.outlook = Outlook(bound(outlook, 0, 3));
        rating.watch = Watch(bound(watch, 0, 2));
        if (rating.action == RatingAction.Withdrawn) rating.validUntil = 0;
        bool isSame = rating.grade == 1;
        bool isOutlookSame = rating.outlook == Outlook.Stable;
        bool isWatchSame = rating.watch == Watch.None;
        bool[8] memory fits;
        fits[uint256(RatingAction.Affirmed)] = isSame;
        fits[uint256(RatingAction.Upgraded)] = rating.grade == 0;
        fits[uint256(RatingAction.Downgraded)] = rating.grade > 1;
        fits[uint256(RatingAction.OutlookChanged)] = isSame && !isOutlookSame && isWatchSame;
        fits[uint256(RatingAction.WatchChanged)] = isSame && isOutlookSame && !isWatchSame;
        fits[uint256(RatingAction.Withdrawn)] = isSame && isWatchSame;
        if (fits[uint256(rating.action)]) _publish(rating);
        else _expectMisfit(rating);
    }

    function testFuzz_OnlyAnAssignmentStarts(uint256 action) public {
        Rating memory rating = _next(NORTH);
        rating.action = RatingAction(bound(action, 0, 7));
        if (rating.action == RatingAction.Withdrawn) rating.validUntil = 0;
        if (rating.action == RatingAction.Assigned) _publish(rating);
        else _expectMisfit(rating);
    }

    function test_RevertWhen_TheScaleChanges() public {
        _assign();
        Rating memory rating = _next(NORTH);
        rating.scale = OTHER_SCALE;
        _expectMisfit(rating);
    }

    function test_AWithdrawalIsFinalUntilAssignedAnew() public {
        _assign();
        Rating memory rating = _next(NORTH);
        rating.action = RatingAction.Withdrawn;
        rating.validUntil = 0;
        _publish(rating);
        vm.assertEq(uint256(_state()), uint256(RatingState.Withdrawn));
        rating = _next(NORTH);
        rating.action = RatingAction.Affirmed;
        _expectMisfit(rating);
        rating.action = RatingAction.Assigned;
        rating.scale = OTHER_SCALE;
        _publish(rating);
        vm.assertEq(uint256(_state()), uint256(RatingState.Current));
    }

    function test_AnExpiredRatingCanBeAffirmed() public {
        _assign();
        vm.warp(START + 365 days - 1);
        vm.assertEq(uint256(_state()), uint256(RatingState.Current));
        vm.warp(START + 365 days);
        vm.assertEq(uint256(_state()), uint256(RatingState.Expired));
        _publish(_next(NORTH));
        vm.assertEq(uint256(_state()), uint256(RatingState.Current));
    }

    function testFuzz_RevertWhen_SequenceIsNotNext(uint64 sequence) public {
        _assign();
        Rating memory rating = _next(NORTH);
        if (sequence == 2) sequence = 3;
        rating.sequence = sequence;
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookSequenceNotNext.selector, sequence, 2));
        _publish(rating);
    }

    function testFuzz_RevertWhen_CallerIsNoKey(address caller) public {
        if (caller == KEY || caller == SOUTH_KEY) caller = STRANGER;
        Rating memory rating = _next(NORTH);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookKeyMayNotPublish.selector, caller, AgencyId.wrap(0)));
        vm.prank(caller);
        book.publish(rating);
    }

    function test_RevertWhen_KeyIsOfAnotherAgency() public {
        Rating memory rating = _next(NORTH);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookKeyMayNotPublish.selector, SOUTH_KEY, NORTH));
        vm.prank(SOUTH_KEY);
        book.publish(rating);
    }

    function test_RevertWhen_KeyWasRemoved() public {
        vm.prank(ADMIN);
        book.removeKey(KEY);
        Rating memory rating = _next(NORTH);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookKeyMayNotPublish.selector, KEY, NORTH));
        _publish(rating);
    }

    function test_RevertGiven_AgencyIsSuspended() public {
        _assign();
        book.setAgencyStatus(NORTH, IRatingBook.AgencyStatus.Suspended);
        vm.assertEq(uint256(_state()), uint256(RatingState.AgencySuspended));
        Rating memory rating = _next(NORTH);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookAgencySuspended.selector, NORTH));
        _publish(rating);
        book.setAgencyStatus(NORTH, IRatingBook.AgencyStatus.Active);
        _publish(rating);
    }

    function test_RevertWhen_SubjectScaleOrGradeIsUnknown() public {
        Rating memory rating = _next(NORTH);
        rating.subject = keccak256("nobody");
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookSubjectUnknown.selector, rating.subject));
        _publish(rating);
        rating = _next(NORTH);
        rating.scale = ScaleId.wrap(3);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookScaleUnknown.selector, rating.scale));
        _publish(rating);
        rating = _next(NORTH);
        rating.grade = 4;
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookGradeUnknown.selector, SCALE, 4));
        _publish(rating);
    }

    function testFuzz_RevertWhen_PdIsAboveOne(uint64 pd) public {
        Rating memory rating = _next(NORTH);
        rating.pd = uint64(bound(pd, 1e18 + 1, type(uint64).max));
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookPdInvalid.selector, rating.pd));
        _publish(rating);
    }

    function test_RevertWhen_AHashIsMissing() public {
        Rating memory rating = _next(NORTH);
        rating.modelHash = 0;
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookHashIsZero.selector));
        _publish(rating);
        rating = _next(NORTH);
        rating.reportHash = 0;
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookHashIsZero.selector));
        _publish(rating);
    }

    function testFuzz_RevertWhen_ItWouldBeOverOrLastForEver(uint64 until) public {
        Rating memory rating = _next(NORTH);
        rating.validUntil = until % 2 == 0 ? uint64(bound(until, 0, START)) : uint64(bound(until, 1 << 40, type(uint64).max));
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookValidityInvalid.selector, rating.validUntil));
        _publish(rating);
    }

    function test_RevertWhen_AWithdrawalWouldLast() public {
        _assign();
        Rating memory rating = _next(NORTH);
        rating.action = RatingAction.Withdrawn;
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookValidityInvalid.selector, rating.validUntil));
        _publish(rating);
    }

    function test_RevertWhen_AnEntryIsUnknown() public {
        _assign();
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookEntryUnknown.selector, 2, 1));
        book.ratingAt(NORTH, subject, 2);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookEntryUnknown.selector, 0, 1));
        book.ratingAt(NORTH, subject, 0);
    }
}
