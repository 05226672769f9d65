import { encodeFunctionData } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderByHouse, until, waitForBlocks } from '../../backend/apps/demo/demo-orders.ts';
import { makeDeal } from '../../backend/apps/demo/demo-pools.ts';
import { type Address, address, hash32 } from '../../backend/kernel/hex.ts';
import { accessManagerAbi } from '../../backend/platform/chain/abi/access-manager.ts';
import { loanRegistryAbi } from '../../backend/platform/chain/abi/loan-registry.ts';
import { currentDeployment } from '../../backend/platform/chain/deployment-store.ts';
import { sendTransaction } from '../../backend/platform/chain/send-transaction.ts';
import { signerOfKey } from '../../backend/platform/chain/signer.ts';
import { ORIGINATOR_ROLE } from '../../backend/securitization/admit-originator.ts';
import { reconcileDeals } from '../../backend/securitization/deals/reconcile-deals.ts';
import { PledgesAccepted, TransactionAccepted } from '../../backend/securitization/deals/schemas.ts';
import { loanRegistry, loanSecret } from '../../backend/securitization/open-securitization.ts';
import { prepareTape } from '../../backend/securitization/pools/commit-tape.ts';
import {
  CommitAccepted,
  DoubleAccepted,
  DoubleList,
  LoansAccepted,
  PoolDetail,
  SelectionView,
  TapeDetail,
  TapeStandingView,
} from '../../backend/securitization/pools/schemas.ts';
import { readTapeLoans } from '../../backend/securitization/pools/tape-store.ts';
import { type DealWorld, openDealWorld, smallDeal, viewDeal, sellDeal } from './support/deal-stack.ts';
import { tapeText } from './support/sample-loans.ts';

const LOANS = 20;
/** Place of the loan in our tape that a rival has registered before us. */
const TWICE = 3;
const DOCUMENT = hash32(`0x${'cd'.repeat(32)}`);
const GAS_MONEY = 10n ** 18n;

let world: DealWorld;
let registry: Address;
let deal: string;
let poolId: string;
let ours: string;
let rivals: string;
let spare: string;

const rival = signerOfKey(new Uint8Array(32).fill(7));
const api = () => world.pair.preparer;
const rowOf = (name: string, balance: string, region = 'BY') => ({ loan_id: name, obligor: name, balance, region });
const standing = (tape: string) => api().get(TapeStandingView, `/v1/tapes/${tape}/standing`);
const view = () => ({ address: registry, abi: loanRegistryAbi }) as const;
const frozenOnChain = () => world.system.chain.readView({ ...view(), functionName: 'frozenCount', args: [address(deal)] }).then(Number);

async function importTape(name: string, rows: readonly Record<string, string>[]): Promise<string> {
  const text = new TextEncoder().encode(tapeText(rows));
  const query = { profile: 'credence', name, fileName: `${name}.csv` };
  return (await api().upload(TapeDetail, '/v1/tapes', query, text, 'text/csv')).id;
}

async function numberOf(tape: string, position: number): Promise<bigint> {
  const { registryTape } = await standing(tape);
  const { first } = await world.system.chain.readView({ ...view(), functionName: 'tapeOf', args: [BigInt(registryTape ?? 0)] });
  return first + BigInt(position);
}

/** The rival is admitted by the house and commits, with a key of its own, a tape that we are given as a file. */
async function commitAsRival(tape: string): Promise<void> {
  const { system } = world;
  const { database, chain, wrap } = system;
  const place = await loanRegistry(system);
  ({ registry } = place);
  const manager = await currentDeployment(database.client, place.chainId, 'AccessManager');
  const grant = encodeFunctionData({ abi: accessManagerAbi, functionName: 'grantRole', args: [ORIGINATOR_ROLE, rival.address, 0] });
  const orders = [
    { target: address(manager?.address ?? ''), data: grant, key: 'test:rival' },
    { target: rival.address, data: '0x', value: GAS_MONEY, key: 'test:rival-gas' },
  ] as const;
  await waitForBlocks(system, await orderByHouse(system, orders));
  const loans = await readTapeLoans(database.client, tape);
  const publication = { uri: 'https://rival.example/tape', documentHash: DOCUMENT };
  const { data } = prepareTape({ ...place, originator: rival.address }, loanSecret(wrap), loans, publication);
  await sendTransaction(chain, rival, { to: registry, data, abi: loanRegistryAbi });
  await until(async () => (await standing(tape)).registryTape !== null);
}

