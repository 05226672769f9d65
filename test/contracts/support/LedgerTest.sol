// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManaged } from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { ILedgerInspector } from "../../../contracts/ledger/ILedgerInspector.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { KeyRoles } from "../../../contracts/types/KeyRoles.sol";
import { deploy, deployLedger, vm } from "./Vm.sol";

/// @dev A ledger with two issuers: `KEEPING` stores its batch leaves, `PLAIN` does not. The test itself is the
/// administrator of the access manager.
abstract contract LedgerTest {
    uint256 internal constant START = 1_795_000_000;
    uint40 internal constant FOREVER = type(uint40).max;
    IssuerId internal constant KEEPING = IssuerId.wrap(1);
    IssuerId internal constant PLAIN = IssuerId.wrap(2);
    IssuerId internal constant NOBODY = IssuerId.wrap(3);
    KeyRoles internal constant ANCHORS = KeyRoles.wrap(1);
    KeyRoles internal constant REVOKES = KeyRoles.wrap(2);
    KeyRoles internal constant SIGNS = KeyRoles.wrap(4);
    KeyRoles internal constant ALL = KeyRoles.wrap(7);
    bytes32 internal constant MODEL = keccak256("model");
    bytes32 internal constant STATE = keccak256("state");

    address internal constant ADMIN = address(0xA1);
    address internal constant OTHER_ADMIN = address(0xA2);
    address internal constant KEY = address(0xB1);
    address internal constant PLAIN_KEY = address(0xB2);
    address internal constant STRANGER = address(0xC1);

    ICreditLedger internal ledger;
    ILedgerInspector internal inspector;

    function setUp() public virtual {
        vm.warp(START);
        ledger = ICreditLedger(deployLedger(address(this)));
        inspector = ILedgerInspector(deploy("LedgerInspector.sol:LedgerInspector", abi.encode(ledger)));
        ledger.registerIssuer(ADMIN, "Bank of the North", true, 0);
        ledger.registerIssuer(OTHER_ADMIN, "Bank of the South", false, 0);
        vm.prank(ADMIN);
        ledger.addKey(KEEPING, KEY, 0, FOREVER, ALL);
        vm.prank(OTHER_ADMIN);
        ledger.addKey(PLAIN, PLAIN_KEY, 0, FOREVER, ALL);
    }

    /// @dev Appends a batch of `leaves` credentials to the log of the key's issuer.
    function _anchor(address key, uint64 leaves) internal returns (uint64 batch) {
        (IssuerId issuer, , , ) = ledger.keyOf(key);
        (uint64 size, , , ) = ledger.checkpoint(issuer);
        vm.prank(key);
        return ledger.anchor(_rootOf(size), leaves, MODEL, STATE, size);
    }

    function _rootOf(uint64 batch) internal pure returns (bytes32) {
        return keccak256(abi.encode("root", batch));
    }

    function _suspend(IssuerId issuer) internal {
        ledger.setIssuerStatus(issuer, ICreditLedger.IssuerStatus.Suspended);
    }

    function _expectUnauthorized(address caller) internal {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
        vm.prank(caller);
    }

    /// @dev Announces that the next call emits the event that the test emits next.
    function _expectEvent() internal {
        vm.expectEmit(true, true, true, true, address(ledger));
    }

    function _raw(IssuerId issuer) internal pure returns (uint256) {
        return IssuerId.unwrap(issuer);
    }

    function _words(uint64 word) internal pure returns (uint64[] memory words) {
        words = new uint64[](1);
        words[0] = word;
    }

    function _bits(uint256 bits) internal pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = bits;
    }

    function _stateOf(IssuerId issuer, uint64 batch) internal view returns (ICreditLedger.BatchState state) {
        (, , , state, ) = ledger.peek(issuer, batch, 0);
    }

    function _deadOf(IssuerId issuer, uint64 word) internal view returns (uint256 bits) {
        (, bits, , , ) = ledger.peek(issuer, 0, word);
    }

    function _heldOf(IssuerId issuer, uint64 word) internal view returns (uint256 bits) {
        (, , bits, , ) = ledger.peek(issuer, 0, word);
    }
}
