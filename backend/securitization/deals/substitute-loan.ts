import { encodeFunctionData } from 'viem';
import { DomainError, type FieldFault } from '../../kernel/errors.ts';
import { address, type Hex } from '../../kernel/hex.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import { dealAbi } from '../../platform/chain/abi/deal.ts';
import { loanRegistryAbi } from '../../platform/chain/abi/loan-registry.ts';
import { substituteFaults } from '../domain/pool/check-substitute.ts';
import type { Loan } from '../domain/pool/loan.ts';
import { type Order, type SecuritizationDeps, securitizationPlace } from '../open-securitization.ts';
import { enqueueOnce, type Refusal, requireWilling } from '../order-call.ts';
import { committedTape, type RegistryTapeRecord, unknownLoan } from '../pools/registered-tape.ts';
import { PoolOrderShape } from '../pools/schemas.ts';
import { readPoolLoans } from '../pools/select-pool.ts';
import { readTapeLoans } from '../pools/tape-store.ts';
import { isLive } from './deal-status.ts';
import type { SubstituteLoan } from './schemas.ts';
import { type DealRecord, findDeal, noPool, poolIdOf } from './store.ts';
import { exchangePoolLoans } from './exchange-pool-loans.ts';

const OFFER_KIND = 'deal.offer-substitute';
const TAKE_KIND = 'deal.substitute';

interface Placed {
  readonly record: RegistryTapeRecord;
  readonly position: number;
  readonly number: bigint;
  readonly loan: Loan;
}

interface Prepared {
  readonly deal: DealRecord;
  readonly poolId: string;
  readonly leaves: Placed;
  readonly comes: Placed;
}

/**
 * Orders the originator's offer of a loan in the place of one that is pledged to a deal. The offer binds nothing yet.
 * @throws {@link DomainError} `deal_unknown`, `deal_state_wrong`, `pool_missing`, `tape_not_committed`, `loan_unknown`,
 * `substitute_ineligible` with every reason, `substitute_refused`
 */
export async function offerSubstitute(deps: SecuritizationDeps, target: string, wish: SubstituteLoan, order: Order) {
  const { deal, leaves, comes } = await prepare(deps, target, wish);
  const { loans: registry } = await securitizationPlace(deps);
  const args = [BigInt(comes.record.tapeId), address(deal.address), leaves.number, comes.number] as const;
  const data = encodeFunctionData({ abi: loanRegistryAbi, functionName: 'offerSubstitute', args });
  const sender = deps.signer('originator').address;
  await requireWilling(deps, { sender, target: registry, data, abi: loanRegistryAbi }, refusalOf(deal, 'registry', 'offered'), order);
  return deps.database.write(async (tx) => {
    const kind = `${OFFER_KIND}.${comes.number}`;
    const transactionId = await enqueueOnce(tx, { chainId: deal.chainId, refId: deal.address, sender, target: registry, data, kind });
    await appendAudit(tx, entryOf('substitute.offered', deal, wish, order));
    return { transactionId };
  });
}

/**
 * Orders that a deal takes the loan that was offered: by its originator before the closing, by its trustee after it. From then on the
 * pool of the deal has the one loan in the place of the other.
 * @throws {@link DomainError} as {@link offerSubstitute}
 */
export async function takeSubstitute(deps: SecuritizationDeps, target: string, wish: SubstituteLoan, order: Order) {
  const { deal, poolId, leaves, comes } = await prepare(deps, target, wish);
  const data: Hex = encodeFunctionData({ abi: dealAbi, functionName: 'substituteLoan', args: [leaves.number, comes.number] });
  const sender = deps.signer(isLive(deal.status) ? 'trustee' : 'originator').address;
  const place = { sender, target: address(deal.address), data };
  await requireWilling(deps, { ...place, abi: [...dealAbi, ...loanRegistryAbi] }, refusalOf(deal, 'deal', 'taken'), order);
  return deps.database.write(async (tx) => {
    const kind = `${TAKE_KIND}.${comes.number}`;
    const transactionId = await enqueueOnce(tx, { chainId: deal.chainId, refId: deal.address, ...place, kind });
    await exchangePoolLoans(tx, poolId, { out: { ...wish.out, loan: leaves.loan }, in: { ...wish.in, loan: comes.loan } });
    await appendAudit(tx, entryOf('substitute.taken', deal, wish, order));
    return { transactionId };
  });
}

