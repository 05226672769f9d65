import { describe, expect, it } from 'vitest';
import { categoricalColumn, type Column, numericColumn } from '../../../intake/domain/columns.ts';
import { DEFAULT_MODEL } from '../scorecard/build-scorecard.ts';
import { fitModel } from '../scorecard/fit-model.ts';
import { readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { correlationMatrix, dropCollinear, varianceInflation } from './collinearity.ts';
import { ivByChance, periodsOf } from './screen-columns.ts';
import { DEFAULT_SELECTION, type SelectionOptions, type StepwiseOptions } from './selection-options.ts';

/** Repeatable numbers in [0, 1). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const ROWS = 20_000;
const next = numbers(7);
const risk = Float64Array.from({ length: ROWS }, next);
const other = Float64Array.from({ length: ROWS }, next);
const noise = Float64Array.from({ length: ROWS }, next);
const target = Uint8Array.from(risk, (value, row) => (next() < value * 0.4 + (other[row] ?? 0) * 0.3 ? 1 : 0));
const column = (name: string, cell: (row: number) => number | null) =>
  numericColumn(
    name,
    Array.from(target, (_, row) => cell(row)),
  );
const useful = column('useful', (row) => risk[row] ?? 0);
const second = column('second', (row) => other[row] ?? 0);

function dropsOf(columns: readonly Column[], selection: Partial<SelectionOptions>): Record<string, string | null> {
  const model = fitModel(columns, target, { ...DEFAULT_MODEL, selection: { ...DEFAULT_SELECTION, ...selection } });
  return Object.fromEntries(model.characteristics.map(({ binning, drop }) => [binning.name, drop?.reason ?? null]));
}

describe('selection', () => {
  it('names the reason of each column that leaves', () => {
    const columns = [
      useful,
      second,
      column('constant', () => 3),
      column('empty', () => null),
      column('sparse', (row) => (row % 10 === 0 ? (risk[row] ?? 0) : null)),
      column('mostly', (row) => (row % 20 === 0 ? (risk[row] ?? 0) : 1)),
      column('noise', (row) => noise[row] ?? 0),
      column('twin', (row) => (risk[row] ?? 0) * 2 + 1),
      column('told', (row) => (target[row] ?? 0) + (noise[row] ?? 0) * 1.2),
      column('given', (row) => target[row] ?? 0),
    ];
    const drops = dropsOf(columns, { maxMissingShare: 0.8, maxIdenticalShare: 0.9, maxIv: 2 });
    expect(drops).toEqual({
      useful: null,
      second: null,
      constant: 'constant',
      empty: 'constant',
      sparse: 'missing_share',
      mostly: 'identical_share',
      noise: 'low_iv',
      twin: 'correlated',
      told: 'high_iv',
      given: 'leakage',
    });
  });

  it('tells which characteristic tells the same', () => {
    const model = fitModel([useful, column('twin', (row) => (risk[row] ?? 0) * 2)], target, DEFAULT_MODEL);
    expect(model.characteristics[1]?.drop).toMatchObject({ reason: 'correlated', other: 'useful' });
    expect(model.characteristics[1]?.drop?.value).toBeCloseTo(1, 9);
  });

  it('leaves out what moves between periods, and the periods themselves', () => {
    const month = categoricalColumn(
      'month',
      Array.from(target, (_, row) => `2025-0${1 + Math.floor((row * 4) / ROWS)}`),
    );
    const drifting = column('drifting', (row) => (row < ROWS / 2 ? (risk[row] ?? 0) : (risk[row] ?? 0) / 2));
    const drops = dropsOf([useful, drifting, month], { stability: { by: 'month', maxPsi: 0.25 }, maxCorrelation: 1 });
    expect(drops).toEqual({ useful: null, drifting: 'unstable' });
    expect(() => dropsOf([useful], { stability: { by: 'month', maxPsi: 0.25 } })).toThrow(
      expect.objectContaining({ code: 'scorecard_column_missing' }),
    );
  });

  it('parts numbers into periods of like size, or by value where these are few', () => {
    expect([...periodsOf(numericColumn('year', [2024, 2025, null, 2024]))]).toEqual([0, 1, -1, 0]);
    const many = periodsOf(
      numericColumn(
        'day',
        Array.from({ length: 1200 }, (_, row) => row),
      ),
    );
    expect([many[0], many[99], many[100], many[1199]]).toEqual([0, 0, 1, 11]);
  });

  it('drops the worst of what the others tell together', () => {
    const sum = (risk as Float64Array).map((value, row) => value + (other[row] ?? 0));
    const drops = dropCollinear(['risk', 'other', 'noise', 'sum'], [risk, other, noise, sum], { ...DEFAULT_SELECTION, maxVif: 5 });
    expect(drops.filter((drop) => drop !== null)).toEqual([{ reason: 'collinear', value: expect.any(Number), other: null }]);
    expect(drops[2]).toBeNull();
    const inflation = varianceInflation(correlationMatrix([risk, other]), 2);
    expect(inflation[0]).toBeLessThan(1.01);
    expect([...varianceInflation(correlationMatrix([risk, risk]), 2)].every((value) => value > 1e6)).toBe(true);
  });

  it('gives bins without meaning on average the information that chance gives', () => {
    let total = 0;
    let expected = 0;
    const draw = numbers(11);
    for (let run = 0; run < 200; run++) {
      const bins = [0, 1, 2, 3].map(() => ({ goods: 0, bads: 0 }));
      for (let row = 0; row < 2000; row++) {
        const bin = bins[Math.floor(draw() * 4)];
        if (bin !== undefined) bin[draw() < 0.3 ? 'bads' : 'goods']++;
      }
      const [goods, bads] = [bins.reduce((sum, bin) => sum + bin.goods, 0), bins.reduce((sum, bin) => sum + bin.bads, 0)];
      total += bins.reduce(
        (sum, bin) => sum + (bin.bads / bads - bin.goods / goods) * Math.log((bin.bads * goods) / (bin.goods * bads)),
        0,
      );
      const binning = { name: '', kind: 'numeric' as const, trend: 'free' as const, iv: 0 };
      expected += ivByChance({ ...binning, bins: bins.map((bin) => ({ kind: 'missing' as const, woe: 0, iv: 0, ...bin })) });
    }
    expect(total / expected).toBeGreaterThan(0.85);
    expect(total / expected).toBeLessThan(1.15);
  });
});

describe('stepwise selection', () => {
  const german = readGermanCredit();
  const columns = german.columns.slice(0, 14);
  const keptBy = (stepwise: StepwiseOptions) => {
    const model = fitModel(columns, german.target, { ...DEFAULT_MODEL, selection: { ...DEFAULT_SELECTION, weakIv: 0, stepwise } });
    return model.characteristics.flatMap(({ binning, term }) => (term === null ? [] : [binning.name]));
  };

  it.each(['forward', 'backward', 'both'] as const)('keeps fewer by BIC than by AIC, going %s', (direction) => {
    const [aic, bic] = [keptBy({ direction, criterion: 'aic' }), keptBy({ direction, criterion: 'bic' })];
    expect(bic.length).toBeLessThan(aic.length);
    for (const name of bic) expect(aic).toContain(name);
  });

  it('ends where no single change of the set gains', () => {
    const kept = keptBy({ direction: 'both', criterion: 'bic' });
    const cost = (names: readonly string[]) => {
      const chosen = columns.filter(({ name }) => names.includes(name));
      const { regression } = fitModel(chosen, german.target, { ...DEFAULT_MODEL, selection: { ...DEFAULT_SELECTION, weakIv: 0 } });
      return Math.log(1000) * (1 + chosen.length) - 2 * regression.logLikelihood;
    };
    const least = cost(kept);
    for (const { name } of columns)
      expect(cost(kept.includes(name) ? kept.filter((own) => own !== name) : [...kept, name])).toBeGreaterThan(least - 1e-6);
  });

  it('takes what ranks unseen rows better', () => {
    const kept = keptBy({ direction: 'forward', criterion: 'auc' });
    expect(kept).toContain('checking');
    expect(kept.length).toBeLessThan(columns.length);
  });
});

describe('warnings', () => {
  it('name a column that gives the outcome away, and one whose levels are too rare', () => {
    const leak = column('leak', (row) => (target[row] ?? 0) * 2 + (noise[row] ?? 0));
    const address = categoricalColumn(
      'address',
      Array.from(target, (_, row) => `house ${row}`),
    );
    const closed = column('closed', (row) => (target[row] === 1 ? (noise[row] ?? 0) : null));
    const state = categoricalColumn(
      'state',
      Array.from(target, (outcome, row) => `${outcome === 1 ? 'lost' : 'paid'} ${row % 2}`),
    );
    const { warnings, characteristics } = fitModel([useful, leak, closed, state, address], target, DEFAULT_MODEL);
    expect(warnings).toEqual([
      { code: 'leakage', column: 'leak', value: 1 },
      { code: 'leakage', column: 'closed', value: 1 },
      { code: 'leakage', column: 'state', value: 1 },
      { code: 'rare_levels', column: 'address', value: 1 },
    ]);
    expect(characteristics[4]?.drop?.reason).toBe('low_iv');
  });

  it('names the reasons when nothing is left', () => {
    expect(() => fitModel([column('constant', () => 1)], target, DEFAULT_MODEL)).toThrow(/constant: constant/);
  });
});
