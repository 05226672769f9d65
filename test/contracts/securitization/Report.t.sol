// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IWaterfallEngine } from "../../../contracts/securitization/IWaterfallEngine.sol";
import { PeriodReport } from "../../../contracts/types/PeriodReport.sol";
import { ClassState, WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { EngineTest } from "../support/EngineTest.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { vm } from "../support/Vm.sol";

/// @dev Reports that do not follow from the state; see Run.tree.
contract ReportTest is EngineTest {
    using ImageBuilder for bytes[];
    using ImageBuilder for ImageBuilder.Parts;

    uint8 private constant PERIOD = 0;
    uint8 private constant PURCHASES = 6;
    uint8 private constant POOL_END = 7;
    uint8 private constant DELINQUENT = 8;
    uint96 private constant MOST = type(uint96).max;

    function _parts() private pure returns (ImageBuilder.Parts memory p) {
        p = ImageBuilder.parts(1, 2);
        p.header.originalPool = 1_000;
        p.header.lastRevolving = 1;
        (p.classes[0].balance, p.classes[0].rate, p.classes[0].dayCount) = (900, 0.12e18, ACT_360);
        p.fees = p.fees.with(ImageBuilder.fee(2, 0, 0, 0, 1));
        p.triggers = p.triggers.with(ImageBuilder.trigger(10, 0, 0, 0, 0));
        p.steps = p.steps.with(ImageBuilder.step(ImageBuilder.RESIDUAL, 0, 0, 0));
    }

    function test_RevertWhen_PeriodIsNotTheNext() public {
        WaterfallState memory state = close(_parts());
        PeriodReport memory report = quiet(state);
        report.period = 2;
        _expectReport(state, report, PERIOD, 2, 1);
        report.period = 0;
        _expectReport(state, report, PERIOD, 0, 1);
        state.period = 1;
        report.period = 1;
        _expectReport(state, report, PERIOD, 1, 2);
    }

    function test_RevertGiven_TheLastPeriodIsClosed() public {
        WaterfallState memory state = close(_parts());
        state.period = 2;
        _expectReport(state, quiet(state), PERIOD, 3, 3);
        state.period = type(uint16).max;
        PeriodReport memory report;
        report.poolEnd = state.pool;
        _expectReport(state, report, PERIOD, 0, 65_536);
    }

    function test_RevertWhen_PoolDoesNotAddUp() public {
        WaterfallState memory state = close(_parts());
        PeriodReport memory report = collected(state, 0, 100, 50);
        report.poolEnd += 1;
        _expectReport(state, report, POOL_END, 1_001, 1_000);
        report.poolEnd -= 2;
        _expectReport(state, report, POOL_END, 999, 1_000);
        report.poolEnd = MOST;
        _expectReport(state, report, POOL_END, uint256(MOST) + 150, 1_000);
    }

    function test_RevertGiven_LoansAreBoughtOutsideTheRevolvingTime() public {
        WaterfallState memory state = close(_parts());
        PeriodReport memory report = quiet(state);
        (report.purchases, report.poolEnd) = (10, 1_010);
        engine.run(image, state, report);
        state.active = 1;
        _expectReport(state, report, PURCHASES, 10, 0);
        (state.active, state.isAccelerated) = (0, true);
        _expectReport(state, report, PURCHASES, 10, 0);
        (state.isAccelerated, state.period, report.period) = (false, 1, 2);
        _expectReport(state, report, PURCHASES, 10, 0);
    }

    function test_RevertWhen_MoreIsLateThanThereIs() public {
        WaterfallState memory state = close(_parts());
        PeriodReport memory report = quiet(state);
        report.delinquent = 1_001;
        _expectReport(state, report, DELINQUENT, 1_001, 1_000);
    }

    function test_RevertWhen_StateIsOfAnotherImage() public {
        WaterfallState memory state = close(_parts());
        PeriodReport memory report = quiet(state);
        ClassState[] memory classes = state.classes;
        state.classes = new ClassState[](2);
        vm.expectRevert(abi.encodeWithSelector(IWaterfallEngine.WaterfallImageInvalid.selector, 1));
        engine.run(image, state, report);
        (state.classes, state.feesUnpaid) = (classes, new uint96[](0));
        vm.expectRevert(abi.encodeWithSelector(IWaterfallEngine.WaterfallImageInvalid.selector, 2));
        engine.run(image, state, report);
    }

    function test_RevertWhen_AnAmountDoesNotFit() public {
        WaterfallState memory state = close(_parts());
        PeriodReport memory report = quiet(state);
        state.cumulativeRecoveries = MOST;
        report.recoveries = 1;
        _expectTooLarge(state, report, 2 ** 96);
        (state.cumulativeRecoveries, report.recoveries) = (0, 0);
        state.cumulativeDefaults = MOST - 9;
        (report.defaults, report.poolEnd) = (10, 990);
        _expectTooLarge(state, report, 2 ** 96);
        (state.cumulativeDefaults, state.classes[0].unpaid) = (0, MOST);
        _expectTooLarge(state, report, uint256(MOST) + (uint256(MOST) + 50) / 100 + 9);
        (state.classes[0].unpaid, state.feesUnpaid[0]) = (0, MOST);
        _expectTooLarge(state, report, 2 ** 96);
        (state.feesUnpaid[0], state.carriedInterest) = (0, MOST);
        report.interest = 5;
        _expectTooLarge(state, report, uint256(MOST) + 5);
    }

    /// @dev A member with a bit more than its type is refused like the compiler's own decoder refuses it.
    function test_RevertWhen_AMemberOfTheStateIsTooWide() public {
        WaterfallState memory state = close(_parts());
        bytes memory call = abi.encodeCall(IWaterfallEngine.run, (image, state, quiet(state)));
        uint256 first = 4 + 0x180 + 0x20 + ((image.length + 31) / 32) * 32;
        uint8[15] memory bits = [96, 96, 96, 96, 96, 96, 96, 64, 64, 8, 16, 16, 64, 8, 1];
        for (uint256 i = 0; i < 15; ++i) {
            _assertTooWide(call, first + 32 * (i + 2), bits[i]);
        }
        // Behind the members stand the count of classes, the one class, the count of fees and the one fee.
        for (uint256 i = 1; i < 4; ++i) {
            _assertTooWide(call, first + 32 * (17 + i), 96);
        }
        _assertTooWide(call, first + 32 * 22, 96);
        (bool isDone, ) = address(engine).staticcall(call);
        vm.assertTrue(isDone, "the call itself");
    }

    function test_RevertWhen_TheStateHasMoreThanEightClassesOrFees() public {
        WaterfallState memory state = close(_parts());
        PeriodReport memory report = quiet(state);
        ClassState[] memory classes = state.classes;
        state.classes = new ClassState[](9);
        vm.expectRevert(abi.encodeWithSelector(IWaterfallEngine.WaterfallImageInvalid.selector, 1));
        engine.run(image, state, report);
        (state.classes, state.feesUnpaid) = (classes, new uint96[](9));
        vm.expectRevert(abi.encodeWithSelector(IWaterfallEngine.WaterfallImageInvalid.selector, 2));
        engine.run(image, state, report);
    }

    function _assertTooWide(bytes memory call, uint256 offset, uint256 bit) private view {
        bytes memory wide = bytes.concat(call);
        assembly ("memory-safe") {
            let place := add(add(wide, 0x20), offset)
            mstore(place, or(mload(place), shl(bit, 1)))
        }
        (bool isDone, bytes memory data) = address(engine).staticcall(wide);
        vm.assertFalse(isDone, "too wide");
        vm.assertEq(bytes32(bytes4(data)), bytes32(IWaterfallEngine.WaterfallAmountTooLarge.selector), "error");
    }

    function _expectReport(WaterfallState memory state, PeriodReport memory report, uint8 field, uint256 given, uint256 expected) private {
        vm.expectRevert(abi.encodeWithSelector(IWaterfallEngine.WaterfallReportInvalid.selector, field, given, expected));
        engine.run(image, state, report);
    }

    function _expectTooLarge(WaterfallState memory state, PeriodReport memory report, uint256 amount) private {
        vm.expectRevert(abi.encodeWithSelector(IWaterfallEngine.WaterfallAmountTooLarge.selector, amount));
        engine.run(image, state, report);
    }
}
