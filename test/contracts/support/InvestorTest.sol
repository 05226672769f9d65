// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManager } from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import { IInvestorRegistrar } from "../../../contracts/securitization/IInvestorRegistrar.sol";
import { deploy, vm } from "./Vm.sol";
import { signEcdsa, vmSign } from "./VmSign.sol";

/// @dev A registry of investors with a registrar, a registrar that only signs, and somebody who freezes.
abstract contract InvestorTest {
    uint256 internal constant START = 1_795_000_000;
    uint40 internal constant LATER = uint40(START + 365 days);
    uint64 internal constant REGISTRAR_ROLE = 8;
    uint64 internal constant COMPLIANCE_ROLE = 9;
    uint256 internal constant PRIVATE = 0xA11CE;
    address internal constant REGISTRAR = address(0xA1);
    address internal constant COMPLIANCE = address(0xA2);
    address internal constant ALICE = address(0xD1);
    address internal constant BOB = address(0xD2);
    bytes32 private constant DOMAIN_TYPE = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    string private constant APPROVAL_TYPE =
        "Approval(address account,uint16 classes,uint16 jurisdiction,uint40 expiry,uint32 sequence,uint64 deadline)";

    IInvestorRegistrar internal registry;
    IAccessManager internal manager;
    address internal signer;

    function setUp() public virtual {
        vm.warp(START);
        manager = IAccessManager(deploy("AccessManager.sol:AccessManager", abi.encode(address(this))));
        registry = IInvestorRegistrar(deploy("InvestorRegistry.sol:InvestorRegistry", abi.encode(manager)));
        bytes4[] memory acts = new bytes4[](1);
        acts[0] = registry.setInvestors.selector;
        manager.setTargetFunctionRole(address(registry), acts, REGISTRAR_ROLE);
        acts = new bytes4[](2);
        (acts[0], acts[1]) = (registry.freeze.selector, registry.unfreeze.selector);
        manager.setTargetFunctionRole(address(registry), acts, COMPLIANCE_ROLE);
        signer = vmSign.addr(PRIVATE);
        _admit(REGISTRAR);
        _admit(signer);
        manager.grantRole(COMPLIANCE_ROLE, COMPLIANCE, 0);
    }

    function _admit(address registrar) internal {
        manager.grantRole(REGISTRAR_ROLE, registrar, 0);
    }

    function _entries(
        address account,
        uint16 classes,
        uint16 jurisdiction,
        uint40 expiry
    ) internal pure returns (IInvestorRegistrar.Entry[] memory entries) {
        entries = new IInvestorRegistrar.Entry[](1);
        entries[0] = IInvestorRegistrar.Entry(account, classes, jurisdiction, expiry);
    }

    function _enter(address account, uint16 classes, uint16 jurisdiction, uint40 expiry) internal {
        vm.prank(REGISTRAR);
        registry.setInvestors(_entries(account, classes, jurisdiction, expiry));
    }

    function _accounts(address account) internal pure returns (address[] memory accounts) {
        accounts = new address[](1);
        accounts[0] = account;
    }

    function _freeze(address account) internal {
        vm.prank(COMPLIANCE);
        registry.freeze(_accounts(account), IInvestorRegistrar.FreezeReason.Suspicion);
    }

    function _approval(address account, uint32 sequence) internal pure returns (IInvestorRegistrar.Approval memory) {
        IInvestorRegistrar.Entry memory entry = IInvestorRegistrar.Entry(account, 5, 756, LATER);
        return IInvestorRegistrar.Approval({ entry: entry, sequence: sequence, deadline: uint64(START + 1 hours) });
    }

    function _digestAt(IInvestorRegistrar.Approval memory a, address target, uint256 chain) internal pure returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPE, keccak256("Credence Investor Registry"), keccak256("1"), chain, target));
        bytes memory entry = abi.encode(a.entry.account, a.entry.classes, a.entry.jurisdiction, a.entry.expiry);
        bytes32 hash = keccak256(bytes.concat(keccak256(bytes(APPROVAL_TYPE)), entry, abi.encode(a.sequence, a.deadline)));
        return keccak256(abi.encodePacked(hex"1901", domain, hash));
    }

    function _sign(IInvestorRegistrar.Approval memory approval) internal view returns (bytes memory) {
        return signEcdsa(PRIVATE, _digestAt(approval, address(registry), block.chainid));
    }
}
