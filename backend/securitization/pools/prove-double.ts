import { encodeFunctionData } from 'viem';
import { DomainError } from '../../kernel/errors.ts';
import type { Hex } from '../../kernel/hex.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import { loanRegistryAbi } from '../../platform/chain/abi/loan-registry.ts';
import { loanRegistry, type Order, type PoolDeps } from '../open-securitization.ts';
import { enqueueOnce, type Refusal, requireWilling } from '../order-call.ts';
import {
  proveRegistered,
  registrationOf,
  type RegistrationDeps,
  type RegistryPlace,
  type RegistryTapeRecord,
  unknownLoan,
} from './registered-tape.ts';

const DOUBLE_KIND = 'tape.prove-double';

/** One registration of a loan that we keep the tape of. */
export interface Registration {
  readonly tape: string;
  readonly position: number;
  readonly loanId: string;
  readonly record: RegistryTapeRecord;
  /** Registry number. */
  readonly number: bigint;
}

/** Registrations of an economic loan that are not proven double yet, the one that stands first. */
export async function registrationsOf(deps: RegistrationDeps, place: RegistryPlace, key: string): Promise<Registration[]> {
  const { client } = deps.database;
  const { chainId } = place;
  const rows = await client.tapeLoan.findMany({ where: { key }, select: { tapeId: true, position: true, loanId: true } });
  const found: Registration[] = [];
  for (const { tapeId: tape, position, loanId } of rows) {
    const record = await registrationOf(deps, place, tape);
    if (record !== null) found.push({ tape, position, loanId, record, number: record.first + BigInt(position) });
  }
  const proven = await client.doubleLoan.findMany({ where: { chainId, key }, select: { later: true } });
  const frozen = new Set(proven.map(({ later }) => later));
  const numbers = new Map(found.map((each) => [each.number, each]));
  return [...numbers.values()].filter(({ number }) => !frozen.has(number)).sort((a, b) => (a.number < b.number ? -1 : 1));
}

export interface DoubleOrder {
  readonly frozen: readonly bigint[];
  readonly transactionIds: readonly string[];
}

/**
 * Orders the proof that a loan of a tape is registered more than once: the earliest registration stands, each later one is
 * frozen. The registry is asked first.
 * @throws {@link DomainError} `loan_unknown`, `loan_not_double`, `proof_refused`, `registry_not_deployed`
 */
export async function proveDouble(deps: PoolDeps, tape: string, position: number, order: Order): Promise<DoubleOrder> {
  const { database } = deps;
  const place = await loanRegistry(deps);
  const loan = await database.client.tapeLoan.findUnique({ where: { tapeId_position: { tapeId: tape, position } } });
  if (loan === null) throw unknownLoan(tape, position);
  const [earlier, ...later] = await registrationsOf(deps, place, loan.key);
  if (earlier === undefined || later.length === 0)
    throw new DomainError('loan_not_double', 'conflict', 'The registry has this loan once, as far as the tapes that are kept here show.', {
      params: { tape, position },
      faults: [{ pointer: '/position', code: 'not_double', detail: 'no other registered tape has a loan with this key' }],
    });
  const sender = deps.signer('originator').address;
  const calls: { readonly number: bigint; readonly data: Hex }[] = [];
  for (const double of later) {
    const data = await proofCall(deps, place, earlier, double);
    const call = { sender, target: place.registry, data, abi: loanRegistryAbi };
    await requireWilling(deps, call, { errorOf: proofRefused, action: 'loan.double_proven', entity: 'tape', entityId: tape }, order);
    calls.push({ number: double.number, data });
  }
  return database.write(async (tx) => {
    const transactionIds: string[] = [];
    for (const { number, data } of calls) {
      const kind = `${DOUBLE_KIND}.${number}`;
      transactionIds.push(await enqueueOnce(tx, { chainId: place.chainId, refId: tape, sender, target: place.registry, data, kind }));
    }
    const frozen = calls.map(({ number }) => number);
    const detail = { position, earlier: String(earlier.number), frozen: frozen.map(String) };
    const what = { action: 'loan.double_proven', entity: 'tape', entityId: tape, outcome: 'ok', detail } as const;
    await appendAudit(tx, { ...what, ...order, at: new Date() });
    return { frozen, transactionIds };
  });
}

const proofRefused: Refusal['errorOf'] = ({ why, options }) =>
  new DomainError('proof_refused', 'conflict', `The registry refuses the proof: ${why}.`, options);

async function proofCall(deps: PoolDeps, place: RegistryPlace, earlier: Registration, later: Registration): Promise<Hex> {
  const proofs = await Promise.all(
    [earlier, later].map(async (each) => {
      const { leaf, path } = await proveRegistered(deps, place, each);
      return { tapeId: BigInt(each.record.tapeId), loan: leaf, path: [...path] };
    }),
  );
  const [one, other] = proofs;
  if (one === undefined || other === undefined) throw unknownLoan(later.tape, later.position);
  return encodeFunctionData({ abi: loanRegistryAbi, functionName: 'proveDouble', args: [one, other] });
}
