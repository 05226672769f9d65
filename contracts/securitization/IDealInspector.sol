// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ServicerReport } from "../types/ServicerReport.sol";
import { WaterfallOutcome, WaterfallState } from "../types/WaterfallState.sol";
import { IDeal } from "./IDeal.sol";

/// @title IDealInspector
/// @notice Asks a deal what it would do, and what it was created with. It keeps no state and has no powers.
interface IDealInspector {
    /// @notice What a deal was created with, apart from its image.
    struct Terms {
        address asset;
        address originator;
        address trustee;
        address residualAccount;
        uint40 offeringEnd;
        uint32 loanCount;
        bytes32 documentHash;
        address[] payees;
    }

    /// @notice All that `closePeriod` would do with a report now; reverts as it would, but for signature and cash.
    /// @param deal The deal.
    /// @param report The report.
    /// @return next State afterwards.
    /// @return outcome What is paid.
    /// @return cash What the caller would have to pay in.
    /// @return digest What the servicer has to sign.
    function previewClose(
        IDeal deal,
        ServicerReport calldata report
    ) external view returns (WaterfallState memory next, WaterfallOutcome memory outcome, uint256 cash, bytes32 digest);

    /// @notice What a deal was created with.
    function termsOf(IDeal deal) external view returns (Terms memory terms);
}
