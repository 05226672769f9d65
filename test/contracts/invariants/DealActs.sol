// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { IDealInspector } from "../../../contracts/securitization/IDealInspector.sol";
import { IInvestorRegistrar } from "../../../contracts/securitization/IInvestorRegistrar.sol";
import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { DealStatus } from "../../../contracts/types/DealStatus.sol";
import { Restatement } from "../../../contracts/types/Restatement.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";
import { WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { bound, vm } from "../support/Vm.sol";
import { signEcdsa } from "../support/VmSign.sol";
import { DealGhost } from "./DealGhost.sol";

/// @dev What servicer, trustee, holders and strangers do with a deal that is closed.
abstract contract DealActs is DealGhost {
    uint256 internal constant KEY = 0x5E41;
    address internal constant SERVICER = address(0xA6);
    address internal constant TRUSTEE = address(0xA2);
    address internal constant ORIGINATOR = address(0xA1);
    address internal constant RESIDUAL = address(0xA3);
    address[2] internal _payees = [address(0xA4), address(0xA5)];

    constructor(
        IDeal deal_,
        IDealInspector inspector,
        IInvestorRegistrar investors,
        address[ACTORS] memory actors_
    ) DealGhost(deal_, inspector, investors, actors_) {
        money.mint(SERVICER, type(uint128).max);
        vm.prank(SERVICER);
        money.approve(address(deal_), type(uint256).max);
    }

    // Periods

    /// @dev One to three periods, so that many a history comes to the end of the deal.
    function closePeriods(uint256[4] calldata amounts, uint256 delay) external {
        for (uint256 i = 0; i <= delay % 3; ++i) {
            if (!_isLive()) return;
            _try("close");
            _warpToDue(bound(delay >> 2, 0, 8 days));
            WaterfallState memory before = deal.state();
            uint256[4] memory shifted;
            for (uint256 j = 0; j < 4; ++j) shifted[j] = uint256(keccak256(abi.encode(amounts[j], i)));
            _closeOn(_report(before, i == 0 ? amounts : shifted), before);
            _count("close");
        }
    }

    function _closeOn(ServicerReport memory report, WaterfallState memory before) private {
        (WaterfallState memory next, , uint256 cash, bytes32 digest) = _inspector.previewClose(deal, report);
        bytes memory signature = signEcdsa(KEY, digest);
        vm.recordLogs();
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        _noteClose(report, before);
        if (keccak256(abi.encode(next)) != keccak256(abi.encode(deal.state()))) _violate("not what was shown");
        if (cash != uint256(report.figures.interest) + report.figures.principal + report.figures.recoveries) _violate("other cash");
        _noteLosses(before, deal.state());
    }

    function restate(uint256 which, bytes32 restated) external {
        if (periods == 0) return;
        uint256 period = 1 + (which % periods);
        uint256 version = _restatements[period].length;
        bytes32 previous = version == 0 ? reports[period - 1] : _restatements[period][version - 1];
        Restatement memory order = Restatement({
            period: uint16(period),
            version: uint32(version + 1),
            previous: previous,
            restated: restated | bytes32(uint256(1)),
            reason: restated
        });
        if (order.restated == previous) return;
        _try("restate");
        deal.restate(order, heads[period - 1], _after(period), _signOrder(order));
        _restatements[period].push(order.restated);
        _count("restate");
    }

    function reportLate(uint256 delay) external {
        if (!_isLive()) return;
        (, uint256 late) = deal.dueTimes();
        if (delay % 2 == 0 && clock < late) _pass(late - clock);
        bool isDue = clock >= late && deal.servicing().latePeriod != periods + 1;
        if (isDue) _try("reportLate");
        try deal.reportLate() {
            if (!isDue) _violate("reported late though it is not");
            _count("reportLate");
        } catch {
            if (isDue) _violate("late, and not taken");
        }
    }

    function accelerate(uint256 chance) external {
        if (!_isLive() || chance % 8 != 0 || deal.servicing().isAccelerating) return;
        _try("accelerate");
        vm.prank(TRUSTEE);
        deal.accelerate(bytes32(chance));
        _count("accelerate");
    }

    // Holders

    function claim(uint256 class, uint256 who) external {
        class %= CLASSES;
        address holder = _actor(who);
        uint256 due = tokens[class].claimableOf(holder);
        uint256 had = money.balanceOf(holder);
        if (due != 0 && !isFrozen[who % ACTORS]) _try("claim");
        try tokens[class].claimFor(holder) returns (uint256 amount) {
            if (isFrozen[who % ACTORS]) _violate("paid to a frozen account");
            if (amount != due || money.balanceOf(holder) != had + due) _violate("paid another amount");
            if (tokens[class].claimFor(holder) != 0) _violate("paid twice");
            _noteClaim(class, who, amount);
            if (amount != 0) _count("claim");
        } catch {
            if (!isFrozen[who % ACTORS]) _violate("not paid");
        }
    }

    function claimMany(uint256 class) external {
        _try("claimMany");
        class %= CLASSES;
        address[] memory holders = new address[](ACTORS + 1);
        uint256[ACTORS] memory had;
        for (uint256 i = 0; i < ACTORS; ++i) (holders[i], had[i]) = (actors[i], money.balanceOf(actors[i]));
        holders[ACTORS] = actors[0];
        tokens[class].claimMany(holders);
        for (uint256 i = 0; i < ACTORS; ++i) {
            uint256 got = money.balanceOf(actors[i]) - had[i];
            if (got != 0 && isFrozen[i]) _violate("paid to a frozen account of a batch");
            _noteClaim(class, i, got);
        }
        _count("claimMany");
    }

    function transfer(uint256 class, uint256 from, uint256 to, uint256 amount) external {
        class %= CLASSES;
        uint256 held = tokens[class].balanceOf(_actor(from));
        amount = bound(amount, 0, held + held / 8);
        uint256[ACTORS] memory owed;
        for (uint256 i = 0; i < ACTORS; ++i) owed[i] = tokens[class].claimableOf(actors[i]);
        bool isAllowed = amount <= held && !isFrozen[from % ACTORS] && !isFrozen[to % ACTORS];
        if (isAllowed) _try("transfer");
        vm.prank(_actor(from));
        try tokens[class].transfer(_actor(to), amount) {
            if (!isAllowed) _violate("moved by or to a frozen account, or out of nothing");
            for (uint256 i = 0; i < ACTORS; ++i) {
                uint256 now_ = tokens[class].claimableOf(actors[i]);
                if (now_ > owed[i] || now_ + 1 < owed[i]) _violate("a transfer moved money");
            }
            _count("transfer");
        } catch {
            if (isAllowed) _violate("not moved");
        }
    }

    function toggleFreeze(uint256 who) external {
        _try("freeze");
        address[] memory accounts = new address[](1);
        accounts[0] = _actor(who);
        bool was = isFrozen[who % ACTORS];
        vm.prank(_admin);
        if (was) _investors.unfreeze(accounts, IInvestorRegistrar.FreezeReason.Mistake);
        else _investors.freeze(accounts, IInvestorRegistrar.FreezeReason.Suspicion);
        isFrozen[who % ACTORS] = !was;
        _count("freeze");
    }

    // Others

    function payFee(uint256 fee) external {
        fee %= 2;
        uint256 owed = deal.feeOwed(fee);
        if (owed == 0) return;
        _try("payFee");
        uint256 had = money.balanceOf(_payees[fee]);
        deal.payFee(fee);
        if (money.balanceOf(_payees[fee]) != had + owed) _violate("fee to another");
        feesPaid[fee] += owed;
        _count("payFee");
    }

    function payOriginator() external {
        uint256 owed = deal.originatorOwed();
        if (owed == 0) return;
        _try("payOriginator");
        deal.payOriginator();
        originatorPaid += owed;
        _count("payOriginator");
    }

    function donate(uint256 amount) external {
        _try("donate");
        bytes32 books = keccak256(abi.encode(deal.state(), deal.cash()));
        amount = bound(amount, 1, 1_000_000e6);
        money.mint(address(deal), amount);
        donated += amount;
        if (keccak256(abi.encode(deal.state(), deal.cash())) != books) _violate("a donation was booked");
        _count("donate");
    }

    function sweep() external {
        if (deal.status() != DealStatus.Redeemed || isSwept) return;
        _try("sweep");
        WaterfallState memory before = deal.state();
        uint256 left = uint256(before.reserve) + before.carriedInterest + before.carriedPrincipal;
        uint256 had = money.balanceOf(RESIDUAL);
        uint256[CLASSES] memory accumulators;
        for (uint256 i = 0; i < CLASSES; ++i) accumulators[i] = deal.accumulatorOf(i);
        deal.sweep();
        isSwept = true;
        swept = money.balanceOf(RESIDUAL) - had;
        for (uint256 i = 0; i < CLASSES; ++i) {
            // What the rest paid follows from the balances; the residual class got what was over.
            uint256 fell = _debtOf(before, i) - _debtOf(deal.state(), i);
            uint256 rest = i == 2 ? left : fell;
            left -= rest;
            if (rest != 0) _notePaidTo(i, rest);
        }
        if (swept > CLASSES) _violate("more than dust was swept");
        _count("sweep");
    }

    // Parts

    function _debtOf(WaterfallState memory state, uint256 class) internal pure returns (uint256) {
        return uint256(state.classes[class].balance) + state.classes[class].unpaid;
    }

    function _noteLosses(WaterfallState memory before, WaterfallState memory now_) private {
        for (uint256 i = 0; i < 2; ++i) {
            bool hasGrown = now_.classes[i].deficit > before.classes[i].deficit;
            if (hasGrown && now_.classes[i + 1].balance != 0) _violate("a loss passed over a junior class");
        }
        if (now_.classes[0].unpaid != 0 && now_.reserve != 0) _violate("senior interest unpaid beside a reserve");
    }

    function _isLive() internal view returns (bool) {
        DealStatus status = deal.status();
        return status == DealStatus.Amortizing || status == DealStatus.Accelerated;
    }

    function _pass(uint256 time) internal {
        clock += time;
        vm.warp(clock);
    }

    function _warpToDue(uint256 more) internal {
        (uint256 earliest, ) = deal.dueTimes();
        if (clock < earliest + more) _pass(earliest + more - clock);
    }

    /// @dev Ordinary months, and every eighth or so a bad one. Amounts are interest, principal, defaults and recoveries.
    function _report(WaterfallState memory state, uint256[4] memory amounts) internal pure returns (ServicerReport memory report) {
        uint256 pool = state.pool;
        uint256 open = state.cumulativeDefaults - state.cumulativeRecoveries;
        report.figures.period = state.period + 1;
        report.figures.interest = uint96(bound(amounts[0], 0, pool / 80 + 1));
        report.figures.principal = uint96(bound(amounts[1], 0, amounts[1] % 16 == 0 ? pool : pool / 12));
        uint256 left = pool - report.figures.principal;
        report.figures.defaults = uint96(bound(amounts[2], 0, amounts[2] % 8 == 0 ? left / 3 : left / 100));
        report.figures.recoveries = uint96(bound(amounts[3], 0, open));
        report.figures.poolEnd = uint96(left - report.figures.defaults);
        report.figures.delinquent = report.figures.poolEnd / 20;
        report.late[1] = report.figures.delinquent;
        report.tapeRoot = keccak256(abi.encode(amounts[0], amounts[1]));
        report.documentHash = keccak256(abi.encode(amounts[2], amounts[3]));
    }

    /// @dev Reports of the periods after one.
    function _after(uint256 period) internal view returns (bytes32[] memory later) {
        later = new bytes32[](periods - period);
        for (uint256 i = 0; i < later.length; ++i) later[i] = reports[period + i];
    }

    function _signOrder(Restatement memory order) internal view returns (bytes memory) {
        bytes32 typeHash = keccak256("Restatement(uint16 period,uint32 version,bytes32 previous,bytes32 restated,bytes32 reason)");
        return signEcdsa(KEY, _digestOf(address(deal), keccak256(abi.encode(typeHash, order))));
    }

    function _hashOf(ServicerReport memory report) internal pure returns (bytes32) {
        bytes memory figures =
            "ServicerReport(uint16 period,uint8 flags,uint96 interest,uint96 principal,uint96 recoveries,uint96 defaults,";
        bytes memory more =
            "uint96 purchases,uint96 poolEnd,uint96 delinquent,int64 index,uint96 m1,uint96 m2,uint96 m3,uint96 m4,uint96 m5,";
        bytes memory rest = "uint96 m6,uint32 loanCount,bytes32 tapeRoot,bytes32 documentHash)";
        return keccak256(abi.encode(keccak256(bytes.concat(figures, more, rest)), report));
    }

    function _digestOf(address place, bytes32 hash) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Credence Deal"),
                keccak256("1"),
                block.chainid,
                place
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, hash));
    }
}
