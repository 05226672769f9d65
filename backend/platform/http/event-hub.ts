import type { OutboxRow } from '../outbox/outbox.ts';

export interface EventSource {
  /** The newest id, 0 when there is none. */
  newest(): Promise<bigint>;
  /** Up to `limit` events after `id`, in order of id; the outbox numbers them in the order of commits. */
  after(id: bigint, limit: number): Promise<readonly OutboxRow[]>;
}

export type EventListener = (event: OutboxRow) => void;

export interface StreamStart {
  readonly position: bigint;
  /** True when more was missed than is told again: the listener should load afresh. */
  readonly isReset: boolean;
}

export interface EventHub {
  /** Where a listener starts that saw `lastId` last, or that wants only what comes next. */
  startAfter(lastId: bigint | null): Promise<StreamStart>;
  /** From then on `listener` is called with each event after `position`, in order. @returns how to leave */
  join(position: bigint, listener: EventListener): () => void;
  readonly size: number;
  close(): void;
}

export interface EventHubOptions {
  readonly source: EventSource;
  readonly onError: (error: unknown) => void;
  readonly pollMs?: number;
}

interface Place {
  position: bigint;
}

const BATCH = 500;
const MAX_CATCH_UP = 2_000n;

/** Reads the outbox once for all listeners, however many there are, and not at all when there are none. */
export function createEventHub({ source, onError, pollMs = 250 }: EventHubOptions): EventHub {
  const listeners = new Map<EventListener, Place>();
  let timer: NodeJS.Timeout | undefined;
  let isReading = false;

  const tick = async (): Promise<void> => {
    if (isReading || listeners.size === 0) return;
    isReading = true;
    try {
      while (await deliver(source, listeners)) continue;
    } catch (error) {
      onError(error);
    } finally {
      isReading = false;
    }
  };
  const leave = (listener: EventListener): void => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  return {
    async startAfter(lastId) {
      const newest = await source.newest();
      if (lastId === null || lastId > newest) return { position: newest, isReset: false };
      const isReset = newest - lastId > MAX_CATCH_UP;
      return { position: isReset ? newest : lastId, isReset };
    },
    join(position, listener) {
      listeners.set(listener, { position });
      timer ??= setInterval(() => void tick(), pollMs);
      return () => leave(listener);
    },
    get size() {
      return listeners.size;
    },
    close() {
      listeners.clear();
      clearInterval(timer);
    },
  };
}

/** @returns whether there may be more to deliver at once */
async function deliver(source: EventSource, listeners: ReadonlyMap<EventListener, Place>): Promise<boolean> {
  const places = [...listeners.values()].map((place) => place.position);
  const [first] = places;
  if (first === undefined) return false;
  const start = places.reduce((least, position) => (position < least ? position : least), first);
  const events = await source.after(start, BATCH);
  for (const event of events) {
    for (const [listener, place] of listeners) {
      if (event.id <= place.position) continue;
      place.position = event.id;
      listener(event);
    }
  }
  return events.length === BATCH;
}
