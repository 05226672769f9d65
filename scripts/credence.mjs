#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT, runUnderRightNode } from './node/right-node.mjs';

if (existsSync(join(PROJECT, 'node_modules', '.package-lock.json'))) {
  runUnderRightNode(join(PROJECT, 'backend', 'apps', 'cli', 'main.ts'), process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
} else {
  process.stderr.write(`Credence is not set up yet: run "npm run setup" in ${PROJECT} first.\n`);
  process.exitCode = 1;
}
