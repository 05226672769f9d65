// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IInvestorRegistrar } from "../../../contracts/securitization/IInvestorRegistrar.sol";
import { IInvestorRegistry } from "../../../contracts/securitization/IInvestorRegistry.sol";
import { ActCounts, settleAct } from "../support/ActCounts.sol";
import { InvestorTest } from "../support/InvestorTest.sol";
import { bound, vm } from "../support/Vm.sol";
import { signEcdsa } from "../support/VmSign.sol";

/// @dev Enters, approves and freezes five accounts, and keeps what each must be.
contract InvestorHandler is ActCounts {
    uint256 public constant ACCOUNTS = 5;
    address private constant REGISTRAR = address(0xA1);
    address private constant COMPLIANCE = address(0xA2);

    IInvestorRegistrar private immutable _registry;
    address private immutable _signer;
    uint256 private immutable _private;
    uint256 public clock;
    string public violation;

    IInvestorRegistrar.Entry[ACCOUNTS] private _entries;
    uint32[ACCOUNTS] public sequences;
    bool[ACCOUNTS] public isFrozen;
    /// @dev An approval that was signed once for each account, and may be brought at any time.
    IInvestorRegistrar.Approval[ACCOUNTS] private _pending;

    constructor(IInvestorRegistrar registry, address signer, uint256 privateKey, uint256 time) {
        (_registry, _signer, _private, clock) = (registry, signer, privateKey, time);
    }

    function accountOf(uint256 which) public pure returns (address) {
        return address(uint160(0x5000 + which));
    }

    function entryOf(uint256 which) external view returns (IInvestorRegistrar.Entry memory) {
        return _entries[which];
    }

    function enter(uint256 which, uint16 classes, uint16 jurisdiction, uint256 length) external tried("enter") {
        which %= ACCOUNTS;
        IInvestorRegistrar.Entry[] memory list = new IInvestorRegistrar.Entry[](1);
        list[0] = _entry(which, classes, jurisdiction, length);
        vm.prank(REGISTRAR);
        _registry.setInvestors(list);
        _note(which, list[0]);
        _count("enter");
    }

    function sign(uint256 which, uint16 classes, uint16 jurisdiction, uint256 length) external tried("sign") {
        which %= ACCOUNTS;
        _pending[which] = IInvestorRegistrar.Approval({
            entry: _entry(which, classes, jurisdiction, length),
            sequence: sequences[which] + 1,
            deadline: uint64(clock + 3 days)
        });
        _count("sign");
    }

    /// @dev A signed approval, at any time and any number of times.
    function bring(uint256 which) external tried("bring") {
        which %= ACCOUNTS;
        IInvestorRegistrar.Approval memory approval = _pending[which];
        bool isDue = approval.sequence == sequences[which] + 1 && clock <= approval.deadline;
        bool isRight = isDue && (approval.entry.classes == 0 || approval.entry.expiry > clock);
        bytes memory signature = signEcdsa(_private, _registry.digestOf(approval));
        try _registry.registerBySig(approval, _signer, signature) {
            if (!isRight) violation = "an approval was good again";
            _note(which, approval.entry);
        } catch {
            if (isRight) violation = "an approval was refused";
        }
        _count("bring");
    }

    function toggle(uint256 which) external tried("toggle") {
        which %= ACCOUNTS;
        address[] memory list = new address[](1);
        list[0] = accountOf(which);
        vm.prank(COMPLIANCE);
        if (isFrozen[which]) _registry.unfreeze(list, IInvestorRegistrar.FreezeReason.Settled);
        else _registry.freeze(list, IInvestorRegistrar.FreezeReason.CourtOrder);
        isFrozen[which] = !isFrozen[which];
        _count("toggle");
    }

    function intrude(uint256 which, uint256 act, address stranger) external tried("intrude") {
        _count("intrude");
        if (stranger == REGISTRAR || stranger == COMPLIANCE || stranger == _signer) return;
        address[] memory list = new address[](1);
        list[0] = accountOf(which % ACCOUNTS);
        IInvestorRegistrar.Entry[] memory entries = new IInvestorRegistrar.Entry[](1);
        entries[0] = IInvestorRegistrar.Entry(list[0], 0xffff, 1, type(uint40).max);
        IInvestorRegistrar.FreezeReason reason = IInvestorRegistrar.FreezeReason.Mistake;
        bytes[3] memory acts = [
            abi.encodeCall(_registry.setInvestors, (entries)),
            abi.encodeCall(_registry.freeze, (list, reason)),
            abi.encodeCall(_registry.unfreeze, (list, reason))
        ];
        vm.prank(stranger);
        (bool isDone, ) = address(_registry).call(acts[act % 3]);
        if (isDone) violation = "a stranger acted";
    }

    function pass(uint256 time) external tried("pass") {
        clock += bound(time, 0, 20 days);
        vm.warp(clock);
        _count("pass");
    }

    function _entry(
        uint256 which,
        uint16 classes,
        uint16 jurisdiction,
        uint256 length
    ) private view returns (IInvestorRegistrar.Entry memory) {
        uint40 expiry = uint40(clock + bound(length, 1, 60 days));
        return IInvestorRegistrar.Entry(accountOf(which), classes, jurisdiction | 1, expiry);
    }

    function _note(uint256 which, IInvestorRegistrar.Entry memory entry) private {
        _entries[which] = entry;
        ++sequences[which];
    }
}

/// @dev The rows IR of contracts/INVARIANTS.md.
contract InvestorInvariantsTest is InvestorTest {
    InvestorHandler private _handler;

    function setUp() public override {
        super.setUp();
        _handler = new InvestorHandler(registry, signer, PRIVATE, START);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev IR-1 to IR-4.
    function invariant_IR_EntriesAreWhatRegistrarsSaid() public view {
        for (uint256 i = 0; i < _handler.ACCOUNTS(); ++i) {
            address account = _handler.accountOf(i);
            IInvestorRegistrar.Entry memory entry = _handler.entryOf(i);
            IInvestorRegistry.Investor memory found = registry.investorOf(account);
            vm.assertEq(found.classes, entry.classes, "IR-1 classes");
            vm.assertEq(found.jurisdiction, entry.jurisdiction, "IR-1 jurisdiction");
            vm.assertEq(found.expiry, entry.expiry, "IR-1 expiry");
            vm.assertEq(registry.sequenceOf(account), _handler.sequences(i), "IR-2 sequence");
            vm.assertTrue(found.isFrozen == _handler.isFrozen(i), "IR-3 frozen");
            vm.assertTrue(registry.isFrozen(account) == _handler.isFrozen(i), "IR-3 frozen");
            for (uint256 class = 0; class < 16; class += 5) {
                bool isMember = (entry.classes >> class) & 1 == 1 && !_handler.isFrozen(i) && _handler.clock() < entry.expiry;
                vm.assertTrue(registry.isEligible(account, uint16(1 << class)) == isMember, "IR-4 eligible");
            }
            vm.assertFalse(registry.isEligible(account, 0), "IR-4 no class");
        }
        vm.assertEq(_handler.violation(), "");
    }

    /// @dev Whatever was tried must have been done.
    function afterInvariant() public {
        string[6] memory acts = ["enter", "sign", "bring", "toggle", "intrude", "pass"];
        for (uint256 i = 0; i < acts.length; ++i) settleAct(_handler, "investors", acts[i], 0);
    }
}
