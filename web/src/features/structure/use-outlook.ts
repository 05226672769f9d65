import { useMemo } from 'react';
import type { Supposed } from '../outlook/supposed.ts';
import { useWorkerAnswer } from '../outlook/use-worker-answer.ts';
import type { Outlook } from './analyse-deal.ts';
import type { DraftFile } from './edit-deal.ts';
import type { Question } from './outlook-worker.ts';

const start = () => new Worker(new URL('./outlook-worker.ts', import.meta.url), { type: 'module' });

/** Has a worker judge the file whenever it rests; the answer before stays until the next one is there. */
export function useOutlook(file: DraftFile, supposed: Supposed): { outlook: Outlook | null; isCurrent: boolean } {
  const question = useMemo((): Question => ({ file, supposed }), [file, supposed]);
  const { answer, isCurrent } = useWorkerAnswer<Question, Outlook>(start, question);
  return { outlook: answer, isCurrent };
}
