import { existsSync, readFileSync } from 'node:fs';

const LINE = /(\w+) (\w+) (\d+) (\d+);/g;

/**
 * How often each act of the invariant tests was tried and done over all histories, from the lines that
 * `settleAct` of `test/contracts/support/ActCounts.sol` wrote: `subject act done tried;`.
 */
export function readActs(file) {
  const acts = new Map();
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  for (const [, subject, name, done, tried] of text.matchAll(LINE)) {
    const key = `${subject} ${name}`;
    const act = acts.get(key) ?? { subject, name, done: 0, tried: 0 };
    acts.set(key, { ...act, done: act.done + Number(done), tried: act.tried + Number(tried) });
  }
  return [...acts.values()];
}

/** One line a subject: `deal       close 3254/3254, claim 610/610`. An act that was never done proves nothing, and fails. */
export function describeActs(acts) {
  const subjects = [...new Set(acts.map(({ subject }) => subject))].sort();
  const lines = subjects.map((subject) => {
    const own = acts.filter((act) => act.subject === subject);
    return `  ${subject.padEnd(10)} ${own.map(({ name, done, tried }) => `${name} ${done}/${tried}`).join(', ')}`;
  });
  const never = acts.filter(({ done }) => done === 0).map(({ subject, name }) => `${subject} ${name}`);
  return { lines, never };
}
