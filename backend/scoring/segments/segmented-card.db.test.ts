import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { germanFile } from '../../../test/system/support/german-file.ts';
import { person, putInUse } from '../../../test/system/support/put-in-use.ts';
import { cellAt, takeRows } from '../../intake/domain/columns.ts';
import { openCustomerKey } from '../../intake/customer-keys.ts';
import { eraseCustomer } from '../../intake/erase-customer.ts';
import { importCustomers } from '../../intake/import-customers.ts';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';
import { compareScorecards } from '../comparison/compare-scorecards.ts';
import { placesOf } from '../domain/segments/compile-document.ts';
import {
  hashScorecard,
  scorecardText,
  type ScoringDocument,
  SEGMENTED_TYPE,
  sealSegmented,
} from '../domain/scorecard/scorecard-document.ts';
import { compileRegistryDocument, inputsOfDocument, isCard, type RegistryDocument } from '../domain/scored-model/registry-document.ts';
import { segmentList } from '../domain/segments/scoring-document.ts';
import { mapLeaves, rowsByLeaf } from '../domain/segments/segment-tree.ts';
import { rankingFigures } from '../domain/validation-report.ts';
import { importScorecard } from '../import-scorecard.ts';
import { decideRefit } from '../monitoring/decide-refit.ts';
import { measureModel, REFIT_JOB } from '../monitoring/measure-model.ts';
import { monitoringGauges } from '../monitoring/monitoring-gauges.ts';
import { monitoringJobs } from '../monitoring/monitoring-jobs.ts';
import { monitoringOf } from '../monitoring/monitoring-views.ts';
import { replayScore } from '../registry/replay-score.ts';
import { ImportScorecard } from '../registry/schemas.ts';
import { openInputs } from '../registry/score-inputs.ts';
import { TrainRequest } from '../schemas.ts';
import { scoreCustomers } from '../score-customers.ts';
import { readScorecard } from '../store.ts';
import { scoringDeps } from '../scoring-deps.ts';
import { trainScorecard } from '../train-scorecard.ts';

const SOURCE = 'german-credit';
function cardOf(document: RegistryDocument) {
  if (!isCard(document)) throw new Error('the document is no card');
  return document;
}

const importOf = (document: ScoringDocument) => ImportScorecard.parse({ source: SOURCE, document: JSON.parse(scorecardText(document)) });

const TRAINED_ON = 700;
type StoredScore = Awaited<ReturnType<DatabaseClient['score']['findFirstOrThrow']>>;
const wrap = { masterKey: new Uint8Array(32).fill(7) };

