import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeActs, readActs } from './invariant-acts.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-acts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('acts of invariant tests', () => {
  it('adds up histories, even where two were written at once', () => {
    const file = join(folder, 'acts.txt');
    writeFileSync(file, 'deal close 2 3;\ndeal claim 0 0;desk fill 1 4;\n\ndeal close 5 5;\n');
    expect(readActs(file)).toEqual([
      { subject: 'deal', name: 'close', done: 7, tried: 8 },
      { subject: 'deal', name: 'claim', done: 0, tried: 0 },
      { subject: 'desk', name: 'fill', done: 1, tried: 4 },
    ]);
  });

  it('prints a line a subject and names what was never done', () => {
    const acts = [
      { subject: 'desk', name: 'fill', done: 1, tried: 4 },
      { subject: 'deal', name: 'close', done: 7, tried: 8 },
      { subject: 'deal', name: 'claim', done: 0, tried: 2 },
    ];
    expect(describeActs(acts)).toEqual({
      lines: ['  deal       close 7/8, claim 0/2', '  desk       fill 1/4'],
      never: ['deal claim'],
    });
  });

  it('has nothing to say of a run without invariants', () => {
    expect(describeActs(readActs(join(folder, 'none.txt')))).toEqual({ lines: [], never: [] });
  });
});
