// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ImageBuilder as B } from "./ImageBuilder.sol";

/// @dev Images of the deals that the tests run: a pool of 100 million in classes of 70, 20 and 10 million, a reserve of one
/// million, a trustee's and a servicer's fee.
library DealPlans {
    uint96 internal constant POOL = 100_000_000e6;
    uint96 internal constant A = 70_000_000e6;
    uint96 internal constant B_ = 20_000_000e6;
    uint96 internal constant C = 10_000_000e6;
    uint96 internal constant RESERVE = 1_000_000e6;
    uint16 internal constant FIRST_DAY = 20_800;
    uint8 private constant ALL = 7;
    uint8 private constant NOTES = 3;

    /// @dev Losses are written down from class C up and written up again by recoveries; OC and IC of A and B are tested and
    /// cured; the reserve is topped up; principal goes to A, then B, then C, which also takes what is left while no report is
    /// late and losses are low.
    function standard(uint256 periods) internal pure returns (B.Parts memory p) {
        p = B.parts(3, periods);
        for (uint256 i = 0; i <= periods; ++i) p.dates[i] = uint16(FIRST_DAY + 30 * i);
        p.header.originalPool = POOL;
        p.header.callBps = 1_000;
        p.header.lateDays = 5;
        p.header.reserveKind = 2;
        p.header.reserveAmount = RESERVE / 2;
        p.header.reserveRate = 0.01e18;
        p.header.reserveAtClosing = RESERVE;
        p.header.flags = 2;
        (p.classes[0].balance, p.classes[0].rate) = (A, 0.04e18);
        (p.classes[1].balance, p.classes[1].rate, p.classes[1].flags) = (B_, 0.06e18, B.DEFERRABLE);
        (p.classes[2].balance, p.classes[2].flags) = (C, B.IS_RESIDUAL);
        p.fees = B.with(p.fees, B.fee(1, 0, 0, 0.01e18, 200_000e6));
        p.fees = B.with(p.fees, B.fee(2, 0, 1, 0, 1_000e6));
        p.tests = B.with(p.tests, B.test(1, NOTES, 1.05e18));
        p.tests = B.with(p.tests, B.test(2, NOTES, 1.2e18));
        p.triggers = B.with(p.triggers, B.trigger(7, 1, 0, 1, 0));
        p.triggers = B.with(p.triggers, B.netLoss(0, 1, 0, 1));
        p.triggers = B.with(p.triggers, B.trigger(8, 2, 0, 1, 0));
        p.schedules = B.with(p.schedules, B.entry(1, 0.3e18));
        _steps(p);
    }

    function image(uint256 periods) internal pure returns (bytes memory) {
        return B.build(standard(periods));
    }

    function _steps(B.Parts memory p) private pure {
        p.steps = B.with(p.steps, B.step(B.LOSS, 0, ALL, 0));
        p.steps = B.with(p.steps, B.step(B.WRITEUP, 0, ALL, 0));
        p.steps = B.with(p.steps, B.step(B.FEE, B.RESERVE_HELPS, 0, 0));
        p.steps = B.with(p.steps, B.step(B.FEE, B.RESERVE_HELPS, 1, 0));
        p.steps = B.with(p.steps, B.step(B.INTEREST, B.RESERVE_HELPS, 1, 0));
        p.steps = B.with(p.steps, B.step(B.INTEREST, B.RESERVE_HELPS, 2, 0));
        p.steps = B.with(p.steps, B.step(B.TEST, 0, 0, 0));
        p.steps = B.with(p.steps, B.step(B.TEST, 0, 1, 0));
        p.steps = B.with(p.steps, B.stepIf(B.CURE, 2, 0, 0, 0, 0));
        p.steps = B.with(p.steps, B.stepIf(B.CURE, 2, 1, 0, 1, 0));
        p.steps = B.with(p.steps, B.step(B.TOPUP, 0, 0, 0));
        p.steps = B.with(p.steps, B.step(B.PRINCIPAL, 1, ALL, 0));
        p.steps = B.with(p.steps, B.step(B.RELEASE, 0, 0, 0));
        p.steps = B.with(p.steps, B.step(B.FEE, 0, 0, 1));
        p.steps = B.with(p.steps, B.stepIf(B.RESIDUAL, 0x88, 3, 0, 2, 0));
        p.steps = B.with(p.steps, B.stepIf(B.RESIDUAL, 0x83, NOTES, 1, 2, 0));
    }

    /// @dev The reserve covers the loss of the period as far as it reaches; what is left of the loss is written down from class C up.
    function reserveFirst(uint256 periods) internal pure returns (B.Parts memory p) {
        p = standard(periods);
        p.steps[11] = B.step(B.DRAW, 1, 0, 1);
        p.steps = B.with(p.steps, B.step(B.PRINCIPAL, 1, ALL, 0));
    }

    /// @dev For two years nothing is repaid: principal buys new loans.
    function revolving(uint256 periods) internal pure returns (B.Parts memory p) {
        p = standard(periods);
        p.header.lastRevolving = uint16(periods / 2);
        bytes memory buy = B.stepIf(B.BUY, 5, 0, 1, 0, 0);
        p.steps = B.with(p.steps, p.steps[15]);
        for (uint256 i = 15; i > 11; --i) p.steps[i] = p.steps[i - 1];
        p.steps[11] = buy;
        p.steps[12] = B.stepIf(B.PRINCIPAL, 0x85, 0, 1, ALL, 0);
    }
}
