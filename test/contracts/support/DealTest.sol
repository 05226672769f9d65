// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManager } from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { IDealFactory } from "../../../contracts/securitization/IDealFactory.sol";
import { IDealInspector } from "../../../contracts/securitization/IDealInspector.sol";
import { IInvestorRegistrar } from "../../../contracts/securitization/IInvestorRegistrar.sol";
import { ILoanRegistry } from "../../../contracts/securitization/ILoanRegistry.sol";
import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { ClassTerms, DealTerms } from "../../../contracts/types/DealTerms.sol";
import { PeriodReport } from "../../../contracts/types/PeriodReport.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";
import { DealPlans } from "./DealPlans.sol";
import { ImageBuilder } from "./ImageBuilder.sol";
import { PlainToken } from "./TokenZoo.sol";
import { deploy, vm } from "./Vm.sol";
import { signEcdsa, vmSign } from "./VmSign.sol";

/// @dev Of a token that may answer nothing.
interface IApprovable {
    function approve(address spender, uint256 amount) external;
}

/// @dev A deal in structuring with all that stands around it, all of it real: registries, engine, factory, money. The test
/// itself administers the access manager.
abstract contract DealTest {
    uint256 internal constant KEY = 0x5E41;
    uint256 internal constant OTHER_KEY = 0x5E42;
    uint256 internal constant START = (uint256(DealPlans.FIRST_DAY) - 20) * 1 days;
    uint40 internal constant OFFERING_END = uint40(START + 10 days);
    uint32 internal constant LOANS = 300;
    uint64 private constant ORIGINATOR_ROLE = 7;
    address internal constant ORIGINATOR = address(0xA1);
    address internal constant TRUSTEE = address(0xA2);
    address internal constant RESIDUAL = address(0xA3);
    address internal constant PAYEE = address(0xA4);
    address internal constant OTHER_PAYEE = address(0xA5);
    address internal constant SERVICER = address(0xA6);
    address internal constant ALICE = address(0xB1);
    address internal constant BOB = address(0xB2);
    address internal constant CAROL = address(0xB3);
    address internal constant DAVE = address(0xB4);
    address internal constant STRANGER = address(0xC1);
    bytes32 internal constant REASON = keccak256("reason");

    IAccessManager internal manager;
    ILoanRegistry internal loans;
    IInvestorRegistrar internal investors;
    IDealFactory internal factory;
    IDealInspector internal inspector;
    address internal engine;
    PlainToken internal money;
    IDeal internal deal;
    ITrancheToken[] internal tokens;
    uint256 internal tapeId;
    uint64 internal firstWord;

    function setUp() public virtual {
        vm.warp(START);
        manager = IAccessManager(deploy("AccessManager.sol:AccessManager", abi.encode(address(this))));
        loans = ILoanRegistry(deploy("LoanRegistry.sol:LoanRegistry", abi.encode(manager)));
        investors = IInvestorRegistrar(deploy("InvestorRegistry.sol:InvestorRegistry", abi.encode(manager)));
        engine = deploy("WaterfallEngine.sol:WaterfallEngine", "");
        address dealCode = deploy("Deal.sol:Deal", abi.encode(engine, loans));
        address tokenCode = deploy("TrancheToken.sol:TrancheToken", abi.encode(investors));
        factory = IDealFactory(deploy("DealFactory.sol:DealFactory", abi.encode(manager, engine, dealCode, tokenCode)));
        inspector = IDealInspector(deploy("DealInspector.sol:DealInspector", abi.encode(engine)));
        bytes4[] memory acts = new bytes4[](3);
        (acts[0], acts[1], acts[2]) = (loans.commitTape.selector, loans.pledge.selector, loans.offerSubstitute.selector);
        manager.setTargetFunctionRole(address(loans), acts, ORIGINATOR_ROLE);
        manager.grantRole(ORIGINATOR_ROLE, ORIGINATOR, 0);
        money = PlainToken(_newMoney());
        factory.allowAsset(address(money), true);
        address[5] memory known = [ALICE, BOB, CAROL, DAVE, ORIGINATOR];
        for (uint256 i = 0; i < known.length; ++i) _admit(known[i], 0xffff);
        _create(ImageBuilder.build(_plan()));
    }

    // What a test may choose

    function _newMoney() internal virtual returns (address) {
        return address(new PlainToken());
    }

    function _plan() internal virtual returns (ImageBuilder.Parts memory) {
        return DealPlans.standard(60);
    }

    // Setting up

    function _terms(bytes memory image) internal view returns (DealTerms memory terms) {
        terms.asset = address(money);
        terms.originator = ORIGINATOR;
        terms.trustee = TRUSTEE;
        terms.residualAccount = RESIDUAL;
        terms.servicerKey = vmSign.addr(KEY);
        terms.offeringEnd = OFFERING_END;
        terms.loanCount = LOANS;
        terms.documentHash = keccak256("deal file");
        terms.image = image;
        terms.payees = new address[](2);
        (terms.payees[0], terms.payees[1]) = (PAYEE, OTHER_PAYEE);
        uint256 count = uint8(image[1]);
        terms.classes = new ClassTerms[](count);
        for (uint256 i = 0; i < count; ++i) {
            bytes memory letter = abi.encodePacked(bytes1(uint8(0x41 + i)));
            terms.classes[i] = ClassTerms(string.concat("Deal 2026-1 class ", string(letter)), string.concat("D1", string(letter)), 2);
        }
    }

    function _create(bytes memory image) internal {
        DealTerms memory terms = _terms(image);
        vm.prank(ORIGINATOR);
        deal = IDeal(factory.createDeal(terms));
        delete tokens;
        for (uint256 i = 0; i < terms.classes.length; ++i) tokens.push(ITrancheToken(deal.classOf(i).token));
    }

    function _admit(address account, uint16 classes) internal {
        IInvestorRegistrar.Entry[] memory entries = new IInvestorRegistrar.Entry[](1);
        entries[0] = IInvestorRegistrar.Entry({ account: account, classes: classes, jurisdiction: 276, expiry: type(uint40).max });
        investors.setInvestors(entries);
    }

    function _freeze(address account) internal {
        address[] memory accounts = new address[](1);
        accounts[0] = account;
        investors.freeze(accounts, IInvestorRegistrar.FreezeReason.Sanctions);
    }

    function _unfreeze(address account) internal {
        address[] memory accounts = new address[](1);
        accounts[0] = account;
        investors.unfreeze(accounts, IInvestorRegistrar.FreezeReason.Mistake);
    }

    function _pledgeLoans() internal {
        bytes32 root = keccak256(abi.encode("root", loans.tapeCount()));
        vm.prank(ORIGINATOR);
        uint64 first;
        (tapeId, first) = loans.commitTape(root, LOANS, DealPlans.POOL, keccak256("tape"), "https://example.org/tape.csv");
        firstWord = first / 256;
        uint256[] memory masks = new uint256[](2);
        (masks[0], masks[1]) = (type(uint256).max, (1 << (LOANS - 256)) - 1);
        vm.prank(ORIGINATOR);
        loans.pledge(tapeId, address(deal), firstWord, masks);
    }

    function _open() internal {
        vm.prank(ORIGINATOR);
        deal.open();
    }

    function _fund(address account, address spender, uint256 amount) internal {
        money.mint(account, amount);
        vm.prank(account);
        IApprovable(address(money)).approve(spender, type(uint256).max);
    }

    function _subscribe(uint256 class, address account, uint256 amount) internal {
        _fund(account, address(tokens[class]), amount);
        vm.prank(account);
        tokens[class].requestDeposit(amount, account, account);
    }

    /// @dev Alice buys class A, Bob B, Carol C, to the unit.
    function _subscribeAll() internal {
        address[3] memory buyers = [ALICE, BOB, CAROL];
        for (uint256 i = 0; i < tokens.length; ++i) _subscribe(i, buyers[i], tokens[i].offered());
    }

    function _close() internal {
        vm.prank(ORIGINATOR);
        deal.closeOffering();
    }

    function _takeNotes() internal {
        address[3] memory buyers = [ALICE, BOB, CAROL];
        for (uint256 i = 0; i < tokens.length; ++i) tokens[i].claimNotesFor(buyers[i]);
    }

    /// @dev A deal that is closed, with its notes in the hands of Alice, Bob and Carol.
    function _issue() internal {
        _pledgeLoans();
        _open();
        _subscribeAll();
        _close();
        _takeNotes();
    }

    // Reports

    /// @dev A report of the next period that follows from the state.
    function _report(
        uint96 interest,
        uint96 principal,
        uint96 defaults,
        uint96 recoveries
    ) internal view returns (ServicerReport memory report) {
        PeriodReport memory figures = report.figures;
        figures.period = deal.state().period + 1;
        figures.interest = interest;
        figures.principal = principal;
        figures.defaults = defaults;
        figures.recoveries = recoveries;
        figures.poolEnd = deal.state().pool - principal - defaults;
        figures.delinquent = figures.poolEnd / 100;
        report.late[1] = figures.delinquent;
        report.loanCount = LOANS;
        report.tapeRoot = keccak256(abi.encode("tape", figures.period));
        report.documentHash = keccak256(abi.encode("report", figures.period));
    }

    function _digest(ServicerReport memory report) internal view returns (bytes32 digest) {
        (, digest) = deal.admit(report);
    }

    function _sign(ServicerReport memory report) internal view returns (bytes memory) {
        return signEcdsa(KEY, _digest(report));
    }

    function _cashOf(ServicerReport memory report) internal pure returns (uint256) {
        return uint256(report.figures.interest) + report.figures.principal + report.figures.recoveries;
    }

    function _warpToDue() internal {
        (uint256 earliest, ) = deal.dueTimes();
        if (block.timestamp < earliest) vm.warp(earliest);
    }

    /// @dev Signs, pays and closes.
    function _closePeriod(ServicerReport memory report) internal {
        _fund(SERVICER, address(deal), _cashOf(report));
        bytes memory signature = _sign(report);
        vm.prank(SERVICER);
        deal.closePeriod(report, signature);
    }

    /// @dev An ordinary month: half a percent of interest, one percent of principal.
    function _month() internal {
        _warpToDue();
        uint96 pool = deal.state().pool;
        _closePeriod(_report(pool / 200, pool / 100, 0, 0));
    }
}
