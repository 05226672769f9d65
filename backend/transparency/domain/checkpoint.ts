import type { LedgerPlace } from '../../attestation/domain/batch-leaf.ts';
import { DomainError } from '../../kernel/errors.ts';
import { address, fromHex, type Hash32, hash32, toHex } from '../../kernel/hex.ts';
import { base64Of, bytesOfBase64 } from './base64.ts';

/** State of one issuer's log that a signature vouches for (C2SP tlog-checkpoint with extension lines). */
export interface Checkpoint {
  readonly place: LedgerPlace;
  readonly issuer: number;
  /** Number of batches. */
  readonly size: bigint;
  readonly root: Hash32;
  /** Credentials in the batches. */
  readonly leaves: bigint;
  /** Block that holds the newest batch. */
  readonly block: { readonly number: bigint; readonly hash: Hash32; readonly time: bigint };
}

/** Names the hash, which is not the one that C2SP logs use by default: keccak-256, leaves behind 00, nodes behind 01. */
const HASH_LINE = 'hash keccak-256 leaf 00 node 01';

/**
 * Name of an issuer's log: the same for everybody who publishes it, because the chain and not the publisher
 * decides what is in it.
 */
export function originOf({ chainId, ledger }: LedgerPlace, issuer: number): string {
  return `credence/keccak-256/${chainId}/${ledger}/${issuer}`;
}

/** Text of the note, without signatures. */
export function formatCheckpoint({ place, issuer, size, root, leaves, block }: Checkpoint): string {
  const lines = [
    originOf(place, issuer),
    String(size),
    base64Of(fromHex(root)),
    HASH_LINE,
    `chain ${place.chainId}`,
    `ledger ${place.ledger}`,
    `issuer ${issuer}`,
    `leaves ${leaves}`,
    `block ${block.number} ${block.hash}`,
    `time ${block.time}`,
  ];
  return `${lines.join('\n')}\n`;
}

const NUMBER = '(0|[1-9]\\d{0,18})';
const SHAPE = new RegExp(
  [
    '^(.+)',
    NUMBER,
    '([A-Za-z0-9+/]{43}=)',
    HASH_LINE,
    `chain ${NUMBER}`,
    'ledger (0x[0-9a-f]{40})',
    `issuer ${NUMBER}`,
    `leaves ${NUMBER}`,
    `block ${NUMBER} (0x[0-9a-f]{64})`,
    `time ${NUMBER}\n$`,
  ].join('\n'),
);

/**
 * Reads what {@link formatCheckpoint} writes and nothing else, so that no two texts say the same.
 * @throws {@link DomainError} `checkpoint_malformed`
 */
export function parseCheckpoint(text: string): Checkpoint {
  const found = SHAPE.exec(text);
  const [, , size = '', root = '', chainId = '', ledger = '', issuer = '', leaves = '', number = '', hash = '', time = ''] = found ?? [];
  const bytes = bytesOfBase64(root);
  if (found !== null && bytes?.length === 32) {
    const checkpoint = {
      place: { chainId: Number(chainId), ledger: address(ledger) },
      issuer: Number(issuer),
      size: BigInt(size),
      root: hash32(toHex(bytes)),
      leaves: BigInt(leaves),
      block: { number: BigInt(number), hash: hash32(hash), time: BigInt(time) },
    };
    if (formatCheckpoint(checkpoint) === text) return checkpoint;
  }
  throw new DomainError('checkpoint_malformed', 'invalid', 'This is not a checkpoint of a credential log of this version.');
}
