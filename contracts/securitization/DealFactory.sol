// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { Clones } from "@openzeppelin/contracts/proxy/Clones.sol";
import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import { ClassTerms, DealTerms } from "../types/DealTerms.sol";
import { WaterfallState } from "../types/WaterfallState.sol";
import { IDeal } from "./IDeal.sol";
import { IDealFactory } from "./IDealFactory.sol";
import { ITrancheToken } from "./ITrancheToken.sol";
import { IWaterfallEngine } from "./IWaterfallEngine.sol";

/// @title DealFactory
/// @notice See `IDealFactory`.
contract DealFactory is IDealFactory, AccessManaged {
    uint256 private constant MAX_PAYEES = 8;
    uint256 private constant MAX_NAME_LENGTH = 64;
    uint256 private constant HEADER_LENGTH = 128;
    uint256 private constant CLASS_LENGTH = 64;
    uint256 private constant FEE_LENGTH = 32;
    bytes1 private constant RESIDUAL = 0x04;
    /// @dev A class has at least the pool divided by 2^32 units, so that no unit is ever paid more than an accumulator holds.
    uint256 private constant SMALLEST_CLASS_BITS = 32;

    IWaterfallEngine private immutable ENGINE;
    address private immutable DEAL;
    address private immutable TOKEN;

    mapping(address asset => bool) private _allowed;
    mapping(address deal => bool) private _created;

    /// @param authority Access manager that says who keeps the list of settlement tokens.
    /// @param engine Runs the programs; the same as that of `deal`.
    /// @param deal Code of the deals.
    /// @param token Code of the tokens.
    constructor(address authority, IWaterfallEngine engine, address deal, address token) AccessManaged(authority) {
        ENGINE = engine;
        DEAL = deal;
        TOKEN = token;
    }

    /// @inheritdoc IDealFactory
    function allowAsset(address asset, bool isAllowed) external restricted {
        require(asset != address(0), FactoryAddressIsZero());
        _allowed[asset] = isAllowed;
        emit AssetAllowed(asset, isAllowed);
    }

    /// @inheritdoc IDealFactory
    function createDeal(DealTerms calldata terms) external returns (address deal) {
        _demandSound(terms);
        // The engine refuses an image that it could not run.
        WaterfallState memory start = ENGINE.initialState(terms.image);
        _demandFit(terms, start);
        deal = Clones.cloneWithImmutableArgs(DEAL, _dealArgs(terms));
        uint8 decimals = IERC20Metadata(terms.asset).decimals();
        uint256 count = terms.classes.length;
        address[] memory tokens = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            bytes memory args = _tokenArgs(terms, deal, i, _unitsOf(start, i), start.classes[i].balance != 0, decimals);
            tokens[i] = Clones.cloneWithImmutableArgs(TOKEN, args);
            ITrancheToken(tokens[i]).initialize();
        }
        _created[deal] = true;
        emit DealCreated(deal, terms.originator, terms.asset, tokens, terms);
        IDeal(deal).initialize(terms.servicerKey, tokens);
    }

    function _demandSound(DealTerms calldata terms) private view {
        require(msg.sender == terms.originator, FactoryCallerIsNotOriginator(msg.sender, terms.originator));
        require(_allowed[terms.asset], FactoryAssetNotAllowed(terms.asset));
        bool isNamed = terms.trustee != address(0) && terms.residualAccount != address(0) && terms.servicerKey != address(0);
        require(isNamed, FactoryAddressIsZero());
        require(terms.offeringEnd > block.timestamp, FactoryOfferingIsOver(terms.offeringEnd));
        require(terms.loanCount != 0, FactoryNoLoans());
        require(terms.payees.length <= MAX_PAYEES, FactoryTooManyPayees(terms.payees.length));
        for (uint256 i = 0; i < terms.payees.length; ++i) require(terms.payees[i] != address(0), FactoryAddressIsZero());
    }

    /// @dev Assumes that the engine knows the image, so its parts are where its counts say.
    function _demandFit(DealTerms calldata terms, WaterfallState memory start) private pure {
        uint256 count = start.classes.length;
        require(terms.classes.length == count, FactoryClassCountMismatch(terms.classes.length, count));
        for (uint256 i = 0; i < count; ++i) {
            bytes1 flags = terms.image[HEADER_LENGTH + CLASS_LENGTH * i + 21];
            require(start.classes[i].balance != 0 || flags & RESIDUAL != 0, FactoryClassIsEmpty(i));
            bool isLarge = start.pool != 0 && uint256(_unitsOf(start, i)) << SMALLEST_CLASS_BITS >= start.pool;
            require(isLarge, FactoryClassTooSmall(i));
            ClassTerms calldata class = terms.classes[i];
            (uint256 name, uint256 symbol) = (bytes(class.name).length, bytes(class.symbol).length);
            bool isNamed = name != 0 && name <= MAX_NAME_LENGTH && symbol != 0 && symbol <= MAX_NAME_LENGTH;
            require(isNamed, FactoryNameInvalid(i));
        }
        for (uint256 i = 0; i < start.feesUnpaid.length; ++i) {
            uint256 payee = uint8(terms.image[HEADER_LENGTH + CLASS_LENGTH * count + FEE_LENGTH * i + 2]);
            require(payee < terms.payees.length, FactoryPayeeUnknown(i, payee));
        }
    }

    /// @dev See `DealArgs`.
    function _dealArgs(DealTerms calldata terms) private pure returns (bytes memory args) {
        args = abi.encodePacked(
            terms.asset,
            terms.originator,
            terms.trustee,
            terms.residualAccount,
            terms.offeringEnd,
            terms.loanCount,
            terms.documentHash,
            uint8(terms.payees.length),
            terms.image
        );
        for (uint256 i = 0; i < terms.payees.length; ++i) args = bytes.concat(args, bytes20(terms.payees[i]));
    }

    /// @dev Units of the token of a class; one without a balance has as many as the pool.
    function _unitsOf(WaterfallState memory start, uint256 class) private pure returns (uint96) {
        uint96 balance = start.classes[class].balance;
        return balance == 0 ? start.pool : balance;
    }

    /// @dev See `TrancheArgs`.
    function _tokenArgs(
        DealTerms calldata terms,
        address deal,
        uint256 class,
        uint96 units,
        bool isOffered,
        uint8 decimals
    ) private pure returns (bytes memory) {
        ClassTerms calldata names = terms.classes[class];
        bytes memory fixedPart = abi.encodePacked(deal, uint8(class), names.investorClasses, decimals, units);
        bytes memory offering = abi.encodePacked(terms.asset, terms.residualAccount, terms.offeringEnd, isOffered);
        return abi.encodePacked(fixedPart, offering, uint8(bytes(names.name).length), names.name, names.symbol);
    }

    /// @inheritdoc IDealFactory
    function isAssetAllowed(address asset) external view returns (bool) {
        return _allowed[asset];
    }

    /// @inheritdoc IDealFactory
    function isDeal(address deal) external view returns (bool) {
        return _created[deal];
    }

    /// @inheritdoc IDealFactory
    function dealImplementation() external view returns (address) {
        return DEAL;
    }

    /// @inheritdoc IDealFactory
    function tokenImplementation() external view returns (address) {
        return TOKEN;
    }
}
