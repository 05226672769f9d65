import { expect, test } from 'vitest';
import { changeWords, reasonName, WATCH_STATES, watchState } from './watch-state.ts';

const good = { standing: 'live', isIssuerActive: true, expiry: 100n } as const;

test('tells what the issuer did before how the issuer stands, and that before the age', () => {
  expect(watchState(good, 99n)).toBe('valid');
  expect(watchState(good, 100n)).toBe('expired');
  expect(watchState({ ...good, isIssuerActive: false }, 100n)).toBe('unaccredited');
  for (const standing of ['revoked', 'superseded', 'suspended', 'frozen'] as const) {
    expect(watchState({ ...good, standing, isIssuerActive: false }, 100n)).toBe(standing);
  }
});

test('has a sentence in both languages for each state, and says when a change was taken back', () => {
  for (const state of WATCH_STATES) {
    expect(changeWords(state, false).zh).toMatch(/[\u4e00-\u9fff].*。$/);
    expect(changeWords(state, true).en).toMatch(/^The ledger took an earlier change back: .*\.$/);
  }
});

test('names the reasons of the ledger', () => {
  expect([0, 1, 6, 99].map(reasonName)).toEqual(['', 'error', 'superseded', 'other']);
});
