// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { ILedgerErrors } from "../../../contracts/ledger/ILedgerErrors.sol";
import { KeyRoles } from "../../../contracts/types/KeyRoles.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { bound, vm } from "../support/Vm.sol";

contract AnchorAndSupersedeTest is LedgerTest {
    uint64 private constant LEAVES = 70 * 256;

    function setUp() public override {
        super.setUp();
        _anchor(KEY, LEAVES - 10);
        _anchor(KEY, 10);
    }

    function testFuzz_RevertWhen_TheKeyLacksARole(bool anchors) public {
        KeyRoles roles = anchors ? ANCHORS : REVOKES;
        KeyRoles missing = anchors ? REVOKES : ANCHORS;
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, address(0xB4), 0, FOREVER, roles);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyLacksRole.selector, address(0xB4), roles, missing));
        vm.prank(address(0xB4));
        ledger.anchorAndSupersede(_rootOf(2), 5, MODEL, STATE, 2, _old(0, 1));
    }

    function test_RevertWhen_AnchoringWould() public {
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerStaleBatch.selector, 1, 2));
        _anchorInstead(1, _old(0, 1));
        vm.assertEq(_deadOf(KEEPING, 0), 0);
        _suspend(KEEPING);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerIssuerSuspended.selector, KEEPING));
        _anchorInstead(2, _old(0, 1));
    }

    function testFuzz_RevertWhen_TooMuchIsNamed(uint256 words, uint256 bits, uint256 batches) public {
        ICreditLedger.Superseded memory old = _old(0, 1);
        (words, bits) = (bound(words, 0, 80), bound(bits, 0, 80));
        (old.words, old.bits) = (new uint64[](words), new uint256[](bits));
        old.batches = new uint64[](bound(batches, 0, 30));
        if (words != bits) vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerLengthsDiffer.selector, words, bits));
        else if (words > 64) vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerTooManyWords.selector, words, 64));
        else if (old.batches.length > 16) vm.expectRevert(_tooManyBatches(old.batches.length));
        else return;
        _anchorInstead(2, old);
        (uint64 size, , , ) = ledger.checkpoint(KEEPING);
        vm.assertEq(size, 2);
    }

    function testFuzz_RevertWhen_ACredentialIsNotOlder(uint64 word, uint256 bit) public {
        word = uint64(bound(word, 70, type(uint64).max));
        bit = bound(bit, 0, 255);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerIndexUnknown.selector, uint256(word) * 256 + bit, LEAVES));
        _anchorInstead(2, _old(word, 1 << bit));
    }

    function testFuzz_RevertWhen_ABatchIsNotOlder(uint64 batch) public {
        ICreditLedger.Superseded memory old = _old(0, 1);
        old.batches = _words(uint64(bound(batch, 2, type(uint64).max)));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerBatchUnknown.selector, old.batches[0], 2));
        _anchorInstead(2, old);
    }

    function testFuzz_Supersedes(uint64 word, uint256 revoked, uint256 bits, bool isFrozen) public {
        word = uint64(bound(word, 0, 69));
        if (revoked == 0) revoked = 1;
        vm.prank(KEY);
        ledger.revokeWords(_words(word), _bits(revoked), 2);
        if (isFrozen) {
            vm.prank(ADMIN);
            ledger.freezeFrom(KEEPING, 0);
        }
        ICreditLedger.Superseded memory old = _old(word, bits);
        old.batches = _words(1);
        _expectEvent();
        emit ICreditLedger.Anchored(KEEPING, 2, _rootOf(2), 5, LEAVES, MODEL, STATE, uint40(START), KEY);
        if (bits & ~revoked != 0) {
            _expectEvent();
            emit ICreditLedger.WordRevoked(KEEPING, word, bits & ~revoked, 6);
        }
        _expectEvent();
        emit ICreditLedger.BatchStateChanged(KEEPING, 1, ICreditLedger.BatchState.Superseded, 6);
        vm.assertEq(_anchorInstead(2, old), 2);
        vm.assertEq(_deadOf(KEEPING, word), revoked | bits);
        vm.assertEq(ledger.supersededBits(KEEPING, word), bits & ~revoked);
        vm.assertEq(uint256(_stateOf(KEEPING, 1)), uint256(ICreditLedger.BatchState.Superseded));
        ICreditLedger.BatchState other = isFrozen ? ICreditLedger.BatchState.Frozen : ICreditLedger.BatchState.Live;
        vm.assertEq(uint256(_stateOf(KEEPING, 0)), uint256(other));
        vm.assertEq(uint256(_stateOf(KEEPING, 2)), uint256(ICreditLedger.BatchState.Live));
    }

    function test_ARevokedBatchStaysRevoked() public {
        vm.prank(KEY);
        ledger.revokeBatch(0, 2);
        ICreditLedger.Superseded memory old = _old(0, 0);
        old.batches = _words(0);
        _anchorInstead(2, old);
        vm.assertEq(uint256(_stateOf(KEEPING, 0)), uint256(ICreditLedger.BatchState.Revoked));
        old.batches = _words(1);
        _anchorInstead(3, old);
        vm.prank(KEY);
        ledger.revokeBatch(1, 2);
        vm.assertEq(uint256(_stateOf(KEEPING, 1)), uint256(ICreditLedger.BatchState.Revoked));
    }

    function test_ASupersededCredentialIsNotRevokedAgain() public {
        _anchorInstead(2, _old(0, 2));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerAlreadyRevoked.selector, KEEPING, 1));
        vm.prank(KEY);
        ledger.revoke(1, 1);
    }

    function test_SupersedesNothing() public {
        ICreditLedger.Superseded memory none;
        vm.assertEq(_anchorInstead(2, none), 2);
        vm.prank(OTHER_ADMIN);
        ledger.addKey(PLAIN, address(0xB4), 0, FOREVER, ALL);
        vm.prank(address(0xB4));
        vm.assertEq(ledger.anchorAndSupersede(_rootOf(0), 5, MODEL, STATE, 0, none), 0);
    }

    function _anchorInstead(uint64 batch, ICreditLedger.Superseded memory old) private returns (uint64) {
        vm.prank(KEY);
        return ledger.anchorAndSupersede(_rootOf(batch), 5, MODEL, STATE, batch, old);
    }

    function _old(uint64 word, uint256 bits) private pure returns (ICreditLedger.Superseded memory) {
        return ICreditLedger.Superseded({ words: _words(word), bits: _bits(bits), batches: new uint64[](0) });
    }

    function _tooManyBatches(uint256 batches) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ILedgerErrors.LedgerTooManyBatches.selector, batches, 16);
    }
}
