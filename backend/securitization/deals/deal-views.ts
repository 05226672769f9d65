import { address, hash32 } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { fromHex } from '../../kernel/hex.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/page.ts';
import type { DealImage } from '../domain/deal-image.ts';
import { dateText } from '../domain/plain-date.ts';
import { initialState, type WaterfallState } from '../domain/waterfall-state.ts';
import { reserveTarget } from '../domain/waterfall/period-work.ts';
import { nowSeconds } from '../now-seconds.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { assetOf } from './asset-view.ts';
import { classViews, type RatingMarks } from './class-views.ts';
import { imageOf } from './deal-machine.ts';
import { readMachine } from '../domain/machine-text.ts';
import { frozenCount } from './frozen-loans.ts';
import { periodRows } from './period-views.ts';
import type { AssetView, DealPage, DealQuery, DealRow, DealView, TestView } from './schemas.ts';
import { classesOf, type ClassRecord, type DealRecord, findDeal, periodsOf, type PeriodRecord } from './store.ts';
import { timeText } from '../../attestation/ledger-views.ts';
import { netLossOf, triggerViews } from './trigger-views.ts';
import type { z } from 'zod';

const WAD = 10n ** 18n;
const DAY_SECONDS = 86_400n;
const REDEEMED: ReadonlySet<string> = new Set(['redeemed', 'cancelled']);

interface Parts {
  readonly record: DealRecord;
  readonly image: DealImage;
  readonly state: WaterfallState;
  readonly classes: readonly ClassRecord[];
  readonly last: PeriodRecord | undefined;
  readonly file: DealFileText | null;
  readonly asset: AssetView;
  readonly ratings: RatingMarks;
}

interface DealFileText {
  readonly name: string;
  readonly file: Record<string, unknown>;
  readonly poolId: string | null;
}

async function partsOf(deps: SecuritizationDeps, record: DealRecord): Promise<Parts> {
  const { client } = deps.database;
  const image = imageOf(record.image);
  const [classes, last, draft, asset] = await Promise.all([
    classesOf(deps.database, record),
    client.dealPeriod.findFirst({ where: { chainId: record.chainId, deal: record.address }, orderBy: { period: 'desc' } }),
    client.dealDraft.findFirst({ where: { documentHash: record.documentHash }, orderBy: { createdAt: 'desc' } }),
    assetOf(deps, record.asset),
  ]);
  const file = draft === null ? null : { name: draft.name, file: JSON.parse(draft.file) as Record<string, unknown>, poolId: draft.poolId };
  const state = record.machine === null ? initialState(image) : readMachine(record.machine);
  return { record, image, state, classes, last: last ?? undefined, file, asset, ratings: await ratingsOf(client, record, classes) };
}

/** The newest standing rating of each class, found by the name under which the book knows it. */
async function ratingsOf(client: DatabaseClient, { chainId }: DealRecord, classes: readonly ClassRecord[]): Promise<RatingMarks> {
  const marks = new Map<string, { grade: string; outlook: string; watch: string; subject: string }>();
  const subjects = await client.ratingSubject.findMany({
    where: { chainId, kind: 'tranche', name: { in: classes.map(({ name }) => name) } },
  });
  for (const { subject, name } of subjects) {
    const action = await client.ratingAction.findFirst({ where: { chainId, subject }, orderBy: { time: 'desc' } });
    const scale =
      action === null ? null : await client.ratingScale.findUnique({ where: { chainId_scaleId: { chainId, scaleId: action.scaleId } } });
    const token = classes.find((record) => record.name === name)?.token;
    if (action === null || scale === null || token === undefined || action.action === 'withdrawn') continue;
    const grade = (JSON.parse(scale.grades) as string[])[action.grade] ?? '';
    marks.set(token, { grade, outlook: action.outlook, watch: action.watch, subject });
  }
  return marks;
}

function rowOf({ record, image, state, classes, last, file, asset, ratings }: Parts, now: bigint): DealRow {
  const next = record.lastPeriod + 1;
  const nextDay = next <= image.periods && !REDEEMED.has(record.status) ? image.dates[next] : undefined;
  const lateFrom = nextDay === undefined ? null : BigInt(nextDay + image.lateDays) * DAY_SECONDS;
  const hasReport = last !== undefined;
  return {
    address: address(record.address),
    name: file?.name ?? classes[0]?.name ?? record.address,
    status: record.status as DealRow['status'],
    asset,
    originator: address(record.originator),
    classes: classViews(image, state, classes, ratings),
    poolOriginal: String(image.originalPool),
    pool: String(state.pool),
    loanCount: record.loanCount,
    lastPeriod: record.lastPeriod,
    periods: image.periods,
    nextPaymentDay: nextDay === undefined ? null : dateText(nextDay),
    reportedAt: hasReport ? timeText(last.time) : null,
    isReportLate: record.machine !== null && lateFrom !== null && now >= lateFrom,
    cumulativeNetLoss: String(image.originalPool === 0n ? 0n : (netLossOf(state) * WAD) / image.originalPool),
    delinquency: hasReport ? String(state.lastDelinquency) : null,
    activeTriggers: image.triggers.filter((_, index) => (state.active & (1 << index)) !== 0).length,
    createdAt: timeText(record.createdTime),
  };
}

