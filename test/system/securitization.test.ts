import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { utf8 } from '../../backend/attestation/domain/words.ts';
import { cashOf, closePeriod, preparePeriod } from '../../backend/apps/demo/demo-closings.ts';
import { demoDealFile } from '../../backend/apps/demo/demo-deal-file.ts';
import { claim, demoInvestors } from '../../backend/apps/demo/demo-investors.ts';
import { until } from '../../backend/apps/demo/demo-orders.ts';
import type { PastPeriod } from '../../backend/apps/demo/demo-past.ts';
import { makeDeal } from '../../backend/apps/demo/demo-pools.ts';
import { address, type Hex } from '../../backend/kernel/hex.ts';
import { keccakHex } from '../../backend/kernel/keccak.ts';
import { dealAbi } from '../../backend/platform/chain/abi/deal.ts';
import { decodeEvent } from '../../backend/platform/chain/index/indexed-event.ts';
import { reconcileDeals } from '../../backend/securitization/deals/reconcile-deals.ts';
import {
  ClosingView,
  DraftView,
  PeriodFileView,
  PeriodView,
  PledgesAccepted,
  PreviewView,
  TransactionAccepted,
} from '../../backend/securitization/deals/schemas.ts';
import { PoolDetail } from '../../backend/securitization/pools/schemas.ts';
import {
  type DealWorld,
  fundedPast,
  moneyOf,
  openDealWorld,
  smallDeal,
  totalsOf,
  viewDeal,
  sellDeal,
  pledgePool,
} from './support/deal-stack.ts';
import { createRandom } from './support/submitter-world.ts';

const KILLS = 12;
/** From the approval to the index of the block passes about so much; kills are spread over it. */
const CLOSING_MS = 700;
/** `CREDENCE_KILL_SEED` repeats the moments of a run. */
const seed = Number(process.env['CREDENCE_KILL_SEED'] ?? Date.now() % 1_000_000);

let world: DealWorld;
let deal: string;
let other: string;
let poolId: string;
let past: PastPeriod[];

beforeAll(async () => {
  world = await openDealWorld();
});

afterAll(async () => {
  await world?.close();
});

const api = () => world.pair.preparer;
const first = (): PastPeriod => {
  const [period] = past;
  if (period === undefined) throw new Error('no period');
  return period;
};

describe('a deal', () => {
  it('keeps a draft with faults, names each with its place, and does not publish it', async () => {
    const good = demoDealFile(smallDeal('faulty', 1, 2).plan, 1_000_000n, 20_000);
    const file = {
      ...good,
      token: { symbol: 'dEUR', decimals: 2 },
      waterfall: [...good.waterfall, { do: 'payInterest', classes: ['Z'], from: 'interest' }],
    };
    const { id, faults } = await api().post(DraftView, '/v1/deal-drafts', { file });
    expect(faults.map(({ pointer }) => pointer)).toContain(`/waterfall/${good.waterfall.length}/classes/0`);
    await expect(api().post(TransactionAccepted, `/v1/deal-drafts/${id}/publication`, {})).rejects.toMatchObject({
      code: 'deal_file_invalid',
      faults: faults.map(({ pointer, code, detail }) => ({ pointer, code, detail })),
    });
  });

  it('is published with a pool out of a committed tape', async () => {
    ({ deal, poolId } = await makeDeal(api(), smallDeal('one', 300, KILLS + 2)));
    other = (await makeDeal(api(), smallDeal('two', 20, 2))).deal;
    const pool = await api().get(PoolDetail, `/v1/pools/${poolId}`);
    expect(await viewDeal(world, deal)).toMatchObject({
      status: 'structuring',
      loanCount: 300,
      poolOriginal: pool.balanceMinor,
      pledged: 0,
    });
  });

  it('takes the loans of its pool once: another deal is refused by the registry, by name', async () => {
    await pledgePool(world, deal, 300);
    const tape = await world.system.database.client.poolLoan.findFirstOrThrow({ where: { poolId, position: 260 } });
    const loans = [{ tape: tape.tapeId, position: 260 }];
    const refused = api().post(PledgesAccepted, `/v1/deals/${other}/pledges`, { loans });
    await expect(refused).rejects.toMatchObject({ code: 'pledge_refused', message: expect.stringContaining('LoanAlreadyPledged(1, 16)') });
    const entry = await world.system.database.client.auditEntry.findFirst({ where: { action: 'loans.pledged', outcome: 'denied' } });
    expect(entry?.detail).toContain('LoanAlreadyPledged');
    expect((await viewDeal(world, other)).pledged).toBe(0);
  });

  it('is sold to investors, who claim what they are allotted', async () => {
    await sellDeal(world, deal);
    await claim(world.system, api(), deal, 'claim-notes');
    const { classes } = await viewDeal(world, deal);
    const { client } = world.system.database;
    // Allotments round down: of each class fewer units than holders are left to the residual account.
    for (const { token, original } of classes) {
      await until(async () => {
        const holdings = await client.trancheHolding.findMany({ where: { token } });
        const held = holdings.reduce((sum, { units }) => sum + BigInt(units), 0n);
        expect(held).toBeLessThanOrEqual(BigInt(original));
        return BigInt(original) - held < BigInt(holdings.length);
      });
    }
    past = await fundedPast(world.system, deal, poolId, KILLS + 2);
  });
});

