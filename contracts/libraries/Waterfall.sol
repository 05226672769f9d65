// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { PeriodReport } from "../types/PeriodReport.sol";
import { WaterfallImageInvalid, WaterfallReportInvalid } from "../types/WaterfallErrors.sol";
import { ClassState, WaterfallOutcome, WaterfallState } from "../types/WaterfallState.sol";
import { ClassCells } from "./ClassCells.sol";
import { DealImage } from "./DealImage.sol";
import { WaterfallKernels } from "./WaterfallKernels.sol";
import { WaterfallRun } from "./WaterfallRun.sol";
import { WaterfallSteps } from "./WaterfallSteps.sol";
import { WaterfallTriggers } from "./WaterfallTriggers.sol";

/// @title Waterfall
/// @notice Runs one period of a deal; see `backend/docs/deal-machine.md`, section 4.
/// @dev Assumes that the image was checked once by `ImageCheck`. Whatever it holds, every loop is bounded and every read is inside.
library Waterfall {
    using DealImage for DealImage.Image;
    using WaterfallRun for WaterfallRun.Run;
    using ClassCells for *;

    /// @dev Members of `PeriodReport` by their place.
    uint8 private constant FIELD_PERIOD = 0;
    uint8 private constant FIELD_PURCHASES = 6;
    uint8 private constant FIELD_POOL_END = 7;
    uint8 private constant FIELD_DELINQUENT = 8;

    uint256 private constant FLAG_ACCELERATE = 8;
    uint256 private constant FEE_RATE_OF_POOL = 1;
    uint256 private constant FEE_FIXED = 2;
    uint256 private constant FEE_RATE_OF_CLASSES = 3;

    /// @notice State of a deal on the day it closes.
    function initialState(bytes memory data) internal pure returns (WaterfallState memory state) {
        DealImage.Image memory image = DealImage.open(data);
        state.classes = new ClassState[](image.classes);
        for (uint256 i = 0; i < image.classes; ++i) {
            state.classes[i].balance = uint96(image.originalBalance(i));
        }
        state.feesUnpaid = new uint96[](image.fees);
        state.reserve = uint96(image.reserveAtClosing());
        state.pool = uint96(image.originalPool());
    }

    /// @notice Runs one period. `state` becomes the state after it.
    function run(
        bytes memory data,
        WaterfallState memory state,
        PeriodReport memory report
    ) internal pure returns (WaterfallOutcome memory outcome) {
        DealImage.Image memory image = DealImage.open(data);
        _prepare(image, outcome);
        uint256[2] memory cash;
        // Made here, because a function that returns it would first make an empty one.
        WaterfallRun.Run memory work = WaterfallRun.Run({
            image: image,
            state: state,
            report: report,
            outcome: outcome,
            cash: cash,
            interestIn: 0,
            feesPaid: 0,
            isRevolving: false,
            dueInterest: new uint256[](image.classes),
            dayCount: 0,
            num: 0,
            den: 0
        });
        _requireFitting(work);
        uint256 poolBegin = state.pool;
        WaterfallTriggers.judgeBefore(work, _takeIn(work));
        work.isRevolving = report.period <= work.image.lastRevolving() && !state.isAccelerated && state.active == 0;
        _fallDue(work, poolBegin);
        _fillBuckets(work);
        WaterfallSteps.runAll(work);
        WaterfallTriggers.judgeAfter(work);
        state.carriedInterest = WaterfallRun.amount(work.cash[0]);
        state.carriedPrincipal = WaterfallRun.amount(work.cash[1]);
        state.period = report.period;
    }

    function _prepare(DealImage.Image memory image, WaterfallOutcome memory outcome) private pure {
        uint256 classes = image.classes;
        outcome.interest = new uint96[](classes);
        outcome.principal = new uint96[](classes);
        outcome.residual = new uint96[](classes);
        outcome.fees = new uint96[](image.fees);
    }

    function _requireFitting(WaterfallRun.Run memory work) private pure {
        WaterfallState memory state = work.state;
        PeriodReport memory report = work.report;
        require(state.classes.length == work.image.classes, WaterfallImageInvalid(1));
        require(state.feesUnpaid.length == work.image.fees, WaterfallImageInvalid(2));
        uint256 period = report.period;
        uint256 expected = uint256(state.period) + 1;
        require(period == expected && period <= work.image.periods, WaterfallReportInvalid(FIELD_PERIOD, period, expected));
        uint256 before = uint256(state.pool) + report.purchases;
        uint256 later = uint256(report.poolEnd) + report.principal + report.defaults;
        require(before == later, WaterfallReportInvalid(FIELD_POOL_END, later, before));
        if (report.purchases != 0) {
            bool mayBuy = period <= work.image.lastRevolving() && !state.isAccelerated && state.active == 0;
            require(mayBuy, WaterfallReportInvalid(FIELD_PURCHASES, report.purchases, 0));
        }
        bool isPart = report.delinquent <= report.poolEnd;
        require(isPart, WaterfallReportInvalid(FIELD_DELINQUENT, report.delinquent, report.poolEnd));
    }

    /// @dev Stage 1, and `accelerate` of the report. Gives the average delinquency.
    function _takeIn(WaterfallRun.Run memory work) private pure returns (uint256 average) {
        WaterfallState memory state = work.state;
        PeriodReport memory report = work.report;
        state.pool = report.poolEnd;
        state.cumulativeDefaults = WaterfallRun.amount(uint256(state.cumulativeDefaults) + report.defaults);
        state.cumulativeRecoveries = WaterfallRun.amount(uint256(state.cumulativeRecoveries) + report.recoveries);
        uint256 last =
            report.poolEnd == 0 ? 0 : WaterfallKernels.divHalfUp(uint256(report.delinquent) * WaterfallKernels.WAD, report.poolEnd);
        uint256 known = WaterfallKernels.min(state.delinquencyCount, 2);
        average = last;
        if (known > 0) average += state.lastDelinquency;
        if (known > 1) average += state.earlierDelinquency;
        average /= 1 + known;
        (state.earlierDelinquency, state.lastDelinquency) = (state.lastDelinquency, uint64(last));
        state.delinquencyCount = uint8(WaterfallKernels.min(known + 1, 2));
        if (report.flags & FLAG_ACCELERATE != 0) state.isAccelerated = true;
    }

    /// @dev Stage 3.
    function _fallDue(WaterfallRun.Run memory work, uint256 poolBegin) private pure {
        uint256 count = work.image.classes;
        for (uint256 i = 0; i < count; ++i) {
            if (!work.image.isResidual(i)) _accrueClass(work, i);
        }
        count = work.image.fees;
        for (uint256 i = 0; i < count; ++i) {
            uint256 due = _feeDue(work, work.image.feeAt(i), poolBegin);
            work.state.feesUnpaid.setAmount(i, work.state.feesUnpaid.amountAt(i) + due);
        }
    }

    function _accrueClass(WaterfallRun.Run memory work, uint256 index) private pure {
        uint256 cell = work.state.classes.cellOf(index);
        uint256 place = DealImage.classAt(index);
        (uint256 num, uint256 den) = work.dayFraction(DealImage.uintAt(work.image.data, place + 20, 1));
        uint256 rate = work.rateOf(index);
        uint256 current = WaterfallKernels.accrue(cell.balanceOf(), rate, num, den);
        uint256 unpaid = cell.unpaidOf();
        if (unpaid != 0 && !work.image.isUnpaidFree(index)) {
            unpaid += WaterfallKernels.accrue(unpaid, rate + DealImage.uintAt(work.image.data, place + 48, 8), num, den);
        }
        work.dueInterest.setWord(index, current);
        ClassCells.requireAmount(unpaid + current);
        cell.setUnpaid(unpaid + current);
    }

    function _feeDue(WaterfallRun.Run memory work, uint256 place, uint256 poolBegin) private pure returns (uint256) {
        uint256 fee = DealImage.wordAt(work.image.data, place);
        uint256 kind = fee >> 248;
        if (kind == FEE_FIXED) return uint96(fee);
        require(kind == FEE_RATE_OF_POOL || kind == FEE_RATE_OF_CLASSES, WaterfallImageInvalid(place));
        uint256 base = kind == FEE_RATE_OF_POOL ? poolBegin : work.outstanding(type(uint256).max);
        (uint256 num, uint256 den) = work.dayFraction(uint8(fee >> 240));
        return WaterfallKernels.accrue(base, uint64(fee >> 160), num, den);
    }

    /// @dev Stage 4.
    function _fillBuckets(WaterfallRun.Run memory work) private pure {
        PeriodReport memory report = work.report;
        uint256[2] memory cash = work.cash;
        cash[0] = uint256(work.state.carriedInterest) + report.interest;
        cash[1] = work.state.carriedPrincipal;
        cash[work.image.isOneWaterfall() ? 0 : 1] += report.principal;
        cash[work.image.areRecoveriesPrincipal() ? 1 : 0] += report.recoveries;
        work.interestIn = cash[0];
    }
}
