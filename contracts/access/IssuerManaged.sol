// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../ledger/ICreditLedger.sol";
import { IssuerId } from "../types/IssuerId.sol";
import { ANCHOR_ROLE, KeyRoles } from "../types/KeyRoles.sol";

/// @title IssuerManaged
/// @notice Base of contracts beside the ledger in which each issuer writes for itself.
/// @dev The ledger is asked anew at each call: a key that is removed there, or a suspended issuer, cannot write here either.
abstract contract IssuerManaged {
    ICreditLedger private immutable LEDGER;

    /// @param ledger Ledger that says who is an issuer and which keys it has.
    constructor(ICreditLedger ledger) {
        LEDGER = ledger;
    }

    /// @dev Issuer of the caller, which may anchor for it now.
    function _callingIssuer() internal view returns (IssuerId issuer) {
        uint40 from;
        uint40 until;
        KeyRoles roles;
        (issuer, from, until, roles) = LEDGER.keyOf(msg.sender);
        bool isOpen = block.timestamp >= from && block.timestamp < until;
        _requireKey(isOpen && roles.has(ANCHOR_ROLE), issuer, roles);
        (, , , , ICreditLedger.IssuerStatus status) = LEDGER.peek(issuer, 0, 0);
        _requireActive(status == ICreditLedger.IssuerStatus.Active, issuer);
    }

    /// @dev Reverts with the contract's own error unless the caller is a key of `issuer` that may anchor now.
    function _requireKey(bool mayAnchor, IssuerId issuer, KeyRoles roles) internal view virtual;

    /// @dev Reverts with the contract's own error unless the issuer is active.
    function _requireActive(bool isActive, IssuerId issuer) internal view virtual;
}
