// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { WaterfallKernels } from "../../contracts/libraries/WaterfallKernels.sol";

/// @notice A payment is never above what is due, nor takes more than the reserve holds.
/// @custom:mutant payUpTo: min(due - cash, reserve) => reserve
/// @custom:mutant payUpTo: min(due - cash, reserve) => due - cash
contract PaymentIsWithinDue {
    function prove(uint256 due, uint256 cash, uint256 reserve) external pure {
        (uint256 paid, uint256 fromReserve) = WaterfallKernels.payUpTo(due, cash, reserve);
        assert(paid <= due);
        assert(fromReserve <= reserve);
    }
}

/// @notice A payment falls short only when cash and reserve are both used up, and never takes more than there is.
/// @custom:mutant payUpTo: cash + fromReserve => cash
/// @custom:mutant payUpTo: min(due - cash, reserve) => 0
contract PaymentUsesAllThereIs {
    function prove(uint128 due, uint128 cash, uint128 reserve) external pure {
        (uint256 paid, uint256 fromReserve) = WaterfallKernels.payUpTo(due, cash, reserve);
        assert(paid - fromReserve <= cash);
        assert(paid == due || paid == uint256(cash) + reserve);
    }
}

/// @notice The reserve helps only when the cash is used up.
/// @custom:mutant payUpTo: (due, 0) => (due, min(due, reserve))
contract ReserveHelpsLast {
    function prove(uint128 due, uint128 cash, uint128 reserve) external pure {
        (uint256 paid, uint256 fromReserve) = WaterfallKernels.payUpTo(due, cash, reserve);
        assert(fromReserve == 0 || paid == cash + fromReserve);
    }
}

/// @notice What a class takes leaves the cash and its claim by the same amount.
/// @custom:mutant payNext: left - paid => left
/// @custom:mutant payNext: owed - paid => owed
contract ClassPaymentIsConserved {
    function prove(uint256 left, uint256 owed) external pure {
        (uint256 paid, uint256 leftAfter, uint256 owedAfter) = WaterfallKernels.payNext(left, owed);
        assert(paid + leftAfter == left);
        assert(paid + owedAfter == owed);
    }
}

/// @notice A junior class is paid nothing while a senior one is still owed.
/// @custom:mutant payNext: min(left, owed) => min(left, owed / 2)
contract SeniorClassIsPaidFirst {
    function prove(uint256 cash, uint256 senior, uint256 junior) external pure {
        (, uint256 left, uint256 seniorAfter) = WaterfallKernels.payNext(cash, senior);
        (uint256 paid, , ) = WaterfallKernels.payNext(left, junior);
        assert(paid == 0 || seniorAfter == 0);
    }
}

/// @notice Fee, two classes of interest, two of principal and what is left add up to the cash and the reserve that there were.
/// @custom:mutant payNext: left - paid => left
/// @custom:mutant payUpTo: return (due, 0) => return (due / 2, 0)
contract WholeWaterfallIsConserved {
    function prove(uint128 cash, uint128 reserve, uint128[3] calldata owed) external pure {
        (uint256 fee, uint256 drawn) = WaterfallKernels.payUpTo(owed[0], cash, reserve);
        uint256 kept = reserve - drawn;
        uint256 left = cash - (fee - drawn);
        (uint256 senior, uint256 afterSenior, ) = WaterfallKernels.payNext(left, owed[1]);
        (uint256 junior, uint256 rest, ) = WaterfallKernels.payNext(afterSenior, owed[2]);
        assert(fee + senior + junior + rest + kept == uint256(cash) + reserve);
        assert(rest == 0 || fee == owed[0]);
    }
}

/// @notice A senior fee is never above what is unpaid, nor above its cap where it has one.
/// @custom:mutant seniorFee: min(unpaid, cap) => cap
/// @custom:mutant seniorFee: min(unpaid, cap) => unpaid
contract SeniorFeeIsCapped {
    function prove(uint256 unpaid, uint256 cap) external pure {
        uint256 due = WaterfallKernels.seniorFee(unpaid, cap);
        assert(due <= unpaid);
        assert(cap == 0 || due <= cap);
    }
}
