import type { Random } from './random.ts';
import { RESIDUAL, type Terms } from './random-terms.ts';
import type { StepPlan } from './write-image.ts';

const NEGATED = 128;
const RESERVE_HELPS = 128;
const MODES: Readonly<Record<number, number>> = { 1: 2, 2: 2, 3: 2, 4: 5, 9: 2, 10: 4 };
/** Operations whose cash comes from the bucket that their source names. */
const SOURCED = new Set([1, 2, 3, 6, 7, 8, 9, 13, 14]);
const HELPED = new Set([1, 2]);
const FEE = 1;
const TEST = 5;
const CURE = 6;
const RESIDUAL_STEP = 14;
const OPERATIONS = 14;

type Bare = Pick<StepPlan, 'op' | 'source' | 'target' | 'mode'>;

function mode(random: Random, op: number): number {
  return random.below(MODES[op] ?? 1);
}

function targetOf(random: Random, terms: Terms, op: number): number | undefined {
  const classes = terms.classes.length;
  if (op === FEE) return terms.fees.length === 0 ? undefined : random.below(terms.fees.length);
  if (op === TEST || op === CURE) return terms.tests.length === 0 ? undefined : random.below(terms.tests.length);
  if (op === RESIDUAL_STEP) return residualClass(random, terms);
  if (op === 7 || op === 8 || op === 13) return 0;
  return random.chance(30) ? 2 ** classes - 1 : random.mask(classes);
}

function residualClass(random: Random, { classes }: Terms): number | undefined {
  const residual = classes.flatMap(({ flags }, at) => ((flags & RESIDUAL) === 0 ? [] : [at]));
  return residual.length === 0 ? undefined : random.pick(residual);
}

/** A step of the operation with the rest at random; none when the deal has nothing for it to act on. */
function stepOf(random: Random, terms: Terms, op: number, wanted: Partial<Bare> = {}): Bare[] {
  const target = wanted.target ?? targetOf(random, terms, op);
  if (target === undefined) return [];
  const bucket = SOURCED.has(op) && random.chance(25) ? 1 : 0;
  const help = HELPED.has(op) && random.chance(35) ? RESERVE_HELPS : 0;
  return [{ op, source: bucket + help, mode: mode(random, op), ...wanted, target }];
}

/** A deal as it occurs: losses, costs and interest by seniority with tests between, then principal, then what is left. */
function usual(random: Random, terms: Terms): Bare[] {
  const count = terms.classes.length;
  const all = 2 ** count - 1;
  const some = (percent: number, op: number, wanted: Partial<Bare> = {}) =>
    random.chance(percent) ? stepOf(random, terms, op, wanted) : [];
  const helped = random.chance(40) ? RESERVE_HELPS : 0;
  const isLedger = random.chance(50);
  const steps: Bare[] = [...some(75, 10, { target: all, mode: (isLedger ? 2 : 0) + random.below(2) }), ...some(isLedger ? 5 : 50, 11)];
  terms.fees.forEach((_, target) => {
    steps.push(...some(85, FEE, { target, source: helped, mode: 0 }));
  });
  for (let at = 0; at < count; at++) {
    const target = random.chance(25) && at + 1 < count ? 3 * 2 ** at : 2 ** at;
    steps.push(...some(90, 2, { target, source: helped }), ...(isLedger ? some(60, 12, { target: 2 ** at }) : []));
    if (terms.tests.length === 0 || random.chance(50)) continue;
    const tested = random.below(terms.tests.length);
    steps.push(...some(80, TEST, { target: tested }), ...some(75, CURE, { target: tested }));
  }
  steps.push(...some(40, 7, { source: 0 }), ...some(40, 8), ...some(25, 9), ...some(45, 13), ...some(60, 4));
  const parts = random.chance(50) ? [all] : Array.from({ length: count }, (_, at) => 2 ** at);
  for (const target of parts) steps.push(...some(90, 3, { target, source: 1 }));
  terms.fees.forEach((_, target) => {
    steps.push(...some(40, FEE, { target, mode: 1 }));
  });
  steps.push(...some(80, RESIDUAL_STEP, { source: 0 }), ...some(40, RESIDUAL_STEP, { source: 1 }));
  return steps;
}

function anything(random: Random, terms: Terms): Bare[] {
  const steps: Bare[] = [];
  for (let left = random.between(3, random.chance(5) ? 64 : 30); left > 0; left--) {
    let op = random.between(1, OPERATIONS);
    // What is left is soon nothing when it may be paid out at any place.
    if (op === RESIDUAL_STEP && left > 3 && random.chance(75)) op = 3;
    steps.push(...stepOf(random, terms, op));
  }
  return steps;
}

function withCondition(random: Random, terms: Terms, step: Bare, percent: number): StepPlan {
  if (!random.chance(percent)) return { ...step, condition: 0, argument: 0 };
  const condition = random.between(1, 8);
  const argument = argumentOf(random, terms, condition);
  if (argument === undefined) return { ...step, condition: 0, argument: 0 };
  return { ...step, condition: condition + (random.chance(50) ? NEGATED : 0), argument };
}

function argumentOf(random: Random, { classes, tests, triggers }: Terms, condition: number): number | undefined {
  if (condition === 1) return triggers.length === 0 ? undefined : random.below(triggers.length);
  if (condition === 2) return tests.length === 0 ? undefined : random.below(tests.length);
  if (condition === 3) return random.mask(classes.length);
  if (condition === 8) return triggers.length === 0 ? undefined : random.mask(Math.min(8, triggers.length));
  return 0;
}

export function randomProgram(random: Random, terms: Terms): StepPlan[] {
  const bare = random.chance(65) ? usual(random, terms) : anything(random, terms);
  const percent = random.pick([0, 15, 40]);
  const steps = bare.slice(0, 64).map((step) => withCondition(random, terms, step, percent));
  return steps.length > 0 ? steps : [{ op: 3, condition: 0, argument: 0, source: 1, target: 1, mode: 0 }];
}
