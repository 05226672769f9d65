// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IssuerManaged } from "../access/IssuerManaged.sol";
import { IssuerId } from "../types/IssuerId.sol";
import { KeyRoles } from "../types/KeyRoles.sol";
import { ModelChange, ModelRole } from "../types/ModelChange.sol";
import { ICreditLedger } from "./ICreditLedger.sol";
import { IModelBook } from "./IModelBook.sol";

/// @title ModelBook
/// @notice See `IModelBook`. Nobody administers it.
contract ModelBook is IssuerManaged, IModelBook {
    uint256 private constant WHOLE_BPS = 10_000;

    struct Facts {
        bytes32 data;
        bytes32 report;
    }

    struct Models {
        bytes32 champion;
        uint64 changes;
        /// @dev Sum of the shares of all challengers, always less than the whole.
        uint16 challengedBps;
        mapping(bytes32 model => Facts) facts;
        mapping(bytes32 model => ModelChange[]) history;
    }

    mapping(IssuerId issuer => Models) private _models;

    /// @param ledger Ledger that says who is an issuer and which keys it has.
    constructor(ICreditLedger ledger) IssuerManaged(ledger) {}

    /// @inheritdoc IModelBook
    function record(
        uint64 expectedSequence,
        bytes32 model,
        bytes32 data,
        bytes32 report,
        ModelRole role,
        uint16 shareBps
    ) external returns (uint64 sequence) {
        IssuerId issuer = _callingIssuer();
        Models storage models = _models[issuer];
        require(expectedSequence == models.changes + 1, ModelStaleSequence(expectedSequence, models.changes + 1));
        require(model != 0 && data != 0 && report != 0, ModelHashIsZero(model, data, report));
        require((role == ModelRole.Challenger) == (shareBps != 0), ModelShareInvalid(role, shareBps));
        _keepFacts(models.facts[model], model, data, report);
        bytes32 champion = models.champion;
        if (role == ModelRole.Champion) {
            if (champion != 0 && champion != model) _change(issuer, models, champion, ModelRole.None, 0);
            models.champion = model;
        } else {
            require(champion != 0 && champion != model, ModelChampionMissing(model, role));
        }
        return _change(issuer, models, model, role, shareBps);
    }

    function _keepFacts(Facts storage facts, bytes32 model, bytes32 data, bytes32 report) private {
        if (facts.data == 0) {
            facts.data = data;
            facts.report = report;
        }
        require(facts.data == data && facts.report == report, ModelFactsDiffer(model, facts.data, facts.report));
    }

    /// @dev Assumes that the role goes with the champion and that only a challenger has a share.
    function _change(
        IssuerId issuer,
        Models storage models,
        bytes32 model,
        ModelRole role,
        uint16 shareBps
    ) private returns (uint64 sequence) {
        ModelChange[] storage history = models.history[model];
        uint256 count = history.length;
        ModelChange memory last;
        if (count != 0) last = history[count - 1];
        require(last.role != role || last.shareBps != shareBps, ModelRoleUnchanged(model, role, shareBps));
        uint256 challengedBps = uint256(models.challengedBps) - last.shareBps + shareBps;
        require(challengedBps < WHOLE_BPS, ModelSharesExceeded(challengedBps));
        models.challengedBps = uint16(challengedBps);
        sequence = ++models.changes;
        uint40 time = uint40(block.timestamp);
        history.push(ModelChange({ sequence: sequence, since: time, role: role, shareBps: shareBps }));
        Facts storage facts = models.facts[model];
        emit ModelRecorded(issuer, model, sequence, facts.data, facts.report, role, shareBps, time, msg.sender);
    }

    /// @inheritdoc IssuerManaged
    function _requireKey(bool mayAnchor, IssuerId issuer, KeyRoles roles) internal view override {
        require(mayAnchor, ModelCallerMayNotWrite(msg.sender, issuer, roles));
    }

    /// @inheritdoc IssuerManaged
    function _requireActive(bool isActive, IssuerId issuer) internal pure override {
        require(isActive, ModelIssuerSuspended(issuer));
    }

    /// @inheritdoc IModelBook
    function changeCount(IssuerId issuer) external view returns (uint64 count) {
        return _models[issuer].changes;
    }

    /// @inheritdoc IModelBook
    function championOf(IssuerId issuer) external view returns (bytes32 model) {
        return _models[issuer].champion;
    }

    /// @inheritdoc IModelBook
    function challengedOf(IssuerId issuer) external view returns (uint16 sharesBps) {
        return _models[issuer].challengedBps;
    }

    /// @inheritdoc IModelBook
    function factsOf(IssuerId issuer, bytes32 model) external view returns (bytes32 data, bytes32 report) {
        Facts storage facts = _models[issuer].facts[model];
        return (facts.data, facts.report);
    }

    /// @inheritdoc IModelBook
    function changesOf(IssuerId issuer, bytes32 model) external view returns (uint256 count) {
        return _models[issuer].history[model].length;
    }

    /// @inheritdoc IModelBook
    function changeAt(IssuerId issuer, bytes32 model, uint256 index) external view returns (ModelChange memory change) {
        ModelChange[] storage history = _models[issuer].history[model];
        require(index < history.length, ModelChangeUnknown(model, index, history.length));
        return history[index];
    }

    /// @inheritdoc IModelBook
    function standingAt(IssuerId issuer, bytes32 model, uint40 time) external view returns (ModelChange memory change) {
        ModelChange[] storage history = _models[issuer].history[model];
        // The changes before `low` hold at `time`, those from `high` on do not.
        uint256 low = 0;
        uint256 high = history.length;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (history[middle].since <= time) low = middle + 1;
            else high = middle;
        }
        if (low != 0) change = history[low - 1];
    }
}
