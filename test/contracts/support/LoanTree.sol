// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Loan } from "../../../contracts/types/Loan.sol";
import { RecursiveTree } from "./RecursiveTree.sol";

/// @dev Tapes of loans and their trees, hashed without the contracts' library.
library LoanTree {
    /// @dev `count` loans; the keys follow from `seed` and the position.
    function loansOf(uint256 seed, uint256 count) internal pure returns (Loan[] memory loans) {
        loans = new Loan[](count);
        for (uint32 i = 0; i < count; ++i) {
            loans[i] = loanOf(i, keccak256(abi.encode("key", seed, i)));
        }
    }

    function loanOf(uint32 position, bytes32 key) internal pure returns (Loan memory) {
        return
            Loan({
                position: position,
                key: key,
                balance: 10_000e6 + position,
                rate: 0.0725e18,
                termMonths: 48,
                maturity: 22_000,
                credential: keccak256(abi.encode("credential", position)),
                dataHash: keccak256(abi.encode("row", key, position))
            });
    }

    function leafOf(Loan memory loan, address registry, address originator) internal view returns (bytes32) {
        bytes memory place = bytes.concat(bytes1(0), bytes32(block.chainid), bytes20(registry), bytes20(originator));
        bytes memory terms = bytes.concat(
            bytes16(loan.balance),
            bytes8(loan.rate),
            bytes2(loan.termMonths),
            bytes4(loan.maturity),
            loan.credential,
            loan.dataHash
        );
        return keccak256(bytes.concat(place, bytes4(loan.position), loan.key, terms));
    }

    function leavesOf(Loan[] memory loans, address registry, address originator) internal view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](loans.length);
        for (uint256 i = 0; i < loans.length; ++i) {
            leaves[i] = leafOf(loans[i], registry, originator);
        }
    }

    function root(Loan[] memory loans, address registry, address originator) internal view returns (bytes32) {
        return RecursiveTree.root(leavesOf(loans, registry, originator));
    }

    function path(Loan[] memory loans, address registry, address originator, uint256 position) internal view returns (bytes32[] memory) {
        return RecursiveTree.path(leavesOf(loans, registry, originator), position);
    }
}
