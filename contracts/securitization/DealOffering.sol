// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { DealState } from "../libraries/DealState.sol";
import { DealPhase } from "../types/DealPhase.sol";
import { DealBooks } from "./DealBooks.sol";
import { IDeal } from "./IDeal.sol";
import { ILoanRegistry } from "./ILoanRegistry.sol";
import { ITrancheToken } from "./ITrancheToken.sol";
import { IWaterfallEngine } from "./IWaterfallEngine.sol";

/// @title DealOffering
/// @notice The life of a deal up to its closing, and its ends.
abstract contract DealOffering is DealBooks {
    /// @dev Time after the end of the offering in which a deal that is sold can only be closed.
    uint256 private constant CLOSING_TIME = 14 days;

    IWaterfallEngine internal immutable ENGINE;
    ILoanRegistry internal immutable LOANS;

    constructor(IWaterfallEngine engine, ILoanRegistry loans) {
        ENGINE = engine;
        LOANS = loans;
    }

    modifier onlyOriginator() {
        _demandCaller(_originator());
        _;
    }

    /// @inheritdoc IDeal
    function open() external onlyOriginator {
        _demandPhase(DealPhase.Structuring);
        uint40 end = _offeringEnd();
        require(block.timestamp < end, DealTooLate(block.timestamp, end));
        _setPhase(DealPhase.Offering);
        emit OfferingOpened(end);
    }

    /// @inheritdoc IDeal
    function closeOffering() external nonReentrant {
        _demandPhase(DealPhase.Offering);
        if (block.timestamp < _offeringEnd()) _demandCaller(_originator());
        _demandPledged();
        uint256 count = _headerByte(_header(), 1);
        uint96[] memory requested = new uint96[](count);
        // The phase comes first: a token that is asked meanwhile must not take subscriptions any more.
        _words.standing = DealState.withPhase(0, DealPhase.Live);
        uint256 before = _account();
        uint256 proceeds = 0;
        for (uint256 i = 0; i < count; ++i) {
            _words.classes[i].debt = _originalBalance(i);
            uint96 offered;
            (offered, requested[i]) = ITrancheToken(DealState.token(_words.classes[i].account)).handOver();
            require(requested[i] >= offered, DealUndersubscribed(i, requested[i], offered));
            proceeds += offered;
        }
        uint256 received = _account() - before;
        require(received == proceeds, DealPaymentMismatch(received, proceeds));
        uint96 reserve = uint96(_reserveAtClosing());
        require(proceeds >= reserve, DealReserveNotCovered(proceeds, reserve));
        uint96 rest = SafeCast.toUint96(proceeds) - reserve;
        _words.standing = DealState.withPhase(reserve, DealPhase.Live);
        _words.pool = _originalPool();
        _words.originator = rest;
        emit DealClosed(requested, reserve, rest);
    }

    /// @dev The agreed number of loans, none of them registered twice.
    function _demandPledged() private view {
        uint256 pledged = LOANS.pledgedCount(address(this)) - LOANS.frozenCount(address(this));
        require(pledged == _loanCount(), DealLoansNotPledged(pledged, _loanCount()));
    }

    /// @inheritdoc IDeal
    function substituteLoan(uint64 outNumber, uint64 inNumber) external {
        DealPhase phase = DealState.phase(_words.standing);
        _demandCaller(phase == DealPhase.Live ? _trustee() : _originator());
        LOANS.substitute(outNumber, inNumber);
    }

    /// @inheritdoc IDeal
    function cancel() external {
        DealPhase phase = DealState.phase(_words.standing);
        require(phase == DealPhase.Structuring || phase == DealPhase.Offering, DealPhaseInvalid(phase));
        if (msg.sender != _originator()) {
            uint256 end = _offeringEnd();
            require(block.timestamp >= end, DealTooEarly(block.timestamp, end));
            require(block.timestamp >= end + CLOSING_TIME || !_isSubscribed(), DealIsSubscribed());
        }
        _setPhase(DealPhase.Cancelled);
        emit DealCancelled(msg.sender);
    }

    /// @inheritdoc IDeal
    function releaseLoans(uint64 firstWord, uint256[] calldata masks) external onlyOriginator {
        DealPhase phase = DealState.phase(_words.standing);
        require(phase >= DealPhase.Redeemed, DealPhaseInvalid(phase));
        LOANS.release(firstWord, masks);
    }

    function _isSubscribed() private view returns (bool) {
        uint256 count = _headerByte(_header(), 1);
        for (uint256 i = 0; i < count; ++i) {
            ITrancheToken token = ITrancheToken(DealState.token(_words.classes[i].account));
            if (token.requested() < token.offered()) return false;
        }
        return true;
    }

    function _demandPhase(DealPhase expected) internal view {
        DealPhase phase = DealState.phase(_words.standing);
        require(phase == expected, DealPhaseInvalid(phase));
    }

    function _setPhase(DealPhase phase) internal {
        _words.standing = DealState.withPhase(_words.standing, phase);
    }
}
