// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { DealStatus } from "../types/DealStatus.sol";
import { PeriodReport } from "../types/PeriodReport.sol";
import { Restatement } from "../types/Restatement.sol";
import { ServicerReport } from "../types/ServicerReport.sol";
import { WaterfallState } from "../types/WaterfallState.sol";
import { IDealErrors } from "./IDealErrors.sol";

/// @title IDeal
/// @notice A securitization: it sells its classes, holds their cash and divides it by the program it was created with. What
/// it was created with never changes, and nobody can move its money otherwise.
/// @dev All that is paid out is taken by whom it belongs to, or by anybody for them.
interface IDeal is IDealErrors {
    /// @notice A class in the books of the deal.
    struct ClassAccount {
        /// @dev Its token.
        address token;
        /// @dev Units of the token, all told.
        uint96 units;
        /// @dev Paid for each unit so far, scaled 2^96.
        uint160 accumulator;
        /// @dev Taken by the holders so far.
        uint96 claimed;
    }

    /// @notice Who signs, and what is pending.
    struct Servicing {
        /// @dev Key that counts now.
        address key;
        /// @dev Key that follows, none if zero.
        address nextKey;
        /// @dev From when it counts.
        uint40 nextFrom;
        /// @dev Last period that was recorded as late, 0 for none.
        uint16 latePeriod;
        bool isInDefault;
        bool isAccelerating;
    }

    /// @notice The offering is open.
    event OfferingOpened(uint40 offeringEnd);

    /// @notice The deal is closed: the classes are sold, the reserve is paid in, the rest belongs to the originator.
    /// @param requested Subscribed of each class.
    /// @param reserve Paid into the reserve.
    /// @param proceeds Left for the originator.
    event DealClosed(uint96[] requested, uint96 reserve, uint96 proceeds);

    /// @notice The deal does not come about; every subscription can be taken back.
    event DealCancelled(address indexed by);

    /// @notice A period was closed.
    /// @param period Its number.
    /// @param reportHash EIP-712 hash of the report.
    /// @param payer Who paid the cash in.
    /// @param flags Flags that the waterfall ran with: bit 0 late, bit 1 servicer default, bit 2 call, bit 3 accelerate.
    /// @param report The report as it was signed.
    /// @param postings One word for each step that ran: step (8 bits from bit 240), due (120 bits from bit 120), paid (120 bits).
    /// @param paid What the holders of each class were paid: principal (128 bits from bit 128), interest and residual (128 bits).
    event PeriodClosed(
        uint16 indexed period,
        bytes32 indexed reportHash,
        address indexed payer,
        uint8 flags,
        ServicerReport report,
        uint256[] postings,
        uint256[] paid
    );

    /// @notice A report is stated anew. The deal goes on from what was paid; the difference belongs in the next report.
    /// @param period Period of the report.
    /// @param version 1 for the first restatement.
    /// @param previous Hash of what is restated.
    /// @param restated EIP-712 hash of the new report.
    /// @param reason Hash of the explanation.
    event PeriodRestated(uint16 indexed period, uint32 version, bytes32 previous, bytes32 restated, bytes32 reason);

    /// @notice The report of a period did not come in time.
    event ReportLate(uint16 indexed period, address indexed by);

    /// @notice The trustee accelerates the deal with the next report.
    event AccelerationDeclared(bytes32 reason);

    /// @notice The trustee declares the servicer to be in default, until another key counts.
    event ServicerDefaultDeclared(bytes32 reason);

    /// @notice Another key will count from a moment on.
    event ServicerKeyChanged(address indexed key, uint40 from);

    /// @notice The deal is over: what classes are still owed will not be paid.
    /// @param period Last period that was closed.
    event DealRedeemed(uint16 period);

    /// @notice Holders of a class were paid.
    event HoldersPaid(uint256 indexed class, address indexed to, uint256 amount);

    /// @notice The payee of a fee was paid.
    event FeePaid(uint256 indexed fee, address indexed payee, uint256 amount);

    /// @notice The originator was paid: proceeds of the sale, or loans that were bought.
    event OriginatorPaid(address indexed originator, uint256 amount);

    /// @notice What cannot belong to anybody went to the residual account.
    event DustSwept(address indexed to, uint256 amount);

    /// @notice What the program left over at the end went to a class that was still owed.
    event RestPaid(uint256 indexed class, uint256 amount);

    // Setting up

    /// @notice Sets a new deal up; by its factory, once.
    /// @param servicerKey Key that signs the reports.
    /// @param tokens Tokens of the classes.
    function initialize(address servicerKey, address[] calldata tokens) external;

    // Offering

    /// @notice Opens the offering; by the originator.
    function open() external;

