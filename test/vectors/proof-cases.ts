import { ed25519 } from '@noble/curves/ed25519';
import { sha256 } from '@noble/hashes/sha2';
import { type AnchorProof, proofContents } from '../../backend/attestation/domain/anchor-proof.ts';
import { credentialFile } from '../../backend/attestation/domain/credential.ts';
import { readStateProof, StateMap } from '../../backend/attestation/domain/state-map.ts';
import { stateProofJson } from '../../backend/attestation/domain/state-proof.ts';
import { concatBytes, uintBytes, utf8 } from '../../backend/attestation/domain/words.ts';
import { fromHex } from '../../backend/kernel/hex.ts';
import type { Json } from '../../backend/kernel/canonical-json.ts';
import { buildCredential } from '../../backend/attestation/domain/build-credential.ts';
import { domainSeparator, receiptDigest } from '../../backend/attestation/domain/typed-data.ts';
import { type Case, CONTRADICTING_STATE, CONTRADICTION, FINE, GOOD, item, NEXT, proofOf, SAMPLE, WITHOUT_SUBJECT } from './case-shape.ts';
import { addressOf, factsOf, ISSUED_AT, ISSUER_KEY, NOW, PLACE, sampleBatch, sampleCredential, sampleProof, secretsOf, sign, STRANGER_KEY, textHash } from './credential-builder.ts';

const PLAIN = JSON.stringify(credentialFile(GOOD));
const CUSTOMER = SAMPLE.customers[4] ?? 0;
const COSIGNERS = ['regulator.example/w1', 'auditor.example/w2', 'press.example/w3'].map((name, i) => cosigner(name, 0x61 + i, 0x04));
const PLAIN_COSIGNER = cosigner('archive.example', 0x71, 0x01);
const OPEN = ['signatureValid', 'issuer_keys_unknown'] as const;

interface Cosigner {
  readonly name: string;
  readonly secret: Uint8Array;
  readonly body: Uint8Array;
  readonly id: Uint8Array;
  /** As verifiers name it. */
  readonly text: string;
}

function cosigner(name: string, seed: number, kind: number): Cosigner {
  const secret = new Uint8Array(32).fill(seed);
  const body = concatBytes(Uint8Array.of(kind), ed25519.getPublicKey(secret));
  const id = sha256(concatBytes(utf8(`${name}\n`), body)).slice(0, 4);
  return { name, secret, body, id, text: `${name}+${Buffer.from(id).toString('hex')}+${Buffer.from(body).toString('base64')}` };
}

/** Text of the checkpoint of a proof's log, as the transparency room publishes it. */
function checkpointText({ place, issuer, log, asOf }: AnchorProof, extra = ''): string {
  const lines = [
    `credence/keccak-256/${place.chainId}/${place.ledger}/${issuer}`,
    String(log.size),
    Buffer.from(fromHex(log.root)).toString('base64'),
    'hash keccak-256 leaf 00 node 01',
    `chain ${place.chainId}`,
    `ledger ${place.ledger}`,
    `issuer ${issuer}`,
    'leaves 13',
    `block ${asOf.number} ${asOf.hash}`,
    `time ${asOf.time}`,
  ];
  return `${lines.join('\n')}\n${extra}`;
}

