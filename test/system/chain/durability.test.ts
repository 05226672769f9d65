import { copyFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChainClient, createChainClient } from '../../../backend/platform/chain/chain-client.ts';
import { openGenesis } from '../../../backend/platform/chain/durable/genesis.ts';
import { scanJournal } from '../../../backend/platform/chain/durable/journal-codec.ts';
import { LOCAL_CHAIN_ID } from '../../../backend/platform/chain/local-chain.ts';
import { type Signer, signerOfKey } from '../../../backend/platform/chain/signer.ts';
import { address, fromHex, type Hash32, type Hex } from '../../../backend/kernel/hex.ts';
import { keccakHex } from '../../../backend/kernel/keccak.ts';
import { spawnChain, startChain, stopChain, temporaryHome } from './chain-process.ts';

const KILLS = 20;
const POWER_CUTS = 3;
const TARGET = address(`0x${'22'.repeat(20)}`);

function transfer(signer: Signer, nonce: number): Promise<Hex> {
  return signer.signTransaction({
    chainId: LOCAL_CHAIN_ID,
    nonce,
    to: TARGET,
    data: `0x${nonce.toString(16).padStart(8, '0')}`,
    value: 1n,
    gas: 30_000n,
    maxFeePerGas: 10n ** 10n,
    maxPriorityFeePerGas: 1n,
  });
}

/** Sends one after the other until the node is gone; what was answered for goes into `acknowledged`. */
async function sendUntilGone(chain: ChainClient, signer: Signer, acknowledged: Map<Hash32, number>): Promise<void> {
  try {
    for (let nonce = await chain.nonce(signer.address); ; nonce++) {
      acknowledged.set(await chain.sendRaw(await transfer(signer, nonce)), nonce);
    }
  } catch {
    // Killed in the middle: what was under way was not acknowledged.
  }
}

async function sendSome(rpcUrl: string, signer: Signer, count: number): Promise<void> {
  const chain = createChainClient({ rpcUrl });
  for (let sent = 0; sent < count; sent++) await chain.sendRaw(await transfer(signer, await chain.nonce(signer.address)));
}

