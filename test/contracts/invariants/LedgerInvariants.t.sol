// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { CreditLedger } from "../../../contracts/ledger/CreditLedger.sol";
import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { Batch } from "../../../contracts/types/Batch.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { KeyRoles } from "../../../contracts/types/KeyRoles.sol";
import { BatchBuilder } from "../support/BatchBuilder.sol";
import { LogHarness } from "../support/LogHarness.sol";
import { RecursiveTree } from "../support/RecursiveTree.sol";
import { bound, deployLedger, vm } from "../support/Vm.sol";
import { LedgerGhost } from "./LedgerGhost.sol";

/// @dev Acts on the ledger for three issuers and writes down what must be true then. Key 0 of an issuer anchors, key 1
/// revokes, spare keys come and go. No call may revert: what the ledger must refuse is tried, and noted if it succeeds.
contract LedgerHandler is LedgerGhost {
    CreditLedger public immutable ledger;
    address private immutable _registrar;

    constructor(CreditLedger ledger_, address registrar, uint256 time) LedgerGhost(time) {
        ledger = ledger_;
        _registrar = registrar;
    }

    // Acts that succeed

    function anchor(uint256 who, uint64 leaves, bytes32 root) external tried("anchor") {
        uint32 issuer = _issuerOf(who);
        if (!_isActive(issuer)) _toggle(issuer);
        _anchor(issuer, leaves, root);
        _count("anchor");
    }

    function revoke(uint256 who, uint256 index, uint8 reason) external tried("revoke") {
        uint32 issuer = _anchoredIssuerOf(who);
        index = bound(index, 0, total[issuer] - 1);
        bool isFirst = !isRevoked(issuer, index);
        vm.prank(keyOf(issuer, 1));
        try ledger.revoke(uint64(index), uint8(bound(reason, 1, 5))) {
            if (!isFirst) _violate("revoked twice");
            _noteRevoked(issuer, uint64(index / 256), 1 << (index % 256));
        } catch {
            if (isFirst) _violate("not revoked");
        }
        _count("revoke");
    }

    function revokeWord(uint256 who, uint256 word, uint256 mask) external tried("revokeWord") {
        uint32 issuer = _anchoredIssuerOf(who);
        word = bound(word, 0, (total[issuer] - 1) / 256);
        uint256 room = total[issuer] - word * 256;
        if (room < 256) mask &= (1 << room) - 1;
        bool isNew = mask & ~revoked[issuer][uint64(word)] != 0;
        uint64[] memory words = new uint64[](1);
        uint256[] memory bits = new uint256[](1);
        words[0] = uint64(word);
        bits[0] = mask;
        vm.prank(keyOf(issuer, 1));
        try ledger.revokeWords(words, bits, 2) {
            if (!isNew) _violate("revoked nothing");
            _noteRevoked(issuer, uint64(word), mask);
        } catch {
            if (isNew) _violate("word not revoked");
        }
        _count("revokeWord");
    }

    function toggleStatus(uint256 who) external tried("toggleStatus") {
        _toggle(_issuerOf(who));
        _count("toggleStatus");
    }

    function rotateKey(uint256 who, uint256 which, uint40 length) external tried("rotateKey") {
        uint32 issuer = _issuerOf(who);
        address key = spareKeyOf(issuer, which % 2);
        ICreditLedger.KeyWindow[] storage known = windows[key];
        if (known.length > 0 && clock < known[known.length - 1].until) {
            vm.prank(adminOf(issuer));
            ledger.removeKey(key);
            _noteRemoved(key);
        }
        uint40 until = uint40(clock + bound(length, 1, 30 days));
        vm.prank(adminOf(issuer));
        ledger.addKey(IssuerId.wrap(issuer), key, 0, until, KeyRoles.wrap(4));
        _noteAdded(key, until, KeyRoles.wrap(4));
        _count("rotateKey");
    }

    function pass(uint256 seconds_) external tried("pass") {
        clock += bound(seconds_, 0, 20 days);
        vm.warp(clock);
        _count("pass");
    }

    // Acts that the ledger must refuse

    function anchorWhileSuspended(uint256 who, bytes32 root) external tried("anchorWhileSuspended") {
        uint32 issuer = _issuerOf(who);
        if (_isActive(issuer)) _toggle(issuer);
        uint64 size = uint64(batchLeaves[issuer].length);
        vm.prank(keyOf(issuer, 0));
        try ledger.anchor(root | bytes32(uint256(1)), 1, root, root, size) {
            _violate("anchored while suspended");
        } catch {
            _count("anchorWhileSuspended");
        }
    }

    function anchorAgain(uint256 who, uint64 expected, bytes32 root) external tried("anchorAgain") {
        uint32 issuer = _issuerOf(who);
        if (!_isActive(issuer)) _toggle(issuer);
        if (expected == batchLeaves[issuer].length) ++expected;
        vm.prank(keyOf(issuer, 0));
        try ledger.anchor(root | bytes32(uint256(1)), 1, root, root, expected) {
            _violate("anchored out of order");
        } catch {
            _count("anchorAgain");
        }
    }

    function revokeTheUnknown(uint256 who, uint64 index) external tried("revokeTheUnknown") {
        uint32 issuer = _issuerOf(who);
        index = uint64(bound(index, total[issuer], type(uint64).max));
        vm.prank(keyOf(issuer, 1));
        try ledger.revoke(index, 1) {
            _violate("revoked what does not exist");
        } catch {
            _count("revokeTheUnknown");
        }
    }

    function intrude(uint256 who, uint256 act, address stranger) external tried("intrude") {
        uint32 issuer = _issuerOf(who);
        if (_isActor(stranger)) return;
        bytes[7] memory acts = [
            abi.encodeCall(ledger.registerIssuer, (stranger, "Intruder", true)),
            abi.encodeCall(ledger.setIssuerStatus, (IssuerId.wrap(issuer), ICreditLedger.IssuerStatus.Suspended)),
            abi.encodeCall(ledger.addKey, (IssuerId.wrap(issuer), stranger, 0, type(uint40).max, KeyRoles.wrap(7))),
            abi.encodeCall(ledger.removeKey, (keyOf(issuer, 0))),
            abi.encodeCall(ledger.anchor, (keccak256("x"), 1, 0, 0, uint64(batchLeaves[issuer].length))),
            abi.encodeCall(ledger.revoke, (0, 1)),
            abi.encodeCall(ledger.setAuthority, (stranger))
        ];
        vm.prank(stranger);
        (bool isDone, ) = address(ledger).call(acts[act % 7]);
        if (isDone) _violate("a stranger acted");
        _count("intrude");
    }

    function _anchor(uint32 issuer, uint64 leaves, bytes32 root) private {
        leaves = uint64(bound(leaves, 1, 700));
        Batch memory batch = Batch({
            issuer: IssuerId.wrap(issuer),
            number: uint64(batchLeaves[issuer].length),
            root: root | bytes32(uint256(1)),
            leaves: leaves,
            firstLeaf: total[issuer],
            model: keccak256("model"),
            stateRoot: root,
            time: uint64(clock)
        });
        vm.prank(keyOf(issuer, 0));
        ledger.anchor(batch.root, leaves, batch.model, root, batch.number);
        _noteBatch(issuer, BatchBuilder.batchLeafOf(batch, address(ledger)), leaves);
    }

    function _toggle(uint32 issuer) private {
        ICreditLedger.IssuerStatus next = _isActive(issuer) ? ICreditLedger.IssuerStatus.Suspended : ICreditLedger.IssuerStatus.Active;
        vm.prank(_registrar);
        ledger.setIssuerStatus(IssuerId.wrap(issuer), next);
        _noteStatus(issuer, next);
    }

    function _isActive(uint32 issuer) private view returns (bool) {
        ICreditLedger.StatusChange[] storage changes = statuses[issuer];
        return changes[changes.length - 1].status == ICreditLedger.IssuerStatus.Active;
    }

    /// @dev An issuer with at least one batch; its standing may be any.
    function _anchoredIssuerOf(uint256 who) private returns (uint32 issuer) {
        issuer = _issuerOf(who);
        if (total[issuer] != 0) return issuer;
        if (!_isActive(issuer)) _toggle(issuer);
        _anchor(issuer, 300, keccak256("first"));
    }

    function _isActor(address candidate) private view returns (bool isActor) {
        isActor = candidate == _registrar || candidate == ledger.authority();
        for (uint32 issuer = 1; issuer <= ISSUERS; ++issuer) {
            isActor = isActor || candidate == adminOf(issuer);
            for (uint256 which = 0; which < 2; ++which) {
                isActor = isActor || candidate == keyOf(issuer, which) || candidate == spareKeyOf(issuer, which);
            }
        }
    }
}

