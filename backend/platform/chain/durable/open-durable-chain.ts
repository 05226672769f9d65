import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import type { EthereumProvider } from 'hardhat/types/providers';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvariantError } from '../../../kernel/errors.ts';
import { durableChain, type Replay } from './durable-plugin.ts';
import { chainFolder, openGenesis } from './genesis.ts';

const PROJECT = fileURLToPath(new URL('../../../..', import.meta.url));
const NETWORK = 'durable';
/** A billion ether: fees on this chain are play money. */
const FAUCET_BALANCE = 10n ** 27n;

export interface DurableChain {
  readonly provider: EthereumProvider;
  readonly replay: Replay;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly home: string;
  /** Unix seconds; the real clock unless a test says otherwise. */
  readonly now?: () => number;
}

/** Starts the simulated chain inside this process and brings it to where its journal ends. */
export async function openDurableChain({ home, now = () => Math.floor(Date.now() / 1000) }: OpenOptions): Promise<DurableChain> {
  const genesis = openGenesis(home, now());
  let replay: Replay | undefined;
  const hardhat = await createHardhatRuntimeEnvironment(
    {
      plugins: [durableChain({ home, genesis, now, onReplayed: (done) => (replay = done) })],
      // The chain needs no contract sources; with no build information to load it starts faster and smaller.
      paths: { artifacts: join(chainFolder(home), 'no-artifacts') },
      networks: {
        [NETWORK]: {
          type: 'edr-simulated',
          chainType: 'l1',
          chainId: genesis.chainId,
          // All that block hashes depend on is fixed here, not taken from Hardhat's defaults.
          hardfork: 'osaka',
          initialDate: new Date(genesis.time * 1000),
          initialBaseFeePerGas: 1_000_000_000n,
          blockGasLimit: 60_000_000n,
          coinbase: '0x000000000000000000000000000000000000c0de',
          accounts: [{ privateKey: genesis.faucetKey, balance: FAUCET_BALANCE }],
          // Several transactions in one second share its time; otherwise a burst would push the chain ahead of the world's clock.
          allowBlocksWithSameTimestamp: true,
          // As on every other node, a transaction that reverts is mined and has a receipt that says so.
          throwOnTransactionFailures: false,
        },
      },
    },
    {},
    PROJECT,
  );
  const connection = await hardhat.network.create(NETWORK);
  if (replay === undefined) throw new InvariantError('The durable chain plugin did not run.');
  return { provider: connection.provider, replay, close: () => connection.close() };
}
