// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Rating, RatingAction, RatingEntry, Watch } from "../types/Rating.sol";

/// @title RatingRules
/// @notice Which action fits which change of a rating.
library RatingRules {
    /// @notice EIP-712 type of `Rating`.
    string private constant RATING_TYPE =
        "Rating(uint32 agency,bytes32 subject,uint32 scale,uint8 grade,uint8 outlook,uint8 watch,uint8 action,uint64 pd,bytes32 modelHash,bytes32 reportHash,uint64 validUntil,uint64 sequence)";
    bytes32 private constant RATING_TYPEHASH = keccak256(bytes(RATING_TYPE));
    bytes32 private constant PUBLISH_TYPEHASH = keccak256(abi.encodePacked("PublishRating(Rating rating,uint64 deadline)", RATING_TYPE));

    /// @notice EIP-712 struct hash of an order to publish a rating.
    /// @param rating The rating.
    /// @param deadline Last second at which the order holds.
    /// @return structHash hashStruct(order).
    function orderHashOf(Rating calldata rating, uint64 deadline) internal pure returns (bytes32 structHash) {
        // All members are static, so that their encoding in calldata is the encoding that EIP-712 hashes.
        return keccak256(abi.encode(PUBLISH_TYPEHASH, keccak256(abi.encode(RATING_TYPEHASH, rating)), deadline));
    }

    /// @notice Whether the action of a first publication fits: one without predecessor, or after a withdrawal.
    /// @param next The publication.
    /// @return Whether it assigns.
    function startsWell(Rating calldata next) internal pure returns (bool) {
        return next.action == RatingAction.Assigned;
    }

    /// @notice Whether the action of a publication fits the change that it makes to a rating.
    /// @dev Another scale takes a withdrawal and a new assignment: grades of two scales have no order.
    /// @param last The rating as it stands, not withdrawn.
    /// @param next The publication.
    /// @return Whether the action says what changes.
    function continuesWell(RatingEntry storage last, Rating calldata next) internal view returns (bool) {
        if (next.scale != last.scale) return false;
        RatingAction action = next.action;
        uint8 grade = last.grade;
        if (action == RatingAction.Upgraded) return next.grade < grade;
        if (action == RatingAction.Downgraded) return next.grade > grade;
        if (next.grade != grade) return false;
        if (action == RatingAction.Affirmed) return true;
        if (action == RatingAction.Withdrawn) return next.watch == Watch.None;
        bool isOutlookNew = next.outlook != last.outlook;
        bool isWatchNew = next.watch != last.watch;
        if (action == RatingAction.OutlookChanged) return isOutlookNew && !isWatchNew;
        return action == RatingAction.WatchChanged && isWatchNew && !isOutlookNew;
    }
}
