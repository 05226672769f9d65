import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { utf8 } from '../../attestation/domain/words.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { DraftPage, DraftView, TransactionAccepted } from '../../securitization/deals/schemas.ts';
import {
  CommitAccepted,
  PoolPage,
  PoolView,
  type SelectPool,
  TapeDetail,
  TapePage,
  type TapeView,
} from '../../securitization/pools/schemas.ts';
import type { ApiClient } from '../cli/api-client.ts';
import { type DemoDealPlan, demoDealFile } from './demo-deal-file.ts';
import { until } from './demo-orders.ts';

const SBA_FILE = resolve(fileURLToPath(import.meta.url), '../../../../data/loan_tape_sba/sba_california.csv');
const DAY_MS = 86_400_000;
const OFFERING_DAYS = 14;
const LIMIT = '100';

type PoolWish = Omit<z.input<typeof SelectPool>, 'name' | 'tapes'>;

/** A tape with the pool and the deal that are made of it. */
export interface DemoDeal {
  readonly tape: (api: ApiClient) => Promise<TapeView>;
  readonly tapeName: string;
  readonly poolName: string;
  readonly wish: PoolWish;
  readonly plan: DemoDealPlan;
}

export async function importSba(api: ApiClient, name: string): Promise<TapeView> {
  const query = { profile: 'sba', name, fileName: 'sba_california.csv' };
  return api.upload(TapeDetail, '/v1/tapes', query, await readFile(SBA_FILE), 'text/csv');
}

/** Loans of the customers who have an anchored credential, booked on a day of the past. */
export async function bookGerman(api: ApiClient, name: string, source: string): Promise<TapeView> {
  const bookedOn = new Date(Date.now() - 2 * 365 * DAY_MS).toISOString().slice(0, 10);
  return api.post(TapeDetail, '/v1/tapes/booked', { name, source, originator: 'Demo Bank', bookedOn });
}

/** Tape, pool, draft and publication; each is found again by its name. @returns the address of the deal and the id of its pool */
export async function makeDeal(
  api: ApiClient,
  { tape, tapeName, poolName, wish, plan }: DemoDeal,
): Promise<{ deal: string; poolId: string }> {
  const tapeId = await committedTape(api, tapeName, tape);
  const pools = (await api.get(PoolPage, '/v1/pools', { limit: LIMIT })).data;
  const pool =
    pools.find(({ name, state }) => name === poolName && state === 'open') ??
    (await api.post(PoolView, '/v1/pools', { ...wish, name: poolName, tapes: [tapeId] }));
  const draftId = await draftOf(api, plan, pool);
  const path = `/v1/deal-drafts/${draftId}`;
  const draft = await api.get(DraftView, path);
  if (draft.state === 'draft') await api.post(TransactionAccepted, `${path}/publication`, { offeringDays: OFFERING_DAYS });
  let deal = draft.deal;
  await until(async () => {
    deal = (await api.get(DraftView, path)).deal;
    return deal !== null;
  });
  return { deal: deal ?? '', poolId: pool.id };
}

async function committedTape(api: ApiClient, name: string, make: DemoDeal['tape']): Promise<string> {
  const known = (await api.get(TapePage, '/v1/tapes', { limit: LIMIT })).data.find((tape) => tape.name === name);
  const tape = known ?? (await make(api));
  const path = `/v1/tapes/${tape.id}`;
  if (tape.state === 'imported') {
    const publication = { uri: `https://credence.example/tapes/${tape.fileHash}`, documentHash: keccakHex(utf8(tape.fileHash)) };
    await api.post(CommitAccepted, `${path}/commit`, publication);
  }
  await until(async () => (await api.get(TapeDetail, path)).registryTape !== null);
  return tape.id;
}

async function draftOf(api: ApiClient, plan: DemoDealPlan, pool: PoolView): Promise<string> {
  const known = (await api.get(DraftPage, '/v1/deal-drafts', { limit: LIMIT })).data.find(({ name }) => name === plan.name);
  if (known !== undefined) return known.id;
  const file = demoDealFile(plan, BigInt(pool.balanceMinor), Math.floor(Date.now() / DAY_MS));
  return (await api.post(DraftView, '/v1/deal-drafts', { file, poolId: pool.id })).id;
}
