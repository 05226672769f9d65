import { compileOne } from '../system/support/compile-one.ts';
import { compiled, type Contract, type ContractChain, openContractChain } from '../system/support/contract-chain.ts';
import { hashOf, planProof, word32 } from '../system/support/credit-proof.ts';
import { openEas } from '../system/support/eas.ts';
import type { Bench } from './bench.ts';

const FOREVER = 2n ** 40n - 1n;
const ANCHORS = 128;
const LEAVES = 10_000n;
/** What fits into one transaction under the cap of 2^24 gas. */
const EAS_BATCH = 65;

interface Measured {
  readonly anchorStored: number;
  readonly anchorRange: number;
  readonly revokeNewWord: number;
  readonly revokeUsedWord: number;
  readonly revokeTen: number;
  readonly openScore: number;
  readonly eas: {
    readonly attest: number;
    readonly batch10: number;
    readonly batch65: number;
    readonly delegated: number;
    readonly timestamp: number;
    readonly revoke: number;
    readonly revoke10: number;
    readonly revokeOffchain: number;
    readonly openScore: number;
  };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function anchorMany(chain: ContractChain, ledger: Contract, key: Contract['address']): Promise<number> {
  const gas: number[] = [];
  for (let batch = 0n; batch < ANCHORS; batch++) {
    gas.push(await chain.act(key, ledger, 'anchor', [hashOf(`root ${batch}`), LEAVES, hashOf('model'), hashOf(`state ${batch}`), batch]));
  }
  return median(gas);
}

async function measureEas(chain: ContractChain): Promise<Measured['eas']> {
  const [admin, key, , borrower] = chain.accounts;
  if (admin === undefined || key === undefined || borrower === undefined) throw new Error('The chain has too few accounts.');
  const eas = await openEas(chain, key, borrower);
  const attest = await eas.attest();
  const batch10 = await eas.multiAttest(10);
  const batch65 = await eas.multiAttest(EAS_BATCH);
  const delegated = await eas.attestByDelegation();
  const [first, second, ...others] = await eas.uids();
  if (first === undefined || second === undefined) throw new Error('EAS tells no attestation.');
  const lender = compileOne('test/contracts/support/EasLender.sol', 'EasLender');
  const gate = await chain.deploy(admin, lender, [eas.contract.address, eas.schema, key]);
  return {
    attest,
    batch10,
    batch65,
    delegated,
    openScore: await chain.act(borrower, gate, 'openScore', [first, 650n]),
    timestamp: await eas.timestamp('root'),
    revoke: await eas.revoke(second),
    revoke10: await eas.multiRevoke(others.slice(0, 10)),
    revokeOffchain: await eas.revokeOffchain('data'),
  };
}

/** Opens a score in the newest of many batches. */
async function measureOpening(chain: ContractChain, ledger: Contract): Promise<number> {
  const [admin, key, , borrower] = chain.accounts;
  if (admin === undefined || key === undefined || borrower === undefined) throw new Error('The chain has too few accounts.');
  const [model, blind] = [hashOf('model'), hashOf('blind')];
  const gate = await chain.deploy(admin, compiled('contracts/lending/ScoreGate'), [ledger.address, 1, model]);
  const now = await chain.time();
  const plan = planProof({
    place: { chainId: chain.chainId, ledger: ledger.address },
    issuer: 1,
    model,
    stateRoot: hashOf('state'),
    issuedAt: now,
    expiry: now + 7_776_000n,
    holderKey: borrower,
    blind,
    slot: 1,
    value: word32(712),
    batch: BigInt(ANCHORS),
    firstLeaf: LEAVES * BigInt(ANCHORS),
    leaves: LEAVES,
    position: 4_321n,
  });
  await chain.act(key, ledger, 'anchor', [plan.root, LEAVES, model, hashOf('state'), BigInt(ANCHORS)]);
  return chain.act(borrower, gate, 'openScore', [plan.finish(await chain.time()), blind, 650n]);
}

async function measure(): Promise<Measured> {
  const chain = await openContractChain();
  try {
    const [admin, key, plainKey] = chain.accounts;
    if (admin === undefined || key === undefined || plainKey === undefined) throw new Error('The chain has too few accounts.');
    const manager = await chain.deploy(admin, compiled('@openzeppelin/contracts/access/manager/AccessManager'), [admin]);
    const ledger = await chain.deploy(admin, compiled('contracts/ledger/CreditLedger'), [manager.address]);
    for (const [at, signer] of [key, plainKey].entries()) {
      await chain.act(admin, ledger, 'registerIssuer', [admin, `Bank ${at}`, at === 0, 0]);
      await chain.act(admin, ledger, 'addKey', [at + 1, signer, 0, FOREVER, 7]);
    }
    const anchorStored = await anchorMany(chain, ledger, key);
    const anchorRange = await anchorMany(chain, ledger, plainKey);
    const openScore = await measureOpening(chain, ledger);
    const revoke = (index: bigint) => chain.act(key, ledger, 'revoke', [index, 2]);
    await revoke(900_000n);
    const revokeTen = (await chain.act(key, ledger, 'revokeWords', [[20n], [2n ** 10n - 1n], 2])) / 10;
    const shared = { anchorStored, anchorRange, openScore, revokeTen };
    const revocations = { revokeNewWord: await revoke(500_000n), revokeUsedWord: await revoke(500_001n) };
    return { ...shared, ...revocations, eas: await measureEas(chain) };
  } finally {
    await chain.close();
  }
}

let measured: Promise<Measured> | undefined;

/** Ours beside EAS 1.9.0, both on one chain in this process. */
function beside(name: string, pick: (found: Measured) => readonly [ours: number, eas: number]): Bench {
  return {
    room: 'eas',
    name,
    unit: 'gas',
    better: 'lower',
    referenceName: 'EAS 1.9.0',
    run: async () => {
      measured ??= measure();
      const [value, reference] = pick(await measured);
      return { value, reference };
    },
  };
}

/** Each score is an attestation there, in transactions as large as fit; here it is a leaf of one batch. */
function perScore(scores: number): Bench[] {
  const easEach = ({ eas }: Measured) => {
    if (scores === 1) return eas.attest;
    return scores < EAS_BATCH ? eas.batch10 / 10 : eas.batch65 / EAS_BATCH;
  };
  const count = scores.toLocaleString('en');
  return [
    beside(`one of ${count} scores, batch leaf stored`, (found) => [found.anchorStored / scores, easEach(found)]),
    beside(`one of ${count} scores, range only`, (found) => [found.anchorRange / scores, easEach(found)]),
  ];
}

export const benches: Bench[] = [
  ...[1, 10, 100, 10_000, 1_000_000].flatMap(perScore),
  beside('anchor a root, range only, beside timestamp', ({ anchorRange, eas }) => [anchorRange, eas.timestamp]),
  beside('anchor one score, beside an attestation by delegation', ({ anchorStored, eas }) => [anchorStored, eas.delegated]),
  beside('revoke one, new word', ({ revokeNewWord, eas }) => [revokeNewWord, eas.revoke]),
  beside('revoke one, used word', ({ revokeUsedWord, eas }) => [revokeUsedWord, eas.revoke]),
  beside('revoke one, used word, beside revokeOffchain', ({ revokeUsedWord, eas }) => [revokeUsedWord, eas.revokeOffchain]),
  beside('revoke ten at once, each', ({ revokeTen, eas }) => [revokeTen, eas.revoke10 / 10]),
  beside('a lender opens a score, 10,000 leaves', ({ openScore, eas }) => [openScore, eas.openScore]),
];
