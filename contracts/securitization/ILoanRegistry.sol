// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Loan, LoanProof } from "../types/Loan.sol";
import { ILoanRegistryErrors } from "./ILoanRegistryErrors.sol";

/// @title ILoanRegistry
/// @notice Tapes of loans by their Merkle root, and which loan is pledged: 256 loans a storage word, each in at most one open
/// pool.
/// @dev The loan at a position of a tape has the registry number `first + position`. Its bit is bit `number % 256` of word
/// `number / 256`. Tapes begin at multiples of 256, so a word holds loans of one tape only.
interface ILoanRegistry is ILoanRegistryErrors {
    /// @notice A tape as its originator committed it.
    struct Tape {
        address originator;
        uint40 time;
        uint32 count;
        /// @dev Registry number of the first loan; the tape has the numbers up to `first + count - 1`.
        uint64 first;
        bytes32 root;
        uint128 totalBalance;
        bytes32 documentHash;
    }

    /// @notice A tape was committed.
    /// @param tapeId Its number, from 1.
    /// @param originator Who committed it.
    /// @param root Root of the tree of its loans.
    /// @param count Number of loans.
    /// @param first Registry number of the first loan.
    /// @param totalBalance Sum of the balances of the loans.
    /// @param documentHash keccak256 of the published document.
    /// @param uri Where the document is published.
    event TapeCommitted(
        uint256 indexed tapeId,
        address indexed originator,
        bytes32 root,
        uint32 count,
        uint64 first,
        uint128 totalBalance,
        bytes32 documentHash,
        string uri
    );

    /// @notice Loans were pledged to a pool.
    /// @param tapeId Their tape.
    /// @param pool The pool.
    /// @param firstWord Word of the first mask.
    /// @param masks The loans, a word each.
    event LoansPledged(uint256 indexed tapeId, address indexed pool, uint64 firstWord, uint256[] masks);

    /// @notice A pool released loans.
    /// @param pool The pool.
    /// @param firstWord Word of the first mask.
    /// @param masks The loans, a word each: those that had been pledged to the pool.
    event LoansReleased(address indexed pool, uint64 firstWord, uint256[] masks);

    /// @notice An originator took loans out of the registry for good.
    /// @param tapeId Their tape.
    /// @param firstWord Word of the first mask.
    /// @param masks The loans, a word each.
    event LoansRetired(uint256 indexed tapeId, uint64 firstWord, uint256[] masks);

    /// @notice A pool takes loans of one originator only from now on.
    event PoolReserved(address indexed pool, address indexed originator);

    /// @notice An originator offers a loan to a pool in the place of another, or takes the offer back: then the pool is zero.
    event SubstituteOffered(address indexed pool, uint64 indexed outNumber, uint64 indexed inNumber);

    /// @notice A pool took one loan in the place of another.
    event LoanSubstituted(address indexed pool, uint64 indexed outNumber, uint64 indexed inNumber);

    /// @notice A loan was shown to be registered twice, and the later registration is frozen for good.
    /// @param earlier Registry number that stands.
    /// @param later Registry number that is frozen.
    /// @param key The key that both have.
    /// @param pool Pool that the frozen loan is pledged to; zero for none.
    event DoubleProven(uint64 indexed earlier, uint64 indexed later, bytes32 key, address indexed pool);

    /// @notice Commits a tape and gives its loans consecutive registry numbers.
    /// @dev Restricted by the access manager to admitted originators.
    /// @param root Root of the tree of the loans, whose leaves are `LoanLeaf.ofLoan`.
    /// @param count Number of loans.
    /// @param totalBalance Sum of their balances.
    /// @param documentHash keccak256 of the published document.
    /// @param uri Where the document is published, 1 to 256 bytes.
    /// @return tapeId Number of the tape, from 1.
    /// @return first Registry number of the first loan, a multiple of 256.
    function commitTape(
        bytes32 root,
        uint32 count,
        uint128 totalBalance,
        bytes32 documentHash,
        string calldata uri
    ) external returns (uint256 tapeId, uint64 first);

