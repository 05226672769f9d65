import { describe, expect, it } from 'vitest';
import { learnLogistic } from '../../../../test/system/support/plain-logistic.ts';
import { categoricalColumn, type Column, numericColumn } from '../../../intake/domain/columns.ts';
import { sigmoid } from '../calibration/calibrator.ts';
import type { TrainingRows } from '../classifier.ts';
import { seededRandom } from '../seeded-random.ts';
import { type Applications, stackRows } from './applications.ts';
import { augment } from './augmentation.ts';
import { inferFuzzily } from './fuzzy.ts';
import { DEFAULT_PARCELLING, parcel } from './parcelling.ts';

const code = (expected: string, params: Record<string, unknown> = {}) =>
  expect.objectContaining({ name: 'DomainError', code: expected, params: expect.objectContaining(params) });

interface World {
  readonly applications: Applications;
  readonly everyone: readonly Column[];
  readonly rows: number;
  /** Bad rate of all applicants, which a lender never sees. */
  readonly truth: number;
}

/** A lender that accepts by `accepts`, in a world where the log-odds of a bad are `risk`, of the attribute x and something hidden. */
function simulate(risk: (x: number, hidden: number) => number, accepts: (x: number, hidden: number, luck: number) => boolean): World {
  const next = seededRandom(11);
  const rows = 8000;
  const people = Array.from({ length: rows }, () => {
    const x = 4 * next() - 2;
    const hidden = 2 * next() - 1;
    return { x, isBad: next() < sigmoid(risk(x, hidden)), isAccepted: accepts(x, hidden, next()) };
  });
  const columnOf = (part: readonly { readonly x: number }[]) => [
    numericColumn(
      'x',
      part.map((person) => person.x),
    ),
  ];
  const accepted = people.filter((person) => person.isAccepted);
  return {
    applications: {
      accepted: { columns: columnOf(accepted), target: Uint8Array.from(accepted, (person) => (person.isBad ? 1 : 0)) },
      rejected: columnOf(people.filter((person) => !person.isAccepted)),
    },
    everyone: columnOf(people),
    rows,
    truth: people.filter((person) => person.isBad).length / rows,
  };
}

/** How far the mean probability of all applicants lies from their true bad rate. */
function biasOf(world: World, rows: TrainingRows): number {
  const predicted = learnLogistic(rows).predict(world.everyone, world.rows);
  return predicted.reduce((sum, value) => sum + value, 0) / world.rows - world.truth;
}

describe('reject inference where the truth is known', () => {
  // The risk bends, a straight model of the accepted extrapolates wrongly: selection on what the data shows.
  const shown = simulate(
    (x) => 1.2 * x + 0.5 * x * x - 2,
    (x, _, luck) => luck < sigmoid(-2.5 * x - 0.5) * 0.9 + 0.05,
  );
  // The lender saw something hidden that drives the risk: the rejected are worse than their attribute tells.
  const hidden = simulate(
    (x, seen) => x + 2 * seen - 1,
    (x, seen, luck) => x + 2 * seen + luck < 0.5,
  );
  const knownBias = (world: World) => Math.abs(biasOf(world, world.applications.accepted));

  it('has a bias to shrink', () => {
    expect(knownBias(shown)).toBeGreaterThan(0.02);
    expect(knownBias(hidden)).toBeGreaterThan(0.05);
  });

  it('augmentation takes out most of a bias of selection on shown attributes', () => {
    const { rows, unrepresented } = augment(shown.applications, learnLogistic);
    expect(unrepresented).toBe(0);
    expect(Math.abs(biasOf(shown, rows))).toBeLessThan(knownBias(shown) / 3);
    const total = rows.weights?.reduce((sum, weight) => sum + weight, 0) ?? 0;
    expect(total).toBeCloseTo(shown.rows, 6);
  });

  it('fuzzy augmentation with worse odds of the rejected shrinks a hidden bias, without them it changes little', () => {
    const plain = Math.abs(biasOf(hidden, inferFuzzily(hidden.applications, learnLogistic)));
    const worse = Math.abs(biasOf(hidden, inferFuzzily(hidden.applications, learnLogistic, 4)));
    expect(plain).toBeGreaterThan(knownBias(hidden) * 0.8);
    expect(worse).toBeLessThan(knownBias(hidden) / 2);
  });

  it('parcelling with a higher bad rate of the rejected shrinks a hidden bias', () => {
    const bias = (badRateFactor: number) =>
      Math.abs(biasOf(hidden, parcel(hidden.applications, learnLogistic, { ...DEFAULT_PARCELLING, badRateFactor })));
    expect(bias(2)).toBeLessThan(bias(1) * 0.7);
    expect(bias(3)).toBeLessThan(knownBias(hidden) / 2);
  });
});

