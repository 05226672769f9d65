import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../../kernel/errors.ts';
import type { Address, Hex } from '../../kernel/hex.ts';
import { enqueueTransaction } from '../../platform/chain/submitter/enqueue-transaction.ts';
import type { System } from '../open-system.ts';

const POLL_MS = 100;
const WAIT_MS = 180_000;

export interface HouseOrder {
  readonly target: Address;
  readonly data: Hex;
  readonly value?: bigint;
  /** Once for each installation and key. */
  readonly key: string;
}

/** Orders what the house's administrator does for the demo; the worker sends it once, however often it is asked for. */
export async function orderByHouse({ database, chain, signer }: System, orders: readonly HouseOrder[]): Promise<string[]> {
  const chainId = await chain.chainId();
  const sender = signer('deployer').address;
  return database.write(async (tx) => {
    const ids: string[] = [];
    for (const { key, ...call } of orders) {
      const idempotencyKey = `demo:${chainId}:${call.target}:${key}`;
      ids.push(await enqueueTransaction(tx, { chainId, kind: 'demo', refId: key, idempotencyKey, sender, ...call }));
    }
    return ids;
  });
}

/** Waits until every transaction is in a block. @throws {@link DomainError} `demo_incomplete` when one is refused */
export async function waitForBlocks({ database }: System, ids: readonly string[]): Promise<void> {
  await until(async () => {
    const rows = await database.client.chainTransaction.findMany({ where: { id: { in: [...ids] } }, select: { state: true, error: true } });
    const failed = rows.find(({ state }) => state === 'failed');
    if (failed !== undefined)
      throw new DomainError('demo_incomplete', 'unavailable', `The chain refused a transaction of the demo: ${failed.error}`);
    return rows.every(({ state }) => state === 'mined' || state === 'final');
  });
}

/** @throws {@link DomainError} `demo_incomplete` when the condition does not come about */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  if (await comesAbout(condition, WAIT_MS)) return;
  throw new DomainError('demo_incomplete', 'unavailable', 'The demo waited in vain for the chain; start again, and it goes on from here.', {
    retryable: true,
  });
}

/** Whether the condition comes about within `waitMs`. */
export async function comesAbout(condition: () => Promise<boolean>, waitMs: number): Promise<boolean> {
  for (const end = performance.now() + waitMs; performance.now() < end; await sleep(POLL_MS)) if (await condition()) return true;
  return false;
}