/// @dev The rows of contracts/INVARIANTS.md, after every step of random histories of three issuers.
contract LedgerInvariantsTest {
    uint256 private constant START = 1_795_000_000;

    CreditLedger private _ledger;
    LedgerHandler private _handler;
    LogHarness private _verifier;

    function setUp() public {
        vm.warp(START);
        _ledger = CreditLedger(deployLedger(address(this)));
        _handler = new LedgerHandler(_ledger, address(this), START);
        _verifier = new LogHarness();
        for (uint32 issuer = 1; issuer <= 3; ++issuer) {
            _ledger.registerIssuer(_handler.adminOf(issuer), "Bank", issuer != 3);
            _addKey(issuer, _handler.keyOf(issuer, 0), KeyRoles.wrap(1));
            _addKey(issuer, _handler.keyOf(issuer, 1), KeyRoles.wrap(2));
        }
    }

    /// @dev The handler alone is called.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev LOG-1, LOG-2, LOG-3, LOG-4.
    function invariant_LOG_TheLogIsTheTreeOfWhatWasAnchored() public view {
        for (uint32 issuer = 1; issuer <= 3; ++issuer) {
            bytes32[] memory leaves = _handler.leavesOf(issuer);
            (uint64 size, uint64 total, bytes32 root, ) = _ledger.checkpoint(IssuerId.wrap(issuer));
            vm.assertEq(size, leaves.length, "LOG-2 size");
            vm.assertEq(total, _handler.total(issuer), "LOG-2 leaves");
            vm.assertEq(root, RecursiveTree.root(leaves), "LOG-1 root");
            for (uint64 batch = 0; batch <= leaves.length; ++batch) {
                bool isStored = issuer != 3 && batch < leaves.length;
                (bytes32 stored, , ) = _ledger.peek(IssuerId.wrap(issuer), batch, 0);
                vm.assertEq(stored, isStored ? leaves[batch] : bytes32(0), "LOG-3 stored leaf");
            }
            _assertGrowth(leaves, root);
        }
    }

    /// @dev REV-1, REV-2.
    function invariant_REV_TheBitmapIsWhatWasRevoked() public view {
        for (uint32 issuer = 1; issuer <= 3; ++issuer) {
            uint64 last = _handler.total(issuer) / 256 + 1;
            for (uint64 word = 0; word <= last; ++word) {
                (, uint256 bits, ) = _ledger.peek(IssuerId.wrap(issuer), 0, word);
                vm.assertEq(bits, _handler.revoked(issuer, word), "REV-1 bits");
            }
            uint256 room = _handler.total(issuer) % 256;
            (, uint256 tail, ) = _ledger.peek(IssuerId.wrap(issuer), 0, last - 1);
            vm.assertEq(tail >> room, 0, "REV-2 beyond the last credential");
        }
    }

    /// @dev KEY-1, KEY-2, ISS-1, AUT-1.
    function invariant_KEY_HistoriesOnlyGrowAndStrangersNeverAct() public view {
        for (uint32 issuer = 1; issuer <= 3; ++issuer) {
            _assertStatuses(issuer);
            for (uint256 which = 0; which < 2; ++which) {
                _assertWindows(issuer, _handler.spareKeyOf(issuer, which));
            }
        }
        vm.assertEq(_handler.violation(), "");
        vm.assertEq(_ledger.issuerCount(), 3, "ISS-2 issuers");
    }

    /// @dev Whatever was tried must have been done.
    function afterInvariant() public view {
        string[10] memory acts = [
            "anchor",
            "revoke",
            "revokeWord",
            "toggleStatus",
            "rotateKey",
            "pass",
            "anchorWhileSuspended",
            "anchorAgain",
            "revokeTheUnknown",
            "intrude"
        ];
        for (uint256 i = 0; i < acts.length; ++i) {
            if (_handler.timesTried(acts[i]) > 0) vm.assertGt(_handler.timesDone(acts[i]), 0, acts[i]);
        }
    }

    function _assertGrowth(bytes32[] memory leaves, bytes32 root) private view {
        if (leaves.length < 2) return;
        uint256 oldSize = leaves.length / 2;
        bytes32 oldRoot = RecursiveTree.rootOf(leaves, 0, oldSize);
        bytes32[] memory path = RecursiveTree.consistency(leaves, oldSize);
        vm.assertTrue(_verifier.isConsistent(oldSize, leaves.length, oldRoot, root, path), "LOG-4 growth");
    }

    function _assertStatuses(uint32 issuer) private view {
        ICreditLedger.StatusChange[] memory expected = _handler.statusesOf(issuer);
        ICreditLedger.StatusChange[] memory found = _ledger.issuerStatusHistory(IssuerId.wrap(issuer));
        vm.assertEq(keccak256(abi.encode(found)), keccak256(abi.encode(expected)), "ISS-1 history");
        (, , ICreditLedger.IssuerStatus status, ) = _ledger.issuerOf(IssuerId.wrap(issuer));
        vm.assertEq(uint256(status), uint256(expected[expected.length - 1].status), "ISS-1 status");
    }

    function _assertWindows(uint32 issuer, address key) private view {
        ICreditLedger.KeyWindow[] memory expected = _handler.windowsOf(key);
        ICreditLedger.KeyWindow[] memory found = _ledger.keyWindows(key);
        vm.assertEq(keccak256(abi.encode(found)), keccak256(abi.encode(expected)), "KEY-1 windows");
        for (uint256 i = 1; i < found.length; ++i) {
            vm.assertLe(found[i - 1].until, found[i].from, "KEY-1 order");
        }
        (IssuerId owner, , , ) = _ledger.keyOf(key);
        if (found.length > 0) vm.assertEq(IssuerId.unwrap(owner), issuer, "KEY-2 owner");
    }

    function _addKey(uint32 issuer, address key, KeyRoles roles) private {
        vm.prank(_handler.adminOf(issuer));
        _ledger.addKey(IssuerId.wrap(issuer), key, 0, type(uint40).max, roles);
    }
}