describe('the rows that are made', () => {
  const accepted = { columns: [numericColumn('x', [1, 2, 3, 4])], target: Uint8Array.of(0, 1, 0, 1), weights: Float64Array.of(1, 2, 3, 4) };
  const rejected = [numericColumn('x', [2, 3, 4])];
  const applications = { accepted, rejected };

  it('give every rejected application the weight of one, in two parts', () => {
    const rows = inferFuzzily(applications, learnLogistic);
    expect([...rows.target]).toEqual([0, 1, 0, 1, 1, 1, 1, 0, 0, 0]);
    expect([...(rows.weights ?? [])].slice(0, 4)).toEqual([1, 2, 3, 4]);
    for (const row of [4, 5, 6]) expect((rows.weights?.[row] ?? 0) + (rows.weights?.[row + 3] ?? 0)).toBeCloseTo(1, 12);
    const [x] = rows.columns;
    expect(x?.kind === 'numeric' ? [...x.values] : []).toEqual([1, 2, 3, 4, 2, 3, 4, 2, 3, 4]);
  });

  it('part the rejected of a band in the proportion of its accepted, the same each time', () => {
    const options = { bands: 1, badRateFactor: 1, seed: 3 };
    const rows = parcel(applications, learnLogistic, options);
    // Weighted bad rate of the accepted: 6 of 10; of 3 rejected that is 2.
    expect(rows.target.slice(4).reduce((sum, bad) => sum + bad, 0)).toBe(2);
    expect(parcel(applications, learnLogistic, options)).toEqual(rows);
    expect([...(rows.weights ?? [])]).toEqual([1, 2, 3, 4, 1, 1, 1]);
    const all = parcel(applications, learnLogistic, { ...options, badRateFactor: 100 });
    expect([...all.target.slice(4)]).toEqual([1, 1, 1]);
  });

  it('hold no bads in a band whose accepted have no weight', () => {
    const weightless = { ...accepted, weights: Float64Array.of(1, 1, 0, 0) };
    const rows = parcel({ accepted: weightless, rejected: [numericColumn('x', [100, 100])] }, learnLogistic, {
      ...DEFAULT_PARCELLING,
      bands: 2,
    });
    expect([...rows.target.slice(4)]).toEqual([0, 0]);
  });

  it('join the levels of both', () => {
    const [joined] = stackRows([categoricalColumn('c', ['b', null, 'd'])], [categoricalColumn('c', ['a', 'd', null])]);
    expect(joined).toEqual(categoricalColumn('c', ['b', null, 'd', 'a', 'd', null]));
  });

  it('say how many rejected nobody stands for', () => {
    const far = { accepted, rejected: [numericColumn('x', [100, 101, 102, 103])] };
    expect(augment(far, learnLogistic, 2).unrepresented).toBe(4);
  });

  it('are refused when there is nothing to infer', () => {
    for (const infer of [augment, inferFuzzily, parcel]) {
      expect(() => infer({ accepted, rejected: [numericColumn('x', [])] }, learnLogistic)).toThrow(code('rejected_empty'));
      expect(() => infer({ accepted, rejected: [] }, learnLogistic)).toThrow(code('rejected_empty'));
      expect(() => infer({ accepted, rejected: [...rejected, numericColumn('y', [1])] }, learnLogistic)).toThrow(
        code('target_length', { column: 'y' }),
      );
      expect(() => infer({ accepted: { ...accepted, target: Uint8Array.of(1, 1, 1, 1) }, rejected }, learnLogistic)).toThrow(
        code('outcomes_one_class'),
      );
    }
    expect(() => augment({ accepted, rejected: [numericColumn('y', [1, 2, 3])] }, learnLogistic)).toThrow(
      code('scorecard_column_missing', { column: 'x' }),
    );
    expect(() => augment({ accepted, rejected: [categoricalColumn('x', ['1'])] }, learnLogistic)).toThrow(code('column_kind_mismatch'));
    expect(() => inferFuzzily(applications, learnLogistic, 0)).toThrow(code('setting_invalid', { setting: 'oddsFactor' }));
    expect(() => parcel(applications, learnLogistic, { ...DEFAULT_PARCELLING, badRateFactor: Number.NaN })).toThrow(
      code('setting_invalid'),
    );
  });
});
