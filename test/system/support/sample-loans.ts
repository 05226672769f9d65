import { type Loan, WAD } from '../../../backend/securitization/domain/pool/loan.ts';
import { addMonths } from '../../../backend/securitization/domain/pool/loan-day.ts';
import { loanKey, obligorKey } from '../../../backend/securitization/domain/pool/loan-key.ts';

export const LOAN_SECRET = new Uint8Array(32).fill(9);

/** A sound loan; `change` says what is otherwise. */
export function sampleLoan(number: number, change: Partial<Loan> = {}): Loan {
  const loanId = `A${number}`;
  return {
    loanId,
    register: 'bank',
    key: loanKey(LOAN_SECRET, 'bank', loanId),
    obligor: obligorKey(LOAN_SECRET, 'bank', `P${number}`),
    originator: 'bank',
    product: 'consumer-instalment',
    currency: 'EUR',
    originalMinor: 100_000n,
    balanceMinor: 80_000n,
    rateWad: (8n * WAD) / 100n,
    termMonths: 36,
    remainingMonths: 30,
    originationDay: 20_000,
    maturityDay: addMonths(20_000, 36),
    payment: 'level',
    daysPastDue: 0,
    score: 640,
    grade: 'B',
    pdWad: (2n * WAD) / 100n,
    lgdWad: (45n * WAD) / 100n,
    region: 'BY',
    industry: '47',
    guaranteedWad: 0n,
    credential: null,
    outcome: 'unknown',
    outcomeDay: null,
    chargedOffMinor: 0n,
    flags: [],
    ...change,
  };
}

const HEADER =
  'loan_id,obligor,originator,product,currency,original_balance,balance,rate,term_months,remaining_months,origination_date,maturity_date,payment,grade,region';

/** A tape in our own format; each row is numbered and may have its cells changed by name. */
export function tapeText(rows: readonly Readonly<Record<string, string>>[], header: string = HEADER): string {
  const names = header.split(',');
  const lines = rows.map((row, at) => {
    const cells: Record<string, string> = {
      loan_id: `A${at + 1}`,
      obligor: `P${at + 1}`,
      originator: 'bank',
      product: 'consumer',
      currency: 'EUR',
      original_balance: '1000.00',
      balance: '800.5',
      rate: '0.08',
      term_months: '36',
      remaining_months: '30',
      origination_date: '2025-01-31',
      maturity_date: '2028-01-31',
      payment: 'level',
      grade: 'B',
      region: 'BY',
      ...row,
    };
    return names.map((name) => cells[name] ?? '').join(',');
  });
  return `${[header, ...lines].join('\n')}\n`;
}

/** `bytes` a few at a time, so that nothing depends on where a chunk ends. */
export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
