/** What a campaign of random deals must have seen, each at least once, to say anything about the whole rule. */

const range = (least: number, most: number): number[] => Array.from({ length: most - least + 1 }, (_, at) => least + at);
const MODES: Readonly<Record<number, number>> = { 1: 2, 2: 2, 3: 2, 4: 5, 9: 2, 10: 4 };
const OPERATIONS = range(1, 14);
/** Of the operations that cannot leave some of what is due: they take what is there. */
const ALWAYS_WHOLE = new Set([8, 14]);
const NEVER_BREACHED = 10;

const operations = OPERATIONS.flatMap((op) => [
  ...range(0, (MODES[op] ?? 1) - 1).flatMap((mode) => [`op ${op} mode ${mode}`, `op ${op} mode ${mode} moves`]),
  ...(ALWAYS_WHOLE.has(op) ? [] : [`op ${op} short`]),
]);

const conditions = range(1, 8).flatMap((kind) =>
  ['', 'negated '].flatMap((negation) => [`condition ${kind} ${negation}runs`, `condition ${kind} ${negation}passes over`]),
);

const triggers = range(1, 10).flatMap((kind) =>
  kind === NEVER_BREACHED ? [`trigger ${kind} kept`] : [`trigger ${kind} breached`, `trigger ${kind} kept`],
);

const tests = [1, 2].flatMap((kind) => [
  `test ${kind} passed`,
  `test ${kind} failed`,
  `cure of test ${kind} from interest`,
  `cure of test ${kind} from principal`,
]);

export const EXPECTED_SIGHTS: readonly string[] = [
  ...operations,
  ...conditions,
  ...triggers,
  ...tests,
  ...range(0, 4).map((code) => `day count ${code}`),
  ...range(0, 3).map((kind) => `reserve of kind ${kind}`),
  ...range(1, 3).map((kind) => `fee of kind ${kind}`),
  ...['period', 'pool', 'purchases', 'delinquent', 'amount'].map((reason) => `refused: ${reason}`),
  'condition 0 runs',
  'trigger waits for its notice',
  'trigger stays for ever',
  'trigger cured',
  'trigger accelerates',
  'fee capped',
  'interest on unpaid interest',
  'loss that no class bears',
  'reserve helps',
  'rate brought to its floor',
  'rate brought to its cap',
  'rate stepped up',
  'rate fallen to zero',
];

/** Names of what should have been seen and was not. */
export function unseen(seen: ReadonlyMap<string, number>): string[] {
  return EXPECTED_SIGHTS.filter((what) => !seen.has(what));
}
