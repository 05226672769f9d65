import { describe, expect, it } from 'vitest';
import { GERMAN_PROTECTED, readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { cellAt, numericColumn, takeRows } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { DEFAULT_MODEL, DEFAULT_TRAINING } from '../scorecard/build-scorecard.ts';
import { hashScorecard, type SegmentedDocument, SEGMENTED_TYPE, sealSegmented } from '../scorecard/scorecard-document.ts';
import { explainScore } from '../explain/explain-score.ts';
import { nearestApproval } from '../explain/nearest-approval.ts';
import { seededRandom } from '../seeded-random.ts';
import { validateUnseen } from '../validation-report.ts';
import { compileDocument, placesOf } from './compile-document.ts';
import type { SegmentSplit } from './plan-segments.ts';
import { readScoringDocument, segmentList } from './scoring-document.ts';
import { DEFAULT_LIMITS } from './segment-limits.ts';
import { sideOf } from './segment-tree.ts';
import { trainDocument } from './train-document.ts';

const german = readGermanCredit();
const options = { ...DEFAULT_TRAINING, name: 'German credit', model: { ...DEFAULT_MODEL, exclude: GERMAN_PROTECTED } };
const AGE: SegmentSplit = { attribute: 'age', cut: 33, missing: 'right' };
const HOUSING: SegmentSplit = { attribute: 'housing', levels: ['A152'], missing: 'left' };
const order = (splits: readonly SegmentSplit[] | 'find', limits = { minRows: 100, minBads: 30 }) => ({ splits, ...limits });

const trained = trainDocument(german, options, order([AGE, HOUSING]));
if (trained.document.type !== SEGMENTED_TYPE) throw new Error('no segments');
const document: SegmentedDocument = trained.document;
const rows = german.ids.map((_, row) => Object.fromEntries(german.columns.map((column) => [column.name, cellAt(column, row)])));

function refusal(work: () => unknown): { code: string; message: string; pointers: string[] } {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { code: error.code, message: error.message, pointers: error.faults.map(({ pointer }) => pointer) };
  }
  return { code: 'accepted', message: '', pointers: [] };
}

describe('cards by segment', () => {
  it('are trained on one scale, each on its own rows, the same in any order of rows', () => {
    expect(segmentList(document).map(({ segment }) => segment)).toEqual(['S1', 'S2', 'S3']);
    expect(readScoringDocument(JSON.parse(JSON.stringify(document)))).toEqual(document);
    expect(segmentList(document).reduce((total, { card }) => total + card.training.rows, 0)).toBe(1000);
    const turned = Int32Array.from(german.target.keys()).reverse();
    const again = trainDocument(
      {
        ...german,
        columns: german.columns.map((column) => takeRows(column, turned)),
        target: Uint8Array.from(turned, (row) => german.target[row] ?? 0),
        folds: Uint8Array.from(turned, (row) => german.folds?.[row] ?? 0),
      },
      options,
      order([AGE, HOUSING]),
    );
    expect(hashScorecard(again.document)).toBe(hashScorecard(document));
  });

  it('are measured over all rows and by segment, on rows that they had not seen', () => {
    const [all, ...bySegment] = validateUnseen(german, document, trained.unseen);
    expect(bySegment.map((report) => report.rows)).toEqual(segmentList(document).map(({ card }) => card.training.rows));
    expect(bySegment.reduce((total, report) => total + report.bads, 0)).toBe(all?.bads);
    for (const report of [all, ...bySegment]) expect(report?.crossValidation.auc).toBeGreaterThan(0.5);
    const { segmentation } = trained;
    expect(segmentation).toMatchObject({ source: 'given', used: true });
    expect((segmentation?.segmentedAuc ?? 0) - (segmentation?.singleAuc ?? 0)).toBeCloseTo(segmentation?.difference ?? 1, 12);
  });

  it('use one code for one characteristic, whichever card gives it', () => {
    const codes = segmentList(document).flatMap(({ card }) => card.characteristics.map(({ name, reason }) => `${name} ${reason}`));
    const distinct = [...new Set(codes)];
    expect(new Set(distinct.map((code) => code.split(' ')[0])).size).toBe(distinct.length);
    expect(new Set(distinct.map((code) => code.split(' ')[1])).size).toBe(distinct.length);
  });

  it('explain a score by the card of its segment, and offer no change that leaves it', () => {
    const places = placesOf(document, german.columns);
    const scorer = compileDocument(document);
    let held = 0;
    rows.slice(0, 200).forEach((row, at) => {
      const explained = explainScore(document, row, 'best');
      const own = segmentList(document)[places[at] ?? 0];
      expect([explained.segment, explained.score]).toEqual([own?.segment, scorer.scoreRow(row).score]);
      expect(explained.waterfall.end).toBe(explained.score);
      const age = own?.card.characteristics.find(({ name }) => name === 'age');
      if (age === undefined) return;
      const way = { characteristic: 'age', costOfChange: 1, costOfStep: 0, direction: 'any' } as const;
      const nearest = nearestApproval(document, row, explained.score + 1, [way]);
      expect(nearest.heldSegment).toBe(own?.segment);
      const target = age.bins.find((bin) => bin.kind === 'interval' && nearest.changes?.[0]?.to.startsWith(`[${bin.lower ?? '-∞'},`));
      if (target?.kind !== 'interval') return;
      held++;
      const [lower, upper] = [target.lower ?? Number.NEGATIVE_INFINITY, target.upper ?? Number.POSITIVE_INFINITY];
      expect(own?.segment === 'S1' ? lower < 33 : upper > 33).toBe(true);
    });
    expect(held).toBeGreaterThan(0);
  });

  it('are refused for what the data or the law do not allow, with the split that is wrong', () => {
    const plan = (...splits: SegmentSplit[]) => refusal(() => trainDocument(german, options, order(splits)));
    expect(plan({ attribute: 'foreign', levels: ['A201'], missing: 'right' }).pointers).toEqual(['/segments/0/attribute']);
    expect(plan(AGE, { ...AGE, attribute: 'agee' }).pointers).toEqual(['/segments/1/attribute']);
    expect(plan({ attribute: 'age', levels: ['33'], missing: 'right' }).pointers).toEqual(['/segments/0/levels']);
    expect(plan({ attribute: 'housing', cut: 1, missing: 'right' }).pointers).toEqual(['/segments/0/cut']);
    expect(plan({ attribute: 'housing', levels: ['A999'], missing: 'right' }).pointers).toEqual(['/segments/0/levels']);
    expect(plan(AGE, { ...HOUSING, within: { split: 4, side: 'left' } }).pointers).toEqual(['/segments/1/within']);
    expect(plan(AGE, HOUSING, { ...HOUSING, within: { split: 1, side: 'right' } }).pointers).toEqual(['/segments/2/within']);
    expect(plan(AGE, { ...HOUSING, within: { split: 1, side: 'left' } }).code).toBe('accepted');
  });

  it('are refused where a segment is too small, by its name', () => {
    const small = refusal(() => trainDocument(german, options, order([{ ...AGE, cut: 20 }], DEFAULT_LIMITS)));
    expect(small.code).toBe('segment_too_small');
    expect(small.message).toMatch(/^Segment S1 \(age < 20\) has \d+ rows and \d+ bads; at least 200 rows, 40 bads and 40 goods are needed/);
  });

  it('are refused as a document when the parts do not belong together', () => {
    const { seal: _seal, ...open } = document;
    const changed = (change: (value: typeof open) => object) =>
      refusal(() => readScoringDocument(sealSegmented(change(JSON.parse(JSON.stringify(open))) as typeof open))).pointers;
    expect(changed((value) => value)).toEqual([]);
    expect(changed((value) => ({ ...value, scaling: { ...value.scaling, pdo: 30 } })).length).toBe(3);
    expect(changed((value) => ({ ...value, training: { ...value.training, rows: 999 } }))).toEqual(['/training/rows']);
    expect(changed((value) => ({ ...value, training: { ...value.training, excluded: ['age'] } }))).toContain('/tree');
    expect(changed((value) => ({ ...value, tree: { left: {}, right: {} } })).length).toBeGreaterThan(0);
    expect(refusal(() => readScoringDocument({ ...document, name: 'Other' })).pointers).toEqual(['/seal']);
  });
});