describe('a period', () => {
  it('is refused with wrong totals, and nothing moves', async () => {
    const money = await moneyOf(world.system, world.system.signer('servicer').address);
    const wrong = { ...totalsOf(first()), poolEnd: String(first().poolEnd + 1n) };
    for (const path of ['preview', 'closings']) {
      await expect(api().post(PreviewView, `/v1/deals/${deal}/${path}`, wrong)).rejects.toMatchObject({ code: 'deal_report_invalid' });
    }
    expect(await world.system.database.client.periodClosing.count()).toBe(0);
    expect((await viewDeal(world, deal)).lastPeriod).toBe(0);
    expect(await moneyOf(world.system, world.system.signer('servicer').address)).toBe(money);
  });

  const upload = <T extends z.ZodType>(shape: T, path: string, text: string, query: Record<string, string> = {}) =>
    api().upload(shape, `/v1/deals/${deal}/${path}`, query, new TextEncoder().encode(text), 'text/csv');

  it('is refused out of a file that does not match the pool, with line and column, and nothing moves', async () => {
    const money = await moneyOf(world.system, world.system.signer('servicer').address);
    const rows = first().file.trimEnd().split('\n');
    const [head = '', one = '', two = ''] = rows;
    const stranger = one.replace('one-0', 'one-999');
    const grown = two.replace(/,[^,]*,[^,]*$/, ',99999.00,0');
    const wrong = [head, stranger, grown, ...rows.slice(3), rows[3]].join('\n');
    const { report, preview, faults } = await upload(PeriodFileView, 'period-file', wrong);
    expect([report, preview]).toEqual([null, null]);
    expect(faults.map(({ line, column, code }) => [line, column, code])).toEqual([
      [1, 'loan_id', 'loan_missing'],
      [2, 'loan_id', 'loan_unknown'],
      [3, 'end_balance', 'balance_grew'],
      [rows.length + 1, 'loan_id', 'loan_duplicate'],
    ]);
    await expect(upload(ClosingView, 'period-file/closing', wrong)).rejects.toMatchObject({
      code: 'period_file_faulty',
      faults: faults.map(({ line, column, code, detail }) => ({ pointer: `${line}:${column}`, code, detail })),
    });
    const other = { digest: `0x${'00'.repeat(32)}` };
    await expect(upload(ClosingView, 'period-file/closing', first().file, other)).rejects.toMatchObject({ code: 'period_file_changed' });
    expect(await world.system.database.client.periodClosing.count()).toBe(0);
    expect(await moneyOf(world.system, world.system.signer('servicer').address)).toBe(money);
  });

  it('offers a file to fill in that the pool agrees with', async () => {
    const template = new TextDecoder().decode(await api().download(`/v1/deals/${deal}/period-file.csv`));
    const { report, file } = await upload(PeriodFileView, 'period-file', template);
    expect(file.rows).toBe(300);
    expect(report).toMatchObject({ principal: '0', interest: '0', poolEnd: (await viewDeal(world, deal)).pool, loanCount: 300 });
  });

  it('is closed by two people out of the file, as the preview said', async () => {
    const { file, report, preview } = await upload(PeriodFileView, 'period-file', first().file, { fileName: 'q1.csv' });
    expect(file.hash).toBe(createHash('sha256').update(first().file).digest('hex'));
    expect(report).toEqual({ ...totalsOf(first()), purchases: '0', index: '0', isCall: false });
    expect(preview).toMatchObject({ isAgreed: true, period: 1, cash: String(cashOf(first())) });
    const { id } = await upload(ClosingView, 'period-file/closing', first().file, { fileName: 'q1.csv', digest: preview?.digest ?? '' });
    const alone = api().post(ClosingView, `/v1/period-closings/${id}/decision`, { decision: 'approve' });
    await expect(alone).rejects.toMatchObject({ code: 'four_eyes' });
    const again = api().post(ClosingView, `/v1/deals/${deal}/closings`, report);
    await expect(again).rejects.toMatchObject({ code: 'closing_pending' });
    await closePeriod(world.pair, deal, 1, first());
    const closed = await api().get(PeriodView, `/v1/deals/${deal}/periods/1`);
    expect(closed).toMatchObject({ isAgreed: true, payments: preview?.payments, reserve: preview?.reserve, postings: preview?.postings });
    expect(closed.file).toEqual(file);
    const document = new TextDecoder().decode(await api().download(`/v1/deals/${deal}/periods/1/document`));
    const [opening = '', ...lines] = document.split('\n');
    expect(keccakHex(utf8(opening))).toBe(closed.report.documentHash);
    expect(JSON.parse(opening)).toMatchObject({ file, linesHash: keccakHex(utf8(lines.join('\n'))), tapeRoot: first().tapeRoot });
    expect(lines).toHaveLength(300);
  });

  it('is closed once: its report is refused by the books and its signed call by the contract', async () => {
    await expect(api().post(ClosingView, `/v1/deals/${deal}/closings`, totalsOf(first()))).rejects.toMatchObject({
      code: 'deal_report_invalid',
    });
    const sent = await world.system.database.client.chainTransaction.findFirstOrThrow({ where: { kind: 'deal.close-period.1' } });
    const call = { from: world.system.signer('servicer').address, to: address(sent.target), data: sent.data as Hex };
    await expect(world.system.chain.estimateGas(call, dealAbi)).rejects.toMatchObject({
      params: { error: 'DealPeriodInvalid', args: '1, 2' },
    });
  });

  it('pays its investors', async () => {
    const wallets = demoInvestors(world.system);
    const before = await Promise.all(wallets.map((wallet) => moneyOf(world.system, wallet.address)));
    await claim(world.system, api(), deal, 'claim-cash');
    const after = await Promise.all(wallets.map((wallet) => moneyOf(world.system, wallet.address)));
    const taken = after.reduce((sum, money, at) => sum + money - (before[at] ?? 0n), 0n);
    const { payments } = await api().get(PeriodView, `/v1/deals/${deal}/periods/1`);
    const paid = payments.reduce(
      (sum, { interest, principal, residual }) => sum + BigInt(interest) + BigInt(principal) + BigInt(residual),
      0n,
    );
    // A unit of each class and holder at most stays behind until it can be split.
    expect(paid - taken).toBeGreaterThanOrEqual(0n);
    expect(paid - taken).toBeLessThanOrEqual(5n);
  });
});