describeOnEachDatabase('a card of several segments', (under) => {
  const deps = () => scoringDeps(under.database, wrap);
  const client = () => under.database.client;
  const context = (at = new Date()) => ({ actor: 'user:test', now: at, progress: async () => undefined });
  const take = async (from: number, to: number) => {
    const file = { schemaId: 'german-credit', source: SOURCE, fileName: 'german.csv', bytes: germanFile(from, to) };
    await importCustomers({ database: under.database, wrap }, { ...file, actor: 'user:test', requestId: null, now: new Date() });
  };
  const train = async (over: object) =>
    (await trainScorecard(deps(), TrainRequest.parse({ name: 'By segment', source: SOURCE, ...over }), context())).hash;
  let hash = '';

  it('becomes champion as any card does, and scores customers by the card of their segment', async () => {
    await take(0, TRAINED_ON);
    const segments = [
      { attribute: 'age', cut: 33 },
      { attribute: 'housing', levels: ['A152'], missing: 'left' },
    ];
    hash = await train({ segments, minSegmentRows: 80, minSegmentBads: 25 });
    await putInUse(under.database, hash);
    const { document, state, post } = await readScorecard(client(), hash);
    expect({ state, post }).toEqual({ state: 'live', post: { role: 'champion', shareBps: 0 } });
    const run = await scoreCustomers(deps(), { runId: 'run', source: SOURCE }, context(new Date('2026-03-02T10:00:00Z')));
    expect(run).toMatchObject({ scored: TRAINED_ON, models: [{ scorecardHash: hash, role: 'champion', scored: TRAINED_ON }] });
    const { columns, ids } = await deps().loadDataset(SOURCE, 'scoring');
    const scores = compileRegistryDocument(document).scoreColumns(columns);
    const stored = await client().score.findMany({ where: { isLatest: true } });
    expect(new Map(stored.map((row) => [row.customerId, row.score]))).toEqual(new Map(ids.map((id, at) => [id, scores[at]])));
    const card = cardOf(document);
    const places = placesOf(card, columns);
    expect(new Map(stored.map((row) => [row.customerId, row.segment]))).toEqual(
      new Map(ids.map((id, at) => [id, segmentList(card)[places[at] ?? 0]?.segment])),
    );
  });

  it('keeps sealed what its tests and all its cards read, and computes each score once more by it', async () => {
    const { document } = await readScorecard(client(), hash);
    const wanted = inputsOfDocument(document).map(({ name }) => name);
    expect(wanted).toEqual(expect.arrayContaining(['age', 'housing']));
    const rows = await client().score.findMany({ orderBy: { id: 'asc' } });
    const segments = new Set<string | null>();
    for (const { id, customerId, runId, inputs, segment } of rows.slice(0, 60)) {
      const key = await openCustomerKey(client(), wrap, customerId);
      const read = openInputs(key, inputs ?? new Uint8Array(), { customerId, runId, scorecardHash: hash });
      expect(Object.keys(read).sort()).toEqual([...wanted].sort());
      expect(compileRegistryDocument(document).scoreRow(read).segment).toBe(segment);
      segments.add(segment);
      expect(await replayScore(client(), wrap, id)).toMatchObject({ isSame: true, differences: [], scorecard: hash, role: 'champion' });
    }
    expect([...segments].sort()).toEqual(['S1', 'S2', 'S3']);
    const [first] = rows;
    await client().score.update({ where: { id: first?.id ?? '' }, data: { score: (first?.score ?? 0) + 1 } });
    expect(await replayScore(client(), wrap, first?.id ?? '')).toMatchObject({ isSame: false, differences: ['score'] });
    await client().score.update({ where: { id: first?.id ?? '' }, data: { score: first?.score ?? 0, segment: 'S9' } });
    expect(await replayScore(client(), wrap, first?.id ?? '')).toMatchObject({ isSame: false, differences: ['segment'] });
    // As a score from before segments were kept: it names none, which is no difference.
    await client().score.update({ where: { id: first?.id ?? '' }, data: { segment: null } });
    expect(await replayScore(client(), wrap, first?.id ?? '')).toMatchObject({ isSame: true, stored: { segment: null } });
    await client().score.update({ where: { id: first?.id ?? '' }, data: { segment: first?.segment ?? null } });
  });

  const monitoring = () => ({ ...deps(), refitsOnAlert: true });
  const span = { from: '2026-03-01', to: '2026-05-31' };
  const watch = async () => {
    const days = await measureModel(monitoring(), hash, async () => undefined);
    return { days, view: await monitoringOf(client(), hash, span, new Date('2026-05-31T00:00:00Z')) };
  };

  it('is monitored by score, approvals, outcomes, the mix of its segments and the characteristics of each', async () => {
    const { days, view } = await watch();
    expect(days).toEqual(['2026-03-02']);
    const { document } = await readScorecard(client(), hash);
    const cards = segmentList(cardOf(document));
    expect(view.segments.map(({ segment, label }) => [segment, label])).toEqual([
      ['S1', 'age < 33'],
      ['S2', 'age ≥ 33 or missing; housing in A152 or missing'],
      ['S3', 'age ≥ 33 or missing; housing not in A152'],
    ]);
    expect(view.matrix.map(({ figure, segment }) => [figure, segment])).toEqual([
      ['score', null],
      ['approval', null],
      ['segments', null],
      ...cards.flatMap(({ segment, card }) =>
        card.characteristics.map(({ name }) => [`segment:${segment}:characteristic:${name}`, segment]),
      ),
    ]);
    // The scores are those of the training rows.
    const rows = await client().score.findMany({ select: { score: true } });
    expect(view.training.meanScore).toBeCloseTo(rows.reduce((sum, { score }) => sum + score, 0) / rows.length, 6);
    expect(view.months).toMatchObject([{ rows: TRAINED_ON, unnamed: 0, worst: 'stable', outcome: { rows: TRAINED_ON } }]);
    expect(view.months[0]?.score.index).toBeLessThan(0.01);
    expect(view.months[0]?.segments.map((own) => own.rows)).toEqual(cards.map(({ card }) => card.training.rows));
    expect(view.matrix.slice(2).every(({ cells }) => Math.abs(cells[0]?.index ?? 1) < 1e-9)).toBe(true);
  });

  /** Copies scores of the first run to another day. */
  const copyTo = async (day: string, chosen: (row: StoredScore) => boolean, change: Partial<StoredScore> = {}) => {
    const rows = await client().score.findMany({ where: { runId: 'run' }, orderBy: { id: 'asc' } });
    const copies = rows.filter(chosen).map((row) => ({ ...row, isLatest: false, ...change, createdAt: new Date(`${day}T10:00:00Z`) }));
    await client().score.createMany({ data: copies.map((row, at) => ({ ...row, id: `${day}-${at}`, runId: day })) });
    return copies.length;
  };

  it('tells a shift inside one segment, and of the segments themselves, by their names', async () => {
    const isPoor = (row: StoredScore) => row.points.includes('"attribute":"A11"');
    await copyTo('2026-04-20', (row) => row.segment === 'S2' && isPoor(row));
    const { days, view } = await watch();
    expect(days).toEqual(['2026-04-20']);
    const cellOf = (figure: string, month: string) =>
      view.matrix.find((line) => line.figure === figure)?.cells.find((cell) => cell.month === month);
    expect(cellOf('segments', '2026-04')?.level).toBe('alert');
    expect(cellOf('segment:S2:characteristic:checking', '2026-04')?.level).toBe('alert');
    // Nobody of the others came: nothing is said of their characteristics.
    expect(cellOf('segment:S1:characteristic:checking', '2026-04')).toBeUndefined();
    expect(cellOf('segment:S1:characteristic:checking', '2026-03')?.level).toBe('stable');
    const open = await client().modelAlert.findMany({ where: { scorecardHash: hash, resolvedOn: null } });
    expect(open.map(({ figure }) => figure)).toEqual(expect.arrayContaining(['segments', 'segment:S2:characteristic:checking']));
    expect(open.some(({ figure }) => figure.startsWith('segment:S1:'))).toBe(false);
    const register = new Registry();
    monitoringGauges(under.database)(register);
    const text = await register.metrics();
    for (const figure of ['segments', 'segment:S2:characteristic:checking'])
      expect(Number(new RegExp(`credence_model_shift\\{figure="${figure}"\\} (\\S+)`).exec(text)?.[1])).toBeGreaterThan(0.25);
  });

  it('keeps days from before scores named their segment, and says how many scores it does not tell apart', async () => {
    const unnamed = await copyTo('2026-05-04', () => true, { segment: null });
    const day = { scorecardHash: hash, day: '2026-05-05', rows: 5, known: 0, figures: '[]', level: 'stable', measuredAt: new Date() };
    const scores = [{ score: 600, rows: 5, goods: 0, bads: 0 }];
    const { view } = await watch();
    expect(view.months.at(-1)).toMatchObject({ period: '2026-05', rows: unnamed, unnamed, worst: 'stable' });
    expect(view.matrix.find(({ figure }) => figure === 'segments')?.cells.map(({ month }) => month)).toEqual(['2026-03', '2026-04']);
    await client().modelDay.create({ data: { ...day, tally: canonicalJson({ scores, bins: [] }) } });
    const later = await monitoringOf(client(), hash, span, new Date('2026-05-31T00:00:00Z'));
    expect(later.months.at(-1)).toMatchObject({ rows: unnamed + 5, unnamed: unnamed + 5 });
    await client().modelDay.deleteMany({ where: { day: { gt: '2026-03-31' } } });
    await client().score.deleteMany({ where: { runId: { startsWith: '2026-' } } });
    await client().modelAlert.deleteMany();
  });

  it('forgets the segment of a customer who is erased, as it does the points', async () => {
    const { customerId } = await client().score.findFirstOrThrow({ where: { runId: 'run' }, orderBy: { id: 'desc' } });
    const { externalId } = await client().customer.findUniqueOrThrow({ where: { id: customerId } });
    await eraseCustomer(under, { customerId, confirm: externalId, reason: 'requested', actor: 'user:test', requestId: null });
    expect(await client().score.findMany({ where: { customerId }, select: { points: true, segment: true } })).toEqual([
      { points: '[]', segment: null },
    ]);
  });

  it('is fitted again with its segments by the order of an alert, and compared with the refit on customers whom neither had seen', async () => {
    await take(TRAINED_ON, 1000);
    const [job, ...others] = await client().job.findMany({ where: { kind: REFIT_JOB } });
    expect(others).toEqual([]);
    const refit = monitoringJobs({ ...deps(), ...monitoring() })[REFIT_JOB];
    const { signal } = new AbortController();
    const answer = await refit?.(JSON.parse(job?.payload ?? '{}'), { jobId: job?.id ?? '', progress: async () => undefined, signal });
    const { id } = answer as { id: string };
    const { state, candidateHash, comparison } = await client().modelRefit.findUniqueOrThrow({ where: { id } });
    expect(state).toBe('pending');
    const { document } = await readScorecard(client(), candidateHash ?? '');
    expect(document.training.rows).toBe(999);
    expect(segmentList(cardOf(document)).map(({ segment }) => segment)).toEqual(['S1', 'S2', 'S3']);
    const { rows, auc } = JSON.parse(comparison ?? '{}') as { rows: number; auc: { first: number; second: number } };
    expect(rows).toBe(1000 - TRAINED_ON);
    expect(Math.min(auc.first, auc.second)).toBeGreaterThan(0.7);
    await decideRefit(under.database, { id, decision: 'take_up', note: 'newer customers' }, person('ann'));
    expect(await client().scorecardPromotion.findFirst({ where: { scorecardHash: candidateHash ?? '' } })).toMatchObject({
      state: 'pending',
      role: 'champion',
    });
  });

  it('enters the registry out of a file, measured on the customers here: of all rows and by segment', async () => {
    const { document: own } = await readScorecard(client(), hash);
    if (own.type !== SEGMENTED_TYPE) throw new Error('no segments');
    const { seal: _seal, ...members } = own;
    const document = sealSegmented({ ...members, name: 'Of a file' });
    const taken = await importScorecard(deps(), importOf(document), context());
    expect(taken).toMatchObject({ hash: hashScorecard(document), state: 'draft' });
    const { report } = await readScorecard(client(), taken.hash);
    const segments = report.segments ?? [];
    expect(segments.map(({ segment, standInFolds }) => [segment, standInFolds])).toEqual([
      ['S1', 0],
      ['S2', 0],
      ['S3', 0],
    ]);
    const { columns, target } = await deps().loadDataset(SOURCE, 'training');
    const rows = rowsByLeaf(placesOf(document, columns), segments.length);
    expect(segments.map(({ validation }) => validation.rows)).toEqual(rows.map((part) => part.length));
    expect(report.validation.rows).toBe(target.length);
    const figures = [report.validation, ...segments.map(({ validation }) => validation)].map((own) => rankingFigures(own).auc);
    expect(Math.min(...figures)).toBeGreaterThan(0.55);
    expect(taken.auc).toBeGreaterThan(0.7);
    expect(figures[0]).toBe(taken.auc);
    // Bins and points are those of the file, whoever is here.
    const points = segmentList(document).map(
      ({ card }) => new Set(card.characteristics.flatMap(({ bins }) => bins.map((bin) => bin.points))),
    );
    segments.forEach(({ characteristics }, at) => {
      expect(new Set(characteristics.flatMap(({ bins }) => bins.map((bin) => bin.points)))).toEqual(points[at]);
    });
    expect(await importScorecard(deps(), importOf(document), context())).toEqual({ ...taken, isNew: false });
    const imported = await client().auditEntry.findMany({ where: { action: 'scorecard.imported', entityId: taken.hash } });
    expect(imported).toHaveLength(1);
  });

  it('is refused from a file whose segments the customers here say too little about, each by its name', async () => {
    const { document: own } = await readScorecard(client(), hash);
    if (own.type !== SEGMENTED_TYPE) throw new Error('no segments');
    const { seal: _seal, ...members } = own;
    const few = async () => {
      const dataset = await deps().loadDataset(SOURCE, 'training');
      const age = dataset.columns.find(({ name }) => name === 'age');
      const young = dataset.target.map((_, row) => (Number(age === undefined ? null : cellAt(age, row)) < 33 ? 1 : 0));
      const rows = Int32Array.from(dataset.target.keys()).filter((row) => young[row] === 0 || row % 40 === 0);
      const target = Uint8Array.from(rows, (row) => dataset.target[row] ?? 0);
      const folds = dataset.folds === null ? null : Uint8Array.from(rows, (row) => dataset.folds?.[row] ?? 0);
      return { ...dataset, target, folds, columns: dataset.columns.map((column) => takeRows(column, rows)) };
    };
    const names = { S1: 'young', S2: 'owners', S3: 'tenants' } as const;
    const tree = mapLeaves(members.tree, (leaf) => ({ ...leaf, segment: names[leaf.segment as 'S1'] }));
    const document = sealSegmented({ ...members, tree });
    const before = await client().scorecard.count();
    await expect(importScorecard({ ...deps(), loadDataset: few }, importOf(document), context())).rejects.toMatchObject({
      code: 'segment_too_small',
      params: { segment: 'young' },
      message: expect.stringMatching(
        /^Segment young \(age < 33\) has \d+ rows and \d bads; at least 20 rows, 10 bads and 10 goods are needed\.$/,
      ),
    });
    expect(await client().scorecard.count()).toBe(before);
  });

  it('is compared with plain cards on the same unseen rows; points stand side by side for these only', async () => {
    const plain = [await train({ name: 'Plain' }), await train({ name: 'Without checking', exclude: ['checking'] })];
    const hashes = [plain[0] ?? '', hash, plain[1] ?? ''];
    const view = await compareScorecards(deps(), { hashes, source: SOURCE }, context());
    expect(view.cards.map((card) => [card.hash, card.segments.length, card.swaps.length])).toEqual([
      [hashes[0], 0, 0],
      [hash, 3, 99],
      [hashes[2], 0, 99],
    ]);
    const { document } = await readScorecard(client(), hash);
    const [, segmented] = view.cards;
    expect(segmented?.segments.map(({ segment, standInFolds }) => [segment, standInFolds])).toEqual(
      segmentList(cardOf(document)).map(({ segment }) => [segment, 0]),
    );
    expect(segmented?.segments.reduce((sum, own) => sum + own.rows, 0)).toBe(view.rows);
    expect(segmented?.segments.reduce((sum, own) => sum + own.bads, 0)).toBe(view.bads);
    expect(segmented?.isTrainingData).toBe(false);
    expect(segmented?.auc.auc).toBeGreaterThan(0.7);
    expect(segmented?.delong?.pValue).toBeGreaterThan(0);
    expect(view.characteristics.every(({ cards }) => cards.length === 2)).toBe(true);
    const checking = view.characteristics.find(({ name }) => name === 'checking')?.cards;
    expect(checking?.[1]).toBeNull();
    expect(checking?.[0]?.attributes.flatMap(({ levels }) => levels)).toEqual(expect.arrayContaining(['A11', 'A14']));
  });
});
