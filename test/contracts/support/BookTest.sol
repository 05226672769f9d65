// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IRatingBook } from "../../../contracts/rating/IRatingBook.sol";
import { AgencyId } from "../../../contracts/types/AgencyId.sol";
import { Outlook, Rating, RatingAction, RatingEntry, RatingState, SubjectKind, Watch } from "../../../contracts/types/Rating.sol";
import { ScaleId } from "../../../contracts/types/ScaleId.sol";
import { deploy, vm } from "./Vm.sol";

/// @dev A book with two agencies, each with one key, a scale of four grades and a subject. The test itself is the
/// administrator of the access manager.
abstract contract BookTest {
    /// @dev 2026-11-18T10:40:00Z.
    uint256 internal constant START = 1_795_000_000;
    AgencyId internal constant NORTH = AgencyId.wrap(1);
    AgencyId internal constant SOUTH = AgencyId.wrap(2);
    ScaleId internal constant SCALE = ScaleId.wrap(1);
    ScaleId internal constant OTHER_SCALE = ScaleId.wrap(2);
    address internal constant ADMIN = address(0xA1);
    address internal constant SOUTH_ADMIN = address(0xA2);
    address internal constant KEY = address(0xB1);
    address internal constant SOUTH_KEY = address(0xB2);
    address internal constant STRANGER = address(0xC1);
    string internal constant NAME = "Northwind Traders GmbH (LEI 5299000000000000AB12)";
    bytes32 internal constant MODEL = keccak256("model");
    bytes32 internal constant REPORT = keccak256("report");

    IRatingBook internal book;
    bytes32 internal subject;

    function setUp() public virtual {
        vm.warp(START);
        address manager = deploy("AccessManager.sol:AccessManager", abi.encode(address(this)));
        book = IRatingBook(deploy("RatingBook.sol:RatingBook", abi.encode(manager)));
        book.registerAgency(ADMIN, "North Ratings");
        book.registerAgency(SOUTH_ADMIN, "South Ratings");
        vm.prank(ADMIN);
        book.addKey(NORTH, KEY, 0, type(uint40).max);
        vm.prank(SOUTH_ADMIN);
        book.addKey(SOUTH, SOUTH_KEY, 0, type(uint40).max);
        book.registerScale("Long term", _labels("A", "B", "C", "D"));
        book.registerScale("Short term", _labels("P1", "P2", "P3", "NP"));
        vm.prank(KEY);
        subject = book.registerSubject(SubjectKind.Enterprise, NAME);
    }

    function _labels(string memory a, string memory b, string memory c, string memory d) internal pure returns (string[] memory labels) {
        labels = new string[](4);
        (labels[0], labels[1], labels[2], labels[3]) = (a, b, c, d);
    }

    /// @dev The publication that comes next for the subject, affirming or assigning grade 1.
    function _next(AgencyId agency) internal view returns (Rating memory) {
        (RatingState state, uint64 sequence, RatingEntry memory last) = book.ratingOf(agency, subject);
        bool isRated = state != RatingState.NotRated && last.action != RatingAction.Withdrawn;
        return
            Rating({
                agency: agency,
                subject: subject,
                scale: isRated ? last.scale : SCALE,
                grade: isRated ? last.grade : 1,
                outlook: isRated ? last.outlook : Outlook.Stable,
                watch: isRated ? last.watch : Watch.None,
                action: isRated ? RatingAction.Affirmed : RatingAction.Assigned,
                pd: 0.01e18,
                modelHash: MODEL,
                reportHash: REPORT,
                validUntil: uint64(block.timestamp + 365 days),
                sequence: sequence + 1
            });
    }

    function _publish(Rating memory rating) internal {
        vm.prank(rating.agency == NORTH ? KEY : SOUTH_KEY);
        book.publish(rating);
    }

    function _assign() internal {
        _publish(_next(NORTH));
    }

    function _state() internal view returns (RatingState state) {
        (state, , ) = book.ratingOf(NORTH, subject);
    }
}
