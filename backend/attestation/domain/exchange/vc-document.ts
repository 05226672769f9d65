import type { CredentialFile } from '../credential.ts';
import { DOMAIN_NAME, DOMAIN_VERSION } from '../typed-data.ts';

export const VC_CONTEXT = 'https://www.w3.org/ns/credentials/v2';

export interface VcTerms {
  /** Where this installation publishes its context and its status lists. */
  readonly baseUrl: string;
  /** Address of the key that signed. */
  readonly signer: string;
  /** Status list and place in it, once the credential is anchored. */
  readonly status: { readonly uri: string; readonly idx: number } | null;
}

/** EIP-712 types of the credential, as the proof of a W3C credential names them. */
const CREDIT_TYPES = [
  { name: 'issuer', type: 'uint32' },
  { name: 'credentialRoot', type: 'bytes32' },
  { name: 'subjectTag', type: 'bytes32' },
  { name: 'model', type: 'bytes32' },
  { name: 'issuedAt', type: 'uint64' },
  { name: 'expiry', type: 'uint64' },
  { name: 'seq', type: 'uint64' },
  { name: 'holder', type: 'bytes32' },
];

/**
 * The credential as W3C Verifiable Credential 2.0: the fields shown are the claims of the subject, `evidence` is
 * the credential file itself, and the proof is the issuer's EIP-712 signature over the very digest that the batch
 * holds. A verifier of this ledger needs nothing but the evidence.
 */
export function vcDocument(file: CredentialFile, signature: string, terms: VcTerms): Readonly<Record<string, unknown>> {
  const issuer = `did:pkh:eip155:${file.chain.chainId}:${terms.signer}`;
  const claims = Object.fromEntries(file.fields.filter(({ name }) => name !== 'subjectTag').map(({ name, value }) => [name, value]));
  return {
    '@context': [VC_CONTEXT, `${terms.baseUrl}/contexts/credit-score/v1`],
    type: ['VerifiableCredential', 'CreditScoreCredential'],
    issuer,
    validFrom: dateTime(file.credit.issuedAt),
    validUntil: dateTime(file.credit.expiry),
    credentialSubject: { id: `urn:credence:subject:${file.credit.subjectTag.slice(2)}`, ...claims },
    ...(terms.status === null
      ? {}
      : {
          credentialStatus: {
            id: `${terms.status.uri}#${terms.status.idx}`,
            type: 'BitstringStatusListEntry',
            statusPurpose: 'revocation',
            statusListIndex: String(terms.status.idx),
            statusListCredential: terms.status.uri,
          },
        }),
    evidence: [{ type: ['CredenceCredential'], file }],
    proof: {
      type: 'EthereumEip712Signature2021',
      created: dateTime(file.credit.issuedAt),
      proofPurpose: 'assertionMethod',
      verificationMethod: `${issuer}#blockchainAccountId`,
      proofValue: signature,
      eip712: {
        primaryType: 'Credit',
        domain: { name: DOMAIN_NAME, version: DOMAIN_VERSION, chainId: file.chain.chainId, verifyingContract: file.chain.ledger },
        types: { Credit: CREDIT_TYPES },
        message: file.credit,
      },
    },
  };
}

/** JSON-LD terms of the claims, under a vocabulary of this installation. */
export function creditContext(baseUrl: string, names: readonly string[]): Readonly<Record<string, unknown>> {
  const vocabulary = `${baseUrl}/contexts/credit-score/v1#`;
  const terms = ['CreditScoreCredential', 'CredenceCredential', 'EthereumEip712Signature2021', 'eip712', 'file', ...names];
  return { '@context': Object.fromEntries(terms.map((name) => [name, `${vocabulary}${name}`])) };
}

function dateTime(seconds: string): string {
  return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}
