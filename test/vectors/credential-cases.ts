import { secp256k1 } from '@noble/curves/secp256k1';
import { proofJson, type SignedAnchorProof } from '../../backend/attestation/domain/anchor-proof.ts';
import { discloseFields } from '../../backend/attestation/domain/build-credential.ts';
import type { CheckId, Verdict } from '../../backend/attestation/domain/check-list.ts';
import { type Credential, credentialFile } from '../../backend/attestation/domain/credential.ts';
import type { LedgerFacts } from '../../backend/attestation/domain/ledger-facts.ts';
import { creditDigest, domainSeparator } from '../../backend/attestation/domain/typed-data.ts';
import { address } from '../../backend/kernel/hex.ts';
import type { Json } from '../../backend/kernel/canonical-json.ts';
import { EXPIRY, ISSUED_AT, NOW, PLACE, sampleBatch, sampleCredential, sampleProof, sign, STRANGER_KEY } from './credential-builder.ts';

/** How a case is asked: the ledger online, nothing at all, or a saved proof. */
export type Asking = 'ledger' | 'nothing' | 'proof';

export interface Case {
  readonly name: string;
  readonly text: string;
  readonly asking: Asking;
  /** Name of the ledger state. */
  readonly ledger: keyof typeof LEDGERS;
  readonly proof?: Json;
  readonly now: number;
  readonly verdict: Verdict;
  /** The check that decides and its reason; `ok` of the first check when all pass. */
  readonly decisive: readonly [CheckId, string];
}

export const SAMPLE = sampleBatch({ count: 13 });
export const GOOD = sampleCredential(SAMPLE, 4);
const FACTS = SAMPLE.facts;
const [KEY] = FACTS.keys;
if (KEY === undefined) throw new Error('The sample has a key.');

/** States of the ledger that cases are judged against. */
export const LEDGERS = {
  sound: FACTS,
  revoked: { ...FACTS, revokedBits: 1n << 4n },
  othersRevoked: { ...FACTS, revokedBits: (2n ** 256n - 1n) ^ (1n << 4n) },
  withoutBatch: { ...FACTS, batchLeaf: null, anchored: null },
  withoutIssuer: { ...FACTS, statuses: null, keys: [], batchLeaf: null, anchored: null },
  suspendedNow: { ...FACTS, statuses: [...(FACTS.statuses ?? []), { since: ISSUED_AT + 100n, status: 'suspended' }] },
  suspendedThen: {
    ...FACTS,
    statuses: [
      { since: ISSUED_AT - 1000n, status: 'active' },
      { since: ISSUED_AT - 10n, status: 'suspended' },
      { since: ISSUED_AT + 10n, status: 'active' },
    ],
  },
  keyRemovedLater: { ...FACTS, keys: [{ ...KEY, until: ISSUED_AT + 1n }] },
  keyRemovedBefore: { ...FACTS, keys: [{ ...KEY, until: ISSUED_AT }] },
  keyAddedLater: { ...FACTS, keys: [{ ...KEY, from: ISSUED_AT + 1n }] },
  keyOnlyAnchors: { ...FACTS, keys: [{ ...KEY, roles: 3 }] },
} as const satisfies Record<string, LedgerFacts>;

type Draft = { [key: string]: unknown };

function fileOf(credential: Credential): Draft {
  return JSON.parse(JSON.stringify(credentialFile(credential))) as Draft;
}

/** Text of the good file after `change`. */
function altered(change: (file: Draft) => void, credential: Credential = GOOD): string {
  const file = fileOf(credential);
  change(file);
  return JSON.stringify(file, null, 2);
}

/** Sets the member at `pointer`, e.g. `/credit/issuer`. */
function put(pointer: string, value: unknown): (file: Draft) => void {
  return (file) => {
    const names = pointer.slice(1).split('/');
    const last = names.pop() ?? '';
    let at: Draft = file;
    for (const name of names) at = at[name] as Draft;
    at[last] = value;
  };
}

function highS(signature: string): string {
  const order = secp256k1.CURVE.n;
  const s = (order - BigInt(`0x${signature.slice(66, 130)}`)).toString(16).padStart(64, '0');
  return `${signature.slice(0, 66)}${s}${signature.endsWith('1b') ? '1c' : '1b'}`;
}

function proofOf(proof: SignedAnchorProof): Json {
  return { ...proofJson(proof), signature: proof.signature };
}

const PROOF = sampleProof(SAMPLE);
const PLAIN = JSON.stringify(credentialFile(GOOD), null, 2);

interface Options {
  readonly ledger?: keyof typeof LEDGERS;
  readonly asking?: Asking;
  readonly proof?: Json;
  readonly now?: number;
}

function item(name: string, text: string, verdict: Verdict, decisive: readonly [CheckId, string], options: Options = {}): Case {
  const { ledger = 'sound', asking = 'ledger', now = NOW, proof } = options;
  return { name, text, asking, ledger, now, verdict, decisive, ...(proof === undefined ? {} : { proof }) };
}

const FINE = ['wellFormed', 'ok'] as const;

