// Generates one Prisma client for each database out of the one shared models file.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../node/right-node.mjs';

const DATABASE = join(PROJECT, 'backend', 'platform', 'database');
const PRISMA = join(PROJECT, 'node_modules', 'prisma', 'build', 'index.js');

function generate(provider) {
  // The folder stands beside `schema`, because the schema names its output relative to itself.
  const folder = mkdtempSync(join(DATABASE, '.schema-'));
  try {
    const schema = [`schema/${provider}.prisma`, 'schema/models.prisma']
      .map((file) => readFileSync(join(DATABASE, file), 'utf8'))
      .join('\n');
    writeFileSync(join(folder, 'schema.prisma'), schema);
    const run = spawnSync(process.execPath, [PRISMA, 'generate', '--schema', join(folder, 'schema.prisma')], {
      cwd: PROJECT,
      encoding: 'utf8',
      // The client needs no engine; any existing executable keeps Prisma from downloading one.
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' },
    });
    if (run.status !== 0) throw new Error(`${run.stdout}\n${run.stderr}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const provider of ['sqlite', 'postgresql']) generate(provider);
