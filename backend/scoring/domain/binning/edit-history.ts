/** Changes that hold, in order, and changes that were taken back, the last one first. */
export interface EditHistory<Edit> {
  readonly done: readonly Edit[];
  readonly undone: readonly Edit[];
}

export const NO_EDITS: EditHistory<never> = { done: [], undone: [] };

/** A new change ends what could be done again. */
export function addEdit<Edit>({ done }: EditHistory<Edit>, edit: Edit): EditHistory<Edit> {
  return { done: [...done, edit], undone: [] };
}

export function undoEdit<Edit>({ done, undone }: EditHistory<Edit>): EditHistory<Edit> {
  const last = done[done.length - 1];
  return last === undefined ? { done, undone } : { done: done.slice(0, -1), undone: [last, ...undone] };
}

export function redoEdit<Edit>({ done, undone }: EditHistory<Edit>): EditHistory<Edit> {
  const [next, ...rest] = undone;
  return next === undefined ? { done, undone } : { done: [...done, next], undone: rest };
}
