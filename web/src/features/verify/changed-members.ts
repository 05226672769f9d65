/** A place where two files differ; null where one of them has nothing. */
export interface ChangedMember {
  /** `fields.score.value`, `anchor.path.3`. */
  place: string;
  before: string | null;
  after: string | null;
}

const MOST = 12;

/** Where `after` differs from `before`, in the order of the file; at most a dozen places. */
export function changedMembers(before: unknown, after: unknown): ChangedMember[] {
  const changes: ChangedMember[] = [];
  compare('', before, after, changes);
  return changes.slice(0, MOST);
}

function compare(place: string, before: unknown, after: unknown, changes: ChangedMember[]): void {
  if (changes.length >= MOST || Object.is(before, after)) return;
  const [left, right] = [membersOf(before), membersOf(after)];
  if (left === null || right === null) {
    changes.push({ place: place === '' ? '.' : place, before: textOf(before), after: textOf(after) });
    return;
  }
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    compare(place === '' ? name : `${place}.${name}`, left.get(name), right.get(name), changes);
  }
}

/** Members by name; an item of a list that has a name of its own goes by it, so that a field is `fields.score`. */
function membersOf(value: unknown): Map<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  return new Map(value.map((item: unknown, place) => [nameOf(item) ?? String(place), item]));
}

function nameOf(item: unknown): string | null {
  return typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string' ? item.name : null;
}

function textOf(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
