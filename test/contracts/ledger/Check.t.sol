// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { ILedgerInspector } from "../../../contracts/ledger/ILedgerInspector.sol";
import { Batch } from "../../../contracts/types/Batch.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { BatchBuilder } from "../support/BatchBuilder.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { RecursiveTree } from "../support/RecursiveTree.sol";
import { bound, deploy, deployLedger, vm } from "../support/Vm.sol";

contract CheckTest is LedgerTest {
    uint256 private constant SEED = 7;
    uint64 private constant EXPIRY = uint64(START + 90 days);
    bytes32 private constant FLIP = bytes32(uint256(1));

    bytes32[] private _keepingLog;
    bytes32[] private _plainLog;

    function setUp() public override {
        super.setUp();
        for (uint64 i = 0; i < 3; ++i) {
            _appendBatch(KEEPING, 4 + i);
            _appendBatch(PLAIN, 4 + i);
        }
    }

    function testFuzz_Ok(bool stored, uint256 position) public view {
        _expect(_input(stored, position), ILedgerInspector.CheckReason.Ok);
    }

    function test_UnknownIssuer() public view {
        ILedgerInspector.CheckInput memory input = _input(true, 0);
        input.credit.issuer = NOBODY;
        _expect(input, ILedgerInspector.CheckReason.UnknownIssuer);
    }

    function testFuzz_IssuerSuspended(bool stored) public {
        ILedgerInspector.CheckInput memory input = _input(stored, 0);
        _suspend(input.credit.issuer);
        _expect(input, ILedgerInspector.CheckReason.IssuerSuspended);
        ledger.setIssuerStatus(input.credit.issuer, ICreditLedger.IssuerStatus.Active);
        _expect(input, ILedgerInspector.CheckReason.Ok);
    }

    function testFuzz_BatchUnknown(bool stored, uint64 number) public view {
        ILedgerInspector.CheckInput memory input = _input(stored, 0);
        input.batch.number = uint64(bound(number, 3, type(uint64).max));
        _expect(input, ILedgerInspector.CheckReason.BatchUnknown);
    }

    function testFuzz_BatchOfAnotherIssuer(bool stored) public view {
        ILedgerInspector.CheckInput memory input = _input(stored, 0);
        input.batch.issuer = stored ? PLAIN : KEEPING;
        _expect(input, ILedgerInspector.CheckReason.BatchMismatch);
    }

    function testFuzz_AnotherBatch(bool stored, uint256 field) public view {
        ILedgerInspector.CheckInput memory input = _input(stored, 0);
        _changeBatch(input.batch, field % 7);
        ILedgerInspector.CheckReason expected =
            stored ? ILedgerInspector.CheckReason.BatchMismatch : ILedgerInspector.CheckReason.LogPathInvalid;
        _expect(input, expected);
    }

    function testFuzz_AnotherLogPath(uint256 place) public view {
        ILedgerInspector.CheckInput memory input = _input(false, 0);
        input.logPath[place % input.logPath.length] ^= FLIP;
        _expect(input, ILedgerInspector.CheckReason.LogPathInvalid);
        input.logPath = new bytes32[](0);
        _expect(input, ILedgerInspector.CheckReason.LogPathInvalid);
    }

    function test_ALogPathGoesStale() public {
        ILedgerInspector.CheckInput memory input = _input(false, 0);
        _appendBatch(PLAIN, 9);
        _expect(input, ILedgerInspector.CheckReason.LogPathInvalid);
        input.logPath = RecursiveTree.path(_plainLog, 1);
        _expect(input, ILedgerInspector.CheckReason.Ok);
    }

    function testFuzz_AnotherCredential(bool stored, uint256 field) public view {
        ILedgerInspector.CheckInput memory input = _input(stored, 2);
        field %= 7;
        if (field == 0) input.credit.credentialRoot ^= FLIP;
        else if (field == 1) input.credit.subjectTag ^= FLIP;
        else if (field == 2) input.credit.model ^= FLIP;
        else if (field == 3) input.credit.issuedAt += 1;
        else if (field == 4) input.credit.expiry += 1;
        else if (field == 5) input.credit.seq += 1;
        else input.credit.holder ^= FLIP;
        _expect(input, ILedgerInspector.CheckReason.NotIncluded);
    }

    function testFuzz_AnotherPlace(bool stored, uint64 position, uint256 place) public view {
        ILedgerInspector.CheckInput memory input = _input(stored, 2);
        if (position == 2) position = 3;
        input.position = position;
        _expect(input, ILedgerInspector.CheckReason.NotIncluded);
        input.position = 2;
        input.path[place % input.path.length] ^= FLIP;
        _expect(input, ILedgerInspector.CheckReason.NotIncluded);
        input.path = new bytes32[](0);
        _expect(input, ILedgerInspector.CheckReason.NotIncluded);
    }

    function testFuzz_Revoked(bool stored, uint8 reason, bool byWord) public {
        ILedgerInspector.CheckInput memory input = _input(stored, 2);
        uint64 index = input.batch.firstLeaf + 2;
        vm.prank(stored ? KEY : PLAIN_KEY);
        if (byWord) ledger.revokeWords(new uint64[](1), _mask(index), uint8(bound(reason, 1, 5)));
        else ledger.revoke(index, uint8(bound(reason, 1, 5)));
        _expect(input, ILedgerInspector.CheckReason.Revoked);
        _expect(_input(stored, 1), ILedgerInspector.CheckReason.Ok);
        _expect(_input(stored, 3), ILedgerInspector.CheckReason.Ok);
        _expect(_input(!stored, 2), ILedgerInspector.CheckReason.Ok);
    }

    function testFuzz_Suspended(bool stored) public {
        ILedgerInspector.CheckInput memory input = _input(stored, 2);
        uint64 index = input.batch.firstLeaf + 2;
        vm.prank(stored ? KEY : PLAIN_KEY);
        ledger.suspendWords(_words(0), _mask(index), 2);
        _expect(input, ILedgerInspector.CheckReason.Suspended);
        _expect(_input(stored, 1), ILedgerInspector.CheckReason.Ok);
        _expect(_input(!stored, 2), ILedgerInspector.CheckReason.Ok);
        vm.prank(stored ? KEY : PLAIN_KEY);
        ledger.releaseWords(_words(0), _mask(index), 2);
        _expect(input, ILedgerInspector.CheckReason.Ok);
    }

    function testFuzz_Superseded(bool stored) public {
        ILedgerInspector.CheckInput memory input = _input(stored, 2);
        _supersede(stored, _mask(input.batch.firstLeaf + 2), new uint64[](0));
        _expect(_input(stored, 2), ILedgerInspector.CheckReason.Superseded);
        _expect(_input(stored, 1), ILedgerInspector.CheckReason.Ok);
        _expect(_input(!stored, 2), ILedgerInspector.CheckReason.Ok);
    }

    function testFuzz_TheWholeBatch(bool stored) public {
        vm.prank(stored ? ADMIN : OTHER_ADMIN);
        ledger.freezeFrom(stored ? KEEPING : PLAIN, 1);
        _expect(_input(stored, 2), ILedgerInspector.CheckReason.BatchFrozen);
        _expect(_input(!stored, 2), ILedgerInspector.CheckReason.Ok);
        _supersede(stored, new uint256[](1), _words(1));
        _expect(_input(stored, 2), ILedgerInspector.CheckReason.BatchSuperseded);
        vm.prank(stored ? KEY : PLAIN_KEY);
        ledger.revokeBatch(1, 4);
        _expect(_input(stored, 2), ILedgerInspector.CheckReason.BatchRevoked);
    }

    /// @dev The gravest of what is wrong is told, in the order of the reasons.
    function test_TellsTheFirstReasonThatFails() public {
        uint256[] memory mask = _mask(_input(true, 2).batch.firstLeaf + 2);
        vm.warp(EXPIRY);
        _expect(_input(true, 2), ILedgerInspector.CheckReason.Expired);
        vm.prank(KEY);
        ledger.suspendWords(_words(0), mask, 2);
        _expect(_input(true, 2), ILedgerInspector.CheckReason.Suspended);
        vm.prank(KEY);
        ledger.revokeWords(_words(0), mask, 2);
        _expect(_input(true, 2), ILedgerInspector.CheckReason.Revoked);
        vm.prank(ADMIN);
        ledger.freezeFrom(KEEPING, 0);
        _expect(_input(true, 2), ILedgerInspector.CheckReason.BatchFrozen);
        ILedgerInspector.CheckInput memory input = _input(true, 2);
        input.credit.holder ^= FLIP;
        _expect(input, ILedgerInspector.CheckReason.NotIncluded);
        input.batch.root ^= FLIP;
        _expect(input, ILedgerInspector.CheckReason.BatchMismatch);
        _suspend(KEEPING);
        _expect(input, ILedgerInspector.CheckReason.IssuerSuspended);
    }

    function testFuzz_Expired(bool stored, uint256 time) public {
        vm.warp(bound(time, START, EXPIRY - 1));
        _expect(_input(stored, 0), ILedgerInspector.CheckReason.Ok);
        vm.warp(bound(time, EXPIRY, type(uint64).max));
        _expect(_input(stored, 0), ILedgerInspector.CheckReason.Expired);
    }

    function testFuzz_ExpiresOnTheSecond(bool stored) public {
        vm.warp(EXPIRY - 1);
        _expect(_input(stored, 0), ILedgerInspector.CheckReason.Ok);
        vm.warp(EXPIRY);
        _expect(_input(stored, 0), ILedgerInspector.CheckReason.Expired);
    }

    function test_AnotherChainOrLedgerHasOtherLeaves() public {
        ILedgerInspector.CheckInput memory input = _input(true, 0);
        vm.chainId(1);
        _expect(input, ILedgerInspector.CheckReason.BatchMismatch);
    }

    /// @dev Whoever anchors a copy of a batch elsewhere gains nothing: its credentials are signed for this ledger.
    function test_ACopiedBatchHasNoCredentialsElsewhere() public {
        ICreditLedger other = ICreditLedger(deployLedger(address(this)));
        ILedgerInspector.CheckInput memory input = _input(true, 0);
        other.registerIssuer(ADMIN, "Bank of the North", true, 0);
        vm.prank(ADMIN);
        other.addKey(KEEPING, KEY, 0, FOREVER, ALL);
        for (uint64 i = 0; i < 3; ++i) {
            vm.prank(KEY);
            other.anchor(_batch(KEEPING, i, 4 + i, 0).root, 4 + i, MODEL, STATE, i);
        }
        ILedgerInspector elsewhere = ILedgerInspector(deploy("LedgerInspector.sol:LedgerInspector", abi.encode(other)));
        vm.assertEq(uint256(elsewhere.check(input)), uint256(ILedgerInspector.CheckReason.NotIncluded));
    }

    function test_TheBatchTimeIsBound() public {
        ILedgerInspector.CheckInput memory input = _input(true, 0);
        vm.warp(START + 5);
        _expect(input, ILedgerInspector.CheckReason.Ok);
        input.batch.time = uint64(START + 5);
        _expect(input, ILedgerInspector.CheckReason.BatchMismatch);
    }

    /// @dev The middle batch of an issuer and one of its credentials, with both paths.
    function _input(bool stored, uint256 position) private view returns (ILedgerInspector.CheckInput memory input) {
        IssuerId issuer = stored ? KEEPING : PLAIN;
        position %= 5;
        bytes32[] memory leaves = BatchBuilder.leavesOf(issuer, SEED, 5, EXPIRY, address(ledger));
        input.credit = BatchBuilder.creditAt(issuer, SEED, position, EXPIRY);
        input.batch = _batch(issuer, 1, 5, 4);
        input.position = uint64(position);
        input.path = RecursiveTree.path(leaves, position);
        input.logPath = stored ? new bytes32[](0) : RecursiveTree.path(_plainLog, 1);
    }

    /// @dev Anchors one more batch that supersedes, and notes its leaf.
    function _supersede(bool stored, uint256[] memory bits, uint64[] memory batches) private {
        IssuerId issuer = stored ? KEEPING : PLAIN;
        (uint64 number, uint64 firstLeaf, , ) = ledger.checkpoint(issuer);
        Batch memory batch = _batch(issuer, number, 2, firstLeaf);
        ICreditLedger.Superseded memory old = ICreditLedger.Superseded({ words: _words(0), bits: bits, batches: batches });
        vm.prank(stored ? KEY : PLAIN_KEY);
        ledger.anchorAndSupersede(batch.root, 2, MODEL, STATE, number, old);
        bytes32[] storage log = stored ? _keepingLog : _plainLog;
        log.push(BatchBuilder.batchLeafOf(batch, address(ledger)));
    }

    function _appendBatch(IssuerId issuer, uint64 count) private {
        bool stored = _raw(issuer) == _raw(KEEPING);
        bytes32[] storage log = stored ? _keepingLog : _plainLog;
        uint64 number = uint64(log.length);
        (, uint64 firstLeaf, , ) = ledger.checkpoint(issuer);
        Batch memory batch = _batch(issuer, number, count, firstLeaf);
        vm.prank(stored ? KEY : PLAIN_KEY);
        ledger.anchor(batch.root, count, MODEL, STATE, number);
        log.push(BatchBuilder.batchLeafOf(batch, address(ledger)));
    }

    function _batch(IssuerId issuer, uint64 number, uint64 count, uint64 firstLeaf) private view returns (Batch memory) {
        return
            Batch({
                issuer: issuer,
                number: number,
                root: RecursiveTree.root(BatchBuilder.leavesOf(issuer, SEED, count, EXPIRY, address(ledger))),
                leaves: count,
                firstLeaf: firstLeaf,
                model: MODEL,
                stateRoot: STATE,
                time: uint64(START)
            });
    }

    function _changeBatch(Batch memory batch, uint256 field) private pure {
        if (field == 0) batch.number -= 1;
        else if (field == 1) batch.root ^= FLIP;
        else if (field == 2) batch.leaves += 1;
        else if (field == 3) batch.firstLeaf += 1;
        else if (field == 4) batch.model ^= FLIP;
        else if (field == 5) batch.stateRoot ^= FLIP;
        else batch.time += 1;
    }

    function _mask(uint64 index) private pure returns (uint256[] memory bits) {
        bits = new uint256[](1);
        bits[0] = 1 << index;
    }

    function _expect(ILedgerInspector.CheckInput memory input, ILedgerInspector.CheckReason expected) private view {
        vm.assertEq(uint256(inspector.check(input)), uint256(expected));
    }
}
