// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Bits } from "../libraries/Bits.sol";
import { ILoanRegistry } from "./ILoanRegistry.sol";

/// @title PledgeBook
/// @notice Part of `LoanRegistry`: which loan is pledged to which pool, and which is frozen.
/// @dev Of the pools that share a word one is its host, the others are guests. A guest's loans stand in a word of its own, the
/// host's are those that are pledged and not a guest's. So the ordinary word, with one pool, costs one new word of storage
/// and an eighth.
abstract contract PledgeBook is ILoanRegistry {
    uint256 internal constant MAX_WORDS = 64;
    /// @dev As many numbers of pools as a word of storage holds.
    uint256 private constant MAX_GUESTS = 8;

    struct Pool {
        /// @dev Only originator whose loans it takes; zero for any.
        address originator;
        /// @dev From 1; zero for a pool that never had a loan.
        uint32 number;
        /// @dev Loans that it has.
        uint32 pledged;
        /// @dev How many of them are frozen.
        uint32 frozen;
    }

    struct Offer {
        /// @dev Who may take it.
        address pool;
        /// @dev Loan that it replaces.
        uint64 outNumber;
    }

    mapping(address pool => Pool) internal _pools;
    /// @dev Pool number n stands at n - 1.
    address[] private _poolList;
    mapping(uint256 word => uint256 bits) internal _pledged;
    mapping(uint256 word => uint256 bits) internal _frozen;
    /// @dev Numbers of the hosts of eight words, 32 bits each.
    mapping(uint256 page => uint256 hosts) private _hosts;
    /// @dev Numbers of the guests of a word, 32 bits each from the lowest, without gaps.
    mapping(uint256 word => uint256 guests) private _guests;
    mapping(uint256 word => mapping(uint256 number => uint256 bits)) private _guestBits;
    mapping(uint64 number => Offer) internal _offers;

    /// @dev Pledges loans of a word. Assumes that they are loans, not frozen, and that there is at least one.
    /// @param poolNumber Number of the pool.
    /// @param word The word.
    /// @param mask The loans.
    function _pledgeWord(uint256 poolNumber, uint256 word, uint256 mask) internal {
        uint256 held = _pledged[word];
        require(held & mask == 0, LoanAlreadyPledged(word, held & mask));
        _pledged[word] = held | mask;
        if (held == 0) _setHost(word, poolNumber);
        else if (_hostOf(word) != poolNumber) _addGuest(poolNumber, word, held, mask);
    }

    /// @dev Releases those loans of a word that the pool has.
    /// @return bits The loans that were released.
    function _releaseWord(uint256 poolNumber, uint256 word, uint256 mask) internal returns (uint256 bits) {
        if (_hostOf(word) == poolNumber) {
            bits = _hostBits(word) & mask;
        } else {
            uint256 held = _guestBits[word][poolNumber];
            bits = held & mask;
            if (bits == 0) return 0;
            _guestBits[word][poolNumber] = held ^ bits;
            if (held == bits) _dropGuest(poolNumber, word);
        }
        if (bits != 0) _pledged[word] ^= bits;
    }

    /// @dev The pool becomes a guest, or the host in the place of one that has nothing left here.
    function _addGuest(uint256 poolNumber, uint256 word, uint256 held, uint256 mask) private {
        uint256 guests = _guests[word];
        uint256 hostBits = held;
        for (uint256 left = guests; left != 0; left >>= 32) {
            uint256 guest = uint32(left);
            uint256 bits = _guestBits[word][guest];
            if (guest == poolNumber) {
                _guestBits[word][guest] = bits | mask;
                return;
            }
            hostBits ^= bits;
        }
        if (hostBits == 0) {
            _setHost(word, poolNumber);
            return;
        }
        require(guests >> 224 == 0, LoanWordIsCrowded(word, MAX_GUESTS + 1));
        _guests[word] = (guests << 32) | poolNumber;
        _guestBits[word][poolNumber] = mask;
    }

    function _dropGuest(uint256 poolNumber, uint256 word) private {
        uint256 kept = 0;
        for (uint256 left = _guests[word]; left != 0; left >>= 32) {
            uint256 guest = uint32(left);
            if (guest != poolNumber) kept = (kept << 32) | guest;
        }
        _guests[word] = kept;
    }

    function _setHost(uint256 word, uint256 poolNumber) private {
        uint256 shift = (word & 7) << 5;
        uint256 hosts = _hosts[word >> 3];
        _hosts[word >> 3] = (hosts & ~(uint256(type(uint32).max) << shift)) | (poolNumber << shift);
    }

    function _hostOf(uint256 word) private view returns (uint256 poolNumber) {
        return uint32(_hosts[word >> 3] >> ((word & 7) << 5));
    }

    function _hostBits(uint256 word) private view returns (uint256 bits) {
        bits = _pledged[word];
        for (uint256 left = _guests[word]; left != 0; left >>= 32) {
            bits ^= _guestBits[word][uint32(left)];
        }
    }

    /// @dev Number of a pool, a new one for a new pool.
    function _numberOf(address pool) internal returns (uint256 poolNumber) {
        poolNumber = _pools[pool].number;
        if (poolNumber != 0) return poolNumber;
        _poolList.push(pool);
        poolNumber = _poolList.length;
        _pools[pool].number = uint32(poolNumber);
    }

    /// @dev Counts loans that left a pool. The frozen ones are looked for only if it has any.
    function _countOut(Pool storage pool, uint256 word, uint256 bits) internal {
        pool.pledged -= uint32(Bits.onesOfWord(bits));
        if (pool.frozen != 0) pool.frozen -= uint32(Bits.onesOfWord(bits & _frozen[word]));
    }

    /// @dev Where the bit of a loan stands.
    function _placeOf(uint64 number) internal pure returns (uint256 word, uint256 bit) {
        return (number >> 8, 1 << (number & 0xff));
    }

    /// @inheritdoc ILoanRegistry
    function poolOf(uint64 number) public view returns (address pool) {
        (uint256 word, uint256 bit) = _placeOf(number);
        if (_pledged[word] & bit == 0) return address(0);
        uint256 poolNumber = _hostOf(word);
        for (uint256 left = _guests[word]; left != 0; left >>= 32) {
            if (_guestBits[word][uint32(left)] & bit != 0) poolNumber = uint32(left);
        }
        return _poolList[poolNumber - 1];
    }

    /// @inheritdoc ILoanRegistry
    function bitsOf(address pool, uint64 word) external view returns (uint256 bits) {
        uint256 poolNumber = _pools[pool].number;
        if (poolNumber == 0) return 0;
        return _hostOf(word) == poolNumber ? _hostBits(word) : _guestBits[word][poolNumber];
    }

    /// @inheritdoc ILoanRegistry
    function wordOf(uint64 word) external view returns (uint256 pledged, uint256 frozen) {
        return (_pledged[word], _frozen[word]);
    }

    /// @inheritdoc ILoanRegistry
    function pledgedCount(address pool) external view returns (uint256) {
        return _pools[pool].pledged;
    }

    /// @inheritdoc ILoanRegistry
    function frozenCount(address pool) external view returns (uint256) {
        return _pools[pool].frozen;
    }

    /// @inheritdoc ILoanRegistry
    function reservedFor(address pool) external view returns (address originator) {
        return _pools[pool].originator;
    }

    /// @inheritdoc ILoanRegistry
    function offerOf(uint64 inNumber) external view returns (address pool, uint64 outNumber) {
        return (_offers[inNumber].pool, _offers[inNumber].outNumber);
    }
}
