import type { Supposed } from '../outlook/supposed.ts';
import type { Numbered } from '../outlook/use-worker-answer.ts';
import { analyseDeal } from './analyse-deal.ts';

/** A deal file as it is written, and how its pool is thought to be. */
export interface Question {
  readonly file: unknown;
  readonly supposed: Supposed;
}

self.addEventListener('message', ({ data: { id, value } }: MessageEvent<Numbered<Question>>) => {
  self.postMessage({ id, value: analyseDeal(value.file, value.supposed) });
});
