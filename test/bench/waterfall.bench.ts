import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hex } from 'viem';
import { type Artifact, compiled, openContractChain } from '../system/support/contract-chain.ts';
import type { Bench } from './bench.ts';
import { gasRows } from './gas-rows.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const CALLER = 'test/contracts/support/EngineCaller.sol';
const ENGINE = 'contracts/securitization/WaterfallEngine';
const CONTRACT_SIZE_MAX = 18_000;
const CLASSES = [1, 3, 8] as const;
type Classes = (typeof CLASSES)[number];

interface Gas {
  readonly run: number;
  /** The same by a call as the compiler writes it. */
  readonly plain: number;
  readonly validate: number;
  readonly steps: number;
}

interface Measured {
  readonly deals: Readonly<Record<Classes, Gas>>;
  readonly codeSize: number;
  readonly deploy: number;
}

/** The caller as contracts are compiled; Hardhat compiles what is below `test/` without the optimizing pipeline. */
function compileCaller(): Artifact {
  const sources: Record<string, { content: string }> = {};
  const add = (file: string): void => {
    if (sources[file] !== undefined) return;
    const content = readFileSync(`${PROJECT}/${file}`, 'utf8');
    sources[file] = { content };
    for (const [, target] of content.matchAll(/from "(\.[^"]+)"/g)) add(posix.join(posix.dirname(file), target ?? ''));
  };
  add(CALLER);
  const settings = {
    optimizer: { enabled: true, runs: 2_000 },
    viaIR: true,
    evmVersion: 'osaka',
    outputSelection: { [CALLER]: { '*': ['abi', 'evm.bytecode.object'] } },
  };
  const solc = createRequire(import.meta.url)('solc') as { compile(input: string): string };
  const output = JSON.parse(solc.compile(JSON.stringify({ language: 'Solidity', sources, settings }))) as {
    contracts: Record<string, Record<string, { abi: Artifact['abi']; evm: { bytecode: { object: string } } }>>;
  };
  const found = output.contracts[CALLER]?.['EngineCaller'];
  if (found === undefined) throw new Error(`${CALLER} does not compile.`);
  return { abi: found.abi, bytecode: `0x${found.evm.bytecode.object}` };
}

async function measure(): Promise<Measured> {
  const chain = await openContractChain();
  try {
    const [admin] = chain.accounts;
    if (admin === undefined) throw new Error('The chain has no accounts.');
    const engine = await chain.deploy(admin, compiled(ENGINE));
    const caller = await chain.deploy(admin, compileCaller(), [engine.address]);
    const measureDeal = async (classes: Classes): Promise<Gas> => {
      const image = await chain.view(caller, 'market', [classes]);
      const [run, steps] = (await chain.view(caller, 'measure', [image])) as [bigint, bigint];
      const plain = await chain.view(caller, 'measurePlain', [image]);
      const validate = await chain.view(caller, 'measureValidate', [image]);
      return { run: Number(run), plain: Number(plain), validate: Number(validate), steps: Number(steps) };
    };
    const code = (await chain.request('eth_getCode', [engine.address, 'latest'])) as Hex;
    return {
      deals: { 1: await measureDeal(1), 3: await measureDeal(3), 8: await measureDeal(8) },
      codeSize: (code.length - 2) / 2,
      deploy: engine.deployGas,
    };
  } finally {
    await chain.close();
  }
}

const gas = gasRows('waterfall', measure);

export const benches: Bench[] = [
  gas('run a period of 1 class on the engine, the call included', undefined, ({ deals }) => deals[1].run),
  gas('run a period of 3 classes on the engine, the call included', 60_000, ({ deals }) => deals[3].run),
  gas('run a period of 8 classes on the engine, the call included', undefined, ({ deals }) => deals[8].run),
  gas('run a period of 3 classes, per step', undefined, ({ deals }) => deals[3].run / deals[3].steps),
  gas('run a period of 3 classes by a call of the compiler', undefined, ({ deals }) => deals[3].plain),
  gas('validate the image of 3 classes and 60 periods', undefined, ({ deals }) => deals[3].validate),
  gas('deploy the engine', undefined, ({ deploy }) => deploy),
  gas('code of the engine', CONTRACT_SIZE_MAX, ({ codeSize }) => codeSize, 'bytes'),
];
