// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { IDealErrors } from "../../../contracts/securitization/IDealErrors.sol";
import { DealPhase } from "../../../contracts/types/DealPhase.sol";
import { DealStatus } from "../../../contracts/types/DealStatus.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";
import { WaterfallReportInvalid } from "../../../contracts/types/WaterfallErrors.sol";
import { WaterfallOutcome, WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { bound, vm, Vm } from "../support/Vm.sol";
import { vmDeal } from "../support/VmDeal.sol";
import { signEcdsa, vmSign } from "../support/VmSign.sol";

contract ClosePeriodTest is DealTest {
    function setUp() public override {
        super.setUp();
        _issue();
    }

    /// @dev Worked out by hand: from 2026-12-13 to 2027-01-12 are 29 days of 360.
    function test_DividesTheCash() public {
        _month();
        _assertOwed(0, ALICE, 1_225_555_555_556);
        _assertOwed(1, BOB, 96_666_666_667);
        _assertOwed(2, CAROL, 106_222_222_221);
        vm.assertEq(deal.feeOwed(0), 80_555_555_556);
        vm.assertEq(deal.feeOwed(1), 1_000_000_000);
        WaterfallState memory state = deal.state();
        vm.assertEq(state.reserve, 990_000_000_000);
        vm.assertEq(state.classes[0].balance, 69_000_000_000_000);
        vm.assertEq(state.period, 1);
        vm.assertEq(money.balanceOf(address(deal)), deal.cash());
        vm.assertTrue(deal.status() == DealStatus.Amortizing);
    }

    function test_EmitsAllOfIt() public {
        _warpToDue();
        ServicerReport memory report = _report(500_000e6, 1_000_000e6, 0, 0);
        bytes memory signature = _sign(report);
        _fund(SERVICER, address(deal), 1_500_000e6);
        vm.recordLogs();
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs[0].topics[0], IDeal.PeriodClosed.selector);
        vm.assertEq(uint256(logs[0].topics[1]), 1);
        vm.assertEq(logs[0].topics[3], bytes32(uint256(uint160(SERVICER))));
        (uint8 flags, ServicerReport memory emitted, uint256[] memory postings, uint256[] memory paid) = abi.decode(
            logs[0].data,
            (uint8, ServicerReport, uint256[], uint256[])
        );
        vm.assertEq(flags, 0);
        vm.assertEq(keccak256(abi.encode(emitted)), keccak256(abi.encode(report)));
        vm.assertEq(paid[0], (uint256(1_000_000e6) << 128) | 225_555_555_556);
        vm.assertEq(paid[2], 106_222_222_221);
        // 16 steps, of which two cures and one residual are passed over.
        vm.assertEq(postings.length, 13);
        vm.assertEq(deal.reportsHead(), keccak256(abi.encode(bytes32(0), uint256(1), logs[0].topics[2])));
    }

    function testFuzz_DoesWhatThePreviewShows(uint256 interest, uint256 principal, uint256 defaults, uint256 recoveries) public {
        _warpToDue();
        uint96 pool = deal.state().pool;
        uint96 paid = uint96(bound(principal, 0, pool));
        uint96 lost = uint96(bound(defaults, 0, pool - paid));
        ServicerReport memory report = _report(uint96(bound(interest, 0, pool)), paid, lost, uint96(bound(recoveries, 0, pool)));
        (WaterfallState memory next, WaterfallOutcome memory outcome, uint256 cash, ) = inspector.previewClose(deal, report);
        vm.assertEq(cash, _cashOf(report));
        uint256 before = deal.cash();
        _closePeriod(report);
        vm.assertEq(keccak256(abi.encode(deal.state())), keccak256(abi.encode(next)));
        vm.assertEq(deal.cash(), before + cash);
        vm.assertEq(deal.feeOwed(0), outcome.fees[0]);
        address[3] memory holders = [ALICE, BOB, CAROL];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 given = uint256(outcome.interest[i]) + outcome.principal[i] + outcome.residual[i];
            _assertOwed(i, holders[i], given);
        }
    }

    function test_ALateReportStopsTheJuniorClass() public {
        (, uint256 late) = deal.dueTimes();
        vm.warp(late - 1);
        _month();
        vm.assertGt(tokens[2].claimableOf(CAROL), 0, "in time");
        uint256 had = tokens[2].claimableOf(CAROL);
        (, late) = deal.dueTimes();
        vm.warp(late);
        _month();
        vm.assertEq(tokens[2].claimableOf(CAROL), had);
        vm.assertGt(deal.state().carriedInterest, 0, "it waits");
        // The next one is in time again: what waited is paid.
        _month();
        vm.assertEq(deal.state().carriedInterest, 0);
        vm.assertGt(tokens[2].claimableOf(CAROL), had, "it comes after");
    }

    function test_RedeemsWithTheLastPeriod() public {
        for (uint256 i = 0; i < 60; ++i) _month();
        vm.assertTrue(deal.status() == DealStatus.Redeemed);
        _expectPhase(DealPhase.Redeemed);
        deal.reportLate();
    }

    function test_RedeemsWithACallThatIsAllowed() public {
        _warpToDue();
        uint96 pool = deal.state().pool;
        _closePeriod(_report(pool / 100, (pool / 10) * 9 - 1, 0, 0));
        ServicerReport memory report = _called();
        vm.warp(block.timestamp + 30 days);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealCallInvalid.selector, report.figures.principal, 0));
        deal.admit(report);
        _closePeriod(_report(0, 1, 0, 0));
        vm.warp(block.timestamp + 30 days);
        report = _called();
        _closePeriod(report);
        vm.assertTrue(deal.status() == DealStatus.Redeemed);
        vm.assertEq(deal.state().classes[0].balance + deal.state().classes[1].balance, 0);
    }

    function test_RevertWhen_ACallLeavesLoans() public {
        _warpToDue();
        _closePeriod(_report(0, uint96((uint256(deal.state().pool) * 95) / 100), 0, 0));
        vm.warp(block.timestamp + 30 days);
        ServicerReport memory report = _report(0, 1, 0, 0);
        report.figures.flags = 4;
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealCallInvalid.selector, deal.state().pool, report.figures.poolEnd));
        deal.admit(report);
    }

    function test_RedeemsWhenEverythingIsRepaid() public {
        _warpToDue();
        _closePeriod(_report(uint96(2_000_000e6), deal.state().pool, 0, 0));
        vm.assertTrue(deal.status() == DealStatus.Redeemed);
    }

    function test_StaysOpenForRecoveries() public {
        _warpToDue();
        uint96 pool = deal.state().pool;
        _closePeriod(_report(2_000_000e6, pool - 5_000_000e6, 5_000_000e6, 0));
        vm.assertTrue(deal.status() == DealStatus.Amortizing);
        vm.assertEq(deal.state().classes[2].deficit, 5_000_000e6);
        _warpToDue();
        _closePeriod(_report(0, 0, 0, 5_000_000e6));
        vm.assertTrue(deal.status() == DealStatus.Redeemed);
        vm.assertEq(deal.state().classes[2].deficit, 0);
    }

    // Refusals

    function test_RevertGiven_TheDealIsNotLive() public {
        ServicerReport memory report = _report(0, 0, 0, 0);
        bytes memory signature = _sign2(report);
        vm.warp(START);
        _create(deal.image());
        _expectPhase(DealPhase.Structuring);
        deal.admit(report);
        vmSign.expectRevert();
        deal.closePeriod(report, signature);
    }

    function test_RevertWhen_TheSignatureIsNotOfThisReport() public {
        _warpToDue();
        ServicerReport memory report = _report(500_000e6, 0, 0, 0);
        bytes32 digest = _digest(report);
        bytes memory good = signEcdsa(KEY, digest);
        bytes memory bad = signEcdsa(OTHER_KEY, digest);
        bytes memory none = "";
        _fund(SERVICER, address(deal), _cashOf(report));
        bytes memory refusal = abi.encodeWithSelector(IDealErrors.DealSignatureInvalid.selector, vmSign.addr(KEY), digest);
        vmDeal.startPrank(SERVICER);
        vm.expectRevert(refusal);
        deal.closePeriod(report, bad);
        vm.expectRevert(refusal);
        deal.closePeriod(report, none);
        report.tapeRoot = REASON;
        vmSign.expectRevert();
        deal.closePeriod(report, good);
        report.tapeRoot = keccak256(abi.encode("tape", uint16(1)));
        report.late[0] = 1;
        vmSign.expectRevert();
        deal.closePeriod(report, good);
        report.late[0] = 0;
        vm.chainId(4242);
        vmSign.expectRevert();
        deal.closePeriod(report, good);
        vm.chainId(31_337);
        deal.closePeriod(report, good);
        vmDeal.stopPrank();
    }

    function test_RevertWhen_ThePeriodIsNotTheNextOne() public {
        _warpToDue();
        ServicerReport memory report = _report(500_000e6, 0, 0, 0);
        bytes memory signature = _sign(report);
        report.figures.period = 2;
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealPeriodInvalid.selector, 2, 1));
        deal.admit(report);
        report.figures.period = 1;
        _closePeriod(report);
        vm.warp(block.timestamp + 60 days);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealPeriodInvalid.selector, 1, 2));
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
    }

    function test_RevertWhen_ThePaymentDateHasNotCome() public {
        (uint256 earliest, ) = deal.dueTimes();
        ServicerReport memory report = _report(500_000e6, 0, 0, 0);
        vm.warp(earliest - 1);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealTooEarly.selector, earliest - 1, earliest));
        deal.admit(report);
        vm.warp(earliest);
        deal.admit(report);
    }

    function test_RevertWhen_AFlagIsNotTheServicers() public {
        _warpToDue();
        ServicerReport memory report = _report(500_000e6, 0, 0, 0);
        uint8[4] memory flags = [1, 2, 8, 16];
        for (uint256 i = 0; i < 4; ++i) {
            report.figures.flags = flags[i];
            vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealFlagsInvalid.selector, flags[i]));
            deal.admit(report);
        }
    }

    function test_RevertWhen_TheTotalsDoNotAddUp() public {
        _warpToDue();
        ServicerReport memory report = _report(500_000e6, 1_000_000e6, 0, 0);
        ++report.figures.poolEnd;
        _expectUnbooked(report);
        report = _report(500_000e6, 1_000_000e6, 0, 0);
        report.figures.purchases = 1;
        ++report.figures.poolEnd;
        _expectUnbooked(report);
    }

    function test_RevertWhen_TheBucketsDoNotFit() public {
        _warpToDue();
        ServicerReport memory report = _report(500_000e6, 0, 0, 0);
        report.figures.delinquent = 100;
        report.late = [uint96(1), 30, 30, 20, 10, 11];
        _expectBuckets(report, 102);
        report.late = [uint96(0), 30, 30, 20, 10, 9];
        _expectBuckets(report, 99);
        report.late = [report.figures.poolEnd, 30, 30, 20, 10, 10];
        _expectBuckets(report, uint256(report.figures.poolEnd) + 100);
        report.late = [uint96(5), 30, 30, 20, 10, 9];
        deal.admit(report);
    }

    function test_RevertWhen_ThePayerHasTooLittle() public {
        _warpToDue();
        ServicerReport memory report = _report(500_000e6, 1_000_000e6, 0, 0);
        bytes memory signature = _sign(report);
        bytes32 before = keccak256(abi.encode(deal.state(), deal.reportsHead(), deal.cash()));
        _fund(SERVICER, address(deal), _cashOf(report) - 1);
        vmSign.expectRevert();
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        vm.assertEq(keccak256(abi.encode(deal.state(), deal.reportsHead(), deal.cash())), before);
        vm.assertEq(money.balanceOf(SERVICER), _cashOf(report) - 1);
    }

    /// @dev One holder has all of the class: it is owed all that was paid, but for a fraction of a unit that is rounded down.
    function _assertOwed(uint256 class, address holder, uint256 paid) private view {
        uint256 claimable = tokens[class].claimableOf(holder);
        vm.assertTrue(claimable <= paid && claimable + 1 >= paid, "paid to the class");
    }

    function _called() private view returns (ServicerReport memory report) {
        report = _report(0, deal.state().pool, 0, 0);
        report.figures.flags = 4;
    }

    function _sign2(ServicerReport memory report) private returns (bytes memory) {
        _warpToDue();
        return _sign(report);
    }

    function _expectPhase(DealPhase phase) private {
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealPhaseInvalid.selector, phase));
    }

    function _expectBuckets(ServicerReport memory report, uint256 all) private {
        bytes4 selector = IDealErrors.DealBucketsInvalid.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, all, report.figures.delinquent, report.figures.poolEnd));
        deal.admit(report);
    }

    /// @dev The engine refuses it, so nothing moves.
    function _expectUnbooked(ServicerReport memory report) private {
        bytes memory signature = _sign(report);
        uint256 cash = _cashOf(report);
        _fund(SERVICER, address(deal), cash);
        uint256 had = money.balanceOf(SERVICER);
        vmDeal.expectPartialRevert(WaterfallReportInvalid.selector);
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        vm.assertEq(money.balanceOf(SERVICER), had);
        vm.assertEq(deal.state().period, 0);
    }
}
