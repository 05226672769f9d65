#!/usr/bin/env node
// Usage: node scripts/with-node.mjs SCRIPT [ARGUMENT...]
import { resolve } from 'node:path';
import { runUnderRightNode } from './node/right-node.mjs';

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  process.stderr.write('Usage: node scripts/with-node.mjs SCRIPT [ARGUMENT...]\n');
  process.exitCode = 2;
} else {
  runUnderRightNode(resolve(script), args).catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
