import { readFile } from 'node:fs/promises';
import type { APIRequestContext } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DEMO_PAIR, DEMO_PASSWORD } from '../../../backend/apps/demo/demo-accounts.ts';
import { cashOf } from '../../../backend/apps/demo/demo-closings.ts';
import { demoDealFile } from '../../../backend/apps/demo/demo-deal-file.ts';
import type { PastPeriod } from '../../../backend/apps/demo/demo-past.ts';
import type { DraftRow, HoldingList, PeriodView } from '../../../backend/securitization/deals/schemas.ts';
import type { PoolView, TapeView } from '../../../backend/securitization/pools/schemas.ts';
import { pdfText } from '../../system/support/pdf-text.ts';
import { smallDeal, smallTape } from '../../system/support/deal-stack.ts';
import { awaitDeal, awaitRow, choose, confirmAct, dealAt, signPlan } from '../support/deal-clicks.ts';
import { fundInvestor, nodeUrl, quartersOf } from '../support/deal-money.ts';
import { settled } from '../support/settled.ts';
import { addWallet, walletAccount } from '../support/test-wallet.ts';
import type { Stage } from './stage.ts';

/** Another one each time, so that an installation may be played on twice. */
const RUN = Date.now().toString(36);
const NAME = `Clicked Loans ${RUN}`;
const LOANS = 40;
const QUARTERS = 2;
const SEED = '6d';
const DAY_MS = 86_400_000;
const APPROVER = { email: DEMO_PAIR.approver, password: DEMO_PASSWORD };
const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
/** Minor units as the console shows them. */
const shown = (minor: bigint): string => `${(minor / 100n).toLocaleString('en')}.${String(minor % 100n).padStart(2, '0')}`;
/** Amounts of a statement, in minor units. */
const minorOf = (text: string): bigint => BigInt(text.replace('.', ''));

/** What an account holds of one deal. */
async function holdingsOf(request: APIRequestContext, account: string, deal: string): Promise<HoldingList['data']> {
  const list = (await (await request.get(`/v1/holdings?account=${account}`)).json()) as HoldingList;
  return list.data.filter((row) => row.deal === deal);
}

interface Life {
  deal: string;
  poolId: string;
  poolMinor: bigint;
  quarters: PastPeriod[];
}

