import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { address, fromHex, type Hex, ZERO_HASH } from '../../../kernel/hex.ts';
import { type Signer, signerOfKey } from '../signer.ts';
import { chainFolder, openGenesis, readGenesis } from './genesis.ts';
import { encodeHeader, encodeRecord, headerSum, scanJournal } from './journal-codec.ts';
import { type DurableChain, openDurableChain } from './open-durable-chain.ts';

const START = 1_800_000_000;
const TARGET = address(`0x${'11'.repeat(20)}`);

let home: string;
let time: number;
let open: DurableChain[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chain-'));
  time = START;
  open = [];
});
afterEach(async () => {
  for (const chain of open) await chain.close();
  rmSync(home, { recursive: true });
});

async function start(): Promise<DurableChain> {
  const chain = await openDurableChain({ home, now: () => time });
  open.push(chain);
  return chain;
}

async function stop(chain: DurableChain): Promise<void> {
  open = open.filter((each) => each !== chain);
  await chain.close();
}

function faucet(): Signer {
  return signerOfKey(fromHex(openGenesis(home, time).faucetKey));
}

function transfer(nonce: number, value = 1n): Promise<Hex> {
  return faucet().signTransaction({
    chainId: 20_231,
    nonce,
    to: TARGET,
    data: '0x',
    value,
    gas: 21_000n,
    maxFeePerGas: 10n ** 10n,
    maxPriorityFeePerGas: 1n,
  });
}

const ask = (chain: DurableChain, method: string, ...params: unknown[]): Promise<unknown> => chain.provider.request({ method, params });
const send = async (chain: DurableChain, nonce: number) => ask(chain, 'eth_sendRawTransaction', await transfer(nonce));
const journalPath = () => join(chainFolder(home), 'journal');
const recorded = () => scanJournal(readFileSync(journalPath())).records;

async function head(chain: DurableChain): Promise<{ number: string; hash: string; timestamp: string }> {
  return (await ask(chain, 'eth_getBlockByNumber', 'latest', false)) as { number: string; hash: string; timestamp: string };
}

describe('durable chain', () => {
  it('comes back with the same head, whatever was refused and looked at in between', async () => {
    const first = await start();
    for (let nonce = 0; nonce < 12; nonce++) {
      time += 5;
      await send(first, nonce);
      await expect(send(first, nonce)).rejects.toThrow(/nonce too low/i);
      await expect(send(first, nonce + 2)).rejects.toThrow(/nonce too high/i);
      await ask(first, 'eth_estimateGas', { from: TARGET, to: TARGET });
      await ask(first, 'eth_getBlockByNumber', 'pending', false);
    }
    const before = await head(first);
    await stop(first);
    const second = await start();
    expect(await head(second)).toEqual(before);
    expect(second.replay).toMatchObject({ transactions: 12, tornBytes: 0, head: { number: 12, hash: before.hash, time: START + 60 } });
    await send(second, 12);
    expect(recorded()).toHaveLength(13);
  });

  it('shows a block to nobody before it is on the disk', async () => {
    const chain = await start();
    for (let nonce = 0; nonce < 20; nonce++) {
      const sending = send(chain, nonce);
      const seen = Number(await ask(chain, 'eth_blockNumber'));
      expect(recorded().length).toBeGreaterThanOrEqual(seen);
      await sending;
      expect(recorded()).toHaveLength(nonce + 1);
    }
  });

  it('takes many transactions at once in the order of their coming', async () => {
    const chain = await start();
    const raws = await Promise.all(Array.from({ length: 600 }, (_, nonce) => transfer(nonce)));
    const answers = await Promise.all(raws.map((raw) => ask(chain, 'eth_sendRawTransaction', raw)));
    expect(new Set(answers).size).toBe(600);
    expect(recorded()).toHaveLength(600);
    const before = await head(chain);
    await stop(chain);
    expect(await head(await start())).toEqual(before);
  });

  it('keeps to the real time, and stands still when the clock goes back', async () => {
    const chain = await start();
    const times: number[] = [];
    for (const [nonce, now] of [START + 7, START + 7, START + 3, START + 9].entries()) {
      time = now;
      await send(chain, nonce);
      times.push(Number((await head(chain)).timestamp) - START);
    }
    expect(times).toEqual([7, 7, 7, 9]);
    time = START + 100;
    expect(Number(((await ask(chain, 'eth_getBlockByNumber', 'pending', false)) as { timestamp: string }).timestamp)).toBe(START + 100);
  });

  it('mines a transaction that reverts, as every node does', async () => {
    const chain = await start();
    const raw = await faucet().signTransaction({
      chainId: 20_231,
      nonce: 0,
      to: null,
      data: '0x60006000fd',
      value: 0n,
      gas: 100_000n,
      maxFeePerGas: 10n ** 10n,
      maxPriorityFeePerGas: 1n,
    });
    const txHash = await ask(chain, 'eth_sendRawTransaction', raw);
    expect(await ask(chain, 'eth_getTransactionReceipt', txHash)).toMatchObject({ status: '0x0', blockNumber: '0x1' });
    expect(recorded()).toHaveLength(1);
  });

  it.each([
    'eth_sendTransaction',
    'evm_mine',
    'evm_revert',
    'evm_setNextBlockTimestamp',
    'hardhat_setBalance',
    'hardhat_reset',
    'eth_sign',
    'personal_sign',
    'nonsense',
    'constructor',
  ])('refuses %s', async (method) => {
    const chain = await start();
    await expect(ask(chain, method)).rejects.toThrow(/does not serve/);
    expect(await ask(chain, 'eth_accounts')).toEqual([]);
    expect(await ask(chain, 'eth_blockNumber')).toBe('0x0');
  });

  it.each([undefined, 1, '0x', '0xzz', '0x12', 'raw', `0x02${'00'.repeat(131_072)}`])(
    'refuses %# as a raw transaction and goes on',
    async (raw) => {
      const chain = await start();
      await expect(ask(chain, 'eth_sendRawTransaction', raw)).rejects.toThrow();
      await send(chain, 0);
      expect(recorded()).toHaveLength(1);
    },
  );
});

