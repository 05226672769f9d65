// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { vm } from "./Vm.sol";

/// @dev How often each act of a handler was tried, and how often it did what it was to do.
abstract contract ActCounts {
    mapping(string act => uint256 times) public timesTried;
    mapping(string act => uint256 times) public timesDone;

    modifier tried(string memory act) {
        _try(act);
        _;
    }

    function _try(string memory act) internal {
        ++timesTried[act];
    }

    function _count(string memory act) internal {
        ++timesDone[act];
    }
}

/// @dev Writes down an act of one history, from which `npm test -- solidity` prints how often each was tried and done in all, and
/// fails when one was never done. An act that was tried more often than `mayFail` must have been done in this very history.
function settleAct(ActCounts handler, string memory subject, string memory act, uint256 mayFail) {
    (uint256 done, uint256 times) = (handler.timesDone(act), handler.timesTried(act));
    vm.writeLine("cache/invariant-acts.txt", string.concat(subject, " ", act, " ", vm.toString(done), " ", vm.toString(times), ";"));
    if (times > mayFail) vm.assertGt(done, 0, act);
}
