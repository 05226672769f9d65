import { KEY_ROLE, NO_END } from '../attestation/domain/ledger-facts.ts';
import type { LedgerPlace } from '../attestation/domain/batch-leaf.ts';
import { DomainError } from '../kernel/errors.ts';
import { address } from '../kernel/hex.ts';
import { toRfc3339, unixSeconds } from '../kernel/time.ts';
import { readCursor } from '../platform/chain/index/index-store.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { type FoldedIssuer, LedgerFold } from './domain/ledger-fold.ts';
import type { IssuerState, LedgerStateView } from './schemas.ts';

const PAGE = 1_000;
const LATEST = 253_402_300_799;

/**
 * The ledger as it was after `block` (the index's newest without it), folded from the events of the index.
 * @throws {@link DomainError} `block_not_indexed`
 */
export async function readLedgerState(client: DatabaseClient, place: LedgerPlace, block: bigint | null): Promise<LedgerStateView> {
  const cursor = await readCursor(client, place.chainId);
  const head = cursor?.number ?? 0n;
  const at = block ?? head;
  if (at > head) {
    throw new DomainError('block_not_indexed', 'not_found', 'The index has not read this block; the newest one that it has is named.', {
      params: { head: String(head) },
    });
  }
  const fold = await foldEvents(client, place, at);
  const row = await client.chainBlock.findUnique({ where: { chainId_number: { chainId: place.chainId, number: at } } });
  const nowAt = row?.timestamp ?? (await lastTime(client, place, at));
  return {
    ...place,
    block: { number: String(at), hash: (row?.hash ?? null) as LedgerStateView['block']['hash'], time: timeText(row?.timestamp ?? null) },
    head: String(head),
    events: fold.events,
    issuers: fold.issuers().map((issuer) => issuerState(issuer, nowAt)),
  };
}

/** Events of the ledger up to block `at`, folded in the order of the chain. */
export async function foldEvents(client: DatabaseClient, place: LedgerPlace, at: bigint): Promise<LedgerFold> {
  const fold = new LedgerFold(place);
  let after = { blockNumber: -1n, logIndex: -1 };
  for (;;) {
    const rows = await client.chainEvent.findMany({
      where: {
        chainId: place.chainId,
        address: place.ledger,
        blockNumber: { lte: at },
        OR: [{ blockNumber: { gt: after.blockNumber } }, { blockNumber: after.blockNumber, logIndex: { gt: after.logIndex } }],
      },
      orderBy: [{ blockNumber: 'asc' }, { logIndex: 'asc' }],
      take: PAGE,
    });
    for (const row of rows) {
      after = row;
      fold.apply({ ...row, address: address(row.address), args: JSON.parse(row.args) as Record<string, string> });
    }
    if (rows.length < PAGE) return fold;
  }
}

async function lastTime(client: DatabaseClient, { chainId }: LedgerPlace, at: bigint): Promise<bigint> {
  const row = await client.chainEvent.findFirst({ where: { chainId, blockNumber: { lte: at } }, orderBy: { blockNumber: 'desc' } });
  return row?.blockTime ?? 0n;
}

/** @param at - moment at which keys count as active, seconds */
function issuerState(issuer: FoldedIssuer, at: bigint): IssuerState {
  const { name, admin, status, successor, keyDelay, storesBatchLeaf, size, leaves, root, time, revoked, superseded, suspended } = issuer;
  return {
    issuerId: issuer.issuer,
    name,
    admin,
    status,
    successor,
    keyDelay,
    storesBatchLeaf,
    registeredBlock: String(issuer.registeredBlock),
    log: { size: String(size), leaves: String(leaves), root, time: timeText(time) },
    credentials: { revoked, superseded, suspended },
    batches: { ...issuer.batches },
    keys: issuer.keys.map((key) => ({
      address: key.address,
      validFrom: timeText(key.from) ?? '',
      validUntil: key.until >= NO_END ? null : timeText(key.until),
      roles: (['anchor', 'revoke', 'sign'] as const).filter((role) => (key.roles & KEY_ROLE[role]) !== 0),
      active: key.from <= at && at < key.until,
    })),
  };
}

function timeText(seconds: bigint | null): string | null {
  // A window may be given an end beyond the last time that RFC 3339 can write.
  return seconds === null ? null : toRfc3339(unixSeconds(Math.min(Number(seconds), LATEST)));
}
