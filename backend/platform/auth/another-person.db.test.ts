import { beforeAll, expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { SECRETS, seedMembers } from '../../../test/system/support/test-server.ts';
import { fourEyesOf, requireAnotherPerson } from './another-person.ts';
import { createApiKey } from './manage-api-keys.ts';

describeOnEachDatabase('the rule of four eyes', (under) => {
  const ann = { kind: 'user', actor: 'user:ann' } as const;
  const ben = { kind: 'user', actor: 'user:ben' } as const;
  let key: string;

  beforeAll(async () => {
    const { organizationId } = await seedMembers(under.database, 'bank');
    const permissions = new Set(['ledger:read'] as const);
    const caller = { ...ann, id: 'ann', organizationId, organizationKind: 'issuer', role: 'operator', permissions } as const;
    const input = { name: 'nightly', scopes: ['ledger:read'], expiresAt: undefined } as const;
    const { row } = await createApiKey(under.database, SECRETS.pepper, input, { caller, requestId: 'r', now: new Date() });
    key = `key:${row.prefix}`;
  });

  const decide = (requestedBy: string, caller: { kind: 'user' | 'key' | 'anonymous'; actor: string }) =>
    requireAnotherPerson(under.database.client, requestedBy, caller);
  const refused = { code: 'four_eyes', kind: 'forbidden' };

  it('lets another person decide, also about what a key asks for', async () => {
    await decide(ann.actor, ben);
    await decide(key, ben);
    await decide('system:worker', ben);
  });

  it('refuses whoever asked, by name or through a key of their making', async () => {
    await expect(decide(ann.actor, ann)).rejects.toMatchObject(refused);
    await expect(decide(key, ann)).rejects.toMatchObject(refused);
  });

  it('refuses keys and visitors, whoever asked', async () => {
    await expect(decide(ben.actor, { kind: 'key', actor: key })).rejects.toMatchObject(refused);
    await expect(decide(ben.actor, { kind: 'anonymous', actor: 'anonymous' })).rejects.toMatchObject(refused);
  });

  it('answers for many requests at once as it does for each', async () => {
    const requesters = [ann.actor, ben.actor, key, 'key:unknown', 'system:worker'];
    for (const caller of [ann, ben, { kind: 'key', actor: key } as const]) {
      const mayDecide = await fourEyesOf(under.database.client, caller, requesters);
      for (const requester of requesters) {
        const isRefused = await decide(requester, caller).then(
          () => false,
          () => true,
        );
        expect(mayDecide(requester), `${caller.actor} about ${requester}`).toBe(!isRefused);
      }
    }
    expect((await fourEyesOf(under.database.client, ann, requesters))(key)).toBe(false);
    expect((await fourEyesOf(under.database.client, ben, requesters))(key)).toBe(true);
  });
});
