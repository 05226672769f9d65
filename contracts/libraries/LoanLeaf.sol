// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Loan } from "../types/Loan.sol";

/// @title LoanLeaf
/// @notice Hash of a loan in the tree of its tape.
library LoanLeaf {
    /// @notice Leaf of a loan, a leaf of `MerkleLog`'s trees.
    /// @dev Chain, registry and originator are inside: the root of a tape that somebody else copies has no loans there,
    /// so that nobody can register another's loans first.
    /// @param loan The loan.
    /// @param registry Contract that keeps the tape.
    /// @param originator Who committed the tape.
    /// @return leaf Hash behind the leaf prefix 0x00 of the packed fields.
    function ofLoan(Loan calldata loan, address registry, address originator) internal view returns (bytes32 leaf) {
        return
            keccak256(
                abi.encodePacked(
                    bytes1(0x00),
                    block.chainid,
                    registry,
                    originator,
                    loan.position,
                    loan.key,
                    loan.balance,
                    loan.rate,
                    loan.termMonths,
                    loan.maturity,
                    loan.credential,
                    loan.dataHash
                )
            );
    }
}
