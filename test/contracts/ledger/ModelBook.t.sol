// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IModelBook } from "../../../contracts/ledger/IModelBook.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { KeyRoles } from "../../../contracts/types/KeyRoles.sol";
import { ModelChange, ModelRole } from "../../../contracts/types/ModelChange.sol";
import { ModelBookTest } from "../support/ModelBookTest.sol";
import { bound, vm } from "../support/Vm.sol";

contract ModelBookRecordTest is ModelBookTest {
    event ModelRecorded(
        IssuerId indexed issuer,
        bytes32 indexed model,
        uint64 sequence,
        bytes32 data,
        bytes32 report,
        ModelRole role,
        uint16 shareBps,
        uint40 time,
        address key
    );

    function _expect(uint256 number, uint64 sequence, ModelRole role, uint16 shareBps) private {
        vm.expectEmit(true, true, true, true, address(book));
        emit ModelRecorded(KEEPING, _model(number), sequence, _data(number), _report(number), role, shareBps, uint40(block.timestamp), KEY);
    }

    function _refuse(bytes memory reason, uint256 number, ModelRole role, uint16 shareBps) private {
        uint64 next = _next(KEY);
        vm.expectRevert(reason);
        vm.prank(KEY);
        book.record(next, _model(number), _data(number), _report(number), role, shareBps);
    }

    // In order

    function test_KeepsTheFirstChampionWithItsFacts() public {
        _expect(1, 1, ModelRole.Champion, 0);
        vm.assertEq(_record(KEY, 1, ModelRole.Champion, 0), 1);
        vm.assertEq(book.championOf(KEEPING), _model(1));
        (bytes32 data, bytes32 report) = book.factsOf(KEEPING, _model(1));
        vm.assertEq(data, _data(1));
        vm.assertEq(report, _report(1));
        vm.assertEq(book.changesOf(KEEPING, _model(1)), 1);
        ModelChange memory change = book.changeAt(KEEPING, _model(1), 0);
        vm.assertEq(change.sequence, 1);
        vm.assertEq(change.since, START);
        vm.assertTrue(change.role == ModelRole.Champion);
        vm.assertEq(book.championOf(PLAIN), bytes32(0));
        vm.assertEq(book.changeCount(PLAIN), 0);
    }

    function test_RetiresTheChampionBeforeANewOne() public {
        _record(KEY, 1, ModelRole.Champion, 0);
        vm.warp(START + 1 days);
        _expect(1, 2, ModelRole.None, 0);
        _expect(2, 3, ModelRole.Champion, 0);
        vm.assertEq(_record(KEY, 2, ModelRole.Champion, 0), 3);
        vm.assertEq(book.championOf(KEEPING), _model(2));
        vm.assertEq(book.changeCount(KEEPING), 3);
        vm.assertTrue(book.standingAt(KEEPING, _model(1), uint40(START + 1 days)).role == ModelRole.None);
        vm.assertTrue(book.standingAt(KEEPING, _model(1), uint40(START + 1 days - 1)).role == ModelRole.Champion);
    }

    function test_AChallengerThatBecomesChampionGivesItsShareBack() public {
        _record(KEY, 1, ModelRole.Champion, 0);
        _record(KEY, 2, ModelRole.Challenger, 2_000);
        _record(KEY, 3, ModelRole.Challenger, 500);
        _record(KEY, 4, ModelRole.Shadow, 0);
        vm.assertEq(book.challengedOf(KEEPING), 2_500);
        _record(KEY, 2, ModelRole.Champion, 0);
        vm.assertEq(book.challengedOf(KEEPING), 500);
        _record(KEY, 3, ModelRole.None, 0);
        vm.assertEq(book.challengedOf(KEEPING), 0);
        vm.assertTrue(book.standingAt(KEEPING, _model(3), uint40(START)).role == ModelRole.None);
    }

    function test_AShareChanges() public {
        _record(KEY, 1, ModelRole.Champion, 0);
        _record(KEY, 2, ModelRole.Challenger, 1_000);
        _record(KEY, 2, ModelRole.Challenger, 9_999);
        vm.assertEq(book.challengedOf(KEEPING), 9_999);
    }

    function testFuzz_IssuersDoNotMeet(uint256 first, uint256 second) public {
        _record(KEY, first, ModelRole.Champion, 0);
        _record(PLAIN_KEY, second, ModelRole.Champion, 0);
        vm.assertEq(book.championOf(KEEPING), _model(first));
        vm.assertEq(book.championOf(PLAIN), _model(second));
        vm.assertEq(book.changeCount(KEEPING), 1);
    }

    // Moments

    function testFuzz_StandingIsTheLastChangeThatWasNoLater(uint256[6] memory gaps, uint256 moment) public {
        _record(KEY, 1, ModelRole.Champion, 0);
        uint256[] memory times = new uint256[](6);
        uint256 time = START;
        for (uint256 i = 0; i < 6; ++i) {
            time += gaps[i] % 3;
            times[i] = time;
            vm.warp(time);
            _record(KEY, 2, ModelRole.Challenger, uint16(100 + i));
        }
        moment = bound(moment, START - 2, time + 2);
        uint256 wanted = 0;
        for (uint256 i = 0; i < 6; ++i) if (times[i] <= moment) wanted = i + 2;
        ModelChange memory change = book.standingAt(KEEPING, _model(2), uint40(moment));
        vm.assertEq(change.sequence, wanted);
        vm.assertEq(change.shareBps, wanted == 0 ? 0 : 98 + wanted);
    }

    function test_RevertWhen_ChangeIsUnknown() public {
        _record(KEY, 1, ModelRole.Champion, 0);
        vm.expectRevert(abi.encodeWithSelector(IModelBook.ModelChangeUnknown.selector, _model(1), 1, 1));
        book.changeAt(KEEPING, _model(1), 1);
    }

    // Refusals

    function _refuseCaller(address caller, IssuerId issuer, uint8 roles) private {
        vm.expectRevert(abi.encodeWithSelector(IModelBook.ModelCallerMayNotWrite.selector, caller, issuer, KeyRoles.wrap(roles)));
        vm.prank(caller);
        book.record(1, _model(1), _data(1), _report(1), ModelRole.Champion, 0);
    }

    function test_RevertWhen_CallerIsAStranger() public {
        _refuseCaller(STRANGER, IssuerId.wrap(0), 0);
    }

    function testFuzz_RevertWhen_KeyLacksTheRole(uint8 roles) public {
        roles = uint8(bound(roles, 1, 3)) << 1;
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, STRANGER, 0, FOREVER, KeyRoles.wrap(roles));
        _refuseCaller(STRANGER, KEEPING, roles);
    }

    function test_RevertWhen_KeyIsOutOfItsWindow() public {
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, STRANGER, uint40(START + 1 days), uint40(START + 2 days), ALL);
        _refuseCaller(STRANGER, KEEPING, 7);
        vm.warp(START + 2 days);
        _refuseCaller(STRANGER, KEEPING, 7);
        vm.prank(ADMIN);
        ledger.removeKey(KEY);
        _refuseCaller(KEY, KEEPING, 7);
    }

    function test_RevertGiven_IssuerIsSuspended() public {
        _suspend(KEEPING);
        _refuse(abi.encodeWithSelector(IModelBook.ModelIssuerSuspended.selector, KEEPING), 1, ModelRole.Champion, 0);
    }

    function testFuzz_RevertWhen_NumberIsNotTheNextOne(uint64 number) public {
        _record(KEY, 1, ModelRole.Champion, 0);
        if (number == 2) number = 1;
        vm.expectRevert(abi.encodeWithSelector(IModelBook.ModelStaleSequence.selector, number, 2));
        vm.prank(KEY);
        book.record(number, _model(2), _data(2), _report(2), ModelRole.Champion, 0);
    }

    function testFuzz_RevertWhen_AHashIsZero(uint256 which) public {
        bytes32[3] memory hashes = [_model(1), _data(1), _report(1)];
        hashes[which % 3] = 0;
        vm.expectRevert(abi.encodeWithSelector(IModelBook.ModelHashIsZero.selector, hashes[0], hashes[1], hashes[2]));
        vm.prank(KEY);
        book.record(1, hashes[0], hashes[1], hashes[2], ModelRole.Champion, 0);
    }

    function testFuzz_RevertWhen_ShareAndRoleDoNotMatch(uint8 kind, uint16 shareBps) public {
        ModelRole role = ModelRole(kind % 4);
        if (role == ModelRole.Challenger) shareBps = 0;
        else if (shareBps == 0) shareBps = 1;
        _refuse(abi.encodeWithSelector(IModelBook.ModelShareInvalid.selector, role, shareBps), 1, role, shareBps);
    }

    function test_RevertGiven_OtherFacts() public {
        _record(KEY, 1, ModelRole.Champion, 0);
        _record(KEY, 2, ModelRole.Champion, 0);
        bytes memory reason = abi.encodeWithSelector(IModelBook.ModelFactsDiffer.selector, _model(1), _data(1), _report(1));
        vm.expectRevert(reason);
        vm.prank(KEY);
        book.record(4, _model(1), _data(2), _report(1), ModelRole.Champion, 0);
        vm.expectRevert(reason);
        vm.prank(KEY);
        book.record(4, _model(1), _data(1), _report(2), ModelRole.Champion, 0);
    }

    function test_RevertGiven_NoChampion() public {
        bytes4 selector = IModelBook.ModelChampionMissing.selector;
        _refuse(abi.encodeWithSelector(selector, _model(1), ModelRole.Shadow), 1, ModelRole.Shadow, 0);
        _refuse(abi.encodeWithSelector(selector, _model(1), ModelRole.Challenger), 1, ModelRole.Challenger, 5);
        _record(KEY, 1, ModelRole.Champion, 0);
        _refuse(abi.encodeWithSelector(selector, _model(1), ModelRole.None), 1, ModelRole.None, 0);
        _refuse(abi.encodeWithSelector(selector, _model(1), ModelRole.Challenger), 1, ModelRole.Challenger, 5);
    }

    function test_RevertGiven_TheRoleAndShareStand() public {
        bytes4 selector = IModelBook.ModelRoleUnchanged.selector;
        _record(KEY, 1, ModelRole.Champion, 0);
        _record(KEY, 2, ModelRole.Challenger, 7);
        _refuse(abi.encodeWithSelector(selector, _model(1), ModelRole.Champion, 0), 1, ModelRole.Champion, 0);
        _refuse(abi.encodeWithSelector(selector, _model(2), ModelRole.Challenger, 7), 2, ModelRole.Challenger, 7);
        _refuse(abi.encodeWithSelector(selector, _model(3), ModelRole.None, 0), 3, ModelRole.None, 0);
    }

    function testFuzz_RevertGiven_NobodyIsLeftToTheChampion(uint16 first, uint16 second) public {
        first = uint16(bound(first, 1, 9_999));
        second = uint16(bound(second, 10_000 - first, type(uint16).max));
        _record(KEY, 1, ModelRole.Champion, 0);
        _record(KEY, 2, ModelRole.Challenger, first);
        bytes memory reason = abi.encodeWithSelector(IModelBook.ModelSharesExceeded.selector, uint256(first) + second);
        _refuse(reason, 3, ModelRole.Challenger, second);
    }
}
