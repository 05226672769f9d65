import { ANCHOR_PROOF_TYPE, ANCHOR_PROOF_VERSION, type SignedAnchorProof } from './anchor-proof.ts';
import { readBatch, readPlace } from './batch-json.ts';
import { parseBoundedJson } from './bounded-json.ts';
import { BATCH_STATES, type BlockPoint, type KeyWindow, type StatusChange } from './ledger-facts.ts';
import { malformed } from './malformed.ts';
import { readSignature } from './parse-credential.ts';
import { readState } from './state-proof.ts';
import { readAddress, readHash, readInteger, readList, readLiteral, readObject, readText, readUint } from './strict-shape.ts';

const LIST_LIMIT = 256;
const NOTE_LIMIT = 32_768;

/**
 * Reads a saved anchor proof from its text, its bytes or its parsed value.
 * @throws {@link DomainError} `credential_malformed` naming the first member that is wrong
 */
export function parseAnchorProof(input: unknown): SignedAnchorProof {
  const value = typeof input === 'string' || input instanceof Uint8Array ? parseBoundedJson(input) : input;
  const top = readObject(value, '', [
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
  ]);
  readLiteral(top.type, '/type', ANCHOR_PROOF_TYPE);
  readLiteral(top.version, '/version', ANCHOR_PROOF_VERSION);
  const anchored = readObject(top.anchored, '/anchored', ['transaction', 'block']);
  const log = readObject(top.log, '/log', ['size', 'root', 'path']);
  return {
    place: readPlace(top.chain, '/chain'),
    issuer: Number(readUint(top.issuer, '/issuer', 32)),
    batch: readBatch(top.batch, '/batch'),
    anchored: {
      transaction: readHash(anchored.transaction, '/anchored/transaction'),
      block: readUint(anchored.block, '/anchored/block', 64),
    },
    log: {
      size: readUint(log.size, '/log/size', 64),
      root: readHash(log.root, '/log/root'),
      path: readList(log.path, '/log/path', 64).map((hash, i) => readHash(hash, `/log/path/${i}`)),
    },
    statuses: readList(top.statuses, '/statuses', LIST_LIMIT).map(readStatus),
    keys: readList(top.keys, '/keys', LIST_LIMIT).map(readKey),
    standing: readStanding(top.standing),
    newest: readNewest(top.newest),
    asOf: readPoint(top.asOf),
    signature: top.signature === null ? null : readSignature(top.signature, '/signature', null),
    checkpoint: top.checkpoint === null ? null : readText(top.checkpoint, '/checkpoint', NOTE_LIMIT),
  };
}

function readStanding(value: unknown): SignedAnchorProof['standing'] {
  const at = (name: string) => `/standing/${name}`;
  const standing = readObject(value, '/standing', ['word', 'dead', 'superseded', 'held', 'batchState']);
  const batchState = BATCH_STATES.find((state) => state === standing.batchState);
  if (batchState === undefined) throw malformed(at('batchState'), 'wrong_value', '"live", "superseded", "revoked" or "frozen" is expected');
  return {
    word: readUint(standing.word, at('word'), 64),
    dead: readUint(standing.dead, at('dead'), 256),
    superseded: readUint(standing.superseded, at('superseded'), 256),
    held: readUint(standing.held, at('held'), 256),
    batchState,
  };
}

function readNewest(value: unknown): SignedAnchorProof['newest'] {
  const newest = readObject(value, '/newest', ['batch', 'path', 'state']);
  const path = readList(newest.path, '/newest/path', 64).map((hash, i) => readHash(hash, `/newest/path/${i}`));
  const batch = readBatch(newest.batch, '/newest/batch');
  if (newest.state === null) return { batch, path, state: null };
  const state = readObject(newest.state, '/newest/state', ['tag', 'count', 'openings']);
  return { batch, path, state: { tag: readHash(state.tag, '/newest/state/tag'), proof: readState(state, '/newest/state') } };
}

function readStatus(value: unknown, i: number): StatusChange {
  const at = `/statuses/${i}`;
  const change = readObject(value, at, ['since', 'status']);
  if (change.status !== 'active' && change.status !== 'suspended')
    throw malformed(`${at}/status`, 'wrong_value', '"active" or "suspended" is expected');
  return { since: readUint(change.since, `${at}/since`, 40), status: change.status };
}

function readKey(value: unknown, i: number): KeyWindow {
  const at = `/keys/${i}`;
  const key = readObject(value, at, ['address', 'from', 'until', 'roles']);
  return {
    address: readAddress(key.address, `${at}/address`),
    from: readUint(key.from, `${at}/from`, 40),
    until: readUint(key.until, `${at}/until`, 40),
    roles: readInteger(key.roles, `${at}/roles`, 0, 255),
  };
}

function readPoint(value: unknown): BlockPoint {
  const point = readObject(value, '/asOf', ['number', 'hash', 'time']);
  return {
    number: readUint(point.number, '/asOf/number', 64),
    hash: readHash(point.hash, '/asOf/hash'),
    time: readUint(point.time, '/asOf/time', 64),
  };
}
