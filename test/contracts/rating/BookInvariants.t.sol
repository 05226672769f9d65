// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IRatingBook } from "../../../contracts/rating/IRatingBook.sol";
import { AgencyId } from "../../../contracts/types/AgencyId.sol";
import { Outlook, Rating, RatingAction, RatingEntry, RatingState, SubjectKind, Watch } from "../../../contracts/types/Rating.sol";
import { ScaleId } from "../../../contracts/types/ScaleId.sol";
import { ActCounts, settleAct } from "../support/ActCounts.sol";
import { BookTest } from "../support/BookTest.sol";
import { bound, vm } from "../support/Vm.sol";

/// @dev Publishes for two agencies about three subjects, rightly and wrongly, and writes down what must stand then.
contract BookHandler is ActCounts {
    IRatingBook private immutable _book;
    address private immutable _authority;
    bytes32[3] public subjects;
    uint256 public clock;
    string public violation;

    /// @dev Hash of every entry that was accepted, in order.
    mapping(uint256 agency => mapping(uint256 subject => bytes32[])) private _accepted;
    mapping(uint256 agency => mapping(uint256 subject => bool)) public isWithdrawn;
    mapping(uint256 agency => uint32) public versions;

    constructor(IRatingBook book, address authority, bytes32[3] memory known, uint256 time) {
        _book = book;
        _authority = authority;
        subjects = known;
        clock = time;
    }

    function keyOf(uint256 agency) public pure returns (address) {
        return agency == 1 ? address(0xB1) : address(0xB2);
    }

    function acceptedOf(uint256 agency, uint256 subject) external view returns (bytes32[] memory) {
        return _accepted[agency][subject];
    }

    /// @dev Any publication at all; most must be refused, and the rules say which.
    function publishAny(uint256 who, uint256 what, uint256 shape, uint256 sequenceShift) external tried("publishAny") {
        uint256 agency = bound(who, 1, 2);
        uint256 subject = what % 3;
        Rating memory rating = _shape(agency, subject, shape);
        rating.sequence = uint64(_accepted[agency][subject].length + 1);
        if (sequenceShift % 4 == 0) rating.sequence += uint64(bound(sequenceShift, 1, 9));
        vm.prank(keyOf(agency));
        try _book.publish(rating) {
            if (sequenceShift % 4 == 0) violation = "sequence jumped";
            if (_isFresh(agency, subject) != (rating.action == RatingAction.Assigned)) violation = "started or continued wrongly";
            _note(agency, subject, rating);
            _count("publishAny");
        } catch {}
    }

    /// @dev The next step of a life: assign, affirm, withdraw, assign anew. It must always be taken.
    function publishNext(uint256 who, uint256 what, uint256 shape) external tried("publishNext") {
        uint256 agency = bound(who, 1, 2);
        uint256 subject = what % 3;
        Rating memory rating = _shape(agency, subject, shape);
        rating.sequence = uint64(_accepted[agency][subject].length + 1);
        if (_isFresh(agency, subject)) {
            rating.action = RatingAction.Assigned;
        } else {
            (, , RatingEntry memory last) = _book.ratingOf(AgencyId.wrap(uint32(agency)), subjects[subject]);
            rating.scale = last.scale;
            rating.action = rating.grade < last.grade ? RatingAction.Upgraded : RatingAction.Downgraded;
            if (rating.grade == last.grade) rating.action = shape % 3 == 0 ? RatingAction.Withdrawn : RatingAction.Affirmed;
        }
        if (rating.action == RatingAction.Withdrawn) (rating.validUntil, rating.watch) = (0, Watch.None);
        else rating.validUntil = uint64(clock + 365 days);
        vm.prank(keyOf(agency));
        _book.publish(rating);
        _note(agency, subject, rating);
        _count("publishNext");
    }

    function publishForOther(uint256 who, uint256 what, uint256 shape) external tried("publishForOther") {
        uint256 agency = bound(who, 1, 2);
        Rating memory rating = _shape(agency, what % 3, shape);
        rating.sequence = uint64(_accepted[agency][what % 3].length + 1);
        vm.prank(keyOf(3 - agency));
        try _book.publish(rating) {
            violation = "published for another agency";
        } catch {}
        _count("publishForOther");
    }

    function publishDefaultRates(uint256 who, uint32 shift) external tried("publishDefaultRates") {
        uint256 agency = bound(who, 1, 2);
        uint32 version = versions[agency] + uint32(shift % 3);
        vm.prank(keyOf(agency));
        try _book.publishDefaultRates(ScaleId.wrap(1), 2025, version, new uint64[](4), new uint64[](4)) {
            if (shift % 3 != 1) violation = "version jumped";
            versions[agency] = version;
            _count("publishDefaultRates");
        } catch {
            if (shift % 3 == 1) violation = "version refused";
        }
    }

    function pass(uint256 time) external tried("pass") {
        clock += bound(time, 1, 200 days);
        vm.warp(clock);
        _count("pass");
    }

    function _isFresh(uint256 agency, uint256 subject) private view returns (bool) {
        return _accepted[agency][subject].length == 0 || isWithdrawn[agency][subject];
    }

    function _shape(uint256 agency, uint256 subject, uint256 shape) private view returns (Rating memory) {
        return
            Rating({
                agency: AgencyId.wrap(uint32(agency)),
                subject: subjects[subject],
                scale: ScaleId.wrap(uint32(1 + ((shape >> 8) % 2))),
                grade: uint8((shape >> 16) % 4),
                outlook: Outlook((shape >> 24) % 4),
                watch: Watch((shape >> 32) % 3),
                action: RatingAction(1 + ((shape >> 40) % 7)),
                pd: uint64((shape >> 48) % 1e18),
                modelHash: keccak256(abi.encode(shape, "model")),
                reportHash: keccak256(abi.encode(shape, "report")),
                validUntil: uint64(shape % 5 == 0 ? 0 : clock + 30 days),
                sequence: 0
            });
    }

    function _note(uint256 agency, uint256 subject, Rating memory r) private {
        RatingEntry memory entry = RatingEntry({
            key: keyOf(agency),
            time: uint40(clock),
            validUntil: uint40(r.validUntil),
            action: r.action,
            grade: r.grade,
            scale: r.scale,
            outlook: r.outlook,
            watch: r.watch,
            pd: r.pd,
            modelHash: r.modelHash,
            reportHash: r.reportHash
        });
        _accepted[agency][subject].push(keccak256(abi.encode(entry)));
        isWithdrawn[agency][subject] = r.action == RatingAction.Withdrawn;
    }
}

