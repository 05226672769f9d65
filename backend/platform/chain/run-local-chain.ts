import { mkdirSync } from 'node:fs';
import { DomainError } from '../../kernel/errors.ts';
import { configFromEnvironment } from '../config/environment.ts';
import { silenceHardhat } from '../config/hardhat-telemetry.ts';
import { chainFolder } from './durable/genesis.ts';
import { openDurableChain } from './durable/open-durable-chain.ts';
import { listenRpc } from './durable/rpc-server.ts';
import { LOCAL_CHAIN_ID } from './local-chain.ts';
import { unwritable } from './durable-file.ts';

/**
 * The process of the local chain. On stdout one line of JSON when it is ready, on stderr one line of JSON when
 * it cannot start; SIGTERM and SIGINT stop it after what is under way.
 */
async function main(): Promise<void> {
  const config = configFromEnvironment();
  silenceHardhat();
  try {
    mkdirSync(chainFolder(config.home), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unwritable(config.home, error);
  }
  // The port first: when it is busy, nobody should wait for the replay to learn so.
  const server = await listenRpc(config.chainPort);
  const chain = await openDurableChain({ home: config.home });
  server.begin((method, params) => chain.provider.request({ method, params }));

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await chain.close();
    await server.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());

  const { head, transactions, milliseconds, tornBytes } = chain.replay;
  print(process.stdout, {
    ready: true,
    rpcUrl: `http://127.0.0.1:${server.port}`,
    chainId: LOCAL_CHAIN_ID,
    height: head.number,
    headHash: head.hash,
    replayed: transactions,
    seconds: Math.round(milliseconds) / 1000,
    tornBytes,
    pid: process.pid,
  });
}

function print(stream: NodeJS.WriteStream, line: object): void {
  stream.write(`${JSON.stringify(line)}\n`);
}

try {
  await main();
} catch (error) {
  const known = error instanceof DomainError;
  print(process.stderr, {
    ready: false,
    code: known ? error.code : 'chain_start_failed',
    message: error instanceof Error ? error.message : String(error),
  });
  process.exit(1);
}