async function prepare(deps: SecuritizationDeps, target: string, { out, in: offered, reason }: SubstituteLoan): Promise<Prepared> {
  const { client } = deps.database;
  const deal = await findDeal(deps, target);
  if (!isLive(deal.status) && deal.status !== 'structuring' && deal.status !== 'offering')
    throw new DomainError('deal_state_wrong', 'conflict', `Loans are exchanged until a deal is over; this one is ${deal.status}.`, {
      params: { status: deal.status },
    });
  const poolId = await poolIdOf(deps.database, deal);
  const pool = await client.pool.findUnique({ where: { id: poolId } });
  if (pool === null) throw noPool('its rules are needed');
  const leaves = await placed(deps, deal, out);
  const comes = await placed(deps, deal, offered);
  const held = await client.poolLoan.findMany({ where: { isHeld: true }, select: { key: true } });
  const { loans } = await readPoolLoans(client, poolId);
  const faults = [
    ...(await registryFaults(deps, deal, { leaves, comes, reason })),
    ...substituteFaults(orderOf(pool.plan), {
      pool: loans,
      leaves: leaves.loan,
      comes: comes.loan,
      held: new Set(held.map(({ key }) => key)),
    }),
  ];
  if (faults.length > 0)
    throw new DomainError('substitute_ineligible', 'unprocessable', 'This loan cannot come in the place of the other.', { faults });
  return { deal, poolId, leaves, comes };
}

/** What a pool was asked for, without the name and the tapes beside it. */
function orderOf(plan: string): PoolOrderShape {
  return PoolOrderShape.strip().parse(JSON.parse(plan));
}

async function placed(deps: SecuritizationDeps, { chainId }: DealRecord, { tape, position }: SubstituteLoan['out']): Promise<Placed> {
  const { client } = deps.database;
  const record = await committedTape(client, { chainId, originator: deps.signer('originator').address, tape });
  const loan = (await readTapeLoans(client, tape))[position];
  if (loan === undefined) throw unknownLoan(tape, position);
  return { record, position, loan, number: record.first + BigInt(position) };
}

/** What the registry itself says of the two loans now. */
async function registryFaults(
  deps: SecuritizationDeps,
  deal: DealRecord,
  { leaves, comes, reason }: Pick<Prepared, 'leaves' | 'comes'> & Pick<SubstituteLoan, 'reason'>,
): Promise<FieldFault[]> {
  const { loans: registry } = await securitizationPlace(deps);
  const view = { address: registry, abi: loanRegistryAbi } as const;
  const pool = await deps.chain.readView({ ...view, functionName: 'poolOf', args: [leaves.number] });
  const bitsOf = async (number: bigint) => {
    const words = await deps.chain.readView({ ...view, functionName: 'wordOf', args: [number >> 8n] });
    return words.map((word) => ((word >> (number & 255n)) & 1n) === 1n);
  };
  const [isPledged, isFrozen] = await bitsOf(comes.number);
  const [, isLeavingFrozen] = await bitsOf(leaves.number);
  const faults: FieldFault[] = [];
  if (pool.toLowerCase() !== deal.address)
    faults.push({ pointer: '/out', code: 'not_pledged_here', detail: 'the loan is not pledged to this deal' });
  if (reason === 'registered-twice' && isLeavingFrozen !== true)
    faults.push({ pointer: '/reason', code: 'not_frozen', detail: 'the registry has not frozen the loan that leaves' });
  if (isPledged === true) faults.push({ pointer: '/in', code: 'pledged', detail: 'the loan is pledged already' });
  if (isFrozen === true) faults.push({ pointer: '/in', code: 'frozen', detail: 'the loan is frozen or retired' });
  return faults;
}

function refusalOf({ address: entityId }: DealRecord, who: 'registry' | 'deal', verb: 'offered' | 'taken'): Refusal {
  const errorOf: Refusal['errorOf'] = ({ why, options }) =>
    new DomainError('substitute_refused', 'conflict', `The ${who} refuses the substitution: ${why}.`, options);
  return { errorOf, action: `substitute.${verb}`, entity: 'deal', entityId };
}

function entryOf(action: string, { address: entityId }: DealRecord, { out, in: comes, reason }: SubstituteLoan, order: Order) {
  const detail = { out: { ...out }, in: { ...comes }, reason };
  return { action, entity: 'deal', entityId, outcome: 'ok', detail, ...order, at: new Date() } as const;
}
