import { timeText } from '../../attestation/ledger-views.ts';
import { address, hash32, ZERO_ADDRESS } from '../../kernel/hex.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';
import { numbersOf } from '../domain/pool/pledge-words.ts';
import { loanRegistry, type PoolDeps } from '../open-securitization.ts';
import { checkTape } from './check-tape.ts';
import { registrationOf, type RegistryPlace, type RegistryTapeRecord } from './registered-tape.ts';
import { type Registration, registrationsOf } from './prove-double.ts';
import type { DoubleView, RegisteredLoanView, TapeStandingView } from './schemas.ts';
import type { TapeRow } from './tape-store.ts';

type DoubleRecord = Awaited<ReturnType<DatabaseClient['doubleLoan']['findFirstOrThrow']>>;

/** What the registry says of the loans of a tape: registered twice, frozen, retired. @throws {@link DomainError} `tape_unknown`, `registry_not_deployed` */
export async function viewTapeStanding(deps: Omit<PoolDeps, 'signer'>, id: string): Promise<TapeStandingView> {
  const { client } = deps.database;
  const place = await loanRegistry(deps);
  const record = await registrationOf(deps, place, id);
  if (record === null) return { registryTape: null, doubles: [], provable: [], retired: [] };
  const { first, count } = record;
  const range = { gte: first, lt: first + BigInt(count) };
  const proven = await client.doubleLoan.findMany({
    where: { chainId: place.chainId, OR: [{ later: range }, { earlier: range }] },
    orderBy: { later: 'asc' },
  });
  return {
    registryTape: record.tapeId,
    doubles: await viewDoubles(client, place.chainId, proven),
    provable: await provableOf(deps, place, id),
    retired: await retiredOf(client, place, record, id),
  };
}

/** Loans of the tape of which more than one registration still stands. */
async function provableOf(deps: Omit<PoolDeps, 'signer'>, place: RegistryPlace, id: string): Promise<TapeStandingView['provable']> {
  const { duplicates } = await checkTape(deps.database.client, id);
  const provable: TapeStandingView['provable'] = [];
  for (const { hash } of duplicates.filter(({ kind }) => kind === 'same')) {
    const registrations = await registrationsOf(deps, place, hash);
    if (registrations.length > 1) provable.push({ key: hash, registrations: registrations.map(registered) });
  }
  return provable;
}

function registered({ tape, position, loanId, record, number }: Registration): RegisteredLoanView {
  return { number: String(number), registryTape: record.tapeId, position, tape, loanId };
}

async function retiredOf(
  client: DatabaseClient,
  { chainId, registry }: RegistryPlace,
  { tapeId, first }: RegistryTapeRecord,
  id: string,
): Promise<TapeStandingView['retired']> {
  const loans = new Map(
    (await client.tapeLoan.findMany({ where: { tapeId: id }, select: { position: true, loanId: true } })).map((row) => [
      row.position,
      row.loanId,
    ]),
  );
  return (await retirements(client, { chainId, registry }, tapeId)).map(({ number, at, txHash }) => {
    const position = Number(number - first);
    return { position, loanId: loans.get(position) ?? null, at: timeText(at), transaction: hash32(txHash) };
  });
}

interface Retirement {
  readonly number: bigint;
  /** Time of the block, seconds. */
  readonly at: bigint;
  readonly txHash: string;
}

/** Loans of a registered tape that were retired, in the order in which they were. */
async function retirements(client: DatabaseClient, { chainId, registry }: RegistryPlace, tapeId: number): Promise<Retirement[]> {
  const events = await client.chainEvent.findMany({
    where: { chainId, address: registry, name: 'LoansRetired' },
    orderBy: [{ blockNumber: 'asc' }, { logIndex: 'asc' }],
  });
  return events.flatMap(({ args, blockTime: at, txHash }) => {
    const found = JSON.parse(args) as Readonly<Record<'tapeId' | 'firstWord' | 'masks', string>>;
    if (Number(found.tapeId) !== tapeId) return [];
    const masks = (JSON.parse(found.masks) as string[]).map(BigInt);
    return numbersOf({ firstWord: BigInt(found.firstWord), masks }).map((number) => ({ number, at, txHash }));
  });
}

/** Loans of a tape that the registry pledges to nobody any more, by position, with the flag that says why. */
export async function unusableLoans(client: DatabaseClient, row: TapeRow): Promise<ReadonlyMap<number, string>> {
  const { chainId, registry, originator, root } = row;
  if (chainId === null || registry === null || originator === null || root === null) return new Map();
  const record = await client.registryTape.findFirst({ where: { chainId, root, originator } });
  if (record === null) return new Map();
  const { first, count, tapeId } = record;
  const frozen = await client.doubleLoan.findMany({ where: { chainId, later: { gte: first, lt: first + BigInt(count) } } });
  const retired = await retirements(client, { chainId, registry: address(registry) }, tapeId);
  return new Map([
    ...frozen.map(({ later }) => [Number(later - first), 'registry_frozen'] as const),
    ...retired.map(({ number }) => [Number(number - first), 'registry_retired'] as const),
  ]);
}

/** Double registrations that were proven, with the loans as far as their tapes are kept here. */
export async function viewDoubles(client: DatabaseClient, chainId: number, rows: readonly DoubleRecord[]): Promise<DoubleView[]> {
  return Promise.all(
    rows.map(async ({ key, earlier, later, pool, time, txHash }): Promise<DoubleView> => {
      const words = await client.pledgeWord.findUnique({ where: { chainId_pool_word: { chainId, pool, word: later / 256n } } });
      return {
        key: hash32(key),
        earlier: await loanAt(client, chainId, earlier, key),
        later: await loanAt(client, chainId, later, key),
        pool: pool === ZERO_ADDRESS ? null : address(pool),
        isPledged: ((BigInt(words?.bits ?? 0) >> (later % 256n)) & 1n) === 1n,
        at: timeText(time),
        transaction: hash32(txHash),
      };
    }),
  );
}

/** A loan by its registry number. Which kept tape it is in follows from its key, its place and the length of the tape. */
async function loanAt(client: DatabaseClient, chainId: number, number: bigint, key: string): Promise<RegisteredLoanView> {
  const { tapeId, first, count } = await client.registryTape.findFirstOrThrow({
    where: { chainId, first: { lte: number } },
    orderBy: { first: 'desc' },
  });
  const position = Number(number - first);
  const kept = await client.tapeLoan.findFirst({ where: { key, position, tape: { accepted: count } } });
  return { number: String(number), registryTape: tapeId, position, tape: kept?.tapeId ?? null, loanId: kept?.loanId ?? null };
}
