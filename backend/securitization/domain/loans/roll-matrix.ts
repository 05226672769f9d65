import { DomainError } from '../../../kernel/errors.ts';
import { allocate } from '../allocate.ts';
import { divideHalfUp, WAD } from '../integer-division.ts';

/** Square matrix of monthly roll rates in wad; row i is where the balance of state i goes. Rows sum to 1e18, the last state absorbs. */
export type RollMatrix = readonly (readonly bigint[])[];

/** The same loan on two tapes a month apart: places of its states, and its balance on the first. */
export interface RollObservation {
  readonly from: number;
  /** `undefined` when the loan is not on the second tape: it was paid off, sold or removed. */
  readonly to: number | undefined;
  readonly balance: bigint;
}

/** Roll rates as the tapes show them, in both weights. */
export interface RollEstimate {
  readonly byCount: RollMatrix;
  readonly byBalance: RollMatrix;
  /** Loans seen in each state on both tapes; a state that was not seen stays where it is. */
  readonly seen: readonly number[];
  /** Loans of each state that are missing on the second tape. They are in neither matrix. */
  readonly left: readonly number[];
}

/**
 * Roll rates estimated from observations. Each row is split so that it sums to exactly 1e18 (largest remainder).
 *
 * @param states - number of states; the last one is default and absorbs whatever the tapes say
 * @throws {@link DomainError} `roll_matrix_invalid` for a state that does not exist
 */
export function estimateRolls(observations: readonly RollObservation[], states: number): RollEstimate {
  const table = () => Array.from({ length: states }, () => new Array<bigint>(states).fill(0n));
  const [counts, balances] = [table(), table()];
  const [seen, left] = [new Array<number>(states).fill(0), new Array<number>(states).fill(0)];
  for (const { from, to, balance } of observations) {
    const [countRow, balanceRow] = [counts[from], balances[from]];
    if (countRow === undefined || balanceRow === undefined || balance < 0n || (to !== undefined && countRow[to] === undefined)) {
      throw new DomainError(
        'roll_matrix_invalid',
        'invalid',
        'An observation names a state that does not exist, or has a negative balance.',
      );
    }
    if (to === undefined) left[from] = (left[from] ?? 0) + 1;
    else {
      seen[from] = (seen[from] ?? 0) + 1;
      countRow[to] = (countRow[to] ?? 0n) + 1n;
      balanceRow[to] = (balanceRow[to] ?? 0n) + balance;
    }
  }
  return { byCount: counts.map(rowOf), byBalance: balances.map(rowOf), seen, left };
}

function rowOf(weights: readonly bigint[], state: number): readonly bigint[] {
  const isAbsorbing = state === weights.length - 1 || weights.every((weight) => weight === 0n);
  return isAbsorbing ? weights.map((_, at) => (at === state ? WAD : 0n)) : allocate(WAD, weights);
}

/**
 * One month of rolling shares: the row vector `shares` times the matrix, each entry half up once, wad.
 *
 * @throws {@link DomainError} `roll_matrix_invalid`
 */
export function rollShares(shares: readonly bigint[], matrix: RollMatrix): bigint[] {
  requireRollMatrix(matrix, shares.length);
  return shares.map((_, to) =>
    divideHalfUp(
      shares.reduce((sum, share, from) => sum + share * (matrix[from]?.[to] ?? 0n), 0n),
      WAD,
    ),
  );
}

/** @throws {@link DomainError} `roll_matrix_invalid` unless the matrix has `states` rows of wads that sum to 1 and the last absorbs */
export function requireRollMatrix(matrix: RollMatrix, states: number): void {
  const isRowGood = (row: readonly bigint[]) =>
    row.length === states && row.every((rate) => rate >= 0n) && row.reduce((sum, rate) => sum + rate, 0n) === WAD;
  if (states < 2 || matrix.length !== states || !matrix.every(isRowGood) || matrix.at(-1)?.at(-1) !== WAD) {
    throw new DomainError('roll_matrix_invalid', 'invalid', 'A roll matrix is square, its rows sum to 1, and its last state absorbs.');
  }
}
