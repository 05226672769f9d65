import { labelsOfFile, plainLabels, type DealLabels } from '../domain/explain/deal-labels.ts';
import { explainPeriod } from '../domain/explain/explain-period.ts';
import type { Place } from '../domain/explain/period-flows.ts';
import type { DealImage } from '../domain/deal-image.ts';
import type { PeriodReport, WaterfallState } from '../domain/waterfall-state.ts';
import { checkDeal } from '../compile-deal.ts';
import type { PostingView } from './schemas.ts';

/** Words of a deal: those of its file when this installation has it, else plain ones. */
export function labelsFor(image: DealImage, file: unknown): DealLabels {
  const compiled = file === null ? null : checkDeal(file).compiled;
  return compiled === null ? plainLabels(image) : labelsOfFile(compiled.file);
}

interface Explained {
  readonly postings: PostingView[];
  readonly skipped: { readonly step: number; readonly name: PostingView['name']; readonly words: PostingView['words'] }[];
}

/** Every step of a period in words, those that ran apart from those that were passed over. */
export function explainViews(
  image: DealImage,
  { before, report, labels }: { readonly before: WaterfallState; readonly report: PeriodReport; readonly labels: DealLabels },
): Explained {
  const { steps } = explainPeriod(image, before, report, labels);
  return {
    postings: steps
      .filter(({ ran }) => ran)
      .map(({ step, title, due, paid, flows, test, words }) => ({
        step,
        name: { ...title },
        isTest: test !== null,
        due: String(due),
        paid: String(paid),
        flows: flows.map(({ from, to, amount }) => ({ from: placeText(from), to: placeText(to), amount: String(amount) })),
        words: { ...words },
      })),
    skipped: steps.filter(({ ran }) => !ran).map(({ step, title, words }) => ({ step, name: { ...title }, words: { ...words } })),
  };
}

/** `interestBucket`, `reserve`, `class:0`, `fee:1` ... */
function placeText(place: Place): string {
  return 'index' in place ? `${place.kind}:${place.index}` : place.kind;
}
