// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManaged } from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { KeyRoles } from "../../../contracts/types/KeyRoles.sol";
import { settleAct } from "../support/ActCounts.sol";
import { LogHarness } from "../support/LogHarness.sol";
import { RecursiveTree } from "../support/RecursiveTree.sol";
import { bound, deployLedger, vm } from "../support/Vm.sol";
import { LedgerMarks } from "./LedgerMarks.sol";

/// @dev No call may revert: what the ledger must refuse is tried, and noted if it succeeds.
contract LedgerHandler is LedgerMarks {
    constructor(ICreditLedger ledger_, address registrar, uint256 time) LedgerMarks(ledger_, registrar, time) {}

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
        bytes[12] memory acts = [
            abi.encodeCall(ledger.registerIssuer, (stranger, "Intruder", true, 0)),
            abi.encodeCall(ledger.setIssuerStatus, (IssuerId.wrap(issuer), ICreditLedger.IssuerStatus.Suspended)),
            abi.encodeCall(ledger.addKey, (IssuerId.wrap(issuer), stranger, 0, type(uint40).max, KeyRoles.wrap(7))),
            abi.encodeCall(ledger.removeKey, (keyOf(issuer, 0))),
            abi.encodeCall(ledger.anchor, (keccak256("x"), 1, 0, 0, uint64(batchLeaves[issuer].length))),
            abi.encodeCall(ledger.revoke, (0, 1)),
            abi.encodeCall(ledger.revokeBatch, (0, 1)),
            abi.encodeCall(ledger.suspendWords, (new uint64[](1), new uint256[](1), 1)),
            abi.encodeCall(ledger.freezeFrom, (IssuerId.wrap(issuer), 0)),
            abi.encodeCall(ledger.thaw, (IssuerId.wrap(issuer), 0, 1)),
            abi.encodeCall(ledger.setSuccessor, (IssuerId.wrap(issuer), IssuerId.wrap(1 + (issuer % 3)))),
            abi.encodeCall(IAccessManaged.setAuthority, (stranger))
        ];
        vm.prank(stranger);
        (bool isDone, ) = address(ledger).call(acts[act % 12]);
        if (isDone) _violate("a stranger acted");
        _count("intrude");
    }

    function _isActor(address candidate) private view returns (bool isActor) {
        isActor = candidate == _registrar || candidate == IAccessManaged(address(ledger)).authority();
        for (uint32 issuer = 1; issuer <= ISSUERS; ++issuer) {
            isActor = isActor || candidate == adminOf(issuer);
            for (uint256 which = 0; which < 3; ++which) {
                isActor = isActor || candidate == keyOf(issuer, which) || candidate == spareKeyOf(issuer, which);
            }
        }
    }
}

/// @dev The rows of contracts/INVARIANTS.md, after every step of random histories of three issuers.
contract LedgerInvariantsTest {
    uint256 private constant START = 1_795_000_000;

    ICreditLedger private _ledger;
    LedgerHandler private _handler;
    LogHarness private _verifier;

    function setUp() public {
        vm.warp(START);
        _ledger = ICreditLedger(deployLedger(address(this)));
        _handler = new LedgerHandler(_ledger, address(this), START);
        _verifier = new LogHarness();
        for (uint32 issuer = 1; issuer <= 3; ++issuer) {
            _ledger.registerIssuer(_handler.adminOf(issuer), "Bank", issuer != 3, _handler.KEY_DELAY());
            _addKey(issuer, _handler.keyOf(issuer, 0), KeyRoles.wrap(3));
            _addKey(issuer, _handler.keyOf(issuer, 2), KeyRoles.wrap(1));
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
                (bytes32 stored, , , , ) = _ledger.peek(IssuerId.wrap(issuer), batch, 0);
                vm.assertEq(stored, isStored ? leaves[batch] : bytes32(0), "LOG-3 stored leaf");
            }
            _assertGrowth(leaves, root);
        }
    }

    /// @dev REV-1, REV-2, REV-3, REV-4.
    function invariant_REV_TheBitmapsAreWhatWasDone() public view {
        for (uint32 issuer = 1; issuer <= 3; ++issuer) {
            uint64 last = _handler.total(issuer) / 256 + 1;
            for (uint64 word = 0; word <= last; ++word) {
                (, uint256 dead, uint256 held, , ) = _ledger.peek(IssuerId.wrap(issuer), 0, word);
                uint256 superseded = _ledger.supersededBits(IssuerId.wrap(issuer), word);
                vm.assertEq(dead, _handler.revoked(issuer, word), "REV-1 bits");
                vm.assertEq(superseded, _handler.superseded(issuer, word), "REV-3 superseded");
                vm.assertEq(superseded & ~dead, 0, "REV-3 superseded but not dead");
                vm.assertEq(held, _handler.held(issuer, word), "REV-4 held");
            }
            uint256 room = _handler.total(issuer) % 256;
            (, uint256 tail, uint256 heldTail, , ) = _ledger.peek(IssuerId.wrap(issuer), 0, last - 1);
            vm.assertEq((tail | heldTail) >> room, 0, "REV-2 beyond the last credential");
        }
    }

    /// @dev BAT-1, BAT-2, SIG-1.
    function invariant_BAT_BatchesAndNoncesAreWhatWasDone() public view {
        for (uint32 issuer = 1; issuer <= 3; ++issuer) {
            uint256 size = _handler.leavesOf(issuer).length;
            for (uint64 batch = 0; batch < size + 2; ++batch) {
                (, , , ICreditLedger.BatchState state, ) = _ledger.peek(IssuerId.wrap(issuer), batch, 0);
                vm.assertEq(uint256(state), uint256(_handler.stateOf(issuer, batch)), "BAT-1 state");
            }
            uint256[] memory nonces = _handler.noncesOf(issuer);
            for (uint256 i = 0; i < nonces.length; ++i) {
                vm.assertTrue(_ledger.isNonceUsed(IssuerId.wrap(issuer), nonces[i]), "SIG-1 nonce");
            }
            for (uint256 nonce = 0; nonce < 400; nonce += 7) {
                vm.assertEq(_ledger.isNonceUsed(IssuerId.wrap(issuer), nonce), _handler.isUsed(issuer, nonce));
            }
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
    function afterInvariant() public {
        string[17] memory acts = [
            "anchor",
            "revoke",
            "revokeWord",
            "toggleStatus",
            "rotateKey",
            "pass",
            "supersede",
            "hold",
            "revokeBatch",
            "freeze",
            "thaw",
            "relay",
            "relayAgain",
            "anchorWhileSuspended",
            "anchorAgain",
            "revokeTheUnknown",
            "intrude"
        ];
        for (uint256 i = 0; i < acts.length; ++i) settleAct(_handler, "ledger", acts[i], 0);
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
        (, , ICreditLedger.IssuerStatus status, , , ) = _ledger.issuerOf(IssuerId.wrap(issuer));
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
