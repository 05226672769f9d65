import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GERMAN_PROTECTED, readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { cellAt, type CellValue } from '../../../intake/domain/columns.ts';
import { binLabel } from '../binning/bins.ts';
import { buildScorecard, DEFAULT_MODEL, DEFAULT_TRAINING } from '../scorecard/build-scorecard.ts';
import { compileScorecard } from '../scorecard/compile-scorecard.ts';
import { validateScorecardDocument } from '../scorecard/validate-scorecard-document.ts';
import { explainScore } from './explain-score.ts';
import { type Actionable, nearestApproval } from './nearest-approval.ts';
import { REASON_CODES } from './reason-codes.ts';
import { meanPoints } from './waterfall.ts';
import { faultOfWording, faultsOfLibrary, findReasonCode, VAGUE_PHRASES, type Wording } from './reason-wording.ts';

const german = readGermanCredit();
const wordings: Record<string, Wording> = Object.fromEntries(
  [
    ['checking', 'AS01'],
    ['savings', 'AS02'],
    ['property', 'AS02'],
    ['duration', 'LN02'],
  ].map(([name, code]) => [name, findReasonCode(code ?? '') as Wording]),
);
const { document } = buildScorecard(german, {
  ...DEFAULT_TRAINING,
  name: 'German credit',
  model: { ...DEFAULT_MODEL, exclude: GERMAN_PROTECTED },
  wordings,
});
const card = compileScorecard(document);
const rowOf = (row: number): Record<string, CellValue> =>
  Object.fromEntries(german.columns.map((column) => [column.name, cellAt(column, row)]));

describe('library of reasons', () => {
  it('holds at least forty codes without a fault', () => {
    expect(REASON_CODES.length).toBeGreaterThanOrEqual(40);
    expect(faultsOfLibrary(REASON_CODES)).toEqual([]);
  });

  it('refuses words that name no fact, whatever stands around them', () => {
    for (const phrase of VAGUE_PHRASES) {
      const language = /\p{Script=Han}/u.test(phrase) ? 'zh' : 'en';
      const text = language === 'zh' ? `您的申请因${phrase}未通过` : `Your application failed our ${phrase.toUpperCase()} check`;
      expect(faultOfWording(text, language), text).toContain('names no fact');
    }
    expect(faultOfWording('Income is low for the amount of credit requested', 'en')).toBeNull();
  });

  it.each([
    ['late', 'en', 'too short'],
    ['逾期', 'zh', 'too short'],
    ['x'.repeat(201), 'en', 'longer'],
    ['Late payments', 'zh', 'not written in Chinese'],
    ['有过逾期九十天以上的还款', 'en', 'not written in English'],
    ['Late payments on {account}', 'en', 'placeholder'],
  ] as const)('refuses %s in %s', (text, language, fault) => {
    expect(faultOfWording(text, language)).toContain(fault);
  });

  it('names gaps and repeats', () => {
    const one = { code: 'DQ01', en: 'Late payments on loans', zh: '贷款有逾期' };
    const faults = faultsOfLibrary([one, { ...one, zh: '' }, { code: 'late', en: 'Late payments on cards', zh: '信用卡有逾期' }]);
    expect(faults).toEqual([
      'DQ01 en: the same words stand under another code',
      'DQ01 zh: too short to name a fact',
      'DQ01: not two letters and two digits, or used before',
      'late: not two letters and two digits, or used before',
    ]);
  });
});

describe('explainScore', () => {
  it('rises step by step from the mean score to the own', () => {
    const scores = card.scoreColumns(german.columns);
    const mean = scores.reduce((total, score) => total + score, 0) / scores.length;
    for (let row = 0; row < 100; row++) {
      const { score, waterfall } = explainScore(document, rowOf(row), 'best');
      expect(waterfall.start).toBeCloseTo(mean, 9);
      expect(waterfall.steps[0]?.from).toBe(waterfall.start);
      waterfall.steps.slice(1).forEach((step, place) => expect(step.from).toBe(waterfall.steps[place]?.to));
      expect(waterfall.steps.at(-1)?.to).toBeCloseTo(score, 9);
      expect(waterfall.end).toBe(score);
      const sizes = waterfall.steps.map((step) => Math.abs(step.points - step.meanPoints));
      expect(sizes).toEqual([...sizes].sort((left, right) => right - left));
    }
    expect(meanPoints([])).toBe(0);
  });

  it('makes one reason of characteristics with the same words, and words from names where none are given', () => {
    let joined = 0;
    let made = 0;
    for (let row = 0; row < 300; row++) {
      const { worded, points } = explainScore(document, rowOf(row), 'best');
      const codes = worded.flatMap(({ wording }) => wording.code ?? []);
      expect(new Set(codes).size).toBe(codes.length);
      for (const { characteristics, pointsLost, wording } of worded) {
        const own = points.filter(({ characteristic }) => characteristics.includes(characteristic));
        expect(own.reduce((total, given) => total + given.bestPoints - given.points, 0)).toBe(pointsLost);
        if (characteristics.length > 1) joined++;
        if (wording.code === null) {
          made++;
          expect(wording.en).toContain(characteristics[0] ?? '');
          expect(wording.zh).toContain(own[0]?.attribute ?? '');
        }
      }
      const losses = worded.map((reason) => reason.pointsLost);
      expect(losses).toEqual([...losses].sort((left, right) => right - left));
    }
    expect(Math.min(joined, made)).toBeGreaterThan(0);
    const missing = { ...rowOf(0), purpose: null };
    const { worded } = explainScore(
      { ...document, characteristics: document.characteristics.filter(({ name }) => name === 'purpose') },
      missing,
      'best',
    );
    expect(worded.map(({ wording }) => wording.en)).toEqual(['purpose: not given']);
  });

  it('compares with the mean when asked to', () => {
    for (let row = 0; row < 50; row++) {
      const { worded } = explainScore(document, rowOf(row), 'mean');
      const best = explainScore(document, rowOf(row), 'best').worded;
      for (const { pointsLost } of worded) expect(pointsLost).toBeLessThan(best[0]?.pointsLost ?? 0);
    }
  });

  it('keeps the words in a document that is still valid', () => {
    expect(
      validateScorecardDocument(JSON.parse(JSON.stringify(document))).characteristics.find(({ name }) => name === 'checking')?.wording,
    ).toEqual(findReasonCode('AS01'));
  });
});