describe('the local chain through crashes', () => {
  let home: string;
  let faucet: Signer;
  const journal = (): string => join(home, 'chain', 'journal');

  beforeAll(async () => {
    home = await temporaryHome();
    faucet = signerOfKey(fromHex(openGenesis(home, Math.floor(Date.now() / 1000)).faucetKey));
  });
  afterAll(() => rm(home, { recursive: true }));

  it(`loses no acknowledged transaction over ${KILLS} kills at random moments`, async () => {
    const acknowledged = new Map<Hash32, number>();
    let heads = new Map<number, Hash32>();
    for (let round = 0; round < KILLS; round++) {
      const process = await startChain(home);
      const chain = createChainClient({ rpcUrl: process.line.rpcUrl, timeoutMs: 5_000 });
      const head = await chain.readHead();
      expect(head.hash).toBe(process.line.headHash);
      for (const [number, hash] of heads) expect((await chain.header(BigInt(number)))?.hash).toBe(hash);
      const present = await Promise.all([...acknowledged.keys()].map((txHash) => chain.receipt(txHash)));
      expect(present.filter((receipt) => receipt === null || !receipt.succeeded)).toEqual([]);
      expect(await chain.nonce(faucet.address)).toBe(Number(head.number));
      expect(Number(head.number) - acknowledged.size).toBeLessThanOrEqual(round);
      heads = new Map([[Number(head.number), head.hash]]);

      const sending = sendUntilGone(chain, faucet, acknowledged);
      await pause(Math.random() * 150);
      await stopChain(process, 'SIGKILL');
      await sending;
    }
    expect(acknowledged.size).toBeGreaterThan(KILLS);
    const last = await startChain(home);
    const { records } = scanJournal(await readFile(journal()));
    expect(last.line).toMatchObject({ height: records.length, headHash: records.at(-1)?.hash, replayed: records.length });
    expect(await stopChain(last)).toBe(0);
  });

  it.runIf(process.platform === 'linux')(
    'loses no acknowledged transaction when the power goes and only what was synced is left',
    async () => {
      const folder = await temporaryHome();
      const recorder = fileURLToPath(new URL('record-syncs.ts', import.meta.url));
      const acknowledged = new Map<Hash32, number>();
      for (let round = 0; round < POWER_CUTS; round++) {
        const node = await startChain(home, { flags: ['--import', recorder], env: { CREDENCE_TEST_SYNCED: folder } });
        const chain = createChainClient({ rpcUrl: node.line.rpcUrl, timeoutMs: 5_000 });
        const present = await Promise.all([...acknowledged.keys()].map((txHash) => chain.receipt(txHash)));
        expect(present).not.toContain(null);
        const sending = sendUntilGone(chain, faucet, acknowledged);
        while (acknowledged.size < (round + 1) * 10) await pause(5);
        await stopChain(node, 'SIGKILL');
        await sending;
        await copyFile(join(folder, 'journal'), journal());
      }
      await rm(folder, { recursive: true });
      const hashes = scanJournal(await readFile(journal())).records.map(({ raw }) => keccakHex(raw));
      expect(hashes).toEqual(expect.arrayContaining([...acknowledged.keys()]));
    },
  );

  it('cuts a torn record off, reports it and goes on', async () => {
    const first = await startChain(home);
    await sendSome(first.line.rpcUrl, faucet, 2);
    await stopChain(first);
    const whole = await readFile(journal());
    await writeFile(journal(), whole.subarray(0, whole.length - 30));
    const second = await startChain(home);
    expect(second.line.tornBytes).toBeGreaterThan(0);
    expect(second.line.height).toBe(scanJournal(whole).records.length - 1);
    await sendSome(second.line.rpcUrl, faucet, 1);
    await stopChain(second, 'SIGINT');
    const third = await startChain(home);
    expect(third.line).toMatchObject({ tornBytes: 0, height: scanJournal(whole).records.length });
    await stopChain(third);
  });

  it('refuses a changed byte with the last good height, and leaves the file alone', async () => {
    const whole = await readFile(journal());
    const { records } = scanJournal(whole);
    const damaged = Buffer.from(whole);
    const at = whole.indexOf(Buffer.from(records[2]?.raw ?? []));
    damaged[at + 10] = (damaged[at + 10] ?? 0) ^ 1;
    await writeFile(journal(), damaged);
    const refused = await spawnChain(home);
    expect(refused.line).toMatchObject({
      ready: false,
      code: 'chain_journal_corrupt',
      message: expect.stringContaining('The last good height is 2.'),
    });
    expect(await refused.exited).toBe(1);
    expect(await readFile(journal())).toEqual(damaged);
    await writeFile(journal(), whole);
    await stopChain(await startChain(home));
  });

  it('takes no more transactions when its journal cannot be written, still reads, and is whole after a restart', async () => {
    const before = (await stat(journal())).size;
    const full = await startChain(home, { fileLimitBlocks: Math.ceil(before / 512) + 1 });
    const chain = createChainClient({ rpcUrl: full.line.rpcUrl });
    await expect(sendSome(full.line.rpcUrl, faucet, 10)).rejects.toMatchObject({
      params: { reason: expect.stringMatching(/takes no more transactions: its journal cannot be written.*Free space/) },
    });
    const head = await chain.readHead();
    const { records } = scanJournal(await readFile(journal()));
    expect(head).toMatchObject({ number: BigInt(records.length), hash: records.at(-1)?.hash });
    expect(await chain.nonce(faucet.address)).toBe(records.length);
    await expect(sendSome(full.line.rpcUrl, faucet, 1)).rejects.toMatchObject({ code: 'chain_request_refused' });
    await stopChain(full);
    const again = await startChain(home);
    expect(again.line).toMatchObject({ height: records.length, headHash: head.hash, tornBytes: 0 });
    await sendSome(again.line.rpcUrl, faucet, 1);
    await stopChain(again);
  });

  it('names a busy port, another process and a folder that cannot be', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const bound = server.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    const busy = await spawnChain(home, { port });
    expect(busy.line).toMatchObject({
      ready: false,
      code: 'chain_port_busy',
      message: expect.stringContaining(`Port ${port} on 127.0.0.1 is used by another program`),
    });
    server.close();

    const holder = await startChain(home);
    const second = await spawnChain(home);
    expect(second.line).toMatchObject({ ready: false, code: 'chain_locked', message: expect.stringContaining(`(${holder.line.pid})`) });
    await stopChain(holder, 'SIGKILL');
    await stopChain(await startChain(home));

    const nowhere = await spawnChain(join(journal(), 'below-a-file'));
    expect(nowhere.line).toMatchObject({ ready: false, code: 'home_unwritable' });
  });

  it('answers programs of this machine only', async () => {
    const chain = await startChain(home);
    const post = (headers: Record<string, string>, body: string) => fetch(chain.line.rpcUrl, { method: 'POST', headers, body });
    const json = { 'content-type': 'application/json' };
    expect((await fetch(chain.line.rpcUrl)).status).toBe(405);
    expect((await post({ 'content-type': 'text/plain' }, '{}')).status).toBe(415);
    expect((await post(json, 'x'.repeat(5_000_000))).status).toBe(413);
    expect(await (await post(json, '{')).json()).toMatchObject({ error: { code: -32_700 } });
    expect(await (await post(json, '[{"id":1,"method":"eth_chainId"},{"id":"b","method":"evm_mine"},7]')).json()).toMatchObject([
      { id: 1, result: '0x4f07' },
      { id: 'b', error: { code: -32_004 } },
      { id: null, error: { code: -32_600 } },
    ]);
    const answered = await post(json, '{"id":1,"method":"eth_chainId"}');
    expect(answered.headers.get('access-control-allow-origin')).toBeNull();
    await stopChain(chain);
  });
});
