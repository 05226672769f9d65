// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { DealStatus } from "../../../contracts/types/DealStatus.sol";
import { ActCounts, settleAct } from "../support/ActCounts.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { PlainToken } from "../support/TokenZoo.sol";
import { bound, vm } from "../support/Vm.sol";

/// @dev Four people subscribe to three classes, think again, and take what they get. What each must have is counted from its own
/// acts alone.
contract OfferingHandler is ActCounts {
    uint256 public constant CLASSES = 3;
    uint256 public constant ACTORS = 4;
    address private constant ORIGINATOR = address(0xA1);

    IDeal public immutable deal;
    PlainToken private immutable _money;
    ITrancheToken[CLASSES] public tokens;
    address[ACTORS] public actors;
    uint256 public immutable end;
    uint256 public clock;
    string public violation;
    bool public isClosed;
    bool public isCancelled;

    mapping(uint256 class => mapping(uint256 actor => uint256)) public requests;
    mapping(uint256 class => mapping(uint256 actor => uint256)) public cancelled;
    mapping(uint256 class => mapping(uint256 actor => uint256)) public paidIn;
    mapping(uint256 class => mapping(uint256 actor => uint256)) public givenBack;
    mapping(uint256 class => uint256) public remainderCash;
    mapping(uint256 class => uint256) public remainderUnits;

    constructor(IDeal deal_, ITrancheToken[] memory tokens_, address[ACTORS] memory actors_, uint256 end_) {
        (deal, actors, end, clock) = (deal_, actors_, end_, block.timestamp);
        for (uint256 i = 0; i < CLASSES; ++i) tokens[i] = tokens_[i];
        _money = PlainToken(tokens_[0].asset());
        for (uint256 i = 0; i < CLASSES * ACTORS; ++i) {
            vm.prank(actors_[i % ACTORS]);
            _money.approve(address(tokens_[i / ACTORS]), type(uint256).max);
        }
    }

    function requestedOf(uint256 class) public view returns (uint256 sum) {
        for (uint256 i = 0; i < ACTORS; ++i) sum += requests[class][i];
    }

    function isOpen() public view returns (bool) {
        return !isClosed && !isCancelled && clock < end;
    }

    function request(uint256 class, uint256 who, uint256 amount) external {
        (class, who) = (class % CLASSES, who % ACTORS);
        uint256 offered = tokens[class].offered();
        amount = bound(amount, 0, amount % 4 == 0 ? 2 * offered : offered / 2);
        _money.mint(actors[who], amount);
        bool isAllowed = isOpen() && amount != 0;
        if (isAllowed) _try("request");
        vm.prank(actors[who]);
        try tokens[class].requestDeposit(amount, actors[who], actors[who]) {
            if (!isAllowed) violation = "subscribed nothing, or outside the offering";
            requests[class][who] += amount;
            paidIn[class][who] += amount;
            _count("request");
        } catch {
            if (isAllowed) violation = "not subscribed";
            vm.prank(actors[who]);
            _money.transfer(address(0xdead), amount);
        }
    }

    function cancelRequest(uint256 class, uint256 who) external {
        (class, who) = (class % CLASSES, who % ACTORS);
        bool isAllowed = isOpen() && requests[class][who] != 0;
        if (isAllowed) _try("cancelRequest");
        vm.prank(actors[who]);
        try tokens[class].cancelDepositRequest(0, actors[who]) {
            if (!isAllowed) violation = "took back nothing, or too late";
            cancelled[class][who] += requests[class][who];
            requests[class][who] = 0;
            _count("cancelRequest");
        } catch {
            if (isAllowed) violation = "not taken back";
        }
    }

    function takeRefund(uint256 class, uint256 who) external {
        (class, who) = (class % CLASSES, who % ACTORS);
        uint256 due = tokens[class].claimableCancelDepositRequest(0, actors[who]);
        if (due == 0) return;
        _try("takeRefund");
        uint256 had = _money.balanceOf(actors[who]);
        vm.prank(actors[who]);
        tokens[class].claimCancelDepositRequest(0, actors[who], actors[who]);
        if (_money.balanceOf(actors[who]) != had + due) violation = "another amount came back";
        if (tokens[class].claimableCancelDepositRequest(0, actors[who]) != 0) violation = "it can be taken twice";
        givenBack[class][who] += due;
        _count("takeRefund");
    }

    function stealRefund(uint256 class, uint256 who, uint256 thief) external {
        (class, who, thief) = (class % CLASSES, who % ACTORS, thief % ACTORS);
        if (who == thief) return;
        _try("stealRefund");
        vm.prank(actors[thief]);
        try tokens[class].claimCancelDepositRequest(0, actors[thief], actors[who]) {
            violation = "took the money of another";
        } catch {}
        vm.prank(actors[thief]);
        try tokens[class].deposit(1, actors[thief], actors[who]) {
            violation = "took the notes of another";
        } catch {}
        _count("stealRefund");
    }

    function takeNotes(uint256 class, uint256 who, uint256 part) external {
        (class, who) = (class % CLASSES, who % ACTORS);
        uint256 due = isClosed ? tokens[class].claimableDepositRequest(0, actors[who]) : 0;
        if (due == 0) return;
        _try("takeNotes");
        vm.prank(actors[who]);
        if (part % 3 == 0) tokens[class].deposit(bound(part, 1, due), actors[who], actors[who]);
        else tokens[class].claimNotesFor(actors[who]);
        _count("takeNotes");
    }

    /// @dev Everybody takes its notes first, so that often there is something to give.
    function giveRemainder(uint256 class, uint256 chance) external {
        class %= CLASSES;
        for (uint256 i = 0; i < ACTORS && isClosed && chance % 2 == 0; ++i) {
            if (tokens[class].claimableDepositRequest(0, actors[i]) != 0) tokens[class].claimNotesFor(actors[i]);
        }
        uint256 had = _money.balanceOf(address(0xA3));
        uint256 held = tokens[class].balanceOf(address(0xA3));
        bool isAllowed = isClosed && tokens[class].openRequests() == 0 && _isSomethingLeft(class);
        if (isAllowed) _try("giveRemainder");
        try tokens[class].giveRemainder() {
            if (!isAllowed) violation = "given although nothing was left, or before everybody has claimed";
            remainderCash[class] = _money.balanceOf(address(0xA3)) - had;
            remainderUnits[class] = tokens[class].balanceOf(address(0xA3)) - held;
            _count("giveRemainder");
        } catch {
            if (isAllowed) violation = "not given";
        }
    }

    /// @dev Notes that nobody was given, or cash that is nobody's.
    function _isSomethingLeft(uint256 class) private view returns (bool) {
        uint256 refunds = 0;
        for (uint256 i = 0; i < ACTORS; ++i) refunds += tokens[class].claimableCancelDepositRequest(0, actors[i]);
        return tokens[class].totalSupply() != tokens[class].units() || _money.balanceOf(address(tokens[class])) != refunds;
    }

    /// @dev Closing is right when every class is subscribed, and either the originator wants it or the time is over.
    function close(uint256 way) external {
        bool isSubscribed = true;
        for (uint256 i = 0; i < CLASSES; ++i) isSubscribed = isSubscribed && requestedOf(i) >= tokens[i].offered();
        bool isAllowed = !isClosed && !isCancelled && isSubscribed && (way % 2 == 0 || clock >= end);
        if (isAllowed) _try("close");
        vm.prank(way % 2 == 0 ? ORIGINATOR : actors[0]);
        try deal.closeOffering() {
            if (!isAllowed) violation = "closed wrongly";
            isClosed = true;
            _count("close");
        } catch {
            if (isAllowed) violation = "not closed";
        }
    }

    /// @dev The originator may cancel at any time, others when the offering has failed.
    function cancel(uint256 way) external {
        if (way % 32 > 1) return;
        bool isOriginator = way % 32 == 0;
        bool isSubscribed = true;
        for (uint256 i = 0; i < CLASSES; ++i) isSubscribed = isSubscribed && requestedOf(i) >= tokens[i].offered();
        bool isLost = clock >= end && (!isSubscribed || clock >= end + 14 days);
        bool isAllowed = !isClosed && !isCancelled && (isOriginator || isLost);
        if (isAllowed) _try("cancel");
        vm.prank(isOriginator ? ORIGINATOR : actors[1]);
        try deal.cancel() {
            if (!isAllowed) violation = "cancelled wrongly";
            isCancelled = true;
            _count("cancel");
        } catch {
            if (isAllowed) violation = "not cancelled";
        }
    }

    /// @dev Fills what is missing of a class, so that many deals close.
    function fill(uint256 class, uint256 who) external {
        (class, who) = (class % CLASSES, who % ACTORS);
        uint256 sum = requestedOf(class);
        uint256 offered = tokens[class].offered();
        if (!isOpen() || sum >= offered) return;
        _money.mint(actors[who], offered - sum);
        vm.prank(actors[who]);
        tokens[class].requestDeposit(offered - sum, actors[who], actors[who]);
        requests[class][who] += offered - sum;
        paidIn[class][who] += offered - sum;
    }

    function pass(uint256 time) external {
        if (time % 4 != 0) return;
        clock += bound(time, 1, time % 8 == 0 ? 30 days : 5 days);
        vm.warp(clock);
    }
}

