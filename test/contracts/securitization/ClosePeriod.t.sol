// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { DealStatus } from "../../../contracts/types/DealStatus.sol";
import { DealTest } from "../support/DealTest.sol";
import { vm } from "../support/Vm.sol";

contract ClosePeriodTest is DealTest {
    function setUp() public override {
        super.setUp();
        _issue();
    }

    function test_DividesTheCash() public {
        vm.assertTrue(deal.status() == DealStatus.Amortizing);
        for (uint256 i = 0; i < 3; ++i) _month();
        vm.assertEq(money.balanceOf(address(deal)), deal.cash());
    }
}
