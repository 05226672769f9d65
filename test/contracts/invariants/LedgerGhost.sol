// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { KeyRoles } from "../../../contracts/types/KeyRoles.sol";
import { ActCounts } from "../support/ActCounts.sol";
import { bound } from "../support/Vm.sol";
import { vmSign } from "../support/VmSign.sol";

/// @dev What the ledger should hold, kept in the plainest way.
abstract contract LedgerGhost is ActCounts {
    uint32 public constant ISSUERS = 3;
    uint32 public constant KEY_DELAY = 1 days;
    bytes32 internal constant MODEL = keccak256("model");
    /// @dev Before the private key of each issuer that signs orders.
    uint256 internal constant SECRET = 1000;

    mapping(uint32 issuer => bytes32[] leaves) public batchLeaves;
    mapping(uint32 issuer => uint64 count) public total;
    mapping(uint32 issuer => mapping(uint64 word => uint256 bits)) public revoked;
    mapping(uint32 issuer => mapping(uint64 word => uint256 bits)) public superseded;
    mapping(uint32 issuer => mapping(uint64 word => uint256 bits)) public held;
    /// @dev States of single batches; freezing is kept apart.
    mapping(uint32 issuer => mapping(uint256 batch => ICreditLedger.BatchState)) public ownState;
    mapping(uint32 issuer => mapping(uint256 batch => bool)) public isFrozen;
    mapping(uint32 issuer => mapping(uint256 nonce => bool)) public isUsed;
    mapping(uint32 issuer => uint256[]) public nonces;
    mapping(uint32 issuer => ICreditLedger.StatusChange[]) public statuses;
    mapping(address key => ICreditLedger.KeyWindow[]) public windows;
    /// @dev First thing that happened although it must not.
    string public violation;
    uint256 public clock;

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

    function stateOf(uint32 issuer, uint256 batch) external view returns (ICreditLedger.BatchState state) {
        state = ownState[issuer][batch];
        if (state == ICreditLedger.BatchState.Live && isFrozen[issuer][batch]) state = ICreditLedger.BatchState.Frozen;
    }

    function keyOf(uint32 issuer, uint256 which) public pure returns (address) {
        if (which == 2) return vmSign.addr(SECRET + issuer);
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

    /// @dev A batch goes from live to superseded to revoked, never back.
    function _noteState(uint32 issuer, uint256 batch, ICreditLedger.BatchState state) internal {
        if (state > ownState[issuer][batch]) ownState[issuer][batch] = state;
    }

    function _noteAdded(address key, uint40 from, uint40 until) internal {
        windows[key].push(ICreditLedger.KeyWindow({ from: from, until: until, roles: KeyRoles.wrap(4) }));
    }

    function _noteRemoved(address key) internal {
        ICreditLedger.KeyWindow storage last = windows[key][windows[key].length - 1];
        last.until = clock < last.from ? last.from : uint40(clock);
    }

    function _endOf(address key) internal view returns (uint256) {
        uint256 count = windows[key].length;
        return count == 0 ? 0 : windows[key][count - 1].until;
    }

    function _violate(string memory what) internal {
        if (bytes(violation).length == 0) violation = what;
    }
}
