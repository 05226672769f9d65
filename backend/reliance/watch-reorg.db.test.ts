import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAnvilLedger } from '../../test/system/support/anvil-ledger.ts';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { openRelianceWorld, type RelianceWorld, silent, until } from '../../test/system/support/reliance-world.ts';
import { ORIGIN } from '../../test/system/support/test-server.ts';
import type { Anvil } from '../../test/system/chain/anvil-process.ts';
import type { WatchEventView } from './schemas.ts';
import { watchOverTime } from './watch-loop.ts';

describeOnEachDatabase('watch list over a reorg', (under) => {
  let world: RelianceWorld;
  let anvil: Anvil;

  beforeAll(async () => {
    const opened = await openAnvilLedger(under.database);
    ({ anvil } = opened);
    world = await openRelianceWorld(under.database, { credentials: 4, ledger: opened.ledger });
  });
  afterAll(() => world.close());

  test('tells that a revocation was taken back, and of the one that follows', async () => {
    const { issuer } = world.ledger;
    const [{ cookie }] = world.lenders;
    const headers = { cookie, origin: ORIGIN };
    await world.server.inject({ method: 'POST', url: '/v1/watch-list', payload: { credential: world.files[0] }, headers });
    const events = async () =>
      (await world.server.inject({ method: 'GET', url: '/v1/watch-list/events', headers }))
        .json<{ data: WatchEventView[] }>()
        .data.toReversed()
        .map(({ from, to, reverted }) => ({ from, to, reverted }));
    const stop = new AbortController();
    const loop = watchOverTime({ database: under.database, logger: silent, signal: stop.signal, pollMs: 10 });
    try {
      await world.ledger.call(issuer, 'revoke', [0n, 1]);
      await world.catchUp();
      const revoked = { from: 'valid', to: 'revoked', reverted: false };
      expect(await events()).toEqual([revoked]);

      await anvil.request('anvil_reorg', 1, []);
      // Another block in its place, in which nothing concerns the lender.
      await world.ledger.call(issuer, 'revoke', [1n, 1]);
      await world.catchUp();
      const takenBack = { from: 'revoked', to: 'valid', reverted: true };
      await until(async () => (await events()).length === 2);
      expect(await events()).toEqual([revoked, takenBack]);

      await world.ledger.call(issuer, 'revoke', [0n, 2]);
      await world.catchUp();
      await pause(50);
      expect(await events()).toEqual([revoked, takenBack, revoked]);
    } finally {
      stop.abort();
      await loop;
    }
  });
});
