// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { ICreditLine } from "../../../contracts/lending/ICreditLine.sol";
import { CreditProof } from "../../../contracts/types/CreditProof.sol";
import { CreditReason } from "../../../contracts/types/CreditReason.sol";
import { CreditVerifier } from "../../../contracts/verifier/CreditVerifier.sol";
import { ProofTest } from "./ProofTest.sol";
import { TestToken } from "./TestToken.sol";
import { deploy, vm } from "./Vm.sol";

/// @dev A lender with money, and credentials to show it.
abstract contract LineTest is ProofTest {
    uint128 internal constant LIMIT = 1_000e6;
    uint40 internal constant TERM = 30 days;
    address internal constant LENDER = address(0x1E);
    address internal constant BORROWER = address(0xD1);
    address internal constant OTHER = address(0xD2);

    ICreditLine internal line;
    TestToken internal token;

    function setUp() public virtual override {
        super.setUp();
        token = new TestToken();
        line = _deployLine(_terms(), _sources());
        token.mint(address(line), 10_000e6);
    }

    function _terms() internal pure returns (ICreditLine.Terms memory) {
        return ICreditLine.Terms({ lender: LENDER, minimumScore: 650, threshold: 680, limit: LIMIT, term: TERM });
    }

    function _sources() internal pure returns (ICreditLine.Source[] memory sources) {
        sources = new ICreditLine.Source[](1);
        sources[0] = ICreditLine.Source({ issuer: ISSUER, model: MODEL });
    }

    function _deployLine(ICreditLine.Terms memory terms, ICreditLine.Source[] memory sources) internal returns (ICreditLine) {
        return ICreditLine(deploy("CreditLine.sol:CreditLine", abi.encode(address(ledger), IERC20(token), terms, sources)));
    }

    /// @dev Proof of a new credential of `key` with this score; each batch is a new customer.
    function _scoreOf(address key, uint256 score) internal returns (CreditProof memory proof, bytes32 digest) {
        return _anchor(KEY, _commitment(key), score, 1, 5, 2);
    }

    function _openFor(address borrower) internal returns (CreditProof memory proof) {
        (proof, ) = _scoreOf(borrower, 712);
        vm.prank(borrower);
        line.openByScore(proof, BLIND);
    }

    function _expectRefusal(CreditReason reason) internal {
        vm.expectRevert(abi.encodeWithSelector(CreditVerifier.CreditRefused.selector, reason));
    }
}
