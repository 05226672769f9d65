import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { appendOutbox, lastOutboxId, readOutbox, trimOutbox } from './outbox.ts';

describeOnEachDatabase('outbox', (under) => {
  const announce = (key: string) => under.database.write((tx) => appendOutbox(tx, { topic: 'job.progressed', key, payload: { key } }));

  test('announces in order, and nothing of a transaction that fails', async () => {
    await announce('a');
    await expect(
      under.database.write(async (tx) => {
        await appendOutbox(tx, { topic: 'batch.anchored', key: 'lost', payload: null });
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
    await announce('b');
    const rows = await readOutbox(under.database.client, 0n, 10);
    expect(rows.map(({ topic, key, payload }) => ({ topic, key, payload }))).toEqual([
      { topic: 'job.progressed', key: 'a', payload: { key: 'a' } },
      { topic: 'job.progressed', key: 'b', payload: { key: 'b' } },
    ]);
    expect(await readOutbox(under.database.client, rows[0]?.id ?? 0n, 10)).toHaveLength(1);
    expect(await lastOutboxId(under.database.client)).toBe(rows[1]?.id);
  });

  test('a reader that goes on from the last id it saw misses no message of many writers', async () => {
    const start = await lastOutboxId(under.database.client);
    const seen: string[] = [];
    const isDone = { value: false };
    const reader = (async () => {
      let last = start;
      for (;;) {
        const isLast = isDone.value;
        const rows = await readOutbox(under.database.client, last, 100);
        seen.push(...rows.map((row) => row.key));
        last = rows.at(-1)?.id ?? last;
        if (isLast && rows.length === 0) return;
        await setImmediate();
      }
    })();
    const keys = Array.from({ length: 60 }, (_, index) => `message-${index}`);
    await Promise.all(keys.map(announce));
    isDone.value = true;
    await reader;
    expect(seen.toSorted()).toEqual(keys.toSorted());
  });

  test('trims what is old and goes on counting', async () => {
    expect(await trimOutbox(under.database.client, new Date(0))).toBe(0);
    expect(await trimOutbox(under.database.client, new Date(Date.now() + 60_000))).toBe(61);
    await announce('next');
    expect((await readOutbox(under.database.client, 0n, 10)).map((row) => row.id)).toEqual([62n, 63n]);
  });
});