function goodCases(): Case[] {
  const lone = sampleCredential(sampleBatch({ count: 1, batchNumber: 0n }));
  return [
    item('good', PLAIN, 'valid', FINE),
    item('good-one-line', JSON.stringify(credentialFile(GOOD)), 'valid', FINE),
    item('good-score-and-grade-only', JSON.stringify(credentialFile(discloseFields(GOOD, new Set(['score', 'grade'])))), 'valid', FINE),
    item('good-nothing-shown', JSON.stringify(credentialFile(discloseFields(GOOD, new Set()))), 'valid', FINE),
    item('good-last-second', PLAIN, 'valid', FINE, { now: Number(EXPIRY) - 1 }),
    item('good-key-removed-later', PLAIN, 'valid', FINE, { ledger: 'keyRemovedLater' }),
    item('good-all-others-revoked', PLAIN, 'valid', FINE, { ledger: 'othersRevoked' }),
    item('good-with-saved-proof', PLAIN, 'valid', FINE, { asking: 'proof', proof: proofOf(PROOF) }),
    item('lone-credential-of-other-batch', JSON.stringify(credentialFile(lone)), 'forged', ['rootAnchored', 'batch_differs_from_ledger']),
  ];
}

function shapeCases(): Case[] {
  const bad = (name: string, text: string, reason: string) => item(name, text, 'malformed', ['wellFormed', reason]);
  return [
    bad('empty', '', 'not_json'),
    bad('not-json', `${PLAIN.slice(0, -1)}`, 'not_json'),
    bad('list', '[]', 'wrong_type'),
    bad('null', 'null', 'wrong_type'),
    bad('other-type', altered(put('/type', 'VerifiableCredential')), 'wrong_value'),
    bad('other-version', altered(put('/version', 2)), 'wrong_value'),
    bad('issuer-as-number', altered(put('/credit/issuer', 1)), 'wrong_type'),
    bad('issuer-too-large', altered(put('/credit/issuer', '4294967296')), 'out_of_range'),
    bad('leading-zero', altered(put('/credit/seq', '00')), 'wrong_format'),
    bad('upper-case-hash', altered(put('/credit/model', GOOD.credit.model.toUpperCase().replace('0X', '0x'))), 'wrong_format'),
    bad('extra-member', altered(put('/note', 'hello')), 'unknown_field'),
    bad('prototype-member', PLAIN.replace('{', '{"__proto__": {},'), 'unknown_field'),
    bad('missing-signature', altered((file) => delete file.signature), 'missing_field'),
    bad('member-twice', PLAIN.replace('"version": 1', '"version": 1, "version": 1'), 'duplicate_field'),
    bad('member-twice-by-escape', PLAIN.replace('"version": 1', '"version": 1, "\\u0076ersion": 1'), 'wrong_format'),
    bad('slot-twice', altered(put('/hidden/0', { index: 3, hash: GOOD.hidden[0]?.hash })), 'duplicate_field'),
    bad('slot-missing', altered((file) => (file.hidden as unknown[]).pop()), 'missing_field'),
    bad('field-name-of-other-slot', altered(put('/fields/1/name', 'grade')), 'wrong_value'),
    bad('position-outside-batch', altered(put('/anchor/index', '13')), 'out_of_range'),
    bad('empty-batch', altered(put('/anchor/leaves', '0')), 'out_of_range'),
    bad('reserved-slot-shown', altered(put('/fields/13', { ...GOOD.fields[13], index: 14 })), 'out_of_range'),
    bad('short-signature', altered(put('/signature', GOOD.signature.slice(0, -2))), 'wrong_format'),
    bad('nested-10000-deep', '['.repeat(10_000) + ']'.repeat(10_000), 'too_deep'),
  ];
}

function forgedCases(): Case[] {
  const swapped = sampleCredential(SAMPLE, 5);
  const path = GOOD.anchor?.path ?? [];
  return [
    item('score-changed', altered(put('/fields/1/value', '799')), 'forged', ['fieldsMatchRoot', 'fields_differ_from_root']),
    item('salt-changed', altered(put('/fields/1/salt', `0x${'00'.repeat(16)}`)), 'forged', ['fieldsMatchRoot', 'fields_differ_from_root']),
    item('expiry-extended', altered(put('/credit/expiry', String(EXPIRY + 1n))), 'forged', ['fieldsMatchRoot', 'field_contradicts_credit']),
    item('fields-of-another', altered(put('/fields', fileOf(swapped).fields)), 'forged', ['fieldsMatchRoot', 'fields_differ_from_root']),
    item('signature-of-stranger', altered(put('/signature', sign(digestOf(GOOD), STRANGER_KEY))), 'forged', ['signatureValid', 'signer_is_not_issuer']),
    item('signature-zero', altered(put('/signature', `0x${'00'.repeat(65)}`)), 'forged', ['signatureValid', 'signature_zero']),
    item('signature-high-s', altered(put('/signature', highS(GOOD.signature))), 'forged', ['signatureValid', 'signature_high_s']),
    item('signature-v-0', altered(put('/signature', `${GOOD.signature.slice(0, -2)}00`)), 'forged', ['signatureValid', 'signature_wrong_v']),
    item('signature-r-zero', altered(put('/signature', `0x${'00'.repeat(32)}${GOOD.signature.slice(66)}`)), 'forged', ['signatureValid', 'signature_out_of_range']),
    item('signature-of-another', altered(put('/signature', swapped.signature)), 'forged', ['signatureValid', 'signer_is_not_issuer']),
    item('key-may-not-sign', PLAIN, 'forged', ['signatureValid', 'signer_is_not_issuer'], { ledger: 'keyOnlyAnchors' }),
    item('path-cut', altered(put('/anchor/path', path.slice(0, -1))), 'forged', ['included', 'path_misses_root']),
    item('path-extended', altered(put('/anchor/path', [...path, path[0]])), 'forged', ['included', 'path_misses_root']),
    item('position-shifted', altered(put('/anchor/index', '5')), 'forged', ['included', 'path_misses_root']),
    item('first-leaf-shifted', altered(put('/anchor/firstLeaf', '256')), 'forged', ['rootAnchored', 'batch_differs_from_ledger']),
    item('leaf-count-changed', altered(put('/anchor/leaves', '14')), 'forged', ['rootAnchored', 'batch_differs_from_ledger']),
    item('transaction-changed', altered(put('/anchor/transaction', `0x${'ac'.repeat(32)}`)), 'forged', ['rootAnchored', 'reference_differs_from_ledger']),
    item('block-changed', altered(put('/anchor/block', '8')), 'forged', ['rootAnchored', 'reference_differs_from_ledger']),
  ];
}

