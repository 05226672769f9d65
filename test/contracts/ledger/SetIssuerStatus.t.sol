// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { ILedgerErrors } from "../../../contracts/ledger/ILedgerErrors.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { bound, vm } from "../support/Vm.sol";

contract SetIssuerStatusTest is LedgerTest {
    function testFuzz_RevertWhen_CallerIsNotPermitted(address caller) public {
        if (caller == address(this)) return;
        _expectUnauthorized(caller);
        ledger.setIssuerStatus(KEEPING, ICreditLedger.IssuerStatus.Suspended);
    }

    function test_RevertGiven_IssuerDoesNotExist() public {
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerIssuerUnknown.selector, NOBODY));
        ledger.setIssuerStatus(NOBODY, ICreditLedger.IssuerStatus.Suspended);
    }

    function test_RevertWhen_StatusIsNone() public {
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerStatusNotSettable.selector, KEEPING, ICreditLedger.IssuerStatus.None));
        ledger.setIssuerStatus(KEEPING, ICreditLedger.IssuerStatus.None);
    }

    function test_RevertGiven_IssuerHasTheStatus() public {
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerStatusNotSettable.selector, KEEPING, ICreditLedger.IssuerStatus.Active));
        ledger.setIssuerStatus(KEEPING, ICreditLedger.IssuerStatus.Active);
    }

    function testFuzz_ChangesTheStatusAndKeepsTheHistory(uint256 changes, uint256 step) public {
        _anchor(KEY, 7);
        changes = bound(changes, 1, 20);
        step = bound(step, 0, 1000);
        for (uint256 i = 1; i <= changes; ++i) {
            uint40 time = uint40(START + i * step);
            vm.warp(time);
            _expectEvent();
            emit ICreditLedger.IssuerStatusChanged(KEEPING, _statusAfter(i), time);
            ledger.setIssuerStatus(KEEPING, _statusAfter(i));
            (, , ICreditLedger.IssuerStatus found, , , ) = ledger.issuerOf(KEEPING);
            vm.assertEq(uint256(found), uint256(_statusAfter(i)));
        }
        ICreditLedger.StatusChange[] memory history = ledger.issuerStatusHistory(KEEPING);
        vm.assertEq(history.length, changes + 1);
        for (uint256 i = 0; i <= changes; ++i) {
            vm.assertEq(history[i].time, START + i * step);
            vm.assertEq(uint256(history[i].status), uint256(_statusAfter(i)));
        }
        (uint64 size, uint64 leaves, , uint40 anchoredAt) = ledger.checkpoint(KEEPING);
        vm.assertEq(size, 1);
        vm.assertEq(leaves, 7);
        vm.assertEq(anchoredAt, START);
    }

    function _statusAfter(uint256 changes) private pure returns (ICreditLedger.IssuerStatus) {
        return changes % 2 == 0 ? ICreditLedger.IssuerStatus.Active : ICreditLedger.IssuerStatus.Suspended;
    }
}
