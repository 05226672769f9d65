// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManaged } from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import { IERC20Errors } from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import { DepositToken } from "../../../contracts/securitization/DepositToken.sol";
import { bound, deploy, vm } from "../support/Vm.sol";

contract DepositTokenTest {
    address internal constant ANNA = address(0xA1);
    address internal constant BEN = address(0xB1);
    bytes32 internal constant ENTRY = keccak256("entry 1");

    DepositToken internal token;

    function setUp() public {
        address manager = deploy("AccessManager.sol:AccessManager", abi.encode(address(this)));
        token = DepositToken(deploy("DepositToken.sol:DepositToken", abi.encode(manager, "Deposit EUR", "dEUR", uint8(2))));
    }

    function test_TellsWhatItIs() public view {
        vm.assertEq(token.name(), "Deposit EUR");
        vm.assertEq(token.symbol(), "dEUR");
        vm.assertEq(token.decimals(), 2);
        vm.assertEq(token.totalSupply(), 0);
    }

    function test_RevertWhen_CallerMayNotIssue() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ANNA));
        vm.prank(ANNA);
        token.issue(ANNA, 1, ENTRY);
    }

    function test_RevertWhen_EntryIsMissing() public {
        vm.expectRevert(abi.encodeWithSelector(DepositToken.DepositEntryMissing.selector));
        token.issue(ANNA, 1, bytes32(0));
    }

    function testFuzz_IssuesAndRedeems(uint128 first, uint128 second, uint256 back) public {
        vm.expectEmit(true, true, true, true, address(token));
        emit DepositToken.DepositIssued(ANNA, first, ENTRY);
        token.issue(ANNA, first, ENTRY);
        token.issue(BEN, second, ENTRY);
        back = bound(back, 0, first);
        vm.expectEmit(true, true, true, true, address(token));
        emit DepositToken.DepositRedeemed(ANNA, back, ENTRY);
        vm.prank(ANNA);
        token.redeem(back, ENTRY);
        vm.assertEq(token.balanceOf(ANNA), first - back);
        vm.assertEq(token.balanceOf(BEN), second);
        vm.assertEq(token.totalSupply(), uint256(first) + second - back);
    }

    function testFuzz_RevertWhen_MoreIsRedeemedThanHeld(uint128 held, uint256 excess) public {
        token.issue(ANNA, held, ENTRY);
        excess = bound(excess, 1, type(uint128).max);
        uint256 wanted = uint256(held) + excess;
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, ANNA, held, wanted));
        vm.prank(ANNA);
        token.redeem(wanted, ENTRY);
    }
}
