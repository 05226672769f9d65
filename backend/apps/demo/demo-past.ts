import { openCustomerKeys } from '../../intake/customer-keys.ts';
import { openAttributes } from '../../intake/store.ts';
import { DomainError } from '../../kernel/errors.ts';
import { type Hash32, hash32, toHex } from '../../kernel/hex.ts';
import type { Loan } from '../../securitization/domain/pool/loan.ts';
import { loanTree } from '../../securitization/domain/pool/loan-tree.ts';
import { idleLine, periodFileText } from '../../securitization/domain/servicing/period-line.ts';
import { foldRemittance, type PeriodFigures, type RemittanceRow } from '../../securitization/domain/servicing/remittance.ts';
import { type PastLoan, type RecoveryRule, replayLoan } from '../../securitization/domain/servicing/replay-loan.ts';
import { loanRegistry, loanSecret } from '../../securitization/open-securitization.ts';
import { readPoolLoans } from '../../securitization/pools/select-pool.ts';
import type { System } from '../open-system.ts';
import { MONTHS_A_PERIOD } from './demo-deal-file.ts';

/** A quarter of a pool as its servicer reports it, with the root of the tape of its loans at the end. */
export interface PastPeriod extends PeriodFigures {
  readonly tapeRoot: Hash32;
  /** The period file of the quarter, CSV. */
  readonly file: string;
}

/** In what month from the cut-off each loan defaulted, and what was lost of it. */
export type Fate = (loan: Loan) => Omit<PastLoan, 'loan'>;

const REPAID = { defaultMonth: null, lost: 0n } as const;
const DAYS_A_YEAR = 365.25;
const MONTHS_A_YEAR = 12;

/** SBA loans: the month of the charge-off counted from the draw, and the principal that was charged off. */
export function sbaFate(loan: Loan): Omit<PastLoan, 'loan'> {
  if (loan.outcome !== 'charged-off' || loan.outcomeDay === null) return REPAID;
  const months = Math.floor(((loan.outcomeDay - loan.originationDay) / DAYS_A_YEAR) * MONTHS_A_YEAR);
  return { defaultMonth: Math.max(1, months), lost: loan.chargedOffMinor };
}

/** German loans: the customers who turned out bad default in a month of their term that follows from the key of the loan; the data do not tell it. */
export async function germanFate(system: System, source: string): Promise<Fate> {
  const bad = await badCredentials(system, source);
  return (loan) => {
    if (loan.credential === null || !bad.has(loan.credential)) return REPAID;
    return { defaultMonth: Number(BigInt(loan.key) % BigInt(loan.termMonths)) + 1, lost: loan.balanceMinor };
  };
}

async function badCredentials({ database, wrap }: System, source: string): Promise<ReadonlySet<string>> {
  const { client } = database;
  const customers = await client.customer.findMany({
    where: { source, erasedAt: null },
    select: { id: true, attributes: true, credentials: { select: { digest: true } } },
  });
  const keys = await openCustomerKeys(
    client,
    wrap,
    customers.map(({ id }) => id),
  );
  const bad = customers.filter((customer) => {
    const key = keys.get(customer.id);
    return key !== undefined && openAttributes(key, customer)['bad'] === 1;
  });
  return new Set(bad.flatMap(({ credentials }) => credentials.map(({ digest }) => digest)));
}

/** The quarters of a pool from its cut-off, replayed loan by loan. */
export async function replayPool(
  system: System,
  poolId: string,
  { fate, periods, recovery }: { readonly fate: Fate; readonly periods: number; readonly recovery: RecoveryRule },
): Promise<PastPeriod[]> {
  const { loans } = await readPoolLoans(system.database.client, poolId);
  const { chainId, registry } = await loanRegistry(system);
  const place = { chainId, registry, originator: system.signer('originator').address };
  const secret = loanSecret(system.wrap);
  const rowsOf = loans.map((loan) => replayLoan({ loan, ...fate(loan) }, { periods, monthsPerPeriod: MONTHS_A_PERIOD, recovery }));
  const past: PastPeriod[] = [];
  let standing: readonly Loan[] = loans;
  for (let period = 0; period < periods; period++) {
    const rows = rowsOf.flatMap((ofLoan) => ofLoan[period] ?? []);
    const folded = foldRemittance(standing, rows);
    if ('faults' in folded)
      throw new DomainError('demo_incomplete', 'unavailable', 'The replay of the demo loans contradicts itself.', {
        faults: folded.faults.map(({ row, field, code, detail }) => ({ pointer: `/rows/${row}/${field}`, code, detail })),
      });
    past.push({ ...folded.figures, tapeRoot: hash32(toHex(loanTree(place, secret, folded.loans).root)), file: fileOf(standing, rows) });
    standing = folded.loans;
  }
  return past;
}

/** The rows of a quarter as the servicer's system would write them; what was repaid counts as scheduled. */
function fileOf(standing: readonly Loan[], rows: readonly RemittanceRow[]): string {
  const rowOf = new Map(rows.map((row) => [row.key, row]));
  return periodFileText(
    standing.flatMap((loan) => {
      const row = rowOf.get(loan.key);
      if (row === undefined || (loan.balanceMinor === 0n && row.recovery === 0n)) return [];
      const { interest, principal, recovery, defaulted, end, daysPastDue } = row;
      return [{ ...idleLine(loan), interest, scheduled: principal, recovery, defaulted, end, daysPastDue }];
    }),
  );
}
