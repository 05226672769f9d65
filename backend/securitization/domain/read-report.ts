import { DomainError, type FieldFault } from '../../kernel/errors.ts';
import { readDecimal, readRate } from './deal/decimal-text.ts';
import { type PeriodReport, REPORT_FLAG, type WaterfallState } from './waterfall-state.ts';

const AMOUNTS = ['interest', 'principal', 'recoveries', 'defaults', 'purchases', 'delinquent'] as const;
const FLAGS = ['late', 'servicerDefault', 'call', 'accelerate'] as const;
const MEMBERS: ReadonlySet<string> = new Set([...AMOUNTS, ...FLAGS, 'period', 'poolEnd', 'index']);

/** A report as people write it: texts by member. What is left out is 0, and the pool at the end is then what adds up. */
export type ReportTexts = Readonly<Record<string, string>>;

/**
 * The report that continues `state`, in units of a token with `decimals` places.
 * @param pointer - place of the report in its file, for faults
 * @throws {@link DomainError} `deal_report_malformed` with every fault
 */
export function readReport(texts: ReportTexts, state: WaterfallState, decimals: number, pointer = ''): PeriodReport {
  const faults: FieldFault[] = [];
  const say = (member: string, code: string, detail: string) => faults.push({ pointer: `${pointer}/${member}`, code, detail });
  for (const member of Object.keys(texts)) {
    if (!MEMBERS.has(member)) say(member, 'member_unknown', `a report has no ${member}; it has: ${[...MEMBERS].join(', ')}`);
  }
  const text = (member: string) => (texts[member] === undefined || texts[member] === '' ? null : texts[member]);
  const amount = (member: string) => {
    const given = text(member);
    const value = given === null ? 0n : readDecimal(given, decimals);
    if (value === null) say(member, 'amount_malformed', `${given} is no amount with at most ${decimals} decimal places`);
    return value ?? 0n;
  };
  const amounts = Object.fromEntries(AMOUNTS.map((member) => [member, amount(member)])) as Record<(typeof AMOUNTS)[number], bigint>;
  const flags = FLAGS.reduce((sum, member) => {
    const given = text(member) ?? 'false';
    if (!/^(true|false|1|0)$/.test(given)) say(member, 'flag_malformed', `${given} is not true or false`);
    return sum + (given === 'true' || given === '1' ? REPORT_FLAG[member] : 0);
  }, 0);
  const index = signedRate(text('index') ?? '0');
  if (index === null) say('index', 'rate_malformed', `${text('index')} is no rate such as 0.0425 or 4.25%`);
  const period = text('period') ?? String(state.period + 1);
  if (!/^\d{1,3}$/.test(period)) say('period', 'period_malformed', `${period} is no number of a period`);
  const { principal, defaults, purchases } = amounts;
  const poolEnd = text('poolEnd') === null ? state.pool + purchases - principal - defaults : amount('poolEnd');
  if (faults.length > 0) throw new DomainError('deal_report_malformed', 'invalid', 'The report cannot be read.', { faults });
  return { ...amounts, period: Number(period), flags, poolEnd, index: index ?? 0n };
}

function signedRate(text: string): bigint | null {
  const size = readRate(text.startsWith('-') ? text.slice(1) : text);
  return size !== null && text.startsWith('-') ? -size : size;
}
