// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IWaterfallEngine } from "../../../contracts/securitization/IWaterfallEngine.sol";
import { DealFacts } from "../../../contracts/types/DealFacts.sol";
import { WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { EngineTest } from "../support/EngineTest.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { vm } from "../support/Vm.sol";

/// @dev A valid image, and the same with one field that is not.
contract ImageCheckTest is EngineTest {
    using ImageBuilder for bytes[];
    using ImageBuilder for ImageBuilder.Parts;

    uint256 private constant CLASSES = 128;
    uint256 private constant FEES = CLASSES + 2 * 64;
    uint256 private constant TESTS = FEES + 32;
    uint256 private constant TRIGGERS = TESTS + 2 * 16;
    uint256 private constant SCHEDULES = TRIGGERS + 3 * 16;
    uint256 private constant DATES = SCHEDULES + 16;
    uint256 private constant STEPS = DATES + 2 * 3;
    uint256 private constant LENGTH = STEPS + 8 * 14;

    function _parts() private pure returns (ImageBuilder.Parts memory p) {
        p = ImageBuilder.parts(2, 2);
        p.header.originalPool = 1_000;
        p.header.reserveAtClosing = 70;
        (p.header.lastRevolving, p.header.callBps, p.header.lateDays) = (1, 1_000, 5);
        (p.classes[0].balance, p.classes[1].balance) = (600, 300);
        p.fees = p.fees.with(ImageBuilder.fee(1, 4, 9, 0.01e18, 0));
        p.tests = p.tests.with(ImageBuilder.test(1, 1, 1e18));
        p.tests = p.tests.with(ImageBuilder.test(2, 3, 1e18));
        p.triggers = p.triggers.with(ImageBuilder.netLoss(3, 15, 0, 1));
        p.triggers = p.triggers.with(ImageBuilder.trigger(3, 0, 1, 0, 0));
        p.triggers = p.triggers.with(ImageBuilder.trigger(9, 0, 3, 0, 0));
        p.schedules = p.schedules.with(ImageBuilder.entry(1, 0.02e18));
        for (uint8 op = 1; op <= 14; ++op) {
            uint8 field = op == ImageBuilder.FEE ? 0 : 1;
            p.steps = p.steps.with(ImageBuilder.stepIf(op, op < 9 ? op : op | 0x80, 0, 0, field, 0));
        }
        // The last six have a condition that is none otherwise.
        for (uint8 op = 9; op <= 14; ++op) {
            p.steps[op - 1] = ImageBuilder.stepIf(op, 0x82, 1, 0, 1, 0);
        }
    }

    function setUp() public override {
        super.setUp();
        image = _parts().build();
        vm.assertEq(image.length, LENGTH, "layout of the test");
    }

    function test_ValidImagePasses() public view {
        engine.validate(image);
    }

    function test_MarketImagesPass() public view {
        for (uint8 classes = 1; classes <= 8; ++classes) {
            engine.validate(ImageBuilder.market(classes).build());
        }
    }

    function test_RevertWhen_LengthIsAnother() public {
        _expectInvalid(bytes.concat(image, hex"00"), LENGTH + 1);
        bytes memory shorter = image;
        assembly ("memory-safe") {
            mstore(shorter, sub(mload(shorter), 1))
        }
        _expectInvalid(shorter, LENGTH - 1);
        _expectInvalid("", 0);
        _expectInvalid(hex"0101", 2);
    }

    function test_RevertWhen_CountsAreOutOfBounds() public {
        _expectByte(0, 2, 0);
        _expectByte(1, 0, 1);
        _expectByte(1, 9, 1);
        _expectByte(2, 9, 2);
        _expectByte(3, 9, 3);
        _expectByte(4, 17, 4);
        _expectByte(5, 65, 5);
        _expectByte(6, 0, 6);
        _expectByte(6, 65, 6);
        _expectByte(9, 0, 8);
        _expectByte(8, 2, 8);
        _expectByte(1, 3, LENGTH);
    }

    function test_RevertWhen_HeaderHasAnotherByte() public {
        _expectByte(7, 4, 7);
        _expectByte(15, 4, 15);
        _expectByte(16, 1, 16);
        _expectByte(19, 1, 16);
        _expectByte(92, 1, 92);
        _expectByte(123, 1, 92);
        _expectByte(124, 1, 124);
        _expectByte(127, 1, 124);
    }

    function test_RevertWhen_ClassOrFeeHasAnotherByte() public {
        _expectByte(CLASSES + 64 + 20, 5, CLASSES + 64 + 20);
        _expectByte(CLASSES + 21, 16, CLASSES + 21);
        _expectByte(CLASSES + 63, 1, CLASSES + 56);
        _expectByte(FEES, 0, FEES);
        _expectByte(FEES, 4, FEES);
        _expectByte(FEES + 1, 5, FEES + 1);
        _expectByte(FEES + 3, 1, FEES + 3);
        _expectByte(FEES + 19, 1, FEES + 12);
    }

    function test_RevertWhen_TestOrTriggerHasAnotherByte() public {
        _expectByte(TESTS, 0, TESTS);
        _expectByte(TESTS + 16, 3, TESTS + 16);
        _expectByte(TESTS + 1, 4, TESTS + 1);
        _expectByte(TESTS + 7, 1, TESTS + 2);
        _expectByte(TRIGGERS, 0, TRIGGERS);
        _expectByte(TRIGGERS, 11, TRIGGERS);
        _expectByte(TRIGGERS + 1, 4, TRIGGERS + 1);
        _expectByte(TRIGGERS + 16 + 2, 2, TRIGGERS + 16 + 2);
        _expectByte(TRIGGERS + 32 + 2, 4, TRIGGERS + 32 + 2);
        _expectByte(TRIGGERS + 3, 16, TRIGGERS + 3);
        _expectByte(TRIGGERS + 5, 1, TRIGGERS + 6);
        _expectByte(TRIGGERS + 7, 2, TRIGGERS + 6);
        _expectByte(TRIGGERS + 16 + 7, 1, TRIGGERS + 16 + 4);
        _expectByte(SCHEDULES + 7, 1, SCHEDULES + 2);
    }

    function test_RevertWhen_DatesDoNotAscend() public {
        ImageBuilder.Parts memory p = _parts();
        p.dates[2] = p.dates[1];
        _expectInvalid(p.build(), DATES + 4);
        p.dates[2] = p.dates[1] + 1;
        p.dates[1] = p.dates[0];
        _expectInvalid(p.build(), DATES + 2);
    }

    function test_RevertWhen_StepHasAnotherByte() public {
        _expectByte(STEPS, 0, STEPS);
        _expectByte(STEPS, 15, STEPS);
        _expectByte(STEPS + 1, 9, STEPS + 1);
        _expectByte(STEPS + 1, 0x89, STEPS + 1);
        // Conditions 1, 2, 3 and 8 of the steps with the same number.
        _expectByte(STEPS + 2, 3, STEPS + 2);
        _expectByte(STEPS + 8 + 2, 2, STEPS + 8 + 2);
        _expectByte(STEPS + 16 + 2, 4, STEPS + 16 + 2);
        _expectByte(STEPS + 56 + 2, 8, STEPS + 56 + 2);
        for (uint256 op = 1; op <= 14; ++op) {
            uint256 place = STEPS + 8 * (op - 1);
            _expectByte(place + 3, 2, place + 3);
            if (op == ImageBuilder.MOVE || op == ImageBuilder.PDL) _expectByte(place + 3, 1, place + 3);
            bool isIndex = op == ImageBuilder.TEST || op == ImageBuilder.CURE || op == ImageBuilder.RESIDUAL;
            uint8 end = isIndex ? 2 : 4;
            _expectByte(place + 4, op == ImageBuilder.FEE ? 1 : end, place + 4);
            uint8 modes = op == ImageBuilder.MOVE ? 5 : 1;
            if (op == ImageBuilder.LOSS) modes = 4;
            if (op <= ImageBuilder.PRINCIPAL || op == ImageBuilder.DRAW) modes = 2;
            _expectByte(place + 5, modes, place + 5);
            _expectByte(place + 7, 1, place + 6);
        }
    }

    function test_InitialStateIsThatOfTheClosing() public view {
        WaterfallState memory state = engine.initialState(image);
        vm.assertEq(state.classes.length, 2);
        vm.assertEq(state.classes[0].balance, 600);
        vm.assertEq(state.classes[1].balance, 300);
        vm.assertEq(state.feesUnpaid.length, 1);
        vm.assertEq(state.reserve, 70);
        vm.assertEq(state.pool, 1_000);
        uint256 others = uint256(state.carriedInterest) + state.carriedPrincipal + state.period + state.active + state.breaches;
        others += uint256(state.failed) + state.delinquencyCount + state.cumulativeDefaults + state.unallocatedLoss;
        vm.assertEq(others, 0, "nothing else");
    }

    function test_RevertWhen_InitialStateIsOfAnInvalidImage() public {
        bytes memory wrong = _with(STEPS + 7, 1);
        vm.expectRevert(abi.encodeWithSelector(IWaterfallEngine.WaterfallImageInvalid.selector, STEPS + 6));
        engine.initialState(wrong);
    }

    function test_FactsAreThoseOfTheHeader() public view {
        DealFacts memory facts = engine.factsOf(image);
        vm.assertEq(facts.periods, 2);
        vm.assertEq(facts.lastRevolving, 1);
        vm.assertEq(facts.callBps, 1_000);
        vm.assertEq(facts.lateDays, 5);
        vm.assertEq(facts.reserveAtClosing, 70);
        vm.assertEq(facts.originalPool, 1_000);
        vm.assertEq(facts.classes[1], 300);
        vm.assertEq(facts.feePayees[0], 9);
        vm.assertEq(engine.dueDate(image, 0), 20_000);
        vm.assertEq(engine.dueDate(image, 2), 20_060);
        vm.assertTrue(engine.isCallAllowed(image, 100));
        vm.assertFalse(engine.isCallAllowed(image, 101), "above a tenth");
    }

    function test_RevertWhen_PeriodIsBeyondTheLast() public {
        vm.expectRevert(abi.encodeWithSelector(IWaterfallEngine.WaterfallReportInvalid.selector, 0, 3, 2));
        engine.dueDate(image, 3);
    }

    function test_RevertWhen_PoolIsNoAmount() public {
        vm.expectRevert(abi.encodeWithSelector(IWaterfallEngine.WaterfallAmountTooLarge.selector, 2 ** 96));
        engine.isCallAllowed(image, 2 ** 96);
    }

    function _with(uint256 offset, uint8 value) private view returns (bytes memory changed) {
        changed = image;
        changed[offset] = bytes1(value);
    }

    function _expectByte(uint256 offset, uint8 value, uint256 reported) private {
        _expectInvalid(_with(offset, value), reported);
    }

    function _expectInvalid(bytes memory wrong, uint256 offset) private {
        vm.expectRevert(abi.encodeWithSelector(IWaterfallEngine.WaterfallImageInvalid.selector, offset));
        engine.validate(wrong);
    }
}
