import { canonicalJson, type Json } from '../../../kernel/canonical-json.ts';
import { Inspection, textOf } from '../scorecard/inspection.ts';
import {
  isSealed,
  type ScorecardDocument,
  SEGMENTED_TYPE,
  SEGMENTED_VERSION,
  type SegmentedDocument,
} from '../scorecard/scorecard-document.ts';
import {
  inspectGrades,
  inspectScaling,
  inspectScorecard,
  inspectTraining,
  refuseFaults,
} from '../scorecard/validate-scorecard-document.ts';
import { leavesOf, type SegmentTest, testsOf } from './segment-tree.ts';

/** Tests on the way to a segment, and segments altogether. */
export const MAX_DEPTH = 8;
export const MAX_SEGMENTS = 32;
const MAX_VALUES = 1000;
const SIDES = ['left', 'right'] as const;

const TEST_MEMBERS: Readonly<Record<string, readonly string[]>> = { below: ['cut', 'specials'], among: ['levels'] };

function inspectTest(inspection: Inspection, value: unknown, pointer: string): void {
  const named = typeof value === 'object' && value !== null && 'kind' in value ? textOf(value.kind) : '';
  const kind = Object.hasOwn(TEST_MEMBERS, named) ? named : '';
  const test = inspection.object(value, pointer, ['kind', 'attribute', 'missing', ...(TEST_MEMBERS[kind] ?? [])]);
  if (test === null) return;
  inspection.oneOf(test['kind'], `${pointer}/kind`, Object.keys(TEST_MEMBERS));
  inspection.text(test['attribute'], `${pointer}/attribute`);
  inspection.oneOf(test['missing'], `${pointer}/missing`, SIDES);
  if (kind === 'below') inspection.number(test['cut'], `${pointer}/cut`);
  for (const [name, least, look] of [
    ['specials', 0, inspection.number.bind(inspection)],
    ['levels', 1, inspection.text.bind(inspection)],
  ] as const) {
    if (!(name in test)) continue;
    const items = inspection.list(test[name], `${pointer}/${name}`, { least, most: MAX_VALUES });
    items.forEach((item, place) => look(item, `${pointer}/${name}/${place}`));
    inspection.distinct(
      items,
      items.map((_, place) => `${pointer}/${name}/${place}`),
    );
  }
}

/** Counts the leaves below; a tree that is too deep is not followed. */
function inspectNode(inspection: Inspection, value: unknown, pointer: string, depth: number): number {
  const isLeaf = typeof value === 'object' && value !== null && 'leaf' in value;
  const node = inspection.object(value, pointer, isLeaf ? ['leaf'] : ['test', ...SIDES]);
  if (node === null) return 0;
  if (isLeaf) {
    const leaf = inspection.object(node['leaf'], `${pointer}/leaf`, ['segment', 'card']);
    inspection.text(leaf?.['segment'], `${pointer}/leaf/segment`);
    if (leaf !== null) inspectScorecard(inspection, leaf['card'], `${pointer}/leaf/card`);
    return 1;
  }
  if (depth >= MAX_DEPTH) {
    inspection.fault(pointer, 'depth', `Expected at most ${MAX_DEPTH} tests one after the other.`);
    return 0;
  }
  inspectTest(inspection, node['test'], `${pointer}/test`);
  return SIDES.reduce((total, side) => total + inspectNode(inspection, node[side], `${pointer}/${side}`, depth + 1), 0);
}

const text = (value: unknown) => canonicalJson(value as Json);

/** What holds the cards together: one scale, one set of grades, rows that add up, one meaning of each name and code. */
function inspectUnity(inspection: Inspection, { tree, training, scaling, grades }: SegmentedDocument): void {
  const leaves = leavesOf(tree).map(({ leaf }) => leaf);
  const fault = (at: number, member: string, code: string, detail: string) =>
    inspection.fault(`/tree (${leaves[at]?.segment ?? ''})${member}`, code, detail);
  inspection.distinct(
    leaves.map(({ segment }) => segment),
    leaves.map(({ segment }) => `/tree (${segment})/segment`),
  );
  leaves.forEach(({ card }, at) => {
    const { basePoints: _basePoints, ...own } = card.scaling;
    if (text(own) !== text(scaling)) fault(at, '/card/scaling', 'scale', 'The card is on another scale than the document.');
    if (text(card.grades) !== text(grades)) fault(at, '/card/grades', 'scale', 'The card has other grades than the document.');
    if (card.training.datasetHash !== training.datasetHash || text(card.training.excluded) !== text(training.excluded))
      fault(at, '/card/training', 'training', 'The card was trained on other data than the document.');
  });
  for (const name of ['rows', 'goods', 'bads'] as const) {
    const total = leaves.reduce((sum, { card }) => sum + card.training[name], 0);
    if (total !== training[name]) inspection.fault(`/training/${name}`, 'sum', `The segments have ${total} together.`);
  }
  inspectNames(
    inspection,
    testsOf(tree),
    leaves.map(({ card }) => card),
  );
  for (const { attribute } of testsOf(tree))
    if (training.excluded.includes(attribute))
      inspection.fault('/tree', 'excluded', `Segments are told by ${attribute.slice(0, 100)}, which was left out by order.`);
}

function inspectNames(inspection: Inspection, tests: readonly SegmentTest[], cards: readonly ScorecardDocument[]): void {
  const characteristics = cards.flatMap((card) => card.characteristics);
  const pairs = [
    ...tests.map(({ attribute, kind }) => [`kind of ${attribute}`, kind === 'below' ? 'numeric' : 'categorical'] as const),
    ...characteristics.flatMap(
      ({ name, kind, reason }) =>
        [
          [`kind of ${name}`, kind],
          [`reason of ${name}`, reason],
          [`name of ${reason}`, name],
        ] as const,
    ),
  ];
  const known = new Map<string, string>();
  for (const [what, value] of pairs) {
    const before = known.get(what);
    if (before !== undefined && before !== value)
      inspection.fault(
        '/tree',
        'differs',
        `The ${what.slice(0, 200)} is ${before.slice(0, 100)} in one place and ${value.slice(0, 100)} in another.`,
      );
    known.set(what, value);
  }
}

/**
 * Reads a segmented document that came from outside; what it accepts can be compiled and scores every row by one card.
 * @throws {@link DomainError} `scorecard_invalid` with up to 100 faults by JSON pointer
 */
export function validateSegmentedDocument(value: unknown): SegmentedDocument {
  const inspection = new Inspection();
  const document = inspection.object(value, '', ['type', 'version', 'name', 'training', 'scaling', 'grades', 'tree', 'seal']);
  if (document !== null) {
    inspection.oneOf(document['type'], '/type', [SEGMENTED_TYPE]);
    inspection.oneOf(document['version'], '/version', [SEGMENTED_VERSION]);
    inspection.text(document['name'], '/name');
    inspection.text(document['seal'], '/seal');
    inspectTraining(inspection, document['training'], '/training');
    inspectScaling(inspection, document['scaling'], '/scaling', []);
    inspectGrades(inspection, document['grades'], '/grades');
    const leaves = inspectNode(inspection, document['tree'], '/tree', 0);
    if (leaves < 1 || leaves > MAX_SEGMENTS) inspection.fault('/tree', 'length', `Expected 1 to ${MAX_SEGMENTS} segments.`);
  }
  refuseFaults(inspection);
  const segmented = value as SegmentedDocument;
  inspectUnity(inspection, segmented);
  if (!isSealed(segmented)) inspection.fault('/seal', 'seal', 'The document was changed after it was sealed.');
  refuseFaults(inspection);
  return segmented;
}