contract OfferingInvariantsTest is DealTest {
    OfferingHandler private _handler;

    function setUp() public override {
        super.setUp();
        _pledgeLoans();
        _open();
        _handler = new OfferingHandler(deal, tokens, [ALICE, BOB, CAROL, DAVE], OFFERING_END);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev OF-1 to OF-9: subscriptions stand with the token until they are notes, or go back.
    function invariant_OF_SubscriptionsAreKept() public view {
        for (uint256 i = 0; i < 3; ++i) {
            ITrancheToken token = tokens[i];
            uint256 held = 0;
            uint256 open = 0;
            for (uint256 j = 0; j < 4; ++j) {
                address actor = _handler.actors(j);
                uint256 request = _handler.requests(i, j);
                held += _handler.paidIn(i, j) - _handler.givenBack(i, j);
                if (request != 0 && !(_handler.isClosed() && token.claimableDepositRequest(0, actor) == 0)) ++open;
                bool isPending = !_handler.isClosed() && !_handler.isCancelled();
                vm.assertEq(token.pendingDepositRequest(0, actor), isPending ? request : 0, "OF-1 pending");
            }
            if (_handler.isClosed()) held -= token.offered() + _handler.remainderCash(i);
            vm.assertEq(money.balanceOf(address(token)), held, "OF-2 escrow");
            if (!_handler.isCancelled()) vm.assertEq(token.requested(), _handler.requestedOf(i), "OF-3 sum");
            if (!_handler.isCancelled()) vm.assertEq(token.openRequests(), open, "OF-4 open requests");
            if (!_handler.isClosed()) vm.assertEq(token.totalSupply(), 0, "OF-5 no notes before the closing");
        }
        if (!_handler.isClosed()) {
            vm.assertEq(money.balanceOf(address(deal)) + deal.cash(), 0, "OF-6 no cash before the closing");
        } else {
            vm.assertEq(deal.cash(), DealPlans.POOL, "OF-7 the price of every class");
            vm.assertEq(money.balanceOf(address(deal)), deal.cash(), "OF-8 is there");
            vm.assertEq(deal.originatorOwed() + deal.state().reserve, DealPlans.POOL, "OF-9 is reserve and proceeds");
        }
        vm.assertEq(_handler.violation(), "");
    }

    /// @dev OF-10 to OF-18: everybody gets its part, and pays for it and no more.
    function invariant_OF_AllotmentsAreFair() public view {
        if (!_handler.isClosed()) return _assertRefundable();
        for (uint256 i = 0; i < 3; ++i) {
            ITrancheToken token = tokens[i];
            uint256 sum = _handler.requestedOf(i);
            uint256 units = token.units();
            uint256 all = 0;
            for (uint256 j = 0; j < 4; ++j) {
                address actor = _handler.actors(j);
                uint256 request = _handler.requests(i, j);
                uint256 got = token.balanceOf(actor) + token.maxMint(actor);
                all += got;
                vm.assertTrue(got * sum <= request * units && (got + 1) * sum > request * units, "OF-10 its part, rounded down");
                uint256 back = _handler.givenBack(i, j) + token.claimableCancelDepositRequest(0, actor);
                uint256 price = _handler.paidIn(i, j) - back;
                vm.assertTrue(price >= got && price <= got + 1, "OF-11 at par, rounded up");
                vm.assertLe(request == 0 ? back : 0, _handler.paidIn(i, j), "OF-12 no more back than came");
                for (uint256 k = 0; k < j; ++k) {
                    if (_handler.requests(i, k) != request) continue;
                    uint256 other = token.balanceOf(_handler.actors(k)) + token.maxMint(_handler.actors(k));
                    vm.assertEq(got, other, "OF-13 equal requests get the same");
                }
            }
            vm.assertLe(all, units, "OF-14 no more notes than there are");
            vm.assertLe(units, all + 3, "OF-15 hardly fewer");
            vm.assertLe(token.totalSupply(), units, "OF-16 supply");
            uint256 remainder = _handler.remainderUnits(i);
            if (remainder != 0) vm.assertEq(token.totalSupply(), units, "OF-17 the remainder completes it");
            vm.assertLe(remainder + _handler.remainderCash(i), 4, "OF-18 less than a unit a subscriber");
        }
    }

    /// @dev OF-19 and OF-20: of a deal that is cancelled everybody can take back all it paid; before, what it cancelled.
    function _assertRefundable() private view {
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 j = 0; j < 4; ++j) {
                uint256 back = tokens[i].claimableCancelDepositRequest(0, _handler.actors(j));
                uint256 kept = _handler.isCancelled() ? 0 : _handler.requests(i, j);
                vm.assertEq(back + _handler.givenBack(i, j) + kept, _handler.paidIn(i, j), "OF-19 refunds");
            }
        }
        vm.assertEq(deal.status() == DealStatus.Cancelled, _handler.isCancelled());
    }

    function afterInvariant() public {
        string[8] memory acts = ["request", "cancelRequest", "takeRefund", "stealRefund", "takeNotes", "giveRemainder", "close", "cancel"];
        for (uint256 i = 0; i < acts.length; ++i) {
            settleAct(_handler, "offering", acts[i], 0);
            vm.assertEq(_handler.timesTried(acts[i]), _handler.timesDone(acts[i]), acts[i]);
        }
    }
}
