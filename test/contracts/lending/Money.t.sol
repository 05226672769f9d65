// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { ICreditLine } from "../../../contracts/lending/ICreditLine.sol";
import { CreditProof } from "../../../contracts/types/CreditProof.sol";
import { CreditReason } from "../../../contracts/types/CreditReason.sol";
import { LineTest } from "../support/LineTest.sol";
import { bound, vm } from "../support/Vm.sol";

/// @dev Borrows, and calls the lender again while money moves.
contract GreedyBorrower {
    ICreditLine private immutable _line;
    bytes private _again;

    constructor(ICreditLine line) {
        _line = line;
    }

    function open(CreditProof calldata proof, bytes32 blind) external {
        _line.openByScore(proof, blind);
    }

    function act(bytes calldata data, bytes calldata again) external {
        _again = again;
        _forward(data);
    }

    function onMove() external {
        _forward(_again);
    }

    function approve(address token) external {
        (bool success, ) = token.call(abi.encodeWithSignature("approve(address,uint256)", address(_line), type(uint256).max));
        require(success);
    }

    function _forward(bytes memory data) private {
        (bool success, bytes memory reason) = address(_line).call(data);
        if (success) return;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}

contract MoneyTest is LineTest {
    function _draw(address borrower, uint128 amount) private {
        vm.prank(borrower);
        line.draw(amount);
    }

    function _repay(address borrower, uint128 amount) private {
        vm.prank(borrower);
        token.approve(address(line), amount);
        vm.prank(borrower);
        line.repay(amount);
    }

    function testFuzz_WhatIsDrawnAndRepaidAddsUp(uint128 first, uint128 second, uint128 back) public {
        _openFor(BORROWER);
        first = uint128(bound(first, 0, LIMIT));
        second = uint128(bound(second, 0, LIMIT - first));
        back = uint128(bound(back, 0, first + second));
        _draw(BORROWER, first);
        _draw(BORROWER, second);
        _repay(BORROWER, back);
        vm.assertEq(line.lineOf(BORROWER).drawn, first + second - back);
        vm.assertEq(token.balanceOf(BORROWER), first + second - back);
        vm.assertEq(token.balanceOf(address(line)), 10_000e6 - first - second + back);
    }

    function test_RevertWhen_MoreIsDrawnThanTheLimit() public {
        _openFor(BORROWER);
        _draw(BORROWER, LIMIT);
        vm.expectRevert(abi.encodeWithSelector(ICreditLine.LineLimitExceeded.selector, LIMIT + 1, LIMIT));
        _draw(BORROWER, 1);
        vm.expectRevert(abi.encodeWithSelector(ICreditLine.LineLimitExceeded.selector, uint256(LIMIT) + type(uint128).max, LIMIT));
        _draw(BORROWER, type(uint128).max);
    }

    function test_RevertGiven_NoLine() public {
        vm.expectRevert(abi.encodeWithSelector(ICreditLine.LineUnknown.selector, OTHER));
        _draw(OTHER, 1);
    }

    function test_RevertGiven_TheLineIsOver() public {
        _openFor(BORROWER);
        vm.warp(START + TERM);
        vm.expectRevert(abi.encodeWithSelector(ICreditLine.LineIsOver.selector, uint40(START + TERM)));
        _draw(BORROWER, 1);
    }

    function test_RevertGiven_TheCredentialWasRevoked() public {
        _openFor(BORROWER);
        _draw(BORROWER, 1e6);
        vm.prank(KEY);
        ledger.revoke(2, 2);
        _expectRefusal(CreditReason.Revoked);
        _draw(BORROWER, 1e6);
        _repay(BORROWER, 1e6);
    }

    function test_RevertWhen_MoreIsRepaidThanOwed() public {
        _openFor(BORROWER);
        _draw(BORROWER, 5e6);
        vm.expectRevert(abi.encodeWithSelector(ICreditLine.LineOverpaid.selector, 5e6 + 1, 5e6));
        vm.prank(BORROWER);
        line.repay(5e6 + 1);
    }

    function test_WhatArrivesCounts() public {
        _openFor(BORROWER);
        _draw(BORROWER, 100e6);
        token.tax(address(line));
        _repay(BORROWER, 100e6);
        vm.assertEq(line.lineOf(BORROWER).drawn, 1e6);
    }

    function test_RevertWhen_TheMoneyCallsBack() public {
        GreedyBorrower greedy = new GreedyBorrower(line);
        (CreditProof memory proof, ) = _scoreOf(address(greedy), 712);
        greedy.open(proof, BLIND);
        greedy.act(abi.encodeCall(ICreditLine.draw, (100e6)), "");
        greedy.approve(address(token));
        token.callBackWith(abi.encodeCall(GreedyBorrower.onMove, ()));
        vm.expectRevert(abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
        greedy.act(abi.encodeCall(ICreditLine.repay, (50e6)), abi.encodeCall(ICreditLine.repay, (50e6)));
        vm.expectRevert(abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
        greedy.act(abi.encodeCall(ICreditLine.repay, (50e6)), abi.encodeCall(ICreditLine.draw, (50e6)));
    }

    function test_OnlyTheLenderWithdraws() public {
        vm.expectRevert(abi.encodeWithSelector(ICreditLine.LineCallerIsNotLender.selector, BORROWER));
        vm.prank(BORROWER);
        line.withdraw(1);
        vm.prank(LENDER);
        line.withdraw(4_000e6);
        vm.assertEq(token.balanceOf(LENDER), 4_000e6);
    }
}
