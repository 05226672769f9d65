import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import asc from 'assemblyscript/asc';

interface WasmModule {
  readonly source: string;
  readonly target: string;
  readonly name: string;
}

const MODULES: readonly WasmModule[] = [
  { source: 'backend/kernel/keccak/keccak.as', target: 'backend/kernel/keccak/keccak-wasm.ts', name: 'KECCAK_WASM' },
  {
    source: 'backend/scoring/domain/trees/histogram.as',
    target: 'backend/scoring/domain/trees/histogram-wasm.ts',
    name: 'HISTOGRAM_WASM',
  },
  { source: 'backend/scoring/domain/trees/shapley.as', target: 'backend/scoring/domain/trees/shapley-wasm.ts', name: 'SHAPLEY_WASM' },
];
const OPTIONS = ['--runtime', 'stub', '-O3', '--noAssert', '--converge', '--enable', 'simd', '--initialMemory', '1'];

export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

/** Compiles the sources of WebAssembly and returns the files that carry them as base64; the compiler is deterministic. */
export function generateWasm(root: string): Promise<GeneratedFile[]> {
  return Promise.all(MODULES.map((module) => compile(root, module)));
}

async function compile(root: string, { source: path, target, name }: WasmModule): Promise<GeneratedFile> {
  const source = await readFile(join(root, path), 'utf8');
  let binary: Uint8Array | undefined;
  const complaints: string[] = [];
  const { error } = await asc.main(['source.ts', '--outFile', 'out.wasm', ...OPTIONS], {
    readFile: (file) => (file === 'source.ts' ? source : null),
    writeFile: (file, contents) => {
      if (file === 'out.wasm' && typeof contents !== 'string') binary = contents;
    },
    listFiles: () => [],
    stderr: { write: (chunk) => complaints.push(String(chunk)) > 0 },
  });
  if (error !== null || binary === undefined) throw new Error(`Cannot compile ${path}: ${complaints.join('')}`, { cause: error });
  const text = Buffer.from(binary).toString('base64');
  const lines = text.match(/.{1,110}/g) ?? [];
  const body = lines.map((line) => `  '${line}'`).join(' +\n');
  return {
    path: target,
    content: `// Generated from ${basename(path)} by scripts/generate-wasm.ts; do not edit.\nexport const ${name} =\n${body};\n`,
  };
}
