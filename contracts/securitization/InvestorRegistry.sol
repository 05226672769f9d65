// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { IAccessManager } from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { KeySignature } from "../libraries/KeySignature.sol";
import { IInvestorRegistrar } from "./IInvestorRegistrar.sol";
import { IInvestorRegistry } from "./IInvestorRegistry.sol";

/// @title InvestorRegistry
/// @notice See `IInvestorRegistry` and `IInvestorRegistrar`.
contract InvestorRegistry is IInvestorRegistrar, AccessManaged, EIP712 {
    uint256 private constant MAX_ACCOUNTS = 200;
    bytes32 private constant APPROVAL_TYPEHASH = keccak256(
        "Approval(address account,uint16 classes,uint16 jurisdiction,uint40 expiry,uint32 sequence,uint64 deadline)"
    );

    // An account's word, from the lowest bit: classes u16, frozen u1, 15 bits unused, jurisdiction u16, expiry u40, sequence u32.
    uint256 private constant FROZEN = 1 << 16;
    uint256 private constant JURISDICTION_AT = 32;
    uint256 private constant EXPIRY_AT = 48;
    uint256 private constant SEQUENCE_AT = 88;

    mapping(address account => uint256 word) private _words;

    /// @param authority Access manager that decides who enters and who freezes accounts.
    constructor(address authority) AccessManaged(authority) EIP712("Credence Investor Registry", "1") {}

    // Entries

    /// @inheritdoc IInvestorRegistrar
    function setInvestors(Entry[] calldata entries) external restricted {
        _requireCount(entries.length);
        for (uint256 i = 0; i < entries.length; ++i) {
            uint256 word = _words[entries[i].account];
            _set(entries[i], word, uint32(word >> SEQUENCE_AT) + 1, msg.sender);
        }
    }

    /// @inheritdoc IInvestorRegistrar
    function registerBySig(Approval calldata approval, address registrar, bytes calldata signature) external {
        require(block.timestamp <= approval.deadline, InvestorDeadlinePassed(approval.deadline));
        require(KeySignature.isValid(registrar, digestOf(approval), signature), InvestorSignatureInvalid(registrar));
        (bool isRegistrar, ) = IAccessManager(authority()).canCall(registrar, address(this), this.setInvestors.selector);
        require(isRegistrar, InvestorSignerIsNotRegistrar(registrar));
        uint256 word = _words[approval.entry.account];
        uint32 next = uint32(word >> SEQUENCE_AT) + 1;
        require(approval.sequence == next, InvestorSequenceNotNext(approval.sequence, next));
        _set(approval.entry, word, next, registrar);
    }

    /// @dev Assumes that the registrar agrees and that `sequence` is the next one.
    function _set(Entry calldata entry, uint256 word, uint32 sequence, address registrar) private {
        // An entry without classes takes the account out; it can be over.
        bool isGood = entry.classes == 0 || (entry.jurisdiction != 0 && entry.expiry > block.timestamp);
        require(entry.account != address(0) && isGood, InvestorEntryInvalid(entry.account));
        _words[entry.account] =
            (word & FROZEN) |
            entry.classes |
            (uint256(entry.jurisdiction) << JURISDICTION_AT) |
            (uint256(entry.expiry) << EXPIRY_AT) |
            (uint256(sequence) << SEQUENCE_AT);
        emit InvestorSet(entry.account, registrar, sequence, entry.classes, entry.jurisdiction, entry.expiry);
    }

    // Freezing

    /// @inheritdoc IInvestorRegistrar
    function freeze(address[] calldata accounts, FreezeReason reason) external restricted {
        _requireFreeze(accounts, reason);
        for (uint256 i = 0; i < accounts.length; ++i) {
            uint256 word = _words[accounts[i]];
            require(word & FROZEN == 0, InvestorFreezeUnchanged(accounts[i], true));
            _words[accounts[i]] = word | FROZEN;
            emit InvestorFrozen(accounts[i], reason);
        }
    }

    /// @inheritdoc IInvestorRegistrar
    function unfreeze(address[] calldata accounts, FreezeReason reason) external restricted {
        _requireFreeze(accounts, reason);
        for (uint256 i = 0; i < accounts.length; ++i) {
            uint256 word = _words[accounts[i]];
            require(word & FROZEN != 0, InvestorFreezeUnchanged(accounts[i], false));
            _words[accounts[i]] = word ^ FROZEN;
            emit InvestorUnfrozen(accounts[i], reason);
        }
    }

    function _requireFreeze(address[] calldata accounts, FreezeReason reason) private pure {
        _requireCount(accounts.length);
        require(reason != FreezeReason.None, InvestorReasonMissing());
    }

    function _requireCount(uint256 count) private pure {
        require(count != 0 && count <= MAX_ACCOUNTS, InvestorCountInvalid(count, MAX_ACCOUNTS));
    }

    // Views

    /// @inheritdoc IInvestorRegistry
    function isEligible(address account, uint16 classMask) external view returns (bool) {
        uint256 word = _words[account];
        return word & classMask != 0 && word & FROZEN == 0 && block.timestamp < uint40(word >> EXPIRY_AT);
    }

    /// @inheritdoc IInvestorRegistry
    function isFrozen(address account) external view returns (bool) {
        return _words[account] & FROZEN != 0;
    }

    /// @inheritdoc IInvestorRegistry
    function investorOf(address account) external view returns (Investor memory investor) {
        uint256 word = _words[account];
        investor.classes = uint16(word);
        investor.jurisdiction = uint16(word >> JURISDICTION_AT);
        investor.expiry = uint40(word >> EXPIRY_AT);
        investor.isFrozen = word & FROZEN != 0;
    }

    /// @inheritdoc IInvestorRegistrar
    function sequenceOf(address account) external view returns (uint32 sequence) {
        return uint32(_words[account] >> SEQUENCE_AT);
    }

    /// @inheritdoc IInvestorRegistrar
    function digestOf(Approval calldata approval) public view returns (bytes32 digest) {
        Entry calldata entry = approval.entry;
        bytes memory fields = abi.encode(
            APPROVAL_TYPEHASH,
            entry.account,
            entry.classes,
            entry.jurisdiction,
            entry.expiry,
            approval.sequence,
            approval.deadline
        );
        return _hashTypedDataV4(keccak256(fields));
    }
}
