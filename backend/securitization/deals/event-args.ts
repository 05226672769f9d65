import type { IndexedEvent } from '../../platform/chain/index/indexed-event.ts';

type Args = Pick<IndexedEvent, 'args'>;

/** An argument of an event as the index keeps it; empty when the event has none of that name. */
export function textOf({ args }: Args, name: string): string {
  return args[name] ?? '';
}

/** A list among the arguments. */
export function listOf(event: Args, name: string): string[] {
  return JSON.parse(textOf(event, name)) as string[];
}

/** A struct among the arguments; its numbers are decimal text. */
export function structOf<T>(event: Args, name: string): T {
  return JSON.parse(textOf(event, name)) as T;
}