describe('nearestApproval', () => {
  const names = document.characteristics.map(({ name }) => name);
  const ways = fc.subarray(names, { minLength: 0, maxLength: 4 }).chain((chosen) =>
    fc.tuple(
      ...chosen.map((characteristic) =>
        fc.record({
          characteristic: fc.constant(characteristic),
          costOfChange: fc.integer({ min: 1, max: 5 }),
          costOfStep: fc.integer({ min: 0, max: 3 }),
          direction: fc.constantFrom('up' as const, 'down' as const, 'any' as const),
        }),
      ),
    ),
  );

  /** Least cost over all combinations of attributes. */
  function bruteForce(row: Record<string, CellValue>, cutOff: number, actionable: readonly Actionable[]): number | null {
    const { score, points } = card.scoreRow(row);
    let best: number | null = score >= cutOff ? 0 : null;
    const walk = (place: number, gained: number, cost: number): void => {
      if (score + gained >= cutOff) best = Math.min(best ?? cost, cost);
      const way = actionable[place];
      if (way === undefined) return;
      walk(place + 1, gained, cost);
      const source = document.characteristics.find(({ name }) => name === way.characteristic);
      const own = points.find(({ characteristic }) => characteristic === way.characteristic);
      const ordered = source?.bins.filter((bin) => bin.kind === 'interval' || bin.kind === 'levels') ?? [];
      const at = ordered.findIndex((bin) => binLabel(bin) === own?.attribute);
      ordered.forEach((bin, to) => {
        const isAllowed = at < 0 || way.direction === 'any' || (way.direction === 'up' ? to > at : to < at);
        const steps = at < 0 || source?.kind === 'categorical' ? 1 : Math.abs(to - at);
        if (isAllowed && to !== at)
          walk(place + 1, gained + bin.points - (own?.points ?? 0), cost + way.costOfChange + way.costOfStep * steps);
      });
    };
    walk(0, 0, 0);
    return best;
  }

  it('costs what the best of all combinations costs', () => {
    fc.assert(
      fc.property(ways, fc.integer({ min: 0, max: 999 }), fc.integer({ min: -5, max: 90 }), (actionable, row, above) => {
        const cells = rowOf(row);
        const cutOff = card.scoreRow(cells).score + above;
        const found = nearestApproval(document, cells, cutOff, actionable);
        const best = bruteForce(cells, cutOff, actionable);
        expect(found.changes === null).toBe(best === null);
        if (found.changes === null) {
          expect(found.reachable).toBeLessThan(cutOff);
          return;
        }
        expect(found.cost).toBe(best);
        expect(found.changes.reduce((total, change) => total + change.cost, 0)).toBe(best);
        expect(found.scoreAfter).toBeGreaterThanOrEqual(cutOff);
        expect(found.reachable).toBeGreaterThanOrEqual(found.scoreAfter);
        for (const { characteristic, pointsGained } of found.changes) {
          expect(actionable.map((way) => way.characteristic)).toContain(characteristic);
          expect(pointsGained).toBeGreaterThan(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('names what is wrong with the list', () => {
    const way = { characteristic: 'duration', costOfChange: 1, costOfStep: 0, direction: 'any' as const };
    const list = [way, way, { ...way, characteristic: 'status_sex' }, { ...way, characteristic: 'amount', costOfChange: 0 }];
    expect(() => nearestApproval(document, rowOf(0), 700, list)).toThrow(
      expect.objectContaining({
        code: 'actionable_invalid',
        faults: [
          expect.objectContaining({ pointer: '/actionable/1/characteristic' }),
          expect.objectContaining({ pointer: '/actionable/2/characteristic' }),
          expect.objectContaining({ pointer: '/actionable/3/costOfChange' }),
        ],
      }),
    );
  });
});
