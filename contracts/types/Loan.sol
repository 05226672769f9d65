// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A loan as a tape commits to it.
struct Loan {
    /// @notice Position in the tape, from 0. The registry number is that of the tape's first loan plus this.
    uint32 position;
    /// @notice Names the economic loan whoever registers it: a hash of lender and account number under a key that the
    /// originators of a registry share. Two loans with one key are one loan.
    bytes32 key;
    /// @notice Principal that is outstanding at the cut-off of the tape, units of its currency.
    uint128 balance;
    /// @notice Nominal yearly rate, wad.
    uint64 rate;
    /// @notice Original term, months.
    uint16 termMonths;
    /// @notice Day of the last instalment, days since 1970-01-01.
    uint32 maturity;
    /// @notice Digest of the borrower's credential as it stands in the `CreditLedger`; zero for none.
    bytes32 credential;
    /// @notice Salted hash of the whole row that is published or shown to investors.
    bytes32 dataHash;
}

/// @notice A loan with the path that leads from it to the root of its tape.
struct LoanProof {
    /// @notice Number of the tape.
    uint256 tapeId;
    /// @notice The loan.
    Loan loan;
    /// @notice Siblings from the leaf to the root, as `MerkleLog` takes them.
    bytes32[] path;
}
