// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev The part of the Ethereum Attestation Service that a lender reads.
interface IEas {
    struct Attestation {
        bytes32 uid;
        bytes32 schema;
        uint64 time;
        uint64 expirationTime;
        uint64 revocationTime;
        bytes32 refUID;
        address recipient;
        address attester;
        bool revocable;
        bytes data;
    }

    function getAttestation(bytes32 uid) external view returns (Attestation memory);
}

/// @dev What `ScoreGate` does, for a score that was attested with EAS: one attester, one schema, the caller's score.
contract EasLender {
    IEas private immutable _eas;
    bytes32 private immutable _schema;
    address private immutable _attester;

    error Refused(uint256 reason);

    constructor(IEas eas, bytes32 schema, address attester) {
        _eas = eas;
        _schema = schema;
        _attester = attester;
    }

    function openScore(bytes32 uid, uint256 minimum) external view returns (uint256) {
        IEas.Attestation memory found = _eas.getAttestation(uid);
        require(found.schema == _schema && found.attester == _attester, Refused(1));
        require(found.recipient == msg.sender, Refused(2));
        require(found.revocationTime == 0, Refused(3));
        (, uint16 score, , , uint64 expiry) = abi.decode(found.data, (bytes32, uint16, uint8, bytes32, uint64));
        require(block.timestamp < expiry, Refused(4));
        require(score >= minimum, Refused(5));
        return score;
    }
}
