import type { OutboxRow } from '../outbox/outbox.ts';

export interface EventSource {
  /** The newest id, 0 when there is none. */
  newest(): Promise<bigint>;
  /** Up to `limit` events after `id`, in order of id; the outbox numbers them in the order of commits. */
  after(id: bigint, limit: number): Promise<readonly OutboxRow[]>;
}

export interface EventListener {
  /** Called in order of id. */
  onEvent(event: OutboxRow): void;
  /** Events between the place the listener asked for and the present were too many; it should load afresh. */
  onReset(): void;
}

export interface EventHub {
  /** Starts after `lastId`, or now when it is null. @returns how to leave */
  subscribe(lastId: bigint | null, listener: EventListener): Promise<() => void>;
  readonly size: number;
  close(): void;
}

export interface EventHubOptions {
  readonly source: EventSource;
  readonly onError: (error: unknown) => void;
  readonly pollMs?: number;
}

const BATCH = 500;
const MAX_CATCH_UP = 2_000n;

/** Reads the outbox once for all listeners, however many there are, and not at all when there are none. */
export function createEventHub({ source, onError, pollMs = 250 }: EventHubOptions): EventHub {
  const listeners = new Map<EventListener, { position: bigint }>();
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
    async subscribe(lastId, listener) {
      const newest = await source.newest();
      const isTooFar = lastId !== null && newest - lastId > MAX_CATCH_UP;
      if (isTooFar) listener.onReset();
      listeners.set(listener, { position: lastId === null || isTooFar || lastId > newest ? newest : lastId });
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
async function deliver(source: EventSource, listeners: ReadonlyMap<EventListener, { position: bigint }>): Promise<boolean> {
  const places = [...listeners.values()].map((place) => place.position);
  const [first] = places;
  if (first === undefined) return false;
  const start = places.reduce((least, position) => (position < least ? position : least), first);
  const events = await source.after(start, BATCH);
  for (const event of events) {
    for (const [listener, place] of listeners) {
      if (event.id <= place.position) continue;
      place.position = event.id;
      listener.onEvent(event);
    }
  }
  return events.length === BATCH;
}