function digestOf(credential: Credential) {
  const position = SAMPLE.credentials.indexOf(credential);
  const { credit, place } = sampleCredential(SAMPLE, position);
  return creditDigest(domainSeparator(place), credit);
}

function ledgerCases(): Case[] {
  const otherChain = sampleCredential(sampleBatch({ count: 3, place: { ...PLACE, chainId: 1 } }));
  const otherContract = sampleCredential(sampleBatch({ count: 3, place: { ...PLACE, ledger: address(`0x${'12'.repeat(20)}`) } }));
  return [
    item('other-chain', JSON.stringify(credentialFile(otherChain)), 'wrongChain', ['rightChain', 'other_chain']),
    item('other-contract', JSON.stringify(credentialFile(otherContract)), 'wrongChain', ['rightContract', 'other_contract']),
    item('chain-id-changed', altered(put('/chain/chainId', 1)), 'wrongChain', ['rightChain', 'other_chain']),
    item('not-anchored', altered(put('/anchor', null)), 'notAnchored', ['rootAnchored', 'no_anchor']),
    item('batch-missing', PLAIN, 'notAnchored', ['rootAnchored', 'batch_not_on_ledger'], { ledger: 'withoutBatch' }),
    item('issuer-unknown', PLAIN, 'unaccredited', ['issuerAccreditedNow', 'issuer_unknown'], { ledger: 'withoutIssuer' }),
    item('revoked', PLAIN, 'revoked', ['notRevoked', 'revoked'], { ledger: 'revoked' }),
    item('issuer-suspended-now', PLAIN, 'unaccredited', ['issuerAccreditedNow', 'issuer_suspended'], { ledger: 'suspendedNow' }),
    item('issuer-suspended-then', PLAIN, 'unaccredited', ['issuerAccreditedAtSigning', 'issuer_not_active_then'], { ledger: 'suspendedThen' }),
    item('key-removed-before', PLAIN, 'unaccredited', ['issuerAccreditedAtSigning', 'key_not_valid_then'], { ledger: 'keyRemovedBefore' }),
    item('key-added-later', PLAIN, 'unaccredited', ['issuerAccreditedAtSigning', 'key_not_valid_then'], { ledger: 'keyAddedLater' }),
    item('expired', PLAIN, 'expired', ['notExpired', 'expired'], { now: Number(EXPIRY) }),
    item('nobody-asked', PLAIN, 'undetermined', ['signatureValid', 'issuer_keys_unknown'], { asking: 'nothing' }),
    item('proof-of-other-batch', PLAIN, 'undetermined', ['signatureValid', 'issuer_keys_unknown'], {
      asking: 'proof',
      proof: proofOf(sampleProof(sampleBatch({ count: 13, batchNumber: 1n }))),
    }),
    item('proof-by-stranger', PLAIN, 'undetermined', ['signatureValid', 'issuer_keys_unknown'], {
      asking: 'proof',
      proof: proofOf(sampleProof(SAMPLE, { key: STRANGER_KEY })),
    }),
    item('proof-says-revoked', PLAIN, 'revoked', ['notRevoked', 'revoked'], { asking: 'proof', proof: proofOf(sampleProof(SAMPLE, { revokedBits: 1n << 4n })) }),
    item('proof-edited', PLAIN, 'undetermined', ['signatureValid', 'issuer_keys_unknown'], {
      asking: 'proof',
      proof: { ...(proofOf(PROOF) as { [key: string]: Json }), revocation: { word: '0', bits: '32' } },
    }),
  ];
}

/** All cases, good and bad. */
export function credentialCases(): Case[] {
  return [...goodCases(), ...shapeCases(), ...forgedCases(), ...ledgerCases()];
}
