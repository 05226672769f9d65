// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC5267 } from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import { ICreditLedger } from "../../../contracts/ledger/ICreditLedger.sol";
import { ILedgerErrors } from "../../../contracts/ledger/ILedgerErrors.sol";
import { Credit } from "../../../contracts/types/Credit.sol";
import { IssuerId } from "../../../contracts/types/IssuerId.sol";
import { LogHarness } from "../support/LogHarness.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { bound, vm } from "../support/Vm.sol";

contract ViewsTest is LedgerTest {
    /// @dev Fields in the order of their names, as `parseJson` wants.
    struct CreditCase {
        uint256 chainId;
        bytes32 credentialRoot;
        bytes32 digest;
        uint256 expiry;
        bytes32 holder;
        uint256 issuedAt;
        uint256 issuer;
        bytes32 leaf;
        address ledger;
        bytes32 model;
        uint256 seq;
        bytes32 structHash;
        bytes32 subjectTag;
    }

    struct DomainCase {
        uint256 chainId;
        address ledger;
        bytes32 separator;
    }

    function test_RevertGiven_IssuerDoesNotExist() public {
        bytes memory unknown = abi.encodeWithSelector(ILedgerErrors.LedgerIssuerUnknown.selector, NOBODY);
        vm.expectRevert(unknown);
        ledger.checkpoint(NOBODY);
        vm.expectRevert(unknown);
        ledger.peaks(NOBODY);
        vm.expectRevert(unknown);
        ledger.issuerOf(NOBODY);
        vm.expectRevert(unknown);
        ledger.issuerStatusHistory(NOBODY);
    }

    function testFuzz_PeekAnswersForWhatDoesNotExist(uint64 batch, uint64 word) public view {
        (bytes32 leaf, uint256 dead, uint256 held, ICreditLedger.BatchState state, ICreditLedger.IssuerStatus status) = ledger.peek(
            NOBODY,
            batch,
            word
        );
        vm.assertEq(leaf, bytes32(0));
        vm.assertEq(dead | held | ledger.supersededBits(NOBODY, word), 0);
        vm.assertEq(uint256(state), uint256(ICreditLedger.BatchState.Live));
        vm.assertFalse(ledger.isNonceUsed(NOBODY, word), "nonce");
        vm.assertEq(uint256(status), uint256(ICreditLedger.IssuerStatus.None));
    }

    function testFuzz_HasOnePeakForEachBitOfTheSize(uint256 size) public {
        size = bound(size, 0, 40);
        for (uint256 i = 0; i < size; ++i) {
            _anchor(KEY, 1);
            _anchor(PLAIN_KEY, 1);
        }
        uint256 ones = 0;
        for (uint256 rest = size; rest > 0; rest >>= 1) ones += rest & 1;
        vm.assertEq(ledger.peaks(KEEPING).length, ones);
        vm.assertEq(ledger.peaks(PLAIN).length, ones);
    }

    function test_NamesItsSigningDomain() public view {
        (bytes1 fields, string memory name, string memory version, uint256 chainId, address contract_, , ) = IERC5267(address(ledger))
            .eip712Domain();
        vm.assertEq(uint8(fields), 0x0f);
        vm.assertEq(name, "Credence Credit Ledger");
        vm.assertEq(version, "1");
        vm.assertEq(chainId, block.chainid);
        vm.assertEq(contract_, address(ledger));
    }

    function test_HashesCredentialsLikeTheVectors() public {
        LogHarness harness = new LogHarness();
        string memory json = vm.readFile("test/vectors/merkle-log.json");
        CreditCase[] memory cases = abi.decode(vm.parseJson(json, ".credits"), (CreditCase[]));
        DomainCase[] memory domains = abi.decode(vm.parseJson(json, ".domains"), (DomainCase[]));
        vm.assertGt(cases.length, 1, "credits");
        for (uint256 i = 0; i < cases.length; ++i) {
            CreditCase memory c = cases[i];
            bytes32 structHash = harness.creditHash(_creditOf(c));
            vm.assertEq(structHash, c.structHash, "struct hash");
            bytes32 digest = keccak256(abi.encodePacked(hex"1901", domains[0].separator, structHash));
            vm.assertEq(digest, c.digest, "digest");
            vm.assertEq(keccak256(abi.encodePacked(hex"00", digest)), c.leaf, "leaf");
        }
    }

    function _creditOf(CreditCase memory c) private pure returns (Credit memory) {
        return
            Credit({
                issuer: IssuerId.wrap(uint32(c.issuer)),
                credentialRoot: c.credentialRoot,
                subjectTag: c.subjectTag,
                model: c.model,
                issuedAt: uint64(c.issuedAt),
                expiry: uint64(c.expiry),
                seq: uint64(c.seq),
                holder: c.holder
            });
    }
}
