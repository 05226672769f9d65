import { secp256k1 } from '@noble/curves/secp256k1';
import { p256 } from '@noble/curves/nist';
import { discloseFields } from '../../backend/attestation/domain/build-credential.ts';
import { type Credential, credentialFile } from '../../backend/attestation/domain/credential.ts';
import { hashPair } from '../../backend/attestation/domain/merkle-tree.ts';
import { creditDigest, domainSeparator, receiptDigest } from '../../backend/attestation/domain/typed-data.ts';
import { address, fromHex, type Hash32, toHex } from '../../backend/kernel/hex.ts';
import { altered, BOUND, type Case, draftOf, FINE, GOOD, item, LAST_MOMENT, put, SAMPLE } from './case-shape.ts';
import { contractSignature, EXPIRY, ISSUER_CONTRACT, ISSUER_DEVICE_KEY, NOW, PLACE, sampleBatch, sampleCredential, sign, signP256, STRANGER_KEY } from './credential-builder.ts';
import { formCases } from './form-cases.ts';
import { presentationCases } from './presentation-cases.ts';
import { proofCases } from './proof-cases.ts';

function highS(signature: string): string {
  const order = secp256k1.CURVE.n;
  const s = (order - BigInt(`0x${signature.slice(66, 130)}`)).toString(16).padStart(64, '0');
  return `${signature.slice(0, 66)}${s}${signature.endsWith('1b') ? '1c' : '1b'}`;
}

const SIGNATURE = GOOD.signature ?? '';
const PLAIN = JSON.stringify(credentialFile(GOOD), null, 2);

