import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The first account of anvil's published test mnemonic. */
export const ANVIL_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

const RECEIPT_DEADLINE_MS = 10_000;

export interface Anvil {
  readonly rpcUrl: string;
  request(method: string, ...params: unknown[]): Promise<unknown>;
  /** Puts a contract on the chain from one of its own accounts; the receipt comes a moment after the hash. */
  deploy(from: string, data: string): Promise<{ readonly contractAddress: string; readonly blockNumber: string }>;
  stop(): Promise<void>;
}

/** Starts anvil on a free port: the program itself, not npm's wrapper around it. */
export async function startAnvil(): Promise<Anvil> {
  const child = spawn(anvilPath(), ['--host', '127.0.0.1', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const rpcUrl = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += String(chunk);
      const found = /Listening on (127\.0\.0\.1:\d+)/.exec(said);
      if (found !== null) resolve(`http://${found[1]}`);
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`anvil ended: ${said}`)));
  });
  const request: Anvil['request'] = async (method, ...params) => {
    const answer = await fetch(rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const { result, error } = (await answer.json()) as { result?: unknown; error?: { message: string } };
    if (error !== undefined) throw new Error(error.message);
    return result;
  };
  return {
    rpcUrl,
    request,
    async deploy(from, data) {
      const hash = await request('eth_sendTransaction', { from, data });
      const deadline = performance.now() + RECEIPT_DEADLINE_MS;
      for (;;) {
        const receipt = await request('eth_getTransactionReceipt', hash);
        if (receipt !== null) return receipt as { contractAddress: string; blockNumber: string };
        if (performance.now() > deadline) throw new Error('anvil mined nothing');
        await pause(5);
      }
    },
    async stop() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function anvilPath(): string {
  const platform = { linux: 'linux', darwin: 'darwin', win32: 'win32' }[process.platform as string] ?? 'linux';
  const cpu = process.arch === 'x64' ? 'amd64' : process.arch;
  const path = fileURLToPath(
    new URL(`../../../node_modules/@foundry-rs/anvil-${platform}-${cpu}/bin/anvil${platform === 'win32' ? '.exe' : ''}`, import.meta.url),
  );
  return existsSync(path) ? path : 'anvil';
}
