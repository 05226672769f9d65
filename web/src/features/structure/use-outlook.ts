import { useEffect, useRef, useState } from 'react';
import type { Outlook } from './analyse-deal.ts';
import type { Supposed } from './supposed.ts';
import type { DraftFile } from './edit-deal.ts';
import type { Question } from './outlook-worker.ts';

const REST_MS = 120;

/** Has a worker judge the file whenever it rests; the answer before stays until the next one is there. */
export function useOutlook(file: DraftFile, supposed: Supposed): { outlook: Outlook | null; isCurrent: boolean } {
  const worker = useRef<Worker | null>(null);
  const asked = useRef(0);
  const [answer, setAnswer] = useState<{ id: number; outlook: Outlook } | null>(null);
  const [waiting, setWaiting] = useState(0);
  useEffect(() => {
    const made = new Worker(new URL('./outlook-worker.ts', import.meta.url), { type: 'module' });
    made.addEventListener('message', ({ data }: MessageEvent<{ id: number; outlook: Outlook }>) => {
      if (data.id === asked.current) setAnswer(data);
    });
    worker.current = made;
    return () => made.terminate();
  }, []);
  useEffect(() => {
    asked.current += 1;
    const question: Question = { id: asked.current, file, supposed };
    setWaiting(question.id);
    const timer = setTimeout(() => worker.current?.postMessage(question), REST_MS);
    return () => clearTimeout(timer);
  }, [file, supposed]);
  return { outlook: answer?.outlook ?? null, isCurrent: answer !== null && answer.id === waiting };
}