function goodCases(): Case[] {
  const lone = sampleCredential(sampleBatch({ count: 1, batchNumber: 0n }));
  return [
    item('good', PLAIN, 'valid', FINE),
    item('good-one-line', JSON.stringify(credentialFile(GOOD)), 'valid', FINE),
    item('good-score-and-grade-only', JSON.stringify(credentialFile(discloseFields(GOOD, new Set(['score', 'grade'])))), 'valid', FINE),
    item('good-nothing-shown', JSON.stringify(credentialFile(discloseFields(GOOD, new Set()))), 'valid', FINE),
    item('good-last-second', PLAIN, 'valid', FINE, { now: LAST_MOMENT }),
    item('good-key-removed-later', PLAIN, 'valid', FINE, { ledger: 'keyRemovedLater' }),
    item('good-all-others-revoked', PLAIN, 'valid', FINE, { ledger: 'othersRevoked' }),
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
    bad('other-version', altered(put('/version', 1)), 'wrong_value'),
    bad('issuer-as-number', altered(put('/credit/issuer', 1)), 'wrong_type'),
    bad('issuer-too-large', altered(put('/credit/issuer', '4294967296')), 'out_of_range'),
    bad('leading-zero', altered(put('/credit/seq', '00')), 'wrong_format'),
    bad('upper-case-hash', altered(put('/credit/model', GOOD.credit.model.toUpperCase().replace('0X', '0x'))), 'wrong_format'),
    bad('extra-member', altered(put('/note', 'hello')), 'unknown_field'),
    bad('prototype-member', PLAIN.replace('{', '{"__proto__": {},'), 'unknown_field'),
    bad('missing-signature', altered((file) => delete file.signature), 'missing_field'),
    bad('member-twice', PLAIN.replace('"version": 2', '"version": 2, "version": 2'), 'duplicate_field'),
    bad('member-twice-by-escape', PLAIN.replace('"version": 2', '"version": 2, "\\u0076ersion": 2'), 'wrong_format'),
    bad('slot-twice', altered(put('/hidden/0', { index: 3, slots: 1, hash: GOOD.credit.model })), 'duplicate_field'),
    bad('slot-missing', altered((file) => (file.fields as unknown[]).pop()), 'missing_field'),
    bad('field-name-of-other-slot', altered(put('/fields/1/name', 'grade')), 'wrong_value'),
    bad('position-outside-batch', altered(put('/anchor/index', '13')), 'out_of_range'),
    bad('empty-batch', altered(put('/anchor/leaves', '0')), 'out_of_range'),
    bad('slot-beyond-the-last', altered(put('/fields/15/index', 16)), 'out_of_range'),
    bad('fields-out-of-order', altered((file) => (file.fields as unknown[]).reverse()), 'wrong_value'),
    bad('hidden-part-across-its-border', altered((file) => put('/hidden', [{ index: 1, slots: 2, hash: GOOD.credit.model }])(file)), 'wrong_value'),
    bad('hidden-part-of-three', altered((file) => put('/hidden', [{ index: 0, slots: 3, hash: GOOD.credit.model }])(file)), 'wrong_value'),
    bad('signature-of-64-bytes', altered(put('/signature', SIGNATURE.slice(0, -2))), 'wrong_format'),
    bad('signature-as-number', altered(put('/signature', 1)), 'wrong_type'),
    bad('signer-is-a-text', altered(put('/signer', 'Test Bank')), 'wrong_format'),
    bad('receipt-without-signature', altered(put('/receipt', { anchorBy: '1' })), 'missing_field'),
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
    item('fields-of-another', altered(put('/fields', draftOf(swapped).fields)), 'forged', ['fieldsMatchRoot', 'fields_differ_from_root']),
    item('signature-of-stranger', altered(put('/signature', sign(digestOf(GOOD), STRANGER_KEY))), 'forged', ['signatureValid', 'signer_is_not_issuer']),
    item('signature-zero', altered(put('/signature', `0x${'00'.repeat(65)}`)), 'forged', ['signatureValid', 'signature_zero']),
    item('signature-high-s', altered(put('/signature', highS(SIGNATURE))), 'forged', ['signatureValid', 'signature_high_s']),
    item('signature-v-0', altered(put('/signature', `${SIGNATURE.slice(0, -2)}00`)), 'forged', ['signatureValid', 'signature_wrong_v']),
    item('signature-r-zero', altered(put('/signature', `0x${'00'.repeat(32)}${SIGNATURE.slice(66)}`)), 'forged', ['signatureValid', 'signature_out_of_range']),
    item('signature-of-another', altered(put('/signature', swapped.signature ?? '')), 'forged', ['signatureValid', 'signer_is_not_issuer']),
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
    item('issuer-suspended-in-that-second', PLAIN, 'valid', FINE, { ledger: 'suspendedInThatSecond' }),
    item('key-removed-before', PLAIN, 'unaccredited', ['issuerAccreditedAtSigning', 'key_not_valid_then'], { ledger: 'keyRemovedBefore' }),
    item('expired', PLAIN, 'expired', ['notExpired', 'expired'], { now: Number(EXPIRY) }),
    item('nobody-asked', PLAIN, 'undetermined', ['signatureValid', 'issuer_keys_unknown'], { asking: 'nothing' }),
    item('superseded', PLAIN, 'superseded', ['notSuperseded', 'superseded'], { ledger: 'superseded' }),
    item('superseded-bit-without-dead-bit', PLAIN, 'valid', FINE, { ledger: 'supersededNotDead' }),
    item('suspended', PLAIN, 'suspended', ['notSuspended', 'suspended'], { ledger: 'suspended' }),
    item('revoked-and-suspended', PLAIN, 'revoked', ['notRevoked', 'revoked'], { ledger: 'revokedAndSuspended' }),
    item('batch-frozen', PLAIN, 'frozen', ['batchInForce', 'batch_frozen'], { ledger: 'batchFrozen' }),
    item('batch-revoked', PLAIN, 'revoked', ['batchInForce', 'batch_revoked'], { ledger: 'batchRevoked' }),
    item('batch-superseded', PLAIN, 'superseded', ['batchInForce', 'batch_superseded'], { ledger: 'batchSuperseded' }),
    item('revoked-and-expired', PLAIN, 'revoked', ['notRevoked', 'revoked'], { ledger: 'revoked', now: Number(EXPIRY) }),
    item('wrong-chain-and-expired', altered(put('/chain/chainId', 1)), 'wrongChain', ['rightChain', 'other_chain'], { now: Number(EXPIRY) }),
  ];
}

