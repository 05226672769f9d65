// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { bound, vm } from "../support/Vm.sol";

contract RegisterIssuerTest is LedgerTest {
    function testFuzz_RevertWhen_CallerIsNotPermitted(address caller) public {
        if (caller == address(this)) return;
        _expectUnauthorized(caller);
        ledger.registerIssuer(ADMIN, "Bank", true);
    }

    function test_RevertWhen_AdminIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(ICreditLedger.LedgerAdminIsZero.selector));
        ledger.registerIssuer(address(0), "Bank", true);
    }

    function test_RevertWhen_NameIsEmpty() public {
        vm.expectRevert(abi.encodeWithSelector(ICreditLedger.LedgerNameLengthInvalid.selector, 0, 128));
        ledger.registerIssuer(ADMIN, "", true);
    }

    function testFuzz_RevertWhen_NameIsTooLong(uint256 length) public {
        length = bound(length, 129, 1000);
        vm.expectRevert(abi.encodeWithSelector(ICreditLedger.LedgerNameLengthInvalid.selector, length, 128));
        ledger.registerIssuer(ADMIN, string(new bytes(length)), true);
    }

    function testFuzz_RegistersTheIssuer(address admin, uint256 length, bool stores) public {
        if (admin == address(0)) admin = ADMIN;
        string memory name = string(new bytes(bound(length, 1, 128)));
        bytes32 nameHash = keccak256(bytes(name));
        uint32 before = ledger.issuerCount();
        IssuerId expected = IssuerId.wrap(before + 1);
        _expectEvent();
        emit ICreditLedger.IssuerRegistered(expected, admin, nameHash, name, stores);
        _expectEvent();
        emit ICreditLedger.IssuerStatusChanged(expected, ICreditLedger.IssuerStatus.Active, uint40(START));
        vm.assertEq(_raw(ledger.registerIssuer(admin, name, stores)), _raw(expected));
        vm.assertEq(ledger.issuerCount(), before + 1);
        _assertEntry(expected, admin, nameHash, stores);
    }

    function _assertEntry(IssuerId issuer, address admin, bytes32 nameHash, bool stores) private view {
        (address foundAdmin, bytes32 foundHash, ICreditLedger.IssuerStatus status, bool foundStores) = ledger.issuerOf(issuer);
        vm.assertEq(foundAdmin, admin);
        vm.assertEq(foundHash, nameHash);
        vm.assertEq(uint256(status), uint256(ICreditLedger.IssuerStatus.Active));
        vm.assertEq(foundStores, stores);
        ICreditLedger.StatusChange[] memory history = ledger.issuerStatusHistory(issuer);
        vm.assertEq(history.length, 1);
        vm.assertEq(history[0].time, START);
        (uint64 size, uint64 leaves, bytes32 root, uint40 time) = ledger.checkpoint(issuer);
        vm.assertEq(uint256(size) + leaves + time, 0);
        vm.assertEq(root, keccak256(""));
    }
}
