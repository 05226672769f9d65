import { DOMAIN_NAME, DOMAIN_VERSION } from '../../attestation/domain/typed-data.ts';
import { presentationStatement, type UnsignedPresentation } from '../../attestation/domain/presentation.ts';

/** What a wallet is asked to sign with eth_signTypedData_v4; its digest is that of the presentation. */
export function typedDataOf(presentation: UnsignedPresentation) {
  const { chainId, ledger } = presentation.credential.place;
  const statement = presentationStatement(presentation);
  return {
    domain: { name: DOMAIN_NAME, version: DOMAIN_VERSION, chainId, verifyingContract: ledger },
    types: {
      EIP712Domain: [
        { name: 'name', type: 'string' },
        { name: 'version', type: 'string' },
        { name: 'chainId', type: 'uint256' },
        { name: 'verifyingContract', type: 'address' },
      ],
      Presentation: [
        { name: 'credential', type: 'bytes32' },
        { name: 'disclosure', type: 'bytes32' },
        { name: 'verifier', type: 'bytes32' },
        { name: 'challenge', type: 'bytes32' },
        { name: 'purpose', type: 'bytes32' },
        { name: 'until', type: 'uint64' },
      ],
    },
    primaryType: 'Presentation' as const,
    message: { ...statement, until: String(statement.until) },
  };
}
