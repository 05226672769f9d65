import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { germanApplicants, germanFile, germanOutcomes } from '../../../test/system/support/german-file.ts';
import { putInUse } from '../../../test/system/support/put-in-use.ts';
import { cellAt } from '../../intake/domain/columns.ts';
import { importCustomers } from '../../intake/import-customers.ts';
import { importOutcomes } from '../../intake/import-outcomes.ts';
import type { Database } from '../../platform/database/database.ts';
import { compileRegistryDocument } from '../domain/scored-model/registry-document.ts';
import { TrainRequest } from '../schemas.ts';
import { insertScores, type NewScore, readScorecard } from '../store.ts';
import { trainScorecard } from '../train-scorecard.ts';
import { scoringDeps } from '../scoring-deps.ts';
import { measureModel } from './measure-model.ts';
import { orderMonitoring } from './monitoring-jobs.ts';
import { monitoringOf } from './monitoring-views.ts';
import { refitModel } from './refit-model.ts';
import { takeInOutcomes } from './take-in-outcomes.ts';

const SOURCE = 'german-credit';
const TRAINED_ON = 600;
const wrap = { masterKey: new Uint8Array(32).fill(7) };
const idle = async () => undefined;

describeOnEachDatabase('outcomes that come after customers were scored', (under) => {
  const deps = (database: Database = under.database) => ({ ...scoringDeps(database, wrap), refitsOnAlert: false });
  const client = () => under.database.client;
  const file = (bytes: Uint8Array) => {
    return { source: SOURCE, fileName: 'a.csv', bytes, actor: 'user:test', requestId: null, now: new Date() };
  };
  const take = (bytes: Uint8Array) => importCustomers({ database: under.database, wrap }, { ...file(bytes), schemaId: 'german-credit' });
  const tell = (from: number, to: number, day: string, value?: (bad: string) => string) =>
    importOutcomes({ database: under.database, wrap }, file(germanOutcomes(from, to, day, value)));
  const opposite = (bad: string) => (bad === '1' ? '0' : '1');
  const days = async () => client().modelDay.findMany({ orderBy: { day: 'asc' } });
  const known = async () => (await days()).map((row) => `${row.day} ${row.known} of ${row.rows}`);
  const jobs = () => client().job.count({ where: { kind: 'model.measure' } });
  const told = async () =>
    (await client().auditEntry.findMany({ where: { action: { startsWith: 'model_alert.' } }, orderBy: { seq: 'asc' } }))
      .map(({ action, detail }) => ({ action, ...(JSON.parse(detail) as { figure: string; day: string }) }))
      .filter(({ figure }) => figure === 'discrimination')
      .map(({ action, day }) => `${action.replace('model_alert.', '')} ${day}`);
  let hash = '';
  let applicants: NewScore[] = [];

  async function scoreOn(day: string, some: readonly NewScore[]): Promise<void> {
    const createdAt = new Date(`${day}T10:00:00Z`);
    const run = { runId: `run-${day}`, scorecardHash: hash, role: 'champion' as const, createdAt, nextId: () => `sco_${randomUUID()}` };
    await under.database.write((tx) => insertScores(tx, run, some));
  }

  it('are not known while nobody told them', async () => {
    await take(germanFile(0, TRAINED_ON));
    const request = TrainRequest.parse({ name: 'German credit', source: SOURCE });
    hash = (await trainScorecard(deps(), request, { actor: 'user:test', now: new Date(), progress: idle })).hash;
    await putInUse(under.database, hash);
    await take(germanApplicants(TRAINED_ON, 1000));
    const { ids, columns } = await deps().loadDataset(SOURCE, 'scoring');
    expect(columns.map(({ name }) => name)).not.toContain('bad');
    const card = compileRegistryDocument((await readScorecard(client(), hash)).document);
    applicants = ids.map((customerId, row) => {
      const attributes = Object.fromEntries(columns.map((column) => [column.name, cellAt(column, row)]));
      return { customerId, scored: card.scoreRow(attributes), inputs: null };
    });
    applicants = applicants.slice(TRAINED_ON);
    await scoreOn('2026-03-02', applicants.slice(0, 200));
    await scoreOn('2026-03-03', applicants.slice(200, 300));
    await scoreOn('2026-03-20', applicants.slice(300, 400));
    await scoreOn('2026-06-01', applicants.slice(0, 50));
    await measureModel(deps(), hash, idle);
    expect(await known()).toEqual(['2026-03-02 0 of 200', '2026-03-03 0 of 100', '2026-03-20 0 of 100', '2026-06-01 0 of 50']);
    await orderMonitoring(under, null, new Date());
    expect(await jobs()).toBe(0);
  });

  it('have only the days counted again on which their customers were scored, and what is said of the thirty days after judged anew', async () => {
    const before = await days();
    await tell(TRAINED_ON + 100, TRAINED_ON + 200, '2026-09-30');
    await orderMonitoring(under, null, new Date());
    await orderMonitoring(under, null, new Date());
    expect(await jobs()).toBe(1);
    expect(await takeInOutcomes(deps(), hash, idle)).toEqual(['2026-03-02']);
    expect(await known()).toEqual(['2026-03-02 100 of 200', '2026-03-03 0 of 100', '2026-03-20 0 of 100', '2026-06-01 0 of 50']);
    const after = await days();
    expect(after.map(({ measuredAt }, at) => measuredAt.getTime() > (before[at]?.measuredAt.getTime() ?? 0))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    const saysOutcomes = after.map(({ figures }) => figures.includes('calibration'));
    expect(saysOutcomes).toEqual([true, true, true, false]);
    const view = await monitoringOf(client(), hash, { from: '2026-03-01', to: '2026-03-31' }, new Date());
    expect(view.months[0]?.outcome).toMatchObject({ rows: 100 });
    expect(view.months[0]?.outcome?.ranking?.gini).toBeGreaterThan(0.3);
  });

  it('are taken in once, and not ordered again by a file that says nothing new', async () => {
    expect(await takeInOutcomes(deps(), hash, idle)).toEqual([]);
    await client().job.updateMany({ data: { state: 'done' } });
    await tell(TRAINED_ON + 100, TRAINED_ON + 200, '2026-09-30');
    await orderMonitoring(under, null, new Date());
    expect(await jobs()).toBe(1);
  });

  it('say nothing of scores that were given after they were observed', async () => {
    await tell(TRAINED_ON, TRAINED_ON + 50, '2026-04-30');
    expect(await takeInOutcomes(deps(), hash, idle)).toEqual(['2026-03-02', '2026-06-01']);
    expect((await known())[0]).toBe('2026-03-02 150 of 200');
    expect((await known())[3]).toBe('2026-06-01 0 of 50');
  });

  it('raise an alert once, which a correction resolves once', async () => {
    expect(await told()).toEqual([]);
    await tell(TRAINED_ON + 200, 1000, '2026-09-30', opposite);
    const refitting = { ...deps(), refitsOnAlert: true };
    expect(await takeInOutcomes(refitting, hash, idle)).toEqual(['2026-03-03', '2026-03-20']);
    await takeInOutcomes(refitting, hash, idle);
    expect(await client().job.count({ where: { kind: 'scorecard.refit' } })).toBe(1);
    // Of the newest day that outcomes say something of.
    expect(await told()).toEqual(['raised 2026-03-20']);
    expect(await client().scorecard.findUniqueOrThrow({ where: { hash } })).toMatchObject({ state: 'watch' });
    await tell(TRAINED_ON + 200, 1000, '2026-09-30');
    expect(await takeInOutcomes(deps(), hash, idle)).toEqual(['2026-03-03', '2026-03-20']);
    expect(await told()).toEqual(['raised 2026-03-20', 'resolved 2026-03-20']);
  });

  it('change nothing when the run is cut, and are taken in by the next', async () => {
    const cut: Database = {
      ...under.database,
      write: (work) =>
        under.database.write(async (tx) => {
          await work(tx);
          throw new Error('cut');
        }),
    };
    const before = await days();
    await tell(TRAINED_ON + 50, TRAINED_ON + 100, '2026-09-30');
    await expect(takeInOutcomes(deps(cut), hash, idle)).rejects.toThrow('cut');
    expect(await days()).toEqual(before);
    expect(await takeInOutcomes(deps(), hash, idle)).toEqual(['2026-03-02']);
    expect((await known())[0]).toBe('2026-03-02 200 of 200');
  });

  it('give what a measuring from the beginning gives', async () => {
    const facts = async () => (await days()).map(({ day, tally, figures, level }) => ({ day, tally, figures, level }));
    const taken = await facts();
    await client().modelDay.deleteMany();
    await measureModel(deps(), hash, idle);
    expect(await facts()).toEqual(taken);
    expect(await takeInOutcomes(deps(), hash, idle)).toEqual([]);
  });

  it('are the rows of a refit that the card has not seen', async () => {
    const id = await refitModel(
      deps(),
      { jobId: 'job_refit', scorecardHash: hash, cause: 'asked' },
      { actor: 'user:test', now: new Date(), progress: idle },
    );
    const { state, comparison, candidateHash } = await client().modelRefit.findUniqueOrThrow({ where: { id } });
    expect(state).toBe('pending');
    expect(JSON.parse(comparison ?? '{}')).toMatchObject({ rows: 400 });
    expect((await readScorecard(client(), candidateHash ?? '')).document.training.rows).toBe(1000);
  });

  it('reach a card that is no longer in use, without an alert', async () => {
    await client().scorecard.update({ where: { hash }, data: { state: 'retired', role: null } });
    await client().job.deleteMany();
    const count = (await told()).length;
    await tell(TRAINED_ON + 200, TRAINED_ON + 300, '2026-09-30', opposite);
    await orderMonitoring(under, null, new Date());
    expect(await jobs()).toBe(1);
    expect(await takeInOutcomes(deps(), hash, idle)).toEqual(['2026-03-03']);
    expect((await told()).length).toBe(count);
    expect(await client().modelDay.count({ where: { outcomeSeq: { lt: 1 } } })).toBe(0);
  });
});