/** A deal from its tape to the cash in an investor's wallet, everything by clicking, each test after the one before. */
export function dealLifeSuite(stage: Stage): void {
  const life: Life = { deal: '', poolId: '', poolMinor: 0n, quarters: [] };

  const investor = async (path: string) => {
    const visitor = await stage.app().visit('/healthz', { role: 'investor' });
    await addWallet(visitor.page, SEED, nodeUrl(stage.app()));
    await visitor.page.goto(path);
    await settled(visitor.page);
    return visitor;
  };

  describe('the life of a deal, clicked by its originator', () => {
    it('imports a tape and commits it to the registry', async () => {
      const { page, context } = await stage.app().visit('/tapes', { role: 'risk_officer' });
      await settled(page);
      await page.locator('input[type="file"]').setInputFiles(csv(`${NAME}.csv`, smallTape(RUN, LOANS)));
      await page.getByRole('button', { name: 'Import' }).click();
      await page.getByRole('heading', { level: 1, name: `${NAME}.csv` }).waitFor();
      await page.getByRole('tab', { name: 'Check and commit' }).click();
      await page.getByRole('textbox', { name: /Where the tape/ }).fill('https://credence.example/tapes/clicked');
      await page.getByRole('textbox', { name: /Hash of that document/ }).fill(`0x${'ab'.repeat(32)}`);
      await page.getByRole('button', { name: 'Commit', exact: true }).click();
      const tape = await awaitRow<TapeView>(context.request, '/v1/tapes?limit=100', (row) => row.name === `${NAME}.csv`);
      await awaitRow<TapeView>(context.request, '/v1/tapes?limit=100', ({ id, state }) => id === tape.id && state === 'committed');
      expect([tape.accepted, tape.rejected]).toEqual([LOANS, 0]);
    });

    it('selects its loans into a pool', async () => {
      const { page, context } = await stage.app().visit('/pools', { role: 'risk_officer' });
      await settled(page);
      const tape = await awaitRow<TapeView>(context.request, '/v1/tapes?limit=100', (row) => row.name === `${NAME}.csv`);
      life.poolMinor = BigInt(tape.balanceMinor);
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill(NAME);
      await choose(page, 'From tapes', `${NAME}.csv`);
      await page.keyboard.press('Escape');
      await page.getByRole('textbox', { name: 'Target balance' }).fill(String(life.poolMinor / 100n));
      await page.getByRole('button', { name: 'Try' }).click();
      await page.getByRole('button', { name: 'Open the pool' }).click();
      await page.getByRole('heading', { level: 1, name: NAME }).waitFor();
      const pool = await awaitRow<PoolView>(context.request, '/v1/pools?limit=100', (row) => row.name === NAME);
      life.poolId = pool.id;
      expect([pool.loans, pool.balanceMinor]).toEqual([LOANS, tape.balanceMinor]);
    });

    it('structures a deal over the pool and publishes it', async () => {
      const { page, context } = await stage.app().visit('/structure', { role: 'risk_officer' });
      await settled(page);
      await page.getByRole('button', { name: /^Begin: Sequential auto/ }).click();
      await page.getByRole('tab', { name: 'Deal file (JSON)' }).click();
      const file = demoDealFile(smallDeal(NAME, LOANS, QUARTERS).plan, life.poolMinor, Math.floor(Date.now() / DAY_MS));
      await page.getByRole('textbox', { name: 'Deal file' }).fill(JSON.stringify(file));
      await page.getByRole('button', { name: 'Take over' }).click();
      await page.getByRole('tab', { name: 'Classes and outlook' }).click();
      await choose(page, 'Loans of', new RegExp(`^${NAME} `));
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('All changes are saved.').waitFor();
      await confirmAct(page, 'Publish', 'publish');
      const draft = await awaitRow<DraftRow>(
        context.request,
        '/v1/deal-drafts?limit=100',
        ({ name, deal }) => name === NAME && deal !== null,
      );
      life.deal = draft.deal ?? '';
      expect(await dealAt(context.request, life.deal)).toMatchObject({ name: NAME, status: 'structuring', loanCount: LOANS, pledged: 0 });
    });

    it('pledges the loans and opens the offering', async () => {
      const { page, context } = await stage.app().visit(`/servicing/${life.deal}?tab=acts`, { role: 'risk_officer' });
      await settled(page);
      await page.getByRole('button', { name: 'Pledge the loans' }).click();
      await page.getByText(`The pledge of ${LOANS} loans is on its way.`).waitFor();
      await awaitDeal(context.request, life.deal, ({ pledged }) => pledged === LOANS);
      await page.getByRole('button', { name: 'Open the offering' }).click();
      await awaitDeal(context.request, life.deal, ({ status }) => status === 'offering');
    });
  });

  describe('an investor with a wallet', () => {
    it('subscribes to every class: simulated, signed, followed into its block', async () => {
      await fundInvestor(stage.app(), walletAccount(SEED).address, { deal: life.deal, amount: life.poolMinor });
      const { page, context } = await investor(`/deals/${life.deal}`);
      const { classes } = await dealAt(context.request, life.deal);
      for (const { symbol, original } of classes) {
        await choose(page, 'Class', symbol);
        await page.getByRole('textbox', { name: /^Amount/ }).fill(`${BigInt(original) / 100n}.${original.slice(-2)}`);
        await page.getByRole('button', { name: 'Simulate with Test Wallet' }).click();
        await signPlan(page);
      }
      const all = await awaitDeal(context.request, life.deal, (deal) => deal.classes.every((row) => row.requested === row.original));
      expect(all.classes.reduce((sum, { requested }) => sum + BigInt(requested), 0n)).toBe(life.poolMinor);
    });

    it('is told before signing what the contract would refuse', async () => {
      const { page } = await investor(`/deals/${life.deal}`);
      await page.getByRole('textbox', { name: /^Amount/ }).fill('1000000000');
      await page.getByRole('button', { name: 'Simulate with Test Wallet' }).click();
      const plan = page.getByTestId('wallet-plan');
      await plan.getByRole('alert').waitFor();
      expect(await plan.getByRole('button', { name: /^Sign and send/ }).isDisabled()).toBe(true);
    });

    it('claims the notes that are allotted', async () => {
      const originator = await stage.app().visit(`/servicing/${life.deal}?tab=acts`, { role: 'risk_officer' });
      await settled(originator.page);
      await confirmAct(originator.page, 'Close the offering', 'close-offering');
      await awaitDeal(originator.context.request, life.deal, ({ status }) => status === 'amortizing');
      const { page, context } = await investor(`/deals/${life.deal}`);
      const { classes } = await dealAt(context.request, life.deal);
      await choose(page, 'Act', 'Claim notes');
      for (const { symbol } of classes) {
        await choose(page, 'Class', symbol);
        await page.getByRole('button', { name: 'Simulate with Test Wallet' }).click();
        await signPlan(page);
      }
      const account = walletAccount(SEED).address.toLowerCase();
      for (const { symbol, original } of classes) {
        const holds = (row: HoldingList['data'][number]) => row.deal === life.deal && row.symbol === symbol && row.units === original;
        await awaitRow(context.request, `/v1/holdings?account=${account}`, holds);
      }
    });
  });

  describe('its servicer', () => {
    it('is shown every fault of a file, and cannot hand it over', async () => {
      life.quarters = await quartersOf(stage.app(), life.deal, life.poolId, QUARTERS);
      const rows = (life.quarters[0]?.file ?? '').trimEnd().split('\n');
      const wrong = [...rows.slice(0, -1), `${RUN}-900,,1.00,0,0,0,0,0,0,1.00,0`].join('\n');
      const { page } = await stage.app().visit(`/servicing/${life.deal}`, { role: 'risk_officer' });
      await settled(page);
      await page.locator('input[type="file"]').setInputFiles(csv('wrong.csv', wrong));
      await page.getByRole('button', { name: 'Read and run dry' }).click();
      const faults = page.getByRole('table', { name: 'Faults of the file' }).locator('tbody tr');
      await faults.first().waitFor();
      const said = await faults.allInnerTexts();
      expect(said.map((text) => text.split(/\s+/).slice(0, 2))).toEqual([
        ['1', 'loan_id'],
        [String(rows.length), 'loan_id'],
      ]);
      expect(said[0]).toContain('has a balance and no row');
      expect(said[1]).toContain('no loan of this pool');
      expect(await page.getByRole('button', { name: 'Hand over for approval' }).count()).toBe(0);
    });

    it('closes a period with its file and the approval of a second person', async () => {
      const [quarter] = life.quarters;
      if (quarter === undefined) throw new Error('no quarter');
      const { page, context } = await stage.app().visit(`/servicing/${life.deal}`, { role: 'risk_officer' });
      await settled(page);
      await page.locator('input[type="file"]').setInputFiles(csv('quarter-1.csv', quarter.file));
      await page.getByRole('button', { name: 'Read and run dry' }).click();
      const totals = page.getByRole('region', { name: 'Totals of the file' });
      for (const amount of [quarter.interest, quarter.principal, quarter.poolEnd]) {
        await totals
          .getByText(`${shown(amount)} dEUR`)
          .first()
          .waitFor();
      }
      await page.getByTestId('preview').getByText('agree in every posting').waitFor();
      await page.getByRole('button', { name: 'Hand over for approval' }).click();
      await page.getByText('Handed over.', { exact: false }).waitFor();
      await page.getByRole('tab', { name: 'Reports' }).click();
      await page.getByText('Another person decides').waitFor();
      const second = await stage.app().visit(`/servicing/${life.deal}?tab=closings`, { account: APPROVER });
      await second.page.getByText(`file, ${quarter.file.trimEnd().split('\n').length - 1} loans`).waitFor();
      await second.page.getByRole('button', { name: 'Approve' }).click();
      await second.page.getByText('closed', { exact: true }).waitFor();
      await awaitDeal(context.request, life.deal, ({ lastPeriod }) => lastPeriod === 1);
    });

    it('has the period on the page of the deal, resting on its file', async () => {
      const { page, context } = await stage.app().visit(`/deals/${life.deal}?tab=periods`, { role: 'investor' });
      await settled(page);
      const [quarter] = life.quarters;
      const period = (await (await context.request.get(`/v1/deals/${life.deal}/periods/1`)).json()) as PeriodView;
      expect(period.report).toMatchObject({ tapeRoot: quarter?.tapeRoot, poolEnd: String(quarter?.poolEnd) });
      await page.getByText(`quarter-1.csv, ${period.file?.rows} loans`).waitFor();
      expect(await page.locator(`code[title="${period.report.tapeRoot}"]`).count()).toBe(1);
      expect(await page.locator(`code[title="${period.file?.hash}"]`).count()).toBe(1);
    });
  });

  describe('the investor, after the period', () => {
    it('claims every payment in the portfolio', async () => {
      const { page, context } = await investor('/portfolio');
      await page.getByRole('button', { name: 'From Test Wallet' }).click();
      const claims = page.getByRole('button', { name: 'Claim with Test Wallet' });
      await claims.first().waitFor();
      const account = walletAccount(SEED).address.toLowerCase();
      const holdings = () => holdingsOf(context.request, account, life.deal);
      const waiting = (await holdings()).filter(({ claimable }) => claimable !== '0');
      expect(await claims.count()).toBe(waiting.length);
      for (let left = waiting.length; left > 0; left--) {
        await claims.first().click();
        // Plans that were signed stay on the page with their outcome, each in the place of its claim.
        await signPlan(page, waiting.length - left);
        await expect.poll(() => claims.count(), { timeout: 120_000 }).toBe(left - 1);
      }
      const due = waiting.reduce((sum, row) => sum + BigInt(row.claimable), 0n);
      const claimed = async () => (await holdings()).reduce((sum, row) => sum + BigInt(row.claimed), 0n);
      await expect.poll(claimed, { timeout: 120_000 }).toBe(due);
      // Fees and the reserve come first, so that less than the cash of the quarter is paid.
      const [quarter] = life.quarters;
      expect(due).toBeGreaterThan(0n);
      expect(due).toBeLessThanOrEqual(quarter === undefined ? 0n : cashOf(quarter));
    });

    it('downloads statements that hold every movement, as CSV and as PDF', async () => {
      const account = walletAccount(SEED).address.toLowerCase();
      const { page, context } = await investor(`/portfolio?account=${account}`);
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Statement (CSV)' }).click()]);
      const text = await readFile(await file.path(), 'utf8');
      const lines = text
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(','))
        .filter((cells) => cells[1] === life.deal);
      const of = (kind: string) => lines.filter((cells) => cells[4] === kind);
      expect([of('subscribed').length, of('allotted').length]).toEqual([3, 3]);
      const sum = (kind: string, column: number) => of(kind).reduce((total, cells) => total + minorOf(cells[column] ?? '0'), 0n);
      expect([sum('subscribed', 6), sum('allotted', 5)]).toEqual([-life.poolMinor, life.poolMinor]);
      const held = await holdingsOf(context.request, account, life.deal);
      expect(sum('claimed', 6)).toBe(held.reduce((total, row) => total + BigInt(row.claimed), 0n));
      const link = await page.getByRole('link', { name: 'Statement (PDF)' }).getAttribute('href');
      const pdf = await context.request.get(link ?? '');
      expect(pdf.headers()['content-type']).toBe('application/pdf');
      const printed = pdfText(await pdf.body());
      expect(printed).toContain(account);
      for (const cells of lines) expect(printed).toContain(cells[6] === '0.00' ? `${cells[5]}` : `${cells[6]} ${cells[7]}`);
    });
  });
}
