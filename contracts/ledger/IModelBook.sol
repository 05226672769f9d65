// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IssuerId } from "../types/IssuerId.sol";
import { KeyRoles } from "../types/KeyRoles.sol";
import { ModelChange, ModelRole } from "../types/ModelChange.sol";

/// @title IModelBook
/// @notice Which models an issuer scores with, and since when. Each batch on the ledger names its model; here stands what the
/// model was trained on, which report it was approved by, and in which role it was in use when the batch was anchored.
/// @dev The key that may anchor for an issuer on the ledger may write for it here. Changes are only ever added.
interface IModelBook {
    /// @notice A model got another role.
    /// @param issuer The issuer.
    /// @param model Hash of the model.
    /// @param sequence Number of the change among those of the issuer, from 1.
    /// @param data Hash of the data that it was trained on.
    /// @param report Hash of the report of its validation.
    /// @param role What it is used for from now on.
    /// @param shareBps Share of the customers that a challenger scores, basis points.
    /// @param time Block time, seconds.
    /// @param key Key that wrote it.
    event ModelRecorded(
        IssuerId indexed issuer,
        bytes32 indexed model,
        uint64 sequence,
        bytes32 data,
        bytes32 report,
        ModelRole role,
        uint16 shareBps,
        uint40 time,
        address key
    );

    /// @notice Thrown when the caller is not a key of an issuer that may anchor now.
    error ModelCallerMayNotWrite(address caller, IssuerId issuer, KeyRoles roles);
    /// @notice Thrown when the caller's issuer is suspended.
    error ModelIssuerSuspended(IssuerId issuer);
    /// @notice Thrown when another change came in between.
    error ModelStaleSequence(uint64 expected, uint64 actual);
    /// @notice Thrown when a hash is zero.
    error ModelHashIsZero(bytes32 model, bytes32 data, bytes32 report);
    /// @notice Thrown when a model was recorded with other data or another report before.
    error ModelFactsDiffer(bytes32 model, bytes32 data, bytes32 report);
    /// @notice Thrown when the model has this role and share already.
    error ModelRoleUnchanged(bytes32 model, ModelRole role, uint16 shareBps);
    /// @notice Thrown when a challenger has no share, or another role has one.
    error ModelShareInvalid(ModelRole role, uint16 shareBps);
    /// @notice Thrown when the challengers would leave nobody to the champion.
    error ModelSharesExceeded(uint256 sharesBps);
    /// @notice Thrown when a challenger or shadow is recorded without a champion, or the champion leaves without a successor.
    error ModelChampionMissing(bytes32 model, ModelRole role);
    /// @notice Thrown when a change is asked for that does not exist.
    error ModelChangeUnknown(bytes32 model, uint256 index, uint256 count);

    /// @notice Gives a model of the caller's issuer a role. A new champion retires the one before it in the same moment, with a
    /// change of its own, so that there is never a moment without one, nor with two.
    /// @param expectedSequence Number that the change will have: one more than the last; a repeated sending changes nothing.
    /// @param model Hash of the model.
    /// @param data Hash of the data that it was trained on, the same each time.
    /// @param report Hash of the report of its validation, the same each time.
    /// @param role What it is used for from now on; `None` retires it.
    /// @param shareBps Share of the customers that a challenger scores, basis points; 0 for any other role.
    /// @return sequence Number of the change.
    function record(
        uint64 expectedSequence,
        bytes32 model,
        bytes32 data,
        bytes32 report,
        ModelRole role,
        uint16 shareBps
    ) external returns (uint64 sequence);

    /// @notice Number of changes of an issuer.
    /// @param issuer The issuer.
    /// @return count The number.
    function changeCount(IssuerId issuer) external view returns (uint64 count);

    /// @notice The champion of an issuer; zero before the first.
    /// @param issuer The issuer.
    /// @return model Its hash.
    function championOf(IssuerId issuer) external view returns (bytes32 model);

    /// @notice Shares of all challengers of an issuer.
    /// @param issuer The issuer.
    /// @return sharesBps Their sum, basis points, less than 10,000.
    function challengedOf(IssuerId issuer) external view returns (uint16 sharesBps);

    /// @notice What a model was trained on and approved by; zero for an unknown one.
    /// @param issuer The issuer.
    /// @param model Hash of the model.
    /// @return data Hash of the data.
    /// @return report Hash of the report.
    function factsOf(IssuerId issuer, bytes32 model) external view returns (bytes32 data, bytes32 report);

    /// @notice Number of changes of one model.
    /// @param issuer The issuer.
    /// @param model Hash of the model.
    /// @return count The number.
    function changesOf(IssuerId issuer, bytes32 model) external view returns (uint256 count);

    /// @notice One change of a model.
    /// @param issuer The issuer.
    /// @param model Hash of the model.
    /// @param index Its place among the changes of the model, from 0.
    /// @return change The change.
    function changeAt(IssuerId issuer, bytes32 model, uint256 index) external view returns (ModelChange memory change);

    /// @notice What a model was used for at a moment. Of several changes in one second the last one counts.
    /// @param issuer The issuer.
    /// @param model Hash of the model.
    /// @param time The moment, seconds.
    /// @return change The change that held then; with sequence 0 and the role `None` if there was none yet.
    function standingAt(IssuerId issuer, bytes32 model, uint40 time) external view returns (ModelChange memory change);
}
