import { ed25519 } from '@noble/curves/ed25519';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { type Batch, batchLeaf, checkpointDigest, type Credential, type Place, readBatch, readPlace, sameHash } from './files.ts';
import { bytesOf, hexOf, keccak, rootOfPath, textBytes, uint as uintBytes } from './hashes.ts';
import { signingOf } from './signatures.ts';
import {
  canonical,
  Fault,
  hex,
  integer,
  list,
  literal,
  nullable,
  object,
  parseJson,
  refuse,
  scanJson,
  text,
  uint,
} from './strict-reader.ts';

/** Section 6 of the rules. */

export interface Opening {
  readonly tag: string;
  readonly index: bigint;
  readonly seq: bigint;
  readonly position: bigint;
  readonly path: readonly string[];
}

export interface StateMap {
  readonly count: bigint;
  readonly openings: readonly Opening[];
}

export interface StateProof {
  readonly chain: Place;
  readonly issuer: bigint;
  readonly batch: Batch;
  readonly tag: string;
  readonly state: StateMap;
}

/** What the ledger says, or a saved proof in its place. */
export interface Facts {
  readonly asOf: bigint;
  readonly statuses: readonly { readonly since: bigint; readonly status: string }[] | null;
  readonly keys: readonly { readonly address: string; readonly from: bigint; readonly until: bigint; readonly roles: number }[];
  readonly batchLeaf: string | null;
  readonly anchored: { readonly transaction: string; readonly block: bigint } | null;
  readonly deadBits: bigint;
  readonly supersededBits: bigint;
  readonly heldBits: bigint;
  readonly batchState: string;
  readonly newest: { readonly batch: bigint; readonly leaf: string; readonly stateRoot: string } | null;
  readonly isLogOnly: boolean;
}

export interface Cosigners {
  readonly keys: readonly string[];
  readonly threshold?: number;
  readonly maxAgeSeconds?: number;
}

export interface ProofTerms {
  readonly trustedKeys: readonly string[];
  readonly cosigners: Cosigners | null;
  readonly maxAgeSeconds: number | null;
  readonly now: bigint;
}

function readValue(input: unknown): unknown {
  if (typeof input !== 'string') return input;
  scanJson(input);
  return parseJson(input);
}

