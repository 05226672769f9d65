import { encodeFunctionData } from 'viem';
import type { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import { loanRegistryAbi } from '../../platform/chain/abi/loan-registry.ts';
import { pledgeWords } from '../domain/pool/pledge-words.ts';
import { loanRegistry, type Order, type PoolDeps } from '../open-securitization.ts';
import { enqueueOnce, type Refusal, requireWilling } from '../order-call.ts';
import { committedTape } from './registered-tape.ts';
import type { RetireLoans } from './schemas.ts';

const RETIRE_KIND = 'tape.retire';

/**
 * Orders that loans of a tape leave the registry for good, because they are paid or written off: they cannot be pledged any more.
 * The registry is asked first; it refuses loans that are pledged, frozen or retired already.
 * @throws {@link DomainError} `tape_unknown`, `tape_not_committed`, `loan_unknown`, `retire_refused`, `registry_not_deployed`
 */
export async function retireLoans(
  deps: PoolDeps,
  tape: string,
  { positions, reason }: z.infer<typeof RetireLoans>,
  order: Order,
): Promise<{ readonly loans: number; readonly transactionIds: string[] }> {
  const { database } = deps;
  const { chainId, registry } = await loanRegistry(deps);
  const sender = deps.signer('originator').address;
  const known = await committedTape(database.client, { chainId, originator: sender, tape });
  requireInTape(positions, known.count);
  const numbers = [...new Set(positions)].map((position) => known.first + BigInt(position));
  const calls = pledgeWords(numbers).map(({ firstWord, masks }) => {
    const args = [BigInt(known.tapeId), firstWord, [...masks]] as const;
    return { firstWord, data: encodeFunctionData({ abi: loanRegistryAbi, functionName: 'retire', args }) };
  });
  for (const { data } of calls) {
    const call = { sender, target: registry, data, abi: loanRegistryAbi };
    await requireWilling(deps, call, { errorOf: retireRefused, action: 'loans.retired', entity: 'tape', entityId: tape }, order);
  }
  return database.write(async (tx) => {
    const transactionIds: string[] = [];
    for (const { firstWord, data } of calls) {
      const kind = `${RETIRE_KIND}.${firstWord}`;
      transactionIds.push(await enqueueOnce(tx, { chainId, refId: tape, sender, target: registry, data, kind }));
    }
    const detail = { loans: numbers.length, reason, positions: [...new Set(positions)].slice(0, 100) };
    const what = { action: 'loans.retired', entity: 'tape', entityId: tape, outcome: 'ok', detail } as const;
    await appendAudit(tx, { ...what, ...order, at: new Date() });
    return { loans: numbers.length, transactionIds };
  });
}

const retireRefused: Refusal['errorOf'] = ({ why, options }) =>
  new DomainError('retire_refused', 'conflict', `The registry refuses to retire the loans: ${why}.`, options);

function requireInTape(positions: readonly number[], count: number): void {
  const faults = positions.flatMap((position, at) =>
    position < count
      ? []
      : [{ pointer: `/positions/${at}`, code: 'beyond_tape', detail: `the tape has the positions 0 to ${count - 1}, not ${position}` }],
  );
  if (faults.length > 0) throw new DomainError('loan_unknown', 'not_found', 'The tape has no loan at some of these positions.', { faults });
}
