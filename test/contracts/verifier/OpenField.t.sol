// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { BatchPlace } from "../../../contracts/types/BatchPlace.sol";
import { CreditFacts, creditFacts } from "../../../contracts/types/CreditFacts.sol";
import { CreditProof } from "../../../contracts/types/CreditProof.sol";
import { CreditReason } from "../../../contracts/types/CreditReason.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { CreditVerifier } from "../../../contracts/verifier/CreditVerifier.sol";
import { ProofTest } from "../support/ProofTest.sol";
import { VerifierHarness } from "../support/VerifierHarness.sol";
import { bound, deployLedger, vm } from "../support/Vm.sol";

contract OpenFieldTest is ProofTest {
    uint256 private constant SCORE_SLOT = 1;
    uint256 private constant COUNT = 11;
    address private constant HOLDER = address(0xD1);

    VerifierHarness private _lender;
    bytes32 private _holder;

    function setUp() public override {
        super.setUp();
        _lender = new VerifierHarness(ledger);
        _holder = _commitment(HOLDER);
        _anchor(KEY, bytes32(0), 500, SCORE_SLOT, 300, 7);
    }

    function _proof(uint256 position) private returns (CreditProof memory proof, bytes32 digest) {
        return _anchor(KEY, _holder, 712, SCORE_SLOT, COUNT, position);
    }

    function _expect(CreditProof memory proof, CreditReason expected) private view {
        (CreditReason reason, ) = _lender.openField(proof, SCORE_SLOT, _holder);
        vm.assertEq(uint256(reason), uint256(expected));
    }

    function testFuzz_OpensEveryFieldOfEveryCredential(uint256 slot, uint256 count, uint256 position) public {
        slot = bound(slot, 0, 15);
        count = bound(count, 1, 40);
        (CreditProof memory proof, bytes32 digest) = _anchor(KEY, _holder, 712, slot, count, bound(position, 0, count - 1));
        (CreditReason reason, bytes32 found) = _lender.openField(proof, slot, _holder);
        vm.assertEq(uint256(reason), uint256(CreditReason.Ok));
        vm.assertEq(found, digest);
    }

    function test_Expired() public {
        (CreditProof memory proof, ) = _proof(3);
        vm.warp(EXPIRY - 1);
        _expect(proof, CreditReason.Ok);
        vm.warp(EXPIRY);
        _expect(proof, CreditReason.Expired);
    }

    function testFuzz_UnknownIssuer(uint32 issuer) public {
        (CreditProof memory proof, ) = _proof(3);
        issuer = uint32(bound(issuer, 3, type(uint32).max));
        proof.facts = creditFacts(IssuerId.wrap(issuer), EXPIRY - 90 days, EXPIRY, 3);
        _expect(proof, CreditReason.UnknownIssuer);
    }

    function test_IssuerSuspended() public {
        (CreditProof memory proof, ) = _proof(3);
        ledger.setIssuerStatus(ISSUER, ICreditLedger.IssuerStatus.Suspended);
        _expect(proof, CreditReason.IssuerSuspended);
        vm.assertEq(uint256(_lender.standing(ISSUER, 1, 303)), uint256(CreditReason.IssuerSuspended));
    }

    function testFuzz_BatchUnknown(uint64 batch) public {
        (CreditProof memory proof, ) = _proof(3);
        proof.place = _place(uint64(bound(batch, 2, type(uint40).max)), uint64(COUNT), 300, uint64(START), 3);
        _expect(proof, CreditReason.BatchUnknown);
    }

    function test_BatchesWithoutStoredLeavesAreUnknown() public {
        (CreditProof memory proof, ) = _anchor(PLAIN_KEY, _holder, 712, SCORE_SLOT, COUNT, 3);
        _expect(proof, CreditReason.BatchUnknown);
    }

    function testFuzz_NotIncludedWhenAnyBitOfTheProofDiffers(uint256 part, uint256 bit) public {
        (CreditProof memory proof, ) = _proof(3);
        bytes32 flip = bytes32(1 << (bit % 256));
        part %= 7;
        if (part == 0) proof.subjectTag ^= flip;
        else if (part == 1) proof.model ^= flip;
        else if (part == 2) proof.stateRoot ^= flip;
        else if (part == 3) proof.value ^= flip;
        else if (part == 4) proof.salt ^= bytes16(uint128(1 << (bit % 128)));
        else if (part == 5) proof.fieldPath[bit % 4] ^= flip;
        else proof.path[bit % proof.path.length] ^= flip;
        _expect(proof, CreditReason.NotIncluded);
    }

    function testFuzz_NotIncludedWhenAFactDiffers(uint256 bit) public {
        (CreditProof memory proof, ) = _proof(3);
        // Issuer and expiry have answers of their own.
        bit = bound(bit, 0, 159);
        bit = bit < 64 ? 32 + bit : 96 + bit;
        proof.facts = CreditFacts.wrap(CreditFacts.unwrap(proof.facts) ^ (1 << bit));
        _expect(proof, CreditReason.NotIncluded);
    }

    function testFuzz_NotIncludedWhenItLivesLonger(uint64 expiry) public {
        (CreditProof memory proof, ) = _proof(3);
        vm.warp(EXPIRY);
        proof.facts = creditFacts(ISSUER, EXPIRY - 90 days, uint64(bound(expiry, EXPIRY + 1, type(uint64).max)), 3);
        _expect(proof, CreditReason.NotIncluded);
    }

    function testFuzz_NotIncludedWhenAPlaceDiffers(uint256 bit) public {
        (CreditProof memory proof, ) = _proof(3);
        bit = bound(bit, 40, 255);
        proof.place = BatchPlace.wrap(BatchPlace.unwrap(proof.place) ^ (1 << bit));
        _expect(proof, CreditReason.NotIncluded);
    }

    function testFuzz_NotIncludedForAnotherHolder(bytes32 holder) public {
        (CreditProof memory proof, ) = _proof(3);
        if (holder == _holder) holder = bytes32(0);
        (CreditReason reason, ) = _lender.openField(proof, SCORE_SLOT, holder);
        vm.assertEq(uint256(reason), uint256(CreditReason.NotIncluded));
    }

    function testFuzz_NotIncludedForAnotherSlot(uint256 slot) public {
        (CreditProof memory proof, ) = _proof(3);
        slot = bound(slot, 2, 16);
        (CreditReason reason, ) = _lender.openField(proof, slot % 16, _holder);
        vm.assertEq(uint256(reason), uint256(CreditReason.NotIncluded));
    }

    function test_NotIncludedWhenThePathIsShorterOrLonger() public {
        (CreditProof memory proof, ) = _proof(3);
        bytes32[] memory path = proof.path;
        proof.path = new bytes32[](path.length - 1);
        for (uint256 i = 0; i + 1 < path.length; ++i) proof.path[i] = path[i];
        _expect(proof, CreditReason.NotIncluded);
        proof.path = new bytes32[](path.length + 1);
        for (uint256 i = 0; i < path.length; ++i) proof.path[i] = path[i];
        _expect(proof, CreditReason.NotIncluded);
        proof.path = new bytes32[](65);
        _expect(proof, CreditReason.NotIncluded);
    }

    function test_NotIncludedWhenANodeIsShownAsAField() public {
        // The pair above the field, offered as its own subtree at the slot of the pair.
        (CreditProof memory proof, ) = _proof(3);
        bytes32 leaf = keccak256(abi.encodePacked(hex"02", uint8(1), proof.salt, proof.value));
        proof.value = keccak256(abi.encodePacked(hex"03", proof.fieldPath[0], leaf));
        proof.fieldPath = [proof.fieldPath[1], proof.fieldPath[2], proof.fieldPath[3], bytes32(0)];
        _expect(proof, CreditReason.NotIncluded);
    }

    function test_NothingIsKnownOnAnotherLedger() public {
        (CreditProof memory proof, ) = _proof(3);
        ICreditLedger other = ICreditLedger(deployLedger(address(this)));
        (CreditReason reason, ) = new VerifierHarness(other).openField(proof, SCORE_SLOT, _holder);
        vm.assertEq(uint256(reason), uint256(CreditReason.UnknownIssuer));
        other.registerIssuer(address(this), "Bank of the North", true, 0);
        (reason, ) = new VerifierHarness(other).openField(proof, SCORE_SLOT, _holder);
        vm.assertEq(uint256(reason), uint256(CreditReason.BatchUnknown));
    }

    function test_NotIncludedOnAnotherChain() public {
        (CreditProof memory proof, ) = _proof(3);
        vm.chainId(block.chainid + 1);
        _expect(proof, CreditReason.NotIncluded);
    }

    function test_BatchSupersededRevokedOrFrozen() public {
        (CreditProof memory proof, ) = _proof(3);
        ledger.freezeFrom(ISSUER, 1);
        _expect(proof, CreditReason.BatchFrozen);
        ledger.thaw(ISSUER, 1, 2);
        _expect(proof, CreditReason.Ok);
        ICreditLedger.Superseded memory old;
        old.batches = _words(1);
        vm.prank(KEY);
        ledger.anchorAndSupersede(keccak256("root"), 1, MODEL, STATE, 2, old);
        _expect(proof, CreditReason.BatchSuperseded);
        vm.assertEq(uint256(_lender.standing(ISSUER, 1, 303)), uint256(CreditReason.BatchSuperseded));
        vm.prank(KEY);
        ledger.revokeBatch(1, 2);
        _expect(proof, CreditReason.BatchRevoked);
    }

    function testFuzz_Revoked(uint256 position) public {
        position = bound(position, 0, COUNT - 1);
        (CreditProof memory proof, ) = _proof(position);
        vm.prank(KEY);
        ledger.revoke(uint64(300 + ((position + 1) % COUNT)), 1);
        _expect(proof, CreditReason.Ok);
        vm.prank(KEY);
        ledger.revoke(uint64(300 + position), 1);
        _expect(proof, CreditReason.Revoked);
        vm.assertEq(uint256(_lender.standing(ISSUER, 1, uint64(300 + position))), uint256(CreditReason.Revoked));
    }

    function test_Superseded() public {
        (CreditProof memory proof, ) = _proof(3);
        ICreditLedger.Superseded memory old;
        old.words = _words(1);
        old.bits = _bits(1 << (303 - 256));
        vm.prank(KEY);
        ledger.anchorAndSupersede(keccak256("root"), 1, MODEL, STATE, 2, old);
        _expect(proof, CreditReason.Superseded);
    }

    function test_Suspended() public {
        (CreditProof memory proof, ) = _proof(3);
        vm.prank(KEY);
        ledger.suspendWords(_words(1), _bits(1 << (303 - 256)), 2);
        _expect(proof, CreditReason.Suspended);
        vm.prank(KEY);
        ledger.releaseWords(_words(1), _bits(1 << (303 - 256)), 2);
        _expect(proof, CreditReason.Ok);
    }

    function test_ScoreTooLow() public {
        (CreditProof memory proof, ) = _proof(3);
        vm.assertEq(uint256(_lender.openScore(proof, _holder, 712)), uint256(CreditReason.Ok));
        vm.assertEq(uint256(_lender.openScore(proof, _holder, 713)), uint256(CreditReason.ScoreTooLow));
    }

    function test_DemandRevertsWithTheReason() public {
        _lender.demand(CreditReason.Ok);
        vm.expectRevert(abi.encodeWithSelector(CreditVerifier.CreditRefused.selector, CreditReason.Revoked));
        _lender.demand(CreditReason.Revoked);
    }
}
