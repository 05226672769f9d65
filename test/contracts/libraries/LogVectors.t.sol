// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Batch } from "../../../contracts/types/Batch.sol";
import { Credit } from "../../../contracts/types/Credit.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { LogHarness } from "../support/LogHarness.sol";
import { bound, vm } from "../support/Vm.sol";

/// @dev The libraries against `merkle-log.json`. Fields of a struct are in the order of their names, as `parseJson` wants.
contract LogVectorsTest {
    struct Root {
        bytes32 root;
        uint256 size;
    }

    struct Inclusion {
        uint256 index;
        bytes32 leaf;
        bytes32[] path;
        bytes32 root;
        uint256 size;
    }

    struct Consistency {
        bytes32 newRoot;
        uint256 newSize;
        bytes32 oldRoot;
        uint256 oldSize;
        bytes32[] path;
    }

    struct BatchCase {
        uint256 chainId;
        uint256 firstLeaf;
        uint256 issuer;
        bytes32 leaf;
        uint256 leaves;
        address ledger;
        bytes32 model;
        uint256 number;
        bytes32 root;
        bytes32 stateRoot;
        uint256 time;
    }

    LogHarness private _log;
    string private _json;

    function setUp() public {
        _log = new LogHarness();
        _json = vm.readFile("test/vectors/merkle-log.json");
    }

    function test_RootsOfBothRanges() public {
        Root[] memory cases = abi.decode(vm.parseJson(_json, ".roots"), (Root[]));
        vm.assertGt(cases.length, 30, "roots");
        for (uint256 i = 0; i < cases.length; ++i) {
            while (_log.size() < cases[i].size) {
                _log.append(keccak256(abi.encode(_log.size())));
            }
            vm.assertEq(_log.fold(_log.evenPeaks()), cases[i].root, "even range");
            vm.assertEq(_log.fold(_log.stackPeaks()), cases[i].root, "peak stack");
        }
    }

    function test_Inclusions() public view {
        Inclusion[] memory cases = abi.decode(vm.parseJson(_json, ".inclusion"), (Inclusion[]));
        vm.assertGt(cases.length, 100, "inclusions");
        for (uint256 i = 0; i < cases.length; ++i) {
            Inclusion memory c = cases[i];
            vm.assertTrue(_log.isIncluded(c.leaf, c.index, c.size, c.path, c.root), "included");
            vm.assertFalse(_log.isIncluded(c.leaf, c.index + 1, c.size, c.path, c.root), "next index");
        }
    }

    function test_Consistencies() public view {
        Consistency[] memory cases = abi.decode(vm.parseJson(_json, ".consistency"), (Consistency[]));
        vm.assertGt(cases.length, 100, "consistencies");
        for (uint256 i = 0; i < cases.length; ++i) {
            Consistency memory c = cases[i];
            vm.assertTrue(_log.isConsistent(c.oldSize, c.newSize, c.oldRoot, c.newRoot, c.path), "consistent");
            vm.assertFalse(_log.isConsistent(c.oldSize, c.newSize, c.oldRoot, ~c.newRoot, c.path), "other root");
        }
    }

    function test_BatchLeaves() public {
        BatchCase[] memory cases = abi.decode(vm.parseJson(_json, ".batches"), (BatchCase[]));
        vm.assertGt(cases.length, 2, "batches");
        for (uint256 i = 0; i < cases.length; ++i) {
            BatchCase memory c = cases[i];
            vm.chainId(c.chainId);
            Batch memory batch = Batch({
                issuer: IssuerId.wrap(uint32(c.issuer)),
                number: uint64(c.number),
                root: c.root,
                leaves: uint64(c.leaves),
                firstLeaf: uint64(c.firstLeaf),
                model: c.model,
                stateRoot: c.stateRoot,
                time: uint64(c.time)
            });
            vm.assertEq(_log.batchLeaf(batch, c.ledger), c.leaf, "batch leaf");
        }
    }
}
