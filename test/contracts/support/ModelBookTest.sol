// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IModelBook } from "../../../contracts/ledger/IModelBook.sol";
import { ModelRole } from "../../../contracts/types/ModelChange.sol";
import { LedgerTest } from "./LedgerTest.sol";
import { deploy, vm } from "./Vm.sol";

/// @dev A book of models beside the ledger with its two issuers.
abstract contract ModelBookTest is LedgerTest {
    IModelBook internal book;

    function setUp() public virtual override {
        super.setUp();
        book = IModelBook(deploy("ModelBook.sol:ModelBook", abi.encode(ledger)));
    }

    function _model(uint256 number) internal pure returns (bytes32) {
        return keccak256(abi.encode("model", number));
    }

    function _data(uint256 number) internal pure returns (bytes32) {
        return keccak256(abi.encode("data", number));
    }

    function _report(uint256 number) internal pure returns (bytes32) {
        return keccak256(abi.encode("report", number));
    }

    /// @dev Records model `number` as the next change of the key's issuer.
    function _record(address key, uint256 number, ModelRole role, uint16 shareBps) internal returns (uint64) {
        (bytes32 model, bytes32 data, bytes32 report) = (_model(number), _data(number), _report(number));
        uint64 next = _next(key);
        vm.prank(key);
        return book.record(next, model, data, report, role, shareBps);
    }

    function _next(address key) internal view returns (uint64) {
        return book.changeCount(key == KEY ? KEEPING : PLAIN) + 1;
    }
}
