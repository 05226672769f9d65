// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDeal } from "../../../contracts/securitization/IDeal.sol";
import { IDealInspector } from "../../../contracts/securitization/IDealInspector.sol";
import { IInvestorRegistrar } from "../../../contracts/securitization/IInvestorRegistrar.sol";
import { ITrancheToken } from "../../../contracts/securitization/ITrancheToken.sol";
import { DealStatus } from "../../../contracts/types/DealStatus.sol";
import { ServicerReport } from "../../../contracts/types/ServicerReport.sol";
import { WaterfallState } from "../../../contracts/types/WaterfallState.sol";
import { DealPlans } from "../support/DealPlans.sol";
import { DealTest } from "../support/DealTest.sol";
import { ImageBuilder } from "../support/ImageBuilder.sol";
import { vm } from "../support/Vm.sol";
import { signEcdsa } from "../support/VmSign.sol";
import { DealActs } from "./DealActs.sol";

/// @dev What a deal must refuse is tried here, and noted if it succeeds.
contract DealHandler is DealActs {
    bytes private _lastSignature;
    ServicerReport private _lastReport;

    constructor(
        IDeal deal_,
        IDealInspector inspector,
        IInvestorRegistrar investors,
        address[ACTORS] memory actors_
    ) DealActs(deal_, inspector, investors, actors_) {}

    /// @dev A report that is wrong in one way: its key, its number, its total, its flags, its payer, its time.
    function closeWrongly(uint256 way, uint256 interest) external tried("closeWrongly") {
        if (!_isLive()) return;
        way %= 6;
        (uint256 earliest, ) = deal.dueTimes();
        if (way != 5) _warpToDue(0);
        else if (clock >= earliest) return;
        WaterfallState memory state = deal.state();
        ServicerReport memory report = _report(state, interest, interest, 0, 0);
        bytes32 digest = _digestOf(report);
        if (way == 1) ++report.figures.period;
        if (way == 2) ++report.figures.poolEnd;
        if (way == 3) report.figures.flags = 9;
        if (way != 4 && way != 5) digest = digest == 0 ? bytes32(uint256(1)) : digest;
        bytes memory signature = signEcdsa(way == 0 ? KEY + 1 : KEY, digest);
        bytes32 books = _books();
        vm.prank(way == 4 ? address(0xDEAD) : SERVICER);
        try deal.closePeriod(report, signature) {
            if (way != 4 || report.figures.interest + report.figures.principal != 0) _violate("closed on a wrong report");
            else _violate("closed for nothing by a stranger in a test that expects cash");
        } catch {}
        if (_books() != books) _violate("a refused report left a trace");
        _count("closeWrongly");
    }

    /// @dev Others than the trustee, the tokens and the factory do what only those may.
    function usurp(uint256 way, uint256 who) external tried("usurp") {
        address usurper = _actor(who);
        bytes[7] memory acts = [
            abi.encodeCall(deal.accelerate, (0)),
            abi.encodeCall(deal.declareServicerDefault, (0)),
            abi.encodeCall(deal.replaceServicerKey, (usurper)),
            abi.encodeCall(deal.redeem, ()),
            abi.encodeCall(deal.payHolder, (0, usurper, 1)),
            abi.encodeCall(deal.initialize, (usurper, new address[](3))),
            abi.encodeCall(deal.closeOffering, ())
        ];
        vm.prank(usurper);
        (bool isDone, ) = address(deal).call(acts[way % 7]);
        if (isDone) _violate("somebody did what it may not");
        _count("usurp");
    }

    /// @dev Notes of others, notes to who may not have them, notes out of nothing, notes after the closing.
    function stealNotes(uint256 class, uint256 from, uint256 way) external tried("stealNotes") {
        ITrancheToken token = tokens[class % CLASSES];
        address thief = address(0xBAD);
        bytes[4] memory acts = [
            abi.encodeCall(token.transferFrom, (_actor(from), thief, 1)),
            abi.encodeCall(token.transfer, (thief, 1)),
            abi.encodeCall(token.claimNotesFor, (thief)),
            abi.encodeCall(token.requestDeposit, (1, _actor(from), _actor(from)))
        ];
        vm.prank(way % 4 == 1 ? _actor(from) : thief);
        (bool isDone, ) = address(token).call(acts[way % 4]);
        if (isDone) _violate("notes were taken");
        _count("stealNotes");
    }

    /// @dev The digest of a good report; zero when the report is refused for its time.
    function _digestOf(ServicerReport memory report) private view returns (bytes32 digest) {
        try deal.admit(report) returns (PeriodFigures memory, bytes32 found) {
            return found;
        } catch {}
    }

    function _books() private view returns (bytes32) {
        return keccak256(abi.encode(deal.state(), deal.cash(), deal.reportsHead(), money.balanceOf(address(deal))));
    }
}
