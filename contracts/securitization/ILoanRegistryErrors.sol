// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ILoanRegistryErrors
/// @notice Part of `ILoanRegistry`: why the registry refuses.
interface ILoanRegistryErrors {
    /// @notice Thrown when no tape has this number.
    error LoanTapeUnknown(uint256 tapeId);
    /// @notice Thrown when a tape would have no loans, no balance, no root or no document.
    error LoanTapeIsEmpty();
    /// @notice Thrown when the address of a publication is empty or too long.
    error LoanUriLengthInvalid(uint256 length, uint256 lengthMax);
    /// @notice Thrown when an originator commits a root again.
    error LoanRootExists(bytes32 root, uint256 tapeId);
    /// @notice Thrown when somebody else than the originator of a tape acts on its loans.
    error LoanCallerIsNotOriginator(address caller, address originator);
    /// @notice Thrown when a pool has no code: nobody could release its loans.
    error LoanPoolHasNoCode(address pool);
    /// @notice Thrown when a pool takes loans of another originator only.
    error LoanPoolIsReserved(address pool, address originator);
    /// @notice Thrown when a pool cannot be reserved: it is already, or it has loans.
    error LoanPoolNotReservable(address pool, address originator, uint256 pledged);
    /// @notice Thrown when a call names no word or too many.
    error LoanWordCountInvalid(uint256 count, uint256 countMax);
    /// @notice Thrown when a call would change nothing.
    error LoanMaskIsEmpty();
    /// @notice Thrown when loans do not belong to the tape.
    error LoanBeyondTape(uint256 word, uint256 bits);
    /// @notice Thrown when loans are pledged already.
    error LoanAlreadyPledged(uint256 word, uint256 bits);
    /// @notice Thrown when loans are frozen or retired.
    error LoanIsFrozen(uint256 word, uint256 bits);
    /// @notice Thrown when more pools than are kept would share the loans of a word.
    error LoanWordIsCrowded(uint256 word, uint256 poolsMax);
    /// @notice Thrown when a loan is not pledged to the pool.
    error LoanNotPledgedTo(uint64 number, address pool);
    /// @notice Thrown when a loan was not offered to the pool in the place of the other.
    error LoanNotOffered(uint64 number, address pool);
    /// @notice Thrown when a loan does not stand at its position of the tape.
    error LoanNotIncluded(uint256 tapeId, uint32 position);
    /// @notice Thrown when a loan is shown twice as if it were two.
    error LoanIsTheSame(uint64 number);
    /// @notice Thrown when two loans have different keys.
    error LoanKeysDiffer(bytes32 key, bytes32 otherKey);
}
