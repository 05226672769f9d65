import { type DealImage, OP } from '../deal-image.ts';
import type { Label } from '../deal/deal-file.ts';
import { runPeriod } from '../waterfall.ts';
import type { PeriodReport, PeriodResult, WaterfallState } from '../waterfall-state.ts';
import { readTest, type TestReading } from '../waterfall/tests-and-cures.ts';
import { passedOverWords } from './condition-words.ts';
import { type DealLabels, plainLabels } from './deal-labels.ts';
import { type Change, changesBetween, type Flow, flowsBetween, type Snapshot, snapshot } from './period-flows.ts';
import { movedWords, testWords, titleOf } from './step-words.ts';

/** One step of a period: what it did, or why it was passed over. */
export interface StepRow {
  readonly step: number;
  readonly title: Label;
  readonly ran: boolean;
  readonly due: bigint;
  readonly paid: bigint;
  readonly flows: readonly Flow[];
  readonly changes: readonly Change[];
  /** What a test compared; null for other steps. */
  readonly test: TestReading | null;
  readonly words: Label;
}

export interface TriggerRow {
  readonly trigger: number;
  readonly title: Label;
  readonly wasActive: boolean;
  readonly isActive: boolean;
  readonly breachesInRow: number;
  readonly words: Label;
}

export interface Explanation {
  readonly steps: readonly StepRow[];
  readonly triggers: readonly TriggerRow[];
  readonly result: PeriodResult;
}

/** Runs a period and says of every step and trigger what it did and why. */
export function explainPeriod(
  image: DealImage,
  state: WaterfallState,
  report: PeriodReport,
  labels: DealLabels = plainLabels(image),
): Explanation {
  const steps: StepRow[] = [];
  let before: Snapshot | null = null;
  const result = runPeriod(image, state, report, {
    begin: (work) => {
      before = snapshot(work);
    },
    step: (work, index, amounts) => {
      const step = image.steps[index];
      if (step === undefined || before === null) return;
      const title = titleOf(step, labels.steps[index] ?? null, labels);
      const common = { step: index, title };
      if (amounts === null) {
        const why = passedOverWords(step, labels);
        const words = { en: `Passed over: ${why.en}.`, zh: `略过：${why.zh}。` };
        steps.push({ ...common, ran: false, due: 0n, paid: 0n, flows: [], changes: [], test: null, words });
        return;
      }
      const [due, paid] = amounts;
      const after = snapshot(work);
      const flows = flowsBetween(before, after);
      const changes = changesBetween(image, index, before, after);
      const terms = step.op === OP.TEST ? image.tests[step.argument] : undefined;
      const test = terms === undefined ? null : readTest(work, terms);
      const words =
        test === null || terms === undefined
          ? movedWords(step, due, paid, flows, changes, labels)
          : testWords(test, terms.kind, terms.threshold, labels);
      steps.push({ ...common, ran: true, due, paid, flows, changes, test, words });
      before = after;
    },
  });
  return { steps, triggers: triggerRows(image, state, result.next, labels), result };
}

/** The explanation as lines in one language. */
export function explanationLines({ steps, triggers }: Explanation, language: 'en' | 'zh'): string[] {
  const colon = language === 'en' ? ': ' : '：';
  const line = ({ title, words }: { readonly title: Label; readonly words: Label }) => `${title[language]}${colon}${words[language]}`;
  return [...steps.map(line), ...triggers.map(line)];
}

function triggerRows(image: DealImage, state: WaterfallState, next: WaterfallState, labels: DealLabels): TriggerRow[] {
  return image.triggers.map((_, index) => {
    const [wasActive, isActive] = [isSet(state.active, index), isSet(next.active, index)];
    const breachesInRow = Number((next.breaches >> BigInt(4 * index)) & 15n);
    const title = labels.triggers[index] ?? { en: '-', zh: '-' };
    return { trigger: index, title, wasActive, isActive, breachesInRow, words: triggerWords(wasActive, isActive, breachesInRow) };
  });
}

const isSet = (mask: number, index: number) => ((mask >> index) & 1) === 1;

function triggerWords(wasActive: boolean, isActive: boolean, breaches: number): Label {
  if (isActive && !wasActive) return { en: 'Became active in this period.', zh: '本期生效。' };
  if (isActive && breaches === 0) return { en: 'Stays active, although it is not breached.', zh: '本期未违反，但继续生效。' };
  if (isActive) return { en: 'Is active.', zh: '生效中。' };
  if (wasActive) return { en: 'Was cured in this period.', zh: '本期解除。' };
  if (breaches > 0) return { en: `Breached ${breaches} times in a row; not active yet.`, zh: `已连续违反 ${breaches} 次，尚未生效。` };
  return { en: 'Is not breached.', zh: '未违反。' };
}