describe('opening a journal', () => {
  it('is for one process at a time', async () => {
    await start();
    await expect(start()).rejects.toMatchObject({ code: 'chain_locked' });
  });

  it('cuts off a torn record and says so', async () => {
    const chain = await start();
    await send(chain, 0);
    await send(chain, 1);
    await stop(chain);
    const whole = readFileSync(journalPath());
    writeFileSync(journalPath(), whole.subarray(0, whole.length - 5));
    const again = await start();
    expect(again.replay).toMatchObject({ transactions: 1, head: { number: 1 } });
    expect(again.replay.tornBytes).toBeGreaterThan(0);
    await send(again, 1);
    expect(readFileSync(journalPath())).toEqual(whole);
  });

  it('stops at a history that this chain does not reproduce, naming the last good height', async () => {
    const chain = await start();
    for (let nonce = 0; nonce < 6; nonce++) await send(chain, nonce);
    await stop(chain);
    const { header, records } = scanJournal(readFileSync(journalPath()));
    const forged: Uint8Array[] = [encodeHeader(header)];
    let sum = headerSum(header);
    for (const record of records) {
      const raw = record.number === 4 ? fromHex(await transfer(3, 2n)) : record.raw;
      const encoded = encodeRecord({ ...record, raw }, sum);
      sum = encoded.sum;
      forged.push(encoded.bytes);
    }
    writeFileSync(journalPath(), Buffer.concat(forged));
    await expect(start()).rejects.toMatchObject({ code: 'chain_replay_differs', params: { lastGoodHeight: 3 } });
    expect(readFileSync(journalPath())).toEqual(Buffer.concat(forged));
  });

  it('stops when a transaction of it is refused', async () => {
    const chain = await start();
    await send(chain, 0);
    await stop(chain);
    const { header, records } = scanJournal(readFileSync(journalPath()));
    const [record] = records;
    if (record === undefined) throw new Error('no record');
    const again = encodeRecord({ ...record, raw: fromHex(await transfer(1)) }, headerSum(header));
    writeFileSync(journalPath(), Buffer.concat([encodeHeader(header), again.bytes]));
    await expect(start()).rejects.toMatchObject({ code: 'chain_replay_differs', params: { lastGoodHeight: 0 } });
  });

  it('stops when it begins with another block 0, or when the genesis is unreadable', async () => {
    const chain = await start();
    await stop(chain);
    const { header } = scanJournal(readFileSync(journalPath()));
    writeFileSync(journalPath(), encodeHeader({ ...header, genesisHash: ZERO_HASH }));
    await expect(start()).rejects.toMatchObject({ code: 'chain_genesis_differs' });
    writeFileSync(join(chainFolder(home), 'genesis.json'), '{"chainId":1}');
    await expect(start()).rejects.toMatchObject({ code: 'chain_genesis_unreadable' });
  });

  it('draws another faucet for each installation', () => {
    const other = join(home, 'other');
    mkdirSync(other);
    expect(openGenesis(home, START).faucetKey).not.toBe(openGenesis(other, START).faucetKey);
    expect(readGenesis(home)).toEqual(openGenesis(home, START + 5));
  });
});
