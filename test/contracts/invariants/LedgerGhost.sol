// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { KeyRoles } from "../../../contracts/types/KeyRoles.sol";
import { bound } from "../support/Vm.sol";

/// @dev What the ledger should hold, kept in the plainest way.
abstract contract LedgerGhost {
    uint32 public constant ISSUERS = 3;

    mapping(uint32 issuer => bytes32[] leaves) public batchLeaves;
    mapping(uint32 issuer => uint64 count) public total;
    mapping(uint32 issuer => mapping(uint64 word => uint256 bits)) public revoked;
    mapping(uint32 issuer => ICreditLedger.StatusChange[]) public statuses;
    mapping(address key => ICreditLedger.KeyWindow[]) public windows;
    /// @dev First thing that happened although it must not.
    string public violation;
    uint256 public clock;

    mapping(string act => uint256 times) public timesTried;
    mapping(string act => uint256 times) public timesDone;

    modifier tried(string memory act) {
        ++timesTried[act];
        _;
    }

    /// @dev The clock is kept here, because the compiler takes the block's time for constant within a call.
    constructor(uint256 time) {
        clock = time;
        for (uint32 issuer = 1; issuer <= ISSUERS; ++issuer) {
            _noteStatus(issuer, ICreditLedger.IssuerStatus.Active);
        }
    }

    function leavesOf(uint32 issuer) external view returns (bytes32[] memory) {
        return batchLeaves[issuer];
    }

    function statusesOf(uint32 issuer) external view returns (ICreditLedger.StatusChange[] memory) {
        return statuses[issuer];
    }

    function windowsOf(address key) external view returns (ICreditLedger.KeyWindow[] memory) {
        return windows[key];
    }

    function isRevoked(uint32 issuer, uint256 index) public view returns (bool) {
        return (revoked[issuer][uint64(index / 256)] >> (index % 256)) & 1 == 1;
    }

    function adminOf(uint32 issuer) public pure returns (address) {
        return address(uint160(0xa000 + issuer));
    }

    function keyOf(uint32 issuer, uint256 which) public pure returns (address) {
        return address(uint160(0xb000 + issuer * 16 + which));
    }

    function spareKeyOf(uint32 issuer, uint256 which) public pure returns (address) {
        return address(uint160(0xc000 + issuer * 16 + which));
    }

    function _issuerOf(uint256 who) internal pure returns (uint32) {
        return uint32(bound(who, 1, ISSUERS));
    }

    function _noteBatch(uint32 issuer, bytes32 leaf, uint64 leaves) internal {
        batchLeaves[issuer].push(leaf);
        total[issuer] += leaves;
    }

    function _noteRevoked(uint32 issuer, uint64 word, uint256 bits) internal {
        revoked[issuer][word] |= bits;
    }

    function _noteStatus(uint32 issuer, ICreditLedger.IssuerStatus status) internal {
        statuses[issuer].push(ICreditLedger.StatusChange({ time: uint40(clock), status: status }));
    }

    function _noteAdded(address key, uint40 until, KeyRoles roles) internal {
        windows[key].push(ICreditLedger.KeyWindow({ from: uint40(clock), until: until, roles: roles }));
    }

    function _noteRemoved(address key) internal {
        windows[key][windows[key].length - 1].until = uint40(clock);
    }

    function _violate(string memory what) internal {
        if (bytes(violation).length == 0) violation = what;
    }

    function _count(string memory act) internal {
        ++timesDone[act];
    }
}
