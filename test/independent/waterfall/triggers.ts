import type { DealState, Report } from './deal-state.ts';
import { noteAt, outstanding, reserveTarget, type Witness } from './period.ts';
import { excess, Rational, sum, whole } from './rational.ts';
import { bitsOf, type DealImage, type Trigger } from './read-image.ts';

const MOST_BREACHES = 15;

/** What the judging of a trigger looks at. */
export interface Scene {
  readonly deal: DealImage;
  readonly state: DealState;
  readonly report: Report;
  /** Mean of the ratio of this period and of those remembered, wad. */
  readonly averageDelinquency: bigint;
  readonly seen: Witness;
}

type Breach = (scene: Scene, trigger: Trigger) => boolean;

const BEFORE: Readonly<Record<number, Breach>> = {
  1: ({ deal, state, report }, { schedule }) => {
    const entry = schedule.findLast(({ from }) => from <= report.period);
    if (entry === undefined) return false;
    const netLoss = excess(state.cumulativeDefaults, state.cumulativeRecoveries);
    return whole(deal.originalPool).times(entry.threshold).isBelow(whole(netLoss));
  },
  2: ({ averageDelinquency }, { threshold }) => threshold.isBelow(Rational.ofWad(averageDelinquency)),
  6: ({ deal, state }, { threshold }) => whole(state.pool).isBelow(whole(deal.originalPool).times(threshold)),
  7: ({ report }) => report.isLate,
  8: ({ report }) => report.isServicerDefault,
};

const AFTER: Readonly<Record<number, Breach>> = {
  3: ({ state }, { argument }) => state.failed[argument] === true,
  4: ({ deal, state }, { argument }) =>
    bitsOf(argument).some((at) => deal.classes[at]?.isDeferrable === false && noteAt(state, at).unpaid > 0n),
  5: ({ deal, state }, { threshold }) => whole(state.reserve).isBelow(whole(reserveTarget(deal, state)).times(threshold)),
  9: ({ state }, { argument, threshold }) => {
    const classes = bitsOf(argument);
    const deficit = sum(classes.map((at) => noteAt(state, at).deficit));
    return whole(outstanding(state, classes)).times(threshold).isBelow(whole(deficit));
  },
  10: () => false,
};

function judgeAll(scene: Scene, kinds: Readonly<Record<number, Breach>>): void {
  const { deal, state, seen } = scene;
  deal.triggers.forEach((trigger, at) => {
    const isBreached = kinds[trigger.kind]?.(scene, trigger);
    if (isBreached === undefined) return;
    const inARow = isBreached ? Math.min(MOST_BREACHES, (state.breaches[at] ?? 0) + 1) : 0;
    state.breaches[at] = inARow;
    const wasActive = state.active[at] === true;
    const isDue = isBreached && inARow >= Math.max(1, trigger.notice);
    const isActive = isDue || (wasActive && (isBreached || !trigger.isCurable));
    state.active[at] = isActive;
    if (isActive && !wasActive && trigger.accelerates) state.isAccelerated = true;
    seen(`trigger ${trigger.kind} ${isBreached ? 'breached' : 'kept'}`);
    if (isBreached && !isActive) seen('trigger waits for its notice');
    if (wasActive && !isBreached) seen(isActive ? 'trigger stays for ever' : 'trigger cured');
    if (isActive && !wasActive && trigger.accelerates) seen('trigger accelerates');
  });
}

export const judgeBefore = (scene: Scene): void => judgeAll(scene, BEFORE);
export const judgeAfter = (scene: Scene): void => judgeAll(scene, AFTER);
