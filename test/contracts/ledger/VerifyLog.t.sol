// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ILedgerInspector } from "../../../contracts/ledger/ILedgerInspector.sol";
import { Batch } from "../../../contracts/types/Batch.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { BatchBuilder } from "../support/BatchBuilder.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { RecursiveTree } from "../support/RecursiveTree.sol";
import { bound, vm } from "../support/Vm.sol";

contract VerifyLogTest is LedgerTest {
    bytes32 private constant FLIP = bytes32(uint256(1));

    Batch[] private _batches;
    bytes32[] private _leaves;

    function test_NamesItsLedger() public view {
        vm.assertEq(inspector.LEDGER(), address(ledger));
    }

    function testFuzz_FindsEveryBatch(uint256 size, uint256 number, bool stored, bool isSuspended) public {
        size = _grow(size, stored);
        number = bound(number, 0, size - 1);
        if (isSuspended) _suspend(_issuer(stored));
        _expectIncluded(_batches[number], RecursiveTree.path(_leaves, number), stored, ILedgerInspector.LogReason.Ok);
    }

    function testFuzz_RefusesAnotherBatchOrPath(uint256 size, uint256 number, uint256 field, bool stored) public {
        size = _grow(size, stored);
        number = bound(number, 0, size - 1);
        Batch memory batch = _batches[number];
        bytes32[] memory path = RecursiveTree.path(_leaves, number);
        field %= 10;
        if (field == 0) batch.root ^= FLIP;
        else if (field == 1) batch.leaves += 1;
        else if (field == 2) batch.firstLeaf += 1;
        else if (field == 3) batch.model ^= FLIP;
        else if (field == 4) batch.stateRoot ^= FLIP;
        else if (field == 5) batch.time += 1;
        else if (field == 6) path = RecursiveTree.with(path, FLIP);
        else if (size == 1) return;
        else if (field == 7) batch.number = batch.number == 0 ? 1 : batch.number - 1;
        else if (field == 8) path[number % path.length] ^= FLIP;
        else path = RecursiveTree.prefix(path, path.length - 1);
        _expectIncluded(batch, path, stored, ILedgerInspector.LogReason.LogPathInvalid);
    }

    function testFuzz_RefusesWhatIsNotThere(uint64 number, bool stored) public {
        uint256 size = _grow(5, stored);
        Batch memory batch = _batches[0];
        batch.number = uint64(bound(number, size, type(uint64).max));
        _expectIncluded(batch, new bytes32[](0), stored, ILedgerInspector.LogReason.BatchUnknown);
        batch = _batches[0];
        batch.issuer = _issuer(!stored);
        _expectIncluded(batch, RecursiveTree.path(_leaves, 0), stored, ILedgerInspector.LogReason.BatchMismatch);
        _assertReason(inspector.verifyInclusion(NOBODY, batch, new bytes32[](0)), ILedgerInspector.LogReason.UnknownIssuer);
        _assertReason(inspector.verifyInclusion(IssuerId.wrap(0), batch, new bytes32[](0)), ILedgerInspector.LogReason.UnknownIssuer);
    }

    function testFuzz_APathGoesStaleWhenTheLogGrows(uint256 size, bool stored) public {
        size = _grow(size, stored);
        bytes32[] memory path = RecursiveTree.path(_leaves, 0);
        _append(stored);
        _expectIncluded(_batches[0], path, stored, ILedgerInspector.LogReason.LogPathInvalid);
    }

    function testFuzz_EveryOlderLogIsABeginning(uint256 size, uint256 oldSize, bool stored) public {
        size = _grow(size, stored);
        oldSize = bound(oldSize, 0, size);
        bytes32 oldRoot = RecursiveTree.rootOf(_leaves, 0, oldSize);
        bytes32[] memory path = oldSize == 0 ? new bytes32[](0) : RecursiveTree.consistency(_leaves, oldSize);
        _expectConsistent(oldSize, oldRoot, path, stored, ILedgerInspector.LogReason.Ok);
        _expectConsistent(oldSize, oldRoot ^ FLIP, path, stored, ILedgerInspector.LogReason.NotConsistent);
        _expectConsistent(oldSize, oldRoot, RecursiveTree.with(path, FLIP), stored, ILedgerInspector.LogReason.NotConsistent);
        if (path.length == 0) return;
        path[size % path.length] ^= FLIP;
        _expectConsistent(oldSize, oldRoot, path, stored, ILedgerInspector.LogReason.NotConsistent);
    }

    function testFuzz_ACheckpointOfTheFutureOrOfNobody(uint64 oldSize, bytes32 root, bool stored) public {
        uint256 size = _grow(4, stored);
        oldSize = uint64(bound(oldSize, size + 1, type(uint64).max));
        _expectConsistent(oldSize, root, new bytes32[](0), stored, ILedgerInspector.LogReason.CheckpointAhead);
        _assertReason(inspector.verifyConsistency(NOBODY, 0, root, new bytes32[](0)), ILedgerInspector.LogReason.UnknownIssuer);
    }

    function testFuzz_ARewrittenHistoryIsFound(uint256 size, uint256 place, bool stored) public {
        size = _grow(bound(size, 2, 20), stored);
        uint256 oldSize = size - 1;
        bytes32[] memory other = RecursiveTree.prefix(_leaves, size);
        other[bound(place, 0, oldSize - 1)] ^= FLIP;
        bytes32 oldRoot = RecursiveTree.rootOf(other, 0, oldSize);
        bytes32[] memory path = RecursiveTree.consistency(other, oldSize);
        _expectConsistent(oldSize, oldRoot, path, stored, ILedgerInspector.LogReason.NotConsistent);
    }

    function _issuer(bool stored) private pure returns (IssuerId) {
        return stored ? KEEPING : PLAIN;
    }

    function _grow(uint256 size, bool stored) private returns (uint256) {
        size = bound(size, 1, 20);
        for (uint256 i = 0; i < size; ++i) _append(stored);
        return size;
    }

    function _append(bool stored) private {
        uint64 number = uint64(_batches.length);
        Batch memory batch = Batch({
            issuer: _issuer(stored),
            number: number,
            root: _rootOf(number),
            leaves: 3,
            firstLeaf: 3 * number,
            model: MODEL,
            stateRoot: STATE,
            time: uint64(START)
        });
        _anchor(stored ? KEY : PLAIN_KEY, 3);
        _batches.push(batch);
        _leaves.push(BatchBuilder.batchLeafOf(batch, address(ledger)));
    }

    function _expectIncluded(Batch memory batch, bytes32[] memory path, bool stored, ILedgerInspector.LogReason expected) private view {
        _assertReason(inspector.verifyInclusion(_issuer(stored), batch, path), expected);
    }

    function _expectConsistent(
        uint256 oldSize,
        bytes32 oldRoot,
        bytes32[] memory path,
        bool stored,
        ILedgerInspector.LogReason expected
    ) private view {
        _assertReason(inspector.verifyConsistency(_issuer(stored), uint64(oldSize), oldRoot, path), expected);
    }

    function _assertReason(ILedgerInspector.LogReason found, ILedgerInspector.LogReason expected) private pure {
        vm.assertEq(uint256(found), uint256(expected));
    }
}
