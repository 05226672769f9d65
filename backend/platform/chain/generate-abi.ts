import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ARTIFACTS, type ContractName, readArtifact } from './contract-artifacts.ts';

const FOLDER = fileURLToPath(new URL('abi/', import.meta.url));

export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** The TypeScript form of each contract's ABI; the same artifacts give the same text. */
export function renderAbis(artifactsFolder?: string): readonly GeneratedFile[] {
  return (Object.keys(ARTIFACTS) as ContractName[]).map((contract) => {
    const { abi } = readArtifact(contract, artifactsFolder);
    const name = contract.charAt(0).toLowerCase() + contract.slice(1);
    const entries = abi.map((entry) => `  ${JSON.stringify(entry)},\n`).join('');
    return {
      path: join(FOLDER, `${contract.replaceAll(/(?<=[a-z])([A-Z])/g, '-$1').toLowerCase()}.ts`),
      text: `// Generated from the compiled contract by npm run generate.\nexport const ${name}Abi = [\n${entries}] as const;\n`,
    };
  });
}

/** Writes the files that changed. @returns their paths */
export function generateAbis(artifactsFolder?: string): readonly string[] {
  mkdirSync(FOLDER, { recursive: true });
  const stale = renderAbis(artifactsFolder).filter(({ path, text }) => readIfPresent(path) !== text);
  for (const { path, text } of stale) writeFileSync(path, text);
  return stale.map(({ path }) => path);
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not there yet.
    return undefined;
  }
}
