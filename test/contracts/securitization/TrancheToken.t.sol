// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC165 } from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import { IDealErrors } from "../../../contracts/securitization/IDealErrors.sol";
import { IERC7540Deposit, IERC7540Operator, IERC7887Deposit } from "../../../contracts/securitization/IERC7540Deposit.sol";
import { IERC7575, IERC7575Share } from "../../../contracts/securitization/IERC7575.sol";
import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { BlockingToken } from "../support/TokenZoo.sol";
import { bound, vm } from "../support/Vm.sol";
import { vmDeal } from "../support/VmDeal.sol";
import { vmSign } from "../support/VmSign.sol";

contract TrancheTokenTest is DealTest {
    ITrancheToken private _token;

    function setUp() public override {
        super.setUp();
        _issue();
        _token = tokens[0];
    }

    function _newMoney() internal override returns (address) {
        return address(new BlockingToken());
    }

    // Transfers

    function test_MovesNotesAndLeavesWhatTheyEarned() public {
        _month();
        uint256 earned = _token.claimableOf(ALICE);
        _transfer(ALICE, DAVE, DealPlans.A / 4);
        vm.assertEq(_token.balanceOf(DAVE), DealPlans.A / 4);
        vm.assertEq(_token.claimableOf(DAVE), 0);
        vm.assertEq(_token.claimableOf(ALICE), earned);
        _month();
        uint256 later = _token.claimableOf(ALICE) - earned;
        uint256 quarter = _token.claimableOf(DAVE);
        vm.assertTrue(later <= 3 * quarter + 3 && later + 3 >= 3 * quarter, "three quarters and one");
    }

    function test_WhoSellsEverythingIsStillOwed() public {
        _month();
        uint256 earned = _token.claimableOf(ALICE);
        _transfer(ALICE, DAVE, DealPlans.A);
        vm.assertEq(_token.claimableOf(ALICE), earned);
        _transfer(DAVE, ALICE, 1);
        vm.assertEq(_token.claimableOf(ALICE), earned);
        vm.assertEq(_token.claimFor(ALICE), earned);
        vm.assertEq(money.balanceOf(ALICE), earned);
        vm.assertEq(_token.balanceOf(ALICE), 1);
        vm.assertEq(_token.claimableOf(ALICE), 0);
    }

    /// @dev One unit cannot carry by its index what millions have earned.
    function test_WhoKeepsOneUnitIsStillOwed() public {
        _month();
        uint256 earned = _token.claimableOf(ALICE);
        _transfer(ALICE, DAVE, DealPlans.A - 1);
        vm.assertEq(_token.claimableOf(ALICE), earned);
        _month();
        // The next month completes the fraction that was rounded down.
        vm.assertEq(_token.claimFor(ALICE), earned + 1);
    }

    function testFuzz_TransfersInOneBlockMoveNoMoney(uint256 seed, uint256[8] memory parts) public {
        address[3] memory who = [ALICE, DAVE, ORIGINATOR];
        _month();
        uint256[3] memory owed;
        for (uint256 i = 0; i < 8; ++i) {
            address from = who[(seed >> (4 * i)) % 3];
            address to = who[(seed >> (4 * i + 2)) % 3];
            for (uint256 j = 0; j < 3; ++j) owed[j] = _token.claimableOf(who[j]);
            uint256 held = _token.balanceOf(from);
            _transfer(from, to, bound(parts[i], 0, held));
            for (uint256 j = 0; j < 3; ++j) {
                uint256 now_ = _token.claimableOf(who[j]);
                vm.assertTrue(now_ <= owed[j] && now_ + 1 >= owed[j], "nothing but a fraction");
            }
        }
        vm.assertEq(_token.balanceOf(ALICE) + _token.balanceOf(DAVE) + _token.balanceOf(ORIGINATOR), DealPlans.A);
    }

    function test_ATransferToItselfChangesNothing() public {
        _month();
        uint256 earned = _token.claimableOf(ALICE);
        _transfer(ALICE, ALICE, DealPlans.A / 3);
        vm.assertEq(_token.balanceOf(ALICE), DealPlans.A);
        vm.assertEq(_token.claimableOf(ALICE), earned);
    }

    function test_RevertWhen_NotesCannotMove() public {
        _expectRefusal(abi.encodeWithSelector(ITrancheToken.TrancheReceiverInvalid.selector, address(0)));
        _transfer(ALICE, address(0), 1);
        _expectRefusal(abi.encodeWithSelector(ITrancheToken.TrancheReceiverInvalid.selector, address(_token)));
        _transfer(ALICE, address(_token), 1);
        _expectRefusal(abi.encodeWithSelector(ITrancheToken.TrancheInvestorNotEligible.selector, STRANGER, 2));
        _transfer(ALICE, STRANGER, 1);
        _admit(STRANGER, 1);
        _expectRefusal(abi.encodeWithSelector(ITrancheToken.TrancheInvestorNotEligible.selector, STRANGER, 2));
        _transfer(ALICE, STRANGER, 1);
        uint256 more = uint256(DealPlans.A) + 1;
        _expectRefusal(abi.encodeWithSelector(ITrancheToken.TrancheBalanceTooLow.selector, ALICE, DealPlans.A, more));
        _transfer(ALICE, DAVE, more);
        _freeze(DAVE);
        _expectRefusal(abi.encodeWithSelector(ITrancheToken.TrancheInvestorNotEligible.selector, DAVE, 2));
        _transfer(ALICE, DAVE, 1);
        _freeze(ALICE);
        _expectRefusal(abi.encodeWithSelector(ITrancheToken.TrancheAccountFrozen.selector, ALICE));
        _transfer(ALICE, BOB, 1);
    }

    function test_ASpenderTakesWhatItIsAllowed() public {
        vm.prank(ALICE);
        _token.approve(BOB, 10);
        vm.prank(BOB);
        _token.transferFrom(ALICE, DAVE, 4);
        vm.assertEq(_token.allowance(ALICE, BOB), 6);
        vm.prank(BOB);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheAllowanceTooLow.selector, BOB, 6, 7));
        _token.transferFrom(ALICE, DAVE, 7);
        vm.prank(ALICE);
        _token.approve(BOB, type(uint256).max);
        vm.prank(BOB);
        _token.transferFrom(ALICE, DAVE, 7);
        vm.assertEq(_token.allowance(ALICE, BOB), type(uint256).max);
    }

    function test_APermitAllowsOnce() public {
        address owner = vmSign.addr(OTHER_KEY);
        bytes32 hash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                owner,
                BOB,
                5,
                0,
                block.timestamp
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", _token.DOMAIN_SEPARATOR(), hash));
        (uint8 v, bytes32 r, bytes32 s) = vmSign.sign(OTHER_KEY, digest);
        bytes memory refusal = abi.encodeWithSelector(ITrancheToken.TranchePermitInvalid.selector, owner, block.timestamp);
        vm.expectRevert(refusal);
        _token.permit(owner, BOB, 6, block.timestamp, v, r, s);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TranchePermitInvalid.selector, owner, block.timestamp - 1));
        _token.permit(owner, BOB, 5, block.timestamp - 1, v, r, s);
        // A token of the same deal has another domain.
        vm.expectRevert(refusal);
        tokens[1].permit(owner, BOB, 5, block.timestamp, v, r, s);
        _token.permit(owner, BOB, 5, block.timestamp, v, r, s);
        vm.assertEq(_token.allowance(owner, BOB), 5);
        vm.assertEq(_token.nonces(owner), 1);
        vm.expectRevert(refusal);
        _token.permit(owner, BOB, 5, block.timestamp, v, r, s);
    }

    // Payments

    function test_AnybodyClaimsForTheHolderOnly() public {
        _month();
        uint256 earned = _token.claimableOf(ALICE);
        vmDeal.expectEmit(address(_token));
        emit ITrancheToken.Claimed(ALICE, STRANGER, earned);
        vm.prank(STRANGER);
        vm.assertEq(_token.claimFor(ALICE), earned);
        vm.assertEq(money.balanceOf(ALICE), earned);
        vm.assertEq(money.balanceOf(STRANGER), 0);
        vm.prank(ALICE);
        vm.assertEq(_token.claim(), 0);
        _freeze(ALICE);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheAccountFrozen.selector, ALICE));
        _token.claimFor(ALICE);
    }

    function test_ABatchPassesOverWhoCannotBePaid() public {
        _transfer(ALICE, BOB, DealPlans.A / 5);
        _transfer(ALICE, CAROL, DealPlans.A / 5);
        _transfer(ALICE, DAVE, DealPlans.A / 5);
        _month();
        BlockingToken(address(money)).setBlocked(BOB, true);
        _freeze(CAROL);
        uint256 waiting = _token.claimableOf(BOB);
        address[] memory holders = new address[](6);
        (holders[0], holders[1], holders[2], holders[3], holders[4], holders[5]) = (ALICE, BOB, CAROL, STRANGER, DAVE, DAVE);
        vmDeal.expectEmit(address(_token));
        emit ITrancheToken.ClaimFailed(BOB, waiting);
        _token.claimMany(holders);
        vm.assertEq(_token.claimableOf(BOB), waiting);
        vm.assertGt(_token.claimableOf(CAROL), 0, "waits");
        vm.assertGt(money.balanceOf(ALICE), 0, "paid");
        vm.assertGt(money.balanceOf(DAVE), 0, "paid once");
        vm.assertEq(_token.claimableOf(DAVE), 0);
        BlockingToken(address(money)).setBlocked(BOB, false);
        vm.assertEq(_token.claimFor(BOB), waiting);
        bytes memory refusal = abi.encodeWithSelector(ITrancheToken.TrancheTooManyHolders.selector, 51, 50);
        vm.expectRevert(refusal);
        _token.claimMany(new address[](51));
    }

    function test_TheDealPaysItsTokensOnlyWhatTheyHaveEarned() public {
        _month();
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealCallerInvalid.selector, STRANGER, address(_token)));
        vm.prank(STRANGER);
        deal.payHolder(0, STRANGER, 1);
        vm.prank(address(tokens[1]));
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealCallerInvalid.selector, address(tokens[1]), address(_token)));
        deal.payHolder(0, STRANGER, 1);
        uint256 earned = _token.claimableOf(ALICE);
        vm.prank(address(_token));
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealClassOverdrawn.selector, 0, earned + 1, earned));
        deal.payHolder(0, STRANGER, earned + 1);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealIndexInvalid.selector, 3, 3));
        deal.payHolder(3, STRANGER, 1);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheCallerNotDeal.selector, STRANGER));
        _token.handOver();
    }

    function test_FeesGoToTheirPayees() public {
        _month();
        (uint256 first, uint256 second) = (deal.feeOwed(0), deal.feeOwed(1));
        vm.prank(STRANGER);
        deal.payFee(0);
        vm.assertEq(money.balanceOf(PAYEE), first);
        vm.assertEq(deal.feeOwed(0), 0);
        vm.assertEq(deal.feeOwed(1), second);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealNothingToPay.selector));
        deal.payFee(0);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealIndexInvalid.selector, 2, 2));
        deal.payFee(2);
        deal.payFee(1);
        vm.assertEq(money.balanceOf(OTHER_PAYEE), second);
    }

    // Views

    function test_TellsFactorAndOutstanding() public {
        _month();
        vm.assertEq(_token.poolFactor(), (uint256(69) * 1e18) / 70);
        _transfer(ALICE, DAVE, 7);
        vm.assertEq(_token.outstandingOf(DAVE), 6);
        vm.assertEq(_token.totalAssets(), 69_000_000e6);
        vm.assertEq(_token.convertToShares(5) + _token.convertToAssets(6), 11);
        vm.assertEq(_token.share(), address(_token));
        vm.assertEq(_token.vault(address(money)), address(_token));
        vm.assertEq(_token.vault(address(_token)), address(0));
    }

    function test_KnowsItsInterfaces() public view {
        vm.assertTrue(type(IERC7540Operator).interfaceId == 0xe3bc4e65, "operators, ERC-7540");
        vm.assertTrue(type(IERC7540Deposit).interfaceId == 0xce3bbe50, "deposits, ERC-7540");
        vm.assertTrue(type(IERC7887Deposit).interfaceId == 0x8bf840e3, "cancelling, ERC-7887");
        vm.assertTrue(type(IERC7575).interfaceId == 0x2f0a18c5, "entry, ERC-7575");
        vm.assertTrue(type(IERC7575Share).interfaceId == 0xf815c03d, "share, ERC-7575");
        bytes4[6] memory known = [
            bytes4(0xe3bc4e65),
            bytes4(0xce3bbe50),
            bytes4(0x8bf840e3),
            bytes4(0x2f0a18c5),
            bytes4(0xf815c03d),
            type(IERC165).interfaceId
        ];
        for (uint256 i = 0; i < 6; ++i) vm.assertTrue(_token.supportsInterface(known[i]));
        vm.assertFalse(_token.supportsInterface(0xffffffff), "no interface");
        vm.assertFalse(_token.supportsInterface(0x620ee8e4), "no redemption by request");
    }

    function test_NobodyCanLeaveBeforeTheEnd() public {
        vm.assertEq(_token.maxWithdraw(ALICE) + _token.maxRedeem(ALICE), 0);
        bytes memory refusal = abi.encodeWithSelector(ITrancheToken.TrancheNotSupported.selector);
        vmDeal.startPrank(ALICE);
        vm.expectRevert(refusal);
        _token.withdraw(1, ALICE, ALICE);
        vm.expectRevert(refusal);
        _token.redeem(1, ALICE, ALICE);
        vm.expectRevert(refusal);
        _token.previewWithdraw(1);
        vm.expectRevert(refusal);
        _token.previewRedeem(1);
        vm.expectRevert(refusal);
        _token.previewDeposit(1);
        vm.expectRevert(refusal);
        _token.previewMint(1);
        vmDeal.stopPrank();
    }

    function _transfer(address from, address to, uint256 amount) private {
        vm.prank(from);
        _token.transfer(to, amount);
    }

    function _expectRefusal(bytes memory refusal) private {
        vm.expectRevert(refusal);
    }
}
