import { setImmediate as nextTurn } from 'node:timers/promises';
import { MerkleTree } from '../../attestation/domain/merkle-tree.ts';
import { DomainError } from '../../kernel/errors.ts';
import { address, type Hash32, hash32, toHex } from '../../kernel/hex.ts';
import type { Loan } from '../domain/pool/loan.ts';
import { hashLoanLeaves, type TapePlace } from '../domain/pool/loan-tree.ts';
import { bookLine } from '../domain/servicing/period-book.ts';
import { idleLine } from '../domain/servicing/period-line.ts';
import type { PeriodFigures } from '../domain/servicing/remittance.ts';
import { loanSecret, type SecuritizationDeps, securitizationPlace } from '../open-securitization.ts';
import { assetOf } from './asset-view.ts';
import { nextReport, type PreparedReport } from './next-report.ts';
import { poolBefore } from './period-pool.ts';
import { type PeriodReading, readPeriodFile } from './read-period-file.ts';
import type { ReportInput } from './schemas.ts';
import type { DealRecord } from './store.ts';

/** Places of the minor units in which loans are counted. */
const MINOR_PLACES = 2;
/** Loans that are worked on before others have their turn. */
const SLICE = 2_000;

/** A servicer's file of a period with what its lines cannot say. */
export interface PeriodFile {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly name: string;
  /** Of floating classes, wad. */
  readonly index: string;
  readonly isCall: boolean;
}

export interface FileReport {
  readonly reading: PeriodReading;
  /** Null when the file has a fault. */
  readonly prepared: (PreparedReport & { readonly input: ReportInput }) | null;
}

/**
 * The report of the next period out of the servicer's file: its totals are those of the lines, its tape root that of the loans as
 * they then stand, and its document carries the file's hash and every line.
 * @throws {@link DomainError} `pool_missing`, `tape_not_committed`, `period_lines_missing`, `token_decimals_differ`
 */
export async function reportOfFile(deps: SecuritizationDeps, deal: DealRecord, file: PeriodFile): Promise<FileReport> {
  const scale = await unitsAMinor(deps, deal);
  const before = await poolBefore(deps, deal);
  const reading = await readPeriodFile(file.bytes, before);
  if (reading.outcome === null) return { reading, prepared: null };
  const { remittance, lineOf } = reading.outcome;
  const { loans: registry } = await securitizationPlace(deps);
  const place = { chainId: deal.chainId, registry, originator: address(deal.originator) };
  const tapeRoot = await rootOf(place, loanSecret(deps.wrap), remittance.loans);
  const lines: string[] = [];
  for (const [at, { number, loan }] of before.entries()) {
    lines.push(bookLine(number, lineOf.get(loan.key) ?? idleLine(loan)));
    if (at % SLICE === 0) await nextTurn();
  }
  const input = { ...totalsOf(remittance.figures, scale), index: file.index, isCall: file.isCall, tapeRoot };
  const kept = { file: { name: file.name, hash: reading.fileHash, rows: reading.rows }, lines };
  return { reading, prepared: { ...nextReport(deal, input, kept), input } };
}

/** Units of the settlement token in a minor unit of the loans. */
async function unitsAMinor(deps: SecuritizationDeps, deal: DealRecord): Promise<bigint> {
  const { decimals, symbol } = await assetOf(deps, deal.asset);
  if (decimals >= MINOR_PLACES) return 10n ** BigInt(decimals - MINOR_PLACES);
  throw new DomainError('token_decimals_differ', 'unprocessable', `Loans count in ${MINOR_PLACES} decimals, ${symbol} has ${decimals}.`);
}

/** Root of the tape of the loans as they stand at the end, found slice by slice. */
async function rootOf(place: TapePlace, secret: Uint8Array, loans: readonly Loan[]): Promise<Hash32> {
  const leaves = new Uint8Array(loans.length * 32);
  for (let at = 0; at < loans.length; at += SLICE) {
    leaves.set(hashLoanLeaves(place, secret, loans.slice(at, at + SLICE), at), at * 32);
    await nextTurn();
  }
  return hash32(toHex(new MerkleTree(leaves).root));
}

function totalsOf({ interest, principal, recoveries, defaults, poolEnd, late, loanCount }: PeriodFigures, scale: bigint) {
  const units = (minor: bigint) => String(minor * scale);
  return {
    interest: units(interest),
    principal: units(principal),
    recoveries: units(recoveries),
    defaults: units(defaults),
    purchases: '0',
    poolEnd: units(poolEnd),
    late: late.map(units),
    loanCount,
  };
}
