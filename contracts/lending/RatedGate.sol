// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IRatingBoard } from "../rating/IRatingBoard.sol";
import { IssuerId } from "../types/IssuerId.sol";
import { RatingSlot } from "../types/RatingSlot.sol";

/// @title RatedGate
/// @notice The cheapest question a contract can ask: is this customer of this issuer rated at all, and is the rating in
/// force. One storage read instead of a proof, for allow-lists and for daily checks of customers that a lender has.
/// @dev Warning: a tag is public and says nothing about who calls; and nobody can prove a view key false, so a contract
/// must not unmask a grade. To lend by the score, ask for a proof as `ScoreGate` does.
contract RatedGate {
    IRatingBoard private immutable BOARD;
    IssuerId private immutable ISSUER;

    /// @notice Thrown when the customer has no rating in force.
    error NotRated(bytes32 tag);

    /// @param board Board that the issuer writes on.
    /// @param issuer The issuer.
    constructor(IRatingBoard board, IssuerId issuer) {
        BOARD = board;
        ISSUER = issuer;
    }

    /// @notice Passes when the customer's newest rating is in force.
    /// @param tag Pseudonym of the customer.
    function pass(bytes32 tag) external view {
        RatingSlot slot = BOARD.latestOf(ISSUER, tag);
        require(slot.isInForce(block.timestamp), NotRated(tag));
    }
}
