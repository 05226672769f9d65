// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { KeySignature } from "../../../contracts/libraries/KeySignature.sol";

/// @dev Gives the library an outside, for calldata arguments.
contract SignatureHarness {
    function isValid(address key, bytes32 digest, bytes calldata signature) external view returns (bool) {
        return KeySignature.isValid(key, digest, signature);
    }
}
