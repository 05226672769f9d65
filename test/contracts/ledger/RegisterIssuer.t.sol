// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { ILedgerErrors } from "../../../contracts/ledger/ILedgerErrors.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { bound, vm } from "../support/Vm.sol";

contract RegisterIssuerTest is LedgerTest {
    function testFuzz_RevertWhen_CallerIsNotPermitted(address caller) public {
        if (caller == address(this)) return;
        _expectUnauthorized(caller);
        ledger.registerIssuer(ADMIN, "Bank", true, 0);
    }

    function test_RevertWhen_AdminIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerAdminIsZero.selector));
        ledger.registerIssuer(address(0), "Bank", true, 0);
    }

    function test_RevertWhen_NameIsEmpty() public {
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerNameLengthInvalid.selector, 0, 128));
        ledger.registerIssuer(ADMIN, "", true, 0);
    }

    function testFuzz_RevertWhen_NameIsTooLong(uint256 length) public {
        length = bound(length, 129, 1000);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerNameLengthInvalid.selector, length, 128));
        ledger.registerIssuer(ADMIN, string(new bytes(length)), true, 0);
    }

    function testFuzz_RevertWhen_KeysWouldWaitTooLong(uint32 delay) public {
        delay = uint32(bound(delay, 365 days + 1, type(uint32).max));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyDelayTooLong.selector, delay, 365 days));
        ledger.registerIssuer(ADMIN, "Bank", true, delay);
    }

    function testFuzz_RegistersTheIssuer(address admin, uint256 length, bool stores, uint32 delay) public {
        if (admin == address(0)) admin = ADMIN;
        delay = uint32(bound(delay, 0, 365 days));
        string memory name = string(new bytes(bound(length, 1, 128)));
        bytes32 nameHash = keccak256(bytes(name));
        uint32 before = ledger.issuerCount();
        IssuerId expected = IssuerId.wrap(before + 1);
        _expectEvent();
        emit ICreditLedger.IssuerRegistered(expected, admin, nameHash, name, stores, delay);
        _expectEvent();
        emit ICreditLedger.IssuerStatusChanged(expected, ICreditLedger.IssuerStatus.Active, uint40(START));
        vm.assertEq(_raw(ledger.registerIssuer(admin, name, stores, delay)), _raw(expected));
        vm.assertEq(ledger.issuerCount(), before + 1);
        _assertEntry(expected, admin, nameHash, stores, delay);
    }

    function _assertEntry(IssuerId issuer, address admin, bytes32 nameHash, bool stores, uint32 delay) private view {
        (
            address foundAdmin,
            bytes32 foundHash,
            ICreditLedger.IssuerStatus status,
            bool foundStores,
            uint32 foundDelay,
            IssuerId successor
        ) = ledger.issuerOf(issuer);
        vm.assertEq(foundDelay, delay);
        vm.assertEq(_raw(successor), 0);
        vm.assertEq(foundAdmin, admin);
        vm.assertEq(foundHash, nameHash);
        vm.assertEq(uint256(status), uint256(ICreditLedger.IssuerStatus.Active));
        vm.assertEq(foundStores, stores);
        _assertBeginning(issuer);
    }

    function _assertBeginning(IssuerId issuer) private view {
        ICreditLedger.StatusChange[] memory history = ledger.issuerStatusHistory(issuer);
        vm.assertEq(history.length, 1);
        vm.assertEq(history[0].time, START);
        (uint64 size, uint64 leaves, bytes32 root, uint40 time) = ledger.checkpoint(issuer);
        vm.assertEq(uint256(size) + leaves + time, 0);
        vm.assertEq(root, keccak256(""));
    }
}
