import { fromHex, type Hash32, toHex, ZERO_ADDRESS } from '../../backend/kernel/hex.ts';
import { keccak256 } from '../../backend/kernel/keccak.ts';
import { compiled, type Contract, type ContractChain, openContractChain } from '../system/support/contract-chain.ts';
import { hashOf, planProof, word32 } from '../system/support/credit-proof.ts';
import type { Bench } from './bench.ts';
import { gasRows } from './gas-rows.ts';

const SCORE = 712;
const THRESHOLD = 680;
const FOREVER = 2n ** 40n - 1n;
const SIZES = [1_000, 10_000, 1_000_000] as const;
type Size = (typeof SIZES)[number];

interface Measured {
  readonly openScore: Readonly<Record<Size, number>>;
  readonly threshold: Readonly<Record<Size, number>>;
  readonly openLine: number;
  readonly deployGate: number;
}

interface World {
  readonly chain: ContractChain;
  readonly ledger: Contract;
  readonly model: Hash32;
}

async function openWorld(): Promise<World> {
  const chain = await openContractChain();
  const [admin, key] = chain.accounts;
  if (admin === undefined || key === undefined) throw new Error('The chain has too few accounts.');
  const manager = await chain.deploy(admin, compiled('@openzeppelin/contracts/access/manager/AccessManager'), [admin]);
  const ledger = await chain.deploy(admin, compiled('contracts/ledger/CreditLedger'), [manager.address]);
  await chain.act(admin, ledger, 'registerIssuer', [admin, 'Bank of the North', true, 0]);
  await chain.act(admin, ledger, 'addKey', [1, key, 0, FOREVER, 7]);
  return { chain, ledger, model: hashOf('model') };
}

function walk(link: Hash32, steps: number): Hash32 {
  let hash = fromHex(link);
  for (let step = 0; step < steps; step++) hash = keccak256(hash);
  return toHex(hash) as Hash32;
}

/** Anchors a batch of `leaves` credentials and proves the one in the middle, which belongs to the third account. */
async function anchorAndProve({ chain, ledger, model }: World, batch: bigint, leaves: bigint, field: { slot: number; value: Hash32 }) {
  const [, key, borrower] = chain.accounts;
  if (key === undefined || borrower === undefined) throw new Error('The chain has too few accounts.');
  const now = await chain.time();
  const [, anchored] = (await chain.view(ledger, 'checkpoint', [1])) as [bigint, bigint];
  const blind = hashOf('blind');
  const plan = planProof({
    place: { chainId: chain.chainId, ledger: ledger.address },
    issuer: 1,
    model,
    stateRoot: hashOf('state'),
    issuedAt: now,
    expiry: now + 90n * 86_400n,
    holderKey: borrower,
    blind,
    ...field,
    batch,
    firstLeaf: anchored,
    leaves,
    position: (leaves * 3n) / 7n,
  });
  await chain.act(key, ledger, 'anchor', [plan.root, leaves, model, hashOf('state'), batch]);
  return { proof: plan.finish(await chain.time()), blind, borrower };
}

async function measure(): Promise<Measured> {
  const world = await openWorld();
  const { chain, ledger, model } = world;
  try {
    const [admin] = chain.accounts;
    if (admin === undefined) throw new Error('The chain has no accounts.');
    const gate = await chain.deploy(admin, compiled('contracts/lending/ScoreGate'), [ledger.address, 1, model]);
    const terms = { lender: admin, minimumScore: 650, threshold: THRESHOLD, limit: 1_000_000n, term: 86_400n * 30n };
    const lineArgs = [ledger.address, ZERO_ADDRESS, terms, [{ issuer: 1, model }]];
    const line = await chain.deploy(admin, compiled('contracts/lending/CreditLine'), lineArgs);
    const openScore = { 1_000: 0, 10_000: 0, 1_000_000: 0 };
    const threshold = { ...openScore };
    let openLine = 0;
    let batch = 0n;
    for (const size of SIZES) {
      const score = await anchorAndProve(world, batch++, BigInt(size), { slot: 1, value: word32(SCORE) });
      openScore[size] = await chain.act(score.borrower, gate, 'openScore', [score.proof, score.blind, 650n]);
      if (size === 10_000) openLine = await chain.act(score.borrower, line, 'openByScore', [score.proof, score.blind]);
      const seed = hashOf('seed');
      const units = Math.floor((SCORE - 300) / 5);
      const tau = (THRESHOLD - 300) / 5;
      const chained = await anchorAndProve(world, batch++, BigInt(size), { slot: 14, value: walk(seed, units) });
      const link = walk(seed, units - tau);
      threshold[size] = await chain.act(chained.borrower, gate, 'passThreshold', [chained.proof, chained.blind, BigInt(THRESHOLD), link]);
    }
    return { openScore, threshold, openLine, deployGate: gate.deployGas };
  } finally {
    await chain.close();
  }
}

const gas = gasRows('verifier', measure);

export const benches: Bench[] = [
  gas('a lender opens a score, 1,000 leaves', undefined, ({ openScore }) => openScore[1_000]),
  gas('a lender opens a score, 10,000 leaves', 54_000, ({ openScore }) => openScore[10_000]),
  gas('a lender opens a score, 1,000,000 leaves', undefined, ({ openScore }) => openScore[1_000_000]),
  gas('a lender checks "at least 680", 1,000 leaves', undefined, ({ threshold }) => threshold[1_000]),
  gas('a lender checks "at least 680", 10,000 leaves', 59_000, ({ threshold }) => threshold[10_000]),
  gas('a lender checks "at least 680", 1,000,000 leaves', undefined, ({ threshold }) => threshold[1_000_000]),
  gas('a borrower opens a line of credit, 10,000 leaves', undefined, ({ openLine }) => openLine),
  gas('deploy the smallest lender', undefined, ({ deployGate }) => deployGate),
];
