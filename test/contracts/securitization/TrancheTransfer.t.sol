// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IInvestorRegistrar } from "../../../contracts/securitization/IInvestorRegistrar.sol";
import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { bound, vm } from "../support/Vm.sol";
import { vmSign } from "../support/VmSign.sol";

/// @dev A transfer moves notes and nothing that they have earned.
contract TrancheTransferTest is DealTest {
    uint256 private constant OWNER_KEY = 0x0123;
    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;
    bytes32 private constant DOMAIN = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant PERMIT = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    struct Leave {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }

    ITrancheToken private token;
    address private owner;

    function setUp() public override {
        super.setUp();
        _issue();
        token = tokens[0];
        owner = vmSign.addr(OWNER_KEY);
        _admit(owner, 0xffff);
        _give(ALICE, owner, 1_000e6);
    }

    function _give(address from, address to, uint256 amount) private {
        vm.prank(from);
        token.transfer(to, amount);
    }

    function _refused(address from, address to, uint256 amount, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(from);
        token.transfer(to, amount);
        vm.prank(from);
        token.approve(SERVICER, amount);
        vm.expectRevert(reason);
        vm.prank(SERVICER);
        token.transferFrom(from, to, amount);
    }

    // transfer

    function test_RevertWhen_TheReceiverIsNobodyOrTheToken() public {
        _admit(address(token), 0xffff);
        _refused(ALICE, address(0), 1, abi.encodeWithSelector(ITrancheToken.TrancheReceiverInvalid.selector, address(0)));
        _refused(ALICE, address(token), 1, abi.encodeWithSelector(ITrancheToken.TrancheReceiverInvalid.selector, token));
    }

    function test_RevertWhen_TheSenderIsFrozen() public {
        _freeze(ALICE);
        _refused(ALICE, BOB, 1, abi.encodeWithSelector(ITrancheToken.TrancheAccountFrozen.selector, ALICE));
        _unfreeze(ALICE);
        _give(ALICE, BOB, 1);
        vm.assertEq(token.balanceOf(BOB), 1);
    }

    function test_RevertWhen_TheReceiverMayNotHoldNotes() public {
        _refused(ALICE, STRANGER, 1, _notEligible(STRANGER));
        _admit(STRANGER, 0xfffd);
        _refused(ALICE, STRANGER, 1, _notEligible(STRANGER));
        IInvestorRegistrar.Entry[] memory entries = new IInvestorRegistrar.Entry[](1);
        entries[0] = IInvestorRegistrar.Entry(STRANGER, 0xffff, 276, uint40(block.timestamp + 1));
        investors.setInvestors(entries);
        _give(ALICE, STRANGER, 1);
        vm.warp(block.timestamp + 1);
        _refused(ALICE, STRANGER, 1, _notEligible(STRANGER));
        _freeze(BOB);
        _refused(ALICE, BOB, 1, _notEligible(BOB));
        // Who may no longer hold notes can still sell them.
        vm.prank(STRANGER);
        token.transfer(ALICE, 1);
    }

    function _notEligible(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ITrancheToken.TrancheInvestorNotEligible.selector, account, 2);
    }

    function testFuzz_RevertWhen_TheSenderHasLess(uint256 amount) public {
        uint256 held = token.balanceOf(ALICE);
        amount = bound(amount, held + 1, type(uint256).max);
        _refused(ALICE, BOB, amount, abi.encodeWithSelector(ITrancheToken.TrancheBalanceTooLow.selector, ALICE, held, amount));
    }

    function testFuzz_WhatWasEarnedStays(uint256 first, uint256 second) public {
        uint256 units = token.balanceOf(ALICE);
        first = bound(first, 0, units);
        second = bound(second, 0, units - first);
        uint256 before = _paid();
        _month();
        uint256 one = _paid() - before;
        _give(ALICE, BOB, first);
        vm.assertEq(token.claimableOf(BOB), 0, "bought after the payment");
        _month();
        uint256 two = _paid() - before - one;
        _give(ALICE, BOB, second);
        _month();
        uint256 three = _paid() - before - one - two;
        uint256 all = DealPlans.A;
        uint256 alice = units * one + (units - first) * two + (units - first - second) * three;
        uint256 bob = first * two + (first + second) * three;
        _isOwed(ALICE, alice / all);
        _isOwed(BOB, bob / all);
    }

    /// @dev All that the class was paid: its money in the books and out of them.
    function _paid() private view returns (uint256) {
        return (uint256(deal.classOf(0).accumulator) * DealPlans.A + 2 ** 96 - 1) >> 96;
    }

    /// @dev As much to the unit; it is rounded at the holder's cost.
    function _isOwed(address holder, uint256 exact) private view {
        uint256 found = token.claimableOf(holder);
        vm.assertLe(found, exact, "not more");
        vm.assertLe(exact, found + 1, "not less by more than a unit");
    }

    /// @dev Four holders trade at random in one block, before and after a close in the same block.
    function testFuzz_TradesInABlockMoveNoMoney(uint256 seed) public {
        _month();
        _warpToDue();
        address[4] memory people = [ALICE, BOB, CAROL, DAVE];
        for (uint256 i = 0; i < 12; ++i) seed = _trade(people, seed);
        uint256[4] memory held;
        uint256[4] memory owed;
        for (uint256 i = 0; i < 4; ++i) (held[i], owed[i]) = (token.balanceOf(people[i]), token.claimableOf(people[i]));
        uint256 before = _paid();
        uint96 pool = deal.state().pool;
        _closePeriod(_report(pool / 200, pool / 90, 0, 0));
        uint256 paid = _paid() - before;
        for (uint256 i = 0; i < 12; ++i) seed = _trade(people, seed);
        for (uint256 i = 0; i < 4; ++i) {
            uint256 due = owed[i] + (held[i] * paid) / DealPlans.A;
            uint256 found = token.claimableOf(people[i]);
            // A fraction that was owed before can make the one unit more.
            vm.assertLe(found, due + 1, "not more");
            vm.assertLe(due, found + 1, "not less");
        }
    }

    function _trade(address[4] memory people, uint256 seed) private returns (uint256) {
        address from = people[seed % 4];
        uint256 held = token.balanceOf(from);
        uint256 amount = (seed >> 8) % 4 == 0 ? held : bound(seed >> 16, 0, held);
        uint256 owed = token.claimableOf(from);
        _give(from, people[(seed >> 4) % 4], amount);
        vm.assertLe(token.claimableOf(from), owed, "nothing gained");
        vm.assertLe(owed, token.claimableOf(from) + 1, "nothing lost");
        return uint256(keccak256(abi.encode(seed)));
    }

    function testFuzz_ATransferToItselfChangesNothing(uint256 amount) public {
        amount = bound(amount, 0, token.balanceOf(ALICE));
        _month();
        (uint256 held, uint256 owed) = (token.balanceOf(ALICE), token.claimableOf(ALICE));
        for (uint256 i = 0; i < 20; ++i) _give(ALICE, ALICE, amount);
        vm.assertEq(token.balanceOf(ALICE), held);
        vm.assertLe(token.claimableOf(ALICE), owed, "nothing gained");
        vm.assertLe(owed, token.claimableOf(ALICE) + 1, "nothing lost");
    }

    /// @dev Each receipt rounds the index of the receiver; fifty of them are still less than a unit.
    function test_DustTakesNothingFromAHolder() public {
        _give(ALICE, DAVE, 50);
        _month();
        uint256 owed = token.claimableOf(ALICE);
        for (uint256 i = 0; i < 50; ++i) {
            _give(DAVE, ALICE, 1);
            vm.prank(STRANGER);
            token.transferFrom(ALICE, BOB, 0);
        }
        vm.assertLe(owed, token.claimableOf(ALICE) + 1, "nothing lost");
        vm.assertLe(token.claimableOf(ALICE), owed, "nothing gained");
    }

    // transferFrom

    function testFuzz_ASpenderTakesWhatItIsAllowed(uint256 allowed, uint256 amount) public {
        allowed = bound(allowed, 0, 999e6);
        vm.prank(owner);
        token.approve(SERVICER, allowed);
        uint256 more = bound(amount, allowed + 1, 1_000e6);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheAllowanceTooLow.selector, SERVICER, allowed, more));
        vm.prank(SERVICER);
        token.transferFrom(owner, BOB, more);
        amount = bound(amount, 0, allowed);
        vm.prank(SERVICER);
        token.transferFrom(owner, BOB, amount);
        vm.assertEq(token.balanceOf(BOB), amount);
        vm.assertEq(token.allowance(owner, SERVICER), allowed - amount);
    }

    function test_AnAllowanceWithoutEndStays() public {
        vm.prank(owner);
        token.approve(SERVICER, type(uint256).max);
        vm.prank(SERVICER);
        token.transferFrom(owner, BOB, 7);
        vm.assertEq(token.allowance(owner, SERVICER), type(uint256).max);
    }

    // permit

    function _leave() private view returns (Leave memory) {
        return Leave(owner, SERVICER, 500e6, token.nonces(owner), block.timestamp + 1 hours);
    }

    function _digestAt(Leave memory given, address target, uint256 chain) private pure returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(DOMAIN, keccak256("Credence Tranche"), keccak256("1"), chain, target));
        return keccak256(abi.encodePacked(hex"1901", domain, keccak256(abi.encode(PERMIT, given))));
    }

    function _submit(Leave memory given, uint256 key, bytes32 digest) private {
        (uint8 v, bytes32 r, bytes32 s) = vmSign.sign(key, digest);
        token.permit(given.owner, given.spender, given.value, given.deadline, v, r, s);
    }

    function _permitRefused(Leave memory given, uint256 key, bytes32 digest) private {
        (uint8 v, bytes32 r, bytes32 s) = vmSign.sign(key, digest);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TranchePermitInvalid.selector, given.owner, given.deadline));
        token.permit(given.owner, given.spender, given.value, given.deadline, v, r, s);
    }

    function test_APermitCountsOnce() public {
        Leave memory given = _leave();
        bytes32 digest = _digestAt(given, address(token), block.chainid);
        _submit(given, OWNER_KEY, digest);
        vm.assertEq(token.allowance(owner, SERVICER), 500e6);
        vm.assertEq(token.nonces(owner), 1);
        vm.prank(SERVICER);
        token.transferFrom(owner, BOB, 500e6);
        _permitRefused(given, OWNER_KEY, digest);
        vm.assertEq(token.allowance(owner, SERVICER), 0);
    }

    function test_RevertWhen_APermitIsForSomethingElse() public {
        Leave memory given = _leave();
        bytes32 digest = _digestAt(given, address(token), block.chainid);
        _permitRefused(given, OWNER_KEY + 1, digest);
        _permitRefused(given, OWNER_KEY, _digestAt(given, address(tokens[1]), block.chainid));
        _permitRefused(given, OWNER_KEY, _digestAt(given, address(token), block.chainid + 1));
        given.value += 1;
        _permitRefused(given, OWNER_KEY, digest);
        given = _leave();
        given.spender = STRANGER;
        _permitRefused(given, OWNER_KEY, digest);
        given = _leave();
        given.nonce = 1;
        _permitRefused(given, OWNER_KEY, _digestAt(given, address(token), block.chainid));
        vm.assertEq(token.nonces(owner), 0);
        vm.assertEq(token.allowance(owner, SERVICER) + token.allowance(owner, STRANGER), 0);
    }

    function test_RevertWhen_APermitHasExpired() public {
        Leave memory given = _leave();
        bytes32 digest = _digestAt(given, address(token), block.chainid);
        vm.warp(given.deadline + 1);
        _permitRefused(given, OWNER_KEY, digest);
        vm.warp(given.deadline);
        _submit(given, OWNER_KEY, digest);
        vm.assertEq(token.allowance(owner, SERVICER), 500e6);
    }

    function test_RevertWhen_APermitIsMalleableOrOfNobody() public {
        Leave memory given = _leave();
        bytes32 digest = _digestAt(given, address(token), block.chainid);
        (uint8 v, bytes32 r, bytes32 s) = vmSign.sign(OWNER_KEY, digest);
        bytes32 other = bytes32(2 * HALF_ORDER + 1 - uint256(s));
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TranchePermitInvalid.selector, owner, given.deadline));
        token.permit(owner, SERVICER, given.value, given.deadline, 55 - v, r, other);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TranchePermitInvalid.selector, address(0), given.deadline));
        token.permit(address(0), SERVICER, given.value, given.deadline, 27, 0, 0);
        token.permit(owner, SERVICER, given.value, given.deadline, v, r, s);
        vm.assertEq(token.allowance(owner, SERVICER), 500e6);
    }
}