export function readStateProof(input: unknown): StateProof | null {
  try {
    const proof = object(readValue(input), ['type', 'version', 'chain', 'issuer', 'batch', 'tag', 'state']);
    literal(proof['type'], 'CredenceStateProof');
    literal(proof['version'], 1);
    return {
      chain: readPlace(proof['chain']),
      issuer: uint(proof['issuer'], 32),
      batch: readBatch(proof['batch']),
      tag: hex(proof['tag'], 32),
      state: readState(object(proof['state'], ['count', 'openings'])),
    };
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

function readState(members: Readonly<Record<string, unknown>>): StateMap {
  const openings = list(members['openings'], 2).map((value) => {
    const opening = object(value, ['tag', 'index', 'seq', 'position', 'path']);
    return {
      tag: hex(opening['tag'], 32),
      index: uint(opening['index'], 64),
      seq: uint(opening['seq'], 64),
      position: uint(opening['position'], 64),
      path: list(opening['path'], 64).map((each) => hex(each, 32)),
    };
  });
  if (openings.length === 0) refuse('out_of_range');
  return { count: uint(members['count'], 64), openings };
}

/** What a state map under `stateRoot` shows of `tag`. */
export function shownBy({ count, openings }: StateMap, stateRoot: string, tag: string): Opening | 'lacks' | 'nothing' {
  const isGood = (opening: Opening): boolean => {
    const leaf = keccak(Uint8Array.of(7), bytesOf(opening.tag), uintBytes(opening.index, 8), uintBytes(opening.seq, 8));
    const root = rootOfPath(leaf, opening.position, count, opening.path.map(bytesOf));
    return root !== null && sameHash(keccak(Uint8Array.of(6), uintBytes(count, 8), root), stateRoot);
  };
  if (count < 1n || !openings.every(isGood)) return 'nothing';
  const [first, second] = openings;
  if (first === undefined) return 'nothing';
  if (second === undefined) {
    if (first.tag === tag) return first;
    const isBefore = first.position === 0n && first.tag > tag;
    return isBefore || (first.position === count - 1n && first.tag < tag) ? 'lacks' : 'nothing';
  }
  return second.position === first.position + 1n && first.tag < tag && tag < second.tag ? 'lacks' : 'nothing';
}

const PROOF_MEMBERS = [
  'type',
  'version',
  'chain',
  'issuer',
  'batch',
  'anchored',
  'log',
  'statuses',
  'keys',
  'standing',
  'newest',
  'asOf',
  'signature',
  'checkpoint',
];

interface AnchorProof {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly chain: Place;
  readonly issuer: bigint;
  readonly batch: Batch;
  readonly log: { readonly size: bigint; readonly root: string; readonly path: readonly string[] };
  readonly word: bigint;
  readonly facts: Omit<Facts, 'batchLeaf' | 'newest' | 'isLogOnly'>;
  readonly newest: {
    readonly batch: Batch;
    readonly path: readonly string[];
    readonly state: (StateMap & { readonly tag: string }) | null;
  };
  readonly signature: string | null;
  readonly checkpoint: string | null;
}

const hashes = (value: unknown) => list(value, 64).map((each) => hex(each, 32));

function readAnchorProof(input: unknown): AnchorProof {
  const raw = object(readValue(input), PROOF_MEMBERS);
  literal(raw['type'], 'CredenceAnchorProof');
  literal(raw['version'], 2);
  const anchored = object(raw['anchored'], ['transaction', 'block']);
  const log = object(raw['log'], ['size', 'root', 'path']);
  const standing = object(raw['standing'], ['word', 'dead', 'superseded', 'held', 'batchState']);
  const newest = object(raw['newest'], ['batch', 'path', 'state']);
  const asOf = object(raw['asOf'], ['number', 'hash', 'time']);
  literal(standing['batchState'], 'live', 'superseded', 'revoked', 'frozen');
  uint(asOf['number'], 64);
  hex(asOf['hash'], 32);
  return {
    raw,
    chain: readPlace(raw['chain']),
    issuer: uint(raw['issuer'], 32),
    batch: readBatch(raw['batch']),
    log: { size: uint(log['size'], 64), root: hex(log['root'], 32), path: hashes(log['path']) },
    word: uint(standing['word'], 64),
    facts: {
      asOf: uint(asOf['time'], 64),
      anchored: { transaction: hex(anchored['transaction'], 32), block: uint(anchored['block'], 64) },
      statuses: list(raw['statuses'], 256).map((value) => {
        const status = object(value, ['since', 'status']);
        literal(status['status'], 'active', 'suspended');
        return { since: uint(status['since'], 40), status: String(status['status']) };
      }),
      keys: list(raw['keys'], 256).map((value) => {
        const key = object(value, ['address', 'from', 'until', 'roles']);
        const window = { from: uint(key['from'], 40), until: uint(key['until'], 40), roles: integer(key['roles'], 0, 255) };
        return { address: hex(key['address'], 20), ...window };
      }),
      deadBits: uint(standing['dead'], 256),
      supersededBits: uint(standing['superseded'], 256),
      heldBits: uint(standing['held'], 256),
      batchState: String(standing['batchState']),
    },
    newest: {
      batch: readBatch(newest['batch']),
      path: hashes(newest['path']),
      state: nullable(newest['state'], (value) => {
        const state = object(value, ['tag', 'count', 'openings']);
        return { tag: hex(state['tag'], 32), ...readState(state) };
      }),
    },
    signature: nullable(raw['signature'], (value) => hex(value, 65, 128)),
    checkpoint: nullable(raw['checkpoint'], (value) => text(value, 32_768)),
  };
}

export interface Answer {
  readonly facts: Facts;
  readonly stateProof: StateProof | null;
}

/** What a saved proof says for `credential`, or its problem. */
export function answerOfProof(input: unknown, credential: Credential, terms: ProofTerms): Answer | { readonly problem: string } {
  try {
    return answerOf(readAnchorProof(input), credential, terms);
  } catch (error) {
    if (error instanceof Fault) return { problem: PROBLEMS.has(error.reason) ? error.reason : 'proof_malformed' };
    throw error;
  }
}

const PROBLEMS = new Set([
  'proof_of_other_ledger',
  'proof_of_other_issuer',
  'proof_of_other_batch',
  'checkpoint_missing',
  'checkpoint_not_cosigned',
  'checkpoint_of_other_log',
  'proof_signature_invalid',
  'proof_signer_not_trusted',
  'proof_too_old',
  'proof_path_misses_root',
]);

function answerOf(proof: AnchorProof, { chain, credit, anchor }: Credential, terms: ProofTerms): Answer {
  if (proof.chain.chainId !== chain.chainId || proof.chain.ledger !== chain.ledger) refuse('proof_of_other_ledger');
  if (proof.issuer !== credit.issuer) refuse('proof_of_other_issuer');
  if (anchor !== null && (proof.batch.batch !== anchor.batch || proof.word !== (anchor.firstLeaf + anchor.index) / 256n)) {
    refuse('proof_of_other_batch');
  }
  const isLogOnly = vouched(proof, terms) === 'log';
  if (terms.maxAgeSeconds !== null && terms.now - proof.facts.asOf > BigInt(terms.maxAgeSeconds)) refuse('proof_too_old');
  const leafOf = (batch: Batch) => batchLeaf(proof.chain, proof.issuer, batch);
  const leadsToLog = (batch: Batch, path: readonly string[]) => {
    const root = rootOfPath(leafOf(batch), batch.batch, proof.log.size, path.map(bytesOf));
    return root !== null && sameHash(root, proof.log.root);
  };
  const { newest } = proof;
  if (!leadsToLog(proof.batch, proof.log.path)) refuse('proof_path_misses_root');
  if (newest.batch.batch !== proof.log.size - 1n || !leadsToLog(newest.batch, newest.path)) refuse('proof_path_misses_root');
  const head = { batch: newest.batch.batch, leaf: hexOf(leafOf(newest.batch)), stateRoot: newest.batch.stateRoot };
  const stateProof =
    newest.state === null
      ? null
      : { chain: proof.chain, issuer: proof.issuer, batch: newest.batch, tag: newest.state.tag, state: newest.state };
  return { facts: { ...proof.facts, batchLeaf: hexOf(leafOf(proof.batch)), newest: head, isLogOnly }, stateProof };
}

function vouched(proof: AnchorProof, terms: ProofTerms): 'all' | 'log' {
  const { signature: _, checkpoint: __, ...contained } = proof.raw;
  const contents = hexOf(keccak(textBytes(canonical(contained))));
  if (terms.cosigners !== null) {
    const note = readNote(proof.checkpoint ?? refuse('checkpoint_missing'), terms.cosigners, terms.now);
    if (note.origin !== originOf(proof)) refuse('checkpoint_not_cosigned');
    if (note.size !== proof.log.size || note.root !== proof.log.root) refuse('checkpoint_of_other_log');
    if (note.lines.includes(`proof ${contents}`)) return 'all';
    if (terms.trustedKeys.length === 0 || proof.signature === null) return 'log';
  }
  requireIssuer(proof, contents, terms.trustedKeys);
  return 'all';
}

function originOf({ chain, issuer }: AnchorProof): string {
  return `credence/keccak-256/${chain.chainId}/${chain.ledger}/${issuer}`;
}

function requireIssuer(proof: AnchorProof, contents: string, trusted: readonly string[]): void {
  const { log, issuer, facts } = proof;
  const digest = checkpointDigest(proof.chain, { issuer, size: log.size, root: log.root, time: facts.asOf, contents });
  const signing = signingOf(digest, proof.signature ?? refuse('proof_signature_invalid'), null, () => null);
  if (!('signer' in signing)) return refuse('proof_signature_invalid');
  if (!trusted.includes(signing.signer)) refuse('proof_signer_not_trusted');
  if (!hasRoleAt(facts.keys, signing.signer, facts.asOf)) refuse('proof_signature_invalid');
}

/** Whether a key may sign credentials (role 4): at `time`, or ever. */
export function hasRoleAt(keys: Facts['keys'], address: string, time: bigint | null): boolean {
  return keys.some((key) => key.address === address && (key.roles & 4) !== 0 && (time === null || (key.from <= time && time < key.until)));
}

interface Note {
  readonly origin: string;
  readonly size: bigint;
  readonly root: string;
  readonly lines: readonly string[];
}

function readNote(note: string, cosigners: Cosigners, now: bigint): Note {
  const end = note.lastIndexOf('\n\n');
  const body = note.slice(0, end + 1);
  const lines = body.split('\n').slice(0, -1);
  const [origin = '', size = '', root = '', ...free] = lines;
  const bytes = Buffer.from(root, 'base64');
  const isFormed = end > 0 && /^(0|[1-9][0-9]*)$/.test(size) && bytes.length === 32 && bytes.toString('base64') === root;
  const signatures = note
    .slice(end + 2)
    .split('\n')
    .filter((line) => line !== '');
  const least = cosigners.maxAgeSeconds === undefined ? null : now - BigInt(cosigners.maxAgeSeconds);
  const signers = cosigners.keys.filter((key) => signatures.some((line) => isSignedBy(line, key, body, free, least)));
  if (!isFormed || new Set(signers).size < (cosigners.threshold ?? 1)) return refuse('checkpoint_not_cosigned');
  return { origin, size: BigInt(size), root: hexOf(bytes), lines: free };
}

function isSignedBy(line: string, verifierKey: string, body: string, free: readonly string[], least: bigint | null): boolean {
  const match = /^— (\S+) (\S+)$/.exec(line);
  const [, name = '', , encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(verifierKey) ?? [];
  if (match === null || match[1] !== name) return false;
  const key = Buffer.from(encoded, 'base64');
  const id = sha256(concatBytes(textBytes(name), Uint8Array.of(10), key)).subarray(0, 4);
  const signature = Buffer.from(match[2] ?? '', 'base64');
  if (!signature.subarray(0, 4).equals(id)) return false;
  const isCosignature = key[0] === 4;
  const rest = signature.subarray(4);
  if (rest.length !== (isCosignature ? 72 : 64)) return false;
  const stated = free.find((each) => /^time \d+$/.test(each))?.slice(5) ?? '0';
  const time = isCosignature ? rest.readBigUInt64BE() : BigInt(stated);
  if (least !== null && time < least) return false;
  const message = isCosignature ? `cosignature/v1\ntime ${time}\n${body}` : body;
  try {
    return ed25519.verify(isCosignature ? rest.subarray(8) : rest, textBytes(message), key.subarray(1));
  } catch {
    return false;
  }
}
