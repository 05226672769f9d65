// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev The cheatcodes that make signatures, change what accounts have, and watch storage.
interface VmSign {
    function addr(uint256 privateKey) external pure returns (address account);
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function publicKeyP256(uint256 privateKey) external pure returns (uint256 x, uint256 y);
    function signP256(uint256 privateKey, bytes32 digest) external pure returns (bytes32 r, bytes32 s);
    function expectRevert() external;
    function roll(uint256 blockNumber) external;
    function record() external;
    function accesses(address target) external returns (bytes32[] memory reads, bytes32[] memory writes);
}

// solhint-disable-next-line const-name-snakecase
VmSign constant vmSign = VmSign(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

/// @dev Order of the curve P-256.
uint256 constant P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;

/// @dev Signature r ‖ s ‖ v of a private key on secp256k1.
function signEcdsa(uint256 privateKey, bytes32 digest) pure returns (bytes memory) {
    (uint8 v, bytes32 r, bytes32 s) = vmSign.sign(privateKey, digest);
    return abi.encodePacked(r, s, v);
}

/// @dev The other signature of the same key and digest, with s in the upper half.
function flipEcdsa(uint256 privateKey, bytes32 digest) pure returns (bytes memory) {
    uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    (uint8 v, bytes32 r, bytes32 s) = vmSign.sign(privateKey, digest);
    return abi.encodePacked(r, bytes32(order - uint256(s)), v == 27 ? uint8(28) : uint8(27));
}

/// @dev Signature r ‖ s ‖ x ‖ y of a private key on P-256, with s in the lower half.
function signPasskey(uint256 privateKey, bytes32 digest) pure returns (bytes memory) {
    (bytes32 r, bytes32 s) = vmSign.signP256(privateKey, digest);
    if (uint256(s) > P256_ORDER / 2) s = bytes32(P256_ORDER - uint256(s));
    (uint256 x, uint256 y) = vmSign.publicKeyP256(privateKey);
    return abi.encodePacked(r, s, x, y);
}

/// @dev Address of a P-256 key.
function passkeyOf(uint256 privateKey) pure returns (address) {
    (uint256 x, uint256 y) = vmSign.publicKeyP256(privateKey);
    return address(uint160(uint256(keccak256(abi.encode(x, y)))));
}