/** Deals, the newest first. */
export async function listDeals(
  deps: SecuritizationDeps,
  chainId: number,
  { status, q, cursor }: z.infer<typeof DealQuery>,
  limit: number,
): Promise<DealPage> {
  const { client } = deps.database;
  const named =
    q === undefined ? undefined : await client.dealDraft.findMany({ where: { name: { contains: q } }, select: { documentHash: true } });
  const after = cursor === undefined ? undefined : decodeCursor(cursor, 2);
  const rows = await client.deal.findMany({
    where: {
      chainId,
      ...(status === undefined ? {} : { status }),
      ...(named === undefined ? {} : { documentHash: { in: named.map(({ documentHash }) => documentHash) } }),
      ...(after === undefined ? {} : olderDeals(after)),
    },
    orderBy: [{ blockNumber: 'desc' }, { address: 'desc' }],
    take: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit;
  const now = nowSeconds();
  const data = await Promise.all(shown.map(async (record) => rowOf(await partsOf(deps, record), now)));
  return { data, hasMore, nextCursor: hasMore && last !== undefined ? encodeCursor([last.blockNumber, last.address]) : null };
}

function olderDeals([block = '0', place = '']: readonly string[]) {
  const blockNumber = /^\d{1,18}$/.test(block) ? BigInt(block) : 0n;
  return { OR: [{ blockNumber: { lt: blockNumber } }, { blockNumber, address: { lt: place } }] };
}

/** One deal with everything behind it. */
export async function viewDeal(deps: SecuritizationDeps, target: string): Promise<DealView> {
  const record = await findDeal(deps, target);
  const parts = await partsOf(deps, record);
  const { image, state, file } = parts;
  const periods = await periodsOf(deps.database, record);
  const { client } = deps.database;
  const pledges = await client.pledgeWord.findMany({ where: { chainId: record.chainId, pool: record.address } });
  const comparison = await client.dealComparison.findUnique({ where: { chainId_deal: { chainId: record.chainId, deal: record.address } } });
  return {
    ...rowOf(parts, nowSeconds()),
    trustee: address(record.trustee),
    servicerKey: address(record.nextServicerKey ?? record.servicerKey),
    documentHash: hash32(record.documentHash),
    imageHash: hash32(keccakHex(fromHex(record.image))),
    file: file?.file ?? null,
    offeringEnd: timeText(record.offeringEnd),
    reserve: String(record.machine === null ? 0n : state.reserve),
    reserveTarget: String(reserveTarget({ image, pool: state.pool, balance: state.classes.map(({ balance }) => balance) })),
    proceeds: record.proceeds,
    tests: testViews(image, periods, namesOf(file, 'tests')),
    triggers: triggerViews(image, state, namesOf(file, 'triggers')),
    periodRows: await periodRows(deps.database, record, image, periods),
    pledged: pledges.reduce((sum, { bits }) => sum + countBits(BigInt(bits)), 0),
    frozen: await frozenCount(deps.database, record),
    poolId: file?.poolId ?? null,
    reconciledAt: comparison?.comparedAt.toISOString() ?? null,
    differences: comparison === null ? [] : (JSON.parse(comparison.differences) as DealView['differences']),
  };
}

function countBits(bits: bigint): number {
  let count = 0;
  for (let left = bits; left !== 0n; left &= left - 1n) count += 1;
  return count;
}

/** Names that the deal file gives to tests or triggers, in the order of the image. */
function namesOf(file: DealFileText | null, member: 'tests' | 'triggers'): string[] {
  const list = file?.file[member];
  return Array.isArray(list) ? list.map((row: unknown) => (isNamed(row) ? String(row.id) : '')) : [];
}

function isNamed(row: unknown): row is { readonly id: unknown } {
  return typeof row === 'object' && row !== null && 'id' in row;
}

const TEST_OP = 5;

function testViews(image: DealImage, periods: readonly PeriodRecord[], names: readonly string[]): TestView[] {
  const postings = periods.map(({ period, postings: text, machine }) => ({
    period,
    words: (JSON.parse(text) as string[]).map(BigInt),
    failed: readMachine(machine).failed,
  }));
  return image.tests.map(
    (test, index): TestView => ({
      index,
      kind: test.kind === 1 ? 'oc' : 'ic',
      name: names[index] || `${test.kind === 1 ? 'OC' : 'IC'} ${index + 1}`,
      classes: image.classes.flatMap((_, place) => ((test.mask & (1 << place)) === 0 ? [] : [place])),
      threshold: String(test.threshold),
      history: postings.map(({ period, words, failed }) => ({
        period,
        ratio: ratioOf(image, words, index),
        hasFailed: (failed & (1 << index)) !== 0,
      })),
    }),
  );
}

/** A test posts its ratio as what is due. */
function ratioOf(image: DealImage, words: readonly bigint[], index: number): string | null {
  const word = words.findLast((each) => {
    const step = image.steps[Number(each >> 240n)];
    return step?.op === TEST_OP && step.argument === index;
  });
  return word === undefined ? null : String((word >> 120n) & ((1n << 120n) - 1n));
}
