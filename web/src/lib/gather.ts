interface Asked<T> {
  readonly resolve: (found: T | null) => void;
  readonly reject: (fault: unknown) => void;
}

/**
 * Answers questions for one thing each, out of one request for all that are asked in the same turn: what a page shows at once it asks for
 * at once. More than `most` go out as several requests.
 * @param load - what it found, by id
 * @returns null for an id that `load` did not find
 */
export function gather<T>(most: number, load: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>) {
  const waiting = new Map<string, Asked<T>[]>();

  async function answer(group: readonly (readonly [string, readonly Asked<T>[]])[]): Promise<void> {
    try {
      const found = await load(group.map(([id]) => id));
      for (const [id, asked] of group) for (const { resolve } of asked) resolve(found.get(id) ?? null);
    } catch (fault) {
      for (const [, asked] of group) for (const { reject } of asked) reject(fault);
    }
  }

  function send(): void {
    const all = [...waiting];
    waiting.clear();
    for (let from = 0; from < all.length; from += most) void answer(all.slice(from, from + most));
  }

  return (id: string): Promise<T | null> =>
    new Promise((resolve, reject) => {
      if (waiting.size === 0) setTimeout(send);
      waiting.set(id, [...(waiting.get(id) ?? []), { resolve, reject }]);
    });
}
