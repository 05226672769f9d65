// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IInvestorRegistry
/// @notice Who may hold tranche tokens: class, jurisdiction, expiry and freeze of each account in one storage word.
interface IInvestorRegistry {
    /// @notice An account as it is registered.
    struct Investor {
        /// @dev Bit mask of investor classes: bit 0 retail, 1 professional, 2 qualified, 3 institutional ...
        uint16 classes;
        /// @dev ISO 3166-1 numeric code.
        uint16 jurisdiction;
        /// @dev First second at which the entry no longer counts.
        uint40 expiry;
        /// @dev Whether the account is frozen: it can neither give nor take.
        bool isFrozen;
    }

    /// @notice Whether an account may receive tokens that are open to the investor classes of the mask; one storage read.
    function isEligible(address account, uint16 classMask) external view returns (bool);

    /// @notice Whether an account is frozen; one storage read.
    function isFrozen(address account) external view returns (bool);

    /// @notice The entry of an account.
    function investorOf(address account) external view returns (Investor memory investor);
}
