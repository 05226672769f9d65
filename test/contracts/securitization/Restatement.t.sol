// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { IDealErrors } from "../../../contracts/securitization/IDealErrors.sol";
import { Restatement } from "../../../contracts/types/Restatement.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";
import { DealTest } from "../support/DealTest.sol";
import { ReportDigest } from "../support/ReportDigest.sol";
import { vm } from "../support/Vm.sol";
import { flipEcdsa, signEcdsa, vmSign } from "../support/VmSign.sol";

/// @dev What was reported can be stated anew by who signs now, in an order that nobody can bend; it moves nothing.
contract RestatementTest is DealTest {
    bytes32 private constant NEW = keccak256("restated");
    uint256 private constant PERIODS = 3;

    bytes32[] private hashes;
    bytes32[] private heads;

    function setUp() public override {
        super.setUp();
        _issue();
        heads.push(deal.reportsHead());
        for (uint256 i = 0; i < PERIODS; ++i) {
            _warpToDue();
            ServicerReport memory report = _report(500_000e6, 1_000_000e6, 0, 0);
            hashes.push(ReportDigest.hashOf(report));
            _closePeriod(report);
            heads.push(deal.reportsHead());
        }
    }

    function _order(uint16 period) private view returns (Restatement memory) {
        return Restatement(period, 1, hashes[period - 1], NEW, REASON);
    }

    function _later(uint256 period) private view returns (bytes32[] memory later) {
        later = new bytes32[](PERIODS - period);
        for (uint256 i = 0; i < later.length; ++i) later[i] = hashes[period + i];
    }

    function _digestOf(Restatement memory order) private view returns (bytes32) {
        return ReportDigest.digestOf(address(deal), block.chainid, ReportDigest.hashOf(order));
    }

    function _submit(Restatement memory order, uint256 period, bytes memory signature) private {
        deal.restate(order, heads[period - 1], _later(period), signature);
    }

    function _refused(Restatement memory order, uint256 period) private {
        bytes memory signature = signEcdsa(KEY, _digestOf(order));
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealRestatementInvalid.selector, order.version, order.previous));
        deal.restate(order, heads[period - 1], _later(period), signature);
    }

    function _unsigned(Restatement memory order, bytes memory signature) private {
        address key = deal.servicing().key;
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealSignatureInvalid.selector, key, _digestOf(order)));
        deal.restate(order, heads[order.period - 1], _later(order.period), signature);
    }

    function testFuzz_AnyPeriodIsRestatedWithoutMovingMoney(uint16 period) public {
        period = 1 + (period % uint16(PERIODS));
        bytes32 books = keccak256(abi.encode(deal.state(), deal.cash(), deal.reportsHead(), money.balanceOf(address(deal))));
        _submit(_order(period), period, signEcdsa(KEY, _digestOf(_order(period))));
        vm.assertEq(deal.restatementsOf(period).length, 1);
        vm.assertEq(deal.restatementsOf(period)[0], NEW);
        bytes32 found = keccak256(abi.encode(deal.state(), deal.cash(), deal.reportsHead(), money.balanceOf(address(deal))));
        vm.assertEq(found, books, "nothing moved");
        vm.assertTrue(deal.isReport(period, hashes[period - 1], heads[period - 1], _later(period)));
    }

    function test_RevertWhen_ItIsSubmittedAgain() public {
        Restatement memory order = _order(2);
        _submit(order, 2, signEcdsa(KEY, _digestOf(order)));
        _refused(order, 2);
        order.version = 2;
        _refused(order, 2);
        order.previous = NEW;
        _refused(order, 2);
        order.restated = keccak256("again");
        _submit(order, 2, signEcdsa(KEY, _digestOf(order)));
        vm.assertEq(deal.restatementsOf(2).length, 2);
        // Back to the first: the chain of versions only grows.
        order = _order(2);
        _refused(order, 2);
    }

    function test_RevertWhen_TheReportIsNotOfThisPeriod() public {
        Restatement memory order = _order(2);
        for (uint16 period = 0; period < 6; ++period) {
            order.period = period;
            if (period != 2) _refused(order, 2);
        }
        order.period = 2;
        order.previous = hashes[0];
        _refused(order, 2);
        // A head of the chain is no report.
        order.previous = heads[2];
        _refused(order, 2);
        _refused(_order(2), 3);
        _refused(_order(2), 1);
    }

    function testFuzz_RevertWhen_TheVersionIsNotTheNext(uint32 version) public {
        if (version == 1) version = 0;
        Restatement memory order = _order(1);
        order.version = version;
        _refused(order, 1);
    }

    function test_RevertWhen_NothingIsRestated() public {
        Restatement memory order = _order(1);
        order.restated = order.previous;
        _refused(order, 1);
        order.restated = 0;
        _refused(order, 1);
    }

    function test_RevertWhen_NothingWasClosed() public {
        IDeal old = deal;
        vm.warp(START);
        _create(old.image());
        Restatement memory order = Restatement(0, 1, 0, NEW, REASON);
        bytes memory signature = signEcdsa(KEY, _digestOf(order));
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealRestatementInvalid.selector, 1, bytes32(0)));
        deal.restate(order, 0, new bytes32[](0), signature);
        // The order of one deal is none of another.
        order = _order(1);
        signature = signEcdsa(KEY, ReportDigest.digestOf(address(old), block.chainid, ReportDigest.hashOf(order)));
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealRestatementInvalid.selector, 1, order.previous));
        deal.restate(order, heads[0], _later(1), signature);
    }

    function test_RevertWhen_TheServicerDidNotSign() public {
        Restatement memory order = _order(1);
        bytes32 digest = _digestOf(order);
        _unsigned(order, "");
        _unsigned(order, signEcdsa(OTHER_KEY, digest));
        _unsigned(order, flipEcdsa(KEY, digest));
        _unsigned(order, signEcdsa(KEY, ReportDigest.digestOf(address(deal), block.chainid + 1, ReportDigest.hashOf(order))));
        _unsigned(order, signEcdsa(KEY, ReportDigest.digestOf(address(money), block.chainid, ReportDigest.hashOf(order))));
        bytes memory signature = signEcdsa(KEY, digest);
        order.reason = keccak256("another");
        _unsigned(order, signature);
        order = _order(1);
        _submit(order, 1, signature);
    }

    function test_TheKeyThatCountsNowStatesAnew() public {
        vm.prank(TRUSTEE);
        deal.replaceServicerKey(vmSign.addr(OTHER_KEY));
        Restatement memory order = _order(1);
        _unsigned(order, signEcdsa(OTHER_KEY, _digestOf(order)));
        vm.warp(block.timestamp + 2 days);
        _unsigned(order, signEcdsa(KEY, _digestOf(order)));
        _submit(order, 1, signEcdsa(OTHER_KEY, _digestOf(order)));
    }
}
