import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { redoEdit, undoEdit } from '../../../../backend/scoring/domain/binning/edit-history.ts';
import type { StudioBins } from '../../../../backend/scoring/studio/schemas.ts';
import { ApiFault } from '../../lib/api.ts';
import { formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { isTyping } from '../../ui/use-row-keys.ts';
import { changeText } from './bin-words.ts';
import { cutsOf } from './cut-places.ts';
import { addChange, changesOf, type DraftEdit, type History, historyOf } from './draft.ts';
import { binsQuery, type Subject } from './studio-queries.ts';
import type { DraftHandle } from './use-draft.ts';

interface Drag {
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/** One attribute on the bench: its changes, the drag on the way, and the newest figures that the API has for them. */
export function useBench(subject: Subject, name: string, { draft, change }: DraftHandle) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [drag, setDrag] = useState<Drag | null>(null);
  const [refused, setRefused] = useState<unknown>(null);
  const history = historyOf(draft, name);
  const wanted = useMemo(() => {
    if (drag === null || drag.from === drag.to) return changesOf(draft);
    return changesOf({ ...draft, [name]: addChange(historyOf(draft, name), moveOf(drag)) });
  }, [draft, drag, name]);
  const { data, query, isSettled } = useLatestBins(subject, name, wanted);
  const speech = useSpeech(data, isSettled);

  // A change that cannot be made is taken back by itself; the one who made it reads why.
  const isRefused = query.error instanceof ApiFault && query.error.problem?.code === 'bin_edit_invalid';
  useEffect(() => {
    if (!isRefused || drag !== null) return;
    setRefused(query.error);
    change(name, ({ done }) => ({ done: done.slice(0, -1), undone: [] }));
  }, [isRefused, drag, query.error, change, name]);

  const replace = (next: (before: History) => History, said: string): void => {
    setRefused(null);
    change(name, next);
    speech.say(said);
  };
  const add = (edit: DraftEdit): void => replace((before) => addChange(before, edit), changeText(t, edit, language));
  const number = (value: number): string => formatNumber(value, language, 4);
  const lastDone = history.done.at(-1);
  const nextDone = history.undone[0];
  return {
    data,
    error: isRefused ? null : query.error,
    retry: () => void query.refetch(),
    refused,
    history,
    drag,
    told:
      speech.told === null ? '' : t('studio.told', { what: speech.told.what, iv: number(speech.told.iv), auc: number(speech.told.auc) }),
    add,
    dragCut: (index: number, to: number): void => {
      const from = data === null ? undefined : cutsOf(data.bins)[index];
      setDrag((before) => (before !== null ? { ...before, to } : from === undefined ? null : { index, from, to }));
    },
    dropCut: (): void => {
      if (drag !== null && drag.from !== drag.to) add(moveOf(drag));
      setDrag(null);
    },
    undo: (): void => {
      if (lastDone !== undefined) replace(undoEdit, t('studio.undone', { what: changeText(t, lastDone, language) }));
    },
    redo: (): void => {
      if (nextDone !== undefined) replace(redoEdit, t('studio.redone', { what: changeText(t, nextDone, language) }));
    },
    reset: (): void => replace(({ done, undone }) => ({ done: [], undone: [...done, ...undone] }), t('studio.reset')),
    setHistory: (next: History): void => change(name, () => next),
  };
}

export type Bench = ReturnType<typeof useBench>;

function moveOf({ from, to }: Drag): DraftEdit {
  return { kind: 'move', from, to };
}

/** One question at a time: while an answer is on its way, only the newest wish waits. */
function useLatestBins(subject: Subject, name: string, wanted: ReturnType<typeof changesOf>) {
  const [asked, setAsked] = useState(wanted);
  const query = useQuery(binsQuery(subject, asked, name));
  const [seen, setSeen] = useState<StudioBins | null>(null);
  if (query.data !== undefined && query.data !== seen) setSeen(query.data);
  const { isFetching } = query;
  useEffect(() => {
    if (!isFetching) setAsked(wanted);
  }, [wanted, isFetching]);
  return { data: query.data ?? seen, query, isSettled: asked === wanted && !query.isPlaceholderData && !isFetching };
}

/** What was done is told together with the figures that it led to, once these are there. */
function useSpeech(data: StudioBins | null, isSettled: boolean) {
  const waiting = useRef('');
  const [told, setTold] = useState<{ what: string; iv: number; auc: number } | null>(null);
  useEffect(() => {
    if (waiting.current === '' || !isSettled || data === null) return;
    setTold({ what: waiting.current, iv: data.figures.iv, auc: data.card.auc });
    waiting.current = '';
  }, [data, isSettled]);
  return {
    say: (what: string): void => {
      waiting.current = what;
    },
    told,
  };
}

/** Ctrl+Z and Ctrl+Y, anywhere on the page but in a text that has its own. */
export function useUndoKeys({ undo, redo }: Pick<Bench, 'undo' | 'redo'>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey) || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      if (key !== 'z' && key !== 'y') return;
      event.preventDefault();
      if (key === 'y' || event.shiftKey) redo();
      else undo();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [undo, redo]);
}
