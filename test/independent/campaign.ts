import { type RandomDeal, randomDeal } from './random-deals.ts';
import type { DealState, Outcome, Report } from './waterfall/deal-state.ts';
import { randomReport, spoilt } from './waterfall/random-report.ts';
import { Refused, WaterfallOracle } from './waterfall-oracle.ts';

/** Another implementation of the deal machine. */
export interface Machine {
  readonly name: string;
  open(image: Uint8Array): Promise<MachineDeal>;
}

export interface MachineDeal {
  readonly atClosing: DealState;
  /** Closes the next period of its own state, or refuses and stays as it was. */
  close(report: Report): Promise<Closing>;
}

export type Closing = { readonly state: DealState; readonly outcome: Outcome } | { readonly refused: string };

export interface Mismatch {
  readonly machine: string;
  readonly seed: number;
  readonly period: number;
  /** What the oracle says and what the machine says, at the first place where they differ. */
  readonly difference: string;
}

export interface CampaignResult {
  readonly firstSeed: number;
  readonly deals: number;
  readonly periods: number;
  readonly refusals: number;
  readonly mismatches: readonly Mismatch[];
  /** How often each thing happened that a witness names. */
  readonly seen: ReadonlyMap<string, number>;
}

/** Of deals with hundreds of periods the first ones are enough. */
const PERIODS_MOST = 24;
const SPOILT_PERCENT = 4;

/** Runs random deals one after another until there are enough periods, and compares every machine with the oracle. */
export async function runCampaign(firstSeed: number, periods: number, machines: readonly Machine[]): Promise<CampaignResult> {
  const tally = { periods: 0, refusals: 0, mismatches: [] as Mismatch[], seen: new Map<string, number>() };
  let deals = 0;
  while (tally.periods < periods) {
    await runDeal(randomDeal(firstSeed + deals), machines, tally);
    deals += 1;
  }
  return { firstSeed, deals, ...tally };
}

interface Tally {
  periods: number;
  refusals: number;
  readonly mismatches: Mismatch[];
  readonly seen: Map<string, number>;
}

async function runDeal({ seed, image, random }: RandomDeal, machines: readonly Machine[], tally: Tally): Promise<void> {
  const oracle = new WaterfallOracle(image);
  const seen = (what: string) => tally.seen.set(what, (tally.seen.get(what) ?? 0) + 1);
  const opened = await Promise.all(machines.map(async (machine) => ({ name: machine.name, deal: await machine.open(image) })));
  let state = oracle.atClosing();
  const note = (machine: string, period: number, ours: unknown, theirs: unknown): boolean => {
    const difference = firstDifference(ours, theirs);
    if (difference !== undefined) tally.mismatches.push({ machine, seed, period, difference });
    return difference === undefined;
  };
  for (const { name, deal } of opened) note(name, 0, state, deal.atClosing);
  const last = Math.min(oracle.deal.periods, PERIODS_MOST);
  while (state.period < last) {
    const report = randomReport(random, oracle.deal, state);
    const isSpoilt = random.chance(SPOILT_PERCENT);
    const asked = isSpoilt ? spoilt(random, oracle.deal, state, report) : report;
    const ours = answerOf(oracle, state, asked, seen);
    const theirs = await Promise.all(opened.map(async ({ name, deal }) => ({ name, closing: await deal.close(asked) })));
    const agree = theirs.map(({ name, closing }) => note(name, asked.period, withoutReason(ours), withoutReason(closing)));
    if ('refused' in ours) {
      tally.refusals += 1;
      seen(`refused: ${ours.refused}`);
      if (!isSpoilt) return;
    } else {
      tally.periods += 1;
      state = ours.state;
    }
    if (agree.includes(false)) return;
  }
}

function answerOf(oracle: WaterfallOracle, state: DealState, report: Report, seen: (what: string) => void): Closing {
  try {
    return oracle.close(state, report, seen);
  } catch (error) {
    if (error instanceof Refused) return { refused: error.reason };
    throw error;
  }
}

/** Machines word a refusal in their own way. */
function withoutReason(closing: Closing): unknown {
  return 'refused' in closing ? 'refused' : closing;
}

/** Path and both values of the first difference of two trees of plain values. */
export function firstDifference(ours: unknown, theirs: unknown, path = 'all'): string | undefined {
  if (typeof ours !== 'object' || typeof theirs !== 'object' || ours === null || theirs === null)
    return ours === theirs ? undefined : `${path}: ${show(ours)} by the rule, ${show(theirs)} by the machine`;
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
  for (const key of keys) {
    const [left, right] = [ours, theirs].map((tree) => (tree as Readonly<Record<string, unknown>>)[key]);
    const difference = firstDifference(left, right, `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? member.toString() : member)) ?? 'nothing';
}
