// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { ICreditLedger } from "../ledger/ICreditLedger.sol";
import { HashChain } from "../libraries/HashChain.sol";
import { CreditProof } from "../types/CreditProof.sol";
import { CreditReason } from "../types/CreditReason.sol";
import { HolderSignature } from "../types/HolderSignature.sol";
import { IssuerId } from "../types/IssuerId.sol";
import { CreditVerifier } from "../verifier/CreditVerifier.sol";
import { HolderProof } from "../verifier/HolderProof.sol";
import { ICreditLine } from "./ICreditLine.sol";

/// @title CreditLine
/// @notice See `ICreditLine`.
contract CreditLine is ICreditLine, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @notice Purpose that a holder signs.
    bytes32 public constant PURPOSE = keccak256("open a credit line");
    uint256 private constant MAX_SOURCES = 16;

    ICreditLedger private immutable LEDGER;
    IERC20 private immutable ASSET;
    address private immutable LENDER;
    uint16 private immutable MINIMUM_SCORE;
    uint16 private immutable THRESHOLD;
    uint128 private immutable LIMIT;
    uint40 private immutable TERM;

    uint256 private _challengeCount;
    mapping(IssuerId issuer => mapping(bytes32 model => bool)) private _accepted;
    mapping(IssuerId issuer => bool) private _isKnown;
    mapping(address account => Line) private _lines;
    mapping(address account => bytes32) private _challenges;
    /// @dev Account of the line of a holder's key, and of a customer of an issuer: both have one line at a time.
    mapping(bytes32 identity => address account) private _accountOf;

    /// @param ledger The ledger that the lender trusts.
    /// @param asset The money that is lent.
    /// @param terms What the lender asks for and gives.
    /// @param sources Whose credentials it accepts, at most 16.
    constructor(ICreditLedger ledger, IERC20 asset, Terms memory terms, Source[] memory sources) {
        bool isComplete = terms.lender != address(0) && terms.limit != 0 && terms.term != 0;
        bool isSourced = sources.length != 0 && sources.length <= MAX_SOURCES;
        require(isComplete && isSourced && HashChain.scoreSteps(terms.threshold) != 0, LineTermsInvalid());
        LEDGER = ledger;
        ASSET = asset;
        LENDER = terms.lender;
        MINIMUM_SCORE = terms.minimumScore;
        THRESHOLD = terms.threshold;
        LIMIT = terms.limit;
        TERM = terms.term;
        for (uint256 i = 0; i < sources.length; ++i) {
            _accepted[sources[i].issuer][sources[i].model] = true;
            _isKnown[sources[i].issuer] = true;
        }
    }

    // Opening

    /// @inheritdoc ICreditLine
    function openByScore(CreditProof calldata proof, bytes32 blind) external {
        _demandAccepted(proof);
        bytes32 holder = HolderProof.commitmentTo(msg.sender, blind);
        (CreditReason reason, bytes32 credential) = CreditVerifier.openScore(LEDGER, proof, holder, MINIMUM_SCORE);
        CreditVerifier.demand(reason);
        _open(proof, credential, msg.sender);
    }

    /// @inheritdoc ICreditLine
    function openByThreshold(CreditProof calldata proof, bytes32 blind, bytes32 link) external {
        _demandAccepted(proof);
        bytes32 holder = HolderProof.commitmentTo(msg.sender, blind);
        (CreditReason reason, bytes32 credential) = CreditVerifier.checkScoreAtLeast(LEDGER, proof, holder, THRESHOLD, link);
        CreditVerifier.demand(reason);
        _open(proof, credential, msg.sender);
    }

    /// @inheritdoc ICreditLine
    function requestChallenge() external returns (bytes32 challenge) {
        challenge = keccak256(abi.encode(block.chainid, address(this), msg.sender, ++_challengeCount));
        _challenges[msg.sender] = challenge;
        emit ChallengeIssued(msg.sender, challenge);
    }

    /// @inheritdoc ICreditLine
    function openByPresentation(CreditProof calldata proof, HolderSignature calldata shown) external {
        bytes32 challenge = _challenges[msg.sender];
        require(challenge != bytes32(0), LineChallengeUnknown(msg.sender));
        delete _challenges[msg.sender];
        _demandAccepted(proof);
        if (block.timestamp > shown.until) CreditVerifier.demand(CreditReason.PresentationExpired);
        bytes32 holder = HolderProof.commitmentTo(shown.key, shown.blind);
        (CreditReason reason, bytes32 credential) = CreditVerifier.openScore(LEDGER, proof, holder, MINIMUM_SCORE);
        CreditVerifier.demand(reason);
        if (!HolderProof.isSigned(shown, credential, challenge, PURPOSE, address(LEDGER))) {
            CreditVerifier.demand(CreditReason.SignatureInvalid);
        }
        _open(proof, credential, shown.key);
    }

    function _demandAccepted(CreditProof calldata proof) private view {
        IssuerId issuer = proof.facts.issuer();
        if (_accepted[issuer][proof.model]) return;
        CreditVerifier.demand(_isKnown[issuer] ? CreditReason.ModelNotAccepted : CreditReason.IssuerNotAccepted);
    }

    /// @dev Assumes that the credential is good and that its holder agrees.
    function _open(CreditProof calldata proof, bytes32 credential, address key) private {
        IssuerId issuer = proof.facts.issuer();
        _take(bytes32(uint256(uint160(key))));
        _take(keccak256(abi.encode(issuer, proof.subjectTag)));
        require(_isFree(msg.sender), LineExists(msg.sender));
        uint256 end = block.timestamp + TERM;
        if (proof.facts.expiry() < end) end = proof.facts.expiry();
        Line storage line = _lines[msg.sender];
        line.limit = LIMIT;
        line.end = uint40(end);
        line.issuer = issuer;
        line.batch = proof.place.batch();
        line.index = proof.place.firstLeaf() + uint64(proof.place.position());
        emit LineOpened(msg.sender, credential, LIMIT, uint40(end));
    }

    /// @dev Gives an identity to the caller's line, unless an other line of its is not over.
    function _take(bytes32 identity) private {
        address account = _accountOf[identity];
        require(_isFree(account), LineExists(account));
        _accountOf[identity] = msg.sender;
    }

    function _isFree(address account) private view returns (bool) {
        Line storage line = _lines[account];
        return line.drawn == 0 && block.timestamp >= line.end;
    }

    // Money

    /// @inheritdoc ICreditLine
    function draw(uint128 amount) external nonReentrant {
        Line storage line = _lines[msg.sender];
        require(line.limit != 0, LineUnknown(msg.sender));
        require(block.timestamp < line.end, LineIsOver(line.end));
        uint256 drawn = uint256(line.drawn) + amount;
        require(drawn <= line.limit, LineLimitExceeded(drawn, line.limit));
        CreditVerifier.demand(CreditVerifier.standing(LEDGER, line.issuer, line.batch, line.index));
        line.drawn = uint128(drawn);
        emit Drawn(msg.sender, amount, uint128(drawn));
        ASSET.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc ICreditLine
    /// @dev The debt falls after the transfer, by what arrived: some tokens keep a part. Nothing else can be called in
    /// between.
    function repay(uint128 amount) external nonReentrant {
        Line storage line = _lines[msg.sender];
        uint128 owed = line.drawn;
        require(amount <= owed, LineOverpaid(amount, owed));
        uint256 before = ASSET.balanceOf(address(this));
        ASSET.safeTransferFrom(msg.sender, address(this), amount);
        uint128 arrived = SafeCast.toUint128(ASSET.balanceOf(address(this)) - before);
        require(arrived <= owed, LineOverpaid(arrived, owed));
        line.drawn = owed - arrived;
        emit Repaid(msg.sender, arrived, owed - arrived);
    }

    /// @inheritdoc ICreditLine
    function withdraw(uint256 amount) external nonReentrant {
        require(msg.sender == LENDER, LineCallerIsNotLender(msg.sender));
        emit Withdrawn(amount);
        ASSET.safeTransfer(LENDER, amount);
    }

    // Views

    /// @inheritdoc ICreditLine
    function lineOf(address account) external view returns (Line memory line) {
        return _lines[account];
    }

    /// @inheritdoc ICreditLine
    function challengeOf(address account) external view returns (bytes32 challenge) {
        return _challenges[account];
    }

    /// @inheritdoc ICreditLine
    function isAccepted(IssuerId issuer, bytes32 model) external view returns (bool) {
        return _accepted[issuer][model];
    }
}
