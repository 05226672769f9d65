import { type DealImage, OP, type Step } from '../deal-image.ts';
import type { FaultList } from './deal-fault.ts';

const TRIGGER_OF_TEST = 3;

/** Names tests that wait for themselves, that are never run, and cures before their test. */
export function checkTests(image: DealImage, faults: FaultList): void {
  const runs = image.tests.map((_, index) => image.steps.filter(({ op, argument }) => op === OP.TEST && argument === index));
  runs.forEach((own, index) => {
    if (own.length === 0) faults.say(`/tests/${index}`, 'test_never_run', 'no step runs this test', '没有步骤执行此测试');
    else if (waitsFor(image, runs, index, index, new Set())) {
      faults.say(
        `/tests/${index}`,
        'test_circular',
        'this test is run only when its own result says so',
        '此测试只有在其自身结果成立时才会执行',
      );
    }
  });
  image.steps.forEach((step, at) => {
    if (step.op !== OP.CURE) return;
    const isBefore = !image.steps.slice(0, at).some(({ op, argument }) => op === OP.TEST && argument === step.argument);
    const isRun = (runs[step.argument]?.length ?? 0) > 0;
    if (isBefore && isRun)
      faults.say(`/waterfall/${at}`, 'cure_before_test', 'the test is run only after this cure', '测试在此补救步骤之后才执行');
  });
}

/** Whether every run of test `from` depends, directly or through others, on the result of test `goal`. */
function waitsFor(image: DealImage, runs: readonly (readonly Step[])[], from: number, goal: number, seen: Set<number>): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  const own = runs[from] ?? [];
  if (own.length === 0) return false;
  return own.every((step) => testsBehind(image, step).some((test) => test === goal || waitsFor(image, runs, test, goal, seen)));
}

/** Tests on which the condition of a step depends. */
function testsBehind({ triggers }: DealImage, { condition, conditionArgument }: Step): number[] {
  if (condition === 2) return [conditionArgument];
  const mask = condition === 1 ? 1 << conditionArgument : condition === 8 ? conditionArgument : 0;
  return triggers.flatMap(({ kind, argument }, index) => ((mask >> index) & 1 && kind === TRIGGER_OF_TEST ? [argument] : []));
}
