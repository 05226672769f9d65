import { refusalOf } from './refusal.ts';
import { type DeepStudy, deepStudy, openStudy, type QuickStudy, quickStudy, type StudyQuestion } from './study-deal.ts';
import type { Numbered } from './use-worker-answer.ts';

/** What is known so far: the base case at once, the rest a moment later. */
export interface Study {
  readonly quick: QuickStudy | null;
  readonly deep: DeepStudy | null;
  /** Code of what the projection refused. */
  readonly refusal: string | null;
}

let newest = 0;

self.addEventListener('message', ({ data: { id, value } }: MessageEvent<Numbered<StudyQuestion>>) => {
  newest = id;
  const tell = (study: Study) => self.postMessage({ id, value: study });
  let quick: QuickStudy | null = null;
  const guarded = (work: () => void) => {
    try {
      work();
    } catch (error) {
      tell({ quick, deep: null, refusal: refusalOf(error) });
    }
  };
  guarded(() => {
    const study = openStudy(value);
    quick = study === null ? null : quickStudy(study.open, study.assumptions, value.behaviour);
    tell({ quick, deep: null, refusal: null });
    if (study === null) return;
    // A question that came meanwhile is answered first; this one then needs no more.
    setTimeout(() => {
      if (newest === id) guarded(() => tell({ quick, deep: deepStudy(study.open, study.assumptions, value), refusal: null }));
    });
  });
});
