import { DomainError } from '../../../kernel/errors.ts';
import { allocate } from '../allocate.ts';
import { type RollMatrix, requireRollMatrix } from '../loans/roll-matrix.ts';
import { AmortisationShares } from './amortisation-share.ts';
import { divideHalfUp, WAD } from '../integer-division.ts';
import type { PoolFlows, PoolMonth } from './pool-flows.ts';
import type { RepLine } from './rep-line.ts';
import { type Speed, type SpeedCurve, speedAt, speedCurve } from './speed-curve.ts';
import { requireRepLines } from './rep-line.ts';

/** A line whose balance stands in delinquency states; the last one, default, starts empty. */
export interface RollLine extends Omit<RepLine, 'balance'> {
  /** Balance by state, minor units, as many as the matrix has states. */
  readonly balances: readonly bigint[];
}

export interface RollAssumptions {
  readonly matrix: RollMatrix;
  /** Prepayment of the balance that is current after it has rolled. */
  readonly prepay: Speed;
  readonly recoveryRate: bigint;
  readonly recoveryLag: number;
  /** First state that counts as late by 30 days or more, 2 for buckets M0, M1, M2. */
  readonly delinquentFrom: number;
}

/**
 * Flows of a pool that rolls through delinquency states, exact minor units. A month: every state's balance is split by its row of the
 * matrix (largest remainder, so nothing is lost); what moves to a later state pays nothing, the rest pays interest and the schedule's share;
 * the current balance then prepays; what reaches the last state has defaulted and leaves. After the last instalment whatever pays, pays all.
 *
 * @throws {@link DomainError} `roll_matrix_invalid`, `projection_input_invalid`, `speed_out_of_range`
 */
export function projectRolls(lines: readonly RollLine[], assumptions: RollAssumptions, months: number): PoolFlows {
  const prepay = speedCurve(assumptions.prepay);
  requireRecovery(assumptions);
  for (const line of lines) requireRollLine(line, assumptions.matrix);
  const states = lines.map((line) => ({ line, balances: [...line.balances], shares: sharesOf(line) }));
  const defaults: bigint[] = [];
  const rows = Array.from({ length: months }, (_, at): PoolMonth => {
    const month = at + 1;
    const sums = { begin: 0n, defaults: 0n, interest: 0n, scheduled: 0n, prepaid: 0n, end: 0n, delinquent: 0n };
    for (const state of states) rollLine(state, assumptions, prepay, month, sums);
    defaults.push(sums.defaults);
    const due = defaults[at - assumptions.recoveryLag] ?? 0n;
    const recoveries = divideHalfUp(due * assumptions.recoveryRate, WAD);
    return { month, ...sums, recoveries, losses: due - recoveries, purchases: 0n };
  });
  return { method: 'roll', order: 'net-of-default', months: rows };
}

interface RollState {
  readonly line: RollLine;
  readonly shares: AmortisationShares;
  balances: bigint[];
}

interface RollSums {
  begin: bigint;
  defaults: bigint;
  interest: bigint;
  scheduled: bigint;
  prepaid: bigint;
  end: bigint;
  delinquent: bigint;
}

function rollLine(state: RollState, assumptions: RollAssumptions, prepay: SpeedCurve, month: number, sums: RollSums): void {
  const { line, balances } = state;
  const remaining = Math.max(1, line.remaining - month + 1);
  const next = balances.map(() => 0n);
  let paying = 0n;
  let scheduled = 0n;
  balances.forEach((balance, from) => {
    sums.begin += balance;
    allocate(balance, assumptions.matrix[from] ?? []).forEach((moved, to) => {
      const isPaying = to <= from && to < balances.length - 1;
      const principal = isPaying ? state.shares.scheduled(moved, remaining) : 0n;
      if (isPaying) paying += moved;
      scheduled += principal;
      next[to] = (next[to] ?? 0n) + moved - principal;
    });
  });
  const last = next.length - 1;
  sums.defaults += next[last] ?? 0n;
  next[last] = 0n;
  const prepaid = divideHalfUp((next[0] ?? 0n) * speedAt(prepay, month, line.age + month), WAD);
  next[0] = (next[0] ?? 0n) - prepaid;
  sums.interest += divideHalfUp(paying * line.annualRate, 12n * WAD);
  sums.scheduled += scheduled;
  sums.prepaid += prepaid;
  sums.end += next.reduce((sum, balance) => sum + balance, 0n);
  sums.delinquent += next.slice(assumptions.delinquentFrom).reduce((sum, balance) => sum + balance, 0n);
  state.balances = next;
}

function sharesOf(line: RollLine): AmortisationShares {
  return new AmortisationShares(line.amortisation, line.annualRate, line.remaining);
}

function requireRollLine(line: RollLine, matrix: RollMatrix): void {
  requireRollMatrix(matrix, line.balances.length);
  requireRepLines([{ ...line, balance: line.balances.reduce((sum, balance) => sum + balance, 0n) }]);
  if (line.amortisation === 'flat-fee' || line.balances.some((balance) => balance < 0n) || line.balances.at(-1) !== 0n) {
    throw new DomainError(
      'projection_input_invalid',
      'invalid',
      'A line that rolls has balances that are not negative, nothing in default yet, and interest on its balance.',
    );
  }
}

function requireRecovery({ recoveryRate, recoveryLag, delinquentFrom }: RollAssumptions): void {
  const isWhole = Number.isInteger(recoveryLag) && recoveryLag >= 0 && Number.isInteger(delinquentFrom) && delinquentFrom >= 0;
  if (!isWhole || recoveryRate < 0n || recoveryRate > WAD) {
    throw new DomainError('projection_input_invalid', 'invalid', 'Recovery is a share from 0 to 1 after a whole number of months.');
  }
}
