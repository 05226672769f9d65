// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Cheatcodes of the tests of deals.
interface VmDeal {
    function expectEmit(address emitter) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function expectPartialRevert(bytes4 selector) external;
    function lastCallGas() external view returns (uint64 limit, uint64 total, uint64 memory_, int64 refunded, uint64 remaining);
}

// solhint-disable-next-line const-name-snakecase
VmDeal constant vmDeal = VmDeal(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
