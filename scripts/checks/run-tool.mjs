import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const KEPT_FAULT_LINES = 5000;

/**
 * Runs a tool from node_modules under this Node and gives its exit code and output. The script is called directly
 * and never a shim, some of which end with 0 whatever their tool says.
 */
export function runTool(root, script, args, env = {}) {
  const path = join(root, 'node_modules', script);
  if (!existsSync(path)) throw new Error(`The tool node_modules/${script} is missing: run "npm run setup".`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env },
    });
    let output = '';
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** What a gate reports: how many things it looked at, and the faults. A tool that failed has at least one. */
export function verdict({ code, output }, checked, unit = 'files') {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const faults = code === 0 ? [] : lines.slice(0, KEPT_FAULT_LINES);
  if (code !== 0 && faults.length === 0) faults.push(`ended with exit code ${code}`);
  return { checked, unit, faults };
}

export function numberIn(output, pattern) {
  return Number(pattern.exec(output)?.[1] ?? 0);
}
