// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev The cheatcodes that the tests use.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function assertEq(uint256 left, uint256 right) external pure;
    function assertEq(uint256 left, uint256 right, string calldata what) external pure;
    function assertEq(bytes32 left, bytes32 right) external pure;
    function assertEq(bytes32 left, bytes32 right, string calldata what) external pure;
    function assertEq(address left, address right) external pure;
    function assertEq(bool left, bool right) external pure;
    function assertEq(string calldata left, string calldata right) external pure;
    function assertEq(bytes32[] calldata left, bytes32[] calldata right) external pure;
    function assertTrue(bool condition) external pure;
    function assertTrue(bool condition, string calldata what) external pure;
    function assertFalse(bool condition, string calldata what) external pure;
    function assertLe(uint256 left, uint256 right, string calldata what) external pure;
    function assertGt(uint256 left, uint256 right, string calldata what) external pure;
    function chainId(uint256 newChainId) external;
    function expectEmit(bool topic1, bool topic2, bool topic3, bool data, address emitter) external;
    function expectRevert(bytes calldata revertData) external;
    function getCode(string calldata artifact) external view returns (bytes memory code);
    function getRecordedLogs() external returns (Log[] memory logs);
    function parseJson(string calldata json, string calldata key) external pure returns (bytes memory encoded);
    function prank(address sender) external;
    function readFile(string calldata path) external view returns (string memory data);
    function recordLogs() external;
    function toString(uint256 value) external pure returns (string memory text);
    function warp(uint256 time) external;
    function writeLine(string calldata path, string calldata line) external;
}

// solhint-disable-next-line const-name-snakecase
Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

/// @dev Brings a fuzzed number into a range, both ends included.
function bound(uint256 value, uint256 min, uint256 max) pure returns (uint256) {
    unchecked {
        uint256 span = max - min + 1;
        if (value >= min && value <= max) return value;
        return span == 0 ? value : min + (value % span);
    }
}

/// @dev Creates a contract from its artifact. `new` would compile the whole contract into each test again.
function deploy(string memory artifact, bytes memory arguments) returns (address deployed) {
    bytes memory code = bytes.concat(vm.getCode(artifact), arguments);
    assembly ("memory-safe") {
        deployed := create(0, add(code, 0x20), mload(code))
    }
    vm.assertTrue(deployed != address(0), artifact);
}

/// @dev A ledger under an access manager that `admin` administers.
function deployLedger(address admin) returns (address ledger) {
    address manager = deploy("AccessManager.sol:AccessManager", abi.encode(admin));
    return deploy("CreditLedger.sol:CreditLedger", abi.encode(manager));
}
