// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { CreditProof } from "../types/CreditProof.sol";
import { HolderSignature } from "../types/HolderSignature.sol";
import { IssuerId } from "../types/IssuerId.sol";

/// @title ICreditLine
/// @notice Example of a lender on chain: whoever holds a good credential opens a line of credit with it and draws from
/// it. Its terms never change. It charges nothing, so that only what concerns credentials is left.
interface ICreditLine {
    /// @notice What the lender asks for and gives.
    struct Terms {
        /// @notice Who funds the lines and may take back what is not drawn.
        address lender;
        /// @notice Lowest score of those who show their score.
        uint16 minimumScore;
        /// @notice Threshold for those who do not: 305, 310 ... 850.
        uint16 threshold;
        /// @notice Most that one line can owe, in units of the asset.
        uint128 limit;
        /// @notice Longest time in which a line can be drawn, seconds. It ends with the credential in any case.
        uint40 term;
    }

    /// @notice An issuer and one of its scorecards that the lender trusts.
    struct Source {
        /// @notice The issuer.
        IssuerId issuer;
        /// @notice Hash of the scorecard.
        bytes32 model;
    }

    /// @notice A line of credit.
    struct Line {
        /// @notice Most that it can owe.
        uint128 limit;
        /// @notice What it owes.
        uint128 drawn;
        /// @notice First second at which nothing can be drawn any more.
        uint40 end;
        /// @notice Issuer of the credential.
        IssuerId issuer;
        /// @notice Batch of the credential.
        uint64 batch;
        /// @notice Revocation index of the credential.
        uint64 index;
    }

    /// @notice A line was opened.
    /// @param account Account that can draw.
    /// @param credential EIP-712 digest of the credential.
    /// @param limit Most that it can owe.
    /// @param end First second at which nothing can be drawn any more.
    event LineOpened(address indexed account, bytes32 indexed credential, uint128 limit, uint40 end);

    /// @notice An account asked for something to sign.
    /// @param account The account.
    /// @param challenge What the holder has to sign.
    event ChallengeIssued(address indexed account, bytes32 challenge);

    /// @notice Money was drawn.
    /// @param account The account.
    /// @param amount How much.
    /// @param drawn What it owes now.
    event Drawn(address indexed account, uint128 amount, uint128 drawn);

    /// @notice Money was repaid.
    /// @param account The account.
    /// @param amount How much arrived.
    /// @param drawn What it owes now.
    event Repaid(address indexed account, uint128 amount, uint128 drawn);

    /// @notice The lender took money back.
    /// @param amount How much.
    event Withdrawn(uint256 amount);

    /// @notice Thrown when the terms name no lender, no source, a threshold off the steps, or no money or time.
    error LineTermsInvalid();
    /// @notice Thrown when the account, the holder or the customer has a line that is open or not repaid.
    error LineExists(address account);
    /// @notice Thrown when the account has no line.
    error LineUnknown(address account);
    /// @notice Thrown when something is to be drawn after the end.
    error LineIsOver(uint40 end);
    /// @notice Thrown when more is to be drawn than the line can owe.
    error LineLimitExceeded(uint256 drawn, uint128 limit);
    /// @notice Thrown when more is repaid than is owed.
    error LineOverpaid(uint128 amount, uint128 drawn);
    /// @notice Thrown when the account has no challenge, or has used it.
    error LineChallengeUnknown(address account);
    /// @notice Thrown when somebody else than the lender takes money back.
    error LineCallerIsNotLender(address caller);

    /// @notice Opens a line for the caller, who holds the credential, by showing the score.
    /// @param proof Proof of the field `score`.
    /// @param blind Secret that hides the caller in the credential.
    function openByScore(CreditProof calldata proof, bytes32 blind) external;

    /// @notice Opens a line for the caller, who holds the credential, by showing that the score reaches the threshold.
    /// @param proof Proof of the field `scoreAtLeast`.
    /// @param blind Secret that hides the caller in the credential.
    /// @param link Hash of the chain that proves it.
    function openByThreshold(CreditProof calldata proof, bytes32 blind, bytes32 link) external;

    /// @notice Gives the caller something that the holder of a credential has to sign. A new one replaces the old.
    /// @return challenge Good for one line of the caller.
    function requestChallenge() external returns (bytes32 challenge);

    /// @notice Opens a line for the caller with a credential whose holder signed the caller's challenge: a passkey, a
    /// card or another account, which needs no money for gas.
    /// @param proof Proof of the field `score`.
    /// @param shown Signature of the holder.
    function openByPresentation(CreditProof calldata proof, HolderSignature calldata shown) external;

    /// @notice Draws money. Asks the ledger again: who lost the credential cannot draw.
    /// @param amount How much.
    function draw(uint128 amount) external;

    /// @notice Repays what the caller owes.
    /// @param amount How much; what arrives counts.
    function repay(uint128 amount) external;

    /// @notice Takes back money that is not drawn. Only the lender, who brings money by a transfer.
    /// @param amount How much.
    function withdraw(uint256 amount) external;

    /// @notice The line of an account; empty if it has none.
    /// @param account The account.
    /// @return line The line.
    function lineOf(address account) external view returns (Line memory line);

    /// @notice What the holder has to sign for an account; zero if nothing.
    /// @param account The account.
    /// @return challenge The challenge.
    function challengeOf(address account) external view returns (bytes32 challenge);

    /// @notice Whether credentials of an issuer and a scorecard are accepted.
    /// @param issuer The issuer.
    /// @param model Hash of the scorecard.
    /// @return Whether they are.
    function isAccepted(IssuerId issuer, bytes32 model) external view returns (bool);
}
