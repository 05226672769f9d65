// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Contract accounts that answer ERC-1271 in ways that must not count.
contract FalseWallet {
    enum Way {
        WrongMagic,
        Nothing,
        Short,
        Reverts,
        MagicInTheLowBytes,
        MagicWithRemains,
        Panics
    }

    Way private immutable _way;

    constructor(Way way) {
        _way = way;
    }

    function isValidSignature(bytes32, bytes calldata) external view {
        bytes32 magic = bytes32(bytes4(0x1626ba7e));
        if (_way == Way.WrongMagic) _answer(bytes32(bytes4(0xffffffff)), 32);
        if (_way == Way.Nothing) _answer(magic, 0);
        if (_way == Way.Short) _answer(magic, 4);
        if (_way == Way.MagicInTheLowBytes) _answer(bytes32(uint256(0x1626ba7e)), 32);
        if (_way == Way.MagicWithRemains) _answer(magic | bytes32(uint256(1)), 32);
        assert(_way != Way.Panics);
        require(_way != Way.Reverts, "no");
    }

    function _answer(bytes32 word, uint256 length) private pure {
        assembly ("memory-safe") {
            mstore(0, word)
            return(0, length)
        }
    }
}
