// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IInvestorRegistry } from "./IInvestorRegistry.sol";

/// @title IInvestorRegistrar
/// @notice The side of the investor registry that writes: registrars enter accounts or sign that an account may enter itself, and
/// freeze accounts. Tokens only know `IInvestorRegistry`.
interface IInvestorRegistrar is IInvestorRegistry {
    /// @notice Why an account is frozen or is not any more.
    enum FreezeReason {
        None,
        Sanctions,
        CourtOrder,
        Suspicion,
        KeyLost,
        OwnerRequest,
        Mistake,
        Settled
    }

    /// @notice An entry that is to be made.
    struct Entry {
        /// @dev The account.
        address account;
        /// @dev As in `Investor`; none takes the account out.
        uint16 classes;
        /// @dev As in `Investor`.
        uint16 jurisdiction;
        /// @dev As in `Investor`.
        uint40 expiry;
    }

    /// @notice An entry that a registrar signed; whoever brings it makes it.
    struct Approval {
        /// @dev The entry.
        Entry entry;
        /// @dev Number of the account's next entry: an approval is good once, and not after a newer entry.
        uint32 sequence;
        /// @dev Last second at which it can be brought.
        uint64 deadline;
    }

    /// @notice An account was entered, or its entry replaced.
    /// @param account The account.
    /// @param registrar Who entered it or signed for it.
    /// @param sequence Number of the account's entries, this one included.
    /// @param classes Bit mask of investor classes; 0 for none.
    /// @param jurisdiction ISO 3166-1 numeric code.
    /// @param expiry First second at which the entry no longer counts.
    event InvestorSet(
        address indexed account,
        address indexed registrar,
        uint32 sequence,
        uint16 classes,
        uint16 jurisdiction,
        uint40 expiry
    );

    /// @notice An account was frozen.
    event InvestorFrozen(address indexed account, FreezeReason reason);

    /// @notice An account is no longer frozen.
    event InvestorUnfrozen(address indexed account, FreezeReason reason);

    /// @notice Thrown when a call names no account or too many.
    error InvestorCountInvalid(uint256 count, uint256 countMax);
    /// @notice Thrown when an entry has no account, lacks a jurisdiction, or would be over already.
    error InvestorEntryInvalid(address account);
    /// @notice Thrown when no reason is given.
    error InvestorReasonMissing();
    /// @notice Thrown when an account is frozen already, or is not frozen.
    error InvestorFreezeUnchanged(address account, bool isFrozen);
    /// @notice Thrown when an approval comes after its deadline.
    error InvestorDeadlinePassed(uint64 deadline);
    /// @notice Thrown when an approval is not for the account's next entry.
    error InvestorSequenceNotNext(uint32 sequence, uint32 next);
    /// @notice Thrown when an approval was not signed by the registrar.
    error InvestorSignatureInvalid(address registrar);
    /// @notice Thrown when the signer of an approval may not enter accounts.
    error InvestorSignerIsNotRegistrar(address signer);

    /// @notice Enters accounts or replaces their entries. A frozen account stays frozen.
    /// @dev Restricted by the access manager to registrars.
    /// @param entries At most 200.
    function setInvestors(Entry[] calldata entries) external;

    /// @notice Makes the entry that a registrar signed; anybody may bring it.
    /// @dev Who signs must be allowed to call `setInvestors` at this moment, without delay. See `KeySignature` for the kinds of
    /// signatures.
    /// @param approval What was signed.
    /// @param registrar Who signed it.
    /// @param signature The signature of `Approval` in this contract's EIP-712 domain.
    function registerBySig(Approval calldata approval, address registrar, bytes calldata signature) external;

    /// @notice Freezes accounts, registered or not: they can neither give nor take.
    /// @dev Restricted by the access manager.
    /// @param accounts At most 200, none of them frozen.
    /// @param reason Not `None`.
    function freeze(address[] calldata accounts, FreezeReason reason) external;

    /// @notice Ends the freezing of accounts.
    /// @dev Restricted by the access manager.
    /// @param accounts At most 200, all of them frozen.
    /// @param reason Not `None`.
    function unfreeze(address[] calldata accounts, FreezeReason reason) external;

    /// @notice How many entries an account had; the next approval has the number after it.
    function sequenceOf(address account) external view returns (uint32 sequence);

    /// @notice EIP-712 digest of an approval: what a registrar signs.
    function digestOf(Approval calldata approval) external view returns (bytes32 digest);
}