beforeAll(async () => {
  world = await openDealWorld();
  rivals = await importTape('rival', [
    ...['x', 'y'].map((name) => rowOf(`rival-${name}`, '700.00')),
    rowOf(`twice-${TWICE}`, `${800 + TWICE}.00`),
  ]);
  await commitAsRival(rivals);
  const plan = smallDeal('twice', LOANS, 1);
  const rules = [{ id: 'Bavaria', field: 'region', operator: 'eq', value: 'BY' }] as const;
  ({ deal, poolId } = await makeDeal(api(), { ...plan, wish: { ...plan.wish, rules: [...rules] } }));
  const pledged = await world.system.database.client.poolLoan.findFirstOrThrow({ where: { poolId } });
  ours = pledged.tapeId;
  spare = await importTape('spare', [
    rowOf('spare-good', '900.00'),
    rowOf('spare-far', '900.00', 'HE'),
    rowOf('spare-small', '500.00'),
    rowOf('spare-later', '950.00'),
    rowOf('spare-paid', '900.00'),
  ]);
  await api().post(CommitAccepted, `/v1/tapes/${spare}/commit`, { uri: 'https://bank.example/spare', documentHash: DOCUMENT });
  await api().post(PledgesAccepted, `/v1/deals/${deal}/pledges`, {});
  await until(async () => (await viewDeal(world, deal)).pledged === LOANS && (await standing(spare)).registryTape !== null);
});

afterAll(() => world?.close());

describe('a loan that is registered twice', () => {
  it('is found across tapes, also in one that another originator committed', async () => {
    const { provable, doubles } = await standing(ours);
    expect(doubles).toEqual([]);
    expect(provable).toMatchObject([
      {
        registrations: [
          { tape: rivals, position: 2 },
          { tape: ours, position: TWICE },
        ],
      },
    ]);
    expect((await standing(rivals)).provable).toEqual(provable);
  });

  it('cannot be proven where there is none', async () => {
    const path = `/v1/tapes/${ours}/doubles`;
    await expect(api().post(DoubleAccepted, path, { position: TWICE + 1 })).rejects.toMatchObject({
      code: 'loan_not_double',
      faults: [{ pointer: '/position', code: 'not_double' }],
    });
    await expect(api().post(DoubleAccepted, path, { position: LOANS })).rejects.toMatchObject({ code: 'loan_unknown' });
    expect(await frozenOnChain()).toBe(0);
  });

  it('is frozen in the deal that has the later registration', async () => {
    const { code, stdout, stderr } = await world.stack.cli('tape', 'prove-double', ours, '--position', String(TWICE), '--json');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const number = await numberOf(ours, TWICE);
    expect(DoubleAccepted.parse(JSON.parse(stdout)).frozen).toEqual([String(number)]);
    await until(async () => (await viewDeal(world, deal)).frozen === 1);
    expect(await frozenOnChain()).toBe(1);
    const { data } = await api().get(DoubleList, `/v1/deals/${deal}/doubles`);
    expect(data).toMatchObject([
      {
        pool: deal,
        isPledged: true,
        earlier: { tape: rivals, position: 2 },
        later: { tape: ours, position: TWICE, loanId: `twice-${TWICE}`, number: String(number) },
      },
    ]);
    expect(await standing(ours)).toMatchObject({ doubles: data, provable: [] });
    await expect(api().post(DoubleAccepted, `/v1/tapes/${ours}/doubles`, { position: TWICE })).rejects.toMatchObject({
      code: 'loan_not_double',
    });
  });
});

describe('a substitute', () => {
  const wish = (position: number, out = TWICE, reason = 'registered-twice') => ({
    out: { tape: ours, position: out },
    in: { tape: spare, position },
    reason,
  });
  const offer = (body: object) => api().post(TransactionAccepted, `/v1/deals/${deal}/substitutions`, body);
  const take = (body: object) => api().post(TransactionAccepted, `/v1/deals/${deal}/substitutions/execution`, body);

  it.each([
    ['fails a rule of the pool', () => wish(1), '/in', 'rule_failed'],
    ['has a lower balance', () => wish(2), '/in', 'balance_lower'],
    ['is pledged already', () => ({ ...wish(0), in: { tape: ours, position: 5 } }), '/in', 'pledged'],
    ['comes for a loan that is not frozen', () => wish(0, TWICE + 1), '/reason', 'not_frozen'],
    ['comes for a loan that the deal has not', () => ({ ...wish(0), out: { tape: spare, position: 4 } }), '/out', 'not_pledged_here'],
  ])('is refused when it %s', async (_, body, pointer, code) => {
    await expect(offer(body())).rejects.toMatchObject({
      code: 'substitute_ineligible',
      faults: expect.arrayContaining([expect.objectContaining({ pointer, code })]),
    });
  });

  it('is taken only once it was offered, and the frozen loan is gone', async () => {
    await expect(take(wish(0))).rejects.toMatchObject({
      code: 'substitute_refused',
      message: expect.stringContaining('LoanNotOffered'),
    });
    const before = await api().get(PoolDetail, `/v1/pools/${poolId}`);
    await settled(await offer(wish(0)));
    await settled(await take(wish(0)));
    const { chain } = world.system;
    const poolOf = async (tape: string, position: number) =>
      (await chain.readView({ ...view(), functionName: 'poolOf', args: [await numberOf(tape, position)] })).toLowerCase();
    expect(await poolOf(spare, 0)).toBe(deal);
    expect(BigInt(await poolOf(ours, TWICE))).toBe(0n);
    expect(await frozenOnChain()).toBe(0);
    await until(async () => (await viewDeal(world, deal)).frozen === 0);
    expect(await viewDeal(world, deal)).toMatchObject({ pledged: LOANS });
    const after = await api().get(PoolDetail, `/v1/pools/${poolId}`);
    expect(after.loans).toBe(LOANS);
    expect(BigInt(after.balanceMinor) - BigInt(before.balanceMinor)).toBe(90_000n - BigInt(80_000 + TWICE * 100));
  });

  it('is taken by the trustee once the deal is closed', async () => {
    await sellDeal(world, deal);
    const places = ['--out', `${ours}:0`, '--in', `${spare}:3`, '--reason', 'breach', '--json'] as const;
    for (const verb of ['offer-substitute', 'take-substitute'] as const) {
      const { code, stdout, stderr } = await world.stack.cli('deal', verb, deal, ...places);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      await settled(TransactionAccepted.parse(JSON.parse(stdout)));
    }
    const sent = await world.system.database.client.chainTransaction.findFirstOrThrow({
      where: { kind: `deal.substitute.${await numberOf(spare, 3)}` },
    });
    expect(sent.sender).toBe(world.system.signer('trustee').address);
    expect(await viewDeal(world, deal)).toMatchObject({ pledged: LOANS });
  });
});

