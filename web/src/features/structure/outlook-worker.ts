import { analyseDeal } from './analyse-deal.ts';
import type { Supposed } from './supposed.ts';

/** What the page asks: the newest question is the one that counts. */
export interface Question {
  readonly id: number;
  readonly file: unknown;
  readonly supposed: Supposed;
}

self.addEventListener('message', ({ data }: MessageEvent<Question>) => {
  self.postMessage({ id: data.id, outlook: analyseDeal(data.file, data.supposed) });
});
