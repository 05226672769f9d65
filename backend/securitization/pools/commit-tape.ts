import { encodeFunctionData } from 'viem';
import { DomainError } from '../../kernel/errors.ts';
import { type Hash32, type Hex, hash32, toHex } from '../../kernel/hex.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import { loanRegistryAbi } from '../../platform/chain/abi/loan-registry.ts';
import { enqueueTransaction } from '../../platform/chain/submitter/enqueue-transaction.ts';
import type { Loan } from '../domain/pool/loan.ts';
import { type LoanProof, loanTree, proveLoan, type TapePlace } from '../domain/pool/loan-tree.ts';
import { totalsOf } from '../domain/pool/tape-totals.ts';
import { loanRegistry, loanSecret, type Order, type PoolDeps } from '../open-securitization.ts';
import { checkTape, type TapeCheck } from './check-tape.ts';
import { unknownLoan } from './registered-tape.ts';
import { readTapeLoans, readTapeRow } from './tape-store.ts';

export const TAPE_KIND = 'tape.commit';

export interface PreparedTape {
  readonly root: Hash32;
  readonly count: number;
  readonly totalBalance: bigint;
  readonly documentHash: Hash32;
  readonly uri: string;
  /** Call of `LoanRegistry.commitTape`. */
  readonly data: Hex;
}

export interface Publication {
  /** Where the tape's document is published. */
  readonly uri: string;
  readonly documentHash: Hash32;
}

/** What is sent to the registry for a tape: root, number and balance of its loans, and the publication. */
export function prepareTape(place: TapePlace, secret: Uint8Array, loans: readonly Loan[], publication: Publication): PreparedTape {
  const root = hash32(toHex(loanTree(place, secret, loans).root));
  const totalBalance = totalsOf(loans).balanceMinor;
  const { uri, documentHash } = publication;
  const args = [root, loans.length, totalBalance, documentHash, uri] as const;
  return {
    root,
    count: loans.length,
    totalBalance,
    documentHash,
    uri,
    data: encodeFunctionData({ abi: loanRegistryAbi, functionName: 'commitTape', args }),
  };
}

/**
 * Orders that a tape is committed: once, and only if none of its loans is in a tape that is committed already. The tree names the chain, the registry and the originator's key.
 * @throws {@link DomainError} `tape_unknown`, `tape_state_wrong`, `tape_currencies_mixed`, `tape_has_duplicates`, `registry_not_deployed`
 */
export async function commitTape(
  deps: PoolDeps,
  id: string,
  publication: Publication,
  order: Order,
): Promise<PreparedTape & { transactionId: string }> {
  const { database } = deps;
  const { chainId, registry } = await loanRegistry(deps);
  const originator = deps.signer('originator').address;
  await requireReady(deps, id);
  const loans = await readTapeLoans(database.client, id);
  const prepared = prepareTape({ chainId, registry, originator }, loanSecret(deps.wrap), loans, publication);
  const transactionId = await database.write(async (tx) => {
    const { root, documentHash, uri, data } = prepared;
    const claimed = await tx.tape.updateMany({
      where: { id, state: 'imported' },
      data: { state: 'ordered', chainId, registry, originator, root, documentHash, uri },
    });
    if (claimed.count === 0) throw stateWrong('ordered');
    const idempotencyKey = `${TAPE_KIND}:${chainId}:${registry}:${root}`;
    const transaction = await enqueueTransaction(tx, {
      chainId,
      kind: TAPE_KIND,
      refId: id,
      idempotencyKey,
      sender: originator,
      target: registry,
      data,
    });
    // Asked again with the order of commits held: of two tapes with one loan that are committed at once, the second one is refused.
    requireSingle(await checkTape(tx, id));
    await tx.tape.update({ where: { id }, data: { transactionId: transaction } });
    await appendAudit(tx, {
      actor: order.actor,
      action: 'tape.ordered',
      entity: 'tape',
      entityId: id,
      outcome: 'ok',
      requestId: order.requestId,
      detail: { root, loans: prepared.count, totalBalance: String(prepared.totalBalance), documentHash },
      at: new Date(),
    });
    return transaction;
  });
  return { ...prepared, transactionId };
}

async function requireReady({ database }: PoolDeps, id: string): Promise<void> {
  const check = await checkTape(database.client, id);
  const { tape } = check;
  if (tape.state !== 'imported' || tape.accepted === 0) throw stateWrong(tape.state);
  if (tape.currency === null)
    throw new DomainError(
      'tape_currencies_mixed',
      'unprocessable',
      'A tape that is committed has loans of one currency; split it by currency.',
    );
  requireSingle(check);
}

function requireSingle({ duplicates, bound }: TapeCheck): void {
  if (bound === 0) return;
  const same = duplicates.filter(({ kind }) => kind === 'same');
  throw new DomainError('tape_has_duplicates', 'conflict', 'Loans of this tape are in a tape that is committed already.', {
    params: { loans: same.length, first: same[0]?.hash ?? '' },
  });
}

function stateWrong(state: string): DomainError {
  return new DomainError('tape_state_wrong', 'conflict', 'Only a tape that was imported with loans can be committed, and only once.', {
    params: { state },
  });
}

/**
 * Inclusion proof of a loan in its committed tape, with row and salt.
 * @throws {@link DomainError} `tape_unknown`, `tape_not_committed`, `loan_unknown`
 */
export async function proveTapeLoan(
  deps: Pick<PoolDeps, 'database' | 'wrap'>,
  id: string,
  position: number,
): Promise<LoanProof & { root: Hash32; count: number; place: TapePlace }> {
  const row = await readTapeRow(deps.database.client, id);
  const { chainId, registry, originator, root } = row;
  if (chainId === null || registry === null || originator === null || root === null)
    throw new DomainError('tape_not_committed', 'conflict', 'The tape has no root yet; commit it first.');
  const loans = await readTapeLoans(deps.database.client, id);
  const loan = loans[position];
  if (loan === undefined) throw unknownLoan(id, position);
  const place = { chainId, registry, originator } as TapePlace;
  const secret = loanSecret(deps.wrap);
  return { ...proveLoan(loanTree(place, secret, loans), secret, loan, position), root: hash32(root), count: loans.length, place };
}