    /// @notice Closes the offering: by the originator once every class is subscribed, by anybody after its end.
    /// @dev Its cost does not depend on the number of investors.
    function closeOffering() external;

    /// @notice Cancels: by the originator before the closing, by anybody after the end when a class is not subscribed or when
    /// the originator let two more weeks pass.
    function cancel() external;

    // Periods

    /// @notice Closes a period: takes the cash of the report from the caller and divides it.
    /// @param report The report.
    /// @param signature The servicer's signature of it.
    function closePeriod(ServicerReport calldata report, bytes calldata signature) external;

    /// @notice What `closePeriod` would run on: checks a report as it does, all but the signature and the cash.
    /// @dev `DealInspector` shows all that the run would pay.
    /// @return figures The figures with all flags.
    /// @return digest What the servicer has to sign.
    function admit(ServicerReport calldata report) external view returns (PeriodReport memory figures, bytes32 digest);

    /// @notice States a report anew; what was reported stays what was paid on.
    /// @param order The restatement.
    /// @param before Head of the chain of reports before the report; this and `later` are not looked at after the first restatement.
    /// @param later Hashes of the reports of all later periods, in order.
    /// @param signature The servicer's signature of the order.
    function restate(Restatement calldata order, bytes32 before, bytes32[] calldata later, bytes calldata signature) external;

    /// @notice Records that the report of the next period is late; by anybody.
    function reportLate() external;

    // Trustee

    /// @notice Accelerates the deal with the next report.
    function accelerate(bytes32 reason) external;

    /// @notice Declares the servicer to be in default until its key is replaced.
    function declareServicerDefault(bytes32 reason) external;

    /// @notice Replaces the key of the servicer after a delay of two days.
    function replaceServicerKey(address key) external;

    /// @notice Ends a deal that has no loans and owes its classes nothing, before its last period.
    function redeem() external;

    // Money out

    /// @notice Pays the holders' money of a class; by its token only.
    function payHolder(uint256 class, address to, uint256 amount) external;

    /// @notice Pays a fee to its payee; by anybody.
    function payFee(uint256 fee) external;

    /// @notice Pays the originator; by anybody.
    function payOriginator() external;

    /// @notice Gives what cannot belong to anybody to the residual account, once the deal is redeemed; by anybody.
    function sweep() external;

    /// @notice Takes a loan that the originator offered in the place of another: by the originator before the closing, by the trustee
    /// after it.
    function substituteLoan(uint64 outNumber, uint64 inNumber) external;

    /// @notice Gives loans back once the deal is over; by the originator.
    function releaseLoans(uint64 firstWord, uint256[] calldata masks) external;

    // Views

    /// @notice Where the deal stands.
    function status() external view returns (DealStatus);

    /// @notice Terms and program of the waterfall.
    function image() external view returns (bytes memory);

    /// @notice State of the waterfall. Before the closing it is empty.
    function state() external view returns (WaterfallState memory);

    /// @notice Number of classes.
    function classCount() external view returns (uint256);

    /// @notice A class in the books.
    function classOf(uint256 class) external view returns (ClassAccount memory);

    /// @notice Paid for each unit of a class so far, scaled 2^96; the one question that a transfer of tokens asks.
    function accumulatorOf(uint256 class) external view returns (uint256);

    /// @notice Balance that a class has and had at the beginning.
    function balanceOf(uint256 class) external view returns (uint256 balance, uint256 original);

    /// @notice Owed to the payee of a fee.
    function feeOwed(uint256 fee) external view returns (uint256);

    /// @notice Owed to the originator.
    function originatorOwed() external view returns (uint256);

    /// @notice Who signs, and what is pending.
    function servicing() external view returns (Servicing memory);

    /// @notice Head of the chain of reports: keccak256(head before ‖ period ‖ EIP-712 hash of the report), zero before the first.
    function reportsHead() external view returns (bytes32);

    /// @notice Whether a period was closed on this report, however often it was restated.
    /// @param period The period.
    /// @param reportHash EIP-712 hash of the report.
    /// @param before Head of the chain before it.
    /// @param later Hashes of the reports of all later periods, in order.
    function isReport(uint256 period, bytes32 reportHash, bytes32 before, bytes32[] calldata later) external view returns (bool);

    /// @notice Restatements of the report of a period, in order.
    function restatementsOf(uint16 period) external view returns (bytes32[] memory);

    /// @notice Cash that the deal knows of. More can stand on its account, and changes nothing.
    function cash() external view returns (uint256);

    /// @notice First second at which the report of the next period may come, and at which it is late.
    function dueTimes() external view returns (uint256 earliest, uint256 late);
}
