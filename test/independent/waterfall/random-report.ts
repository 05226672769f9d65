import { type DealState, mayRevolve, type Report } from './deal-state.ts';
import type { Random } from './random.ts';
import { lesser, sum } from './rational.ts';
import type { DealImage } from './read-image.ts';

const AMOUNT_MOST = 2n ** 96n - 1n;
const PERCENT = 10n ** 16n;

type Range = readonly [least: number, most: number];
type Mood = 'ordinary' | 'lossy' | 'starved' | 'rich' | 'still' | 'ending' | 'ruin';

/** Kinds of period: how much of the pool pays back and defaults, percent from and to, and how much interest, per mille of the pool. */
const MOODS: Readonly<Record<Mood, { readonly principal: Range; readonly defaults: Range; readonly interest: Range }>> = {
  ordinary: { principal: [1, 12], defaults: [0, 1], interest: [2, 25] },
  lossy: { principal: [0, 5], defaults: [3, 45], interest: [0, 12] },
  starved: { principal: [0, 2], defaults: [0, 4], interest: [0, 2] },
  rich: { principal: [5, 40], defaults: [0, 1], interest: [20, 90] },
  still: { principal: [0, 0], defaults: [0, 0], interest: [0, 0] },
  ending: { principal: [100, 100], defaults: [0, 0], interest: [0, 30] },
  ruin: { principal: [0, 0], defaults: [100, 100], interest: [0, 0] },
};

const OFTEN: readonly Mood[] = ['ordinary', 'ordinary', 'ordinary', 'ordinary', 'lossy', 'lossy', 'starved', 'rich'];

function mood(random: Random): Mood {
  return random.chance(94) ? random.pick(OFTEN) : random.pick(['still', 'ending', 'ruin'] as const);
}

function index(random: Random): bigint {
  if (random.chance(1)) return random.pick([-(2n ** 63n), 2n ** 63n - 1n]);
  return random.amount(9n * PERCENT) - (random.chance(25) ? 9n * PERCENT : 0n);
}

function purchasesOf(random: Random, principal: bigint, pool: bigint): bigint {
  if (random.chance(25)) return 0n;
  return random.chance(80) ? random.share(principal, 0, 110) : random.share(pool, 0, 20);
}

/** A report that follows from the state. */
export function randomReport(random: Random, deal: DealImage, state: DealState): Report {
  const limits = MOODS[mood(random)];
  const principal = random.share(state.pool, ...limits.principal);
  const defaults = lesser(state.pool - principal, random.share(state.pool, ...limits.defaults));
  const period = state.period + 1;
  const wanted = mayRevolve(deal, state, period) ? purchasesOf(random, principal, state.pool) : 0n;
  const purchases = lesser(wanted, AMOUNT_MOST - state.pool);
  const poolEnd = state.pool + purchases - principal - defaults;
  const base = state.pool > 0n ? state.pool : sum(state.notes.map(({ balance }) => balance));
  const [least, most] = limits.interest;
  const lost = state.cumulativeDefaults + defaults;
  const recoveries = random.chance(50) ? 0n : random.share(lesser(lost, AMOUNT_MOST / 64n), 0, random.chance(90) ? 30 : 100);
  return {
    period,
    interest: random.chance(1) ? AMOUNT_MOST - random.amount(9n) : lesser(random.share(base / 10n, least, most), AMOUNT_MOST / 8n),
    principal,
    recoveries,
    defaults,
    purchases,
    poolEnd,
    delinquent: random.chance(3) ? poolEnd : random.share(poolEnd, 0, random.chance(80) ? 12 : 90),
    index: index(random),
    isLate: random.chance(8),
    isServicerDefault: random.chance(4),
    isCall: random.chance(8),
    accelerates: random.chance(2),
  };
}

/** The same report with one fault that the rule refuses. */
export function spoilt(random: Random, deal: DealImage, state: DealState, report: Report): Report {
  const faults: Report[] = [
    { ...report, period: report.period - 1 },
    { ...report, period: report.period + 1 },
    { ...report, poolEnd: report.poolEnd < AMOUNT_MOST ? report.poolEnd + 1n : report.poolEnd - 1n },
    { ...report, defaults: report.defaults + 1n },
  ];
  if (report.poolEnd < AMOUNT_MOST) {
    faults.push({ ...report, delinquent: report.poolEnd + 1n });
    if (!mayRevolve(deal, state, report.period)) faults.push({ ...report, purchases: report.purchases + 1n, poolEnd: report.poolEnd + 1n });
  }
  return random.pick(faults);
}
