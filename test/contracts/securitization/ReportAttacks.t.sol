// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20Errors } from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { IDealErrors } from "../../../contracts/securitization/IDealErrors.sol";
import { IDealFactory } from "../../../contracts/securitization/IDealFactory.sol";
import { IWaterfallEngine } from "../../../contracts/securitization/IWaterfallEngine.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";
import { DealTerms } from "../../../contracts/types/DealTerms.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { FalseWallet } from "../support/FalseWallets.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { ReportDigest } from "../support/ReportDigest.sol";
import { vm } from "../support/Vm.sol";
import { flipEcdsa, passkeyOf, signEcdsa, signPasskey, vmSign } from "../support/VmSign.sol";
import { Wallet } from "../support/Wallet.sol";

/// @dev Reports that nobody signed, or that were signed for something else, move nothing.
contract ReportAttacksTest is DealTest {
    uint256 private constant NEW_KEY = 0x5E43;

    function setUp() public override {
        super.setUp();
        _issue();
        _warpToDue();
        _fund(SERVICER, address(deal), 1e15);
    }

    function _ordinary() private view returns (ServicerReport memory) {
        return _report(500_000e6, 1_000_000e6, 0, 0);
    }

    function _digestHere(ServicerReport memory report) private view returns (bytes32) {
        return ReportDigest.digestOf(address(deal), block.chainid, ReportDigest.hashOf(report));
    }

    /// @dev All that a close could change.
    function _standing() private view returns (bytes32) {
        bytes memory books = abi.encode(deal.state(), deal.cash(), deal.reportsHead(), deal.status());
        return keccak256(bytes.concat(books, abi.encode(money.balanceOf(address(deal)), money.balanceOf(SERVICER))));
    }

    function _refused(ServicerReport memory report, bytes memory signature) private {
        _refusedWith(report, signature, _signatureInvalid(_digestHere(report)));
    }

    function _signatureInvalid(bytes32 digest) private view returns (bytes memory) {
        return abi.encodeWithSelector(IDealErrors.DealSignatureInvalid.selector, deal.servicing().key, digest);
    }

    function _refusedWith(ServicerReport memory report, bytes memory signature, bytes memory reason) private {
        bytes32 before = _standing();
        vm.expectRevert(reason);
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        vm.assertEq(_standing(), before, "nothing moved");
    }

    function _accepted(ServicerReport memory report, bytes memory signature) private {
        uint256 before = money.balanceOf(SERVICER);
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        vm.assertEq(deal.state().period, report.figures.period, "closed");
        vm.assertEq(money.balanceOf(SERVICER) + _cashOf(report), before, "paid");
    }

    function test_ASignatureIsOfOneChain() public {
        ServicerReport memory report = _ordinary();
        bytes32 hash = ReportDigest.hashOf(report);
        uint256 home = block.chainid;
        _refused(report, signEcdsa(KEY, ReportDigest.digestOf(address(deal), home + 1, hash)));
        bytes memory signature = signEcdsa(KEY, _digestHere(report));
        vm.chainId(home + 1);
        _refused(report, signature);
        vm.chainId(home);
        _accepted(report, signature);
    }

    function test_ASignatureIsOfOneDeal() public {
        IDeal first = deal;
        vm.warp(START);
        _create(ImageBuilder.build(_plan()));
        _issue();
        _warpToDue();
        _fund(SERVICER, address(deal), 1e15);
        ServicerReport memory report = _ordinary();
        bytes memory signature = signEcdsa(KEY, ReportDigest.digestOf(address(first), block.chainid, ReportDigest.hashOf(report)));
        _refused(report, signature);
        deal = first;
        _accepted(report, signature);
    }

    function test_ASignatureIsOfOnePeriod() public {
        ServicerReport memory report = _ordinary();
        bytes memory signature = _sign(report);
        _accepted(report, signature);
        _warpToDue();
        _refusedWith(report, signature, abi.encodeWithSelector(IDealErrors.DealPeriodInvalid.selector, 1, 2));
        report.figures.period = 2;
        _refused(report, signature);
        ServicerReport memory next = _ordinary();
        _accepted(next, signEcdsa(KEY, _digestHere(next)));
    }

    function testFuzz_ReportsComeInOrder(uint16 period) public {
        if (period == 1) ++period;
        ServicerReport memory report = _ordinary();
        report.figures.period = period;
        bytes memory signature = signEcdsa(KEY, _digestHere(report));
        _refusedWith(report, signature, abi.encodeWithSelector(IDealErrors.DealPeriodInvalid.selector, period, 1));
    }

    /// @dev A report is 19 words; whoever carries it to the chain can change none of them.
    function testFuzz_NoFieldCanBeChanged(uint256 word) public {
        word %= 19;
        ServicerReport memory report = _ordinary();
        bytes memory signature = _sign(report);
        bytes memory words = abi.encode(report);
        words[32 * word + 31] ^= 0x01;
        ServicerReport memory changed = abi.decode(words, (ServicerReport));
        _refused(changed, signature);
        _accepted(report, signature);
    }

    /// @dev Bits above the type of a field would be signed and not be seen.
    function test_RevertWhen_AFieldHasMoreBitsThanItsType() public {
        bytes memory words = abi.encode(_ordinary());
        for (uint256 word = 0; word < 17; ++word) {
            words[32 * word] ^= 0x80;
            bytes32 hash = ReportDigest.hashOfWords(words);
            bytes memory signature = signEcdsa(KEY, ReportDigest.digestOf(address(deal), block.chainid, hash));
            bytes memory call = abi.encodePacked(IDeal.closePeriod.selector, words, abi.encode(uint256(20 * 32)));
            call = bytes.concat(call, abi.encode(signature.length), signature, new bytes(31));
            bytes32 before = _standing();
            vm.prank(SERVICER);
            (bool isDone, bytes memory answer) = address(deal).call(call);
            vm.assertFalse(isDone, "refused");
            vm.assertEq(answer.length, 0);
            vm.assertEq(_standing(), before, "nothing moved");
            words[32 * word] ^= 0x80;
        }
    }

    function test_RevertWhen_NobodySigned() public {
        ServicerReport memory report = _ordinary();
        bytes32 digest = _digestHere(report);
        _refused(report, "");
        _refused(report, new bytes(65));
        _refused(report, new bytes(128));
        _refused(report, signEcdsa(OTHER_KEY, digest));
        _refused(report, signPasskey(OTHER_KEY, digest));
        // A signature that recovers to nobody.
        _refused(report, abi.encodePacked(bytes32(0), bytes32(0), uint8(27)));
        _refused(report, abi.encodePacked(type(uint256).max, bytes32(uint256(1)), uint8(27)));
        _accepted(report, signEcdsa(KEY, digest));
    }

    function test_ASignatureHasOneForm() public {
        ServicerReport memory report = _ordinary();
        bytes32 digest = _digestHere(report);
        (uint8 v, bytes32 r, bytes32 s) = vmSign.sign(KEY, digest);
        _refused(report, flipEcdsa(KEY, digest));
        _refused(report, abi.encodePacked(r, bytes32(uint256(s) | (uint256(v - 27) << 255))));
        _refused(report, abi.encodePacked(r, s, v - 27));
        _refused(report, abi.encodePacked(r, s, v, uint8(0)));
        _refused(report, abi.encodePacked(r, s));
        _accepted(report, abi.encodePacked(r, s, v));
    }

    function test_AKeyCountsFromItsTimeAndTheOldOneUntilThen() public {
        uint256 from = block.timestamp + 2 days;
        address next = vmSign.addr(NEW_KEY);
        vm.prank(TRUSTEE);
        deal.replaceServicerKey(next);
        ServicerReport memory report = _ordinary();
        bytes32 digest = _digestHere(report);
        vm.warp(from - 1);
        _refused(report, signEcdsa(NEW_KEY, digest));
        vm.warp(from);
        vm.assertEq(deal.servicing().key, next);
        _refused(report, signEcdsa(KEY, digest));
        _accepted(report, signEcdsa(NEW_KEY, digest));
    }

    function test_TheOldKeyCountsToTheLastSecond() public {
        vm.prank(TRUSTEE);
        deal.replaceServicerKey(vmSign.addr(NEW_KEY));
        vm.warp(block.timestamp + 2 days - 1);
        ServicerReport memory report = _ordinary();
        _accepted(report, signEcdsa(KEY, _digestHere(report)));
    }

    function _replaceKey(address key) private {
        vm.prank(TRUSTEE);
        deal.replaceServicerKey(key);
        vm.warp(block.timestamp + 2 days);
    }

    function test_AContractSignsByItsOwnRules() public {
        Wallet wallet = new Wallet();
        _replaceKey(address(wallet));
        ServicerReport memory report = _ordinary();
        bytes32 digest = _digestHere(report);
        _refused(report, "");
        _refused(report, signEcdsa(KEY, digest));
        wallet.agree(digest);
        _accepted(report, "");
        _warpToDue();
        // What it agreed to once is no agreement to the next report.
        _refused(_ordinary(), "");
    }

    function test_AContractThatAnswersAnythingElseDidNotSign() public {
        for (uint256 way = 0; way < 7; ++way) {
            _replaceKey(address(new FalseWallet(FalseWallet.Way(way))));
            _refused(_ordinary(), "");
        }
    }

    function test_APasskeySigns() public {
        _replaceKey(passkeyOf(NEW_KEY));
        ServicerReport memory report = _ordinary();
        bytes32 digest = _digestHere(report);
        _refused(report, signPasskey(OTHER_KEY, digest));
        _refused(report, signEcdsa(NEW_KEY, digest));
        bytes memory signature = signPasskey(NEW_KEY, digest);
        bytes memory flipped = bytes.concat(signature);
        flipped[127] ^= 0x01;
        _refused(report, flipped);
        _accepted(report, signature);
    }

    function test_RevertWhen_TheServicerHasNoKey() public {
        DealTerms memory terms = _terms(ImageBuilder.build(_plan()));
        vm.warp(START);
        terms.servicerKey = address(0);
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.FactoryAddressIsZero.selector));
        vm.prank(ORIGINATOR);
        factory.createDeal(terms);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealAddressIsZero.selector));
        vm.prank(TRUSTEE);
        deal.replaceServicerKey(address(0));
    }

    function testFuzz_RevertWhen_TheAllowanceIsShort(uint256 allowed) public {
        ServicerReport memory report = _ordinary();
        uint256 cash = _cashOf(report);
        allowed %= cash;
        vm.prank(SERVICER);
        money.approve(address(deal), allowed);
        bytes4 selector = IERC20Errors.ERC20InsufficientAllowance.selector;
        bytes memory signature = _sign(report);
        _refusedWith(report, signature, abi.encodeWithSelector(selector, address(deal), allowed, cash));
        vm.prank(SERVICER);
        money.approve(address(deal), cash);
        _accepted(report, signature);
    }

    function testFuzz_RevertWhen_TheBalanceIsShort(uint256 held) public {
        ServicerReport memory report = _ordinary();
        uint256 cash = _cashOf(report);
        held %= cash;
        uint256 surplus = money.balanceOf(SERVICER) - held;
        vm.prank(SERVICER);
        money.transfer(STRANGER, surplus);
        bytes memory signature = _sign(report);
        bytes4 selector = IERC20Errors.ERC20InsufficientBalance.selector;
        _refusedWith(report, signature, abi.encodeWithSelector(selector, SERVICER, held, cash));
        vm.prank(STRANGER);
        money.transfer(SERVICER, surplus);
        _accepted(report, signature);
    }

    /// @dev Money that is there already pays for nothing: the whole cash comes from the caller.
    function test_ADonationDoesNotPayAReport() public {
        ServicerReport memory report = _ordinary();
        uint256 cash = _cashOf(report);
        money.mint(address(deal), cash);
        uint256 all = money.balanceOf(SERVICER);
        vm.prank(SERVICER);
        money.transfer(STRANGER, all);
        bytes memory signature = _sign(report);
        bytes4 selector = IERC20Errors.ERC20InsufficientBalance.selector;
        _refusedWith(report, signature, abi.encodeWithSelector(selector, SERVICER, 0, cash));
    }

    /// @dev Whoever brings a signed report pays for it; nobody's allowance can be spent by another.
    function test_AStrangerPaysForTheReportItBrings() public {
        ServicerReport memory report = _ordinary();
        bytes memory signature = _sign(report);
        bytes4 selector = IERC20Errors.ERC20InsufficientAllowance.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, address(deal), 0, _cashOf(report)));
        vm.prank(STRANGER);
        deal.closePeriod(report, signature);
        _fund(STRANGER, address(deal), _cashOf(report));
        uint256 before = money.balanceOf(SERVICER);
        vm.prank(STRANGER);
        deal.closePeriod(report, signature);
        vm.assertEq(money.balanceOf(SERVICER), before);
        vm.assertEq(money.balanceOf(STRANGER), 0);
    }

    /// @dev The pool of a report follows from the pool before it, whatever the servicer signs.
    function testFuzz_RevertWhen_ThePoolDoesNotAddUp(uint96 poolEnd) public {
        ServicerReport memory report = _ordinary();
        uint96 fit = report.figures.poolEnd;
        if (poolEnd == fit) ++poolEnd;
        if (poolEnd < report.figures.delinquent) poolEnd += report.figures.delinquent;
        report.figures.poolEnd = poolEnd;
        bytes32 before = _standing();
        bytes memory signature = signEcdsa(KEY, _digestHere(report));
        uint96 pool = DealPlans.POOL;
        bytes4 selector = IWaterfallEngine.WaterfallReportInvalid.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, 7, uint256(poolEnd) + pool - fit, pool));
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
        vm.assertEq(_standing(), before, "nothing moved");
    }
}
