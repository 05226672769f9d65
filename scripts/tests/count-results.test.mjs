import { expect, test } from 'vitest';
import { countHardhat, countVitest, settle } from './count-results.mjs';

const report = (over) => ({ numPassedTests: 2, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [], ...over });

test('a test file that cannot be loaded counts as a failure', () => {
  const broken = { status: 'failed', assertionResults: [] };
  expect(countVitest(report({ testResults: [broken] })).failed).toBe(1);
});

test('a failed test counts once, not again for its file', () => {
  const file = { status: 'failed', assertionResults: [{ status: 'failed' }] };
  expect(countVitest(report({ numFailedTests: 1, testResults: [file] })).failed).toBe(1);
});

test('a skipped test is a failure', () => {
  expect(countVitest(report({ numPendingTests: 1 }))).toMatchObject({ passed: 2, failed: 1 });
});

test('reads the totals of Hardhat, in colour too', () => {
  expect(countHardhat('\n  \u001b[32m12 passing\u001b[39m\n  \u001b[31m2 failing\u001b[39m\n')).toMatchObject({ passed: 12, failed: 2 });
  expect(countHardhat('  7 passing\n')).toMatchObject({ passed: 7, failed: 0 });
  expect(countHardhat('Error HHE27')).toBeUndefined();
});

test('no test, no result and a bad exit code are failures', () => {
  const base = { name: 'suite', seconds: 1 };
  expect(settle({ ...base, counts: { passed: 0, failed: 0, skipped: 0 }, code: 0 }).failed).toBe(1);
  expect(settle({ ...base, counts: undefined, code: 0 }).failed).toBe(1);
  expect(settle({ ...base, counts: { passed: 3, failed: 0, skipped: 0 }, code: 1 }).failed).toBe(1);
  expect(settle({ ...base, counts: { passed: 3, failed: 0, skipped: 0 }, code: 0 })).toMatchObject({ passed: 3, failed: 0 });
});
