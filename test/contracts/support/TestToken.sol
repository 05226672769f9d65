// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @dev Money that can keep a part of what is sent to `taxed`, and calls back while it moves.
contract TestToken is ERC20 {
    address public taxed;
    bytes public callback;

    constructor() ERC20("Test Dollar", "TUSD") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function tax(address account) external {
        taxed = account;
    }

    function callBackWith(bytes calldata data) external {
        callback = data;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (to == taxed && from != address(0) && value != 0) super._update(to, address(0xdead), value / 100);
        if (callback.length != 0) {
            (bool success, bytes memory reason) = from.call(callback);
            if (success) return;
            assembly ("memory-safe") {
                revert(add(reason, 0x20), mload(reason))
            }
        }
    }
}
