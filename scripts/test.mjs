// Usage: npm test -- [SUITE [FILTER ...]]; without a suite all of them run, one after another.
import { SetUpError, setUp } from './setup/set-up.mjs';
import { EXTRA_NAMES, runSuite, stepsFor, SUITE_NAMES } from './tests/suites.mjs';

function table(results) {
  const head = `\n${'suite'.padEnd(12)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'seconds'.padStart(9)}`;
  const rows = results.map((result) =>
    `${result.name.padEnd(12)}${String(result.passed).padStart(8)}${String(result.failed).padStart(8)}${result.seconds.toFixed(1).padStart(9)}  ${result.note}`.trimEnd(),
  );
  return [head, ...rows].join('\n');
}

async function main([suite, ...filters]) {
  if (suite !== undefined && ![...SUITE_NAMES, ...EXTRA_NAMES].includes(suite)) {
    process.stderr.write(
      `There is no suite ${suite}: the suites are ${SUITE_NAMES.join(', ')}, and by name only ${EXTRA_NAMES.join(', ')}.\n`,
    );
    return 2;
  }
  const names = suite === undefined ? SUITE_NAMES : [suite];
  await setUp({ only: stepsFor(names) });
  const results = [];
  for (const name of names) results.push(await runSuite(name, filters));
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  process.stdout.write(`${table(results)}\n\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.stdout.write('0 passed, 1 failed\n');
  process.exitCode = 1;
}
