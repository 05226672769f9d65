import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { z } from 'zod';
import { sessionQuery } from '../../lib/queries.ts';
import type { Draft, DraftEdit, History } from './draft.ts';
import { historyOf } from './draft.ts';

/** What lies in the store of the browser may be of another version; the API judges the changes themselves. */
const StoredEdit = z.custom<DraftEdit>((value) => typeof value === 'object' && value !== null && 'kind' in value);
const Stored = z.record(z.string(), z.object({ done: z.array(StoredEdit), undone: z.array(StoredEdit) }));

function readDraft(key: string): Draft {
  const text = localStorage.getItem(key);
  if (text === null) return {};
  try {
    const stored = Stored.safeParse(JSON.parse(text));
    return stored.success ? stored.data : {};
  } catch {
    // Whatever it is, it is no draft.
    return {};
  }
}

export interface DraftHandle {
  readonly draft: Draft;
  change(name: string, next: (history: History) => History): void;
  discard(): void;
}

/** Changes by hand that are not in any card yet; they outlive a reload, for each person and source. */
export function useDraft(source: string): DraftHandle {
  const person = useQuery(sessionQuery).data?.user.id ?? '';
  const key = `credence.studio.${person}.${source}`;
  const [held, setHeld] = useState(() => ({ key, draft: readDraft(key) }));
  if (held.key !== key) setHeld({ key, draft: readDraft(key) });
  useEffect(() => {
    const isEmpty = Object.values(held.draft).every(({ done, undone }) => done.length + undone.length === 0);
    if (isEmpty) localStorage.removeItem(held.key);
    else localStorage.setItem(held.key, JSON.stringify(held.draft));
  }, [held]);
  const change = useCallback((name: string, next: (history: History) => History): void => {
    setHeld((before) => ({ ...before, draft: { ...before.draft, [name]: next(historyOf(before.draft, name)) } }));
  }, []);
  const discard = useCallback((): void => setHeld((before) => ({ ...before, draft: {} })), []);
  return { draft: held.draft, change, discard };
}
