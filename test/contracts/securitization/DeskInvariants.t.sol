// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ISettlementDesk } from "../../../contracts/securitization/ISettlementDesk.sol";
import { ActCounts, settleAct } from "../support/ActCounts.sol";
import { DeskTest } from "../support/DeskTest.sol";
import { PlainToken } from "../support/TokenZoo.sol";
import { bound, vm } from "../support/Vm.sol";
import { signEcdsa, vmSign } from "../support/VmSign.sol";

/// @dev Three people trade eight orders, rightly and wrongly. What each must have is counted from the fills alone.
contract DeskHandler is ActCounts {
    uint256 public constant PEOPLE = 3;
    uint256 public constant ORDERS = 8;
    uint256 private constant SECRET = 7_000;
    uint256 private constant WEALTH = 1e15;

    ISettlementDesk private immutable _desk;
    PlainToken private immutable _notes;
    PlainToken private immutable _money;
    ISettlementDesk.Order[ORDERS] private _orders;
    uint256 public clock;
    string public violation;

    uint256[PEOPLE] public notesOf;
    uint256[PEOPLE] public moneyOf;
    uint128[ORDERS] public filled;
    uint256[ORDERS] public paid;
    bool[ORDERS] public isCancelled;
    uint64[PEOPLE] public floors;

    constructor(ISettlementDesk desk, PlainToken notes, PlainToken money, uint256 time) {
        (_desk, _notes, _money, clock) = (desk, notes, money, time);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            (notesOf[i], moneyOf[i]) = (WEALTH, WEALTH);
            notes.mint(personOf(i), WEALTH);
            money.mint(personOf(i), WEALTH);
            vm.prank(personOf(i));
            notes.approve(address(desk), type(uint256).max);
            vm.prank(personOf(i));
            money.approve(address(desk), type(uint256).max);
        }
        for (uint256 i = 0; i < ORDERS; ++i) {
            _orders[i] = ISettlementDesk.Order({
                maker: personOf(i % PEOPLE),
                taker: i == 5 ? personOf(0) : address(0),
                side: i % 2 == 0 ? ISettlementDesk.Side.Sell : ISettlementDesk.Side.Buy,
                token: notes,
                paymentToken: money,
                units: uint128(1_000_003 * (i + 1)),
                price: uint128(uint256(keccak256(abi.encode("price", i))) % 2e18),
                nonce: uint64(i),
                deadline: uint64(time + 10 days + i * 1 days)
            });
        }
    }

    function personOf(uint256 who) public pure returns (address) {
        return vmSign.addr(SECRET + who);
    }

    function orderAt(uint256 which) external view returns (ISettlementDesk.Order memory) {
        return _orders[which];
    }

    function fill(uint256 which, uint256 who, uint128 units) external tried("fill") {
        which %= ORDERS;
        who %= PEOPLE;
        ISettlementDesk.Order memory order = _orders[which];
        uint128 left = order.units - filled[which];
        units = uint128(bound(units, 0, uint256(left) + 1));
        bool isTaker = personOf(who) != order.maker && (order.taker == address(0) || order.taker == personOf(who));
        bool isRight = isTaker && units != 0 && units <= left && _isOpen(which);
        bytes memory signature = signEcdsa(SECRET + (which % PEOPLE), _desk.hashOf(order));
        bool isSale = order.side == ISettlementDesk.Side.Sell;
        vm.prank(personOf(who));
        try _desk.fill(order, units, isSale ? type(uint256).max : 0, order.maker, signature) returns (uint256 payment) {
            if (!isRight) violation = "filled wrongly";
            filled[which] += units;
            paid[which] += payment;
            (uint256 seller, uint256 buyer) = isSale ? (which % PEOPLE, who) : (who, which % PEOPLE);
            notesOf[seller] -= units;
            notesOf[buyer] += units;
            moneyOf[buyer] -= payment;
            moneyOf[seller] += payment;
            _count("fill");
        } catch {
            if (isRight) violation = "not filled";
        }
    }

    function forge(uint256 which, uint256 key, uint128 units) external tried("forge") {
        which %= ORDERS;
        ISettlementDesk.Order memory order = _orders[which];
        bytes32 digest = _desk.hashOf(order);
        uint256 signer = SECRET + ((which + 1 + (key % 5)) % 6);
        if (signer == SECRET + (which % PEOPLE)) ++signer;
        bytes memory signature = signEcdsa(signer, digest);
        vm.prank(personOf((which + 1) % PEOPLE));
        try _desk.fill(order, units, 0, order.maker, signature) {
            violation = "forged";
        } catch {
            _count("forge");
        }
    }

    function cancel(uint256 which, uint256 who) external tried("cancel") {
        which %= ORDERS;
        who %= PEOPLE;
        // Few orders are cancelled, so that the others are traded.
        if (which < 6) who = (which + 1) % PEOPLE;
        bool isRight = who == which % PEOPLE && !isCancelled[which] && filled[which] < _orders[which].units;
        vm.prank(personOf(who));
        try _desk.cancel(_orders[which]) {
            if (!isRight) violation = "cancelled wrongly";
            isCancelled[which] = true;
        } catch {
            if (isRight) violation = "not cancelled";
        }
        _count("cancel");
    }

    function cancelBelow(uint256 who, uint64 floor) external tried("cancelBelow") {
        who %= PEOPLE;
        floor = uint64(bound(floor, 0, 4));
        bool isRight = floor > floors[who];
        vm.prank(personOf(who));
        try _desk.cancelBelow(floor) {
            if (!isRight) violation = "a floor fell";
            floors[who] = floor;
        } catch {
            if (isRight) violation = "a floor did not rise";
        }
        _count("cancelBelow");
    }

    function pass(uint256 time) external tried("pass") {
        clock += bound(time, 0, 1 days);
        vm.warp(clock);
        _count("pass");
    }

    function _isOpen(uint256 which) private view returns (bool) {
        ISettlementDesk.Order storage order = _orders[which];
        return !isCancelled[which] && order.nonce >= floors[which % PEOPLE] && clock <= order.deadline;
    }
}

