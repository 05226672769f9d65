import { useMemo } from 'react';
import type { DealSource } from './deal-source.ts';
import type { StudyQuestion } from './study-deal.ts';
import type { Study } from './study-worker.ts';
import type { Behaviour } from './supposed.ts';
import { useWorkerAnswer } from './use-worker-answer.ts';

const start = () => new Worker(new URL('./study-worker.ts', import.meta.url), { type: 'module' });

/** Studies a deal in a worker: first the base case, then scenarios, sensitivities and simulated losses. */
export function useStudy(
  source: DealSource | null,
  behaviour: Behaviour,
  correlation: string,
): { study: Study | null; isCurrent: boolean } {
  const question = useMemo(
    (): StudyQuestion | null => (source === null ? null : { source, behaviour, correlation }),
    [source, behaviour, correlation],
  );
  const { answer, isCurrent } = useWorkerAnswer<StudyQuestion, Study>(start, question);
  return { study: answer, isCurrent };
}
