import {
  type DocumentCharacteristic,
  SCORECARD_TYPE,
  type ScoringDocument,
  type Segment,
  SEGMENTED_TYPE,
} from '../scorecard/scorecard-document.ts';
import { validateScorecardDocument } from '../scorecard/validate-scorecard-document.ts';
import { type Condition, leavesOf, type SegmentTest, type SegmentTree, testsOf } from './segment-tree.ts';
import { validateSegmentedDocument } from './validate-segmented-document.ts';

/**
 * Reads whatever scores rows, by its type; what is no segmented document is held against the rules of a card.
 * @throws {@link DomainError} `scorecard_invalid`
 */
export function readScoringDocument(value: unknown): ScoringDocument {
  const isSegmented = typeof value === 'object' && value !== null && 'type' in value && value.type === SEGMENTED_TYPE;
  return isSegmented ? validateSegmentedDocument(value) : validateScorecardDocument(value);
}

/** The segments of a document: a card without any is the only leaf of a tree without tests. */
export function segmentsOf(document: ScoringDocument): SegmentTree<Segment> {
  return document.type === SCORECARD_TYPE ? { leaf: { segment: null, card: document } } : document.tree;
}

/** The segments from left to right, each with the conditions that lead to it. */
export function segmentList(document: ScoringDocument): (Segment & { readonly path: readonly Condition[] })[] {
  return leavesOf(segmentsOf(document)).map(({ leaf, path }) => ({ ...leaf, path }));
}

/** An attribute that a document reads. */
export type DocumentInput = Pick<DocumentCharacteristic, 'name' | 'kind'>;

/** The kind of column that a test reads. */
export function kindOfTest({ kind }: SegmentTest): DocumentInput['kind'] {
  return kind === 'below' ? 'numeric' : 'categorical';
}

/** Every attribute that a document reads, once: those of its tests first, then those of its cards. */
export function inputsOf(document: ScoringDocument): DocumentInput[] {
  const tests = testsOf(segmentsOf(document)).map((test) => ({ name: test.attribute, kind: kindOfTest(test) }));
  const read = segmentList(document).flatMap(({ card }) => card.characteristics.map(({ name, kind }) => ({ name, kind })));
  const known = new Map<string, DocumentInput>();
  for (const input of [...tests, ...read]) if (!known.has(input.name)) known.set(input.name, input);
  return [...known.values()];
}
