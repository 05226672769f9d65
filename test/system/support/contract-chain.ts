import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import { type Abi, decodeFunctionResult, encodeDeployData, encodeFunctionData, type Hex } from 'viem';
import { type Address, address } from '../../../backend/kernel/hex.ts';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));
const NETWORK = 'inProcess';
/** The cap of EIP-7825 for one transaction. */
const GAS_LIMIT = '0x1000000';

export interface Artifact {
  readonly abi: Abi;
  readonly bytecode: Hex;
}

export interface CompiledArtifact extends Artifact {
  /** Without immutable values: they are zero here. */
  readonly deployedBytecode: Hex;
}

export interface Contract {
  readonly address: Address;
  readonly abi: Abi;
  readonly deployGas: number;
}

/** A chain inside this process that mines each transaction at once, and any contracts on it. */
export interface ContractChain {
  readonly chainId: number;
  /** Accounts with money. */
  readonly accounts: readonly Address[];
  deploy(from: Address, artifact: Artifact, args?: readonly unknown[]): Promise<Contract>;
  /** Gas of a transaction that succeeded. Throws when it reverts. */
  act(from: Address, contract: Contract, name: string, args: readonly unknown[]): Promise<number>;
  view(contract: Contract, name: string, args: readonly unknown[]): Promise<unknown>;
  request(method: string, params: readonly unknown[]): Promise<unknown>;
  /** Time of the newest block, seconds. */
  time(): Promise<bigint>;
  close(): Promise<void>;
}

/** A compiled contract below `artifacts/`, for example `contracts/ledger/CreditLedger`. */
export function compiled(path: string): CompiledArtifact {
  return artifactAt(`${PROJECT}/artifacts/${path}.sol/${path.split('/').at(-1)}.json`);
}

export function artifactAt(file: string): CompiledArtifact {
  return JSON.parse(readFileSync(file, 'utf8')) as CompiledArtifact;
}

export async function openContractChain(): Promise<ContractChain> {
  const hardhat = await createHardhatRuntimeEnvironment(
    { networks: { [NETWORK]: { type: 'edr-simulated', chainType: 'l1', hardfork: 'osaka', allowBlocksWithSameTimestamp: true } } },
    {},
    PROJECT,
  );
  const connection = await hardhat.network.create(NETWORK);
  const { provider } = connection;
  const request = (method: string, params: readonly unknown[]) => provider.request({ method, params: [...params] });
  const send = async (from: Address, to: Address | undefined, data: Hex) => {
    const hash = await request('eth_sendTransaction', [{ from, to, data, gas: GAS_LIMIT }]);
    return (await request('eth_getTransactionReceipt', [hash])) as { gasUsed: Hex; contractAddress: Hex | null };
  };
  return {
    chainId: Number(await request('eth_chainId', [])),
    accounts: ((await request('eth_accounts', [])) as string[]).map(address),
    deploy: async (from, { abi, bytecode }, args = []) => {
      const receipt = await send(from, undefined, encodeDeployData({ abi, bytecode, args: [...args] }));
      return { abi, address: address(receipt.contractAddress ?? from), deployGas: Number(receipt.gasUsed) };
    },
    act: async (from, contract, name, args) => {
      const data = encodeFunctionData({ abi: contract.abi, functionName: name, args: [...args] });
      return Number((await send(from, contract.address, data)).gasUsed);
    },
    view: async (contract, name, args) => {
      const data = encodeFunctionData({ abi: contract.abi, functionName: name, args: [...args] });
      const answer = (await request('eth_call', [{ to: contract.address, data }, 'latest'])) as Hex;
      return decodeFunctionResult({ abi: contract.abi, functionName: name, data: answer });
    },
    request,
    time: async () => BigInt(((await request('eth_getBlockByNumber', ['latest', false])) as { timestamp: Hex }).timestamp),
    close: () => connection.close(),
  };
}
