import { expect, test } from 'vitest';
import { mayHear } from './event-audience.ts';

test('what names an organization is for its members alone; the rest is for everybody', () => {
  const [mine, other, none] = [{ organizationId: 'org_1' }, { organizationId: 'org_2' }, { organizationId: null }];
  const own = { payload: { organizationId: 'org_1', changes: 1 } };
  expect([mine, other, none].map((caller) => mayHear(caller, own))).toEqual([true, false, false]);
  for (const payload of [null, 'text', [], { organizationId: 7 }, { id: 'x' }]) expect(mayHear(none, { payload })).toBe(true);
});
