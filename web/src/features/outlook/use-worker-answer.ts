import { useEffect, useRef, useState } from 'react';

const REST_MS = 120;

/** What goes to a worker and comes back: the newest question is the one that counts. */
export interface Numbered<T> {
  readonly id: number;
  readonly value: T;
}

/**
 * Has a worker answer `question` whenever it rests; it may answer in parts, each in the place of the one before. The answer to an earlier
 * question stays until there is one to the newest.
 *
 * @param start - makes the worker, once
 */
export function useWorkerAnswer<Question, Answer>(
  start: () => Worker,
  question: Question | null,
): { readonly answer: Answer | null; readonly isCurrent: boolean } {
  const worker = useRef<Worker | null>(null);
  const asked = useRef(0);
  const [answer, setAnswer] = useState<Numbered<Answer> | null>(null);
  const [waiting, setWaiting] = useState(0);
  useEffect(() => {
    const made = start();
    made.addEventListener('message', ({ data }: MessageEvent<Numbered<Answer>>) => {
      if (data.id === asked.current) setAnswer(data);
    });
    worker.current = made;
    return () => made.terminate();
  }, [start]);
  useEffect(() => {
    if (question === null) return;
    asked.current += 1;
    const numbered: Numbered<Question> = { id: asked.current, value: question };
    setWaiting(numbered.id);
    const timer = setTimeout(() => worker.current?.postMessage(numbered), REST_MS);
    return () => clearTimeout(timer);
  }, [question]);
  return { answer: answer?.value ?? null, isCurrent: answer !== null && answer.id === waiting };
}