/** Issuers that sign with a P-256 key or a contract, or not at all. */
function signerCases(): Case[] {
  const device = signP256(digestOf(GOOD), ISSUER_DEVICE_KEY);
  const order = p256.CURVE.n;
  const deviceS = BigInt(`0x${device.slice(66, 130)}`);
  const highDevice = `${device.slice(0, 66)}${(order - deviceS).toString(16).padStart(64, '0')}${device.slice(130)}`;
  const contract = { signature: contractSignature(digestOf(GOOD)), signer: ISSUER_CONTRACT };
  const file = (changes: Partial<Credential>) => JSON.stringify(credentialFile({ ...GOOD, ...changes }));
  return [
    item('good-without-signature', file({ signature: null }), 'valid', FINE),
    item('no-signature-and-no-anchor', file({ signature: null, anchor: null }), 'notAnchored', ['rootAnchored', 'no_anchor']),
    item('no-signature-and-no-such-batch', file({ signature: null }), 'notAnchored', ['rootAnchored', 'batch_not_on_ledger'], { ledger: 'withoutBatch' }),
    item('good-signature-left-out', PLAIN, 'valid', FINE, { signature: 'when-unanchored' }),
    item('good-p256', file({ signature: device }), 'valid', FINE),
    item('p256-of-stranger', file({ signature: signP256(digestOf(GOOD), STRANGER_KEY) }), 'forged', ['signatureValid', 'signer_is_not_issuer']),
    item('p256-of-another', file({ signature: signP256(creditDigest(domainSeparator(PLACE), sampleCredential(SAMPLE, 5).credit), ISSUER_DEVICE_KEY) }), 'forged', ['signatureValid', 'signature_unrecoverable']),
    item('p256-high-s', file({ signature: highDevice }), 'forged', ['signatureValid', 'signature_high_s']),
    item('p256-key-off-the-curve', file({ signature: `${device.slice(0, -2)}${device.endsWith('00') ? '01' : '00'}` }), 'forged', ['signatureValid', 'signature_unrecoverable']),
    item('p256-zero', file({ signature: `0x${'00'.repeat(128)}` }), 'forged', ['signatureValid', 'signature_zero']),
    item('good-contract-signs', file(contract), 'valid', FINE),
    item('contract-refuses', file({ ...contract, signature: '0x01' }), 'forged', ['signatureValid', 'signature_refused_by_contract']),
    item('contract-of-stranger', file({ ...contract, signer: address(`0x${'c9'.repeat(20)}`) }), 'forged', ['signatureValid', 'signature_refused_by_contract']),
    item('contract-not-asked', file(contract), 'undetermined', ['signatureValid', 'contract_not_asked'], { asking: 'nothing' }),
    item('signature-on-request-by-a-later-key', PLAIN, 'valid', FINE, { ledger: 'keyAddedLater' }),
    item('later-key-without-anchor', file({ anchor: null }), 'unaccredited', ['issuerAccreditedAtSigning', 'key_not_valid_then'], { ledger: 'keyAddedLater' }),
  ];
}

/** Credentials that are given out before they are anchored. */
function receiptCases(): Case[] {
  const anchorBy = BigInt(NOW) + 3600n;
  const promise = receiptDigest(domainSeparator(PLACE), digestOf(GOOD), anchorBy);
  const promised = (key?: Uint8Array, by = anchorBy): Credential => ({
    ...GOOD,
    anchor: null,
    receipt: { anchorBy: by, signature: sign(by === anchorBy ? promise : receiptDigest(domainSeparator(PLACE), digestOf(GOOD), by), key) },
  });
  const text = (credential: Credential) => JSON.stringify(credentialFile(credential));
  const contract: Credential = {
    ...promised(),
    signer: ISSUER_CONTRACT,
    signature: contractSignature(digestOf(GOOD)),
    receipt: { anchorBy, signature: contractSignature(promise) },
  };
  return [
    item('promised', text(promised()), 'pending', ['rootAnchored', 'anchor_promised']),
    item('promised-last-second', text(promised()), 'pending', ['rootAnchored', 'anchor_promised'], { now: Number(anchorBy) }),
    item('promise-broken', text(promised()), 'notAnchored', ['rootAnchored', 'receipt_overdue'], { now: Number(anchorBy) + 1 }),
    item('promised-by-contract', text(contract), 'pending', ['rootAnchored', 'anchor_promised']),
    item('promised-by-stranger', text(promised(STRANGER_KEY)), 'forged', ['rootAnchored', 'receipt_not_by_issuer']),
    item('promise-of-another-time', text({ ...promised(), receipt: { anchorBy: anchorBy + 1n, signature: sign(promise) } }), 'forged', ['rootAnchored', 'receipt_not_by_issuer']),
    item('promise-high-s', text({ ...promised(), receipt: { anchorBy, signature: highS(sign(promise)) } }), 'forged', ['rootAnchored', 'receipt_signature_invalid']),
    item('promised-by-removed-key', text(promised()), 'unaccredited', ['rootAnchored', 'receipt_key_ended'], { ledger: 'keyRemovedLater' }),
    item('promised-without-signature', text({ ...promised(), signature: null }), 'undetermined', ['signatureValid', 'no_signature']),
    item('promise-kept', text({ ...GOOD, receipt: { anchorBy, signature: sign(promise) } }), 'valid', FINE),
    item('promise-of-contract-not-asked', text(contract), 'undetermined', ['signatureValid', 'contract_not_asked'], { asking: 'nothing' }),
    item('promised-by-issuer-unknown', text(promised()), 'unaccredited', ['issuerAccreditedNow', 'issuer_unknown'], { ledger: 'withoutIssuer' }),
    item('promised-nobody-asked', text(promised()), 'undetermined', ['signatureValid', 'issuer_keys_unknown'], { asking: 'nothing' }),
  ];
}

