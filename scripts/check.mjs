// Usage: npm run check -- [GATE ...] [--no-canaries]
import { GATES } from './checks/gates.mjs';
import { describe, runGate, runGates } from './checks/run-gates.mjs';
import { PROJECT } from './node/right-node.mjs';
import { SetUpError, setUp } from './setup/set-up.mjs';

async function main(args) {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const gates = names.length === 0 ? GATES : GATES.filter((gate) => names.includes(gate.name.replaceAll(' ', '-')));
  if (gates.length === 0 || gates.length < names.length) {
    process.stderr.write(`The gates are: ${GATES.map((gate) => gate.name.replaceAll(' ', '-')).join(', ')}.\n`);
    return 2;
  }
  await setUp({ only: ['install', 'generate', ...gates.flatMap((gate) => gate.needs ?? [])] });
  const report = (result) => process.stdout.write(`${describe(result)}\n`);
  const results = [];
  if (args.includes('--no-canaries')) {
    for (const gate of gates) {
      const result = await runGate(gate, PROJECT);
      report(result);
      results.push(result);
    }
  } else results.push(...(await runGates(gates, PROJECT, report)));
  const failed = results.filter((result) => !result.passed).length;
  process.stdout.write(`\n${results.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
