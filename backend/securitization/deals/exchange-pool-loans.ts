import type { Tx } from '../../platform/database/database.ts';
import type { Loan } from '../domain/pool/loan.ts';

interface PlacedLoan {
  readonly tape: string;
  readonly position: number;
  readonly loan: Loan;
}

/** Puts a loan into a pool in the place of another, so that no other pool takes the one and any may take the other. */
export async function exchangePoolLoans(
  tx: Tx,
  poolId: string,
  { out, in: comes }: { readonly out: PlacedLoan; readonly in: PlacedLoan },
): Promise<void> {
  const { count } = await tx.poolLoan.deleteMany({ where: { poolId, tapeId: out.tape, position: out.position } });
  const pool = await tx.pool.findUniqueOrThrow({ where: { id: poolId } });
  const isHeld = pool.state === 'open' ? true : null;
  await tx.poolLoan.create({ data: { poolId, tapeId: comes.tape, position: comes.position, key: comes.loan.key, isHeld } });
  const left = count === 0 ? 0n : out.loan.balanceMinor;
  await tx.pool.update({
    where: { id: poolId },
    data: { loans: pool.loans + 1 - count, balanceMinor: pool.balanceMinor - left + comes.loan.balanceMinor },
  });
}
