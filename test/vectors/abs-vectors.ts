import { readFileSync } from 'node:fs';

interface AbsVector<I, E> {
  readonly inputs: I;
  readonly expected: E;
}

const { vectors } = JSON.parse(readFileSync(new URL('./abs.json', import.meta.url), 'utf8')) as {
  readonly vectors: readonly (AbsVector<unknown, unknown> & { readonly id: string })[];
};

/** One of the published or derived cases of structured finance, with the shape that its reader knows. */
export function absVector<I, E>(id: string): AbsVector<I, E> {
  const found = vectors.find((vector) => vector.id === id);
  if (found === undefined) throw new Error(`there is no vector ${id}`);
  return found as AbsVector<I, E>;
}
