// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { ClassWords, DealState, DealWords } from "../libraries/DealState.sol";
import { NoteIndex } from "../libraries/NoteIndex.sol";
import { DealPhase } from "../types/DealPhase.sol";
import { DealStatus } from "../types/DealStatus.sol";
import { WaterfallState } from "../types/WaterfallState.sol";
import { DealArgs } from "./DealArgs.sol";
import { IDeal } from "./IDeal.sol";

/// @title DealBooks
/// @notice The books of a deal: what it has, whom it owes it, and the ways by which money leaves it.
/// @dev `cash() == reserve + carried + owed to payees + owed to the originator + owed to the holders of each class`. Of the last,
/// less than one unit a class can be claimed by nobody; `sweep` finds it in the end.
abstract contract DealBooks is IDeal, DealArgs, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    DealWords internal _words;

    // Money out

    /// @inheritdoc IDeal
    /// @dev What a class can take ends with what it was paid, whatever its token may say.
    function payHolder(uint256 class, address to, uint256 amount) external nonReentrant {
        ClassWords storage words = _words.classes[_classIndex(class)];
        uint256 account = words.account;
        address token = DealState.token(account);
        _demandCaller(token);
        uint256 claimed = DealState.claimed(account) + amount;
        uint256 earned = _earned(class);
        require(claimed <= earned, DealClassOverdrawn(class, claimed, earned));
        words.account = uint256(uint160(token)) | (claimed << 160);
        emit HoldersPaid(class, to, amount);
        _send(to, amount);
    }

    /// @inheritdoc IDeal
    function payFee(uint256 fee) external nonReentrant {
        uint256 header = _header();
        uint256 count = _headerByte(header, 2);
        require(fee < count, DealIndexInvalid(fee, count));
        uint256 word = _words.feesOwed[fee >> 1];
        uint256 amount = DealState.feeOf(word, fee);
        require(amount != 0, DealNothingToPay());
        _words.feesOwed[fee >> 1] = DealState.withFee(word, fee, 0);
        address payee = _payeeOfFee(header, fee);
        emit FeePaid(fee, payee, amount);
        _send(payee, amount);
    }

    /// @inheritdoc IDeal
    function payOriginator() external nonReentrant {
        uint256 amount = _words.originator;
        require(amount != 0, DealNothingToPay());
        _words.originator = 0;
        address originator = _originator();
        emit OriginatorPaid(originator, amount);
        _send(originator, amount);
    }

    /// @inheritdoc IDeal
    /// @dev What the program left over goes to classes that are still owed, senior first, and then to the residual class; only
    /// what cannot be split belongs to nobody. Whether that can be sent does not decide over the classes: it waits, if not.
    function sweep() external nonReentrant {
        DealPhase phase = DealState.phase(_words.standing);
        require(phase == DealPhase.Redeemed, DealPhaseInvalid(phase));
        uint256 classes = _headerByte(_header(), 1);
        uint256 left = _payOutRest(classes);
        uint256 dust = left;
        // What holders have earned is what was paid to them, rounded down.
        unchecked {
            for (uint256 i = 0; i < classes; ++i) dust += _paidIn(i) - _earned(i);
        }
        uint256 standing = _words.standing;
        _words.standing = DealState.withPhase(standing, DealPhase.Swept);
        address account = _residualAccount();
        if (dust != 0 && !_trySend(account, dust)) {
            _words.standing = standing | left;
            return;
        }
        emit DustSwept(account, dust);
    }

    /// @dev Empties reserve and buckets.
    /// @return left What no class takes.
    function _payOutRest(uint256 classes) private returns (uint256 left) {
        uint256 carried = _words.carried;
        uint256 standing = _words.standing;
        left = uint256(DealState.low(standing)) + DealState.low(carried) + DealState.middle(carried);
        if (left == 0) return 0;
        _words.standing = (standing >> 96) << 96;
        _words.carried = (carried >> 192) << 192;
        for (uint256 i = 0; i < classes; ++i) {
            if (!_isResidual(i)) left -= _payRest(i, left);
        }
        for (uint256 i = 0; i < classes; ++i) {
            if (_isResidual(i)) left -= _payRest(i, left);
        }
    }

    /// @dev Pays a class what it is owed of `left`, a residual class all of it.
    function _payRest(uint256 class, uint256 left) private returns (uint256 amount) {
        ClassWords storage words = _words.classes[class];
        uint256 balance = DealState.low(words.debt);
        uint256 unpaid = DealState.middle(words.debt);
        amount = left;
        if (!_isResidual(class)) {
            amount = Math.min(left, balance + unpaid);
            uint256 interest = Math.min(amount, unpaid);
            words.debt = DealState.debtWord(balance + interest - amount, unpaid - interest);
        }
        uint256 paid = words.paid;
        uint256 accumulator = DealState.accumulator(paid) + NoteIndex.incrementDown(amount, _units(class));
        words.paid = DealState.paidWord(SafeCast.toUint160(accumulator), uint96(paid >> 160));
        if (amount != 0) emit RestPaid(class, amount);
    }

    /// @dev All that was ever paid to a class.
    function _paidIn(uint256 class) private view returns (uint256) {
        return NoteIndex.paidIn(DealState.accumulator(_words.classes[class].paid), _units(class));
    }

    /// @dev What the holders of a class can have claimed by now.
    function _earned(uint256 class) private view returns (uint256) {
        return NoteIndex.earnedDown(_units(class), DealState.accumulator(_words.classes[class].paid));
    }

    /// @dev Books an amount to the originator.
    function _owe(uint256 amount) internal {
        _words.originator = SafeCast.toUint96(_words.originator + amount);
    }

    /// @dev Balance of this deal in the settlement token, which can be more than its cash.
    function _account() internal view returns (uint256) {
        return IERC20(_asset()).balanceOf(address(this));
    }

    function _demandCaller(address expected) internal view {
        require(msg.sender == expected, DealCallerInvalid(msg.sender, expected));
    }

    function _load() internal view returns (WaterfallState memory) {
        uint256 header = _header();
        return DealState.load(_words, _headerByte(header, 1), _headerByte(header, 2));
    }

    function _send(address to, uint256 amount) private {
        IERC20(_asset()).safeTransfer(to, amount);
    }

    /// @dev As `_send`, but a refusal is an answer; in fewer bytes of code than by the library. Assumes that the token has code.
    function _trySend(address to, uint256 amount) private returns (bool isSent) {
        bytes4 selector = IERC20.transfer.selector;
        address token = _asset();
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, selector)
            mstore(add(data, 0x04), to)
            mstore(add(data, 0x24), amount)
            isSent := call(gas(), token, 0, data, 0x44, 0, 0x20)
            isSent := and(isSent, or(iszero(returndatasize()), eq(mload(0), 1)))
        }
    }

    function _classIndex(uint256 class) internal view returns (uint256) {
        uint256 count = _headerByte(_header(), 1);
        require(class < count, DealIndexInvalid(class, count));
        return class;
    }

    // Views

    /// @inheritdoc IDeal
    function status() public view returns (DealStatus) {
        uint256 standing = _words.standing;
        DealPhase phase = DealState.phase(standing);
        if (phase == DealPhase.Structuring) return DealStatus.Structuring;
        if (phase == DealPhase.Offering) return DealStatus.Offering;
        if (phase == DealPhase.Cancelled) return DealStatus.Cancelled;
        if (phase != DealPhase.Live) return DealStatus.Redeemed;
        if (DealState.isAccelerated(standing)) return DealStatus.Accelerated;
        bool isRevolving = DealState.activeTriggers(standing) == 0 && DealState.period(standing) < _lastRevolving(_header());
        return isRevolving ? DealStatus.Revolving : DealStatus.Amortizing;
    }

    /// @inheritdoc IDeal
    function image() external view returns (bytes memory) {
        return _image();
    }

    /// @inheritdoc IDeal
    function state() external view returns (WaterfallState memory) {
        return _load();
    }

    /// @inheritdoc IDeal
    function classCount() external view returns (uint256) {
        return _headerByte(_header(), 1);
    }

    /// @inheritdoc IDeal
    function classOf(uint256 class) external view returns (ClassAccount memory found) {
        ClassWords storage words = _words.classes[_classIndex(class)];
        uint256 account = words.account;
        return
            ClassAccount({
                token: DealState.token(account),
                units: uint96(_units(class)),
                accumulator: uint160(DealState.accumulator(words.paid)),
                claimed: uint96(DealState.claimed(account))
            });
    }

    /// @inheritdoc IDeal
    function accumulatorOf(uint256 class) external view returns (uint256) {
        return DealState.accumulator(_words.classes[class].paid);
    }

    /// @inheritdoc IDeal
    function balanceOf(uint256 class) external view returns (uint256 balance, uint256 original) {
        return (DealState.low(_words.classes[_classIndex(class)].debt), _originalBalance(class));
    }

    /// @inheritdoc IDeal
    function feeOwed(uint256 fee) external view returns (uint256) {
        uint256 count = _headerByte(_header(), 2);
        require(fee < count, DealIndexInvalid(fee, count));
        return DealState.feeOf(_words.feesOwed[fee >> 1], fee);
    }

    /// @inheritdoc IDeal
    function originatorOwed() external view returns (uint256) {
        return _words.originator;
    }

    /// @inheritdoc IDeal
    function cash() public view returns (uint256 amount) {
        uint256 header = _header();
        uint256 classes = _headerByte(header, 1);
        uint256 fees = _headerByte(header, 2);
        uint256 standing = _words.standing;
        uint256 carried = _words.carried;
        bool isSwept = DealState.phase(standing) == DealPhase.Swept;
        amount = _words.originator + DealState.low(standing) + DealState.low(carried) + DealState.middle(carried);
        for (uint256 i = 0; i < classes; ++i) {
            amount += (isSwept ? _earned(i) : _paidIn(i)) - DealState.claimed(_words.classes[i].account);
        }
        for (uint256 i = 0; i < fees; ++i) amount += DealState.feeOf(_words.feesOwed[i >> 1], i);
    }
}
