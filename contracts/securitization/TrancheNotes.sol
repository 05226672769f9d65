// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import { IERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { Nonces } from "@openzeppelin/contracts/utils/Nonces.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { NoteIndex } from "../libraries/NoteIndex.sol";
import { IInvestorRegistry } from "./IInvestorRegistry.sol";
import { ITrancheToken } from "./ITrancheToken.sol";
import { TrancheArgs } from "./TrancheArgs.sol";

/// @title TrancheNotes
/// @notice The notes as a token, and what their holders are paid.
/// @dev Payments cost a holder one storage word: its units and the index from which they are owed. A transfer moves the
/// index of who gives instead of writing down what it is owed, so that its remaining notes are owed all of it.
abstract contract TrancheNotes is ITrancheToken, TrancheArgs, EIP712, Nonces, ReentrancyGuardTransient {
    bytes32 private constant PERMIT_TYPEHASH = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );
    uint256 private constant MAX_HOLDERS = 50;
    uint256 private constant UNITS_MASK = type(uint96).max;

    IInvestorRegistry private immutable INVESTORS;

    /// @dev Units u96 from the lowest bit; index u160, or, without units, what is owed, scaled.
    mapping(address holder => uint256) private _holders;
    /// @dev Owed to holders apart from their index, scaled; for the few whose index would fall below zero.
    mapping(address holder => uint256) private _owed;
    mapping(address owner => mapping(address spender => uint256)) private _allowances;
    /// @dev Subscribed u96, minted u96, open requests u32, requests that were debited one unit more than they got u31,
    /// initialized u1.
    uint256 internal _totals;

    constructor(IInvestorRegistry investors) {
        INVESTORS = investors;
    }

    // ERC-20

    /// @inheritdoc IERC20
    function transfer(address to, uint256 amount) external returns (bool) {
        _transfer(msg.sender, to, amount);
        return true;
    }

    /// @inheritdoc IERC20
    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        uint256 allowed = _allowances[from][msg.sender];
        if (allowed != type(uint256).max) {
            require(allowed >= amount, TrancheAllowanceTooLow(msg.sender, allowed, amount));
            _allowances[from][msg.sender] = allowed - amount;
        }
        _transfer(from, to, amount);
        return true;
    }

    /// @inheritdoc IERC20
    function approve(address spender, uint256 amount) external returns (bool) {
        _approve(msg.sender, spender, amount);
        return true;
    }

    /// @inheritdoc IERC20Permit
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external {
        require(block.timestamp <= deadline, TranchePermitInvalid(owner, deadline));
        bytes32 hash = keccak256(abi.encode(PERMIT_TYPEHASH, owner, spender, value, _useNonce(owner), deadline));
        (address signer, , ) = ECDSA.tryRecover(_hashTypedDataV4(hash), v, r, s);
        require(signer == owner && owner != address(0), TranchePermitInvalid(owner, deadline));
        _approve(owner, spender, value);
    }

    function _approve(address owner, address spender, uint256 amount) private {
        _allowances[owner][spender] = amount;
        emit Approval(owner, spender, amount);
    }

    function _transfer(address from, address to, uint256 amount) private {
        require(to != address(0) && to != address(this), TrancheReceiverInvalid(to));
        _demandNotFrozen(from);
        _demandEligible(to);
        uint256 accumulator = _deal().accumulatorOf(_class());
        uint256 word = _holders[from];
        uint256 held = word & UNITS_MASK;
        require(amount <= held, TrancheBalanceTooLow(from, held, amount));
        _keepOwed(from, held - amount, _scaledOf(word, accumulator), accumulator);
        _receive(to, amount, accumulator);
        emit Transfer(from, to, amount);
    }

    /// @dev Writes a holder's notes so that they are owed `scaled`, rounded down by less than a unit.
    function _keepOwed(address holder, uint256 left, uint256 scaled, uint256 accumulator) private {
        bool isEmpty = left == 0;
        uint256 back = isEmpty ? scaled : scaled / left;
        // What so few notes, or the word without notes, cannot carry is written down apart.
        bool isApart = isEmpty ? back > type(uint160).max : back > accumulator;
        if (isApart) {
            _owed[holder] += scaled;
            back = 0;
        }
        _holders[holder] = isEmpty ? back << 96 : left | ((accumulator - back) << 96);
    }

    /// @dev Adds notes that are owed nothing before `index`.
    function _receive(address holder, uint256 amount, uint256 index) internal {
        uint256 word = _holders[holder];
        uint256 held = word & UNITS_MASK;
        if (amount == 0) return;
        if (held == 0) {
            // What is owed without notes moves to where it does not depend on them.
            if (word != 0) _owed[holder] += word >> 96;
            _holders[holder] = amount | (index << 96);
        } else {
            _holders[holder] = (held + amount) | (NoteIndex.mergeUp(held, word >> 96, amount, index) << 96);
        }
    }

    function _mintNotes(address to, uint256 amount, uint256 totals) internal {
        _totals = totals + (amount << 96);
        _receive(to, amount, 0);
        emit Transfer(address(0), to, amount);
    }

    // Payments

    /// @inheritdoc ITrancheToken
    function claim() external nonReentrant returns (uint256 amount) {
        return _claim(msg.sender);
    }

    /// @inheritdoc ITrancheToken
    function claimFor(address holder) external nonReentrant returns (uint256 amount) {
        return _claim(holder);
    }

    /// @inheritdoc ITrancheToken
    function claimMany(address[] calldata holders) external nonReentrant returns (uint256 amount) {
        require(holders.length <= MAX_HOLDERS, TrancheTooManyHolders(holders.length, MAX_HOLDERS));
        for (uint256 i = 0; i < holders.length; ++i) {
            address holder = holders[i];
            if (INVESTORS.isFrozen(holder)) continue;
            (uint256 word, uint256 owed) = (_holders[holder], _owed[holder]);
            uint256 due = _take(holder, word, owed);
            if (due == 0) continue;
            try _deal().payHolder(_class(), holder, due) {
                amount += due;
                emit Claimed(holder, msg.sender, due);
            } catch {
                (_holders[holder], _owed[holder]) = (word, owed);
                emit ClaimFailed(holder, due);
            }
        }
    }

    function _claim(address holder) private returns (uint256 amount) {
        _demandNotFrozen(holder);
        amount = _take(holder, _holders[holder], _owed[holder]);
        if (amount == 0) return 0;
        emit Claimed(holder, msg.sender, amount);
        _deal().payHolder(_class(), holder, amount);
    }

    /// @dev Takes the whole units that a holder is owed; what is less than one goes on being owed to its notes.
    function _take(address holder, uint256 word, uint256 owed) private returns (uint256 amount) {
        uint256 accumulator = _deal().accumulatorOf(_class());
        uint256 scaled = _scaledOf(word, accumulator) + owed;
        amount = scaled >> NoteIndex.SCALE_BITS;
        if (amount == 0) return 0;
        if (owed != 0) _owed[holder] = 0;
        uint256 held = word & UNITS_MASK;
        if (held == 0) {
            _holders[holder] = 0;
        } else {
            (, uint256 index) = NoteIndex.takeWhole(scaled, held, accumulator);
            _holders[holder] = held | (index << 96);
        }
    }

    function _scaledOf(uint256 word, uint256 accumulator) private pure returns (uint256) {
        uint256 held = word & UNITS_MASK;
        return held == 0 ? word >> 96 : held * (accumulator - (word >> 96));
    }

    // Investors

    function _demandEligible(address account) internal view {
        uint16 mask = _investorClasses();
        require(INVESTORS.isEligible(account, mask), TrancheInvestorNotEligible(account, mask));
    }

    function _demandNotFrozen(address account) internal view {
        require(!INVESTORS.isFrozen(account), TrancheAccountFrozen(account));
    }

    // Views

    /// @inheritdoc IERC20
    function balanceOf(address holder) external view returns (uint256) {
        return _holders[holder] & UNITS_MASK;
    }

    /// @inheritdoc IERC20
    /// @dev Notes that are not claimed yet are not counted.
    function totalSupply() external view returns (uint256) {
        return uint96(_totals >> 96);
    }

    /// @inheritdoc IERC20
    function allowance(address owner, address spender) external view returns (uint256) {
        return _allowances[owner][spender];
    }

    /// @inheritdoc ITrancheToken
    function claimableOf(address holder) external view returns (uint256) {
        uint256 accumulator = _deal().accumulatorOf(_class());
        return (_scaledOf(_holders[holder], accumulator) + _owed[holder]) >> NoteIndex.SCALE_BITS;
    }

    /// @inheritdoc ITrancheToken
    function outstandingOf(address holder) external view returns (uint256) {
        (uint256 balance, ) = _deal().balanceOf(_class());
        return ((_holders[holder] & UNITS_MASK) * balance) / _units();
    }

    /// @inheritdoc ITrancheToken
    function poolFactor() external view returns (uint256) {
        (uint256 balance, ) = _deal().balanceOf(_class());
        return (balance * 1e18) / _units();
    }

    /// @inheritdoc IERC20Metadata
    function name() external view returns (string memory) {
        return _name();
    }

    /// @inheritdoc IERC20Metadata
    function symbol() external view returns (string memory) {
        return _symbol();
    }

    /// @inheritdoc IERC20Metadata
    function decimals() external view returns (uint8) {
        return _decimals();
    }

    /// @inheritdoc IERC20Permit
    function nonces(address owner) public view override(IERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    /// @inheritdoc IERC20Permit
    // solhint-disable-next-line func-name-mixedcase
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @inheritdoc ITrancheToken
    function units() external view returns (uint256) {
        return _units();
    }

    /// @inheritdoc ITrancheToken
    function deal() external view returns (address) {
        return address(_deal());
    }

    /// @inheritdoc ITrancheToken
    function class() external view returns (uint256) {
        return _class();
    }

    /// @inheritdoc ITrancheToken
    function investorClasses() external view returns (uint16) {
        return _investorClasses();
    }
}
