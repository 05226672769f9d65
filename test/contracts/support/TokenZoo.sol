// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @dev Money that behaves; the others spoil one habit each.
contract PlainToken is ERC20 {
    constructor() ERC20("Zoo Dollar", "ZUSD") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}

/// @dev Keeps a hundredth of every transfer, at least one unit.
contract FeeToken is PlainToken {
    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (from == address(0) || to == address(0) || value == 0) return;
        super._update(to, address(0xdead), value < 100 ? 1 : value / 100);
    }
}

/// @dev Balances are shares times an index that anybody moves; each step rounds down.
contract RebasingToken is PlainToken {
    uint256 private constant WAD = 1e18;
    uint256 public index = WAD;

    function rebase(uint256 newIndex) external {
        index = newIndex;
    }

    function balanceOf(address account) public view override returns (uint256) {
        return (super.balanceOf(account) * index) / WAD;
    }

    function totalSupply() public view override returns (uint256) {
        return (super.totalSupply() * index) / WAD;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, (value * WAD) / index);
    }
}

/// @dev Refuses whoever is blocked, in either direction, and everybody while it is paused.
contract BlockingToken is PlainToken {
    error TokenBlocked(address account);
    error TokenPaused();

    mapping(address account => bool) public isBlocked;
    bool public isPaused;

    function setBlocked(address account, bool value) external {
        isBlocked[account] = value;
    }

    function setPaused(bool value) external {
        isPaused = value;
    }

    function _update(address from, address to, uint256 value) internal override {
        require(!isPaused, TokenPaused());
        require(!isBlocked[from], TokenBlocked(from));
        require(!isBlocked[to], TokenBlocked(to));
        super._update(from, to, value);
    }
}

/// @dev While it refuses, it moves nothing and answers false instead of reverting.
contract FalseToken is PlainToken {
    bool public isRefusing;

    function setRefusing(bool value) external {
        isRefusing = value;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return !isRefusing && super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return !isRefusing && super.transferFrom(from, to, amount);
    }
}

/// @dev While it lies, it moves nothing and answers true.
contract LyingToken is PlainToken {
    bool public isLying;

    function setLying(bool value) external {
        isLying = value;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, isLying && from != address(0) ? 0 : value);
    }
}

/// @dev Answers nothing at all, as old tokens do.
contract SilentToken {
    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;
    uint8 public constant decimals = 6;
    uint256 public totalSupply;

    function mint(address to, uint256 amount) external {
        totalSupply += amount;
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// @dev Calls back in the middle of every transfer and remembers how that ended; the transfer itself goes on.
contract ReentrantToken is PlainToken {
    address public target;
    bytes public attack;
    uint256 public attempts;
    uint256 public successes;
    bytes public lastAnswer;

    /// @dev An empty attack disarms it.
    function arm(address victim, bytes calldata data) external {
        target = victim;
        attack = data;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        bytes memory data = attack;
        if (data.length == 0 || from == address(0)) return;
        attack = "";
        ++attempts;
        bool isDone;
        (isDone, lastAnswer) = target.call(data);
        if (isDone) ++successes;
        attack = data;
    }
}
