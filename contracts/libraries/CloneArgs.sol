// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title CloneArgs
/// @notice The immutable arguments of the running clone (`Clones.cloneWithImmutableArgs`), read in parts: they are code, so
/// a part costs what its bytes cost.
library CloneArgs {
    /// @dev Length of the code before the arguments.
    uint256 private constant CODE_LENGTH = 0x2d;

    /// @notice The 32 bytes from `offset` on; zero beyond the end.
    function word(uint256 offset) internal view returns (uint256 value) {
        assembly ("memory-safe") {
            mstore(0, 0)
            extcodecopy(address(), 0, add(CODE_LENGTH, offset), 32)
            value := mload(0)
        }
    }

    /// @notice The address that begins at `offset`.
    function account(uint256 offset) internal view returns (address value) {
        return address(uint160(word(offset) >> 96));
    }

    /// @notice `length` bytes from `offset` on.
    function slice(uint256 offset, uint256 length) internal view returns (bytes memory value) {
        value = new bytes(length);
        assembly ("memory-safe") {
            extcodecopy(address(), add(value, 32), add(CODE_LENGTH, offset), length)
        }
    }

    /// @notice Number of bytes of all arguments.
    function size() internal view returns (uint256) {
        return address(this).code.length - CODE_LENGTH;
    }

    /// @notice All bytes from `offset` on.
    function rest(uint256 offset) internal view returns (bytes memory value) {
        return slice(offset, size() - offset);
    }
}