describe('a retired loan', () => {
  it('is none that is pledged, and none beyond the tape', async () => {
    const path = `/v1/tapes/${spare}/retirements`;
    await expect(api().post(LoansAccepted, path, { positions: [0], reason: 'paid' })).rejects.toMatchObject({
      code: 'retire_refused',
      message: expect.stringContaining('LoanAlreadyPledged'),
    });
    await expect(api().post(LoansAccepted, path, { positions: [4, 9], reason: 'paid' })).rejects.toMatchObject({
      code: 'loan_unknown',
      faults: [{ pointer: '/positions/1', code: 'beyond_tape' }],
    });
    await expect(api().post(LoansAccepted, `/v1/tapes/${rivals}/retirements`, { positions: [0], reason: 'paid' })).rejects.toMatchObject({
      code: 'tape_not_committed',
    });
  });

  it('leaves the registry for good', async () => {
    const { code, stderr } = await world.stack.cli('tape', 'retire', spare, '--positions', '1-2,4', '--reason', 'paid');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    await until(async () => (await standing(spare)).retired.length === 3);
    expect((await standing(spare)).retired).toMatchObject([
      { position: 1, loanId: 'spare-far' },
      { position: 2, loanId: 'spare-small' },
      { position: 4, loanId: 'spare-paid' },
    ]);
    const first = await numberOf(spare, 0);
    const [, frozen] = await world.system.chain.readView({ ...view(), functionName: 'wordOf', args: [first >> 8n] });
    expect(frozen).toBe(0b10110n);
    const again = api().post(LoansAccepted, `/v1/tapes/${spare}/retirements`, { positions: [4], reason: 'paid' });
    await expect(again).rejects.toMatchObject({ code: 'retire_refused', message: expect.stringContaining('LoanIsFrozen') });
    const offered = api().post(TransactionAccepted, `/v1/deals/${deal}/substitutions`, {
      out: { tape: ours, position: 1 },
      in: { tape: spare, position: 4 },
      reason: 'breach',
    });
    await expect(offered).rejects.toMatchObject({ faults: [{ pointer: '/in', code: 'frozen' }] });
  });

  it('is chosen for no pool any more, as no frozen one is', async () => {
    const order = { name: 'next', currency: 'EUR', target: { count: 30 }, tapes: [ours, spare] };
    const { failures, candidates, eligible } = await api().post(SelectionView, '/v1/pools/selections', order);
    const count = (rule: string) => failures.find((failure) => failure.rule === rule)?.loans ?? 0;
    expect(candidates).toBe(LOANS + 5);
    expect(count('pool.flagged')).toBe(4);
    expect(eligible).toBeLessThan(candidates - 4);
  });
});

describe('the index', () => {
  it('agrees with the chain, and is made again by a rebuild', async () => {
    await expect.poll(() => reconcileDeals(world.system), { timeout: 120_000, interval: 500 }).toBe(0);
    const before = [
      await standing(ours),
      await standing(spare),
      await viewDeal(world, deal).then(({ pledged, frozen }) => [pledged, frozen]),
    ];
    const { code, stderr } = await world.stack.cli('index', 'rebuild');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const after = [
      await standing(ours),
      await standing(spare),
      await viewDeal(world, deal).then(({ pledged, frozen }) => [pledged, frozen]),
    ];
    expect(after).toEqual(before);
    expect(await reconcileDeals(world.system)).toBe(0);
  });
});

/** Waits for the block of a transaction and for the index to have read it. */
async function settled({ transactionId }: { readonly transactionId: string }): Promise<void> {
  const { client } = world.system.database;
  await waitForBlocks(world.system, [transactionId]);
  await until(async () => {
    const { txHash } = await client.chainTransaction.findUniqueOrThrow({ where: { id: transactionId } });
    return (await client.chainEvent.count({ where: { txHash: txHash ?? '' } })) > 0;
  });
}
