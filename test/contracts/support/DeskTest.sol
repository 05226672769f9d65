// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManager } from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { ISettlementDesk } from "../../../contracts/securitization/ISettlementDesk.sol";
import { PlainToken } from "./TokenZoo.sol";
import { deploy, vm } from "./Vm.sol";
import { signEcdsa, vmSign } from "./VmSign.sol";

/// @dev A desk with money on its list, and two people who have units and money and let the desk move both.
abstract contract DeskTest {
    uint256 internal constant START = 1_795_000_000;
    uint64 internal constant DEADLINE = uint64(START + 1 days);
    uint256 internal constant PRIVATE = 0xA11CE;
    uint256 internal constant WEALTH = 1e15;
    address internal constant TAKER = address(0xD2);
    address internal constant STRANGER = address(0xC1);
    bytes32 private constant DOMAIN_TYPE = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    string private constant ORDER_TYPE =
        "Order(address maker,address taker,uint8 side,address token,address paymentToken,uint128 units,uint128 price,uint64 nonce,uint64 deadline)";

    ISettlementDesk internal desk;
    PlainToken internal notes;
    PlainToken internal money;
    address internal maker;

    function setUp() public virtual {
        vm.warp(START);
        address manager = deploy("AccessManager.sol:AccessManager", abi.encode(address(this)));
        desk = ISettlementDesk(deploy("SettlementDesk.sol:SettlementDesk", abi.encode(manager)));
        notes = new PlainToken();
        money = new PlainToken();
        maker = vmSign.addr(PRIVATE);
        desk.setPaymentToken(money, true);
        _equip(notes);
        _equip(money);
    }

    function _equip(PlainToken token) internal {
        address[2] memory people = [maker, TAKER];
        for (uint256 i = 0; i < 2; ++i) {
            token.mint(people[i], WEALTH);
            vm.prank(people[i]);
            token.approve(address(desk), type(uint256).max);
        }
    }

    /// @dev The maker sells 1,000 units at 0.985.
    function _order() internal view returns (ISettlementDesk.Order memory) {
        return
            ISettlementDesk.Order({
                maker: maker,
                taker: address(0),
                side: ISettlementDesk.Side.Sell,
                token: notes,
                paymentToken: money,
                units: 1_000e6,
                price: 0.985e18,
                nonce: 1,
                deadline: DEADLINE
            });
    }

    function _digestAt(ISettlementDesk.Order memory o, address target, uint256 chain) internal pure returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPE, keccak256("Credence Settlement Desk"), keccak256("1"), chain, target));
        bytes memory first = abi.encode(keccak256(bytes(ORDER_TYPE)), o.maker, o.taker, uint8(o.side), o.token);
        bytes memory second = abi.encode(o.paymentToken, o.units, o.price, o.nonce, o.deadline);
        return keccak256(abi.encodePacked(hex"1901", domain, keccak256(bytes.concat(first, second))));
    }

    function _digest(ISettlementDesk.Order memory order) internal view returns (bytes32) {
        return _digestAt(order, address(desk), block.chainid);
    }

    function _sign(ISettlementDesk.Order memory order) internal view returns (bytes memory) {
        return signEcdsa(PRIVATE, _digest(order));
    }

    /// @dev Whatever it costs or brings.
    function _anyLimit(ISettlementDesk.Order memory order) internal pure returns (uint256) {
        return order.side == ISettlementDesk.Side.Sell ? type(uint256).max : 0;
    }

    function _fill(ISettlementDesk.Order memory order, uint128 units) internal returns (uint256) {
        bytes memory signature = _sign(order);
        vm.prank(TAKER);
        return desk.fill(order, units, _anyLimit(order), order.maker, signature);
    }

    /// @dev The order is refused with `reason`; nothing moves.
    function _expectRefusal(ISettlementDesk.Order memory order, uint128 units, bytes memory reason) internal {
        bytes memory signature = _sign(order);
        vm.expectRevert(reason);
        vm.prank(TAKER);
        desk.fill(order, units, _anyLimit(order), order.maker, signature);
    }

    function _expectEvent() internal {
        vm.expectEmit(true, true, true, true, address(desk));
    }

    function _selector(bytes4 selector) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(selector);
    }
}
