import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cellAt,
  type CellValue,
  categoricalColumn,
  type Column,
  type Dataset,
  numericColumn,
  takeRows,
} from '../../../intake/domain/columns.ts';
import { GERMAN_PROTECTED, readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { reportCharacteristics } from './characteristic-report.ts';
import { compileScorecard, MAX_REASONS } from './compile-scorecard.ts';
import { crossValidate, stratifiedFolds } from '../cross-validation.ts';
import { predictLogOdds } from './fit-model.ts';
import type { DocumentBin, ScorecardDocument } from './scorecard-document.ts';
import { hashScorecard, scorecardText } from './scorecard-document.ts';
import { DEFAULT_MODEL, DEFAULT_TRAINING, buildScorecard } from './build-scorecard.ts';
import { validateScorecard } from '../validation-report.ts';

const german = readGermanCredit();
const options = { ...DEFAULT_TRAINING, name: 'German credit', model: { ...DEFAULT_MODEL, exclude: GERMAN_PROTECTED } };
const { document, model } = buildScorecard(german, options);

function rowOf(columns: readonly Column[], row: number): Record<string, CellValue> {
  return Object.fromEntries(columns.map((column) => [column.name, cellAt(column, row)]));
}

/** Points by reading the document with no lookup at all. */
function naiveScore(card: ScorecardDocument, row: Readonly<Record<string, CellValue>>): number {
  const holds = (bin: DocumentBin, cell: CellValue): boolean => {
    if (bin.kind === 'missing') return cell === null;
    if (bin.kind === 'special') return bin.values.includes(Number(cell));
    if (bin.kind === 'levels') return bin.levels.includes(String(cell));
    if (bin.kind === 'interval')
      return cell !== null && (bin.lower === null || Number(cell) >= bin.lower) && (bin.upper === null || Number(cell) < bin.upper);
    return true;
  };
  return card.characteristics.reduce((total, { name, bins }) => {
    const cell = row[name] ?? null;
    const ordered = [...bins].sort((left, right) => rank(left) - rank(right));
    return total + (ordered.find((bin) => holds(bin, cell))?.points ?? Number.NaN);
  }, card.scaling.basePoints);
}

function rank(bin: DocumentBin): number {
  return ['missing', 'special', 'levels', 'interval', 'other'].indexOf(bin.kind);
}

describe('buildScorecard', () => {
  it('leaves out what is protected, what tells little and what has the wrong sign', () => {
    const names = document.characteristics.map(({ name }) => name);
    expect(names).toContain('checking');
    for (const name of GERMAN_PROTECTED) expect(names).not.toContain(name);
    expect(model.characteristics.find(({ binning }) => binning.name === 'telephone')?.drop?.reason).toBe('low_iv');
    for (const { coefficient } of document.characteristics) expect(coefficient).toBeGreaterThan(0);
  });

  it('gives more points for less weight of evidence', () => {
    for (const { bins } of document.characteristics) {
      const ordered = [...bins].sort((left, right) => left.woe - right.woe);
      ordered.slice(1).forEach((bin, index) => expect(bin.points).toBeLessThanOrEqual(ordered[index]?.points ?? 0));
    }
  });

  it('rounds to scores that stay near the exact ones, and equal on average', () => {
    const scores = compileScorecard(document).scoreColumns(german.columns);
    const logOdds = predictLogOdds(model, german.columns, german.target.length);
    const drifts = Array.from(scores, (score, row) => score - (document.scaling.offset - document.scaling.factor * (logOdds[row] ?? 0)));
    expect(Math.abs(drifts.reduce((sum, drift) => sum + drift, 0) / drifts.length)).toBeLessThanOrEqual(0.5 + 1e-6);
    expect(Math.max(...drifts.map(Math.abs))).toBeLessThanOrEqual(0.5 * document.characteristics.length + 1);
  });

  it('gives the same document whatever the order of rows', () => {
    const order = Int32Array.from(german.target.keys(), (row) => (row * 617) % 1000);
    const moved = {
      ...german,
      columns: german.columns.map((column) => takeRows(column, order)),
      target: german.target.map((_, row) => german.target[order[row] ?? 0] ?? 0),
    };
    expect(scorecardText(buildScorecard(moved, options).document)).toBe(scorecardText(document));
    expect(hashScorecard(document)).toMatch(/^0x[0-9a-f]{64}$/);
  });

  it('drops a characteristic whose sign is wrong beside the others, and fits the rest again', () => {
    // Where `b` is 1 the bad rate is higher overall, since it mostly goes with `a`, but lower at equal `a`.
    const cells = [
      { a: 0, b: 0, rows: 400, bads: 80 },
      { a: 0, b: 1, rows: 100, bads: 10 },
      { a: 1, b: 0, rows: 100, bads: 80 },
      { a: 1, b: 1, rows: 400, bads: 280 },
    ];
    const rows = cells.flatMap((part) => Array.from({ length: part.rows }, (_, place) => ({ ...part, bad: place < part.bads ? 1 : 0 })));
    const column = (name: 'a' | 'b') =>
      numericColumn(
        name,
        Float64Array.from(rows, (row) => row[name]),
      );
    const data = { columns: [column('a'), column('b')], target: Uint8Array.from(rows, (row) => row.bad), datasetHash: '0x00' };
    for (const nonNegative of [true, false]) {
      const regression = { ...DEFAULT_MODEL.regression, nonNegative };
      const trained = buildScorecard(data, { ...options, model: { ...DEFAULT_MODEL, regression } });
      expect(trained.model.characteristics.map(({ drop }) => drop?.reason ?? null)).toEqual([null, 'wrong_sign']);
      expect(trained.document.characteristics.map(({ name }) => name)).toEqual(['a']);
    }
  });

  it('keeps special codes apart', () => {
    const values = german.columns.map((column) =>
      column.name === 'duration' && column.kind === 'numeric'
        ? { ...column, values: column.values.map((value, row) => (row % 9 === 0 ? -1 : value)) }
        : column,
    );
    const special = { ...options, model: { ...options.model, binning: { ...DEFAULT_MODEL.binning, specials: [-1] } } };
    const trained = buildScorecard({ ...german, columns: values }, special);
    const bins = trained.document.characteristics.find(({ name }) => name === 'duration')?.bins ?? [];
    expect(bins.find((bin) => bin.kind === 'special')).toMatchObject({ values: [-1], goods: expect.any(Number) });
    const found = compileScorecard(trained.document)
      .scoreRow({ ...rowOf(values, 0), duration: -1 })
      .points.find(({ characteristic }) => characteristic === 'duration');
    expect(found?.attribute).toBe('special: -1');
  });

  it('refuses data that tell nothing', () => {
    const data = { columns: [numericColumn('x', [1, 1, 1, 1])], target: Uint8Array.of(0, 1, 0, 1), datasetHash: '0x00' };
    expect(() => buildScorecard(data, options)).toThrow(expect.objectContaining({ code: 'model_empty' }));
    expect(() => buildScorecard({ ...data, target: Uint8Array.of(0, 0, 0, 0) }, options)).toThrow(
      expect.objectContaining({ code: 'target_one_class' }),
    );
    expect(() => buildScorecard({ ...data, target: Uint8Array.of(0, 1) }, options)).toThrow(
      expect.objectContaining({ code: 'target_length' }),
    );
  });
});

describe('compileScorecard', () => {
  const card = compileScorecard(document);

  it('scores every customer the same by columns, by row and by reading the document', () => {
    const scores = card.scoreColumns(german.columns);
    for (const row of german.target.keys()) {
      const cells = rowOf(german.columns, row);
      const scored = card.scoreRow(cells);
      expect(scored.score).toBe(scores[row]);
      expect(naiveScore(document, cells)).toBe(scores[row]);
      expect(scored.points.reduce((total, given) => total + given.points, scored.basePoints)).toBe(scored.score);
      expect([scored.grade, scored.pdWad]).toEqual([card.gradeOf(scored.score), card.pdWadOf(scored.score)]);
    }
  });

  it('gives reasons by points lost against the best attribute', () => {
    for (let row = 0; row < 200; row++) {
      const { reasons, points } = card.scoreRow(rowOf(german.columns, row));
      const losses = points.map((given) => given.bestPoints - given.points);
      expect(Math.min(...losses)).toBeGreaterThanOrEqual(0);
      const worst = losses.filter((loss) => loss > 0).sort((left, right) => right - left);
      expect(reasons.map((reason) => reason.pointsLost)).toEqual(worst.slice(0, MAX_REASONS));
      for (const { code, characteristic } of reasons)
        expect(document.characteristics.find(({ reason }) => reason === code)?.name).toBe(characteristic);
    }
  });

  it('takes missing values and unknown levels', () => {
    const cells = rowOf(german.columns, 0);
    const scored = card.scoreRow({ ...cells, duration: null, checking: 'never seen', history: null });
    expect(scored.points.find(({ characteristic }) => characteristic === 'history')).toMatchObject({ attribute: 'missing', points: 0 });
    expect(scored.points.find(({ characteristic }) => characteristic === 'duration')).toMatchObject({
      attribute: 'missing',
      value: '',
      points: 0,
    });
    expect(scored.points.find(({ characteristic }) => characteristic === 'checking')).toMatchObject({ attribute: 'other', points: 0 });
  });

  it('names each cell that does not fit', () => {
    const { amount: _amount, ...cells } = rowOf(german.columns, 0);
    const fault = (pointer: string) => expect.objectContaining({ pointer });
    expect(() => card.scoreRow({ ...cells, duration: 'long', checking: 1, age: Number.POSITIVE_INFINITY })).toThrow(
      expect.objectContaining({
        code: 'scorecard_input_invalid',
        faults: [fault('/checking'), fault('/duration'), fault('/amount'), fault('/age')],
      }),
    );
  });

  it('refuses columns that are missing or of another kind', () => {
    expect(() => card.scoreColumns(german.columns.slice(1))).toThrow(expect.objectContaining({ code: 'scorecard_column_missing' }));
    const turned = german.columns.map((column) =>
      column.name === 'duration' ? categoricalColumn('duration', column.name.split('')) : column,
    );
    expect(() => card.scoreColumns(turned)).toThrow(expect.objectContaining({ code: 'column_kind_mismatch' }));
    expect(() => card.scoreColumns([])).toThrow(expect.objectContaining({ code: 'scorecard_column_missing' }));
    expect(() => predictLogOdds(model, [], 1)).toThrow(expect.objectContaining({ code: 'scorecard_column_missing' }));
  });
});

describe('scoring of random cards', () => {
  const bin = (range: object, points: number) => ({ ...range, goods: 1, bads: 1, woe: 0, points });
  const points = fc.integer({ min: -50, max: 50 });
  const cards = fc.uniqueArray(fc.double({ min: -100, max: 100, noNaN: true }), { maxLength: 14, size: 'max' }).chain((cuts) =>
    fc.record({
      cuts: fc.constant(cuts.sort((left, right) => left - right)),
      points: fc.array(points, { minLength: cuts.length + 3, maxLength: cuts.length + 3 }),
      special: fc.boolean(),
    }),
  );
  const cell = fc.option(fc.oneof(fc.double({ min: -120, max: 120, noNaN: true }), fc.constant(-9)), { freq: 6 });

  it('agrees between columns, rows and the document for any number of cuts', () => {
    fc.assert(
      fc.property(cards, fc.array(cell, { minLength: 1, maxLength: 20 }), (made, cells) => {
        const intervals = [...made.cuts, null].map((upper, place) =>
          bin({ kind: 'interval', lower: made.cuts[place - 1] ?? null, upper }, made.points[place] ?? 0),
        );
        const special = made.special ? [bin({ kind: 'special', values: [-9] }, made.points.at(-2) ?? 0)] : [];
        const bins = [...intervals, ...special, bin({ kind: 'missing' }, made.points.at(-1) ?? 0)] as DocumentBin[];
        const random: ScorecardDocument = {
          ...document,
          characteristics: [{ ...(document.characteristics[0] as (typeof document.characteristics)[0]), name: 'x', kind: 'numeric', bins }],
        };
        const compiled = compileScorecard(random);
        const inCuts = cells.concat(made.cuts);
        const scores = compiled.scoreColumns([numericColumn('x', inCuts)]);
        inCuts.forEach((x, row) => {
          expect(scores[row]).toBe(naiveScore(random, { x }));
          expect(compiled.scoreRow({ x }).score).toBe(scores[row]);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('scores more rows than one chunk holds', () => {
    const many = Int32Array.from({ length: 5000 }, (_, row) => row % 1000);
    const scores = compileScorecard(document).scoreColumns(german.columns.map((column) => takeRows(column, many)));
    const once = compileScorecard(document).scoreColumns(german.columns);
    expect(scores.every((score, row) => score === once[row % 1000])).toBe(true);
  });
});

describe('reportCharacteristics', () => {
  const reports = reportCharacteristics(model, document);

  it('reports all attributes, most information first, with points for those in the card', () => {
    expect(reports).toHaveLength(18);
    expect(reports.map(({ iv }) => iv)).toEqual(reports.map(({ iv }) => iv).sort((left, right) => right - left));
    for (const report of reports) {
      const listed = document.characteristics.find(({ name }) => name === report.name);
      expect(report.selected).toBe(listed !== undefined);
      expect(report.dropReason === null).toBe(report.selected);
      expect(report.bins.map(({ points }) => points)).toEqual(listed?.bins.map(({ points }) => points) ?? report.bins.map(() => 0));
      expect(report.bins.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(report.bins.reduce((sum, { badRate, count }) => sum + badRate * count, 0)).toBeCloseTo(300, 9);
    }
  });
});

describe('validateScorecard', () => {
  const report = validateScorecard(german, document, options.model);

  it('reports the German card', () => {
    expect(report).toMatchObject({ rows: 1000, goods: 700, bads: 300 });
    expect(report.auc).toBeGreaterThan(report.crossValidation.auc);
    expect(report.crossValidation.folds).toHaveLength(5);
    expect(report.roc.length).toBeLessThanOrEqual(200);
    expect(report.roc[0]).toEqual({ x: 0, y: 0 });
    expect(report.roc.at(-1)).toEqual({ x: 1, y: 1 });
    const widest = report.ks_curve.find((point) => point.score === report.ksScore);
    expect((widest?.cumulativeBads ?? 0) - (widest?.cumulativeGoods ?? 0)).toBeCloseTo(report.ks, 12);
    expect(report.grades.reduce((total, { count }) => total + count, 0)).toBe(1000);
    expect(report.grades.map(({ badRate }) => badRate)).toEqual(
      report.grades.map(({ badRate }) => badRate).sort((left, right) => left - right),
    );
  });

  it('measures what the models of the folds had not seen', () => {
    const { unseen } = report;
    expect(unseen.auc.lower).toBeLessThan(unseen.auc.auc);
    expect(unseen.auc.upper - unseen.auc.auc).toBeCloseTo(1.959964 * unseen.auc.standardError, 6);
    expect(unseen.auc.auc).toBeCloseTo(report.crossValidation.auc, 1);
    expect(unseen.brier.brier).toBeCloseTo(report.crossValidation.brier, 6);
    for (const figure of [unseen.hMeasure, unseen.hMeasureOfPrior]) expect(figure > 0.2 && figure < 0.5).toBe(true);
    expect(unseen.gains.reduce((total, band) => total + band.rows, 0)).toBe(1000);
    expect(unseen.gains.reduce((total, band) => total + band.bads, 0)).toBe(300);
    unseen.gains.slice(1).forEach((band, place) => expect(band.lowerScore).toBeGreaterThan(unseen.gains[place]?.upperScore ?? 0));
    expect(unseen.gains[0]?.lift).toBeGreaterThan(2);
    // Scores are whole points, so they rank almost as the probabilities do.
    expect(unseen.accuracyRatio).toBeCloseTo(2 * unseen.auc.auc - 1, 2);
    expect([unseen.cap[0], unseen.cap.at(-1)]).toEqual([
      { rows: 0, bads: 0 },
      { rows: 1, bads: 1 },
    ]);
    expect(unseen.cutOffs.length).toBeLessThanOrEqual(200);
    expect(unseen.cutOffs[0]).toMatchObject({ approvedGoods: 700, approvedBads: 300 });
    expect(unseen.cutOffs.at(-1)).toMatchObject({ approvedGoods: 0, approvedBads: 0 });
    unseen.cutOffs.slice(1).forEach((cut, place) => expect(cut.score).toBeGreaterThan(unseen.cutOffs[place]?.score ?? cut.score));
    const lowest = unseen.gains[0];
    const above = unseen.cutOffs.find((cut) => cut.score > (lowest?.upperScore ?? 0));
    expect((above?.approvedGoods ?? 0) + (above?.approvedBads ?? 0)).toBeLessThanOrEqual(1000 - (lowest?.rows ?? 0));
  });

  it('shows grades that nobody reached', () => {
    const grades = [{ grade: 'AAA', minScore: 100_000 }, ...document.grades];
    expect(validateScorecard(german, { ...document, grades }, options.model).grades[0]).toEqual({
      grade: 'AAA',
      minScore: 100_000,
      count: 0,
      badRate: 0,
    });
  });

  it('makes its own folds when none are given', () => {
    const own: Dataset = { ...german, folds: null };
    expect(validateScorecard(own, document, options.model).crossValidation.folds).toHaveLength(5);
  });

  it('refuses folds that cannot be measured on', () => {
    const code = 'folds_unusable';
    expect(() => crossValidate(german, new Uint8Array(1000), options.model)).toThrow(expect.objectContaining({ code }));
    expect(() => crossValidate(german, german.target, options.model)).toThrow(expect.objectContaining({ code }));
  });
});

describe('stratifiedFolds', () => {
  it('gives each fold like numbers of goods and of bads, by seed', () => {
    const folds = stratifiedFolds(german.target, 5, 7);
    for (let fold = 0; fold < 5; fold++) {
      const outcomes = german.target.filter((_, row) => folds[row] === fold);
      expect([outcomes.length, outcomes.reduce((sum, bad) => sum + bad, 0)]).toEqual([200, 60]);
    }
    expect(stratifiedFolds(german.target, 5, 7)).toEqual(folds);
    expect(stratifiedFolds(german.target, 5, 8)).not.toEqual(folds);
  });
});
