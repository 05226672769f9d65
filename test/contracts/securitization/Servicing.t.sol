// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { IDealErrors } from "../../../contracts/securitization/IDealErrors.sol";
import { DealPhase } from "../../../contracts/types/DealPhase.sol";
import { DealStatus } from "../../../contracts/types/DealStatus.sol";
import { Restatement } from "../../../contracts/types/Restatement.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";
import { WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { vm, Vm } from "../support/Vm.sol";
import { vmDeal } from "../support/VmDeal.sol";
import { passkeyOf, signEcdsa, signPasskey, vmSign } from "../support/VmSign.sol";
import { Wallet } from "../support/Wallet.sol";

contract ServicingTest is DealTest {
    bytes32 private constant RESTATEMENT = keccak256(
        "Restatement(uint16 period,uint32 version,bytes32 previous,bytes32 restated,bytes32 reason)"
    );
    bytes32[] private _hashes;

    function setUp() public override {
        super.setUp();
        _issue();
    }

    // Restating

    function test_RestatesWithoutChangingAnything() public {
        bytes32[] memory heads = _months(3);
        bytes32 before = keccak256(abi.encode(deal.state(), deal.cash(), deal.reportsHead()));
        Restatement memory order = _order(2, 1, _hashes[1], keccak256("better"));
        bytes memory signature = _signOrder(order);
        vmDeal.expectEmit(address(deal));
        emit IDeal.PeriodRestated(2, 1, _hashes[1], order.restated, REASON);
        deal.restate(order, heads[1], _after(2), signature);
        order = _order(2, 2, order.restated, keccak256("best"));
        signature = _signOrder(order);
        deal.restate(order, 0, new bytes32[](0), signature);
        bytes32[] memory found = deal.restatementsOf(2);
        vm.assertEq(found.length, 2);
        vm.assertEq(found[0], keccak256("better"));
        vm.assertEq(found[1], keccak256("best"));
        vm.assertEq(keccak256(abi.encode(deal.state(), deal.cash(), deal.reportsHead())), before);
        vm.assertTrue(deal.isReport(2, _hashes[1], heads[1], _after(2)), "what was paid on is still known");
    }

    function test_KnowsEachReportAndNoOther() public {
        bytes32[] memory heads = _months(4);
        for (uint256 i = 0; i < 4; ++i) {
            vm.assertTrue(deal.isReport(i + 1, _hashes[i], heads[i], _after(i + 1)), "its own");
            vm.assertFalse(deal.isReport(i + 1, REASON, heads[i], _after(i + 1)), "another report");
            vm.assertFalse(deal.isReport(i + 2, _hashes[i], heads[i], _after(i + 1)), "another period");
            vm.assertFalse(deal.isReport(i + 1, _hashes[i], heads[i], new bytes32[](4 - i)), "another history");
        }
        vm.assertFalse(deal.isReport(5, deal.reportsHead(), 0, new bytes32[](0)), "the head itself");
    }

    function test_RevertWhen_ARestatementDoesNotFollow() public {
        bytes32[] memory heads = _months(2);
        _expectRefused(_order(1, 2, _hashes[0], REASON), heads[0], _after(1));
        _expectRefused(_order(1, 1, _hashes[1], REASON), heads[0], _after(1));
        _expectRefused(_order(2, 1, _hashes[0], REASON), heads[0], _after(1));
        _expectRefused(_order(1, 1, _hashes[0], _hashes[0]), heads[0], _after(1));
        _expectRefused(_order(1, 1, _hashes[0], 0), heads[0], _after(1));
        _expectRefused(_order(3, 1, REASON, _hashes[0]), heads[0], _after(2));
        Restatement memory order = _order(1, 1, _hashes[0], REASON);
        bytes memory signature = _signOrder(order);
        deal.restate(order, heads[0], _after(1), signature);
        // Neither again, nor from the report once more.
        _expectRefused(order, heads[0], _after(1));
        _expectRefused(_order(1, 2, _hashes[0], keccak256("other")), heads[0], _after(1));
    }

    function test_RevertWhen_AnotherKeyRestates() public {
        bytes32[] memory heads = _months(1);
        Restatement memory order = _order(1, 1, _hashes[0], REASON);
        bytes32 digest = _orderDigest(order);
        bytes memory signature = signEcdsa(OTHER_KEY, digest);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealSignatureInvalid.selector, vmSign.addr(KEY), digest));
        deal.restate(order, heads[0], _after(1), signature);
    }

    // Lateness

    function test_AnybodyRecordsThatAReportIsLate() public {
        (uint256 earliest, uint256 late) = deal.dueTimes();
        vm.assertEq(late, earliest + 5 days);
        vm.warp(late - 1);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealTooEarly.selector, late - 1, late));
        deal.reportLate();
        vm.warp(late);
        vmDeal.expectEmit(address(deal));
        emit IDeal.ReportLate(1, STRANGER);
        vm.prank(STRANGER);
        deal.reportLate();
        vm.assertEq(deal.servicing().latePeriod, 1);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealAlreadyRecorded.selector));
        deal.reportLate();
        _month();
        vm.assertEq(deal.state().active, 1);
    }

    // Trustee

    function test_TheTrusteeAccelerates() public {
        _expectCaller(TRUSTEE);
        deal.accelerate(REASON);
        vm.prank(TRUSTEE);
        deal.accelerate(REASON);
        vm.assertTrue(deal.servicing().isAccelerating);
        vm.assertTrue(deal.status() == DealStatus.Amortizing);
        vm.prank(TRUSTEE);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealAlreadyRecorded.selector));
        deal.accelerate(REASON);
        _month();
        vm.assertTrue(deal.status() == DealStatus.Accelerated);
        _month();
        vm.assertTrue(deal.status() == DealStatus.Accelerated);
    }

    function test_TheTrusteeReplacesTheServicer() public {
        _expectCaller(TRUSTEE);
        deal.declareServicerDefault(REASON);
        vmDeal.startPrank(TRUSTEE);
        deal.declareServicerDefault(REASON);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealAddressIsZero.selector));
        deal.replaceServicerKey(address(0));
        _warpToDue();
        deal.replaceServicerKey(vmSign.addr(OTHER_KEY));
        vmDeal.stopPrank();
        IDeal.Servicing memory found = deal.servicing();
        vm.assertEq(found.key, vmSign.addr(KEY));
        vm.assertEq(found.nextKey, vmSign.addr(OTHER_KEY));
        vm.assertTrue(found.isInDefault);
        ServicerReport memory report = _report(500_000e6, 0, 0, 0);
        bytes memory old = _sign(report);
        bytes memory fresh = signEcdsa(OTHER_KEY, _digest(report));
        _fund(SERVICER, address(deal), _cashOf(report));
        vmDeal.expectPartialRevert(IDealErrors.DealSignatureInvalid.selector);
        vm.prank(SERVICER);
        deal.closePeriod(report, fresh);
        vm.warp(found.nextFrom);
        vmDeal.expectPartialRevert(IDealErrors.DealSignatureInvalid.selector);
        vm.prank(SERVICER);
        deal.closePeriod(report, old);
        vm.prank(SERVICER);
        deal.closePeriod(report, fresh);
        found = deal.servicing();
        vm.assertEq(found.key, vmSign.addr(OTHER_KEY));
        vm.assertEq(found.nextKey, address(0));
        vm.assertFalse(found.isInDefault, "over with the old key");
        vm.assertFalse(deal.state().isAccelerated, "and not reported any more");
    }

    function test_ADefaultOfTheServicerIsReported() public {
        vm.prank(TRUSTEE);
        deal.declareServicerDefault(REASON);
        _month();
        vm.assertEq(deal.state().active, 4);
        vm.assertTrue(deal.status() == DealStatus.Accelerated);
        // A key that is on its way is dropped for another.
        vm.prank(TRUSTEE);
        deal.replaceServicerKey(STRANGER);
        vm.warp(block.timestamp + 1 days);
        vm.prank(TRUSTEE);
        deal.replaceServicerKey(vmSign.addr(OTHER_KEY));
        vm.warp(block.timestamp + 1 days + 1);
        vm.assertEq(deal.servicing().key, vmSign.addr(KEY));
        vm.warp(block.timestamp + 1 days);
        vm.assertEq(deal.servicing().key, vmSign.addr(OTHER_KEY));
        vm.prank(TRUSTEE);
        deal.declareServicerDefault(REASON);
        vm.assertEq(deal.servicing().key, vmSign.addr(OTHER_KEY));
        vm.assertTrue(deal.servicing().isInDefault);
    }

    function test_AContractOrAPasskeySigns() public {
        Wallet wallet = new Wallet();
        _replaceKey(address(wallet));
        _warpToDue();
        ServicerReport memory report = _report(500_000e6, 0, 0, 0);
        wallet.agree(_digest(report));
        _fund(SERVICER, address(deal), 2 * _cashOf(report));
        vm.prank(SERVICER);
        deal.closePeriod(report, "");
        _replaceKey(passkeyOf(0x77));
        _warpToDue();
        report = _report(500_000e6, 0, 0, 0);
        bytes memory signature = signPasskey(0x77, _digest(report));
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        vm.assertEq(deal.state().period, 2);
    }

    // The end

    /// @dev All notes are paid and no loan is left, but less was recovered than was lost: who can tell that no more comes is the
    /// trustee.
    function test_TheTrusteeEndsADealThatIsPaidOff() public {
        _expectCaller(TRUSTEE);
        deal.redeem();
        vm.prank(TRUSTEE);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealNotPaidOff.selector));
        deal.redeem();
        _warpToDue();
        _closePeriod(_report(3_000_000e6, deal.state().pool - 5_000_000e6, 5_000_000e6, 0));
        vm.assertEq(deal.state().classes[0].balance + deal.state().classes[1].balance, 0);
        vm.assertTrue(deal.status() == DealStatus.Amortizing);
        vm.prank(TRUSTEE);
        deal.redeem();
        vm.assertTrue(deal.status() == DealStatus.Redeemed);
    }

    function test_SweepsWhatBelongsToNobody() public {
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealPhaseInvalid.selector, DealPhase.Live));
        deal.sweep();
        for (uint256 i = 0; i < 60; ++i) _month();
        WaterfallState memory last = deal.state();
        vm.assertGt(last.reserve, 0, "the program leaves the reserve");
        deal.sweep();
        WaterfallState memory swept = deal.state();
        vm.assertEq(uint256(swept.reserve) + swept.carriedInterest + swept.carriedPrincipal, 0);
        vm.assertEq(uint256(last.reserve), uint256(last.classes[0].balance - swept.classes[0].balance));
        _takeEverything();
        vm.assertEq(deal.cash(), 0);
        vm.assertEq(money.balanceOf(address(deal)), 0);
        vm.assertLe(money.balanceOf(RESIDUAL), 3, "less than a unit a class");
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealPhaseInvalid.selector, DealPhase.Swept));
        deal.sweep();
        uint256[] memory masks = new uint256[](1);
        masks[0] = 1;
        vm.prank(ORIGINATOR);
        deal.releaseLoans(firstWord, masks);
        vm.assertEq(loans.pledgedCount(address(deal)), LOANS - 1);
    }

    function test_WhatIsLeftGoesToTheResidualClass() public {
        (, uint256 late) = deal.dueTimes();
        vm.warp(late);
        _closePeriod(_report(2_000_000e6, deal.state().pool, 0, 0));
        WaterfallState memory state = deal.state();
        vm.assertGt(state.carriedInterest, 0, "late: the residual class waits, and there is no next report");
        uint256 had = tokens[2].claimableOf(CAROL);
        deal.sweep();
        vm.assertLe(had + state.carriedInterest, tokens[2].claimableOf(CAROL) + 1, "it gets what waited");
    }

    function _takeEverything() private {
        deal.payOriginator();
        deal.payFee(0);
        deal.payFee(1);
        tokens[0].claimFor(ALICE);
        tokens[1].claimFor(BOB);
        tokens[2].claimFor(CAROL);
    }

    function _replaceKey(address key) private {
        vm.prank(TRUSTEE);
        deal.replaceServicerKey(key);
        vm.warp(block.timestamp + 2 days);
    }

    /// @dev Closes so many months and keeps the hashes of their reports.
    /// @return heads Head of the chain before each, and the last one.
    function _months(uint256 count) private returns (bytes32[] memory heads) {
        heads = new bytes32[](count + 1);
        for (uint256 i = 0; i < count; ++i) {
            vm.recordLogs();
            _month();
            _hashes.push(_lastReport());
            heads[i + 1] = deal.reportsHead();
            vm.assertEq(heads[i + 1], keccak256(abi.encode(heads[i], i + 1, _hashes[i])));
        }
    }

    function _lastReport() private returns (bytes32 hash) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == IDeal.PeriodClosed.selector) hash = logs[i].topics[2];
        }
    }

    /// @dev Reports of the periods after one.
    function _after(uint256 period) private view returns (bytes32[] memory later) {
        later = new bytes32[](_hashes.length - period);
        for (uint256 i = 0; i < later.length; ++i) later[i] = _hashes[period + i];
    }

    function _order(uint16 period, uint32 version, bytes32 previous, bytes32 restated) private pure returns (Restatement memory) {
        return Restatement({ period: period, version: version, previous: previous, restated: restated, reason: REASON });
    }

    function _orderDigest(Restatement memory order) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Credence Deal"),
                keccak256("1"),
                block.chainid,
                address(deal)
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, keccak256(abi.encode(RESTATEMENT, order))));
    }

    function _signOrder(Restatement memory order) private view returns (bytes memory) {
        return signEcdsa(KEY, _orderDigest(order));
    }

    function _expectRefused(Restatement memory order, bytes32 before, bytes32[] memory later) private {
        bytes memory signature = _signOrder(order);
        vmDeal.expectPartialRevert(IDealErrors.DealRestatementInvalid.selector);
        deal.restate(order, before, later, signature);
    }

    function _expectCaller(address expected) private {
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealCallerInvalid.selector, STRANGER, expected));
    }
}
