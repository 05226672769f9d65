// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What a model is used for. `None`: it scores nobody; a model that was never recorded, or that was retired.
/// `Champion`: it scores all customers that no challenger does. `Challenger`: it scores a share of them. `Shadow`: it scores
/// beside the others, and nobody relies on what it says.
enum ModelRole {
    None,
    Champion,
    Challenger,
    Shadow
}

/// @notice One change of what a model is used for.
struct ModelChange {
    /// @notice Number of the change among those of its issuer, from 1.
    uint64 sequence;
    /// @notice Block time from which it holds, seconds.
    uint40 since;
    /// @notice What the model is used for from then on.
    ModelRole role;
    /// @notice Share of the customers that a challenger scores, in basis points; 0 for any other role.
    uint16 shareBps;
}
