// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A class of notes as its token shows it.
struct ClassTerms {
    /// @notice Name of the token.
    string name;
    /// @notice Symbol of the token.
    string symbol;
    /// @notice Investor classes that may hold it, as `IInvestorRegistry` numbers them.
    uint16 investorClasses;
}

/// @notice All that is fixed of a deal when it is created.
struct DealTerms {
    /// @notice Settlement token.
    address asset;
    /// @notice Who sells the loans, opens and closes the offering and gets its proceeds.
    address originator;
    /// @notice Who may accelerate the deal and replace the key of the servicer.
    address trustee;
    /// @notice Who gets what belongs to nobody: units that cannot be split and dust.
    address residualAccount;
    /// @notice Key that signs the reports: an account, a contract (ERC-1271) or a P-256 key.
    address servicerKey;
    /// @notice First second at which nobody can subscribe any more.
    uint40 offeringEnd;
    /// @notice Loans that must be pledged to the deal before it closes.
    uint32 loanCount;
    /// @notice Hash of the deal file.
    bytes32 documentHash;
    /// @notice Payees of the fees, as the image numbers them.
    address[] payees;
    /// @notice The classes, as the image orders them.
    ClassTerms[] classes;
    /// @notice The image: terms and program of the waterfall, `backend/docs/deal-machine.md`.
    bytes image;
}
