import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Artifact } from './contract-chain.ts';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

interface Compiler {
  compile(input: string, callbacks: { import: (name: string) => { contents: string } | { error: string } }): string;
}

/** A file that is imported: of this project, or of a package. */
function imported(name: string): { contents: string } | { error: string } {
  const file = [`${PROJECT}/${name}`, `${PROJECT}/node_modules/${name}`].find((path) => existsSync(path));
  return file === undefined ? { error: `There is no ${name}.` } : { contents: readFileSync(file, 'utf8') };
}

/** Compiles one file of the tests, as the contracts are compiled, and gives its contract `name`. */
export function compileOne(file: string, name: string): Artifact {
  const solc = createRequire(import.meta.url)('solc') as Compiler;
  const settings = {
    optimizer: { enabled: true, runs: 10_000 },
    viaIR: true,
    evmVersion: 'osaka',
    outputSelection: { '*': { [name]: ['abi', 'evm.bytecode.object'] } },
  };
  const sources = { [file]: { content: readFileSync(`${PROJECT}/${file}`, 'utf8') } };
  const output = JSON.parse(solc.compile(JSON.stringify({ language: 'Solidity', sources, settings }), { import: imported })) as {
    contracts: Record<string, Record<string, { abi: Artifact['abi']; evm: { bytecode: { object: string } } }>>;
  };
  const found = output.contracts[file]?.[name];
  if (found === undefined) throw new Error(`${file} does not compile.`);
  return { abi: found.abi, bytecode: `0x${found.evm.bytecode.object}` };
}
