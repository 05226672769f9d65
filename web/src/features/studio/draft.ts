import { addEdit, type EditHistory, NO_EDITS } from '../../../../backend/scoring/domain/binning/edit-history.ts';
import type { StudioChange } from '../../../../backend/scoring/studio/schemas.ts';

/** A change on the way to an edit; its reason may still be missing. */
export type DraftEdit = StudioChange;
export type History = EditHistory<DraftEdit>;
/** Changes by hand of each attribute that has any, or had. */
export type Draft = Readonly<Record<string, History>>;

/** Letters of the shortest reason that the API takes. */
const LEAST_REASON = 3;

export function historyOf(draft: Draft, name: string): History {
  return (Object.hasOwn(draft, name) ? draft[name] : undefined) ?? NO_EDITS;
}

/**
 * Adds a change. A cut that goes on moving, or moves right after it was added, stays one change; back where it stood it is none.
 */
export function addChange(history: History, change: DraftEdit): History {
  const last = history.done.at(-1);
  if (change.kind !== 'move' || last === undefined) return addEdit(history, change);
  const before: History = { done: history.done.slice(0, -1), undone: [] };
  const reason = last.reason === undefined ? {} : { reason: last.reason };
  if (last.kind === 'split' && last.at === change.from) return addEdit(before, { kind: 'split', at: change.to, ...reason });
  if (last.kind !== 'move' || last.to !== change.from) return addEdit(history, change);
  return last.from === change.to ? before : addEdit(before, { kind: 'move', from: last.from, to: change.to, ...reason });
}

/** The same changes with other reasons. */
export function withReasons(history: History, reasonOf: (place: number, edit: DraftEdit) => string): History {
  return { ...history, done: history.done.map((edit, place) => ({ ...edit, reason: reasonOf(place, edit) })) };
}

export function hasReason({ reason = '' }: Pick<DraftEdit, 'reason'>): boolean {
  return reason.trim().length >= LEAST_REASON;
}

/** Changes that hold, by attribute. */
export function editsOf(draft: Draft): Record<string, DraftEdit[]> {
  return Object.fromEntries(Object.entries(draft).flatMap(([name, { done }]) => (done.length === 0 ? [] : [[name, [...done]] as const])));
}

/** The same without reasons, which do not matter to the figures: writing one must not ask for them again. */
export function changesOf(draft: Draft): Record<string, DraftEdit[]> {
  return Object.fromEntries(Object.entries(editsOf(draft)).map(([name, edits]) => [name, edits.map(({ reason: _, ...change }) => change)]));
}

/** Attributes with a change that still needs a reason. */
export function missingReasons(draft: Draft): string[] {
  return Object.entries(editsOf(draft)).flatMap(([name, edits]) => (edits.every(hasReason) ? [] : [name]));
}
