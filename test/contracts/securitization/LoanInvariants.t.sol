// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManaged } from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import { ILoanRegistry } from "../../../contracts/securitization/ILoanRegistry.sol";
import { Loan, LoanProof } from "../../../contracts/types/Loan.sol";
import { ActCounts, settleAct } from "../support/ActCounts.sol";
import { LoanTest } from "../support/LoanTest.sol";
import { LoanTree } from "../support/LoanTree.sol";
import { bound, vm } from "../support/Vm.sol";
import { Wallet } from "../support/Wallet.sol";

/// @dev Two originators, eleven pools, few tapes, so that loans are pledged twice and words are shared. What is true is kept loan
/// by loan. No call may revert: what must be refused is tried, and noted if it succeeds.
contract LoanHandler is ActCounts {
    uint256 public constant POOLS = 11;
    uint256 private constant TAPES_MAX = 4;
    uint256 private constant KEYS = 6;

    ILoanRegistry private immutable _registry;
    address[] public pools;
    bytes32[] public tapeHashes;
    uint256 public words;
    string public violation;
    mapping(address pool => mapping(uint256 word => uint256 bits)) public held;
    mapping(uint256 word => uint256 bits) public frozen;
    /// @dev Loans of tapes with a real tree; others have none.
    mapping(uint256 tapeId => Loan[]) private _loans;

    constructor(ILoanRegistry registry) {
        _registry = registry;
        for (uint256 i = 0; i < POOLS; ++i) {
            pools.push(address(new Wallet()));
        }
        _commitLoans(0);
        _commitLoans(1);
    }

    // Acts

    function commitBlank(uint256 count) external tried("commitBlank") {
        _count("commitBlank");
        if (tapeHashes.length >= TAPES_MAX) return;
        count = bound(count, 1, 300);
        _commit(keccak256(abi.encode(tapeHashes.length)), uint32(count));
    }

    function commitLoans(uint256 seed) external tried("commitLoans") {
        _count("commitLoans");
        if (tapeHashes.length < TAPES_MAX) _commitLoans(seed);
    }

    /// @dev Any mask to any pool: it must be taken exactly if all loans are there, free and not frozen, and the word has room.
    function pledge(uint256 which, uint256 to, uint256 wordShift, uint256 mask) external tried("pledge") {
        (uint256 tapeId, address originator, uint256 word) = _pick(which, wordShift);
        if (which % 2 == 0) mask &= mask >> 7;
        if (which % 8 != 0) mask = _fit(mask, _roomOf(tapeId, word) & ~frozen[word] & ~_pledgedBits(word));
        address pool = pools[to % POOLS];
        bool isFree = mask & _pledgedBits(word) == 0 && mask & frozen[word] == 0;
        bool isRight = mask != 0 && mask & ~_roomOf(tapeId, word) == 0 && isFree && _hasRoom(pool, word);
        vm.prank(originator);
        try _registry.pledge(tapeId, pool, uint64(word), _one(mask)) {
            if (!isRight) violation = "pledged what must not be";
            held[pool][word] |= mask;
            _count("pledge");
        } catch {
            if (isRight)
                violation = "pledge refused";
                // Where nothing is free there is nothing to do.
            else if (which % 8 != 0) _count("pledge");
        }
    }

    /// @dev One loan for every pool, so that words get crowded.
    function spread(uint256 which, uint256 wordShift, uint256 bit) external tried("spread") {
        (uint256 tapeId, address originator, uint256 word) = _pick(which, wordShift);
        for (uint256 i = 0; i < POOLS; ++i) {
            uint256 mask = 1 << (((bit % 256) + i) % 256);
            if (mask & _roomOf(tapeId, word) == 0 || mask & (frozen[word] | _pledgedBits(word)) != 0) continue;
            bool isRight = _hasRoom(pools[i], word);
            vm.prank(originator);
            try _registry.pledge(tapeId, pools[i], uint64(word), _one(mask)) {
                if (!isRight) violation = "a word was crowded";
                held[pools[i]][word] |= mask;
            } catch {
                if (isRight) violation = "a word had room";
            }
        }
        _count("spread");
    }

    function release(uint256 from, uint256 wordShift, uint256 mask) external tried("release") {
        address pool = pools[from % POOLS];
        uint256 word = _anyOf(pool, uint64((wordShift % words) * 256 + (mask % 256))) / 256;
        if (from % 8 != 0) mask |= _fit(0, held[pool][word]);
        uint256 bits = held[pool][word] & mask;
        vm.prank(pool);
        try _registry.release(uint64(word), _one(mask)) {
            if (bits == 0) violation = "released nothing";
            _count("release");
        } catch {
            if (bits != 0) violation = "not released";
            else if (held[pool][word] == 0) _count("release");
        }
        held[pool][word] &= ~mask;
    }

    function retire(uint256 which, uint256 wordShift, uint256 bit) external tried("retire") {
        (uint256 tapeId, address originator, uint256 word) = _pick(which, wordShift);
        uint256 mask = 1 << (bit % 256);
        bool isRight = mask & _roomOf(tapeId, word) & ~frozen[word] & ~_pledgedBits(word) != 0;
        vm.prank(originator);
        try _registry.retire(tapeId, uint64(word), _one(mask)) {
            if (!isRight) violation = "retired what must not be";
            frozen[word] |= mask;
        } catch {
            if (isRight) violation = "not retired";
        }
        _count("retire");
    }

    function substitute(uint256 which, uint256 to, uint64 outNumber, uint256 wordShift, uint8 bit) external tried("substitute") {
        (uint256 tapeId, address originator, uint256 word) = _pick(which, wordShift);
        uint256 mask = uint256(1) << bit;
        _count("substitute");
        if (mask & _roomOf(tapeId, word) == 0) return;
        address pool = pools[to % POOLS];
        outNumber = uint64(bound(outNumber, 0, words * 256 - 1));
        if (which % 4 != 0) outNumber = _anyOf(pool, outNumber);
        uint64 inNumber = uint64(word * 256 + bit);
        vm.prank(originator);
        _registry.offerSubstitute(tapeId, pool, outNumber, inNumber);
        (uint256 outWord, uint256 outMask) = (outNumber / 256, 1 << (outNumber % 256));
        bool isHeld = held[pool][outWord] & outMask != 0;
        if (isHeld) held[pool][outWord] ^= outMask;
        bool isRight = isHeld && mask & (frozen[word] | _pledgedBits(word)) == 0 && _hasRoom(pool, word);
        vm.prank(pool);
        try _registry.substitute(outNumber, inNumber) {
            if (!isRight) violation = "substituted wrongly";
            held[pool][word] |= mask;
        } catch {
            if (isRight) violation = "not substituted";
            if (isHeld) held[pool][outWord] |= outMask;
        }
    }

    /// @dev Any two loans of tapes with trees, in any order.
    function proveDouble(uint256 which, uint256 place, uint256 otherWhich, uint256 otherAt) external tried("proveDouble") {
        LoanProof memory one = _proofOf(which, place);
        LoanProof memory other = _proofOf(otherWhich, otherAt);
        if (which % 8 != 0) other = _doubleOf(one, other);
        (uint64 a, uint64 b) = (_numberOf(one), _numberOf(other));
        bool isRight = a != b && one.loan.key == other.loan.key && !_isFrozen(a) && !_isFrozen(b);
        (bool isDone, bytes memory answer) = address(_registry).call(abi.encodeCall(_registry.proveDouble, (one, other)));
        if (isDone != isRight) violation = isDone ? "froze wrongly" : "not frozen";
        if (!isDone) {
            if (which % 8 != 0) _count("proveDouble");
            return;
        }
        _count("proveDouble");
        uint64 later = abi.decode(answer, (uint64));
        if (later != (a < b ? b : a)) violation = "froze the earlier";
        frozen[later / 256] |= 1 << (later % 256);
    }

    function intrude(uint256 what, uint256 wordShift, address stranger) external tried("intrude") {
        uint256 word = wordShift % words;
        _count("intrude");
        if (stranger == address(0xA1) || stranger == address(0xA2)) return;
        for (uint256 i = 0; i < POOLS; ++i) {
            if (stranger == pools[i]) return;
        }
        bytes[6] memory acts = [
            abi.encodeCall(_registry.commitTape, (keccak256("x"), 1, 1, keccak256("y"), "z")),
            abi.encodeCall(_registry.pledge, (1, pools[0], uint64(word), _one(1))),
            abi.encodeCall(_registry.release, (uint64(word), _one(type(uint256).max))),
            abi.encodeCall(_registry.retire, (1, uint64(word), _one(1))),
            abi.encodeCall(_registry.offerSubstitute, (1, pools[0], 0, 1)),
            abi.encodeCall(IAccessManaged.setAuthority, (stranger))
        ];
        if (stranger == IAccessManaged(address(_registry)).authority()) return;
        vm.prank(stranger);
        (bool isDone, ) = address(_registry).call(acts[what % 6]);
        if (isDone) violation = "a stranger acted";
    }

    // What is there

    /// @dev What each pool has of a word.
    function heldOf(uint256 word) external view returns (uint256[POOLS] memory bits) {
        for (uint256 i = 0; i < POOLS; ++i) {
            bits[i] = held[pools[i]][word];
        }
    }

    function tapeCount() external view returns (uint256) {
        return tapeHashes.length;
    }

    function _pledgedBits(uint256 word) private view returns (uint256 bits) {
        for (uint256 i = 0; i < POOLS; ++i) {
            bits |= held[pools[i]][word];
        }
    }

    /// @dev Nine pools at most have loans in a word.
    function _hasRoom(address pool, uint256 word) private view returns (bool) {
        uint256 others = 0;
        for (uint256 i = 0; i < POOLS; ++i) {
            if (pools[i] != pool && held[pools[i]][word] != 0) ++others;
        }
        return others < 9;
    }

    function _isFrozen(uint64 number) private view returns (bool) {
        return (frozen[number / 256] >> (number % 256)) & 1 == 1;
    }

    /// @dev A loan of the pool at or after a number; the number itself if there is none.
    function _anyOf(address pool, uint64 number) private view returns (uint64) {
        for (uint256 i = 0; i < words; ++i) {
            uint256 word = (number / 256 + i) % words;
            if (held[pool][word] == 0) continue;
            uint256 bit = number % 256;
            while ((held[pool][word] >> bit) & 1 == 0) bit = (bit + 1) % 256;
            return uint64(word * 256 + bit);
        }
        return number;
    }

    function _pick(uint256 which, uint256 wordShift) private view returns (uint256 tapeId, address originator, uint256 word) {
        tapeId = bound(which >> 8, 1, tapeHashes.length);
        ILoanRegistry.Tape memory tape = _registry.tapeOf(tapeId);
        // One word beyond the tape is tried too, not often.
        word = tape.first / 256 + ((wordShift >> 8) % ((uint256(tape.count) + 255) / 256));
        if (wordShift % 16 == 0) ++word;
        originator = tape.originator;
    }

    function _roomOf(uint256 tapeId, uint256 word) private view returns (uint256 bits) {
        ILoanRegistry.Tape memory tape = _registry.tapeOf(tapeId);
        uint256 end = uint256(tape.first) + tape.count;
        if (word * 256 < tape.first || word * 256 >= end) return 0;
        uint256 room = end - word * 256;
        return room >= 256 ? type(uint256).max : (1 << room) - 1;
    }

    function _proofOf(uint256 which, uint256 place) private view returns (LoanProof memory) {
        uint256 tapeId = bound(which, 1, tapeHashes.length);
        if (_loans[tapeId].length == 0) tapeId = 1;
        Loan[] memory loans = _loans[tapeId];
        place = bound(place, 0, loans.length - 1);
        bytes32[] memory path = LoanTree.path(loans, address(_registry), _originatorOf(tapeId), place);
        return LoanProof({ tapeId: tapeId, loan: loans[place], path: path });
    }

    /// @dev A loan that stands and is the same as another one; `other` if there is none.
    function _doubleOf(LoanProof memory one, LoanProof memory other) private view returns (LoanProof memory) {
        for (uint256 tapeId = 1; tapeId <= tapeHashes.length; ++tapeId) {
            for (uint256 place = 0; place < _loans[tapeId].length; ++place) {
                if (_loans[tapeId][place].key != one.loan.key) continue;
                if (tapeId == one.tapeId && place == one.loan.position) continue;
                if (!_isFrozen(_registry.tapeOf(tapeId).first + uint64(place))) return _proofOf(tapeId, place);
            }
        }
        return other;
    }

    /// @dev The part of a mask that is free, or else the lowest free bit.
    function _fit(uint256 mask, uint256 free) private pure returns (uint256) {
        if (mask & free != 0) return mask & free;
        return free == 0 ? mask : free & (~free + 1);
    }

    function _numberOf(LoanProof memory proof) private view returns (uint64) {
        return _registry.tapeOf(proof.tapeId).first + proof.loan.position;
    }

    function _originatorOf(uint256 tapeId) private pure returns (address) {
        return tapeId % 2 == 1 ? address(0xA1) : address(0xA2);
    }

    /// @dev Few keys, so that many loans are doubles.
    function _commitLoans(uint256 seed) private {
        uint256 tapeId = tapeHashes.length + 1;
        for (uint32 i = 0; i < 5; ++i) {
            bytes32 key = bytes32(1 + (uint256(keccak256(abi.encode(seed, tapeId, i))) % KEYS));
            _loans[tapeId].push(LoanTree.loanOf(i, key));
        }
        _commit(LoanTree.root(_loans[tapeId], address(_registry), _originatorOf(tapeId)), 5);
    }

    function _commit(bytes32 root, uint32 count) private {
        vm.prank(_originatorOf(tapeHashes.length + 1));
        (uint256 tapeId, uint64 first) = _registry.commitTape(root, count, 1e6, keccak256("document"), "uri");
        if (tapeId != tapeHashes.length + 1 || first != words * 256) violation = "numbered wrongly";
        tapeHashes.push(keccak256(abi.encode(_registry.tapeOf(tapeId))));
        words += (uint256(count) + 255) / 256;
    }

    function _one(uint256 mask) private pure returns (uint256[] memory masks) {
        masks = new uint256[](1);
        masks[0] = mask;
    }
}

