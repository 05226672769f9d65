// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { FalseWallet } from "../support/FalseWallets.sol";
import { SignatureHarness } from "../support/SignatureHarness.sol";
import { bound, vm } from "../support/Vm.sol";
import { P256_ORDER, flipEcdsa, passkeyOf, signEcdsa, signPasskey, vmSign } from "../support/VmSign.sol";
import { Wallet } from "../support/Wallet.sol";

contract KeySignatureTest {
    uint256 private constant SECP256K1_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    SignatureHarness private _checker;

    function setUp() public {
        _checker = new SignatureHarness();
    }

    function testFuzz_TakesTheKeysOwnSignature(uint256 secret, bytes32 digest) public view {
        secret = bound(secret, 1, SECP256K1_ORDER - 1);
        vm.assertTrue(_checker.isValid(vmSign.addr(secret), digest, signEcdsa(secret, digest)));
        secret = bound(secret, 1, P256_ORDER - 1);
        vm.assertTrue(_checker.isValid(passkeyOf(secret), digest, signPasskey(secret, digest)));
    }

    function testFuzz_RefusesAnotherKeyOrDigest(uint256 secret, uint256 other, bytes32 digest, bytes32 otherDigest) public view {
        secret = bound(secret, 1, P256_ORDER / 2);
        other = bound(other, 1, P256_ORDER / 2);
        if (secret == other || digest == otherDigest) return;
        _refuse(vmSign.addr(other), digest, signEcdsa(secret, digest));
        _refuse(vmSign.addr(secret), otherDigest, signEcdsa(secret, digest));
        _refuse(passkeyOf(other), digest, signPasskey(secret, digest));
        _refuse(passkeyOf(secret), otherDigest, signPasskey(secret, digest));
        _refuse(vmSign.addr(secret), digest, signPasskey(secret, digest));
        _refuse(passkeyOf(secret), digest, signEcdsa(secret, digest));
    }

    function testFuzz_RefusesThePointOfAnotherKey(uint256 secret, uint256 other, bytes32 digest) public view {
        secret = bound(secret, 1, P256_ORDER / 2);
        other = bound(other, 1, P256_ORDER / 2);
        if (secret == other) return;
        bytes memory signature = signPasskey(secret, digest);
        bytes memory point = signPasskey(other, digest);
        for (uint256 i = 64; i < 128; ++i) {
            signature[i] = point[i];
        }
        _refuse(passkeyOf(secret), digest, signature);
        _refuse(passkeyOf(other), digest, signature);
    }

    function testFuzz_RefusesTheOtherFormOfASignature(uint256 secret, bytes32 digest) public view {
        secret = bound(secret, 1, P256_ORDER / 2);
        _refuse(vmSign.addr(secret), digest, flipEcdsa(secret, digest));
        bytes memory signature = signPasskey(secret, digest);
        uint256 s;
        assembly ("memory-safe") {
            s := mload(add(signature, 0x40))
        }
        s = P256_ORDER - s;
        assembly ("memory-safe") {
            mstore(add(signature, 0x40), s)
        }
        _refuse(passkeyOf(secret), digest, signature);
    }

    function testFuzz_RefusesTheShortForm(uint256 secret, bytes32 digest) public view {
        secret = bound(secret, 1, SECP256K1_ORDER - 1);
        (uint8 v, bytes32 r, bytes32 s) = vmSign.sign(secret, digest);
        bytes32 vs = s | bytes32(uint256(v - 27) << 255);
        _refuse(vmSign.addr(secret), digest, abi.encodePacked(r, vs));
    }

    function testFuzz_RefusesAnotherV(uint256 secret, bytes32 digest, uint8 v) public view {
        secret = bound(secret, 1, SECP256K1_ORDER - 1);
        (uint8 good, bytes32 r, bytes32 s) = vmSign.sign(secret, digest);
        if (v == good) v = good - 27;
        _refuse(vmSign.addr(secret), digest, abi.encodePacked(r, s, v));
    }

    function testFuzz_RefusesEveryOtherLength(uint256 secret, bytes32 digest, uint256 length) public view {
        secret = bound(secret, 1, P256_ORDER / 2);
        length = bound(length, 0, 200);
        bytes memory long = bytes.concat(signEcdsa(secret, digest), signPasskey(secret, digest), new bytes(8));
        assembly ("memory-safe") {
            mstore(long, length)
        }
        if (length != 65) _refuse(vmSign.addr(secret), digest, long);
        _refuse(passkeyOf(secret), digest, long);
    }

    function testFuzz_NothingIsGoodForTheZeroAddress(bytes32 digest, bytes32 r, bytes32 s, uint8 v) public view {
        _refuse(address(0), digest, abi.encodePacked(r, s, v));
        _refuse(address(0), digest, abi.encodePacked(bytes32(0), bytes32(0), uint8(27)));
        _refuse(address(0), digest, new bytes(128));
        _refuse(address(0), digest, "");
    }

    function testFuzz_RefusesAPointThatIsNotOnTheCurve(bytes32 digest, bytes32 x, bytes32 y) public view {
        address key = address(uint160(uint256(keccak256(abi.encodePacked(x, y)))));
        _refuse(key, digest, abi.encodePacked(uint256(1), uint256(1), x, y));
        _refuse(address(uint160(uint256(keccak256(new bytes(64))))), digest, new bytes(128));
    }

    function testFuzz_AsksAKeyWithCode(bytes32 digest, bytes32 other, bytes calldata signature) public {
        Wallet wallet = new Wallet();
        wallet.agree(digest);
        vm.assertTrue(_checker.isValid(address(wallet), digest, signature));
        if (digest != other) _refuse(address(wallet), other, signature);
    }

    function testFuzz_DoesNotTrustAFalseWallet(uint8 way, bytes32 digest, bytes calldata signature) public {
        FalseWallet wallet = new FalseWallet(FalseWallet.Way(way % 7));
        _refuse(address(wallet), digest, signature);
    }

    function _refuse(address key, bytes32 digest, bytes memory signature) private view {
        vm.assertFalse(_checker.isValid(key, digest, signature), "a signature that must not count");
    }
}
