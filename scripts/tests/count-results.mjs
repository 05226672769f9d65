/** Counts of Vitest's JSON report; a file that could not be read counts as one failure, a skipped test too. */
export function countVitest(report) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles.length + skipped, skipped };
}

/** Counts of what `hardhat test solidity` prints; undefined when it printed none. */
export function countHardhat(output) {
  const text = output.replace(/\u001b\[[0-9;]*m/g, '');
  const count = (word) => {
    const found = [...text.matchAll(new RegExp(`^\\s*(\\d+) ${word}\\b`, 'gm'))].at(-1);
    return found ? Number(found[1]) : undefined;
  };
  const passed = count('passing');
  if (passed === undefined) return undefined;
  const skipped = count('skipped') ?? 0;
  return { passed, failed: (count('failing') ?? 0) + skipped, skipped };
}

/** A suite is green only when something ran, nothing failed and its tool ended with 0. */
export function settle({ name, counts, code, seconds }) {
  if (counts === undefined) return { name, passed: 0, failed: 1, seconds, note: `no result (exit code ${code})` };
  if (counts.passed + counts.failed === 0) return { name, passed: 0, failed: 1, seconds, note: 'no test ran' };
  if (counts.failed === 0 && code !== 0) return { name, passed: counts.passed, failed: 1, seconds, note: `ended with exit code ${code}` };
  return { name, passed: counts.passed, failed: counts.failed, seconds, note: counts.skipped > 0 ? `${counts.skipped} skipped` : '' };
}
