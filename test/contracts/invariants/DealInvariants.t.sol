// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { IDealInspector } from "../../../contracts/securitization/IDealInspector.sol";
import { IInvestorRegistrar } from "../../../contracts/securitization/IInvestorRegistrar.sol";
import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { DealStatus } from "../../../contracts/types/DealStatus.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";
import { WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { settleAct } from "../support/ActCounts.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { vm } from "../support/Vm.sol";
import { signEcdsa } from "../support/VmSign.sol";
import { DealActs } from "./DealActs.sol";

/// @dev What a deal must refuse is tried here, and noted if it succeeds.
contract DealHandler is DealActs {
    constructor(
        IDeal deal_,
        IDealInspector inspector,
        IInvestorRegistrar investors,
        address[ACTORS] memory actors_
    ) DealActs(deal_, inspector, investors, actors_) {}

    /// @dev A report that is wrong in one way: its key, its number, its total, its flags, its payer, its deal, or that it is the
    /// last one once more. It is signed as it is brought.
    function closeWrongly(uint256 way, uint256 interest) external {
        if (!_isLive()) return;
        _try("closeWrongly");
        way %= 7;
        _warpToDue(0);
        ServicerReport memory report = _report(deal.state(), [interest, interest, 0, 0]);
        report.figures.interest += 1;
        if (way == 1) ++report.figures.period;
        if (way == 2) ++report.figures.poolEnd;
        if (way == 3) report.figures.flags = 9;
        if (way == 6) --report.figures.period;
        bytes32 digest = _digestOf(way == 5 ? address(tokens[0]) : address(deal), _hashOf(report));
        bytes memory signature = signEcdsa(way == 0 ? KEY + 1 : KEY, digest);
        bytes32 books = _books();
        vm.prank(way == 4 ? address(0xDEAD) : SERVICER);
        try deal.closePeriod(report, signature) {
            _violate("closed on a wrong report");
        } catch {}
        if (_books() != books) _violate("a refused report left a trace");
        _count("closeWrongly");
    }

    /// @dev Others than the trustee, the tokens and the factory do what only those may.
    function usurp(uint256 way, uint256 who) external {
        _try("usurp");
        address usurper = _actor(who);
        bytes[7] memory acts = [
            abi.encodeCall(deal.accelerate, (0)),
            abi.encodeCall(deal.declareServicerDefault, (0)),
            abi.encodeCall(deal.replaceServicerKey, (usurper)),
            abi.encodeCall(deal.redeem, ()),
            abi.encodeCall(deal.payHolder, (0, usurper, 1)),
            abi.encodeCall(deal.initialize, (usurper, new address[](3))),
            abi.encodeCall(deal.closeOffering, ())
        ];
        vm.prank(usurper);
        (bool isDone, ) = address(deal).call(acts[way % 7]);
        if (isDone) _violate("somebody did what it may not");
        _count("usurp");
    }

    /// @dev Notes of others, notes to who may not have them, notes out of nothing, notes after the closing.
    function stealNotes(uint256 class, uint256 from, uint256 way) external {
        _try("stealNotes");
        ITrancheToken token = tokens[class % CLASSES];
        address thief = address(0xBAD);
        bytes[4] memory acts = [
            abi.encodeCall(token.transferFrom, (_actor(from), thief, 1)),
            abi.encodeCall(token.transfer, (thief, 1)),
            abi.encodeCall(token.claimNotesFor, (thief)),
            abi.encodeCall(token.requestDeposit, (1, _actor(from), _actor(from)))
        ];
        vm.prank(way % 4 == 1 ? _actor(from) : thief);
        (bool isDone, ) = address(token).call(acts[way % 4]);
        if (isDone) _violate("notes were taken");
        _count("stealNotes");
    }

    function _books() private view returns (bytes32) {
        return keccak256(abi.encode(deal.state(), deal.cash(), deal.reportsHead(), money.balanceOf(address(deal))));
    }
}

contract DealInvariantsTest is DealTest {
    uint256 private constant PERIODS = 12;
    DealHandler private _handler;
    bytes32 private _image;

    function setUp() public override {
        super.setUp();
        _issue();
        // Everybody has notes of every class.
        for (uint256 i = 0; i < 3; ++i) {
            address[3] memory buyers = [ALICE, BOB, CAROL];
            for (uint256 j = 0; j < 4; ++j) {
                address to = j == 3 ? DAVE : buyers[j];
                uint256 amount = tokens[i].units() / (5 + i + j);
                vm.prank(buyers[i]);
                tokens[i].transfer(to, amount);
            }
        }
        _handler = new DealHandler(deal, inspector, investors, [ALICE, BOB, CAROL, DAVE]);
        manager.grantRole(0, address(_handler), 0);
        _image = keccak256(deal.image());
    }

    function _plan() internal pure override returns (ImageBuilder.Parts memory) {
        return DealPlans.standard(PERIODS);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev DL-1 to DL-10: every unit of cash is somebody's, and is where it is said to be.
    function invariant_DL_EveryUnitOfCashIsAccountedFor() public view {
        WaterfallState memory state = deal.state();
        uint256 out = _handler.originatorPaid() + _handler.feesPaid(0) + _handler.feesPaid(1) + _handler.swept();
        for (uint256 i = 0; i < 3; ++i) out += _handler.claimedBy(i);
        vm.assertEq(deal.cash(), _handler.cashIn() - out, "DL-1 what came less what went");
        vm.assertEq(money.balanceOf(address(deal)), deal.cash() + _handler.donated(), "DL-2 is there");
        uint256 kept = uint256(state.reserve) + state.carriedInterest + state.carriedPrincipal + deal.originatorOwed();
        for (uint256 i = 0; i < 2; ++i) {
            vm.assertEq(deal.feeOwed(i), _handler.feesEarned(i) - _handler.feesPaid(i), "DL-3 fees");
            kept += deal.feeOwed(i);
        }
        vm.assertEq(deal.originatorOwed(), DealPlans.POOL - DealPlans.RESERVE - _handler.originatorPaid(), "DL-4 originator");
        uint256 ofHolders = 0;
        for (uint256 i = 0; i < 3; ++i) {
            vm.assertEq(deal.classOf(i).claimed, _handler.claimedBy(i), "DL-5 claimed");
            vm.assertLe(_handler.claimedBy(i), _handler.paidTo(i), "DL-6 never more than was paid");
            ofHolders += _handler.paidTo(i) - _handler.claimedBy(i);
        }
        if (!_handler.isSwept()) vm.assertEq(deal.cash(), kept + ofHolders, "DL-7 reserve, buckets, payees, originator, holders");
        else vm.assertEq(deal.cash() + _handler.swept(), kept + ofHolders, "DL-8 after the sweep");
        vm.assertLe(_handler.swept(), 3, "DL-9 only dust is swept");
        if (_handler.isSwept()) vm.assertEq(uint256(state.reserve) + state.carriedInterest + state.carriedPrincipal, 0);
    }

    /// @dev DL-11 to DL-24: balances follow from what was reported and paid, in the order of seniority.
    function invariant_DL_BalancesFollowFromReports() public view {
        WaterfallState memory state = deal.state();
        vm.assertEq(state.period, _handler.periods(), "DL-11 one period a report");
        vm.assertLe(state.period, PERIODS, "DL-12 no more than agreed");
        uint256 gone = _handler.repaid() + _handler.defaults();
        vm.assertEq(state.pool, DealPlans.POOL - gone, "DL-13 pool");
        vm.assertEq(state.cumulativeDefaults, _handler.defaults(), "DL-14 defaults");
        vm.assertEq(state.cumulativeRecoveries, _handler.recoveries(), "DL-15 recoveries");
        uint96[3] memory original = [DealPlans.A, DealPlans.B_, DealPlans.C];
        uint256 deficits = state.unallocatedLoss;
        for (uint256 i = 0; i < 3; ++i) {
            uint256 whole = uint256(state.classes[i].balance) + state.classes[i].deficit + _handler.principalTo(i);
            if (!_handler.isSwept()) vm.assertEq(whole, original[i], "DL-16 balance, deficit and repaid are the face");
            vm.assertLe(state.classes[i].balance, original[i], "DL-17 factor at most one");
            deficits += state.classes[i].deficit;
        }
        vm.assertEq(deficits + _handler.writtenUp(), _handler.defaults(), "DL-18 each default was borne once");
        bool isOrdered = (state.classes[0].deficit == 0 || state.classes[1].balance == 0);
        vm.assertTrue(isOrdered && (state.classes[1].deficit == 0 || state.classes[2].balance == 0), "DL-19 losses from below");
        if (state.period != 0) _assertReserve(state);
        vm.assertTrue(!_handler.wasAccelerated() || state.isAccelerated, "DL-21 latched");
        if (state.period != 0) vm.assertEq(state.active & 1, _handler.lastFlags() & 1, "DL-22 late is what was late");
        vm.assertEq(keccak256(deal.image()), _image);
        vm.assertEq(loans.pledgedCount(address(deal)), LOANS, "DL-24 loans stay pledged");
    }

    /// @dev DL-20: the reserve is never above its target, which falls to nothing with the notes.
    function _assertReserve(WaterfallState memory state) private pure {
        bool areNotesNil = state.classes[0].balance == 0 && state.classes[1].balance == 0;
        uint256 target = (uint256(state.pool) + 50) / 100;
        if (target < DealPlans.RESERVE / 2) target = DealPlans.RESERVE / 2;
        vm.assertLe(state.reserve, areNotesNil ? 0 : target, "DL-20 reserve");
    }

    /// @dev DL-25 to DL-30: reports are kept, restated and never rewritten.
    function invariant_DL_ReportsAreKept() public view {
        uint256 count = _handler.periods();
        vm.assertEq(deal.reportsHead(), _handler.heads(count));
        for (uint256 i = 1; i <= count; ++i) {
            bytes32[] memory later = new bytes32[](count - i);
            for (uint256 j = 0; j < later.length; ++j) later[j] = _handler.reports(i + j);
            vm.assertTrue(deal.isReport(i, _handler.reports(i - 1), _handler.heads(i - 1), later), "DL-26 each is known");
            vm.assertFalse(deal.isReport(i, _image, _handler.heads(i - 1), later), "DL-27 and no other");
            bytes32[] memory restated = deal.restatementsOf(uint16(i));
            vm.assertEq(restated, _handler.restatementsOf(i));
        }
        bool isOver = deal.status() == DealStatus.Redeemed;
        vm.assertTrue(isOver || count < PERIODS, "DL-29 over with the last period");
        if (isOver) {
            (uint256 earliest, ) = deal.dueTimes();
            vm.assertTrue(count != PERIODS || earliest == type(uint256).max, "DL-30 nothing is due any more");
        }
    }

    /// @dev TT-1 to TT-12: notes are conserved, and each has earned its part of every payment, however it went from hand to hand.
    function invariant_TT_EachNoteEarnsItsPart() public view {
        for (uint256 i = 0; i < 3; ++i) {
            ITrancheToken token = tokens[i];
            uint256 units = 0;
            uint256 owed = 0;
            uint256 outstanding = 0;
            for (uint256 j = 0; j < 4; ++j) {
                address holder = _handler.actors(j);
                uint256 claimable = token.claimableOf(holder);
                units += token.balanceOf(holder);
                owed += claimable;
                outstanding += token.outstandingOf(holder);
                uint256 has = _handler.taken(i, j) + claimable;
                uint256 earned = _handler.earned(i, j) >> 60;
                vm.assertLe(has, earned + 1, "TT-1 no holder has more than its part");
                vm.assertLe(earned, has + 2, "TT-2 nor less");
            }
            vm.assertEq(units, token.totalSupply(), "TT-3 notes are held by somebody");
            vm.assertEq(token.totalSupply(), token.units(), "TT-4 and their number stays");
            uint256 left = _handler.paidTo(i) - _handler.claimedBy(i);
            vm.assertLe(owed, left, "TT-5 all together never more than was paid");
            vm.assertLe(left, owed + 6, "TT-6 nor less, but for fractions");
            (uint256 balance, uint256 original) = deal.balanceOf(i);
            vm.assertLe(outstanding, balance, "TT-7 outstanding");
            vm.assertLe(balance, outstanding + 4, "TT-8 outstanding");
            vm.assertEq(token.poolFactor(), (balance * 1e18) / original, "TT-9 factor");
            vm.assertLe(deal.accumulatorOf(i), (_handler.paidTo(i) << 96) / token.units(), "TT-10 accumulator");
            vm.assertEq(money.balanceOf(address(token)), 0, "TT-11 no cash stays with the token");
            vm.assertEq(token.openRequests(), 0, "TT-12 nothing is left to claim");
        }
    }

    function invariant_NothingForbiddenHappened() public view {
        vm.assertEq(_handler.violation(), "");
    }

    function afterInvariant() public {
        string[15] memory acts = [
            "close",
            "restate",
            "reportLate",
            "accelerate",
            "claim",
            "claimMany",
            "transfer",
            "freeze",
            "payFee",
            "payOriginator",
            "sweep",
            "donate",
            "closeWrongly",
            "usurp",
            "stealNotes"
        ];
        for (uint256 i = 0; i < acts.length; ++i) settleAct(_handler, "deal", acts[i], 0);
    }
}
