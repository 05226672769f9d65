// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { IDealErrors } from "../../../contracts/securitization/IDealErrors.sol";
import { DealPhase } from "../../../contracts/types/DealPhase.sol";
import { DealStatus } from "../../../contracts/types/DealStatus.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { vm } from "../support/Vm.sol";
import { vmSign } from "../support/VmSign.sol";

/// @dev What the trustee and passers-by may record, and what they cannot do with it.
contract TrusteeTest is DealTest {
    uint256 private constant NEW_KEY = 0x5E43;

    function _acts() private pure returns (bytes[4] memory) {
        return
            [
                abi.encodeCall(IDeal.accelerate, (REASON)),
                abi.encodeCall(IDeal.declareServicerDefault, (REASON)),
                abi.encodeCall(IDeal.replaceServicerKey, (vmSign.addr(NEW_KEY))),
                abi.encodeCall(IDeal.redeem, ())
            ];
    }

    function _refused(address caller, bytes memory act, bytes memory reason) private {
        vm.prank(caller);
        (bool isDone, bytes memory answer) = address(deal).call(act);
        vm.assertFalse(isDone, "refused");
        vm.assertEq(keccak256(answer), keccak256(reason), "for this reason");
    }

    function test_RevertWhen_TheCallerIsNotTheTrustee() public {
        _issue();
        address[5] memory others = [ORIGINATOR, SERVICER, STRANGER, RESIDUAL, vmSign.addr(KEY)];
        for (uint256 i = 0; i < 4; ++i) {
            for (uint256 k = 0; k < others.length; ++k) {
                _refused(others[k], _acts()[i], abi.encodeWithSelector(IDealErrors.DealCallerInvalid.selector, others[k], TRUSTEE));
            }
        }
        vm.assertEq(deal.servicing().key, vmSign.addr(KEY));
        vm.assertFalse(deal.servicing().isAccelerating || deal.servicing().isInDefault, "nothing recorded");
    }

    function test_RevertGiven_TheDealIsNotLive() public {
        for (uint256 i = 0; i < 4; ++i) _refused(TRUSTEE, _acts()[i], _phaseInvalid(DealPhase.Structuring));
        _refused(STRANGER, abi.encodeCall(IDeal.reportLate, ()), _phaseInvalid(DealPhase.Structuring));
        vm.prank(ORIGINATOR);
        deal.cancel();
        for (uint256 i = 0; i < 4; ++i) _refused(TRUSTEE, _acts()[i], _phaseInvalid(DealPhase.Cancelled));
    }

    function _phaseInvalid(DealPhase phase) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDealErrors.DealPhaseInvalid.selector, phase);
    }

    function _do(bytes memory act) private {
        vm.prank(TRUSTEE);
        (bool isDone, ) = address(deal).call(act);
        vm.assertTrue(isDone, "done");
    }

    function _alreadyRecorded() private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDealErrors.DealAlreadyRecorded.selector);
    }

    // accelerate, declareServicerDefault

    function test_AccelerationIsDeclaredOnceAndOutlivesAKey() public {
        _issue();
        bytes[4] memory acts = _acts();
        _do(acts[0]);
        _refused(TRUSTEE, acts[0], _alreadyRecorded());
        _do(acts[2]);
        vm.warp(block.timestamp + 2 days);
        vm.assertTrue(deal.servicing().isAccelerating);
        _refused(TRUSTEE, acts[0], _alreadyRecorded());
        vm.assertTrue(deal.status() == DealStatus.Amortizing, "not before the next report");
        _warpToDue();
        ServicerReport memory report = _report(500_000e6, 1_000_000e6, 0, 0);
        _fund(SERVICER, address(deal), _cashOf(report));
        bytes memory signature = _signWith(NEW_KEY, report);
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        vm.assertTrue(deal.status() == DealStatus.Accelerated);
    }

    function _signWith(uint256 key, ServicerReport memory report) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vmSign.sign(key, _digest(report));
        return abi.encodePacked(r, s, v);
    }

    function test_ADefaultIsOfTheKeyThatCounts() public {
        _issue();
        bytes[4] memory acts = _acts();
        _do(acts[1]);
        _refused(TRUSTEE, acts[1], _alreadyRecorded());
        _do(acts[2]);
        vm.warp(block.timestamp + 2 days - 1);
        vm.assertTrue(deal.servicing().isInDefault, "to the last second");
        _refused(TRUSTEE, acts[1], _alreadyRecorded());
        vm.warp(block.timestamp + 1);
        vm.assertFalse(deal.servicing().isInDefault, "not of the new one");
        _do(acts[1]);
        vm.assertTrue(deal.servicing().isInDefault, "the new one can be too");
        vm.assertEq(deal.servicing().key, vmSign.addr(NEW_KEY));
    }

    // replaceServicerKey

    function test_RevertWhen_TheKeyIsZero() public {
        _issue();
        _refused(
            TRUSTEE,
            abi.encodeCall(IDeal.replaceServicerKey, (address(0))),
            abi.encodeWithSelector(IDealErrors.DealAddressIsZero.selector)
        );
    }

    function test_AKeyOnItsWayIsDroppedByTheNext() public {
        _issue();
        _do(_acts()[2]);
        vm.warp(block.timestamp + 2 days - 1);
        address other = vmSign.addr(OTHER_KEY);
        _do(abi.encodeCall(IDeal.replaceServicerKey, (other)));
        vm.warp(block.timestamp + 1);
        vm.assertEq(deal.servicing().key, vmSign.addr(KEY));
        vm.assertEq(deal.servicing().nextKey, other);
        vm.warp(block.timestamp + 2 days - 1);
        vm.assertEq(deal.servicing().key, other);
        vm.assertEq(deal.servicing().nextKey, address(0));
        _do(_acts()[2]);
        vm.assertEq(deal.servicing().key, other);
    }

    // redeem

    function test_RevertGiven_TheDealIsOwed() public {
        _issue();
        _refused(TRUSTEE, abi.encodeCall(IDeal.redeem, ()), abi.encodeWithSelector(IDealErrors.DealNotPaidOff.selector));
        _warpToDue();
        // The loans are gone, and classes are owed more than they brought.
        _closePeriod(_report(1_000_000e6, 60_000_000e6, 40_000_000e6, 0));
        vm.assertEq(deal.state().pool, 0);
        _refused(TRUSTEE, abi.encodeCall(IDeal.redeem, ()), abi.encodeWithSelector(IDealErrors.DealNotPaidOff.selector));
    }

    function test_RedeemsOnceAndAtOnce() public {
        _issue();
        _warpToDue();
        // Repaid, but for a loss that stays open for recoveries.
        _closePeriod(_report(2_000_000e6, 95_000_000e6, 5_000_000e6, 0));
        vm.assertTrue(deal.status() == DealStatus.Amortizing);
        _do(abi.encodeCall(IDeal.redeem, ()));
        vm.assertTrue(deal.status() == DealStatus.Redeemed);
        _refused(TRUSTEE, abi.encodeCall(IDeal.redeem, ()), _phaseInvalid(DealPhase.Redeemed));
        _refused(STRANGER, abi.encodeCall(IDeal.reportLate, ()), _phaseInvalid(DealPhase.Redeemed));
    }

    // reportLate

    function test_APeriodIsRecordedAsLateOnce() public {
        _issue();
        bytes memory act = abi.encodeCall(IDeal.reportLate, ());
        (uint256 earliest, uint256 late) = deal.dueTimes();
        vm.assertEq(late, earliest + 5 days);
        vm.warp(late - 1);
        _refused(STRANGER, act, abi.encodeWithSelector(IDealErrors.DealTooEarly.selector, late - 1, late));
        vm.warp(late);
        bytes32 books = keccak256(abi.encode(deal.state(), deal.cash()));
        vm.prank(STRANGER);
        deal.reportLate();
        for (uint256 i = 0; i < 20; ++i) {
            vm.warp(block.timestamp + 1 hours);
            _refused(STRANGER, act, _alreadyRecorded());
        }
        vm.assertEq(keccak256(abi.encode(deal.state(), deal.cash())), books, "nothing due changed");
        vm.assertEq(deal.servicing().latePeriod, 1);
        _month();
        (, late) = deal.dueTimes();
        vm.warp(late);
        vm.prank(STRANGER);
        deal.reportLate();
        vm.assertEq(deal.servicing().latePeriod, 2);
    }

    /// @dev A deal runs by its calendar: whether somebody records what is late makes no difference to the division.
    function test_ARecordOfLatenessChangesNoDivision() public {
        _issue();
        (, uint256 late) = deal.dueTimes();
        vm.warp(late);
        ServicerReport memory report = _report(500_000e6, 1_000_000e6, 0, 0);
        bytes32 before = keccak256(abi.encode(_outcome(report)));
        vm.prank(STRANGER);
        deal.reportLate();
        vm.assertEq(keccak256(abi.encode(_outcome(report))), before);
        _closePeriod(report);
        vm.assertEq(deal.classOf(2).accumulator, 0);
        vm.assertEq(deal.state().classes[2].balance, DealPlans.C);
    }

    function _outcome(ServicerReport memory report) private view returns (bytes memory) {
        (, bytes memory answer) = address(inspector).staticcall(abi.encodeCall(inspector.previewClose, (deal, report)));
        return answer;
    }
}
