import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createChainClient } from '../../backend/platform/chain/chain-client.ts';
import { openGenesis } from '../../backend/platform/chain/durable/genesis.ts';
import { openDurableChain } from '../../backend/platform/chain/durable/open-durable-chain.ts';
import { LOCAL_CHAIN_ID } from '../../backend/platform/chain/local-chain.ts';
import { type Signer, signerOfKey } from '../../backend/platform/chain/signer.ts';
import { address, fromHex, type Hex, hash32 } from '../../backend/kernel/hex.ts';
import { sign } from 'viem/accounts';
import { startChain, stopChain } from '../system/chain/chain-process.ts';
import type { Bench } from './bench.ts';

const TRANSACTIONS = 10_000;
const SENDS = 200;
const SIGNATURES = 2_000;

async function withHome<T>(work: (home: string, faucet: Signer) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'bench-chain-'));
  try {
    return await work(home, signerOfKey(fromHex(openGenesis(home, Math.floor(Date.now() / 1000)).faucetKey)));
  } finally {
    rmSync(home, { recursive: true });
  }
}

function transfer(faucet: Signer, nonce: number): Promise<Hex> {
  const to = address(`0x${(1 + (nonce % 1_000)).toString(16).padStart(40, '0')}`);
  return faucet.signTransaction({
    chainId: LOCAL_CHAIN_ID,
    nonce,
    to,
    data: '0x',
    value: 1n,
    gas: 21_000n,
    maxFeePerGas: 10n ** 10n,
    maxPriorityFeePerGas: 1n,
  });
}

/** Leaves a journal of `count` transactions in `home`; groups share a sync, so this is quick. */
async function fillJournal(home: string, faucet: Signer, count: number): Promise<void> {
  const chain = await openDurableChain({ home });
  for (let from = 0; from < count; from += 250) {
    const raws = await Promise.all(Array.from({ length: Math.min(250, count - from) }, (_, at) => transfer(faucet, from + at)));
    await Promise.all(raws.map((raw) => chain.provider.request({ method: 'eth_sendRawTransaction', params: [raw] })));
  }
  await chain.close();
}

async function replayRate(): Promise<{ value: number }> {
  return withHome(async (home, faucet) => {
    await fillJournal(home, faucet, TRANSACTIONS);
    const chain = await openDurableChain({ home });
    const { transactions, milliseconds } = chain.replay;
    await chain.close();
    return { value: transactions / (milliseconds / 1000) };
  });
}

async function restartSeconds(): Promise<{ value: number }> {
  return withHome(async (home, faucet) => {
    await fillJournal(home, faucet, TRANSACTIONS);
    const began = performance.now();
    const chain = await startChain(home);
    const value = (performance.now() - began) / 1000;
    await stopChain(chain);
    return { value };
  });
}

async function sendLatency(): Promise<{ value: number }> {
  return withHome(async (home, faucet) => {
    const process = await startChain(home);
    const chain = createChainClient({ rpcUrl: process.line.rpcUrl });
    const times: number[] = [];
    for (let nonce = 0; nonce < SENDS; nonce++) {
      const raw = await transfer(faucet, nonce);
      const began = performance.now();
      await chain.sendRaw(raw);
      times.push(performance.now() - began);
    }
    await stopChain(process);
    times.sort((a, b) => a - b);
    return { value: times[SENDS / 2] ?? Number.NaN };
  });
}

async function sendsTogether(): Promise<{ value: number }> {
  return withHome(async (home, faucet) => {
    const chain = await openDurableChain({ home });
    const raws = await Promise.all(Array.from({ length: 2_000 }, (_, nonce) => transfer(faucet, nonce)));
    const began = performance.now();
    await Promise.all(raws.map((raw) => chain.provider.request({ method: 'eth_sendRawTransaction', params: [raw] })));
    const seconds = (performance.now() - began) / 1000;
    await chain.close();
    return { value: raws.length / seconds };
  });
}

async function idleMegabytes(): Promise<{ value: number }> {
  return withHome(async (home) => {
    const chain = await startChain(home, { flags: ['--max-semi-space-size=2'] });
    const value = residentMegabytes(chain.line.pid);
    await stopChain(chain);
    return { value };
  });
}

function residentMegabytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

async function signDigests(): Promise<{ value: number; reference: number }> {
  const key = new Uint8Array(32).fill(9);
  const signer = signerOfKey(key);
  const digests = Array.from({ length: SIGNATURES }, (_, at) => hash32(`0x${(at + 1).toString(16).padStart(64, '0')}`));
  for (const digest of digests.slice(0, 200)) await signer.signDigest(digest);
  const began = performance.now();
  for (const digest of digests) await signer.signDigest(digest);
  const value = SIGNATURES / ((performance.now() - began) / 1000);
  const again = performance.now();
  const few = digests.slice(0, SIGNATURES / 4);
  for (const digest of few) await sign({ hash: digest, privateKey: `0x${'09'.repeat(32)}` });
  return { value, reference: few.length / ((performance.now() - again) / 1000) };
}

export const benches: Bench[] = [
  {
    room: 'chain',
    name: `replay of ${TRANSACTIONS} transactions, in-process`,
    unit: 'tx/s',
    better: 'higher',
    target: 1_500,
    run: replayRate,
  },
  {
    room: 'chain',
    name: `restart of the node with ${TRANSACTIONS} transactions`,
    unit: 's',
    better: 'lower',
    target: 10,
    run: restartSeconds,
  },
  { room: 'chain', name: 'durable send over HTTP, one client, median', unit: 'ms', better: 'lower', run: sendLatency },
  { room: 'chain', name: 'durable sends, 2,000 at once, in-process', unit: 'tx/s', better: 'higher', run: sendsTogether },
  { room: 'chain', name: 'idle memory of the node', unit: 'MB', better: 'lower', run: idleMegabytes },
  { room: 'chain', name: 'signatures of digests', unit: '/s', better: 'higher', referenceName: 'viem (noble)', run: signDigests },
];
