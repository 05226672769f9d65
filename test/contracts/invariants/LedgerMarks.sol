// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { LedgerLeaf } from "../../../contracts/libraries/LedgerLeaf.sol";
import { AnchorOrder } from "../../../contracts/types/AnchorOrder.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { bound, vm } from "../support/Vm.sol";
import { signEcdsa } from "../support/VmSign.sol";
import { LedgerActs } from "./LedgerActs.sol";

/// @dev Acts that mark credentials and batches, and those that a key only signs for.
abstract contract LedgerMarks is LedgerActs {
    constructor(ICreditLedger ledger_, address registrar, uint256 time) LedgerActs(ledger_, registrar, time) {}

    function supersede(uint256 who, uint256 word, uint256 mask, uint256 batch) external tried("supersede") {
        uint32 issuer = _anchoredIssuerOf(who);
        if (!_isActive(issuer)) _toggle(issuer);
        (word, mask) = _placeOf(issuer, word, mask);
        batch = bound(batch, 0, batchLeaves[issuer].length - 1);
        ICreditLedger.Superseded memory old = ICreditLedger.Superseded({
            words: _one(uint64(word)),
            bits: new uint256[](1),
            batches: _one(uint64(batch))
        });
        old.bits[0] = mask;
        bytes32 root = keccak256(abi.encode(issuer, batchLeaves[issuer].length));
        uint64 number = uint64(batchLeaves[issuer].length);
        vm.prank(keyOf(issuer, 0));
        ledger.anchorAndSupersede(root, 9, MODEL, root, number, old);
        _noteAnchored(issuer, 9, root, root);
        superseded[issuer][uint64(word)] |= mask & ~revoked[issuer][uint64(word)];
        _noteRevoked(issuer, uint64(word), mask);
        _noteState(issuer, batch, ICreditLedger.BatchState.Superseded);
        _count("supersede");
    }

    function hold(uint256 who, uint256 word, uint256 mask, bool isHeld) external tried("hold") {
        uint32 issuer = _anchoredIssuerOf(who);
        (word, mask) = _placeOf(issuer, word, mask);
        uint256 known = held[issuer][uint64(word)];
        uint256 changed = mask & (isHeld ? ~known : known);
        uint256[] memory bits = new uint256[](1);
        bits[0] = mask;
        bytes memory call =
            isHeld
                ? abi.encodeCall(ledger.suspendWords, (_one(uint64(word)), bits, 1))
                : abi.encodeCall(ledger.releaseWords, (_one(uint64(word)), bits, 1));
        vm.prank(keyOf(issuer, 1));
        (bool isDone, ) = address(ledger).call(call);
        if (isDone != (changed != 0)) _violate("held what does not change, or not what does");
        held[issuer][uint64(word)] = known ^ changed;
        _count("hold");
    }

    function revokeBatch(uint256 who, uint256 batch) external tried("revokeBatch") {
        uint32 issuer = _anchoredIssuerOf(who);
        batch = bound(batch, 0, batchLeaves[issuer].length - 1);
        bool isFirst = ownState[issuer][batch] != ICreditLedger.BatchState.Revoked;
        vm.prank(keyOf(issuer, 1));
        try ledger.revokeBatch(uint64(batch), 4) {
            if (!isFirst) _violate("batch revoked twice");
            _noteState(issuer, batch, ICreditLedger.BatchState.Revoked);
        } catch {
            if (isFirst) _violate("batch not revoked");
        }
        _count("revokeBatch");
    }

    function freeze(uint256 who, uint256 batch) external tried("freeze") {
        uint32 issuer = _anchoredIssuerOf(who);
        uint256 size = batchLeaves[issuer].length;
        batch = bound(batch, 0, size - 1);
        vm.prank(adminOf(issuer));
        ledger.freezeFrom(IssuerId.wrap(issuer), uint64(batch));
        for (; batch < size; ++batch) isFrozen[issuer][batch] = true;
        _count("freeze");
    }

    function thaw(uint256 who, uint256 from, uint256 length) external tried("thaw") {
        uint32 issuer = _anchoredIssuerOf(who);
        from = bound(from, 0, batchLeaves[issuer].length - 1);
        uint256 until = from + bound(length, 1, 5);
        bool isAny = false;
        for (uint256 batch = from; batch < until; ++batch) isAny = isAny || isFrozen[issuer][batch];
        vm.prank(adminOf(issuer));
        try ledger.thaw(IssuerId.wrap(issuer), uint64(from), uint64(until)) {
            if (!isAny) _violate("thawed nothing");
            for (uint256 batch = from; batch < until; ++batch) isFrozen[issuer][batch] = false;
        } catch {
            if (isAny) _violate("not thawed");
        }
        _count("thaw");
    }

    function relay(uint256 who, uint256 nonce, uint64 leaves) external tried("relay") {
        uint32 issuer = _issuerOf(who);
        if (!_isActive(issuer)) _toggle(issuer);
        nonce = nonce % 3 == 0 ? nonce : nonce % 400;
        AnchorOrder memory order = _orderOf(issuer, nonce, uint64(bound(leaves, 1, 700)));
        bool isFirst = !isUsed[issuer][nonce];
        try ledger.anchorBySig(order, keyOf(issuer, 2), _sign(issuer, order)) {
            if (!isFirst) _violate("nonce used twice");
            isUsed[issuer][nonce] = true;
            nonces[issuer].push(nonce);
            _noteAnchored(issuer, order.leaves, order.root, order.stateRoot);
        } catch {
            if (isFirst) _violate("not relayed");
        }
        _count("relay");
    }

    function relayAgain(uint256 who, uint256 which) external tried("relayAgain") {
        uint32 issuer = _issuerOf(who);
        if (!_isActive(issuer)) _toggle(issuer);
        uint256 count = nonces[issuer].length;
        if (count == 0) return _count("relayAgain");
        AnchorOrder memory order = _orderOf(issuer, nonces[issuer][which % count], 1);
        try ledger.anchorBySig(order, keyOf(issuer, 2), _sign(issuer, order)) {
            _violate("an old nonce counted");
        } catch {
            _count("relayAgain");
        }
    }

    function noncesOf(uint32 issuer) external view returns (uint256[] memory) {
        return nonces[issuer];
    }

    function _orderOf(uint32 issuer, uint256 nonce, uint64 leaves) private view returns (AnchorOrder memory) {
        return
            AnchorOrder({
                issuer: IssuerId.wrap(issuer),
                root: keccak256(abi.encode(issuer, nonce, leaves)),
                leaves: leaves,
                model: MODEL,
                stateRoot: 0,
                expectedBatch: uint64(batchLeaves[issuer].length),
                nonce: nonce,
                deadline: uint64(clock)
            });
    }

    function _sign(uint32 issuer, AnchorOrder memory order) private view returns (bytes memory) {
        return signEcdsa(SECRET + issuer, this.digestOf(order));
    }

    function digestOf(AnchorOrder calldata order) external view returns (bytes32) {
        return LedgerLeaf.digestOf(LedgerLeaf.structHashOf(order), address(ledger));
    }

    /// @dev A word of the issuer's bitmap, and a mask that names nothing beyond its last credential.
    function _placeOf(uint32 issuer, uint256 word, uint256 mask) private view returns (uint256, uint256) {
        word = bound(word, 0, (total[issuer] - 1) / 256);
        uint256 room = total[issuer] - word * 256;
        return (word, room < 256 ? mask & ((1 << room) - 1) : mask);
    }

    function _one(uint64 value) private pure returns (uint64[] memory list) {
        list = new uint64[](1);
        list[0] = value;
    }
}
