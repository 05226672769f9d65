import { type Address, type Hash32, toHex } from '../../backend/kernel/hex.ts';
import { concatBytes, uintBytes } from '../../backend/attestation/domain/words.ts';
import { keccak256 } from '../../backend/kernel/keccak.ts';
import { compiled, openContractChain } from '../system/support/contract-chain.ts';
import { hashOf } from '../system/support/credit-proof.ts';
import type { Bench } from './bench.ts';
import { gasRows } from './gas-rows.ts';

const CUSTOMERS = 10_016;
const MANY = 100;
const FOREVER = 2n ** 40n - 1n;
const TRANSACTION_GAS_CAP = 2 ** 24;

interface Measured {
  readonly slotNew: number;
  readonly slotUpdate: number;
  readonly manyNew: number;
  readonly manyUpdate: number;
  readonly boardNew: number;
  readonly boardUpdate: number;
  readonly pageNew: number;
  readonly read: number;
  readonly deploy: number;
}

/** Words of masked grades: bytes that look random, as they do on the real board. */
function words(count: number, epoch: number): Hash32[] {
  return Array.from({ length: count }, (_, at) => toHex(keccak256(concatBytes(uintBytes(epoch, 8), uintBytes(at, 8)))) as Hash32);
}

function slot(seq: number, now: bigint): bigint {
  const [grade, score, status, batch, index] = [0x5an, 0x1234n, 1n, 17n, 4_321n];
  const times = (now << 104n) | ((now + 7_776_000n) << 144n);
  return grade | (score << 8n) | (status << 24n) | (batch << 32n) | (index << 72n) | times | (BigInt(seq) << 184n);
}

async function measure(): Promise<Measured> {
  const chain = await openContractChain();
  try {
    const [admin, key] = chain.accounts as [Address, Address];
    const manager = await chain.deploy(admin, compiled('@openzeppelin/contracts/access/manager/AccessManager'), [admin]);
    const ledger = await chain.deploy(admin, compiled('contracts/ledger/CreditLedger'), [manager.address]);
    await chain.act(admin, ledger, 'registerIssuer', [admin, 'Bank of the North', true, 0]);
    await chain.act(admin, ledger, 'addKey', [1, key, 0, FOREVER, 7]);
    const board = await chain.deploy(admin, compiled('contracts/rating/RatingBoard'), [ledger.address]);
    const gate = await chain.deploy(admin, compiled('contracts/lending/RatedGate'), [board.address, 1]);
    const now = await chain.time();
    const write = (name: string, ...args: readonly unknown[]) => chain.act(key, board, name, args);
    const tags = Array.from({ length: MANY }, (_, at) => hashOf(`tag ${at}`));
    const many = (seq: number) =>
      write(
        'rateMany',
        tags,
        tags.map(() => slot(seq, now)),
      );
    const count = CUSTOMERS / 32;
    return {
      slotNew: await write('rate', hashOf('tag'), slot(1, now)),
      slotUpdate: await write('rate', hashOf('tag'), slot(2, now)),
      manyNew: await many(1),
      manyUpdate: await many(2),
      boardNew: await write('rateDense', 1n, 0n, words(count, 1)),
      boardUpdate: await write('rateDense', 2n, 0n, words(count, 2)),
      pageNew: await write('rateDense', 1n, 512n, words(512, 3)),
      read: await chain.act(admin, gate, 'pass', [hashOf('tag')]),
      deploy: board.deployGas,
    };
  } finally {
    await chain.close();
  }
}

const gas = gasRows('rating', measure);

export const benches: Bench[] = [
  gas('rate one customer in a slot, first time', undefined, ({ slotNew }) => slotNew),
  gas('rate one customer in a slot, again', undefined, ({ slotUpdate }) => slotUpdate),
  gas('rate 100 customers in slots, first time, per customer', undefined, ({ manyNew }) => manyNew / MANY),
  gas('rate 100 customers in slots, again, per customer', undefined, ({ manyUpdate }) => manyUpdate / MANY),
  gas('write the board of 10,016 customers, first time, per customer', undefined, ({ boardNew }) => boardNew / CUSTOMERS),
  gas('write the board of 10,016 customers, again, per customer', 190, ({ boardUpdate }) => boardUpdate / CUSTOMERS),
  gas('write the board of 10,016 customers, again, one transaction', TRANSACTION_GAS_CAP, ({ boardUpdate }) => boardUpdate),
  gas('write a whole page of 16,384 customers, first time', TRANSACTION_GAS_CAP, ({ pageNew }) => pageNew),
  gas('a lender asks whether a customer is rated', undefined, ({ read }) => read),
  gas('deploy the board', undefined, ({ deploy }) => deploy),
];
