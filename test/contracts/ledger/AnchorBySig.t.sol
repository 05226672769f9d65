// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { ILedgerErrors } from "../../../contracts/ledger/ILedgerErrors.sol";
import { AnchorOrder } from "../../../contracts/types/AnchorOrder.sol";
import { Batch } from "../../../contracts/types/Batch.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { BatchBuilder } from "../support/BatchBuilder.sol";
import { FalseWallet } from "../support/FalseWallets.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { bound, deployLedger, vm } from "../support/Vm.sol";
import { flipEcdsa, passkeyOf, signEcdsa, signPasskey, vmSign } from "../support/VmSign.sol";
import { Wallet } from "../support/Wallet.sol";

contract AnchorBySigTest is LedgerTest {
    uint256 private constant SECRET = 0xA11CE;
    string private constant ORDER_TYPE =
        "Anchor(uint32 issuer,bytes32 root,uint64 leaves,bytes32 model,bytes32 stateRoot,uint64 expectedBatch,uint256 nonce,uint64 deadline)";

    address private _key;
    address private _passkey;
    Wallet private _wallet;

    function setUp() public override {
        super.setUp();
        _key = vmSign.addr(SECRET);
        _passkey = passkeyOf(SECRET);
        _wallet = new Wallet();
        _add(_key);
        _add(_passkey);
        _add(address(_wallet));
    }

    function testFuzz_AnchorsWhateverTheKindOfKey(uint256 kind, address relayer, uint256 nonce, uint64 leaves) public {
        AnchorOrder memory order = _order(0, nonce);
        order.leaves = uint64(bound(leaves, 1, 1 << 39));
        (address key, bytes memory signature) = _sign(order, kind);
        _expectEvent();
        emit ICreditLedger.Anchored(KEEPING, 0, order.root, order.leaves, 0, MODEL, STATE, uint40(START), key);
        vm.prank(relayer);
        vm.assertEq(ledger.anchorBySig(order, key, signature), 0);
        (uint64 size, uint64 total, , ) = ledger.checkpoint(KEEPING);
        vm.assertEq(size, 1);
        vm.assertEq(total, order.leaves);
        vm.assertTrue(ledger.isNonceUsed(KEEPING, nonce));
    }

    function test_AnchorsTheSameLeafAsTheKeyItself() public {
        (address key, bytes memory signature) = _sign(_order(0, 7), 0);
        ledger.anchorBySig(_order(0, 7), key, signature);
        (bytes32 relayed, , , , ) = ledger.peek(KEEPING, 0, 0);
        Batch memory batch = Batch({
            issuer: KEEPING,
            number: 0,
            root: _rootOf(0),
            leaves: 4,
            firstLeaf: 0,
            model: MODEL,
            stateRoot: STATE,
            time: uint64(START)
        });
        vm.assertEq(relayed, BatchBuilder.batchLeafOf(batch, address(ledger)));
    }

    function testFuzz_RevertWhen_TheDeadlineHasPassed(uint256 deadline) public {
        AnchorOrder memory order = _order(0, 1);
        order.deadline = uint64(bound(deadline, 0, START - 1));
        (address key, bytes memory signature) = _sign(order, 0);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerDeadlinePassed.selector, order.deadline));
        ledger.anchorBySig(order, key, signature);
        order.deadline = uint64(START);
        (key, signature) = _sign(order, 0);
        ledger.anchorBySig(order, key, signature);
    }

    function test_RevertWhen_TheKeyIsOfAnotherIssuer() public {
        AnchorOrder memory order = _order(0, 1);
        order.issuer = PLAIN;
        (address key, bytes memory signature) = _sign(order, 0);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyOfOtherIssuer.selector, key, KEEPING));
        ledger.anchorBySig(order, key, signature);
        address stranger = vmSign.addr(SECRET + 1);
        signature = signEcdsa(SECRET + 1, _digest(_order(0, 1), address(ledger)));
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyOfOtherIssuer.selector, stranger, 0));
        ledger.anchorBySig(_order(0, 1), stranger, signature);
    }

    function test_RevertWhen_TheZeroAddressSigns() public {
        AnchorOrder memory order = _order(0, 1);
        order.issuer = IssuerId.wrap(0);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerSignatureInvalid.selector, address(0)));
        ledger.anchorBySig(order, address(0), abi.encodePacked(bytes32(0), bytes32(0), uint8(27)));
    }

    function testFuzz_RevertWhen_AFieldDiffers(uint256 field, uint256 kind) public {
        AnchorOrder memory order = _order(0, 1);
        (address key, bytes memory signature) = _sign(order, kind);
        field %= 7;
        if (field == 0) order.root ^= bytes32(uint256(1));
        else if (field == 1) order.leaves += 1;
        else if (field == 2) order.model ^= bytes32(uint256(1));
        else if (field == 3) order.stateRoot ^= bytes32(uint256(1));
        else if (field == 4) order.expectedBatch += 1;
        else if (field == 5) order.nonce += 1;
        else order.deadline += 1;
        _expectInvalid(key);
        ledger.anchorBySig(order, key, signature);
    }

    function test_RevertWhen_TheSignatureHasAnotherForm() public {
        AnchorOrder memory order = _order(0, 1);
        bytes32 digest = _digest(order, address(ledger));
        _expectInvalid(_key);
        ledger.anchorBySig(order, _key, flipEcdsa(SECRET, digest));
        (uint8 v, bytes32 r, bytes32 s) = vmSign.sign(SECRET, digest);
        _expectInvalid(_key);
        ledger.anchorBySig(order, _key, abi.encodePacked(r, s | bytes32(uint256(v - 27) << 255)));
        _expectInvalid(_key);
        ledger.anchorBySig(order, _key, signPasskey(SECRET, digest));
        _expectInvalid(_passkey);
        ledger.anchorBySig(order, _passkey, signPasskey(SECRET + 1, digest));
    }

    function testFuzz_RevertWhen_TheOrderIsForAnotherPlace(bool isChain) public {
        AnchorOrder memory order = _order(0, 1);
        bytes memory signature = signEcdsa(SECRET, _digest(order, isChain ? address(ledger) : deployLedger(address(this))));
        if (isChain) vm.chainId(block.chainid + 1);
        _expectInvalid(_key);
        ledger.anchorBySig(order, _key, signature);
    }

    function testFuzz_RevertWhen_AWalletDoesNotAgree(uint8 way) public {
        FalseWallet wallet = new FalseWallet(FalseWallet.Way(way % 7));
        _add(address(wallet));
        _expectInvalid(address(wallet));
        ledger.anchorBySig(_order(0, 1), address(wallet), "");
        _expectInvalid(address(_wallet));
        ledger.anchorBySig(_order(0, 1), address(_wallet), "");
    }

    function testFuzz_RevertGiven_TheNonceWasUsed(uint256 nonce, uint256 kind) public {
        (address key, bytes memory signature) = _sign(_order(0, nonce), kind);
        ledger.anchorBySig(_order(0, nonce), key, signature);
        bytes memory used = abi.encodeWithSelector(ILedgerErrors.LedgerNonceUsed.selector, KEEPING, nonce);
        vm.expectRevert(used);
        ledger.anchorBySig(_order(0, nonce), key, signature);
        signature = _again(_order(1, nonce), kind);
        vm.expectRevert(used);
        ledger.anchorBySig(_order(1, nonce), key, signature);
    }

    function testFuzz_NoncesHaveNoOrder(uint256[12] memory nonces, uint256 spread) public {
        uint256[] memory done = new uint256[](nonces.length);
        uint64 count = 0;
        for (uint256 i = 0; i < nonces.length; ++i) {
            // Near each other, far apart, and at the end of numbers.
            uint256 nonce = spread % 3 == 0 ? nonces[i] : nonces[i] % (spread % 3 == 1 ? 200 : 1 << 56);
            bool isUsed = false;
            for (uint256 j = 0; j < count; ++j) isUsed = isUsed || done[j] == nonce;
            vm.assertEq(ledger.isNonceUsed(KEEPING, nonce), isUsed);
            if (isUsed) continue;
            (address key, bytes memory signature) = _sign(_order(count, nonce), i);
            ledger.anchorBySig(_order(count, nonce), key, signature);
            done[count++] = nonce;
        }
        for (uint256 j = 0; j < count; ++j) {
            vm.assertTrue(ledger.isNonceUsed(KEEPING, done[j]));
            vm.assertFalse(ledger.isNonceUsed(PLAIN, done[j]), "another issuer's");
        }
    }

    function test_RevertWhen_TheBatchIsStale() public {
        (address key, bytes memory signature) = _sign(_order(1, 1), 0);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerStaleBatch.selector, 1, 0));
        ledger.anchorBySig(_order(1, 1), key, signature);
        vm.assertFalse(ledger.isNonceUsed(KEEPING, 1), "nonce");
        _anchor(KEY, 1);
        ledger.anchorBySig(_order(1, 1), key, signature);
    }

    function test_RevertGiven_TheKeyMayNotAnchor() public {
        (address key, bytes memory signature) = _sign(_order(0, 1), 0);
        vm.prank(ADMIN);
        ledger.removeKey(key);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyOutsideWindow.selector, key, KEEPING, START, START));
        ledger.anchorBySig(_order(0, 1), key, signature);
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, key, 0, FOREVER, REVOKES);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerKeyLacksRole.selector, key, REVOKES, ANCHORS));
        ledger.anchorBySig(_order(0, 1), key, signature);
    }

    function test_RevertGiven_TheIssuerMayNotAnchor() public {
        (address key, bytes memory signature) = _sign(_order(0, 1), 1);
        _suspend(KEEPING);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerIssuerSuspended.selector, KEEPING));
        ledger.anchorBySig(_order(0, 1), key, signature);
        ledger.setIssuerStatus(KEEPING, ICreditLedger.IssuerStatus.Active);
        vm.prank(ADMIN);
        ledger.setSuccessor(KEEPING, PLAIN);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerIssuerSucceeded.selector, KEEPING));
        ledger.anchorBySig(_order(0, 1), key, signature);
    }

    function _add(address key) private {
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, key, 0, FOREVER, ALL);
    }

    function _expectInvalid(address key) private {
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.LedgerSignatureInvalid.selector, key));
    }

    function _order(uint64 batch, uint256 nonce) private pure returns (AnchorOrder memory) {
        return
            AnchorOrder({
                issuer: KEEPING,
                root: _rootOf(batch),
                leaves: 4,
                model: MODEL,
                stateRoot: STATE,
                expectedBatch: batch,
                nonce: nonce,
                deadline: uint64(START + 1 hours)
            });
    }

    function _sign(AnchorOrder memory order, uint256 kind) private returns (address key, bytes memory signature) {
        kind %= 3;
        key =
            kind == 0
                ? _key
                : kind == 1
                    ? _passkey
                    : address(_wallet);
        signature = _again(order, kind);
    }

    function _again(AnchorOrder memory order, uint256 kind) private returns (bytes memory) {
        bytes32 digest = _digest(order, address(ledger));
        kind %= 3;
        if (kind == 0) return signEcdsa(SECRET, digest);
        if (kind == 1) return signPasskey(SECRET, digest);
        _wallet.agree(digest);
        return "";
    }

    /// @dev By the definition of EIP-712, apart from the contracts' own hashing.
    function _digest(AnchorOrder memory o, address place) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Credence Credit Ledger"),
                keccak256("1"),
                block.chainid,
                place
            )
        );
        bytes memory first = abi.encode(keccak256(bytes(ORDER_TYPE)), o.issuer, o.root, o.leaves, o.model);
        bytes32 hash = keccak256(bytes.concat(first, abi.encode(o.stateRoot, o.expectedBatch, o.nonce, o.deadline)));
        return keccak256(abi.encodePacked(hex"1901", domain, hash));
    }
}