function note(text: string, signers: readonly Cosigner[], time: bigint = ISSUED_AT + 4000n): string {
  const lines = signers.map(({ name, id, secret, body }) => {
    const isPlain = body[0] === 0x01;
    const signed = isPlain ? utf8(text) : utf8(`cosignature/v1\ntime ${time}\n${text}`);
    const signature = ed25519.sign(signed, secret);
    const blob = isPlain ? concatBytes(id, signature) : concatBytes(id, uintBytes(time, 8), signature);
    return `— ${name} ${Buffer.from(blob).toString('base64')}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

function cosigned(signers: readonly Cosigner[], changes: { readonly text?: (proof: AnchorProof) => string; readonly time?: bigint; readonly key?: Uint8Array | null; readonly customer?: number } = {}): Json {
  const { text = checkpointText, time, ...rest } = changes;
  return proofOf(sampleProof(SAMPLE, { ...rest, checkpoint: (proof) => note(text(proof), signers, time) }));
}

const bound = (proof: AnchorProof) => checkpointText(proof, `proof ${proofContents(proof)}\n`);
const two = { keys: COSIGNERS.map(({ text }) => text), threshold: 2 };

/** The proof with its note changed. */
function altered(proof: Json, from: RegExp, to: string): Json {
  const file = proof as { readonly [key: string]: Json };
  return { ...file, checkpoint: String(file.checkpoint).replace(from, to) };
}

function savedProofCases(): Case[] {
  const ask = (name: string, proof: Json, verdict: Case['verdict'], decisive: Case['decisive'], options = {}) =>
    item(name, PLAIN, verdict, decisive, { asking: 'proof', proof, ...options });
  const standing = (change: Partial<AnchorProof['standing']>) => proofOf(sampleProof(SAMPLE, { standing: change }));
  const edited = { ...(proofOf(sampleProof(SAMPLE)) as { [key: string]: Json }), standing: { word: '0', dead: '32', superseded: '0', held: '0', batchState: 'live' } };
  return [
    ask('good-with-saved-proof', proofOf(sampleProof(SAMPLE)), 'valid', FINE),
    ask('proof-of-other-batch', proofOf(sampleProof(sampleBatch({ count: 13, batchNumber: 1n }))), 'undetermined', OPEN),
    ask('proof-by-stranger', proofOf(sampleProof(SAMPLE, { key: STRANGER_KEY })), 'undetermined', OPEN),
    ask('proof-without-signature', proofOf(sampleProof(SAMPLE, { key: null })), 'undetermined', OPEN),
    ask('proof-says-revoked', standing({ dead: 1n << 4n }), 'revoked', ['notRevoked', 'revoked']),
    ask('proof-says-superseded', standing({ dead: 1n << 4n, superseded: 1n << 4n }), 'superseded', ['notSuperseded', 'superseded']),
    ask('proof-says-suspended', standing({ held: 1n << 4n }), 'suspended', ['notSuspended', 'suspended']),
    ask('proof-says-frozen', standing({ batchState: 'frozen' }), 'frozen', ['batchInForce', 'batch_frozen']),
    ask('proof-edited', edited, 'undetermined', OPEN),
    ask('proof-of-version-1', { ...edited, version: 1 }, 'undetermined', OPEN),
    ask('proof-of-other-log', proofOf(sampleProof(SAMPLE, { logRoot: textHash('another log') })), 'undetermined', OPEN),
    ask('proof-young-enough', proofOf(sampleProof(SAMPLE)), 'valid', FINE, { maxProofAgeSeconds: 86_400 }),
    ask('proof-too-old', proofOf(sampleProof(SAMPLE)), 'undetermined', OPEN, { maxProofAgeSeconds: 3600 }),
    ask('proof-tells-newest', proofOf(sampleProof(SAMPLE, { customer: CUSTOMER })), 'valid', FINE, { profile: { newestRequired: true } }),
    ask('proof-tells-of-another', proofOf(sampleProof(SAMPLE, { customer: (CUSTOMER + 1) % 13 })), 'undetermined', ['isNewest', 'state_proof_of_other']),
    ask('cosigned-and-signed', cosigned(COSIGNERS), 'valid', FINE, { cosigners: two }),
    ask('cosigned-by-just-enough', cosigned(COSIGNERS.slice(1)), 'valid', FINE, { cosigners: two }),
    ask('cosigned-by-too-few', cosigned(COSIGNERS.slice(2)), 'undetermined', OPEN, { cosigners: two }),
    ask('cosigned-twice-by-one', cosigned([...COSIGNERS.slice(2), ...COSIGNERS.slice(2)]), 'undetermined', OPEN, { cosigners: two }),
    ask('cosigned-by-plain-key', cosigned([PLAIN_COSIGNER]), 'valid', FINE, { cosigners: { keys: [PLAIN_COSIGNER.text] } }),
    ask('cosigned-long-ago', cosigned(COSIGNERS), 'undetermined', OPEN, { cosigners: { ...two, maxAgeSeconds: 3600 } }),
    ask('cosigned-lately', cosigned(COSIGNERS, { time: BigInt(NOW) - 60n }), 'valid', FINE, { cosigners: { ...two, maxAgeSeconds: 3600 } }),
    ask('cosigned-another-size', cosigned(COSIGNERS, { text: (proof) => checkpointText({ ...proof, log: { ...proof.log, size: 6n } }) }), 'undetermined', OPEN, { cosigners: two }),
    ask('cosigned-another-issuer', cosigned(COSIGNERS, { text: (proof) => checkpointText({ ...proof, issuer: 2 }) }), 'undetermined', OPEN, { cosigners: two }),
    ask('cosigned-proof-without-issuer', cosigned(COSIGNERS, { text: bound, key: null }), 'valid', FINE, { cosigners: two, keys: [] }),
    ask('cosigned-log-without-issuer', cosigned(COSIGNERS, { key: null }), 'undetermined', OPEN, { cosigners: two, keys: [] }),
    ask('cosigned-note-malformed', proofOf(sampleProof(SAMPLE, { checkpoint: () => 'no note' })), 'undetermined', OPEN, { cosigners: two }),
    ask('cosigned-root-malformed', cosigned(COSIGNERS, { text: (proof) => checkpointText(proof).replace(/\n[^\n]+=\n/, '\nAAAA\n') }), 'undetermined', OPEN, { cosigners: two }),
    ask('cosigned-signature-altered', altered(cosigned(COSIGNERS), /(— [^ ]+ )(.)(.{20})/g, '$1$2$3'.replace('$3', 'AAAAAAAAAAAAAAAAAAAA')), 'undetermined', OPEN, { cosigners: two }),
    ask('proof-of-unknown-batch-state', { ...edited, standing: { word: '0', dead: '0', superseded: '0', held: '0', batchState: 'lost' } }, 'undetermined', OPEN),
    ask('cosigned-missing', proofOf(sampleProof(SAMPLE)), 'undetermined', OPEN, { cosigners: two }),
  ];
}

function stateCases(): Case[] {
  const tag = GOOD.credit.subjectTag;
  const evidence = { place: PLACE, issuer: 1, batch: SAMPLE.batch, tag, state: (SAMPLE.state ?? StateMap.of([])).prove(tag) };
  const absent = textHash('a subject without credentials');
  const newer = { ...evidence, batch: NEXT.batch, state: (NEXT.state ?? StateMap.of([])).prove(tag) };
  const ask = (name: string, stateProof: Json, verdict: Case['verdict'], decisive: Case['decisive'], options = {}) =>
    item(name, PLAIN, verdict, decisive, { stateProof, ...options });
  const [opening] = evidence.state.openings;
  if (opening === undefined || readStateProof(SAMPLE.batch.stateRoot, tag, evidence.state).held !== true) throw new Error('The sample has a state.');
  const between = { ...evidence.state, openings: (SAMPLE.state ?? StateMap.of([])).prove(absent).openings };
  const emptied = WITHOUT_SUBJECT;
  const promised = (seq: bigint): string => {
    const built = buildCredential(PLACE, factsOf(CUSTOMER, { seq }), secretsOf(CUSTOMER));
    const { credit, fields, hidden, digest } = built;
    const anchorBy = BigInt(NOW) + 3600n;
    const receipt = { anchorBy, signature: sign(receiptDigest(domainSeparator(PLACE), digest, anchorBy)) };
    return JSON.stringify(credentialFile({ place: PLACE, credit, fields, hidden, signature: sign(digest), signer: null, receipt, anchor: null }));
  };
  const second = sampleCredential(NEXT, NEXT.customers.indexOf(CUSTOMER));
  return [
    ask('newest', stateProofJson(evidence), 'valid', FINE, { profile: { newestRequired: true } }),
    ask('newer-exists', stateProofJson(newer), 'superseded', ['isNewest', 'newer_exists'], { ledger: 'withNextBatch' }),
    ask('state-proof-stale', stateProofJson(evidence), 'undetermined', ['isNewest', 'state_proof_stale'], { ledger: 'withNextBatch' }),
    ask('state-proof-of-other-subject', stateProofJson({ ...evidence, tag: absent, state: between }), 'undetermined', ['isNewest', 'state_proof_of_other']),
    ask('state-proof-of-other-issuer', stateProofJson({ ...evidence, issuer: 2 }), 'undetermined', ['isNewest', 'state_proof_of_other']),
    ask('state-proof-altered', stateProofJson({ ...evidence, state: { ...evidence.state, openings: [{ ...opening, index: opening.index + 1n }] } }), 'undetermined', ['isNewest', 'state_proof_invalid']),
    ask('state-proof-of-absence', stateProofJson({ ...evidence, state: between }), 'undetermined', ['isNewest', 'state_proof_invalid']),
    ask('state-proof-of-other-batch-data', stateProofJson({ ...evidence, batch: { ...SAMPLE.batch, stateRoot: absent } }), 'undetermined', ['isNewest', 'state_proof_not_on_ledger']),
    ask('state-proof-malformed', { type: 'CredenceStateProof' }, 'undetermined', ['isNewest', 'state_proof_malformed']),
    ask('newest-batch-without-state', stateProofJson({ ...evidence, batch: sampleBatch({ count: 2, batchNumber: 1n, firstLeaf: 13n }).batch }), 'valid', FINE, { ledger: 'withStatelessBatch' }),
    ask('newest-required-but-not-asked', stateProofJson(evidence), 'notAccepted', ['accepted', 'newest_required'], { profile: { newestRequired: true }, ledger: 'withNextBatch' }),
    ask('state-proof-without-entries', { ...stateProofJson(evidence), state: { count: '13', openings: [] } }, 'undetermined', ['isNewest', 'state_proof_malformed']),
    ask('state-proof-of-other-seq', stateProofJson({ ...evidence, batch: CONTRADICTION, state: CONTRADICTING_STATE.prove(tag) }), 'undetermined', ['isNewest', 'state_contradicts'], { ledger: 'withContradiction' }),
    ask('state-proof-leaves-it-out', stateProofJson({ ...evidence, batch: emptied.batch, state: (emptied.state ?? StateMap.of([])).prove(tag) }), 'undetermined', ['isNewest', 'state_contradicts'], { ledger: 'withoutSubject' }),
    ask('state-asked-of-issuer-without-batches', stateProofJson(evidence), 'notAnchored', ['rootAnchored', 'batch_not_on_ledger'], { ledger: 'withoutAnyBatch' }),
    item('promised-and-newest', promised(1n), 'pending', ['isNewest', 'ok'], { stateProof: stateProofJson(evidence) }),
    item('promised-first-of-its-subject', promised(0n), 'pending', ['isNewest', 'ok'], {
      stateProof: stateProofJson({ ...evidence, batch: emptied.batch, state: (emptied.state ?? StateMap.of([])).prove(tag) }),
      ledger: 'withoutSubject',
    }),
    item('promised-but-newer-exists', promised(0n), 'superseded', ['isNewest', 'newer_exists'], { stateProof: stateProofJson(evidence) }),
    item('second-is-newest', JSON.stringify(credentialFile(second)), 'forged', ['rootAnchored', 'batch_differs_from_ledger'], { stateProof: stateProofJson(newer), ledger: 'withNextBatch' }),
  ];
}

/** What a verifier without a network can be told, and what state roots tell. */
export function proofCases(): Case[] {
  return [...savedProofCases(), ...stateCases()];
}

/** Key by which saved proofs are usually trusted. */
export const TRUSTED_KEYS = [addressOf(ISSUER_KEY)];