describe('the worker', () => {
  it(`closes each period once or not at all though it is killed ${KILLS} times`, { timeout: 300_000 }, async () => {
    const random = createRandom(seed);
    const { client } = world.system.database;
    const servicer = world.system.signer('servicer').address;
    const before = await moneyOf(world.system, servicer);
    const killedIn: string[] = [];
    for (let period = 2; period < KILLS + 2; period++) {
      const report = past[period - 1];
      if (report === undefined) throw new Error('no report');
      const { id } = await preparePeriod(api(), deal, period, report);
      await world.pair.approver.post(ClosingView, `/v1/period-closings/${id}/decision`, { decision: 'approve' });
      await delay(random(CLOSING_MS));
      await world.stack.end('worker', 'SIGKILL');
      const orders = await client.chainTransaction.findMany({ where: { kind: { endsWith: `.${period}` }, refId: deal } });
      killedIn.push(orders.map(({ state }) => state).join('+'));
      await world.stack.run('worker');
      await until(async () => (await viewDeal(world, deal)).lastPeriod === period);
    }
    const found = `seed ${seed}, killed in ${killedIn}`;
    const numbers = Array.from({ length: KILLS + 1 }, (_, at) => at + 1);
    expect(await closedOnChain(), found).toEqual(numbers);
    const kept = await client.dealPeriod.findMany({ where: { deal }, orderBy: { period: 'asc' } });
    expect(kept.map(({ period, isAgreed }) => [period, isAgreed])).toEqual(numbers.map((period) => [period, true]));
    const cash = past.slice(1, KILLS + 1).reduce((sum, period) => sum + cashOf(period), 0n);
    expect(before - (await moneyOf(world.system, servicer)), found).toBe(cash);
    expect(
      killedIn.some((states) => states !== 'final+final' && states !== 'mined+mined'),
      found,
    ).toBe(true);
  });

  it('leaves database and chain agreed, and tables that a rebuild makes again', async () => {
    await expect.poll(() => reconcileDeals(world.system), { timeout: 120_000, interval: 500 }).toBe(0);
    const before = await tables();
    expect(before.periods).toHaveLength(KILLS + 1);
    const { code, stderr } = await world.stack.cli('index', 'rebuild');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await tables()).toEqual(before);
    expect(await reconcileDeals(world.system)).toBe(0);
  });
});

