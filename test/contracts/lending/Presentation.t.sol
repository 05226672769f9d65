// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLine } from "../../../contracts/lending/ICreditLine.sol";
import { CreditProof } from "../../../contracts/types/CreditProof.sol";
import { CreditReason } from "../../../contracts/types/CreditReason.sol";
import { HolderSignature } from "../../../contracts/types/HolderSignature.sol";
import { LineTest } from "../support/LineTest.sol";
import { vm } from "../support/Vm.sol";
import { flipEcdsa, passkeyOf, P256_ORDER, signEcdsa, signPasskey, vmSign } from "../support/VmSign.sol";
import { Wallet } from "../support/Wallet.sol";

contract PresentationTest is LineTest {
    uint256 private constant PRIVATE = 0xA11CE;
    bytes32 private constant DISCLOSURE = keccak256("what is shown");
    bytes32 private constant PURPOSE = keccak256("open a credit line");
    bytes32 private constant DOMAIN_TYPE = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant TYPE = keccak256(
        "Presentation(bytes32 credential,bytes32 disclosure,bytes32 verifier,bytes32 challenge,bytes32 purpose,uint64 until)"
    );
    uint64 private constant UNTIL = uint64(START + 10 minutes);

    CreditProof private _proof;
    bytes32 private _credential;
    bytes32 private _challenge;
    address private _holder;

    function setUp() public override {
        super.setUp();
        _holder = vmSign.addr(PRIVATE);
        _prepare(_holder);
    }

    function _prepare(address holder) private {
        (_proof, _credential) = _scoreOf(holder, 712);
        vm.prank(BORROWER);
        _challenge = line.requestChallenge();
    }

    function _digest(bytes32 credential, address verifier, bytes32 challenge, bytes32 purpose) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(DOMAIN_TYPE, keccak256("Credence Credit Ledger"), keccak256("1"), block.chainid, address(ledger))
        );
        bytes32 content = keccak256(
            abi.encode(TYPE, credential, DISCLOSURE, bytes32(uint256(uint160(verifier))), challenge, purpose, uint256(UNTIL))
        );
        return keccak256(abi.encodePacked(hex"1901", domain, content));
    }

    function _good() private view returns (bytes32) {
        return _digest(_credential, address(line), _challenge, PURPOSE);
    }

    function _shown(address key, bytes memory signature) private pure returns (HolderSignature memory) {
        return HolderSignature({ key: key, blind: BLIND, disclosure: DISCLOSURE, until: UNTIL, signature: signature });
    }

    function _open(HolderSignature memory shown) private {
        vm.prank(BORROWER);
        line.openByPresentation(_proof, shown);
    }

    function _expectRefused(bytes memory signature) private {
        _expectRefusal(CreditReason.SignatureInvalid);
        _open(_shown(_holder, signature));
    }

    function test_OpensForAnAccount() public {
        _open(_shown(_holder, signEcdsa(PRIVATE, _good())));
        vm.assertEq(line.lineOf(BORROWER).limit, LIMIT);
        vm.assertEq(line.challengeOf(BORROWER), bytes32(0));
    }

    function test_OpensForAContractAccount() public {
        Wallet wallet = new Wallet();
        _prepare(address(wallet));
        wallet.agree(_good());
        _open(_shown(address(wallet), ""));
        vm.assertEq(line.lineOf(BORROWER).limit, LIMIT);
    }

    function test_RevertWhen_TheContractAccountDoesNotAgree() public {
        Wallet wallet = new Wallet();
        _holder = address(wallet);
        _prepare(_holder);
        _expectRefused("");
    }

    function test_OpensForAPasskey() public {
        _prepare(passkeyOf(PRIVATE));
        _open(_shown(passkeyOf(PRIVATE), signPasskey(PRIVATE, _good())));
        vm.assertEq(line.lineOf(BORROWER).limit, LIMIT);
    }

    function test_RevertWhen_ThePasskeySignatureIsMalleable() public {
        _holder = passkeyOf(PRIVATE);
        _prepare(_holder);
        bytes memory signature = signPasskey(PRIVATE, _good());
        bytes32 s;
        assembly ("memory-safe") {
            s := mload(add(signature, 0x40))
        }
        s = bytes32(P256_ORDER - uint256(s));
        assembly ("memory-safe") {
            mstore(add(signature, 0x40), s)
        }
        _expectRefused(signature);
    }

    function test_RevertGiven_NoChallenge() public {
        HolderSignature memory shown = _shown(_holder, signEcdsa(PRIVATE, _good()));
        vm.expectRevert(abi.encodeWithSelector(ICreditLine.LineChallengeUnknown.selector, OTHER));
        vm.prank(OTHER);
        line.openByPresentation(_proof, shown);
    }

    function test_RevertGiven_TheChallengeWasUsed() public {
        HolderSignature memory shown = _shown(_holder, signEcdsa(PRIVATE, _good()));
        _open(shown);
        vm.expectRevert(abi.encodeWithSelector(ICreditLine.LineChallengeUnknown.selector, BORROWER));
        _open(shown);
    }

    /// @dev Who takes a signature out of the mempool has no challenge that fits.
    function test_RevertWhen_AnotherCallerBringsIt() public {
        HolderSignature memory shown = _shown(_holder, signEcdsa(PRIVATE, _good()));
        vm.prank(OTHER);
        line.requestChallenge();
        _expectRefusal(CreditReason.SignatureInvalid);
        vm.prank(OTHER);
        line.openByPresentation(_proof, shown);
    }

    function test_RevertWhen_ItIsShownToAnotherLender() public {
        HolderSignature memory shown = _shown(_holder, signEcdsa(PRIVATE, _good()));
        ICreditLine other = _deployLine(_terms(), _sources());
        vm.prank(BORROWER);
        other.requestChallenge();
        _expectRefusal(CreditReason.SignatureInvalid);
        vm.prank(BORROWER);
        other.openByPresentation(_proof, shown);
    }

    function testFuzz_RevertWhen_SomethingElseWasSigned(bytes32 any, uint256 which) public {
        which %= 4;
        bytes32 digest;
        if (which == 0) digest = _digest(any, address(line), _challenge, PURPOSE);
        else if (which == 1) digest = _digest(_credential, address(bytes20(any)), _challenge, PURPOSE);
        else if (which == 2) digest = _digest(_credential, address(line), any, PURPOSE);
        else digest = _digest(_credential, address(line), _challenge, any);
        _expectRefused(signEcdsa(PRIVATE, digest));
    }

    function test_RevertWhen_TheChallengeWasReplaced() public {
        bytes memory signature = signEcdsa(PRIVATE, _good());
        vm.prank(BORROWER);
        line.requestChallenge();
        _expectRefused(signature);
    }

    function test_RevertWhen_TimeHasPassed() public {
        HolderSignature memory shown = _shown(_holder, signEcdsa(PRIVATE, _good()));
        vm.warp(UNTIL + 1);
        _expectRefusal(CreditReason.PresentationExpired);
        _open(shown);
    }

    function test_RevertWhen_TimeWasStretched() public {
        HolderSignature memory shown = _shown(_holder, signEcdsa(PRIVATE, _good()));
        shown.until = UNTIL + 1;
        _expectRefusal(CreditReason.SignatureInvalid);
        _open(shown);
    }

    function test_RevertWhen_AnotherKeySigned() public {
        _expectRefused(signEcdsa(PRIVATE + 1, _good()));
        address other = vmSign.addr(PRIVATE + 1);
        HolderSignature memory shown = _shown(other, signEcdsa(PRIVATE + 1, _good()));
        _expectRefusal(CreditReason.NotIncluded);
        _open(shown);
    }

    function test_RevertWhen_TheSignatureIsMalleableShortOrEmpty() public {
        _expectRefused(flipEcdsa(PRIVATE, _good()));
        (uint8 v, bytes32 r, bytes32 s) = vmSign.sign(PRIVATE, _good());
        _expectRefused(abi.encodePacked(r, bytes32(uint256(s) | (uint256(v - 27) << 255))));
        _expectRefused(abi.encodePacked(r, s, v - 27));
        _expectRefused("");
        _expectRefused(new bytes(65));
    }

    function test_RevertWhen_TheZeroAddressSigned() public {
        _prepare(address(0));
        HolderSignature memory shown = _shown(address(0), new bytes(65));
        _expectRefusal(CreditReason.SignatureInvalid);
        _open(shown);
    }

    function test_RevertWhen_ItWasSignedOnAnotherChain() public {
        bytes memory signature = signEcdsa(PRIVATE, _good());
        vm.chainId(block.chainid + 1);
        // The credential itself is of the other chain.
        _expectRefusal(CreditReason.NotIncluded);
        _open(_shown(_holder, signature));
    }

    function test_RevertGiven_HolderHasALineByAnotherAccount() public {
        _open(_shown(_holder, signEcdsa(PRIVATE, _good())));
        (_proof, _credential) = _scoreOf(_holder, 712);
        vm.prank(OTHER);
        _challenge = line.requestChallenge();
        HolderSignature memory shown = _shown(_holder, signEcdsa(PRIVATE, _good()));
        vm.expectRevert(abi.encodeWithSelector(ICreditLine.LineExists.selector, BORROWER));
        vm.prank(OTHER);
        line.openByPresentation(_proof, shown);
    }
}
