// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { WaterfallKernels } from "../../contracts/libraries/WaterfallKernels.sol";

/// @notice What is written down stands in the deficit, and the loss gets less by it.
/// @custom:mutant writeDown: deficit + part => deficit
/// @custom:mutant writeDown: left - part => left
contract WriteDownIsConserved {
    function prove(uint128 loss, uint128 balance, uint128 deficit) external pure {
        (uint256 left, uint256 balanceAfter, uint256 deficitAfter) = WaterfallKernels.writeDown(loss, balance, deficit);
        assert(balanceAfter + deficitAfter == uint256(balance) + deficit);
        assert(left + (balance - balanceAfter) == loss);
    }
}

/// @notice A senior class is written down only when the junior one has nothing left.
/// @custom:mutant writeDown: min(left, balance) => min(left / 2, balance)
contract JuniorClassLosesFirst {
    function prove(uint128 loss, uint128 junior, uint128 senior) external pure {
        (uint256 left, uint256 juniorAfter, ) = WaterfallKernels.writeDown(loss, junior, 0);
        (, uint256 seniorAfter, ) = WaterfallKernels.writeDown(left, senior, 0);
        assert(seniorAfter == senior || juniorAfter == 0);
    }
}

/// @notice What is debited to the ledger is taken from the loss.
/// @custom:mutant debitLedger: left - part => left
contract LedgerDebitIsConserved {
    function prove(uint128 loss, uint128 balance, uint128 deficit) external pure {
        (uint256 left, uint256 deficitAfter) = WaterfallKernels.debitLedger(loss, balance, deficit);
        assert(left + (deficitAfter - deficit) == loss);
    }
}

/// @notice A deficiency never grows above the balance of its class.
/// @custom:mutant debitLedger: excess(balance, deficit) => balance
contract DeficiencyIsWithinBalance {
    function prove(uint128 loss, uint128 balance, uint128 deficit) external pure {
        require(deficit <= balance);
        (, uint256 deficitAfter) = WaterfallKernels.debitLedger(loss, balance, deficit);
        assert(deficitAfter <= balance);
    }
}

/// @notice A loss is passed on only when the ledger of the class is full.
/// @custom:mutant debitLedger: min(left, excess(balance, deficit)) => min(left, excess(balance, deficit) / 2)
contract LedgerIsFilledFirst {
    function prove(uint128 loss, uint128 balance, uint128 deficit) external pure {
        (uint256 left, uint256 deficitAfter) = WaterfallKernels.debitLedger(loss, balance, deficit);
        assert(left == 0 || deficitAfter >= balance);
    }
}

/// @notice A class is never written up above what was written down.
/// @custom:mutant writeUp: balance + part => balance + left
contract WriteUpIsWithinWrittenDown {
    function prove(uint128 loss, uint128 recovery, uint128 balance) external pure {
        (, uint256 down, uint256 deficit) = WaterfallKernels.writeDown(loss, balance, 0);
        (, uint256 up, ) = WaterfallKernels.writeUp(recovery, down, deficit);
        assert(up <= balance);
        assert(up >= down);
    }
}

/// @notice A class is written up by no more than what was recovered, and the deficit falls by as much.
/// @custom:mutant writeUp: balance + part => balance + deficit
/// @custom:mutant writeUp: deficit - part => deficit
contract WriteUpIsConserved {
    function prove(uint128 recovery, uint128 balance, uint128 deficit) external pure {
        (uint256 left, uint256 balanceAfter, uint256 deficitAfter) = WaterfallKernels.writeUp(recovery, balance, deficit);
        assert(balanceAfter + deficitAfter == uint256(balance) + deficit);
        assert(balanceAfter <= uint256(balance) + recovery);
        assert(left + (balanceAfter - balance) == recovery);
    }
}

/// @notice A loss that is recovered in full leaves the class as it was.
/// @custom:mutant writeUp: balance + part => balance
contract FullRecoveryRestores {
    function prove(uint128 loss, uint128 balance, uint128 deficit) external pure {
        (uint256 left, uint256 down, uint256 deficitDown) = WaterfallKernels.writeDown(loss, balance, deficit);
        (uint256 rest, uint256 up, uint256 deficitUp) = WaterfallKernels.writeUp(loss - left, down, deficitDown);
        assert(rest == 0 && up == balance && deficitUp == deficit);
    }
}
