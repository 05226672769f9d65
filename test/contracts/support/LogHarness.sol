// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Batch } from "../../../contracts/types/Batch.sol";
import { Credit } from "../../../contracts/types/Credit.sol";
import { EvenRange } from "../../../contracts/libraries/EvenRange.sol";
import { LedgerLeaf } from "../../../contracts/libraries/LedgerLeaf.sol";
import { MerkleLog } from "../../../contracts/libraries/MerkleLog.sol";
import { PeakStack } from "../../../contracts/libraries/PeakStack.sol";

/// @dev Gives the internal functions of the libraries an outside, for calldata arguments and caught reverts.
contract LogHarness {
    using EvenRange for EvenRange.Range;
    using PeakStack for PeakStack.Range;

    EvenRange.Range private _even;
    PeakStack.Range private _stack;
    uint256 public size;

    constructor() {
        _even.prepare();
    }

    function append(bytes32 leaf) external {
        _even.append(size, leaf);
        _stack.append(size, leaf);
        ++size;
    }

    function evenPeaks() external view returns (bytes32[] memory) {
        return _even.peaks(size);
    }

    function stackPeaks() external view returns (bytes32[] memory) {
        return _stack.peaks(size);
    }

    function leafAt(uint256 index) external view returns (bytes32) {
        return _even.leaves[index];
    }

    function fold(bytes32[] calldata peaks) external pure returns (bytes32) {
        return MerkleLog.fold(peaks);
    }

    function isIncluded(bytes32 leaf, uint256 index, uint256 treeSize, bytes32[] calldata path, bytes32 root) external pure returns (bool) {
        return MerkleLog.verifyInclusion(leaf, index, treeSize, path, root);
    }

    function isConsistent(
        uint256 oldSize,
        uint256 newSize,
        bytes32 oldRoot,
        bytes32 newRoot,
        bytes32[] calldata path
    ) external pure returns (bool) {
        return MerkleLog.verifyConsistency(oldSize, newSize, oldRoot, newRoot, path);
    }

    function batchLeaf(Batch calldata batch, address ledger) external view returns (bytes32) {
        return LedgerLeaf.ofBatch(batch, ledger);
    }

    function creditHash(Credit calldata credit) external pure returns (bytes32) {
        return LedgerLeaf.structHashOf(credit);
    }
}
