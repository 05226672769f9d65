import type { Hash32 } from '../../kernel/hex.ts';
import type { PeriodReport } from '../domain/waterfall-state.ts';

/** What a servicer signs of one period, as the contract takes it. */
export interface ServicerReport {
  readonly figures: PeriodReport;
  /** Balance late in the buckets M1 to M6. */
  readonly late: readonly bigint[];
  readonly loanCount: number;
  readonly tapeRoot: Hash32;
  readonly documentHash: Hash32;
}

const COUNTS: ReadonlySet<string> = new Set(['period', 'flags', 'loanCount']);
const HASHES: ReadonlySet<string> = new Set(['tapeRoot', 'documentHash']);

/** A report from JSON whose numbers are decimal text, as the index and our own tables keep it. */
export function readReport(text: string): ServicerReport {
  return JSON.parse(text, (key, value: unknown) => {
    if (typeof value !== 'string' || HASHES.has(key)) return value;
    return COUNTS.has(key) ? Number(value) : BigInt(value);
  }) as ServicerReport;
}

/** Inverse of {@link readReport}: canonical JSON has its members in order. */
export function reportText(report: ServicerReport): string {
  const plain = (value: unknown): unknown => {
    if (typeof value === 'bigint' || typeof value === 'number') return String(value);
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, member]) => [key, plain(member)]),
    );
  };
  return JSON.stringify(plain(report));
}