    /// @notice Pledges loans of one tape to a pool, all or none.
    /// @dev Restricted by the access manager to admitted originators, and only the tape's own. Reverts with the first
    /// word and its bits if a loan is pledged already, frozen, or beyond the tape.
    /// @param tapeId The tape.
    /// @param pool Contract that releases the loans one day.
    /// @param firstWord Word of the first mask: registry number divided by 256.
    /// @param masks The loans of this word and those that follow, at most 64 words; a mask may be empty.
    function pledge(uint256 tapeId, address pool, uint64 firstWord, uint256[] calldata masks) external;

    /// @notice Releases the loans of the masks that are pledged to the calling pool; other loans are left as they are.
    /// @dev A mask of all ones releases whatever the pool has in the word.
    /// @param firstWord Word of the first mask.
    /// @param masks The loans of this word and those that follow, at most 64 words.
    function release(uint64 firstWord, uint256[] calldata masks) external;

    /// @notice Lets the calling pool take loans of one originator only, for ever.
    /// @dev Otherwise any admitted originator can pledge to it. Only while it has no loans.
    function reservePool(address originator) external;

    /// @notice Takes loans out of the registry for good: they cannot be pledged any more, and whoever bought one can
    /// register it without being the later one.
    /// @dev Only the tape's originator, and none of them may be pledged.
    function retire(uint256 tapeId, uint64 firstWord, uint256[] calldata masks) external;

    /// @notice Offers a loan to a pool in the place of one of its loans; an offer to the zero address takes it back.
    /// @dev Restricted as `pledge` is. An offer takes the place of the loan's last one and binds nothing: the loan can still be
    /// pledged elsewhere.
    /// @param tapeId Tape of the loan that is offered.
    /// @param pool The pool.
    /// @param outNumber Registry number of the loan that would leave.
    /// @param inNumber Registry number of the loan that would come.
    function offerSubstitute(uint256 tapeId, address pool, uint64 outNumber, uint64 inNumber) external;

    /// @notice Takes the offered loan in the place of the other, in one step. Only the pool.
    function substitute(uint64 outNumber, uint64 inNumber) external;

    /// @notice Freezes the later of two registrations of one loan. Anybody can.
    /// @dev A registration that is frozen or retired stands in nobody's way and cannot be frozen again. A loan that is
    /// pledged stays so and is counted in `frozenCount` of its pool.
    /// @param one A loan with its path.
    /// @param other Another loan with the same key; the order of the two does not matter.
    /// @return frozen Registry number of the later one.
    function proveDouble(LoanProof calldata one, LoanProof calldata other) external returns (uint64 frozen);

    /// @notice A tape. Reverts when there is none.
    function tapeOf(uint256 tapeId) external view returns (Tape memory tape);

    /// @notice Number of tapes.
    function tapeCount() external view returns (uint256 count);

    /// @notice Number of the tape that an originator committed with a root; zero for none.
    function tapeWith(address originator, bytes32 root) external view returns (uint256 tapeId);

    /// @notice Whether a loan stands in a tape at its position.
    function verifyLoan(uint256 tapeId, Loan calldata loan, bytes32[] calldata path) external view returns (bool isIncluded);

    /// @notice How many loans are pledged to a pool now.
    function pledgedCount(address pool) external view returns (uint256);

    /// @notice How many of the loans that are pledged to a pool now are frozen, because they were registered twice.
    function frozenCount(address pool) external view returns (uint256);

    /// @notice The only originator whose loans a pool takes; zero for any.
    function reservedFor(address pool) external view returns (address originator);

    /// @notice Pool that a loan is pledged to; zero for none.
    function poolOf(uint64 number) external view returns (address pool);

    /// @notice Loans of a word that are pledged to a pool.
    function bitsOf(address pool, uint64 word) external view returns (uint256 bits);

    /// @notice Loans of a word that are pledged, and those that are frozen or retired.
    function wordOf(uint64 word) external view returns (uint256 pledged, uint256 frozen);

    /// @notice The standing offer of a loan.
    function offerOf(uint64 inNumber) external view returns (address pool, uint64 outNumber);
}