/** Trees that say something else than they seem to. */
function treeCases(): Case[] {
  const path = (GOOD.anchor?.path ?? []).map((hash) => fromHex(hash));
  const leafOf = (position: number) => SAMPLE.tree.leaf(position);
  const [sibling = new Uint8Array(32), ...above] = path;
  const node = toHex(hashPair(leafOf(4), sibling)) as Hash32;
  const parent = (file: ReturnType<typeof draftOf>) => {
    // Second preimage: an inner node in place of a leaf, one level up.
    put('/anchor/path', above.map((hash) => toHex(hash)))(file);
    put('/anchor/index', '2')(file);
  };
  const lastLeaf = sampleCredential(SAMPLE, 12);
  const doubled = [toHex(leafOf(12)), ...(lastLeaf.anchor?.path ?? [])];
  const fields = discloseFields(GOOD, new Set(['score']));
  return [
    item('node-as-leaf', altered(parent), 'forged', ['included', 'path_misses_root']),
    item('node-as-field-root', altered(put('/credit/credentialRoot', node)), 'forged', ['fieldsMatchRoot', 'fields_differ_from_root']),
    item('field-node-as-hidden-leaf', altered((file) => {
      const hidden = file.hidden as { slots: number }[];
      const large = hidden.findIndex(({ slots }) => slots > 1);
      put(`/hidden/${large}/slots`, 1)(file);
    }, fields), 'malformed', ['wellFormed', 'missing_field']),
    item('odd-leaf-doubled', altered(put('/anchor/path', doubled), lastLeaf), 'forged', ['included', 'path_misses_root']),
    item('odd-leaf-promoted', JSON.stringify(credentialFile(lastLeaf)), 'valid', FINE),
    item('position-beyond-doubled-leaf', altered((file) => {
      put('/anchor/leaves', '14')(file);
      put('/anchor/index', '13')(file);
      put('/anchor/path', doubled)(file);
    }, lastLeaf), 'forged', ['rootAnchored', 'batch_differs_from_ledger']),
    item('path-of-neighbour', altered(put('/anchor/path', sampleCredential(SAMPLE, 5).anchor?.path)), 'forged', ['included', 'path_misses_root']),
    item('batch-number-changed', altered(put('/anchor/batch', '1')), 'forged', ['rootAnchored', 'batch_differs_from_ledger']),
    item('root-changed', altered(put('/anchor/root', node)), 'forged', ['rootAnchored', 'batch_differs_from_ledger']),
    item('state-root-changed', altered(put('/anchor/stateRoot', node)), 'forged', ['rootAnchored', 'batch_differs_from_ledger']),
    item('model-of-batch-changed', altered(put('/anchor/model', node)), 'forged', ['rootAnchored', 'batch_differs_from_ledger']),
    item('issuer-changed', altered(put('/credit/issuer', '2')), 'forged', ['signatureValid', 'signer_is_not_issuer']),
    item('holder-changed', altered(put('/credit/holder', SAMPLE.credentials[BOUND.wallet]?.credit.holder)), 'forged', ['fieldsMatchRoot', 'field_contradicts_credit']),
    item('seq-changed', altered(put('/credit/seq', '1'), fields), 'forged', ['signatureValid', 'signer_is_not_issuer']),
  ];
}

/** All cases, good and bad. */
export function credentialCases(): Case[] {
  return [
    ...goodCases(),
    ...shapeCases(),
    ...forgedCases(),
    ...ledgerCases(),
    ...signerCases(),
    ...receiptCases(),
    ...treeCases(),
    ...proofCases(),
    ...presentationCases(),
    ...formCases(),
  ];
}