contract BookInvariantsTest is BookTest {
    BookHandler private _handler;

    function setUp() public override {
        super.setUp();
        bytes32[3] memory subjects;
        subjects[0] = subject;
        vm.prank(KEY);
        subjects[1] = book.registerSubject(SubjectKind.Deal, "Deal 2026-1");
        vm.prank(SOUTH_KEY);
        subjects[2] = book.registerSubject(SubjectKind.Tranche, "Deal 2026-1 class A");
        _handler = new BookHandler(book, address(this), subjects, START);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev RB-1: the sequence grows by one with each publication, and history keeps each as it was published.
    function invariant_RB1_HistoryOnlyGrows() public view {
        for (uint256 agency = 1; agency <= 2; ++agency) {
            for (uint256 which = 0; which < 3; ++which) {
                bytes32[] memory accepted = _handler.acceptedOf(agency, which);
                AgencyId id = AgencyId.wrap(uint32(agency));
                bytes32 about = _handler.subjects(which);
                vm.assertEq(book.ratingCount(id, about), accepted.length);
                for (uint256 i = 0; i < accepted.length; ++i) {
                    vm.assertEq(keccak256(abi.encode(book.ratingAt(id, about, uint64(i + 1)))), accepted[i]);
                }
            }
        }
    }

    /// @dev RB-2: a withdrawn rating stays withdrawn until it is assigned anew, and no other says that it is.
    function invariant_RB2_WithdrawnIsFinal() public view {
        for (uint256 agency = 1; agency <= 2; ++agency) {
            for (uint256 which = 0; which < 3; ++which) {
                (RatingState state, , ) = book.ratingOf(AgencyId.wrap(uint32(agency)), _handler.subjects(which));
                vm.assertEq(state == RatingState.Withdrawn, _handler.isWithdrawn(agency, which));
            }
        }
    }

    /// @dev RB-3: default rates of a year are only ever restated as the next version.
    function invariant_RB3_VersionsOnlyGrow() public view {
        for (uint256 agency = 1; agency <= 2; ++agency) {
            vm.assertEq(book.defaultRateVersions(AgencyId.wrap(uint32(agency)), SCALE, 2025), _handler.versions(agency));
        }
    }

    function invariant_NothingForbiddenHappened() public view {
        vm.assertEq(_handler.violation(), "");
    }

    function afterInvariant() public {
        string[5] memory acts = ["publishAny", "publishNext", "publishForOther", "publishDefaultRates", "pass"];
        // Most random publications must be refused, and two of three versions.
        for (uint256 i = 0; i < acts.length; ++i) settleAct(_handler, "ratings", acts[i], 60);
    }
}
