// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { DealOffering } from "./DealOffering.sol";
import { DealPeriods } from "./DealPeriods.sol";
import { IDeal } from "./IDeal.sol";
import { ILoanRegistry } from "./ILoanRegistry.sol";
import { IWaterfallEngine } from "./IWaterfallEngine.sol";

/// @title Deal
/// @notice See `IDeal`. The code of all deals; each deal is a clone of it, with its terms and its program as immutable
/// arguments. Nobody administers it.
contract Deal is DealPeriods {
    /// @param engine Runs the programs.
    /// @param loans Says what is pledged to a deal.
    constructor(IWaterfallEngine engine, ILoanRegistry loans) DealOffering(engine, loans) EIP712("Credence Deal", "1") {
        // This contract is code for clones only: nobody can set it up.
        _servicing = 1;
    }

    /// @inheritdoc IDeal
    function initialize(address servicerKey, address[] calldata tokens) external {
        require(_servicing == 0, DealIsInitialized());
        require(servicerKey != address(0), DealAddressIsZero());
        _servicing = uint160(servicerKey);
        uint256 count = _headerByte(_header(), 1);
        for (uint256 i = 0; i < count; ++i) _words.classes[i].account = uint160(tokens[i]);
        LOANS.reservePool(_originator());
        emit ServicerKeyChanged(servicerKey, uint40(block.timestamp));
    }
}
