// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { Batch } from "../../../contracts/types/Batch.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { KeyRoles } from "../../../contracts/types/KeyRoles.sol";
import { BatchBuilder } from "../support/BatchBuilder.sol";
import { bound, vm } from "../support/Vm.sol";
import { LedgerGhost } from "./LedgerGhost.sol";

/// @dev Acts on the ledger for three issuers and writes down what must be true then. Key 0 of an issuer anchors and
/// supersedes, key 1 revokes, key 2 signs orders, spare keys come and go.
abstract contract LedgerActs is LedgerGhost {
    ICreditLedger public immutable ledger;
    address internal immutable _registrar;

    constructor(ICreditLedger ledger_, address registrar, uint256 time) LedgerGhost(time) {
        ledger = ledger_;
        _registrar = registrar;
    }

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
        if (clock < _endOf(key)) {
            vm.prank(adminOf(issuer));
            ledger.removeKey(key);
            _noteRemoved(key);
        }
        // A window that was closed before it began lasts, empty, until that moment.
        if (_endOf(key) <= clock) {
            uint40 from = uint40(clock + (batchLeaves[issuer].length == 0 ? 0 : KEY_DELAY));
            uint40 until = uint40(from + bound(length, 1, 30 days));
            vm.prank(adminOf(issuer));
            ledger.addKey(IssuerId.wrap(issuer), key, 0, until, KeyRoles.wrap(4));
            _noteAdded(key, from, until);
        }
        _count("rotateKey");
    }

    function pass(uint256 seconds_) external tried("pass") {
        clock += bound(seconds_, 0, 20 days);
        vm.warp(clock);
        _count("pass");
    }

    function _anchor(uint32 issuer, uint64 leaves, bytes32 root) internal {
        leaves = uint64(bound(leaves, 1, 700));
        bytes32 batchRoot = root | bytes32(uint256(1));
        vm.prank(keyOf(issuer, 0));
        ledger.anchor(batchRoot, leaves, MODEL, root, uint64(batchLeaves[issuer].length));
        _noteAnchored(issuer, leaves, batchRoot, root);
    }

    function _noteAnchored(uint32 issuer, uint64 leaves, bytes32 root, bytes32 stateRoot) internal {
        Batch memory batch = Batch({
            issuer: IssuerId.wrap(issuer),
            number: uint64(batchLeaves[issuer].length),
            root: root,
            leaves: leaves,
            firstLeaf: total[issuer],
            model: MODEL,
            stateRoot: stateRoot,
            time: uint64(clock)
        });
        _noteBatch(issuer, BatchBuilder.batchLeafOf(batch, address(ledger)), leaves);
    }

    function _toggle(uint32 issuer) internal {
        ICreditLedger.IssuerStatus next = _isActive(issuer) ? ICreditLedger.IssuerStatus.Suspended : ICreditLedger.IssuerStatus.Active;
        vm.prank(_registrar);
        ledger.setIssuerStatus(IssuerId.wrap(issuer), next);
        _noteStatus(issuer, next);
    }

    function _isActive(uint32 issuer) internal view returns (bool) {
        ICreditLedger.StatusChange[] storage changes = statuses[issuer];
        return changes[changes.length - 1].status == ICreditLedger.IssuerStatus.Active;
    }

    /// @dev An issuer with at least one batch; its standing may be any.
    function _anchoredIssuerOf(uint256 who) internal returns (uint32 issuer) {
        issuer = _issuerOf(who);
        if (total[issuer] != 0) return issuer;
        if (!_isActive(issuer)) _toggle(issuer);
        _anchor(issuer, 300, keccak256("first"));
    }
}
