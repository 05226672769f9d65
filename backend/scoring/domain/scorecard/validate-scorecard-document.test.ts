import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../kernel/errors.ts';
import { readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { compileScorecard } from './compile-scorecard.ts';
import { hashScorecard, scorecardText } from './scorecard-document.ts';
import { DEFAULT_TRAINING, buildScorecard } from './build-scorecard.ts';
import { validateScorecardDocument } from './validate-scorecard-document.ts';

const { document: sealed } = buildScorecard(readGermanCredit(), { ...DEFAULT_TRAINING, name: 'German credit' });
/** As cards were before they had a seal: it would hide what else is wrong. */
const { seal: _, ...document } = sealed;

type Path = readonly (string | number)[];

function changed(path: Path, value: unknown): unknown {
  const copy: unknown = JSON.parse(scorecardText(document));
  let place = copy as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) place = place[step] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}

function faultsOf(value: unknown): string[] {
  try {
    validateScorecardDocument(value);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'scorecard_invalid') throw error;
    return error.faults.map((fault) => `${fault.pointer} ${fault.code}`);
  }
}

const numeric = document.characteristics.findIndex(({ kind }) => kind === 'numeric');
const bins = ['characteristics', numeric, 'bins'];
const at = (...steps: Path) => `/${[...bins, ...steps].join('/')}`;

describe('validateScorecardDocument', () => {
  it('accepts what training makes, and the hash survives the way through text', () => {
    const read = validateScorecardDocument(JSON.parse(scorecardText(document)));
    expect(hashScorecard(read)).toBe(hashScorecard(document));
  });

  it('takes a card with its seal, and none in which one character was changed', () => {
    const text = scorecardText(sealed);
    expect(validateScorecardDocument(JSON.parse(text))).toEqual(sealed);
    expect(faultsOf({ ...sealed, name: 'German credi' })).toEqual(['/seal seal']);
    expect(faultsOf({ ...sealed, seal: 7 })).toEqual(['/seal seal']);
    const place = fc.integer({ min: 0, max: text.length - 1 });
    const character = fc.constantFrom('0', '7', '-', '.', 'e', 'A', ' ', '"', ',', '{');
    fc.assert(
      fc.property(place, character, (at, put) => {
        fc.pre(text[at] !== put);
        let value: unknown;
        try {
          value = JSON.parse(text.slice(0, at) + put + text.slice(at + 1));
        } catch {
          return;
        }
        // The same value in other bytes, such as 0.50 for 0.5, is the same card.
        if (JSON.stringify(value) !== text) expect(faultsOf(value)).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [[], null, ['/ required']],
    [['type'], 'Other', ['/type choice']],
    [['version'], 2, ['/version choice']],
    [['name'], 7, ['/name type']],
    [['name'], 'x'.repeat(1001), ['/name length']],
    [['extra'], 1, ['/extra unknown']],
    [['scaling'], [], ['/scaling type']],
    [['scaling', 'factor'], 0, ['/scaling/factor range']],
    [['scaling', 'basePoints'], 1.5, ['/scaling/basePoints type']],
    [['training'], null, ['/training type']],
    [['training', 'rows'], undefined, ['/training/rows required', '/training/rows type']],
    [['training', 'excluded'], 'sex', ['/training/excluded type']],
    [['training', 'excluded'], [1], ['/training/excluded/0 type']],
    [['regression', 'ridge'], -1, ['/regression/ridge range']],
    [['characteristics'], [], ['/characteristics length']],
    [['characteristics', 0], 'x', ['/characteristics/0 type']],
    [['characteristics', 0, 'trend'], 'zigzag', ['/characteristics/0/trend choice']],
    [['characteristics', 1, 'reason'], 'R01', ['/characteristics/1/reason duplicate']],
    [['grades', 0, 'minScore'], -1e6, ['/grades/1/minScore order']],
    [[...bins, 0], 3, [`${at(0)} type`]],
    [
      [...bins, 0, 'kind'],
      'range',
      [`${at(0, 'lower')} unknown`, `${at(0, 'upper')} unknown`, `${at(0, 'kind')} choice`, `${at(0, 'kind')} choice`, `${at()} cover`],
    ],
    [[...bins, 0, 'upper'], 1e9, [`${at()} cover`]],
    [[...bins, 0, 'upper'], 'wide', [`${at(0, 'upper')} type`, `${at()} cover`]],
    [[...bins, 0, 'points'], 1.5, [`${at(0, 'points')} type`]],
    [['characteristics', 0, 'bins', 0, 'levels'], [], ['/characteristics/0/bins/0/levels length']],
    [['characteristics', 0, 'bins', 0, 'levels'], [5], ['/characteristics/0/bins/0/levels/0 type']],
    [['characteristics', 0, 'bins', 0, 'levels'], ['A11'], ['/characteristics/0/bins/3 duplicate']],
    [
      ['characteristics', 0, 'bins', 0],
      { kind: 'special', values: [1], goods: 1, bads: 1, woe: 0, points: 0 },
      ['/characteristics/0/bins/0/kind choice'],
    ],
  ] as [Path, unknown, string[]][])('names the fault at %j', (path, value, expected) => {
    const faulty = path.length === 0 ? {} : changed(path, value);
    const found = faultsOf(faulty);
    if (path.length === 0) expect(found).toContain('/type required');
    else expect(found).toEqual(expected);
  });

  it('asks for the catching bins and for training rows', () => {
    const source = document.characteristics[0];
    const kept = source?.bins.filter(({ kind }) => kind !== 'missing' && kind !== 'other');
    expect(faultsOf(changed(['characteristics', 0, 'bins'], kept))).toEqual([
      '/characteristics/0/bins cover',
      '/characteristics/0/bins cover',
    ]);
    const empty = source?.bins.map((bin) => ({ ...bin, goods: 0, bads: 0 }));
    expect(faultsOf(changed(['characteristics', 0, 'bins'], empty))).toEqual(['/characteristics/0/bins cover']);
  });

  it('reports at most a hundred faults', () => {
    expect(
      faultsOf(
        changed(
          ['characteristics'],
          Array.from({ length: 900 }, () => 1),
        ),
      ),
    ).toHaveLength(100);
  });

  it.each<[string, Path]>([
    ['a bound', ['characteristics', 1, 'bins', 1, 'lower']],
    ['a count', ['characteristics', 0, 'bins', 0, 'goods']],
    ['a kind', ['characteristics', 0, 'bins', 0, 'kind']],
    ['a lowest score', ['grades', 0, 'minScore']],
  ])('refuses %s that can be made neither number nor text', (_, path) => {
    expect(faultsOf(changed(path, { toString: false, valueOf: false }))).not.toEqual([]);
  });

  it('answers any JSON with a refusal, and what it accepts can be compiled', () => {
    const paths = fc.constantFrom<Path>(
      ['scaling'],
      ['grades', 0],
      ['characteristics', 0],
      [...bins, 0],
      [...bins, 1, 'lower'],
      ['characteristics', 0, 'bins', 0, 'levels', 0],
      ['name'],
    );
    fc.assert(
      fc.property(paths, fc.jsonValue({ maxDepth: 3 }), (path, value) => {
        const faulty = changed(path, value);
        if (faultsOf(faulty).length === 0) expect(compileScorecard(validateScorecardDocument(faulty)).gradeOf(0)).toBeTypeOf('string');
        expect(faultsOf(value)).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
