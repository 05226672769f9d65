import fc from 'fast-check';
import type { CellValue } from '../../backend/intake/domain/columns.ts';
import {
  type ScorecardDocument,
  type Segment,
  type SegmentedDocument,
  SEGMENTED_TYPE,
  SEGMENTED_VERSION,
  sealSegmented,
} from '../../backend/scoring/domain/scorecard/scorecard-document.ts';
import { inputsOf, segmentList, segmentsOf } from '../../backend/scoring/domain/segments/scoring-document.ts';
import { type SegmentTest, type SegmentTree, type Side, testsOf } from '../../backend/scoring/domain/segments/segment-tree.ts';
import { finite, NASTY, neighbour, pairValues, randomCard, tellingValues } from './random-card.ts';

const MOST_LEAVES = 4;
/** A name has one kind in the whole document. */
const NUMERIC = ['plain', `it's`, 'score', 'back\\slash', '<x & y>'];
const CATEGORICAL = ['segment', '维度', 'say "so"', 'Grade', ' space '];

const side = fc.constantFrom<Side>('left', 'right');
const test: fc.Arbitrary<SegmentTest> = fc.oneof(
  fc.record({
    kind: fc.constant('below' as const),
    attribute: fc.constantFrom(...NUMERIC),
    cut: finite.map((cut) => cut + 0),
    specials: fc.uniqueArray(fc.constantFrom(-999, 9999, 0), { maxLength: 2 }),
    missing: side,
  }),
  fc.record({
    kind: fc.constant('among' as const),
    attribute: fc.constantFrom(...CATEGORICAL),
    levels: fc.uniqueArray(fc.constantFrom(...NASTY), { minLength: 1, maxLength: 5 }),
    missing: side,
  }),
);

/** The card with names and codes that mean the same in every card of the document. */
function named(card: ScorecardDocument, grades: ScorecardDocument['grades']): ScorecardDocument {
  const next = { numeric: 0, categorical: 0 };
  const characteristics = card.characteristics.map((own) => {
    const place = next[own.kind]++;
    const names = own.kind === 'numeric' ? NUMERIC : CATEGORICAL;
    return { ...own, name: names[place] ?? '', reason: `${own.kind === 'numeric' ? 'N' : 'C'}${place}` };
  });
  return { ...card, grades, characteristics };
}

function grow(cards: readonly ScorecardDocument[], tests: readonly SegmentTest[], cuts: readonly number[], first: number): SegmentTree<Segment> {
  const [card] = cards;
  const [own] = tests;
  if (card === undefined || own === undefined) throw new Error('a tree needs a card, and a test for each further one');
  if (cards.length === 1) return { leaf: { segment: `S${first}`, card } };
  const at = 1 + ((cuts[first] ?? 0) % (cards.length - 1));
  return {
    test: own,
    left: grow(cards.slice(0, at), tests.slice(1), cuts, first),
    right: grow(cards.slice(at), tests.slice(at), cuts, first + at),
  };
}

/** Any segmented document that is valid and can be written in every form. */
export const randomSegments: fc.Arbitrary<SegmentedDocument> = fc
  .record({
    cards: fc.array(randomCard, { minLength: 1, maxLength: MOST_LEAVES }),
    tests: fc.array(test, { minLength: MOST_LEAVES + 1, maxLength: MOST_LEAVES + 1 }),
    cuts: fc.array(fc.nat(10), { minLength: MOST_LEAVES + 1, maxLength: MOST_LEAVES + 1 }),
  })
  .map(({ cards, tests, cuts }) => {
    const [first] = cards;
    if (first === undefined) throw new Error('no card');
    const own = cards.map((card) => named(card, first.grades));
    const { basePoints: _basePoints, ...scaling } = first.scaling;
    const sum = (member: 'rows' | 'goods' | 'bads') => own.reduce((total, { training }) => total + training[member], 0);
    return sealSegmented({
      type: SEGMENTED_TYPE,
      version: SEGMENTED_VERSION,
      name: 'random\n segments --',
      training: { ...first.training, rows: sum('rows'), goods: sum('goods'), bads: sum('bads') },
      scaling,
      grades: first.grades,
      tree: grow(own, tests, cuts, 1),
    });
  });

function testValues(own: SegmentTest): CellValue[] {
  if (own.kind === 'among') return [...own.levels, 'unseen'];
  return [own.cut, neighbour(own.cut, 1n), neighbour(own.cut, -1n), ...own.specials].filter(Number.isFinite);
}

/** Rows that could tell two scorers of a segmented document apart, whichever segment they fall into. */
export function tellingSegmentRows(document: SegmentedDocument): Record<string, CellValue>[] {
  const tests = testsOf(segmentsOf(document));
  const characteristics = segmentList(document).flatMap(({ card }) => card.characteristics);
  return pairValues(
    inputsOf(document).map(({ name }) => [
      name,
      [
        ...new Set<CellValue>([
          null,
          ...characteristics.filter((own) => own.name === name).flatMap(tellingValues),
          ...tests.filter((own) => own.attribute === name).flatMap(testValues),
        ]),
      ],
    ]),
  );
}
