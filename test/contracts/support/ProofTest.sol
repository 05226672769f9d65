// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { BatchPlace } from "../../../contracts/types/BatchPlace.sol";
import { creditFacts } from "../../../contracts/types/CreditFacts.sol";
import { CreditProof } from "../../../contracts/types/CreditProof.sol";
import { Credit } from "../../../contracts/types/Credit.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { KeyRoles } from "../../../contracts/types/KeyRoles.sol";
import { BatchBuilder } from "./BatchBuilder.sol";
import { RecursiveTree } from "./RecursiveTree.sol";
import { deployLedger, vm } from "./Vm.sol";

/// @dev A ledger with one issuer, and credentials whose proofs are built by the definitions.
abstract contract ProofTest {
    uint256 internal constant START = 1_795_000_000;
    uint64 internal constant EXPIRY = uint64(START + 90 days);
    IssuerId internal constant ISSUER = IssuerId.wrap(1);
    IssuerId internal constant PLAIN = IssuerId.wrap(2);
    bytes32 internal constant MODEL = keccak256("model");
    bytes32 internal constant STATE = keccak256("state");
    bytes32 internal constant BLIND = keccak256("blind");
    bytes32 internal constant SEED = keccak256("seed");
    address internal constant KEY = address(0xB1);
    address internal constant PLAIN_KEY = address(0xB2);

    ICreditLedger internal ledger;

    function setUp() public virtual {
        vm.warp(START);
        ledger = ICreditLedger(deployLedger(address(this)));
        ledger.registerIssuer(address(this), "Bank of the North", true, 0);
        ledger.registerIssuer(address(this), "Bank of the South", false, 0);
        ledger.addKey(ISSUER, KEY, 0, type(uint40).max, KeyRoles.wrap(7));
        ledger.addKey(PLAIN, PLAIN_KEY, 0, type(uint40).max, KeyRoles.wrap(7));
    }

    function _commitment(address key) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"05", key, BLIND));
    }

    /// @dev Value of a field of the credential of a score and a probability of default.
    function _valueOf(uint256 slot, uint256 score, uint256 pdWad) internal pure returns (bytes32) {
        if (slot == 1) return bytes32(score);
        if (slot == 3) return bytes32(pdWad);
        if (slot == 14) return _chain(SEED, (score - 300) / 5);
        if (slot == 15) return _chain(SEED, pdWad > 0.25e18 ? 0 : (0.25e18 - pdWad) / 0.0025e18);
        return keccak256(abi.encode("value", slot));
    }

    function _chain(bytes32 link, uint256 steps) internal pure returns (bytes32) {
        for (uint256 i = 0; i < steps; ++i) {
            link = keccak256(abi.encodePacked(link));
        }
        return link;
    }

    function _salt(uint256 slot) internal pure returns (bytes16) {
        return bytes16(keccak256(abi.encode("salt", slot)));
    }

    function _fieldNode(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"03", left, right));
    }

    /// @dev Anchors a batch of `count` credentials by `key`, of which the one at `position` belongs to `holder` and has
    /// this score, and proves its field `slot`.
    function _anchor(
        address key,
        bytes32 holder,
        uint256 score,
        uint256 slot,
        uint256 count,
        uint256 position
    ) internal returns (CreditProof memory proof, bytes32 digest) {
        (IssuerId issuer, , , ) = ledger.keyOf(key);
        (uint64 size, uint64 firstLeaf, , ) = ledger.checkpoint(issuer);
        Credit memory credit = BatchBuilder.creditAt(issuer, size, position, EXPIRY);
        credit.holder = holder;
        (credit.credentialRoot, proof.fieldPath) = _fields(score, 0.02e18, slot);
        digest = BatchBuilder.digestOf(credit, address(ledger));
        bytes32[] memory leaves = RecursiveTree.leavesOf(size, count);
        leaves[position] = BatchBuilder.leafOf(credit, address(ledger));
        vm.prank(key);
        ledger.anchor(RecursiveTree.root(leaves), uint64(count), MODEL, STATE, size);
        proof.facts = creditFacts(issuer, credit.issuedAt, credit.expiry, credit.seq);
        proof.place = _place(size, uint64(count), firstLeaf, uint64(block.timestamp), position);
        proof.subjectTag = credit.subjectTag;
        proof.model = MODEL;
        proof.stateRoot = STATE;
        proof.value = _valueOf(slot, score, 0.02e18);
        proof.salt = _salt(slot);
        proof.path = RecursiveTree.path(leaves, position);
    }

    function _place(uint64 batch, uint64 leaves, uint64 firstLeaf, uint64 time, uint256 position) internal pure returns (BatchPlace) {
        return
            BatchPlace.wrap(
                uint256(batch) | (uint256(leaves) << 40) | (uint256(firstLeaf) << 80) | (uint256(time) << 120) | (position << 160)
            );
    }

    function _fields(uint256 score, uint256 pdWad, uint256 slot) private pure returns (bytes32 root, bytes32[4] memory path) {
        bytes32[] memory level = new bytes32[](16);
        for (uint256 i = 0; i < 16; ++i) {
            level[i] = keccak256(abi.encodePacked(hex"02", uint8(i), _salt(i), _valueOf(i, score, pdWad)));
        }
        for (uint256 height = 0; height < 4; ++height) {
            path[height] = level[(slot >> height) ^ 1];
            bytes32[] memory above = new bytes32[](level.length / 2);
            for (uint256 i = 0; i < above.length; ++i) {
                above[i] = _fieldNode(level[2 * i], level[2 * i + 1]);
            }
            level = above;
        }
        root = level[0];
    }

    function _words(uint64 word) internal pure returns (uint64[] memory words) {
        words = new uint64[](1);
        words[0] = word;
    }

    function _bits(uint256 bits) internal pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = bits;
    }
}
