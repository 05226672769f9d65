// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { ClassWords, DealState } from "../libraries/DealState.sol";
import { KeySignature } from "../libraries/KeySignature.sol";
import { NoteIndex } from "../libraries/NoteIndex.sol";
import { ReportHash } from "../libraries/ReportHash.sol";
import { DealPhase } from "../types/DealPhase.sol";
import { PeriodReport } from "../types/PeriodReport.sol";
import { Restatement } from "../types/Restatement.sol";
import { ServicerReport } from "../types/ServicerReport.sol";
import { ClassState, WaterfallOutcome, WaterfallState } from "../types/WaterfallState.sol";
import { DealOffering } from "./DealOffering.sol";
import { IDeal } from "./IDeal.sol";

/// @title DealPeriods
/// @notice The periods of a deal: a report comes with its cash, the program runs, the books follow.
abstract contract DealPeriods is DealOffering, EIP712 {
    using SafeERC20 for IERC20;

    /// @dev A report and what comes of it.
    struct Run {
        PeriodReport figures;
        WaterfallState next;
        WaterfallOutcome outcome;
        uint256 cash;
    }

    uint8 private constant FLAG_LATE = 1;
    uint8 private constant FLAG_SERVICER_DEFAULT = 2;
    uint8 private constant FLAG_CALL = 4;
    uint8 private constant FLAG_ACCELERATE = 8;
    uint256 private constant KEY_DELAY = 2 days;
    uint256 private constant BPS = 10_000;
    uint256 private constant FROM_AT = 160;
    uint256 private constant LATE_AT = 200;
    uint256 private constant DEFAULT_AT = 216;
    uint256 private constant ACCELERATING_AT = 224;

    /// @dev Key u160, time from which the next key counts u40, period recorded as late u16, servicer in default u8,
    /// acceleration declared u8; from the lowest bit.
    uint256 internal _servicing;
    address private _nextKey;
    /// @dev Hash chain of all reports; one word however many there are.
    bytes32 private _reports;
    mapping(uint256 period => bytes32[]) private _restatements;

    modifier onlyTrustee() {
        _demandCaller(_trustee());
        _demandPhase(DealPhase.Live);
        _;
    }

    // Closing

    /// @inheritdoc IDeal
    function closePeriod(ServicerReport calldata report, bytes calldata signature) external nonReentrant {
        bytes32 reportHash = ReportHash.ofReport(report);
        _demandSigned(reportHash, signature);
        Run memory run = _run(report);
        uint8 flags = run.figures.flags;
        bool isOver = _isOver(run.next, flags);
        DealState.storePool(_words, run.next, isOver ? DealPhase.Redeemed : DealPhase.Live);
        _reports = ReportHash.chain(_reports, run.next.period, reportHash);
        uint256[] memory paid = _bookPaid(run.next, run.outcome);
        emit PeriodClosed(run.next.period, reportHash, msg.sender, flags, report, run.outcome.postings, paid);
        if (isOver) emit DealRedeemed(run.next.period);
        _pull(run.cash);
    }

    /// @inheritdoc IDeal
    function admit(ServicerReport calldata report) external view returns (PeriodReport memory figures, bytes32 digest) {
        return (_admit(report), _digestOf(ReportHash.ofReport(report)));
    }

    /// @dev Runs the program on a report, and refuses all that is not to be booked.
    function _run(ServicerReport calldata report) private view returns (Run memory run) {
        WaterfallState memory before = _load();
        run.figures = _admit(report);
        (run.next, run.outcome) = ENGINE.run(_image(), before, run.figures);
        run.cash = uint256(run.figures.interest) + run.figures.principal + run.figures.recoveries;
        _demandConserved(before, run);
    }

    /// @dev Checks all of a report that the engine does not, and sets the flags that are not the servicer's to set.
    function _admit(ServicerReport calldata report) private view returns (PeriodReport memory figures) {
        uint256 header = _header();
        figures = report.figures;
        require(figures.flags & ~FLAG_CALL == 0, DealFlagsInvalid(figures.flags));
        _demandPhase(DealPhase.Live);
        uint256 period = DealState.period(_words.standing) + 1;
        require(figures.period == period, DealPeriodInvalid(figures.period, period));
        uint256 day = _paymentDay(header, period);
        require(block.timestamp >= day * 1 days, DealTooEarly(block.timestamp, day * 1 days));
        _demandBuckets(report, figures);
        if (figures.flags != 0) {
            uint256 pool = DealState.low(_words.pool);
            bool isAllowed = pool * BPS <= _originalPool() * _callBps(header) && figures.poolEnd == 0;
            require(isAllowed, DealCallInvalid(pool, figures.poolEnd));
        }
        uint256 servicing_ = _current();
        if (block.timestamp >= (day + _lateDays(header)) * 1 days) figures.flags |= FLAG_LATE;
        if (uint8(servicing_ >> DEFAULT_AT) != 0) figures.flags |= FLAG_SERVICER_DEFAULT;
        if (uint8(servicing_ >> ACCELERATING_AT) != 0) figures.flags |= FLAG_ACCELERATE;
    }

    /// @dev M1 may hold loans of exactly 30 days, which count as delinquent, or not.
    function _demandBuckets(ServicerReport calldata report, PeriodReport memory figures) private pure {
        uint256 all = 0;
        for (uint256 i = 0; i < 6; ++i) all += report.late[i];
        uint256 later = all - report.late[0];
        bool isFit = later <= figures.delinquent && figures.delinquent <= all && all <= figures.poolEnd;
        require(isFit, DealBucketsInvalid(all, figures.delinquent, figures.poolEnd));
    }

    /// @dev Cash taken and what stood in reserve and buckets is what is paid and what stands there now.
    function _demandConserved(WaterfallState memory before, Run memory run) private pure {
        WaterfallState memory next = run.next;
        WaterfallOutcome memory outcome = run.outcome;
        uint256 given = run.cash + before.reserve + before.carriedInterest + before.carriedPrincipal;
        uint256 found = uint256(next.reserve) + next.carriedInterest + next.carriedPrincipal + outcome.purchases;
        for (uint256 i = 0; i < outcome.interest.length; ++i) {
            found += uint256(outcome.interest[i]) + outcome.principal[i] + outcome.residual[i];
        }
        for (uint256 i = 0; i < outcome.fees.length; ++i) found += outcome.fees[i];
        require(given == found, DealCashNotConserved(given, found));
    }

    /// @dev Books what classes, payees and originator are paid.
    /// @return paid Principal (upper half) and interest with residual of each class.
    function _bookPaid(WaterfallState memory next, WaterfallOutcome memory outcome) private returns (uint256[] memory paid) {
        uint256 classes = next.classes.length;
        paid = new uint256[](classes);
        for (uint256 i = 0; i < classes; ++i) {
            ClassWords storage words = _words.classes[i];
            ClassState memory class = next.classes[i];
            uint256 accumulator = DealState.accumulator(words.paid);
            uint256 principal = outcome.principal[i];
            uint256 interest = uint256(outcome.interest[i]) + outcome.residual[i];
            paid[i] = (principal << 128) | interest;
            if (paid[i] != 0) {
                accumulator = SafeCast.toUint160(accumulator + NoteIndex.incrementDown(principal + interest, _units(i)));
            }
            words.debt = DealState.debtWord(class.balance, class.unpaid);
            words.paid = DealState.paidWord(accumulator, class.deficit);
        }
        _bookFees(next.feesUnpaid, outcome.fees);
        if (outcome.purchases != 0) _owe(outcome.purchases);
    }

    /// @dev Two fees stand in a word.
    function _bookFees(uint96[] memory unpaid, uint96[] memory paid) private {
        uint256 fees = paid.length;
        for (uint256 i = 0; i < fees; i += 2) {
            uint256 debt = unpaid[i];
            uint256 word = _words.feesOwed[i >> 1];
            uint256 owed = SafeCast.toUint96(uint256(DealState.feeOf(word, 0)) + paid[i]);
            uint256 other = DealState.feeOf(word, 1);
            if (i + 1 < fees) {
                debt |= uint256(unpaid[i + 1]) << 96;
                other = SafeCast.toUint96(other + paid[i + 1]);
            }
            _words.feesUnpaid[i >> 1] = debt;
            _words.feesOwed[i >> 1] = owed | (other << 96) | DealState.WRITTEN;
        }
    }

    /// @dev The last period, or nothing left to come: all classes are nil, the pool is empty, and it was called or every
    /// default was recovered.
    function _isOver(WaterfallState memory next, uint8 flags) private view returns (bool) {
        if (next.period == _periods(_header())) return true;
        if (!_isPaidOff(next)) return false;
        return flags & FLAG_CALL != 0 || next.cumulativeRecoveries >= next.cumulativeDefaults;
    }

    /// @dev Whether no loans are left and no class but residual ones is owed anything.
    function _isPaidOff(WaterfallState memory now_) private view returns (bool) {
        if (now_.pool != 0) return false;
        uint256 count = now_.classes.length;
        for (uint256 i = 0; i < count; ++i) {
            ClassState memory class = now_.classes[i];
            if (!_isResidual(i) && (class.balance | class.unpaid | class.deficit) != 0) return false;
        }
        return true;
    }

    /// @dev Takes exactly this much from the caller.
    function _pull(uint256 amount) private {
        if (amount == 0) return;
        uint256 before = _account();
        IERC20(_asset()).safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = _account() - before;
        require(received == amount, DealPaymentMismatch(received, amount));
    }

    // Servicing

    /// @inheritdoc IDeal
    function restate(Restatement calldata order, bytes32 before, bytes32[] calldata later, bytes calldata signature) external {
        bytes32[] storage restatements = _restatements[order.period];
        uint256 count = restatements.length;
        bool isLast = count == 0 ? isReport(order.period, order.previous, before, later) : restatements[count - 1] == order.previous;
        bool isNext = order.version == count + 1 && order.restated != order.previous && order.restated != bytes32(0);
        require(isLast && isNext, DealRestatementInvalid(order.version, order.previous));
        _demandSigned(ReportHash.ofRestatement(order), signature);
        restatements.push(order.restated);
        emit PeriodRestated(order.period, order.version, order.previous, order.restated, order.reason);
    }

    /// @inheritdoc IDeal
    function reportLate() external {
        _demandPhase(DealPhase.Live);
        (, uint256 late) = dueTimes();
        require(block.timestamp >= late, DealTooEarly(block.timestamp, late));
        uint16 period = uint16(DealState.period(_words.standing) + 1);
        uint256 word = _servicing;
        require(uint16(word >> LATE_AT) != period, DealAlreadyRecorded());
        _servicing = (word & ~(uint256(type(uint16).max) << LATE_AT)) | (uint256(period) << LATE_AT);
        emit ReportLate(period, msg.sender);
    }

    /// @inheritdoc IDeal
    function accelerate(bytes32 reason) external onlyTrustee {
        _record(ACCELERATING_AT);
        emit AccelerationDeclared(reason);
    }

    /// @inheritdoc IDeal
    function declareServicerDefault(bytes32 reason) external onlyTrustee {
        _record(DEFAULT_AT);
        emit ServicerDefaultDeclared(reason);
    }

    function _record(uint256 bit) private {
        uint256 word = _current();
        require(uint8(word >> bit) == 0, DealAlreadyRecorded());
        _servicing = word | (1 << bit);
    }

    /// @inheritdoc IDeal
    /// @dev The key that counts now counts until then; a key that was on its way is dropped.
    function replaceServicerKey(address key) external onlyTrustee {
        require(key != address(0), DealAddressIsZero());
        uint256 from = block.timestamp + KEY_DELAY;
        _servicing = (_current() & ~(uint256(type(uint40).max) << FROM_AT)) | (from << FROM_AT);
        _nextKey = key;
        emit ServicerKeyChanged(key, uint40(from));
    }

    /// @inheritdoc IDeal
    function redeem() external onlyTrustee {
        WaterfallState memory now_ = _load();
        require(_isPaidOff(now_), DealNotPaidOff());
        _setPhase(DealPhase.Redeemed);
        emit DealRedeemed(now_.period);
    }

    /// @dev The word of the servicing as it is now: once the next key counts, it is the key, and the default of the one before
    /// is over.
    function _current() private view returns (uint256 word) {
        word = _servicing;
        uint40 from = uint40(word >> FROM_AT);
        if (from == 0 || block.timestamp < from) return word;
        uint256 kept = word & ((uint256(type(uint16).max) << LATE_AT) | (uint256(type(uint8).max) << ACCELERATING_AT));
        return kept | uint160(_nextKey);
    }

    function _demandSigned(bytes32 hash, bytes calldata signature) private view {
        address key = address(uint160(_current()));
        bytes32 digest = _digestOf(hash);
        require(KeySignature.isValid(key, digest, signature), DealSignatureInvalid(key, digest));
    }

    function _digestOf(bytes32 hash) private view returns (bytes32) {
        return _hashTypedDataV4(hash);
    }

    // Views

    /// @inheritdoc IDeal
    function servicing() external view returns (Servicing memory found) {
        uint256 word = _current();
        found.key = address(uint160(word));
        found.nextFrom = uint40(word >> FROM_AT);
        if (found.nextFrom != 0) found.nextKey = _nextKey;
        found.latePeriod = uint16(word >> LATE_AT);
        found.isInDefault = uint8(word >> DEFAULT_AT) != 0;
        found.isAccelerating = uint8(word >> ACCELERATING_AT) != 0;
    }

    /// @inheritdoc IDeal
    function reportsHead() external view returns (bytes32) {
        return _reports;
    }

    /// @inheritdoc IDeal
    /// @dev Each link names its period, so a chain that ends at the head has every report in its place.
    function isReport(uint256 period, bytes32 reportHash, bytes32 before, bytes32[] calldata later) public view returns (bool) {
        bytes32 head = ReportHash.chain(before, period, reportHash);
        for (uint256 i = 0; i < later.length; ++i) head = ReportHash.chain(head, ++period, later[i]);
        return head == _reports;
    }

    /// @inheritdoc IDeal
    function restatementsOf(uint16 period) external view returns (bytes32[] memory) {
        return _restatements[period];
    }

    /// @inheritdoc IDeal
    function dueTimes() public view returns (uint256 earliest, uint256 late) {
        uint256 header = _header();
        uint256 period = DealState.period(_words.standing) + 1;
        if (period > _periods(header)) return (type(uint256).max, type(uint256).max);
        uint256 day = _paymentDay(header, period);
        return (day * 1 days, (day + _lateDays(header)) * 1 days);
    }
}
