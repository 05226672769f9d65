// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { IDealInspector } from "../../../contracts/securitization/IDealInspector.sol";
import { IInvestorRegistrar } from "../../../contracts/securitization/IInvestorRegistrar.sol";
import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";
import { WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { ActCounts } from "../support/ActCounts.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { PlainToken } from "../support/TokenZoo.sol";
import { vm, Vm } from "../support/Vm.sol";

/// @dev What an observer writes down of a deal: its events, and the money that comes and goes.
abstract contract DealGhost is ActCounts {
    uint256 public constant CLASSES = 3;
    uint256 public constant ACTORS = 4;
    /// @dev Scale of what a holder has earned, another one than that of the contracts.
    uint256 internal constant SCALE = 1 << 60;

    IDeal public immutable deal;
    IDealInspector internal immutable _inspector;
    IInvestorRegistrar internal immutable _investors;
    PlainToken public immutable money;
    address internal immutable _admin;
    ITrancheToken[CLASSES] public tokens;
    address[ACTORS] public actors;

    uint256 public clock;
    string public violation;

    uint256 public cashIn;
    uint256 public donated;
    uint256 public originatorPaid;
    uint256 public swept;
    bool public isSwept;
    uint256[2] public feesEarned;
    uint256[2] public feesPaid;
    uint256 public periods;
    uint256 public defaults;
    uint256 public recoveries;
    uint256 public repaid;
    uint256 public writtenUp;
    bytes32[] public reports;
    bytes32[] public heads;
    mapping(uint256 period => bytes32[]) internal _restatements;
    uint8 public lastFlags;
    bool public wasAccelerated;
    uint256[CLASSES] public paidTo;
    uint256[CLASSES] public principalTo;
    uint256[CLASSES] public claimedBy;
    uint256[CLASSES] public lastAccumulator;
    /// @dev Earned by an actor's notes, scaled: its part of each payment at the time of the payment.
    mapping(uint256 class => mapping(uint256 actor => uint256)) public earned;
    mapping(uint256 class => mapping(uint256 actor => uint256)) public taken;
    mapping(uint256 actor => bool) public isFrozen;

    /// @dev The clock is kept here, because the compiler takes the block's time for constant within a call.
    constructor(IDeal deal_, IDealInspector inspector, IInvestorRegistrar investors, address[ACTORS] memory actors_) {
        deal = deal_;
        _inspector = inspector;
        _investors = investors;
        money = PlainToken(ITrancheToken(deal_.classOf(0).token).asset());
        _admin = msg.sender;
        actors = actors_;
        clock = block.timestamp;
        cashIn = deal_.cash();
        heads.push(0);
        for (uint256 i = 0; i < CLASSES; ++i) tokens[i] = ITrancheToken(deal_.classOf(i).token);
    }

    function restatementsOf(uint256 period) external view returns (bytes32[] memory) {
        return _restatements[period];
    }

    function _violate(string memory what) internal {
        violation = what;
    }

    function _actor(uint256 who) internal view returns (address) {
        return actors[who % ACTORS];
    }

    /// @dev Writes down a close from its event.
    function _noteClose(ServicerReport memory report, WaterfallState memory before) internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IDeal.PeriodClosed.selector) continue;
            (uint8 flags, , uint256[] memory postings, uint256[] memory paid) = abi.decode(
                logs[i].data,
                (uint8, ServicerReport, uint256[], uint256[])
            );
            reports.push(logs[i].topics[2]);
            lastFlags = flags;
            _notePaid(paid);
            _notePostings(postings);
        }
        heads.push(keccak256(abi.encode(heads[heads.length - 1], ++periods, reports[periods - 1])));
        cashIn += uint256(report.figures.interest) + report.figures.principal + report.figures.recoveries;
        defaults += report.figures.defaults;
        recoveries += report.figures.recoveries;
        repaid += report.figures.principal;
        if (deal.state().isAccelerated) wasAccelerated = true;
        if (before.isAccelerated && !deal.state().isAccelerated) _violate("acceleration was taken back");
    }

    function _notePaid(uint256[] memory paid) private {
        for (uint256 i = 0; i < CLASSES; ++i) {
            uint256 principal = paid[i] >> 128;
            _notePaidTo(i, principal + uint128(paid[i]));
            principalTo[i] += principal;
            if (principal != 0 && i != 0 && deal.state().classes[i - 1].balance != 0) _violate("principal out of order");
            if (i == 2 && uint128(paid[2]) != 0 && _isAnybodyUnpaid()) _violate("residual before interest or fees");
        }
    }

    function _notePaidTo(uint256 class, uint256 amount) internal {
        paidTo[class] += amount;
        for (uint256 j = 0; j < ACTORS; ++j) {
            earned[class][j] += (amount * tokens[class].balanceOf(actors[j]) * SCALE) / tokens[class].units();
        }
    }

    /// @dev Step 1 of the plan writes up; steps 2, 3 and 13 pay fees.
    function _notePostings(uint256[] memory postings) private {
        for (uint256 i = 0; i < postings.length; ++i) {
            uint256 step = postings[i] >> 240;
            if (step == 1) writtenUp += uint120(postings[i]);
            if (step == 2 || step == 13) feesEarned[0] += uint120(postings[i]);
            if (step == 3) feesEarned[1] += uint120(postings[i]);
        }
    }

    /// @dev The residual class is paid its part of the principal bucket too, when the notes are nil.
    function _isAnybodyUnpaid() private view returns (bool) {
        WaterfallState memory state = deal.state();
        bool areNotesNil = state.classes[0].balance == 0 && state.classes[1].balance == 0;
        return !areNotesNil && (state.classes[0].unpaid | state.classes[1].unpaid | state.feesUnpaid[0] | state.feesUnpaid[1]) != 0;
    }

    function _noteClaim(uint256 class, uint256 who, uint256 amount) internal {
        claimedBy[class] += amount;
        taken[class][who % ACTORS] += amount;
    }
}
