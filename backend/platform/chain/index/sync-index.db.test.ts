import { encodeAbiParameters, keccak256, parseAbi, stringToBytes } from 'viem';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Anvil, startAnvil } from '../../../../test/system/chain/anvil-process.ts';
import { describeOnEachDatabase } from '../../../../test/system/support/databases.ts';
import { address } from '../../../kernel/hex.ts';
import { createChainClient } from '../chain-client.ts';
import type { IndexedContract, IndexedEvent } from './indexed-event.ts';
import type { Projection } from './projection.ts';
import { rebuildIndex } from './rebuild-index.ts';
import { type IndexParts, syncIndex } from './sync-index.ts';

/** Emits one log for each call: the topic is the first word of the call data, the data the second. */
const EMITTER = '0x600f600c600039600f6000f360203560005260003560206000a100';
const PING = keccak256(stringToBytes('Ping(uint256)'));
const BORN = keccak256(stringToBytes('Born(address)'));
const ABI = parseAbi(['event Ping(uint256 value)', 'event Born(address child)']);

let anvil: Anvil;
let sender: string;
let contracts: IndexedContract[];
let impostor: string;

beforeAll(async () => {
  anvil = await startAnvil();
  sender = String(((await anvil.request('eth_accounts')) as string[])[0]);
  const own = await mined({ data: EMITTER });
  impostor = (await mined({ data: EMITTER })).contractAddress;
  contracts = [{ contract: 'Emitter', address: address(own.contractAddress), abi: ABI, fromBlock: BigInt(own.blockNumber) }];
});

afterAll(() => anvil.stop());

interface Receipt {
  readonly contractAddress: string;
  readonly blockNumber: string;
}

/** Anvil answers before it has mined. */
async function mined(transaction: Record<string, string>): Promise<Receipt> {
  const hash = await anvil.request('eth_sendTransaction', { from: sender, ...transaction });
  for (;;) {
    const receipt = (await anvil.request('eth_getTransactionReceipt', hash)) as Receipt | null;
    if (receipt !== null) return receipt;
  }
}

async function ping(value: number, to: string = contracts[0]?.address ?? ''): Promise<void> {
  const word = encodeAbiParameters([{ type: 'uint256' }], [BigInt(value)]);
  await mined({ to, data: PING + word.slice(2) });
}

/** Our contract names a new one as its child. */
async function giveBirth(): Promise<string> {
  const { contractAddress } = await mined({ data: EMITTER });
  const word = encodeAbiParameters([{ type: 'address' }], [address(contractAddress)]);
  await mined({ to: contracts[0]?.address ?? '', data: BORN + word.slice(2) });
  return contractAddress;
}

