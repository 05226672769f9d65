import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const SOURCE = 'backend/kernel/keccak/keccak.as';
const TARGET = 'backend/kernel/keccak/keccak-wasm.ts';

export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

/** Compiles the Keccak source and returns the file that carries it as base64; the compiler is deterministic. */
export async function generateKeccak(root: string): Promise<GeneratedFile> {
  const source = await readFile(join(root, SOURCE), 'utf8');
  let binary: Uint8Array | undefined;
  const complaints: string[] = [];
  const { error } = await asc.main(
    [
      'keccak.ts',
      '--outFile',
      'keccak.wasm',
      '--runtime',
      'stub',
      '-O3',
      '--noAssert',
      '--converge',
      '--enable',
      'simd',
      '--initialMemory',
      '1',
    ],
    {
      readFile: (name) => (name === 'keccak.ts' ? source : null),
      writeFile: (name, contents) => {
        if (name === 'keccak.wasm' && typeof contents !== 'string') binary = contents;
      },
      listFiles: () => [],
      stderr: { write: (chunk) => complaints.push(String(chunk)) > 0 },
    },
  );
  if (error !== null || binary === undefined) throw new Error(`Cannot compile ${SOURCE}: ${complaints.join('')}`, { cause: error });
  const text = Buffer.from(binary).toString('base64');
  const lines = text.match(/.{1,110}/g) ?? [];
  const body = lines.map((line) => `  '${line}'`).join(' +\n');
  return {
    path: TARGET,
    content: `// Generated from keccak.as by scripts/generate-keccak.ts; do not edit.\nexport const KECCAK_WASM =\n${body};\n`,
  };
}
