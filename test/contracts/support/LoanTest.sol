// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManager } from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import { ILoanRegistry } from "../../../contracts/securitization/ILoanRegistry.sol";
import { Loan, LoanProof } from "../../../contracts/types/Loan.sol";
import { LoanTree } from "./LoanTree.sol";
import { deploy, vm } from "./Vm.sol";
import { Wallet } from "./Wallet.sol";

/// @dev A registry with two admitted originators, and pools that are contracts.
abstract contract LoanTest {
    /// @dev 2026-11-18T10:40:00Z.
    uint256 internal constant START = 1_795_000_000;
    uint64 internal constant ORIGINATOR_ROLE = 7;
    address internal constant ORIGINATOR = address(0xA1);
    address internal constant OTHER = address(0xA2);
    address internal constant STRANGER = address(0xC1);
    string internal constant URI = "https://example.org/tape.csv";
    bytes32 internal constant DOCUMENT = keccak256("document");
    uint256 internal constant ALL = type(uint256).max;

    ILoanRegistry internal registry;
    IAccessManager internal manager;
    address internal pool;
    address internal otherPool;

    function setUp() public virtual {
        vm.warp(START);
        manager = IAccessManager(deploy("AccessManager.sol:AccessManager", abi.encode(address(this))));
        registry = ILoanRegistry(deploy("LoanRegistry.sol:LoanRegistry", abi.encode(manager)));
        bytes4[] memory acts = new bytes4[](3);
        (acts[0], acts[1], acts[2]) = (registry.commitTape.selector, registry.pledge.selector, registry.offerSubstitute.selector);
        manager.setTargetFunctionRole(address(registry), acts, ORIGINATOR_ROLE);
        manager.grantRole(ORIGINATOR_ROLE, ORIGINATOR, 0);
        manager.grantRole(ORIGINATOR_ROLE, OTHER, 0);
        pool = address(new Wallet());
        otherPool = address(new Wallet());
    }

    /// @dev A tape whose loans are never looked at.
    function _commitBlank(address originator, uint32 count) internal returns (uint256 tapeId, uint64 first) {
        bytes32 root = keccak256(abi.encode("root", registry.tapeCount()));
        vm.prank(originator);
        return registry.commitTape(root, count, 1_000e6, DOCUMENT, URI);
    }

    function _commitLoans(address originator, Loan[] memory loans) internal returns (uint256 tapeId) {
        bytes32 root = LoanTree.root(loans, address(registry), originator);
        vm.prank(originator);
        (tapeId, ) = registry.commitTape(root, uint32(loans.length), 1_000e6, DOCUMENT, URI);
    }

    function _proof(uint256 tapeId, address originator, Loan[] memory loans, uint32 position) internal view returns (LoanProof memory) {
        bytes32[] memory path = LoanTree.path(loans, address(registry), originator, position);
        return LoanProof({ tapeId: tapeId, loan: loans[position], path: path });
    }

    function _pledge(address originator, uint256 tapeId, address to, uint64 word, uint256 mask) internal {
        vm.prank(originator);
        registry.pledge(tapeId, to, word, _masks(mask));
    }

    function _release(address from, uint64 word, uint256 mask) internal {
        vm.prank(from);
        registry.release(word, _masks(mask));
    }

    function _masks(uint256 mask) internal pure returns (uint256[] memory masks) {
        masks = new uint256[](1);
        masks[0] = mask;
    }

    function _masks(uint256 one, uint256 two) internal pure returns (uint256[] memory masks) {
        masks = new uint256[](2);
        (masks[0], masks[1]) = (one, two);
    }

    function _expectEvent() internal {
        vm.expectEmit(true, true, true, true, address(registry));
    }
}