/// @dev The rows SD of contracts/INVARIANTS.md.
contract DeskInvariantsTest is DeskTest {
    DeskHandler private _handler;

    function setUp() public override {
        super.setUp();
        _handler = new DeskHandler(desk, notes, money, START);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev SD-1 to SD-5.
    function invariant_SD_BothLegsOrNeither() public view {
        vm.assertEq(notes.balanceOf(address(desk)) + money.balanceOf(address(desk)), 0, "SD-1 at rest");
        for (uint256 i = 0; i < _handler.PEOPLE(); ++i) {
            vm.assertEq(notes.balanceOf(_handler.personOf(i)), _handler.notesOf(i), "SD-2 units");
            vm.assertEq(money.balanceOf(_handler.personOf(i)), _handler.moneyOf(i), "SD-2 money");
            vm.assertEq(desk.floorOf(_handler.personOf(i)), _handler.floors(i), "SD-5 floor");
        }
        for (uint256 i = 0; i < _handler.ORDERS(); ++i) {
            ISettlementDesk.Order memory order = _handler.orderAt(i);
            (ISettlementDesk.Standing standing, uint128 filled) = desk.standingOf(order);
            vm.assertEq(filled, _handler.filled(i), "SD-3 filled");
            vm.assertLe(filled, order.units, "SD-3 beyond the order");
            // Half up: 2 paid - 1 <= 2 filled * price < 2 paid + 1, in wads.
            uint256 twice = 2 * uint256(filled) * order.price;
            uint256 paid = 2 * _handler.paid(i) * 1e18;
            vm.assertTrue(paid <= twice + 1e18 && twice < paid + 1e18, "SD-4 payment");
            bool isVoid = _handler.isCancelled(i) || order.nonce < _handler.floors(i % 3);
            bool isDone = standing == ISettlementDesk.Standing.Filled;
            if (isVoid) vm.assertTrue(isDone || standing == ISettlementDesk.Standing.Cancelled, "SD-5 void");
        }
        vm.assertEq(_handler.violation(), "");
    }

    /// @dev Whatever was tried must have been done.
    function afterInvariant() public {
        string[5] memory acts = ["fill", "forge", "cancel", "cancelBelow", "pass"];
        for (uint256 i = 0; i < acts.length; ++i) {
            // A fill can be wrong in many ways, so a single one may well fail.
            settleAct(_handler, "desk", acts[i], 15);
        }
    }
}
