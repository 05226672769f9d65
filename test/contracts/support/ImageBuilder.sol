// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Assembles images of deals, field by field from the page of the rule and not from the code that reads them.
library ImageBuilder {
    struct Header {
        uint8 flags;
        uint16 lastRevolving;
        uint16 callBps;
        uint8 lateDays;
        uint8 reserveKind;
        uint96 reserveAmount;
        uint96 reserveAtClosing;
        uint64 reserveRate;
        uint64 ocRateCurrent;
        uint64 ocRateOriginal;
        uint96 ocFloor;
        uint96 originalPool;
    }

    struct Class {
        uint96 balance;
        uint64 rate;
        uint8 dayCount;
        uint8 flags;
        uint16 stepUpFrom;
        uint64 stepUp;
        uint64 floor;
        uint64 cap;
        uint64 spread;
    }

    struct Parts {
        Header header;
        Class[] classes;
        bytes[] fees;
        bytes[] tests;
        bytes[] triggers;
        bytes[] schedules;
        uint16[] dates;
        bytes[] steps;
    }

    // Operations
    uint8 internal constant FEE = 1;
    uint8 internal constant INTEREST = 2;
    uint8 internal constant PRINCIPAL = 3;
    uint8 internal constant MOVE = 4;
    uint8 internal constant TEST = 5;
    uint8 internal constant CURE = 6;
    uint8 internal constant TOPUP = 7;
    uint8 internal constant RELEASE = 8;
    uint8 internal constant DRAW = 9;
    uint8 internal constant LOSS = 10;
    uint8 internal constant WRITEUP = 11;
    uint8 internal constant PDL = 12;
    uint8 internal constant BUY = 13;
    uint8 internal constant RESIDUAL = 14;

    // Sources
    uint8 internal constant FROM_INTEREST = 0;
    uint8 internal constant FROM_PRINCIPAL = 1;
    uint8 internal constant RESERVE_HELPS = 0x80;

    // Flags of a class
    uint8 internal constant FLOATING = 1;
    uint8 internal constant DEFERRABLE = 2;
    uint8 internal constant IS_RESIDUAL = 4;
    uint8 internal constant UNPAID_FREE = 8;

    uint256 private constant STEPS_MAX = 64;

    /// @dev Parts with room for as many classes and a payment date every 30 days; everything else is empty.
    function parts(uint256 classes, uint256 periods) internal pure returns (Parts memory made) {
        made.classes = new Class[](classes);
        made.dates = new uint16[](periods + 1);
        for (uint256 i = 0; i <= periods; ++i) {
            made.dates[i] = uint16(20_000 + 30 * i);
        }
    }

    function fee(uint8 kind, uint8 dayCount, uint8 payee, uint64 rate, uint96 amount) internal pure returns (bytes memory) {
        return abi.encodePacked(kind, dayCount, payee, uint8(0), rate, uint64(0), amount);
    }

    function test(uint8 kind, uint8 mask, uint64 threshold) internal pure returns (bytes memory) {
        return abi.encodePacked(kind, mask, uint48(0), threshold);
    }

    function trigger(uint8 kind, uint8 flags, uint8 argument, uint8 notice, uint64 threshold) internal pure returns (bytes memory) {
        return abi.encodePacked(kind, flags, argument, notice, uint32(0), threshold);
    }

    function netLoss(uint8 flags, uint8 notice, uint16 first, uint16 count) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(1), flags, uint8(0), notice, first, count, uint64(0));
    }

    function entry(uint16 from, uint64 threshold) internal pure returns (bytes memory) {
        return abi.encodePacked(from, uint48(0), threshold);
    }

    function step(uint8 op, uint8 source, uint8 field, uint8 mode) internal pure returns (bytes memory) {
        return stepIf(op, 0, 0, source, field, mode);
    }

    function stepIf(uint8 op, uint8 condition, uint8 argument, uint8 source, uint8 field, uint8 mode) internal pure returns (bytes memory) {
        return abi.encodePacked(op, condition, argument, source, field, mode, uint16(0));
    }

    /// @dev The list with one more item.
    function with(bytes[] memory list, bytes memory item) internal pure returns (bytes[] memory longer) {
        longer = new bytes[](list.length + 1);
        for (uint256 i = 0; i < list.length; ++i) {
            longer[i] = list[i];
        }
        longer[list.length] = item;
    }

    function build(Parts memory p) internal pure returns (bytes memory image) {
        image = abi.encodePacked(_counts(p), _amounts(p.header));
        for (uint256 i = 0; i < p.classes.length; ++i) {
            image = abi.encodePacked(image, _class(p.classes[i]));
        }
        image = abi.encodePacked(image, _join(p.fees), _join(p.tests), _join(p.triggers), _join(p.schedules));
        for (uint256 i = 0; i < p.dates.length; ++i) {
            image = abi.encodePacked(image, p.dates[i]);
        }
        return abi.encodePacked(image, _join(p.steps));
    }

    function _counts(Parts memory p) private pure returns (bytes memory) {
        Header memory h = p.header;
        bytes memory counts = abi.encodePacked(
            uint8(1),
            uint8(p.classes.length),
            uint8(p.fees.length),
            uint8(p.tests.length),
            uint8(p.triggers.length),
            uint8(p.schedules.length),
            uint8(p.steps.length)
        );
        return
            abi.encodePacked(counts, h.flags, uint16(p.dates.length - 1), h.lastRevolving, h.callBps, h.lateDays, h.reserveKind, uint32(0));
    }

    function _amounts(Header memory h) private pure returns (bytes memory) {
        bytes memory reserve = abi.encodePacked(h.reserveAmount, h.reserveAtClosing, h.reserveRate);
        return abi.encodePacked(reserve, h.ocRateCurrent, h.ocRateOriginal, h.ocFloor, h.originalPool, bytes32(0), uint32(0));
    }

    function _class(Class memory c) private pure returns (bytes memory) {
        bytes memory first = abi.encodePacked(c.balance, c.rate, c.dayCount, c.flags, c.stepUpFrom, c.stepUp);
        return abi.encodePacked(first, c.floor, c.cap, c.spread, uint64(0));
    }

    function _join(bytes[] memory list) private pure returns (bytes memory joined) {
        for (uint256 i = 0; i < list.length; ++i) {
            joined = abi.encodePacked(joined, list[i]);
        }
    }

    /// @dev A deal as they are in the market: per class interest, a coverage test of both kinds with its cures, two fees, a reserve,
    /// a target for overcollateralization, all usual triggers, and a last class that takes what is left.
    function market(uint8 classes) internal pure returns (Parts memory p) {
        p = parts(classes, 60);
        uint96 pool = 1_000_000_000_000;
        p.header.originalPool = pool;
        p.header.flags = 1;
        p.header.reserveKind = 3;
        p.header.reserveRate = 0.01e18;
        p.header.reserveAmount = pool / 200;
        p.header.reserveAtClosing = pool / 100;
        p.header.ocRateCurrent = 0.05e18;
        p.header.ocRateOriginal = 0.01e18;
        for (uint8 i = 0; i < classes; ++i) {
            p.classes[i].balance = (pool * 95) / 100 / classes;
            p.classes[i].rate = 0.03e18 + uint64(i) * 0.005e18;
        }
        if (classes > 1) p.classes[classes - 1].flags = DEFERRABLE;
        p.fees = with(p.fees, fee(1, 0, 0, 0.01e18, 0));
        p.fees = with(p.fees, fee(2, 0, 1, 0, 1_000_000));
        uint8 all = uint8((1 << classes) - 1);
        uint8 senior = 1;
        p.tests = with(p.tests, test(1, senior, 1.2e18));
        p.tests = with(p.tests, test(2, all, 1.1e18));
        p.triggers = with(p.triggers, netLoss(0, 0, 0, 3));
        p.triggers = with(p.triggers, trigger(2, 1, 0, 1, 0.1e18));
        p.triggers = with(p.triggers, trigger(3, 1, 0, 1, 0));
        p.triggers = with(p.triggers, trigger(8, 2, 0, 1, 0));
        for (uint16 i = 0; i < 3; ++i) {
            p.schedules = with(p.schedules, entry(1 + 12 * i, 0.02e18 + uint64(i) * 0.02e18));
        }
        p.steps = with(p.steps, step(LOSS, 0, all, 2));
        p.steps = with(p.steps, step(FEE, RESERVE_HELPS, 0, 0));
        p.steps = with(p.steps, step(FEE, RESERVE_HELPS, 1, 0));
        for (uint8 i = 0; i < classes; ++i) {
            p.steps = with(p.steps, step(INTEREST, RESERVE_HELPS, uint8(1 << i), 0));
            if (i == 0) {
                p.steps = with(p.steps, step(TEST, 0, 0, 0));
                p.steps = with(p.steps, stepIf(CURE, 2, 0, 0, 0, 0));
            }
        }
        p.steps = with(p.steps, step(TEST, 0, 1, 0));
        p.steps = with(p.steps, stepIf(CURE, 2, 1, 0, 1, 0));
        p.steps = with(p.steps, step(PDL, 0, all, 0));
        p.steps = with(p.steps, step(TOPUP, 0, 0, 0));
        p.steps = with(p.steps, step(RELEASE, 0, 0, 0));
        p.steps = with(p.steps, step(MOVE, 0, all, 1));
        p.steps = with(p.steps, stepIf(PRINCIPAL, 1, 0, 1, all, 0));
        p.steps = with(p.steps, stepIf(PRINCIPAL, 0x81, 0, 1, all, 1));
        p.steps = with(p.steps, step(FEE, 0, 0, 1));
        p.steps = with(p.steps, step(FEE, 0, 1, 1));
        p.steps = with(p.steps, stepIf(RESIDUAL, 0x84, 0, 0, classes - 1, 0));
    }
}