describeOnEachDatabase('syncIndex', (under) => {
  let values: string[] = [];
  const projection: Projection = {
    name: 'values',
    reset: async () => {
      values = [];
    },
    apply: async (_tx, event: IndexedEvent) => {
      if (event.name === 'Ping') values.push(event.args['value'] ?? '');
    },
  };
  const parts = (): IndexParts => ({
    database: under.database,
    chain: createChainClient({ rpcUrl: anvil.rpcUrl }),
    contracts,
    offspring: [
      {
        parent: contracts[0]?.address ?? address(''),
        event: 'Born',
        abis: { Child: ABI },
        childrenOf: ({ args }) => [{ contract: 'Child', address: args['child'] ?? '' }],
      },
    ],
    projections: [projection],
  });

  async function settle(): Promise<string[]> {
    const kinds: string[] = [];
    for (let outcome = await syncIndex(parts()); outcome.kind !== 'current'; outcome = await syncIndex(parts())) kinds.push(outcome.kind);
    return kinds;
  }

  async function storedValues(): Promise<string[]> {
    const rows = await under.database.client.chainEvent.findMany({
      where: { name: 'Ping' },
      orderBy: [{ blockNumber: 'asc' }, { logIndex: 'asc' }],
    });
    return rows.map(({ args }) => JSON.parse(args).value);
  }

  const births = (): Promise<number> => under.database.client.chainEvent.count({ where: { name: 'Born' } });

  async function expectLinked(): Promise<void> {
    const blocks = await under.database.client.chainBlock.findMany({ orderBy: { number: 'asc' } });
    for (const [at, block] of blocks.entries()) {
      const previous = blocks[at - 1];
      if (previous?.number === block.number - 1n) expect(block.parentHash).toBe(previous.hash);
      expect(block.hash).toBe((await parts().chain.header(block.number))?.hash);
    }
  }

  beforeEach(async () => {
    await rebuildIndex(parts(), () => undefined);
  });

  it('reads events of our contracts only, each once and in order', async () => {
    const before = values.length;
    await ping(1);
    await ping(666, impostor);
    await ping(2);
    expect(await settle()).toEqual(['advanced']);
    expect(await settle()).toEqual([]);
    expect(values.slice(before)).toEqual(['1', '2']);
    expect(await storedValues()).toEqual(values);
    await expectLinked();
  });

  it('takes back what a reorg has undone and reads the new fork', async () => {
    await ping(10);
    await settle();
    const kept = values.length;
    for (const value of [11, 12, 13]) await ping(value);
    await settle();
    expect(values.slice(kept)).toEqual(['11', '12', '13']);
    await anvil.request('anvil_reorg', 2, []);
    await ping(14);
    expect(await settle()).toEqual(['reorged', 'advanced']);
    expect(values.slice(kept)).toEqual(['11', '14']);
    expect(await storedValues()).toEqual(values);
    await expectLinked();
    expect(await under.database.client.outbox.count({ where: { topic: 'index.reorged' } })).toBeGreaterThan(0);
  });

  it('reads the contracts that ours make, from their birth on and as long as the birth stands', async () => {
    await settle();
    const before = values.length;
    await ping(20);
    const child = await giveBirth();
    await ping(21, child);
    await settle();
    await ping(22, child);
    await settle();
    expect(values.slice(before)).toEqual(['20', '21', '22']);
    const { contract } = await under.database.client.chainEvent.findFirstOrThrow({ where: { address: child } });
    expect(contract).toBe('Child');
    await rebuildIndex(parts(), () => undefined);
    expect(values.slice(before)).toEqual(['20', '21', '22']);
    // The blocks of the birth and of both pings go; the child itself stays, and is a stranger again.
    await anvil.request('anvil_reorg', 3, []);
    await ping(23, child);
    await ping(24);
    await settle();
    expect(values.slice(before)).toEqual(['20', '24']);
    expect(await under.database.client.chainEvent.count({ where: { address: child } })).toBe(0);
  });

  it('takes nothing of a child from before it was named', async () => {
    await settle();
    const before = values.length;
    const { contractAddress: child } = await mined({ data: EMITTER });
    await ping(30, child);
    const word = encodeAbiParameters([{ type: 'address' }], [address(child)]);
    await mined({ to: contracts[0]?.address ?? '', data: BORN + word.slice(2) });
    await ping(31, child);
    await settle();
    expect(values.slice(before)).toEqual(['31']);
  });

  it('is equal to a fresh reading after any mix of events and reorgs', async () => {
    let seed = 4100;
    const next = (bound: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return (seed >> 8) % bound;
    };
    let fresh = 0;
    for (let round = 0; round < 25; round++) {
      const count = next(4);
      for (let one = count; one > 0; one--) await ping(round * 10 + one);
      fresh += count;
      // Only blocks with transactions: anvil loses an empty block that it replaces by an equal one.
      if (fresh > 0 && next(2) === 0) {
        await anvil.request('anvil_reorg', 1 + next(Math.min(fresh, 5)), []);
        fresh = 0;
      }
      if (next(3) > 0) await settle();
    }
    await ping(9999);
    await settle();
    const followed = [...values];
    await expectLinked();
    const { events } = await rebuildIndex(parts(), () => undefined);
    expect(values).toEqual(followed);
    expect(events).toBe(followed.length + (await births()));
    expect(await storedValues()).toEqual(followed);
  });

  it('can be rebuilt while another process follows the chain', async () => {
    for (let value = 0; value < 5; value++) await ping(value);
    await settle();
    const before = await storedValues();
    let isRebuilding = true;
    const follow = async () => {
      while (isRebuilding) await syncIndex(parts());
    };
    const follower = follow();
    for (let round = 0; round < 5; round++) await rebuildIndex(parts(), () => undefined);
    isRebuilding = false;
    await follower;
    await settle();
    expect(await storedValues()).toEqual(before);
  });

  it('stores nothing twice when two processes read at once', async () => {
    for (let value = 0; value < 5; value++) await ping(value);
    const outcomes = await Promise.all([syncIndex(parts()), syncIndex(parts()), syncIndex(parts())]);
    expect(outcomes.filter(({ kind }) => kind === 'advanced')).toHaveLength(1);
    await settle();
    expect((await storedValues()).slice(-5)).toEqual(['0', '1', '2', '3', '4']);
  });
});
