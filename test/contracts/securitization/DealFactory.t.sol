// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManaged } from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { IDealErrors } from "../../../contracts/securitization/IDealErrors.sol";
import { IDealFactory } from "../../../contracts/securitization/IDealFactory.sol";
import { IDealInspector } from "../../../contracts/securitization/IDealInspector.sol";
import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { DealStatus } from "../../../contracts/types/DealStatus.sol";
import { DealTerms } from "../../../contracts/types/DealTerms.sol";
import { WaterfallImageInvalid } from "../../../contracts/types/WaterfallErrors.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { vm } from "../support/Vm.sol";
import { vmSign } from "../support/VmSign.sol";

contract DealFactoryTest is DealTest {
    function test_CreatesADealWithItsTerms() public view {
        vm.assertTrue(deal.status() == DealStatus.Structuring);
        vm.assertTrue(factory.isDeal(address(deal)));
        vm.assertFalse(factory.isDeal(address(tokens[0])), "a token is no deal");
        DealTerms memory terms = _standardTerms();
        IDealInspector.Terms memory found = inspector.termsOf(deal);
        vm.assertEq(found.asset, address(money));
        vm.assertEq(found.originator, ORIGINATOR);
        vm.assertEq(found.trustee, TRUSTEE);
        vm.assertEq(found.residualAccount, RESIDUAL);
        vm.assertEq(found.offeringEnd, OFFERING_END);
        vm.assertEq(found.loanCount, LOANS);
        vm.assertEq(found.documentHash, terms.documentHash);
        vm.assertEq(keccak256(abi.encode(found.payees)), keccak256(abi.encode(terms.payees)));
        vm.assertEq(keccak256(deal.image()), keccak256(terms.image));
        vm.assertEq(deal.servicing().key, vmSign.addr(KEY));
        vm.assertEq(loans.reservedFor(address(deal)), ORIGINATOR);
    }

    function test_CreatesTheTokens() public view {
        uint96[3] memory balances = [DealPlans.A, DealPlans.B_, DealPlans.C];
        for (uint256 i = 0; i < 3; ++i) {
            ITrancheToken token = tokens[i];
            vm.assertEq(token.deal(), address(deal));
            vm.assertEq(token.class(), i);
            vm.assertEq(token.asset(), address(money));
            vm.assertEq(token.decimals(), 6);
            vm.assertEq(token.investorClasses(), 2);
            vm.assertEq(token.units(), balances[i]);
            vm.assertEq(token.offered(), balances[i]);
            vm.assertEq(token.totalSupply(), 0);
        }
        vm.assertEq(tokens[1].name(), "Deal 2026-1 class B");
        vm.assertEq(tokens[1].symbol(), "D1B");
    }

    function test_AClassWithoutABalanceHasTheUnitsOfThePool() public {
        ImageBuilder.Parts memory p = DealPlans.standard(12);
        p.classes[2].balance = 0;
        _create(ImageBuilder.build(p));
        vm.assertEq(tokens[2].units(), DealPlans.POOL);
        vm.assertEq(tokens[2].offered(), 0);
        vm.assertEq(deal.classOf(2).units, DealPlans.POOL);
    }

    function test_NobodySetsUpTwice() public {
        address[] memory none = new address[](3);
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealIsInitialized.selector));
        deal.initialize(STRANGER, none);
        IDeal code = IDeal(factory.dealImplementation());
        vm.expectRevert(abi.encodeWithSelector(IDealErrors.DealIsInitialized.selector));
        code.initialize(STRANGER, none);
        vm.expectRevert(abi.encodeWithSelector(ITrancheToken.TrancheIsInitialized.selector));
        tokens[0].initialize();
    }

    function test_KeepsTheListOfTokens() public {
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER));
        factory.allowAsset(address(money), false);
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.FactoryAddressIsZero.selector));
        factory.allowAsset(address(0), true);
        factory.allowAsset(address(money), false);
        vm.assertFalse(factory.isAssetAllowed(address(money)), "taken off");
        _expectRefusal(_standardTerms(), abi.encodeWithSelector(IDealFactory.FactoryAssetNotAllowed.selector, address(money)));
        // The deal that exists goes on.
        _issue();
        _month();
    }

    function test_RevertWhen_TheCallerIsNotTheOriginator() public {
        vm.prank(STRANGER);
        bytes4 selector = IDealFactory.FactoryCallerIsNotOriginator.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, STRANGER, ORIGINATOR));
        factory.createDeal(_standardTerms());
    }

    function test_RevertWhen_SomethingIsMissing() public {
        bytes memory zero = abi.encodeWithSelector(IDealFactory.FactoryAddressIsZero.selector);
        DealTerms memory terms = _standardTerms();
        terms.trustee = address(0);
        _expectRefusal(terms, zero);
        terms = _standardTerms();
        terms.residualAccount = address(0);
        _expectRefusal(terms, zero);
        terms = _standardTerms();
        terms.servicerKey = address(0);
        _expectRefusal(terms, zero);
        terms = _standardTerms();
        terms.payees[1] = address(0);
        _expectRefusal(terms, zero);
        terms = _standardTerms();
        terms.loanCount = 0;
        _expectRefusal(terms, abi.encodeWithSelector(IDealFactory.FactoryNoLoans.selector));
        terms = _standardTerms();
        terms.offeringEnd = uint40(block.timestamp);
        _expectRefusal(terms, abi.encodeWithSelector(IDealFactory.FactoryOfferingIsOver.selector, terms.offeringEnd));
    }

    function test_RevertWhen_TheTermsDoNotGoWithTheImage() public {
        DealTerms memory terms = _standardTerms();
        terms.image[1] = 0x02;
        bytes memory refusal = abi.encodeWithSelector(WaterfallImageInvalid.selector, terms.image.length);
        _expectRefusal(terms, refusal);
        terms = _standardTerms();
        delete terms.classes;
        _expectRefusal(terms, abi.encodeWithSelector(IDealFactory.FactoryClassCountMismatch.selector, 0, 3));
        terms = _standardTerms();
        terms.classes[1].symbol = "";
        _expectRefusal(terms, abi.encodeWithSelector(IDealFactory.FactoryNameInvalid.selector, 1));
        terms = _standardTerms();
        terms.classes[2].name = "01234567890123456789012345678901234567890123456789012345678901234";
        _expectRefusal(terms, abi.encodeWithSelector(IDealFactory.FactoryNameInvalid.selector, 2));
        terms = _standardTerms();
        terms.payees = new address[](1);
        terms.payees[0] = PAYEE;
        _expectRefusal(terms, abi.encodeWithSelector(IDealFactory.FactoryPayeeUnknown.selector, 1, 1));
        terms.payees = new address[](9);
        _expectRefusal(terms, abi.encodeWithSelector(IDealFactory.FactoryTooManyPayees.selector, 9));
    }

    function test_RevertWhen_AClassIsNextToNothing() public {
        ImageBuilder.Parts memory p = DealPlans.standard(12);
        p.classes[0].balance = 0;
        _expectRefusal(_terms(ImageBuilder.build(p)), abi.encodeWithSelector(IDealFactory.FactoryClassIsEmpty.selector, 0));
        p.classes[0].balance = DealPlans.A;
        p.classes[2].balance = uint96((uint256(DealPlans.POOL) - 1) >> 32);
        _expectRefusal(_terms(ImageBuilder.build(p)), abi.encodeWithSelector(IDealFactory.FactoryClassTooSmall.selector, 2));
        ++p.classes[2].balance;
        _create(ImageBuilder.build(p));
    }

    function _standardTerms() private view returns (DealTerms memory) {
        return _terms(ImageBuilder.build(DealPlans.standard(60)));
    }

    function _expectRefusal(DealTerms memory terms, bytes memory refusal) private {
        vm.expectRevert(refusal);
        vm.prank(ORIGINATOR);
        factory.createDeal(terms);
    }
}
