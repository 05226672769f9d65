import { type DealImage, INTEREST_BUCKET, OP, PRINCIPAL_BUCKET, type Step } from '../deal-image.ts';
import type { FaultList } from './deal-fault.ts';

const CONDITION = { trigger: 1, test: 2, outstanding: 3, revolving: 5, call: 6, anyTrigger: 8 } as const;
const TRIGGER_NEVER = 10;
const PAYS_FROM_BUCKET: ReadonlySet<number> = new Set([
  OP.FEE,
  OP.INTEREST,
  OP.PRINCIPAL,
  OP.CURE,
  OP.TOPUP,
  OP.BUY,
  OP.RESIDUAL,
  OP.MOVE,
  OP.PDL,
]);

/** Names steps that can never do anything: their condition cannot hold, or an earlier step leaves their bucket empty. */
export function checkReach(image: DealImage, faults: FaultList): void {
  const drained: [Drains, Drains] = [new Drains(), new Drains()];
  image.steps.forEach((step, at) => {
    const pointer = `/waterfall/${at}`;
    if (!canHold(image, step)) {
      faults.say(`${pointer}/when`, 'step_unreachable', 'the condition can never hold in this deal', '此条件在本交易中永远不会成立');
      return;
    }
    const emptied = drained[step.bucket].by(step);
    if (emptied !== null && PAYS_FROM_BUCKET.has(step.op) && !step.reserveHelps) {
      faults.say(
        pointer,
        'step_unreachable',
        `step ${emptied} has taken all cash of the ${step.bucket === 0 ? 'interest' : 'principal'} bucket before`,
        `步骤 ${emptied} 已取走${step.bucket === 0 ? '利息' : '本金'}账的全部现金`,
      );
      return;
    }
    follow(drained, step, at);
    if (step.op === OP.BUY && image.lastRevolving === 0) {
      faults.say(
        pointer,
        'step_unreachable',
        'loans are bought only while a deal revolves, and this one does not',
        '只有循环期才购买资产，而本交易没有循环期',
      );
    }
  });
}

/** Under which conditions a bucket is known to be empty, and since which step. */
class Drains {
  #known: { readonly key: string; readonly opposite: string; readonly at: number; readonly isTestLike: boolean }[] = [];

  add(step: Step, at: number): void {
    const key = keyOf(step, step.isNegated);
    this.#known.push({ key, opposite: keyOf(step, !step.isNegated), at, isTestLike: step.condition === 2 || step.condition === 3 });
  }

  /** Cash may have come in again. */
  clear(): void {
    this.#known = [];
  }

  /** What tests say and what is outstanding changes on the way. */
  forgetChanging(): void {
    this.#known = this.#known.filter(({ isTestLike }) => !isTestLike);
  }

  /** The step that has emptied the bucket whenever `step` runs, or null. */
  by(step: Step): number | null {
    const always = keyOf({ ...step, condition: 0, conditionArgument: 0 }, false);
    const own = keyOf(step, step.isNegated);
    const direct = this.#known.find(({ key }) => key === always || key === own);
    if (direct !== undefined) return direct.at;
    const pair = this.#known.findLast(({ opposite }) => this.#known.some(({ key }) => key === opposite));
    return pair?.at ?? null;
  }
}

const keyOf = (step: Step, isNegated: boolean) => `${isNegated}:${step.condition}:${step.conditionArgument}`;

function follow(drained: readonly [Drains, Drains], step: Step, at: number): void {
  const takesAll = step.op === OP.RESIDUAL || (step.op === OP.MOVE && step.mode === 0);
  if (takesAll) drained[step.op === OP.MOVE ? INTEREST_BUCKET : step.bucket].add(step, at);
  if (step.op === OP.MOVE || step.op === OP.PDL) drained[PRINCIPAL_BUCKET].clear();
  if (step.op === OP.RELEASE || step.op === OP.DRAW) drained[step.bucket].clear();
  if (step.op === OP.TEST || step.op === OP.PRINCIPAL || step.op === OP.CURE || step.op === OP.WRITEUP || step.op === OP.LOSS) {
    for (const bucket of drained) bucket.forgetChanging();
  }
}

function canHold(image: DealImage, step: Step): boolean {
  const { condition, isNegated, conditionArgument: argument } = step;
  if (isNegated) return condition !== 0;
  const isNever = (index: number) => image.triggers[index]?.kind === TRIGGER_NEVER;
  if (condition === CONDITION.trigger) return !isNever(argument);
  if (condition === CONDITION.anyTrigger) return image.triggers.some((_, index) => (argument >> index) & 1 && !isNever(index));
  if (condition === CONDITION.outstanding) return image.classes.some(({ original }, index) => (argument >> index) & 1 && original > 0n);
  if (condition === CONDITION.revolving) return image.lastRevolving > 0;
  if (condition === CONDITION.call) return image.cleanUpBps > 0;
  return true;
}
