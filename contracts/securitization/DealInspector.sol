// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Clones } from "@openzeppelin/contracts/proxy/Clones.sol";
import { PeriodReport } from "../types/PeriodReport.sol";
import { ServicerReport } from "../types/ServicerReport.sol";
import { WaterfallOutcome, WaterfallState } from "../types/WaterfallState.sol";
import { IDeal } from "./IDeal.sol";
import { IDealInspector } from "./IDealInspector.sol";
import { IWaterfallEngine } from "./IWaterfallEngine.sol";

/// @title DealInspector
/// @notice See `IDealInspector`.
contract DealInspector is IDealInspector {
    uint256 private constant PAYEE_COUNT_AT = 121;

    IWaterfallEngine private immutable ENGINE;

    /// @param engine Runs the programs; the same as that of the deals.
    constructor(IWaterfallEngine engine) {
        ENGINE = engine;
    }

    /// @inheritdoc IDealInspector
    function previewClose(
        IDeal deal,
        ServicerReport calldata report
    ) external view returns (WaterfallState memory next, WaterfallOutcome memory outcome, uint256 cash, bytes32 digest) {
        PeriodReport memory figures;
        (figures, digest) = deal.admit(report);
        (next, outcome) = ENGINE.run(deal.image(), deal.state(), figures);
        cash = uint256(figures.interest) + figures.principal + figures.recoveries;
    }

    /// @inheritdoc IDealInspector
    /// @dev See `DealArgs` for the places.
    function termsOf(IDeal deal) external view returns (Terms memory terms) {
        bytes memory args = Clones.fetchCloneArgs(address(deal));
        terms.asset = address(uint160(_word(args, 0) >> 96));
        terms.originator = address(uint160(_word(args, 20) >> 96));
        terms.trustee = address(uint160(_word(args, 40) >> 96));
        terms.residualAccount = address(uint160(_word(args, 60) >> 96));
        terms.offeringEnd = uint40(_word(args, 80) >> 216);
        terms.loanCount = uint32(_word(args, 85) >> 224);
        terms.documentHash = bytes32(_word(args, 89));
        uint256 count = uint8(args[PAYEE_COUNT_AT]);
        terms.payees = new address[](count);
        for (uint256 i = 0; i < count; ++i) terms.payees[i] = address(uint160(_word(args, args.length - 20 * (count - i)) >> 96));
    }

    /// @dev The 32 bytes from `offset` on; what lies behind the arguments is cut off by the callers.
    function _word(bytes memory args, uint256 offset) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := mload(add(add(args, 32), offset))
        }
    }
}