describe('the last period', () => {
  const last = (): PastPeriod => {
    const period = past.at(-1);
    if (period === undefined) throw new Error('no period');
    return period;
  };

  it('is read and handed over on the command line, with its faults when it has any', async () => {
    const path = join(world.stack.home, 'last.csv');
    await writeFile(path, `${last().file}one-0,,0,0,0,0,0,0,0,0,often\n`);
    const faulty = await world.stack.cli('deal', 'report', path, '--deal', deal);
    expect([faulty.code, faulty.stdout]).toEqual([1, expect.stringMatching(/days_past_due\s+cell_not_integer/)]);
    await writeFile(path, last().file);
    const { code, stdout } = await world.stack.cli('deal', 'report', path, '--deal', deal, '--hand-over');
    expect([code, stdout]).toEqual([0, expect.stringContaining(last().tapeRoot)]);
  });

  it('is not signed when the lines behind its report were changed', async () => {
    const { client } = world.system.database;
    const { id, document } = await client.periodClosing.findFirstOrThrow({ where: { deal, state: 'prepared' } });
    await client.periodClosing.update({ where: { id }, data: { document: `${document.slice(0, -1)}9` } });
    const decide = (decision: string) => world.pair.approver.post(ClosingView, `/v1/period-closings/${id}/decision`, { decision });
    await expect(decide('approve')).rejects.toMatchObject({ code: 'closing_document_differs' });
    expect(await decide('reject')).toMatchObject({ state: 'rejected', transaction: null });
  });

  it('may be reported by totals without loans, after which no file can be compared', async () => {
    const { id, file } = await api().post(ClosingView, `/v1/deals/${deal}/closings`, totalsOf(last()));
    expect(file).toBeNull();
    await world.pair.approver.post(ClosingView, `/v1/period-closings/${id}/decision`, { decision: 'approve' });
    await until(async () => (await viewDeal(world, deal)).lastPeriod === KILLS + 2);
    await expect(api().download(`/v1/deals/${deal}/period-file.csv`)).rejects.toMatchObject({ code: 'period_lines_missing' });
  });
});

/** What the chain itself says, in its order. */
async function closedOnChain(): Promise<number[]> {
  const { chain } = world.system;
  const { chainId, number } = await chain.readHead();
  const contract = { contract: 'Deal', address: address(deal), abi: dealAbi, fromBlock: 0n };
  const logs = await chain.logs({ addresses: [address(deal)], fromBlock: 0n, toBlock: number });
  const events = logs.map((log) => decodeEvent(log, { chainId, blockTime: 0n }, [contract]));
  return events.flatMap((event) => (event?.name === 'PeriodClosed' ? [Number(event.args['period'])] : []));
}

async function tables() {
  const { client } = world.system.database;
  return {
    deals: await client.deal.findMany({ orderBy: { address: 'asc' } }),
    classes: await client.dealClass.findMany({ orderBy: [{ deal: 'asc' }, { class: 'asc' }] }),
    periods: await client.dealPeriod.findMany({ orderBy: [{ deal: 'asc' }, { period: 'asc' }] }),
    holdings: await client.trancheHolding.findMany({ orderBy: [{ token: 'asc' }, { account: 'asc' }] }),
    pledges: await client.pledgeWord.findMany({ orderBy: [{ pool: 'asc' }, { word: 'asc' }] }),
    tapes: await client.registryTape.findMany({ orderBy: { tapeId: 'asc' } }),
    investors: await client.investor.findMany({ orderBy: { account: 'asc' } }),
  };
}
