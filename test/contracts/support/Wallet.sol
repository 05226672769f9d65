// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev A contract account that agrees to one digest (ERC-1271).
contract Wallet {
    bytes32 private _agreed;

    function agree(bytes32 digest) external {
        _agreed = digest;
    }

    function isValidSignature(bytes32 digest, bytes calldata) external view returns (bytes4) {
        return digest == _agreed ? bytes4(0x1626ba7e) : bytes4(0xffffffff);
    }
}