describe('the search for segments', () => {
  it('keeps one card where segments do not rank unseen rows better, and says so', () => {
    const { document: kept, segmentation } = trainDocument(german, options, order('find', DEFAULT_LIMITS));
    expect(kept.type).toBe('CredenceScorecard');
    expect(segmentation).toMatchObject({ source: 'found', used: false });
    expect(segmentation?.pValue).toBeGreaterThanOrEqual(0.05);
  });

  /** Risk rises with `x` below `z` = 40, and falls with it from there on; a missing `z` goes with the high ones. */
  function turning(count: number) {
    const next = seededRandom(11);
    const x = Array.from({ length: count }, () => next() * 10);
    const z = x.map(() => (next() < 0.05 ? null : Math.floor(next() * 100)));
    const w = x.map(() => next());
    const target = Uint8Array.from(x, (value, row) => {
      const low = (z[row] ?? 100) < 40;
      const risk = -1 + (low ? 0.45 : -0.45) * (value - 5) + 2 * ((w[row] ?? 0) - 0.5);
      return next() < 1 / (1 + Math.exp(-risk)) ? 1 : 0;
    });
    return { columns: [numericColumn('x', x), numericColumn('z', z), numericColumn('w', w)], target, datasetHash: '0x00', folds: null };
  }

  it('finds where a characteristic turns, tests it on unseen rows and uses it', () => {
    const data = turning(6000);
    const { document: found, segmentation } = trainDocument(data, { ...options, model: DEFAULT_MODEL }, order('find'));
    expect(segmentation).toMatchObject({ source: 'found', used: true });
    expect(segmentation?.difference).toBeGreaterThan(0.05);
    expect(segmentation?.pValue).toBeLessThan(1e-6);
    const [root] = segmentList(found)[0]?.path ?? [];
    expect(root?.test).toMatchObject({ kind: 'below', attribute: 'z' });
    expect(root?.test.kind === 'below' && Math.abs(root.test.cut - 40)).toBeLessThanOrEqual(1);
    expect(root && [sideOf(root.test, 10), sideOf(root.test, 90), sideOf(root.test, null)]).toEqual(['left', 'right', 'right']);
  });

  it('finds nothing in noise', () => {
    const data = turning(3000);
    const next = seededRandom(3);
    const target = Uint8Array.from(data.target, (_, row) => {
      const column = data.columns[2];
      const value = column?.kind === 'numeric' ? (column.values[row] ?? 0) : 0;
      return next() < 0.1 + 0.3 * value ? 1 : 0;
    });
    const { segmentation } = trainDocument({ ...data, target }, { ...options, model: DEFAULT_MODEL }, order('find'));
    expect(segmentation?.used).toBe(false);
  });
});
