// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IRatingBookErrors } from "../../../contracts/rating/IRatingBookErrors.sol";
import { Rating, RatingEntry } from "../../../contracts/types/Rating.sol";
import { BookTest } from "../support/BookTest.sol";
import { bound, vm } from "../support/Vm.sol";
import { flipEcdsa, passkeyOf, signEcdsa, signPasskey, vmSign } from "../support/VmSign.sol";
import { Wallet } from "../support/Wallet.sol";

contract PublishBySigTest is BookTest {
    uint256 private constant PRIVATE = 0xA11CE;
    uint64 private constant DEADLINE = uint64(START + 1 hours);
    bytes32 private constant DOMAIN_TYPE = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    string private constant RATING_TYPE =
        "Rating(uint32 agency,bytes32 subject,uint32 scale,uint8 grade,uint8 outlook,uint8 watch,uint8 action,uint64 pd,bytes32 modelHash,bytes32 reportHash,uint64 validUntil,uint64 sequence)";

    address private _key;

    function setUp() public override {
        super.setUp();
        _key = vmSign.addr(PRIVATE);
        _admit(_key);
    }

    function _admit(address key) private {
        vm.prank(ADMIN);
        book.addKey(NORTH, key, 0, type(uint40).max);
    }

    function _digestAt(Rating memory r, uint64 deadline, address target, uint256 chain) private pure returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPE, keccak256("Credence Rating Book"), keccak256("1"), chain, target));
        bytes memory first = abi.encode(keccak256(bytes(RATING_TYPE)), r.agency, r.subject, r.scale, r.grade, r.outlook, r.watch);
        bytes memory second = abi.encode(r.action, r.pd, r.modelHash, r.reportHash, r.validUntil, r.sequence);
        bytes32 rating = keccak256(bytes.concat(first, second));
        bytes32 typeHash = keccak256(abi.encodePacked("PublishRating(Rating rating,uint64 deadline)", RATING_TYPE));
        return keccak256(abi.encodePacked(hex"1901", domain, keccak256(abi.encode(typeHash, rating, deadline))));
    }

    function _digest(Rating memory rating) private view returns (bytes32) {
        return _digestAt(rating, DEADLINE, address(book), block.chainid);
    }

    function _bring(Rating memory rating, address key, bytes memory signature) private {
        vm.prank(STRANGER);
        book.publishBySig(rating, DEADLINE, key, signature);
    }

    function _expectInvalid(Rating memory rating, bytes memory signature) private {
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookSignatureInvalid.selector, _key));
        _bring(rating, _key, signature);
    }

    function test_AnyoneBringsWhatAnAccountSigned() public {
        Rating memory rating = _next(NORTH);
        _bring(rating, _key, signEcdsa(PRIVATE, _digest(rating)));
        (, , RatingEntry memory entry) = book.ratingOf(NORTH, subject);
        vm.assertEq(entry.key, _key);
    }

    function test_AContractAccountAgrees() public {
        Wallet wallet = new Wallet();
        _admit(address(wallet));
        Rating memory rating = _next(NORTH);
        wallet.agree(_digest(rating));
        _bring(rating, address(wallet), "");
        vm.assertEq(book.ratingCount(NORTH, subject), 1);
    }

    function test_AP256KeySigns() public {
        _admit(passkeyOf(PRIVATE));
        Rating memory rating = _next(NORTH);
        _bring(rating, passkeyOf(PRIVATE), signPasskey(PRIVATE, _digest(rating)));
        vm.assertEq(book.ratingCount(NORTH, subject), 1);
    }

    function test_RevertWhen_BroughtTwice() public {
        Rating memory rating = _next(NORTH);
        bytes memory signature = signEcdsa(PRIVATE, _digest(rating));
        _bring(rating, _key, signature);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookSequenceNotNext.selector, 1, 2));
        _bring(rating, _key, signature);
    }

    function test_RevertWhen_TheDeadlineHasPassed() public {
        Rating memory rating = _next(NORTH);
        bytes memory signature = signEcdsa(PRIVATE, _digest(rating));
        vm.warp(DEADLINE + 1);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookDeadlinePassed.selector, DEADLINE));
        _bring(rating, _key, signature);
        vm.warp(DEADLINE);
        _bring(rating, _key, signature);
    }

    function testFuzz_RevertWhen_SignedForAnotherChainContractOrDeadline(uint256 chain, address target, uint64 deadline) public {
        Rating memory rating = _next(NORTH);
        if (chain == block.chainid) ++chain;
        _expectInvalid(rating, signEcdsa(PRIVATE, _digestAt(rating, DEADLINE, address(book), chain)));
        if (target == address(book)) target = STRANGER;
        _expectInvalid(rating, signEcdsa(PRIVATE, _digestAt(rating, DEADLINE, target, block.chainid)));
        if (deadline == DEADLINE) ++deadline;
        _expectInvalid(rating, signEcdsa(PRIVATE, _digestAt(rating, deadline, address(book), block.chainid)));
    }

    function testFuzz_RevertWhen_AnyPartOfTheRatingDiffers(uint256 part, uint256 by) public {
        Rating memory rating = _next(NORTH);
        bytes memory signature = signEcdsa(PRIVATE, _digest(rating));
        by = bound(by, 1, 3);
        part %= 6;
        if (part == 0) rating.grade = uint8((rating.grade + by) % 4);
        else if (part == 1) rating.pd += uint64(by);
        else if (part == 2) rating.modelHash = keccak256(abi.encode(by));
        else if (part == 3) rating.reportHash = keccak256(abi.encode(by));
        else if (part == 4) rating.validUntil += uint64(by);
        else rating.sequence += uint64(by);
        _expectInvalid(rating, signature);
    }

    function test_RevertWhen_TheSignatureIsMalleableShortOrOfAnotherKey() public {
        Rating memory rating = _next(NORTH);
        bytes32 digest = _digest(rating);
        _expectInvalid(rating, flipEcdsa(PRIVATE, digest));
        (uint8 v, bytes32 r, bytes32 s) = vmSign.sign(PRIVATE, digest);
        _expectInvalid(rating, abi.encodePacked(r, bytes32(uint256(s) | (uint256(v - 27) << 255))));
        _expectInvalid(rating, abi.encodePacked(r, s, v - 27));
        _expectInvalid(rating, signEcdsa(PRIVATE + 1, digest));
        _expectInvalid(rating, new bytes(65));
        _expectInvalid(rating, "");
    }

    function test_RevertWhen_TheKeyIsNoneOfTheAgency() public {
        Rating memory rating = _next(NORTH);
        address other = vmSign.addr(PRIVATE + 1);
        bytes memory signature = signEcdsa(PRIVATE + 1, _digest(rating));
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookKeyMayNotPublish.selector, other, 0));
        _bring(rating, other, signature);
        vm.expectRevert(abi.encodeWithSelector(IRatingBookErrors.BookSignatureInvalid.selector, address(0)));
        _bring(rating, address(0), new bytes(65));
    }
}