/// @dev The rows LR of contracts/INVARIANTS.md, after every step of random histories.
contract LoanInvariantsTest is LoanTest {
    LoanHandler private _handler;
    address[11] private _pools;

    function setUp() public override {
        super.setUp();
        // The handler commits its first tapes when it is made.
        _handler = new LoanHandler(registry);
        for (uint256 i = 0; i < 11; ++i) {
            _pools[i] = _handler.pools(i);
        }
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev LR-1 to LR-9.
    function invariant_LR_TheBookIsWhatWasPledged() public view {
        uint256 words = _handler.words();
        uint256[11] memory pledged;
        uint256[11] memory frozen;
        for (uint64 word = 0; word <= words; ++word) {
            uint256[11] memory held = _handler.heldOf(word);
            uint256 dead = _assertWord(word, held);
            for (uint256 i = 0; i < 11; ++i) {
                pledged[i] += _countOnes(held[i]);
                frozen[i] += _countOnes(held[i] & dead);
            }
        }
        for (uint256 i = 0; i < 11; ++i) {
            vm.assertEq(registry.pledgedCount(_pools[i]), pledged[i], "LR-3 pledged");
            vm.assertEq(registry.frozenCount(_pools[i]), frozen[i], "LR-6 frozen");
        }
        _assertTapes();
        vm.assertEq(_handler.violation(), "");
    }

    function _assertWord(uint64 word, uint256[11] memory held) private view returns (uint256 dead) {
        uint256 pledged;
        (pledged, dead) = registry.wordOf(word);
        uint256 union = 0;
        for (uint256 i = 0; i < 11; ++i) {
            uint256 bits = registry.bitsOf(_pools[i], word);
            vm.assertEq(bits & union, 0, "LR-1 two pools");
            vm.assertEq(bits, held[i], "LR-2 bits");
            union |= bits;
            // The lowest loan of the pool, and one that nobody has.
            if (bits != 0) vm.assertEq(registry.poolOf(word * 256 + _lowest(bits)), _pools[i]);
        }
        vm.assertEq(pledged, union, "LR-1 union");
        vm.assertEq(dead, _handler.frozen(word), "LR-5 frozen");
        if (~union != 0) vm.assertEq(registry.poolOf(word * 256 + _lowest(~union)), address(0));
    }

    function _assertTapes() private view {
        uint256 count = _handler.tapeCount();
        vm.assertEq(registry.tapeCount(), count, "LR-4 count");
        uint256 end = 0;
        for (uint256 tapeId = 1; tapeId <= count; ++tapeId) {
            ILoanRegistry.Tape memory tape = registry.tapeOf(tapeId);
            vm.assertEq(keccak256(abi.encode(tape)), _handler.tapeHashes(tapeId - 1), "LR-4 tape");
            vm.assertEq(tape.first % 256, 0, "LR-4 word");
            vm.assertLe(end, tape.first, "LR-4 overlap");
            end = uint256(tape.first) + tape.count;
            if (end % 256 == 0) continue;
            (uint256 pledged, uint256 frozen) = registry.wordOf(uint64(end / 256));
            vm.assertEq((pledged | frozen) >> (end % 256), 0, "LR-7 beyond");
        }
    }

    /// @dev Whatever was tried must have been done.
    function afterInvariant() public {
        string[9] memory acts = [
            "commitBlank",
            "commitLoans",
            "pledge",
            "spread",
            "release",
            "retire",
            "substitute",
            "proveDouble",
            "intrude"
        ];
        for (uint256 i = 0; i < acts.length; ++i) {
            settleAct(_handler, "loans", acts[i], 7);
        }
    }

    function _lowest(uint256 bits) private pure returns (uint64 place) {
        while ((bits >> place) & 1 == 0) ++place;
    }

    function _countOnes(uint256 bits) private pure returns (uint256 count) {
        for (; bits != 0; bits &= bits - 1) ++count;
    }
}
