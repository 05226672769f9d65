// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { PeriodReport } from "../../../contracts/types/PeriodReport.sol";
import { WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { ImageBuilder } from "./ImageBuilder.sol";

/// @dev Deals and reports by chance: any valid program, also those that make no sense.
library RandomDeal {
    using ImageBuilder for bytes[];

    struct Dice {
        uint256 seed;
    }

    function below(Dice memory dice, uint256 end) internal pure returns (uint256) {
        dice.seed = uint256(keccak256(abi.encode(dice.seed)));
        return dice.seed % end;
    }

    function image(Dice memory dice) internal pure returns (ImageBuilder.Parts memory p) {
        p = ImageBuilder.parts(1 + below(dice, 5), 6);
        p.header.originalPool = uint96(1_000_000 + below(dice, 1_000_000));
        p.header.flags = uint8(below(dice, 4));
        p.header.lastRevolving = uint16(below(dice, 4));
        p.header.reserveKind = uint8(below(dice, 4));
        p.header.reserveAmount = uint96(below(dice, 50_000));
        p.header.reserveAtClosing = uint96(below(dice, 50_000));
        p.header.reserveRate = uint64(below(dice, 0.1e18));
        p.header.ocRateCurrent = uint64(below(dice, 0.2e18));
        p.header.ocRateOriginal = uint64(below(dice, 0.1e18));
        p.header.ocFloor = uint96(below(dice, 30_000));
        for (uint256 i = 0; i < p.classes.length; ++i) {
            _class(dice, p.classes[i]);
        }
        _lists(dice, p);
    }

    function _class(Dice memory dice, ImageBuilder.Class memory c) private pure {
        c.balance = uint96(below(dice, 600_000));
        c.rate = uint64(below(dice, 0.2e18));
        c.dayCount = uint8(below(dice, 5));
        c.flags = uint8(below(dice, 16));
        c.stepUpFrom = uint16(below(dice, 4));
        c.stepUp = uint64(below(dice, 0.02e18));
        c.floor = uint64(below(dice, 0.01e18));
        c.cap = below(dice, 2) == 0 ? 0 : uint64(below(dice, 0.2e18));
        c.spread = uint64(below(dice, 0.02e18));
    }

    function _lists(Dice memory dice, ImageBuilder.Parts memory p) private pure {
        uint8 all = uint8((1 << p.classes.length) - 1);
        uint256 count = 1 + below(dice, 3);
        for (uint256 i = 0; i < count; ++i) {
            bytes memory fee = ImageBuilder.fee(
                uint8(1 + below(dice, 3)),
                uint8(below(dice, 5)),
                0,
                uint64(below(dice, 0.05e18)),
                uint96(below(dice, 9_000))
            );
            p.fees = p.fees.with(fee);
            p.tests = p.tests.with(
                ImageBuilder.test(uint8(1 + below(dice, 2)), uint8(below(dice, uint256(all) + 1)), uint64(below(dice, 2e18)))
            );
        }
        p.schedules = p.schedules.with(ImageBuilder.entry(uint16(below(dice, 4)), uint64(below(dice, 0.05e18))));
        p.triggers = p.triggers.with(ImageBuilder.netLoss(uint8(below(dice, 4)), uint8(below(dice, 3)), 0, 1));
        for (uint8 kind = 2; kind <= 10; ++kind) {
            uint8 argument = kind == 3 ? uint8(below(dice, count)) : uint8(below(dice, uint256(all) + 1));
            uint64 threshold = uint64(below(dice, kind == 2 ? 0.2e18 : 1.2e18));
            p.triggers = p.triggers.with(ImageBuilder.trigger(kind, uint8(below(dice, 4)), argument, uint8(1 + below(dice, 3)), threshold));
        }
        uint256 steps = 4 + below(dice, 20);
        for (uint256 i = 0; i < steps; ++i) {
            p.steps = p.steps.with(_step(dice, p, all));
        }
    }

    function _step(Dice memory dice, ImageBuilder.Parts memory p, uint8 all) private pure returns (bytes memory) {
        uint8 op = uint8(1 + below(dice, 14));
        uint8 source = uint8(below(dice, 2)) | (below(dice, 2) == 0 ? ImageBuilder.RESERVE_HELPS : 0);
        if (op == ImageBuilder.MOVE || op == ImageBuilder.PDL) source = 0;
        uint8 field = uint8(below(dice, uint256(all) + 1));
        if (op == ImageBuilder.FEE) field = uint8(below(dice, p.fees.length));
        if (op == ImageBuilder.TEST || op == ImageBuilder.CURE) field = uint8(below(dice, p.tests.length));
        if (op == ImageBuilder.RESIDUAL) field = uint8(below(dice, p.classes.length));
        return abi.encodePacked(op, _condition(dice, p, all), source, field, uint8(below(dice, _modes(op))), uint16(0));
    }

    function _modes(uint8 op) private pure returns (uint256) {
        if (op == ImageBuilder.MOVE) return 5;
        if (op == ImageBuilder.LOSS) return 4;
        return op <= ImageBuilder.PRINCIPAL || op == ImageBuilder.DRAW ? 2 : 1;
    }

    function _condition(Dice memory dice, ImageBuilder.Parts memory p, uint8 all) private pure returns (bytes memory) {
        uint8 condition = below(dice, 3) == 0 ? uint8(below(dice, 9)) : 0;
        uint8 argument = 0;
        if (condition == 1) argument = uint8(below(dice, p.triggers.length));
        if (condition == 2) argument = uint8(below(dice, p.tests.length));
        if (condition == 3) argument = uint8(below(dice, uint256(all) + 1));
        if (condition == 8) argument = uint8(below(dice, 256));
        if (condition != 0 && below(dice, 2) == 0) condition |= 0x80;
        return abi.encodePacked(condition, argument);
    }

    function report(Dice memory dice, WaterfallState memory state, uint256 lastRevolving) internal pure returns (PeriodReport memory made) {
        made.period = state.period + 1;
        made.flags = below(dice, 4) == 0 ? uint8(below(dice, 16)) : 0;
        made.interest = uint96(below(dice, 60_000));
        made.recoveries = below(dice, 2) == 0 ? 0 : uint96(below(dice, 20_000));
        made.principal = uint96(below(dice, uint256(state.pool) / 2 + 1));
        made.defaults = uint96(below(dice, uint256(state.pool) / 8 + 1));
        if (made.period <= lastRevolving && !state.isAccelerated && state.active == 0) made.purchases = uint96(below(dice, 90_000));
        made.poolEnd = state.pool + made.purchases - made.principal - made.defaults;
        made.delinquent = uint96(below(dice, uint256(made.poolEnd) / 3 + 1));
        made.index = int64(int256(below(dice, 0.2e18))) - 0.1e18;
    }
}
