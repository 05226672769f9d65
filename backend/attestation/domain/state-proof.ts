import type { Json } from '../../kernel/canonical-json.ts';
import type { Hash32 } from '../../kernel/hex.ts';
import type { AnchoredBatch, LedgerPlace } from './batch-leaf.ts';
import { batchJson, readBatch, readPlace } from './batch-json.ts';
import { parseBoundedJson } from './bounded-json.ts';
import { malformed } from './malformed.ts';
import { readHash, readList, readLiteral, readObject, readUint } from './strict-shape.ts';
import type { StateOpening, StateProof } from './state-map.ts';

const TYPE = 'CredenceStateProof';
const VERSION = 1;
const PATH_LIMIT = 64;

/** What the state root of one batch says about one subject. */
export interface StateEvidence {
  readonly place: LedgerPlace;
  readonly issuer: number;
  /** The batch that commits to the state, hoped to be the issuer's newest. */
  readonly batch: AnchoredBatch;
  readonly tag: Hash32;
  readonly state: StateProof;
}

/** JSON of a state proof file. */
export function stateProofJson({ place, issuer, batch, tag, state }: StateEvidence): { readonly [key: string]: Json } {
  return {
    type: TYPE,
    version: VERSION,
    chain: { chainId: place.chainId, ledger: place.ledger },
    issuer: String(issuer),
    batch: { ...batchJson(batch) },
    tag,
    state: stateJson(state),
  };
}

/** JSON of the openings of a state proof. */
export function stateJson({ count, openings }: StateProof): { readonly [key: string]: Json } {
  return {
    count: String(count),
    openings: openings.map(({ tag, index, seq, position, path }) => ({
      tag,
      index: String(index),
      seq: String(seq),
      position: String(position),
      path: [...path],
    })),
  };
}

/**
 * Reads a state proof from its text, its bytes or its parsed value.
 * @throws {@link DomainError} `credential_malformed` naming the first member that is wrong
 */
export function parseStateProof(input: unknown): StateEvidence {
  const value = typeof input === 'string' || input instanceof Uint8Array ? parseBoundedJson(input) : input;
  const top = readObject(value, '', ['type', 'version', 'chain', 'issuer', 'batch', 'tag', 'state']);
  readLiteral(top.type, '/type', TYPE);
  readLiteral(top.version, '/version', VERSION);
  const state = readObject(top.state, '/state', ['count', 'openings']);
  return {
    place: readPlace(top.chain, '/chain'),
    issuer: Number(readUint(top.issuer, '/issuer', 32)),
    batch: readBatch(top.batch, '/batch'),
    tag: readHash(top.tag, '/tag'),
    state: readState(state, '/state'),
  };
}

/** Reads count and openings of {@link stateJson}. */
export function readState(state: { readonly count: unknown; readonly openings: unknown }, pointer: string): StateProof {
  const openings = readList(state.openings, `${pointer}/openings`, 2).map((value, i) => readOpening(value, `${pointer}/openings/${i}`));
  if (openings.length === 0) throw malformed(`${pointer}/openings`, 'out_of_range', 'one or two entries are expected');
  return { count: readUint(state.count, `${pointer}/count`, 64), openings };
}

function readOpening(value: unknown, at: string): StateOpening {
  const opening = readObject(value, at, ['tag', 'index', 'seq', 'position', 'path']);
  return {
    tag: readHash(opening.tag, `${at}/tag`),
    index: readUint(opening.index, `${at}/index`, 64),
    seq: readUint(opening.seq, `${at}/seq`, 64),
    position: readUint(opening.position, `${at}/position`, 64),
    path: readList(opening.path, `${at}/path`, PATH_LIMIT).map((hash, step) => readHash(hash, `${at}/path/${step}`)),
  };
}
