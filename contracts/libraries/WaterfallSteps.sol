// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { WaterfallImageInvalid } from "../types/WaterfallErrors.sol";
import { ClassCells } from "./ClassCells.sol";
import { DealImage } from "./DealImage.sol";
import { WaterfallKernels } from "./WaterfallKernels.sol";
import { WaterfallLosses } from "./WaterfallLosses.sol";
import { WaterfallPayments } from "./WaterfallPayments.sol";
import { WaterfallRun } from "./WaterfallRun.sol";
import { WaterfallTests } from "./WaterfallTests.sol";

/// @title WaterfallSteps
/// @notice Runs the steps of a program; see `backend/docs/deal-machine.md`, section 5.
library WaterfallSteps {
    using DealImage for DealImage.Image;
    using WaterfallRun for WaterfallRun.Run;
    using ClassCells for *;
    using WaterfallPayments for WaterfallRun.Run;
    using WaterfallLosses for WaterfallRun.Run;
    using WaterfallTests for WaterfallRun.Run;

    uint256 internal constant FEE = 1;
    uint256 internal constant INTEREST = 2;
    uint256 internal constant PRINCIPAL = 3;
    uint256 internal constant MOVE = 4;
    uint256 internal constant TEST = 5;
    uint256 internal constant CURE = 6;
    uint256 internal constant TOPUP = 7;
    uint256 internal constant RELEASE = 8;
    uint256 internal constant DRAW = 9;
    uint256 internal constant LOSS = 10;
    uint256 internal constant WRITEUP = 11;
    uint256 internal constant PDL = 12;
    uint256 internal constant BUY = 13;
    uint256 internal constant RESIDUAL = 14;

    uint256 private constant IS_NEGATED = 0x80;
    uint256 private constant FLAG_CALL = 4;

    /// @notice Runs all steps whose condition holds, and writes a posting for each.
    function runAll(WaterfallRun.Run memory run) internal pure {
        uint256 count = run.image.steps;
        uint256 place = run.image.stepsAt;
        bytes memory data = run.image.data;
        uint256[] memory postings = new uint256[](count);
        uint256 made = 0;
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                uint256 step = DealImage.wordAt(data, place);
                uint256 condition = uint8(step >> 240);
                if (condition == 0 || _holds(run, condition, uint8(step >> 232), place)) {
                    (uint256 due, uint256 paid) = _execute(run, step, place);
                    postings.setWord(made, (i << 240) | (due << 120) | paid);
                    ++made;
                }
                place += DealImage.STEP_BYTES;
            }
        }
        assembly ("memory-safe") {
            mstore(postings, made)
        }
        run.outcome.postings = postings;
    }

    function _holds(WaterfallRun.Run memory run, uint256 condition, uint256 argument, uint256 place) private pure returns (bool) {
        bool isNegated = condition & IS_NEGATED != 0;
        return _isTrue(run, condition & ~IS_NEGATED, argument, place) != isNegated;
    }

    function _isTrue(WaterfallRun.Run memory run, uint256 kind, uint256 argument, uint256 place) private pure returns (bool) {
        if (kind == 1) return (run.state.active >> argument) & 1 != 0;
        if (kind == 2) return (run.state.failed >> argument) & 1 != 0;
        if (kind == 3) return run.outstanding(argument) != 0;
        if (kind == 4) return run.state.isAccelerated;
        if (kind == 5) return run.isRevolving;
        if (kind == 6) return run.report.flags & FLAG_CALL != 0;
        if (kind == 7) return run.report.period == run.image.periods;
        if (kind == 8) return run.state.active & argument != 0;
        require(kind == 0, WaterfallImageInvalid(place + 1));
        return true;
    }

    /// @dev `field` is the mask of classes, or the index of a fee, a test or a class.
    function _execute(WaterfallRun.Run memory run, uint256 step, uint256 place) private pure returns (uint256 due, uint256 paid) {
        uint256 op = step >> 248;
        uint256 source = uint8(step >> 224);
        uint256 field = uint8(step >> 216);
        uint256 mode = uint8(step >> 208);
        if (op < CURE) {
            if (op == FEE) {
                _requireBelow(field, run.image.fees, place);
                return run.payFee(field, source, mode != 0);
            }
            if (op == TEST) return _test(run, field, place);
            _requireClasses(run, field, place);
            if (op == INTEREST) return run.payInterest(field, source, mode != 0);
            if (op == PRINCIPAL) return run.payPrincipal(field, source, run.outstanding(field), mode != 0);
            require(op == MOVE, WaterfallImageInvalid(place));
            return _move(run, field, mode, place);
        }
        if (op == CURE) return _cure(run, field, source, place);
        if (op == RESIDUAL) {
            _requireBelow(field, run.image.classes, place);
            return run.payResidual(field, source);
        }
        _requireClasses(run, field, place);
        if (op < LOSS) {
            if (op == TOPUP) return run.topUp(source);
            return op == DRAW ? run.draw(field, source, mode) : run.release(source);
        }
        if (op == LOSS) return run.allocateLoss(field, mode & 1 != 0, mode & 2 != 0);
        if (op == PDL) return run.clearLedgers(field);
        if (op == WRITEUP) return run.writeUp(field);
        require(op == BUY, WaterfallImageInvalid(place));
        return run.buy(source);
    }

    function _requireBelow(uint256 index, uint256 count, uint256 place) private pure {
        require(index < count, WaterfallImageInvalid(place + 4));
    }

    function _requireClasses(WaterfallRun.Run memory run, uint256 mask, uint256 place) private pure {
        require(mask >> run.image.classes == 0, WaterfallImageInvalid(place + 4));
    }

    function _test(WaterfallRun.Run memory run, uint256 index, uint256 place) private pure returns (uint256 due, uint256 paid) {
        _requireBelow(index, run.image.tests, place);
        WaterfallTests.Standing memory test = run.standing(index);
        uint256 bit = 1 << index;
        uint256 others = run.state.failed & ~bit;
        bool isPassed = WaterfallKernels.passes(test.have, test.owed, test.threshold);
        run.state.failed = uint8(isPassed ? others : others | bit);
        return (WaterfallKernels.ratio(test.have, test.owed), test.threshold);
    }

    function _cure(
        WaterfallRun.Run memory run,
        uint256 index,
        uint256 source,
        uint256 place
    ) private pure returns (uint256 due, uint256 paid) {
        _requireBelow(index, run.image.tests, place);
        WaterfallTests.Standing memory test = run.standing(index);
        due = run.cure(test, source & 1 != 0);
        return due == 0 ? (due, 0) : run.payPrincipal(test.mask, source, due, false);
    }

    function _move(
        WaterfallRun.Run memory run,
        uint256 mask,
        uint256 mode,
        uint256 place
    ) private pure returns (uint256 due, uint256 paid) {
        if (mode == 0) due = run.cash.cashOf(0);
        else if (mode == 3) due = run.report.defaults;
        else {
            uint256 pool = 0;
            if (mode == 1) pool = WaterfallKernels.excess(run.state.pool, run.ocTarget());
            else if (mode == 2) pool = run.state.pool;
            else require(mode == 4, WaterfallImageInvalid(place + 5));
            due = WaterfallKernels.excess(run.outstanding(mask), run.cash.cashOf(1) + pool);
        }
        return (due, run.move(due));
    }
}
