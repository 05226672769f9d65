import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const FOLDER = new URL('./', import.meta.url);
const PRISMA = fileURLToPath(import.meta.resolve('prisma/build/index.js'));

/** The Prisma schema of one database: its data source, then the model both share. */
export function readSchema(provider: 'sqlite' | 'postgresql'): string {
  return ['models', provider]
    .reverse()
    .map((name) => readFileSync(new URL(`schema/${name}.prisma`, FOLDER), 'utf8'))
    .join('\n');
}

/**
 * Writes the two Prisma clients under `generated/`.
 * @param env - environment of the Prisma process
 */
export async function generateClients(env: Record<string, string | undefined>): Promise<void> {
  for (const provider of ['sqlite', 'postgresql'] as const) {
    // A sibling of `schema/`, because the output path in the schema is relative to the file.
    const draft = mkdtempSync(fileURLToPath(new URL('.schema-', FOLDER)));
    try {
      writeFileSync(`${draft}/schema.prisma`, readSchema(provider));
      // Prisma insists on a schema engine it then does not run; naming any executable spares its download.
      const offline = { ...env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' };
      await promisify(execFile)(process.execPath, [PRISMA, 'generate', '--schema', `${draft}/schema.prisma`], { env: offline });
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
}
