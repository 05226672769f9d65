import { fileURLToPath } from 'node:url';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import type { EthereumProvider } from 'hardhat/types/providers';
import {
  type Abi as ViemAbi,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  decodeFunctionResult,
  encodeDeployData,
  encodeFunctionData,
  type Hex,
} from 'viem';
import { type Address, address } from '../../../backend/kernel/hex.ts';
import { creditLedgerAbi } from '../../../backend/platform/chain/abi/credit-ledger.ts';
import { ledgerInspectorAbi } from '../../../backend/platform/chain/abi/ledger-inspector.ts';
import { type ContractName, readArtifact } from '../../../backend/platform/chain/contract-artifacts.ts';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));
const NETWORK = 'inProcess';
/** Below the cap of EIP-7825 for one transaction. */
const GAS_LIMIT = '0xf00000';
export const FOREVER = 2 ** 40 - 1;

type Abi = typeof creditLedgerAbi;
type Act = ContractFunctionName<Abi, 'nonpayable'>;
type View = ContractFunctionName<Abi, 'view'>;
type InspectorAbi = typeof ledgerInspectorAbi;
type Question = ContractFunctionName<InspectorAbi, 'view'>;
type Arguments<Name extends Act | View> = ContractFunctionArgs<Abi, 'nonpayable' | 'view', Name>;
type Answer<Name extends View> = ContractFunctionReturnType<Abi, 'view', Name>;

export interface Receipt {
  readonly gasUsed: number;
  readonly contractAddress: Address;
}

/** The contracts on a chain inside this process, which mines each transaction at once. */
export interface InProcessLedger {
  readonly chainId: number;
  readonly ledger: Address;
  readonly inspector: Address;
  /** Accounts with money; the first one deployed the contracts and administers them. */
  readonly accounts: readonly Address[];
  readonly deployGas: number;
  /** Bytes of the ledger's code on chain. */
  readonly codeSize: number;
  act<Name extends Act>(from: Address, name: Name, args: Arguments<Name>): Promise<Receipt>;
  view<Name extends View>(name: Name, args: Arguments<Name>): Promise<Answer<Name>>;
  /** Asks the inspector. */
  inspect<Name extends Question>(
    name: Name,
    args: ContractFunctionArgs<InspectorAbi, 'view', Name>,
  ): Promise<ContractFunctionReturnType<InspectorAbi, 'view', Name>>;
  /** Gas that the inspector's answer takes, calldata and the transaction around it included. */
  inspectGas<Name extends Question>(name: Name, args: ContractFunctionArgs<InspectorAbi, 'view', Name>): Promise<number>;
  /** Time of the newest block, seconds. */
  time(): Promise<bigint>;
  /** Lets the next block be mined at `time`, with nothing in it. */
  pass(time: bigint): Promise<void>;
  close(): Promise<void>;
}

export async function openInProcessLedger(): Promise<InProcessLedger> {
  const hardhat = await createHardhatRuntimeEnvironment(
    { networks: { [NETWORK]: { type: 'edr-simulated', chainType: 'l1', hardfork: 'osaka', allowBlocksWithSameTimestamp: true } } },
    {},
    PROJECT,
  );
  const connection = await hardhat.network.create(NETWORK);
  const { provider } = connection;
  const accounts = ((await provider.request({ method: 'eth_accounts' })) as string[]).map(address);
  const [admin] = accounts as [Address];
  const manager = await send(provider, admin, undefined, deployData('AccessManager', admin));
  const ledger = await send(provider, admin, undefined, deployData('CreditLedger', manager.contractAddress));
  const to = ledger.contractAddress;
  const inspector = (await send(provider, admin, undefined, deployData('LedgerInspector', to))).contractAddress;
  const ask = async (target: Address, abi: ViemAbi, name: string, args: unknown) => {
    const call = { to: target, data: encode(abi, name, args) };
    const data = (await provider.request({ method: 'eth_call', params: [call, 'latest'] })) as Hex;
    return decodeFunctionResult({ abi, functionName: name, data });
  };
  const code = (await provider.request({ method: 'eth_getCode', params: [to, 'latest'] })) as Hex;
  return {
    chainId: Number(await provider.request({ method: 'eth_chainId' })),
    ledger: to,
    inspector,
    accounts,
    deployGas: ledger.gasUsed,
    codeSize: (code.length - 2) / 2,
    act: (from, name, args) => send(provider, from, to, encode(creditLedgerAbi, name, args)),
    view: async (name, args) => (await ask(to, creditLedgerAbi, name, args)) as Answer<typeof name>,
    inspect: async (name, args) =>
      (await ask(inspector, ledgerInspectorAbi, name, args)) as ContractFunctionReturnType<InspectorAbi, 'view', typeof name>,
    inspectGas: async (name, args) => {
      const call = { from: admin, to: inspector, data: encode(ledgerInspectorAbi, name, args) };
      return Number(await provider.request({ method: 'eth_estimateGas', params: [call, 'latest'] }));
    },
    time: async () => {
      const block = (await provider.request({ method: 'eth_getBlockByNumber', params: ['latest', false] })) as { timestamp: Hex };
      return BigInt(block.timestamp);
    },
    pass: async (time) => {
      await provider.request({ method: 'evm_setNextBlockTimestamp', params: [`0x${time.toString(16)}`] });
      await provider.request({ method: 'evm_mine', params: [] });
    },
    close: () => connection.close(),
  };
}

function encode(abi: ViemAbi, name: string, args: unknown): Hex {
  return encodeFunctionData({ abi, functionName: name, args: args as never });
}

function deployData(contract: ContractName, argument: Address): Hex {
  const { abi, bytecode } = readArtifact(contract);
  return encodeDeployData({ abi, bytecode, args: [argument] });
}

/** Throws when the transaction reverts. */
async function send(provider: EthereumProvider, from: Address, to: Address | undefined, data: Hex): Promise<Receipt> {
  const hash = await provider.request({ method: 'eth_sendTransaction', params: [{ from, to, data, gas: GAS_LIMIT }] });
  const receipt = (await provider.request({ method: 'eth_getTransactionReceipt', params: [hash] })) as {
    gasUsed: Hex;
    contractAddress: Hex | null;
  };
  return { gasUsed: Number(receipt.gasUsed), contractAddress: address(receipt.contractAddress ?? from) };
}
