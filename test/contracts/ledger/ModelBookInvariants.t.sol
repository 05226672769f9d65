// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IModelBook } from "../../../contracts/ledger/IModelBook.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { ModelChange, ModelRole } from "../../../contracts/types/ModelChange.sol";
import { ActCounts, settleAct } from "../support/ActCounts.sol";
import { ModelBookTest } from "../support/ModelBookTest.sol";
import { bound, vm } from "../support/Vm.sol";

/// @dev Records five models for two issuers, rightly and wrongly, and writes down what must stand then.
contract ModelBookHandler is ActCounts {
    uint256 public constant MODELS = 5;

    IModelBook private immutable _book;
    address[2] private _keys;
    uint256 public clock;
    string public violation;

    mapping(uint256 issuer => uint64) public changes;
    mapping(uint256 issuer => mapping(uint256 model => ModelChange[])) private _history;

    constructor(IModelBook book, address first, address second, uint256 time) {
        _book = book;
        _keys = [first, second];
        clock = time;
    }

    function historyOf(uint256 issuer, uint256 model) external view returns (ModelChange[] memory) {
        return _history[issuer][model];
    }

    function hashOf(uint256 model) public pure returns (bytes32) {
        return keccak256(abi.encode("model", model));
    }

    function _last(uint256 issuer, uint256 model) private view returns (ModelChange memory last) {
        ModelChange[] storage history = _history[issuer][model];
        if (history.length != 0) last = history[history.length - 1];
    }

    function _champion(uint256 issuer) private view returns (uint256) {
        for (uint256 model = 0; model < MODELS; ++model) if (_last(issuer, model).role == ModelRole.Champion) return model;
        return MODELS;
    }

    function _note(uint256 issuer, uint256 model, ModelRole role, uint16 shareBps) private {
        uint64 sequence = ++changes[issuer];
        _history[issuer][model].push(ModelChange({ sequence: sequence, since: uint40(clock), role: role, shareBps: shareBps }));
    }

    function _send(uint256 issuer, uint64 sequence, uint256 model, ModelRole role, uint16 shareBps) private returns (bool) {
        bytes32 facts = keccak256(abi.encode("facts", model));
        vm.prank(_keys[issuer]);
        try _book.record(sequence, hashOf(model), facts, facts, role, shareBps) {
            return true;
        } catch {
            return false;
        }
    }

    /// @dev The rules, told a second time and from the outside.
    function _isAllowed(uint256 issuer, uint256 model, ModelRole role, uint16 shareBps) private view returns (bool) {
        ModelChange memory last = _last(issuer, model);
        uint256 champion = _champion(issuer);
        if (last.role == role && last.shareBps == shareBps) return false;
        if ((role == ModelRole.Challenger) != (shareBps > 0)) return false;
        if (role == ModelRole.Champion) return true;
        if (champion == MODELS || champion == model) return false;
        uint256 sum = shareBps;
        for (uint256 other = 0; other < MODELS; ++other) if (other != model) sum += _last(issuer, other).shareBps;
        return sum < 10_000;
    }

    function record(uint256 who, uint256 what, uint256 kind, uint16 share) external tried("record") {
        uint256 issuer = who % 2;
        uint256 model = what % MODELS;
        ModelRole role = ModelRole(kind % 4);
        uint16 shareBps = role == ModelRole.Challenger || kind % 17 == 0 ? uint16(bound(share, 0, 6_000)) : 0;
        bool isAllowed = _isAllowed(issuer, model, role, shareBps);
        uint256 champion = _champion(issuer);
        if (_send(issuer, changes[issuer] + 1, model, role, shareBps) != isAllowed) violation = isAllowed ? "refused" : "took";
        if (!isAllowed) return;
        if (role == ModelRole.Champion && champion != MODELS) _note(issuer, champion, ModelRole.None, 0);
        _note(issuer, model, role, shareBps);
        _count("record");
    }

    function repeat(uint256 who, uint256 what, uint64 sequence) external tried("repeat") {
        uint256 issuer = who % 2;
        if (sequence == changes[issuer] + 1) ++sequence;
        if (_send(issuer, sequence, what % MODELS, ModelRole.Champion, 0)) violation = "stale number taken";
        _count("repeat");
    }

    function pass(uint256 time) external tried("pass") {
        clock += bound(time, 0, 30 days);
        vm.warp(clock);
        _count("pass");
    }
}

contract ModelBookInvariantsTest is ModelBookTest {
    ModelBookHandler private _handler;

    function setUp() public override {
        super.setUp();
        _handler = new ModelBookHandler(book, KEY, PLAIN_KEY, START);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev MB-1: of all models of an issuer at most one is champion, and it is the one that is named; once one is, one always is.
    function invariant_MB1_OneChampion() public view {
        for (uint256 issuer = 0; issuer < 2; ++issuer) {
            IssuerId id = issuer == 0 ? KEEPING : PLAIN;
            bytes32 champion;
            uint256 count;
            for (uint256 model = 0; model < _handler.MODELS(); ++model) {
                bytes32 hash = _handler.hashOf(model);
                if (book.standingAt(id, hash, uint40(_handler.clock())).role != ModelRole.Champion) continue;
                champion = hash;
                ++count;
            }
            vm.assertEq(count, _handler.changes(issuer) == 0 ? 0 : 1);
            vm.assertEq(book.championOf(id), champion);
        }
    }

    /// @dev MB-2: the shares of the challengers are summed exactly, only challengers have one, and the champion keeps a part.
    function invariant_MB2_SharesAreSummed() public view {
        for (uint256 issuer = 0; issuer < 2; ++issuer) {
            IssuerId id = issuer == 0 ? KEEPING : PLAIN;
            uint256 sum;
            for (uint256 model = 0; model < _handler.MODELS(); ++model) {
                ModelChange memory now_ = book.standingAt(id, _handler.hashOf(model), uint40(_handler.clock()));
                vm.assertEq(now_.role == ModelRole.Challenger, now_.shareBps != 0);
                sum += now_.shareBps;
            }
            vm.assertEq(book.challengedOf(id), sum);
            vm.assertTrue(sum < 10_000);
        }
    }

    /// @dev MB-3: the changes of an issuer are numbered without a gap, and each stays as it was recorded.
    function invariant_MB3_HistoryOnlyGrows() public view {
        for (uint256 issuer = 0; issuer < 2; ++issuer) {
            IssuerId id = issuer == 0 ? KEEPING : PLAIN;
            uint256 sum;
            for (uint256 model = 0; model < _handler.MODELS(); ++model) {
                bytes32 hash = _handler.hashOf(model);
                ModelChange[] memory history = _handler.historyOf(issuer, model);
                vm.assertEq(book.changesOf(id, hash), history.length);
                for (uint256 i = 0; i < history.length; ++i) {
                    vm.assertEq(keccak256(abi.encode(book.changeAt(id, hash, i))), keccak256(abi.encode(history[i])));
                }
                sum += history.length;
            }
            vm.assertEq(book.changeCount(id), sum);
            vm.assertEq(sum, _handler.changes(issuer));
        }
    }

    function invariant_NothingForbiddenHappened() public view {
        vm.assertEq(_handler.violation(), "");
    }

    function afterInvariant() public {
        string[3] memory acts = ["record", "repeat", "pass"];
        for (uint256 i = 0; i < acts.length; ++i) settleAct(_handler, "models", acts[i], 60);
    }
}
