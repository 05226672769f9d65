import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Artifact } from './contract-chain.ts';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

interface Compiler {
  compile(input: string): string;
}

/** Compiles one file of the tests that imports nothing, as the contracts are compiled, and gives its contract `name`. */
export function compileOne(file: string, name: string): Artifact {
  const solc = createRequire(import.meta.url)('solc') as Compiler;
  const settings = {
    optimizer: { enabled: true, runs: 10_000 },
    viaIR: true,
    evmVersion: 'osaka',
    outputSelection: { '*': { [name]: ['abi', 'evm.bytecode.object'] } },
  };
  const sources = { [file]: { content: readFileSync(`${PROJECT}/${file}`, 'utf8') } };
  const output = JSON.parse(solc.compile(JSON.stringify({ language: 'Solidity', sources, settings }))) as {
    contracts: Record<string, Record<string, { abi: Artifact['abi']; evm: { bytecode: { object: string } } }>>;
  };
  const found = output.contracts[file]?.[name];
  if (found === undefined) throw new Error(`${file} does not compile.`);
  return { abi: found.abi, bytecode: `0x${found.evm.bytecode.object}` };
}
