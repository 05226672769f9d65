import type { Column } from '../../../intake/domain/columns.ts';
import { DomainError, type FieldFault } from '../../../kernel/errors.ts';
import type { SegmentTest, SegmentTree, Side } from './segment-tree.ts';
import { MAX_DEPTH, MAX_SEGMENTS } from './validate-segmented-document.ts';

/** One split of the rows, as a person gives it. */
export interface SegmentSplit {
  readonly attribute: string;
  /** Numbers below it part from the others. */
  readonly cut?: number | undefined;
  /** These levels part from the others. */
  readonly levels?: readonly string[] | undefined;
  /** Side of a missing value; `left` is where the condition holds. */
  readonly missing: Side;
  /** The rows that are split: a side of an earlier split, counted from 1; without, those that the split before has not taken. */
  readonly within?: { readonly split: number; readonly side: Side } | null | undefined;
}

export interface PlanContext {
  readonly columns: readonly Column[];
  /** Left out of the model by order: protected attributes and leakage, which may not tell segments either. */
  readonly exclude: readonly string[];
  /** Numbers that are codes, by column. */
  readonly specialsOf: (name: string) => readonly number[];
}

interface OpenNode {
  test: SegmentTest | null;
  left: OpenNode | null;
  right: OpenNode | null;
  readonly depth: number;
}

const leafAt = (depth: number): OpenNode => ({ test: null, left: null, right: null, depth });

function faultsOfSplit(split: SegmentSplit, at: number, { columns, exclude }: PlanContext): FieldFault[] {
  const { attribute, cut, levels } = split;
  const fault = (member: string, code: string, detail: string) => [{ pointer: `/segments/${at}/${member}`, code, detail }];
  if (exclude.includes(attribute))
    return fault('attribute', 'excluded', `${attribute} was left out of the model and may not tell segments either.`);
  const column = columns.find(({ name }) => name === attribute);
  if (column === undefined)
    return fault('attribute', 'unknown', `There is no attribute ${attribute} that a model may use; protected ones are always left out.`);
  if ((cut === undefined) === (levels === undefined)) return fault('cut', 'choice', 'Expected a cut or levels, and not both.');
  if (column.kind === 'numeric')
    return cut === undefined ? fault('levels', 'kind', `${attribute} holds numbers: give a cut.`) : faultsOfCut(cut, fault);
  if (levels === undefined) return fault('cut', 'kind', `${attribute} holds levels: give levels.`);
  const odd = levels.find((level, place) => !column.levels.includes(level) || levels.indexOf(level) !== place);
  if (levels.length === 0 || odd !== undefined)
    return fault('levels', 'unknown', `${attribute} has no level ${odd ?? ''}, or it is named twice.`);
  return [];
}

function faultsOfCut(cut: number, fault: (member: string, code: string, detail: string) => FieldFault[]): FieldFault[] {
  return Number.isFinite(cut) ? [] : fault('cut', 'type', 'Expected a finite number.');
}

function testOf({ attribute, cut, levels, missing }: SegmentSplit, { specialsOf }: PlanContext): SegmentTest {
  if (cut !== undefined) return { kind: 'below', attribute, cut: cut + 0, specials: specialsOf(attribute), missing };
  return { kind: 'among', attribute, levels: [...(levels ?? [])].sort(), missing };
}

/**
 * The tree that splits lead to, without cards.
 * @throws {@link DomainError} `segments_invalid` with each split that cannot be made
 */
export function planSegments(splits: readonly SegmentSplit[], context: PlanContext): SegmentTree<null> {
  const root = leafAt(0);
  const made: OpenNode[] = [];
  const faults = splits.flatMap((split, at) => {
    const { within = null } = split;
    const found = faultsOfSplit(split, at, context);
    const earlier = within === null ? made[at - 1] : made[within.split - 1];
    const node = at === 0 && within === null ? root : (earlier?.[within?.side ?? 'right'] ?? null);
    const own = node ?? leafAt(0);
    own.left = leafAt(own.depth + 1);
    own.right = leafAt(own.depth + 1);
    made.push(own);
    if (node === null) found.push({ pointer: `/segments/${at}/within`, code: 'unknown', detail: 'No earlier split has this number.' });
    else if (own.test !== null)
      found.push({ pointer: `/segments/${at}/within`, code: 'duplicate', detail: 'These rows are split already.' });
    if (own.depth >= MAX_DEPTH)
      found.push({ pointer: `/segments/${at}`, code: 'depth', detail: `At most ${MAX_DEPTH} splits one after the other.` });
    own.test = testOf(split, context);
    return found;
  });
  if (splits.length === 0 || splits.length >= MAX_SEGMENTS)
    faults.push({ pointer: '/segments', code: 'length', detail: `Expected 1 to ${MAX_SEGMENTS - 1} splits.` });
  if (faults.length > 0)
    throw new DomainError('segments_invalid', 'unprocessable', 'The segments cannot be made; each fault names a split.', { faults });
  return closed(root);
}

function closed({ test, left, right }: OpenNode): SegmentTree<null> {
  if (test === null || left === null || right === null) return { leaf: null };
  return { test, left: closed(left), right: closed(right) };
}
