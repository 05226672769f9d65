import fc from 'fast-check';
import type { CellValue } from '../../backend/intake/domain/columns.ts';
import type { DocumentBin, DocumentCharacteristic, ScorecardDocument } from '../../backend/scoring/domain/scorecard/scorecard-document.ts';

/** Names and levels that break what is quoted carelessly. */
export const NASTY = [
  'plain',
  `it's`,
  'say "so"',
  'back\\slash',
  '`tick`',
  "\\' OR 1=1 --",
  'a;b',
  'naïve',
  '维度',
  '<x & y>',
  'tab\there',
  'line\nfeed',
  ' space ',
  '',
  '%s $1',
  'line\u2028part',
];

const counted = { goods: 3, bads: 1, woe: 0 };
const points = fc.integer({ min: -60, max: 60 });
export const finite = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -50, max: 50 }), fc.constantFrom(0.1, 1e-7, 1e21));
const settled = (value: number) => value + 0;
const rest = { trend: 'free', iv: 0, coefficient: 1, standardError: 0, pValue: 0 } as const;

function numericBins(cuts: readonly number[], specials: readonly number[], given: readonly number[]): DocumentBin[] {
  const at = (place: number) => given[place % given.length] ?? 0;
  const ends = [null, ...cuts, null];
  return [
    ...ends.slice(1).map((upper, place): DocumentBin => ({ kind: 'interval', lower: ends[place] ?? null, upper, ...counted, points: at(place) })),
    ...specials.map((value, place): DocumentBin => ({ kind: 'special', values: [value], ...counted, points: at(place + 3) + 100 })),
    { kind: 'missing', ...counted, points: at(5) + 200 },
  ];
}

const numeric = fc
  .record({
    cuts: fc.uniqueArray(finite.map(settled), { maxLength: 8 }),
    specials: fc.uniqueArray(fc.constantFrom(-999, 9999, -1, 0), { maxLength: 2 }),
    given: fc.array(points, { minLength: 6, maxLength: 10 }),
  })
  .map(({ cuts, specials, given }) => ({ kind: 'numeric' as const, bins: numericBins(cuts.toSorted((a, b) => a - b), specials, given) }));

const categorical = fc
  .record({ levels: fc.uniqueArray(fc.constantFrom(...NASTY), { minLength: 1, maxLength: 6 }), given: fc.array(points, { minLength: 4, maxLength: 4 }) })
  .map(({ levels, given: [first = 0, second = 0, missing = 0, other = 0] }) => {
    const [head, ...tail] = levels;
    const bins: DocumentBin[] = [
      { kind: 'levels', levels: head === undefined ? [] : [head], ...counted, points: first },
      ...(tail.length === 0 ? [] : [{ kind: 'levels' as const, levels: tail, ...counted, points: second }]),
      { kind: 'missing', ...counted, points: missing + 200 },
      { kind: 'other', ...counted, points: other + 300 },
    ];
    return { kind: 'categorical' as const, bins };
  });

/** Any scorecard that is valid and can be written in every form. */
export const randomCard: fc.Arbitrary<ScorecardDocument> = fc
  .record({
    parts: fc.array(fc.oneof(numeric, categorical), { minLength: 1, maxLength: 5 }),
    names: fc.uniqueArray(fc.constantFrom(...NASTY.filter((name) => name !== ''), 'score', 'Grade'), { minLength: 5, maxLength: 5 }),
    basePoints: fc.integer({ min: 300, max: 700 }),
    grades: fc.uniqueArray(fc.integer({ min: 200, max: 900 }), { minLength: 1, maxLength: 5 }),
  })
  .map(({ parts, names, basePoints, grades }) => ({
    type: 'CredenceScorecard' as const,
    version: 1 as const,
    name: 'random\n card --',
    training: { datasetHash: '0x00', rows: 100, goods: 75, bads: 25, excluded: [] },
    regression: { intercept: 0, ridge: 0, nonNegative: true },
    scaling: { pdo: 20, baseScore: 600, baseOdds: 50, factor: 28.8539008, offset: 487.122876, basePoints },
    characteristics: parts.map(
      ({ kind, bins }, place): DocumentCharacteristic => ({ name: names[place] ?? '', kind, ...rest, reason: `R${place + 1}`, bins }),
    ),
    grades: grades.toSorted((a, b) => b - a).map((minScore, place) => ({ grade: `G'${place}`, minScore })),
  }));

const bits = new DataView(new ArrayBuffer(8));

/** The double next above, or below for -1. */
export function neighbour(value: number, step: bigint): number {
  if (value === 0) return step > 0n ? Number.MIN_VALUE : -Number.MIN_VALUE;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? step : -step));
  return bits.getFloat64(0);
}

/** Values that could tell two scorers apart: ends of bins and their neighbours, codes, missing and unseen ones. */
export function tellingValues({ kind, bins }: DocumentCharacteristic): CellValue[] {
  if (kind === 'categorical') return [null, ...NASTY, 'unseen', 'PLAIN', 'plain '];
  const ends = bins.flatMap((bin) => (bin.kind === 'interval' && bin.upper !== null ? [bin.upper] : bin.kind === 'special' ? bin.values : []));
  const near = ends.flatMap((value) => [value, neighbour(value, 1n), neighbour(value, -1n)]).filter(Number.isFinite);
  return [null, 0, -0, 1e308, -1e308, 0.30000000000000004, ...near];
}

/** Rows that pair the telling values of every characteristic with each other. */
export function tellingRows(card: ScorecardDocument): Record<string, CellValue>[] {
  return pairValues(card.characteristics.map((own) => [own.name, tellingValues(own)]));
}

/** As many rows as the longest list of values needs, each list at its own pace. */
export function pairValues(values: readonly (readonly [name: string, values: readonly CellValue[]])[]): Record<string, CellValue>[] {
  const most = Math.max(...values.map(([, own]) => own.length));
  return Array.from({ length: most }, (_, row) =>
    Object.fromEntries(values.map(([name, own], place) => [name, own[(row * (place + 1)) % own.length] ?? null])),
  );
}
