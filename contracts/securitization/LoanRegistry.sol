// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { Bits } from "../libraries/Bits.sol";
import { LoanLeaf } from "../libraries/LoanLeaf.sol";
import { MerkleLog } from "../libraries/MerkleLog.sol";
import { Loan, LoanProof } from "../types/Loan.sol";
import { ILoanRegistry } from "./ILoanRegistry.sol";
import { PledgeBook } from "./PledgeBook.sol";

/// @title LoanRegistry
/// @notice See `ILoanRegistry`. No proxy, and no power over pledges but that of originators and pools.
contract LoanRegistry is PledgeBook, AccessManaged {
    uint256 private constant MAX_URI_LENGTH = 256;

    struct TapeEntry {
        /// @dev Who committed it.
        address originator;
        /// @dev Block time of the commitment.
        uint40 time;
        /// @dev Number of loans.
        uint32 count;
        /// @dev Whether one of its loans is frozen or retired; spares most pledges the read of that bitmap.
        bool hasFrozen;
        /// @dev Registry number of the first loan.
        uint64 first;
        /// @dev Sum of the balances.
        uint128 totalBalance;
        /// @dev Root of the tree.
        bytes32 root;
        /// @dev keccak256 of the document.
        bytes32 documentHash;
    }

    /// @dev Tape number n stands at n - 1.
    TapeEntry[] private _tapes;
    mapping(address originator => mapping(bytes32 root => uint256 tapeId)) private _tapeWith;

    /// @param authority Access manager that decides who is an originator.
    constructor(address authority) AccessManaged(authority) {}

    // Tapes

    /// @inheritdoc ILoanRegistry
    function commitTape(
        bytes32 root,
        uint32 count,
        uint128 totalBalance,
        bytes32 documentHash,
        string calldata uri
    ) external restricted returns (uint256 tapeId, uint64 first) {
        require(root != bytes32(0) && count != 0 && totalBalance != 0 && documentHash != bytes32(0), LoanTapeIsEmpty());
        uint256 length = bytes(uri).length;
        require(length != 0 && length <= MAX_URI_LENGTH, LoanUriLengthInvalid(length, MAX_URI_LENGTH));
        uint256 standing = _tapeWith[msg.sender][root];
        require(standing == 0, LoanRootExists(root, standing));
        tapeId = _tapes.length;
        if (tapeId != 0) {
            TapeEntry storage last = _tapes[tapeId - 1];
            first = last.first + uint64((uint256(last.count) + 255) & ~uint256(255));
        }
        ++tapeId;
        _tapes.push(
            TapeEntry({
                originator: msg.sender,
                time: uint40(block.timestamp),
                count: count,
                hasFrozen: false,
                first: first,
                totalBalance: totalBalance,
                root: root,
                documentHash: documentHash
            })
        );
        _tapeWith[msg.sender][root] = tapeId;
        emit TapeCommitted(tapeId, msg.sender, root, count, first, totalBalance, documentHash, uri);
    }

    // Pledges

    /// @inheritdoc ILoanRegistry
    function pledge(uint256 tapeId, address pool, uint64 firstWord, uint256[] calldata masks) external restricted {
        TapeEntry storage tape = _ownTape(tapeId);
        _requireWords(masks);
        Pool storage entry = _openPool(pool);
        uint256 poolNumber = _numberOf(pool);
        bool hasFrozen = tape.hasFrozen;
        uint256 count = 0;
        for (uint256 i = 0; i < masks.length; ++i) {
            uint256 mask = masks[i];
            if (mask == 0) continue;
            uint256 word = uint256(firstWord) + i;
            _requireInTape(tape, word, mask);
            if (hasFrozen) _requireNotFrozen(word, mask);
            _pledgeWord(poolNumber, word, mask);
            count += Bits.onesOfWord(mask);
        }
        require(count != 0, LoanMaskIsEmpty());
        entry.pledged += uint32(count);
        emit LoansPledged(tapeId, pool, firstWord, masks);
    }

    /// @inheritdoc ILoanRegistry
    function release(uint64 firstWord, uint256[] calldata masks) external {
        _requireWords(masks);
        Pool storage entry = _pools[msg.sender];
        uint256 poolNumber = entry.number;
        uint256[] memory released = new uint256[](masks.length);
        uint256 any = 0;
        for (uint256 i = 0; i < masks.length && poolNumber != 0; ++i) {
            uint256 word = uint256(firstWord) + i;
            uint256 bits = _releaseWord(poolNumber, word, masks[i]);
            if (bits == 0) continue;
            _countOut(entry, word, bits);
            released[i] = bits;
            any |= bits;
        }
        require(any != 0, LoanMaskIsEmpty());
        emit LoansReleased(msg.sender, firstWord, released);
    }

    /// @inheritdoc ILoanRegistry
    function reservePool(address originator) external {
        Pool storage entry = _pools[msg.sender];
        bool isFree = originator != address(0) && entry.originator == address(0) && entry.pledged == 0;
        require(isFree, LoanPoolNotReservable(msg.sender, entry.originator, entry.pledged));
        entry.originator = originator;
        emit PoolReserved(msg.sender, originator);
    }

    /// @inheritdoc ILoanRegistry
    function retire(uint256 tapeId, uint64 firstWord, uint256[] calldata masks) external {
        TapeEntry storage tape = _ownTape(tapeId);
        _requireWords(masks);
        uint256 any = 0;
        for (uint256 i = 0; i < masks.length; ++i) {
            (uint256 word, uint256 mask) = (uint256(firstWord) + i, masks[i]);
            if (mask == 0) continue;
            _requireInTape(tape, word, mask);
            uint256 held = _pledged[word] & mask;
            require(held == 0, LoanAlreadyPledged(word, held));
            _requireNotFrozen(word, mask);
            _frozen[word] |= mask;
            any |= mask;
        }
        require(any != 0, LoanMaskIsEmpty());
        tape.hasFrozen = true;
        emit LoansRetired(tapeId, firstWord, masks);
    }

    // Substitution

    /// @inheritdoc ILoanRegistry
    function offerSubstitute(uint256 tapeId, address pool, uint64 outNumber, uint64 inNumber) external restricted {
        TapeEntry storage tape = _ownTape(tapeId);
        (uint256 word, uint256 bit) = _placeOf(inNumber);
        _requireInTape(tape, word, bit);
        if (pool != address(0)) _openPool(pool);
        _offers[inNumber] = Offer({ pool: pool, outNumber: outNumber });
        emit SubstituteOffered(pool, outNumber, inNumber);
    }

    /// @inheritdoc ILoanRegistry
    function substitute(uint64 outNumber, uint64 inNumber) external {
        Offer storage offer = _offers[inNumber];
        require(offer.pool == msg.sender && offer.outNumber == outNumber, LoanNotOffered(inNumber, msg.sender));
        delete _offers[inNumber];
        Pool storage entry = _pools[msg.sender];
        uint256 poolNumber = entry.number;
        (uint256 word, uint256 bit) = _placeOf(outNumber);
        bool isHeld = poolNumber != 0 && _releaseWord(poolNumber, word, bit) != 0;
        require(isHeld, LoanNotPledgedTo(outNumber, msg.sender));
        _countOut(entry, word, bit);
        (word, bit) = _placeOf(inNumber);
        _requireNotFrozen(word, bit);
        _pledgeWord(poolNumber, word, bit);
        ++entry.pledged;
        emit LoanSubstituted(msg.sender, outNumber, inNumber);
    }

    // Double registration

    /// @inheritdoc ILoanRegistry
    function proveDouble(LoanProof calldata one, LoanProof calldata other) external returns (uint64 frozen) {
        require(one.loan.key == other.loan.key, LoanKeysDiffer(one.loan.key, other.loan.key));
        uint64 earlier = _provenNumber(one);
        frozen = _provenNumber(other);
        require(earlier != frozen, LoanIsTheSame(frozen));
        // Numbers are given in the order of the commitments, and within a tape in the order of its loans.
        bool isInOrder = earlier < frozen;
        if (!isInOrder) (earlier, frozen) = (frozen, earlier);
        (uint256 word, uint256 bit) = _placeOf(earlier);
        _requireNotFrozen(word, bit);
        (word, bit) = _placeOf(frozen);
        _requireNotFrozen(word, bit);
        _frozen[word] |= bit;
        _known(isInOrder ? other.tapeId : one.tapeId).hasFrozen = true;
        address pool = poolOf(frozen);
        if (pool != address(0)) ++_pools[pool].frozen;
        emit DoubleProven(earlier, frozen, one.loan.key, pool);
    }

    /// @dev Registry number of a loan that stands in its tape.
    function _provenNumber(LoanProof calldata proof) private view returns (uint64) {
        TapeEntry storage tape = _known(proof.tapeId);
        uint32 position = proof.loan.position;
        require(_isIncluded(tape, proof.loan, proof.path), LoanNotIncluded(proof.tapeId, position));
        return tape.first + position;
    }

    function _isIncluded(TapeEntry storage tape, Loan calldata loan, bytes32[] calldata path) private view returns (bool) {
        bytes32 leaf = LoanLeaf.ofLoan(loan, address(this), tape.originator);
        return MerkleLog.verifyInclusion(leaf, loan.position, tape.count, path, tape.root);
    }

    // Conditions

    function _known(uint256 tapeId) private view returns (TapeEntry storage tape) {
        require(tapeId != 0 && tapeId <= _tapes.length, LoanTapeUnknown(tapeId));
        return _tapes[tapeId - 1];
    }

    function _ownTape(uint256 tapeId) private view returns (TapeEntry storage tape) {
        tape = _known(tapeId);
        require(tape.originator == msg.sender, LoanCallerIsNotOriginator(msg.sender, tape.originator));
    }

    function _openPool(address pool) private view returns (Pool storage entry) {
        require(pool.code.length != 0, LoanPoolHasNoCode(pool));
        entry = _pools[pool];
        address only = entry.originator;
        require(only == address(0) || only == msg.sender, LoanPoolIsReserved(pool, only));
    }

    function _requireWords(uint256[] calldata masks) private pure {
        require(masks.length != 0 && masks.length <= MAX_WORDS, LoanWordCountInvalid(masks.length, MAX_WORDS));
    }

    function _requireInTape(TapeEntry storage tape, uint256 word, uint256 mask) private view {
        uint256 firstWord = tape.first >> 8;
        uint256 room = 0;
        if (word >= firstWord) {
            uint256 before = (word - firstWord) << 8;
            if (before < tape.count) room = tape.count - before;
        }
        uint256 beyond = room >= 256 ? 0 : (mask >> room) << room;
        require(beyond == 0, LoanBeyondTape(word, beyond));
    }

    function _requireNotFrozen(uint256 word, uint256 mask) private view {
        uint256 bits = _frozen[word] & mask;
        require(bits == 0, LoanIsFrozen(word, bits));
    }

    // Views

    /// @inheritdoc ILoanRegistry
    function tapeOf(uint256 tapeId) external view returns (Tape memory tape) {
        TapeEntry storage entry = _known(tapeId);
        return
            Tape({
                originator: entry.originator,
                time: entry.time,
                count: entry.count,
                first: entry.first,
                root: entry.root,
                totalBalance: entry.totalBalance,
                documentHash: entry.documentHash
            });
    }

    /// @inheritdoc ILoanRegistry
    function tapeCount() external view returns (uint256 count) {
        return _tapes.length;
    }

    /// @inheritdoc ILoanRegistry
    function tapeWith(address originator, bytes32 root) external view returns (uint256 tapeId) {
        return _tapeWith[originator][root];
    }

    /// @inheritdoc ILoanRegistry
    function verifyLoan(uint256 tapeId, Loan calldata loan, bytes32[] calldata path) external view returns (bool isIncluded) {
        return _isIncluded(_known(tapeId), loan, path);
    }
}
