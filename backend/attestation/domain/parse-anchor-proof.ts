import { ANCHOR_PROOF_TYPE, ANCHOR_PROOF_VERSION, type SignedAnchorProof } from './anchor-proof.ts';
import type { AnchoredBatch } from './batch-leaf.ts';
import { parseBoundedJson } from './bounded-json.ts';
import type { BlockPoint, KeyWindow, StatusChange } from './ledger-facts.ts';
import { malformed } from './malformed.ts';
import { readPlace } from './parse-credential.ts';
import { readAddress, readHash, readHex, readInteger, readList, readLiteral, readObject, readUint } from './strict-shape.ts';

const LIST_LIMIT = 256;

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
    'revocation',
    'asOf',
    'signature',
  ]);
  readLiteral(top.type, '/type', ANCHOR_PROOF_TYPE);
  readLiteral(top.version, '/version', ANCHOR_PROOF_VERSION);
  const anchored = readObject(top.anchored, '/anchored', ['transaction', 'block']);
  const log = readObject(top.log, '/log', ['size', 'root', 'path']);
  const revocation = readObject(top.revocation, '/revocation', ['word', 'bits']);
  return {
    place: readPlace(top.chain, '/chain'),
    issuer: Number(readUint(top.issuer, '/issuer', 32)),
    batch: readBatch(top.batch),
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
    revocation: { word: readUint(revocation.word, '/revocation/word', 64), bits: readUint(revocation.bits, '/revocation/bits', 256) },
    asOf: readPoint(top.asOf),
    signature: readHex(top.signature, '/signature', 65),
  };
}

function readBatch(value: unknown): AnchoredBatch {
  const batch = readObject(value, '/batch', ['batch', 'root', 'leaves', 'firstLeaf', 'model', 'stateRoot', 'time']);
  return {
    batch: readUint(batch.batch, '/batch/batch', 64),
    root: readHash(batch.root, '/batch/root'),
    leaves: readUint(batch.leaves, '/batch/leaves', 64),
    firstLeaf: readUint(batch.firstLeaf, '/batch/firstLeaf', 64),
    model: readHash(batch.model, '/batch/model'),
    stateRoot: readHash(batch.stateRoot, '/batch/stateRoot'),
    time: readUint(batch.time, '/batch/time', 40),
  };
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
