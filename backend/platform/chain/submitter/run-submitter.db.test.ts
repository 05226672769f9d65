import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ANVIL_KEY, type Anvil, startAnvil } from '../../../../test/system/chain/anvil-process.ts';
import { describeOnEachDatabase } from '../../../../test/system/support/databases.ts';
import { address, fromHex } from '../../../kernel/hex.ts';
import { createLogger } from '../../log/logger.ts';
import { createChainClient } from '../chain-client.ts';
import { signerOfKey } from '../signer.ts';
import { advance, newMemory } from './advance.ts';
import { enqueueTransaction } from './enqueue-transaction.ts';
import { runSubmitter, type SubmitterParts } from './run-submitter.ts';
import { openSenderChain, signFor } from './sender-chain.ts';
import { openTransactionStore } from './transaction-store.ts';

/** Emits one log for each call; the topic is the first word of the call data. */
const EMITTER = '0x600f600c600039600f6000f360203560005260003560206000a100';
/** Takes the first call and reverts from the second on. */
const ONCE = '0x6012600c60003960126000f3600054600c576001600055005b60006000fd';

const signer = signerOfKey(fromHex(ANVIL_KEY));
const logger = createLogger({ name: 'test', level: 'silent' });

describeOnEachDatabase('runSubmitter', (under) => {
  let anvil: Anvil;
  let emitter = '';
  let chainId = 0;
  let orders = 0;
  const settled: string[] = [];

  beforeAll(async () => {
    anvil = await startAnvil();
    chainId = Number(await anvil.request('eth_chainId'));
    emitter = await deploy(EMITTER);
  });
  afterAll(() => anvil.stop());

  async function deploy(code: string): Promise<string> {
    const [, other = ''] = (await anvil.request('eth_accounts')) as string[];
    return (await anvil.deploy(other, code)).contractAddress.toLowerCase();
  }

  /** Orders a call and gives back the topic of its event, which is its own. */
  async function order(target = emitter): Promise<string> {
    orders += 1;
    const topic = `0x${orders.toString(16).padStart(64, '0')}`;
    const request = {
      chainId,
      kind: 'ping',
      refId: topic,
      idempotencyKey: topic,
      sender: signer.address,
      target,
      data: `${topic}${'00'.repeat(32)}`,
    };
    await under.database.write((tx) => enqueueTransaction(tx, request));
    await under.database.write((tx) => enqueueTransaction(tx, request));
    return topic;
  }

  const parts = (signal: AbortSignal, confirmations: number, rpcUrl = anvil.rpcUrl): SubmitterParts => ({
    database: under.database,
    chain: createChainClient({ rpcUrl }),
    logger,
    signal,
    signers: [signer],
    confirmations,
    leaseMs: 300,
    pollMs: 10,
    onFinal: { ping: async (_tx, row) => void settled.push(`final ${row.refId}`) },
    onFailed: { ping: async (_tx, row, reason) => void settled.push(`${reason.code} ${row.refId}`) },
  });

  const states = async () =>
    (await under.database.client.chainTransaction.findMany({ orderBy: { createdAt: 'asc' } })).map((row) => row.state);
  const rowOf = (topic: string) => under.database.client.chainTransaction.findFirstOrThrow({ where: { refId: topic } });

  /** Runs submitters until a condition holds. */
  async function submitUntil(isReached: () => Promise<boolean>, { confirmations = 0, submitters = 1 } = {}): Promise<void> {
    const stop = new AbortController();
    const running = Array.from({ length: submitters }, () => runSubmitter(parts(stop.signal, confirmations)));
    const deadline = performance.now() + 20_000;
    while (!(await isReached())) {
      if (performance.now() > deadline)
        throw new Error(
          `not reached: ${await states()} ${(await under.database.client.chainTransaction.findMany()).map((row) => row.error)}`,
        );
      await delay(10);
    }
    stop.abort();
    await Promise.all(running);
  }
  const allSettled = async () => (await states()).every((state) => state === 'final' || state === 'failed');

  async function timesOf(topic: string): Promise<number> {
    return ((await anvil.request('eth_getLogs', { fromBlock: '0x0', topics: [topic] })) as unknown[]).length;
  }

  test('sends what is ordered in its order, each once, with two submitters at work', async () => {
    const topics: string[] = [];
    for (let index = 0; index < 12; index++) topics.push(await order());
    await submitUntil(allSettled, { submitters: 2 });
    for (const topic of topics) expect(await timesOf(topic)).toBe(1);
    const nonces = (await under.database.client.chainTransaction.findMany({ orderBy: { refId: 'asc' } })).map((row) => row.nonce);
    expect(nonces).toEqual(Array.from({ length: 12 }, (_, index) => index));
    expect(settled.splice(0)).toEqual(topics.map((topic) => `final ${topic}`));
  });

  test('tells why the contract would refuse, before any fee is paid', async () => {
    const once = await deploy(ONCE);
    const first = await order(once);
    const second = await order(once);
    await submitUntil(allSettled);
    expect(settled.splice(0)).toEqual([`final ${first}`, `chain_reverted ${second}`]);
    expect(await rowOf(second)).toMatchObject({ state: 'failed', nonce: null, txHash: null, error: expect.stringContaining('refused') });
  });

  test('a refusal that shows in a block only becomes failed when it can not change any more', async () => {
    const once = await deploy(ONCE);
    await anvil.request('evm_setAutomine', false);
    const topic = await order(once);
    await submitUntil(async () => (await rowOf(topic)).state === 'signed', { confirmations: 2 });
    // Somebody else's call goes first into the block, because it pays more.
    const [, other] = (await anvil.request('eth_accounts')) as string[];
    await anvil.request('eth_sendTransaction', {
      from: other,
      to: once,
      maxPriorityFeePerGas: '0x4a817c800',
      maxFeePerGas: '0x4a817c8000',
    });
    await anvil.request('anvil_mine', '0x1');
    await submitUntil(async () => (await rowOf(topic)).state === 'mined', { confirmations: 2 });
    expect(settled).toEqual([]);
    await anvil.request('anvil_mine', '0x2');
    await submitUntil(allSettled, { confirmations: 2 });
    expect(settled.splice(0)).toEqual([`chain_reverted ${topic}`]);
    await anvil.request('evm_setAutomine', true);
  });

  test('sends the same bytes again when a reorg takes the block away', async () => {
    const topic = await order();
    await submitUntil(async () => (await rowOf(topic)).state === 'mined', { confirmations: 3 });
    const before = await rowOf(topic);
    await anvil.request('anvil_reorg', 1, []);
    expect(await timesOf(topic)).toBe(0);
    await submitUntil(async () => (await timesOf(topic)) === 1, { confirmations: 3 });
    await anvil.request('anvil_mine', '0x3');
    await submitUntil(allSettled, { confirmations: 3 });
    const after = await rowOf(topic);
    expect(after).toMatchObject({ state: 'final', raw: before.raw, nonce: before.nonce, txHash: before.txHash });
    expect(settled.splice(0)).toEqual([`final ${topic}`]);
  });

  test('offers more under the same nonce when a transaction stays without a block', async () => {
    await anvil.request('evm_setAutomine', false);
    const topic = await order();
    const chain = createChainClient({ rpcUrl: anvil.rpcUrl });
    const lease = { name: `submitter:${chainId}:${signer.address}`, holder: 'by hand' };
    await under.database.client.lease.create({ data: { ...lease, until: new Date(Date.now() + 60_000) } });
    const handlers = { onFinal: {}, onFailed: {} };
    const store = openTransactionStore({ database: under.database, chainId, sender: signer.address, lease, handlers });
    let now = 0;
    const submitter = {
      store,
      chain: openSenderChain(chain, signer.address, []),
      sign: signFor(signer, chainId),
      confirmations: 0,
      memory: newMemory(),
      now: () => now,
    };
    await advance(submitter);
    const before = await rowOf(topic);
    now = 100_000;
    await advance(submitter);
    await advance(submitter);
    const after = await rowOf(topic);
    expect(after).toMatchObject({
      state: 'signed',
      nonce: before.nonce,
      earlier: JSON.stringify([{ raw: before.raw, txHash: before.txHash }]),
    });
    expect(after.raw).not.toBe(before.raw);
    expect(await anvil.request('eth_getTransactionByHash', before.txHash)).toBeNull();
    await anvil.request('anvil_mine', '0x1');
    await advance(submitter);
    expect(await rowOf(topic)).toMatchObject({ state: 'final', txHash: after.txHash });
    expect(await timesOf(topic)).toBe(1);
    await under.database.client.lease.deleteMany();
    await anvil.request('evm_setAutomine', true);
  });

  test('gives up a transaction whose nonce another program used', async () => {
    await anvil.request('evm_setAutomine', false);
    const topic = await order();
    await submitUntil(async () => (await rowOf(topic)).state === 'signed');
    const { nonce, txHash } = await rowOf(topic);
    await anvil.request('anvil_dropTransaction', txHash);
    const fees = { gas: 100_000n, maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n };
    const foreign = await signer.signTransaction({ chainId, nonce: nonce ?? 0, to: address(emitter), data: '0x', value: 0n, ...fees });
    await anvil.request('eth_sendRawTransaction', foreign);
    await anvil.request('anvil_mine', '0x1');
    await submitUntil(allSettled);
    expect(settled.splice(0)).toEqual([`transaction_displaced ${topic}`]);
    await anvil.request('evm_setAutomine', true);
    const next = await order();
    await submitUntil(allSettled);
    expect(await timesOf(next)).toBe(1);
    expect(settled.splice(0)).toEqual([`final ${next}`]);
  });

  test('waits for a chain that does not answer', async () => {
    const topic = await order();
    const stop = new AbortController();
    const running = runSubmitter(parts(stop.signal, 0, 'http://127.0.0.1:9'));
    await delay(100);
    stop.abort();
    await running;
    expect(await rowOf(topic)).toMatchObject({ state: 'new' });
    await submitUntil(allSettled);
    expect(await timesOf(topic)).toBe(1);
  });
});
