import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { OutboxRow } from '../outbox/outbox.ts';
import { createEventHub, type EventHub, type EventListener, type EventSource } from './event-hub.ts';

const LONG_AGO = new Date(0);

function table() {
  const rows: OutboxRow[] = [];
  let reads = 0;
  const source: EventSource = {
    newest: async () => rows.at(-1)?.id ?? 0n,
    after: async (id, limit) => {
      reads++;
      return rows.filter((row) => row.id > id).slice(0, limit);
    },
  };
  const add = (id: number) => {
    rows.push({ id: BigInt(id), topic: 'job.progressed', key: String(id), payload: {}, createdAt: LONG_AGO });
    rows.sort((a, b) => Number(a.id - b.id));
  };
  return { rows, source, add, reads: () => reads };
}

function recorder() {
  const ids: number[] = [];
  const listener: EventListener = (event) => void ids.push(Number(event.id));
  return { ids, listener };
}

async function subscribe(hub: EventHub, lastId: bigint | null, listener: EventListener) {
  const start = await hub.startAfter(lastId);
  return { ...start, leave: hub.join(start.position, listener) };
}

async function until(isTrue: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 5_000; !isTrue(); await delay(2)) if (Date.now() > deadline) throw new Error('it did not come true');
}

const open = (source: EventSource, onError: (error: unknown) => void = () => undefined) => createEventHub({ source, onError, pollMs: 2 });

describe('event hub', () => {
  it('gives a new listener what comes, a returning one what it missed, in order', async () => {
    const { source, add } = table();
    const hub = open(source);
    for (let id = 1; id <= 10; id++) add(id);
    const [fresh, back] = [recorder(), recorder()];
    await subscribe(hub, null, fresh.listener);
    await subscribe(hub, 4n, back.listener);
    await until(() => back.ids.length === 6);
    add(11);
    await until(() => fresh.ids.length === 1 && back.ids.length === 7);
    expect(back.ids).toEqual([5, 6, 7, 8, 9, 10, 11]);
    expect(fresh.ids).toEqual([11]);
    hub.close();
  });

  it('reads once for all, and not at all for nobody', async () => {
    const { source, reads } = table();
    const hub = open(source);
    await delay(20);
    expect(reads()).toBe(0);
    const joined = await Promise.all(Array.from({ length: 50 }, () => subscribe(hub, null, recorder().listener)));
    const before = reads();
    await until(() => reads() >= before + 5);
    const burst = reads();
    await delay(20);
    expect(reads() - burst).toBeLessThan(50);
    for (const { leave } of joined) leave();
    expect(hub.size).toBe(0);
    const after = reads();
    await delay(20);
    expect(reads() - after).toBeLessThanOrEqual(1);
  });

  it('tells a listener that was away too long to load afresh', async () => {
    const { source, add } = table();
    for (let id = 1; id <= 2_100; id++) add(id);
    const hub = open(source);
    const seen = recorder();
    expect((await subscribe(hub, 1n, seen.listener)).isReset).toBe(true);
    expect((await hub.startAfter(500n)).isReset).toBe(false);
    add(2_101);
    await until(() => seen.ids.length === 1);
    expect(seen.ids).toEqual([2_101]);
    hub.close();
  });

  it('survives a source that fails for a while', async () => {
    const { source, add } = table();
    let isDown = true;
    const errors: unknown[] = [];
    const flaky: EventSource = {
      ...source,
      after: async (id, limit) => (isDown ? Promise.reject(new Error('down')) : source.after(id, limit)),
    };
    const hub = open(flaky, (error) => errors.push(error));
    const seen = recorder();
    await subscribe(hub, 0n, seen.listener);
    add(1);
    await until(() => errors.length > 0);
    isDown = false;
    await until(() => seen.ids.length === 1);
    hub.close();
  });
});
