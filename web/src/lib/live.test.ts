import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { ApiFault } from './api.ts';
import { refresh } from './live.ts';

/** A list that is on the screen, whose answers come when the test gives them. */
function listOnScreen() {
  const client = new QueryClient();
  const asked: ((answer: string) => void)[] = [];
  const arrivals: ((count: number) => void)[] = [];
  const queryFn = (): Promise<string> =>
    new Promise((resolve) => {
      asked.push(resolve);
      arrivals.shift()?.(asked.length);
    });
  const nextRequest = (): Promise<number> => new Promise((resolve) => arrivals.push(resolve));
  const observer = new QueryObserver(client, { queryKey: ['watch'], queryFn });
  const shown = (): Promise<string> =>
    new Promise((resolve) => {
      const leave = observer.subscribe(({ data }) => {
        if (data !== 'new') return;
        leave();
        resolve(data);
      });
    });
  return { client, asked, nextRequest, observer, shown };
}

describe('refresh', () => {
  it('asks again after a first answer that may be older than the event', async () => {
    const { client, asked, nextRequest, observer, shown } = listOnScreen();
    const first = nextRequest();
    const result = shown();
    await first;
    const second = nextRequest();
    refresh(client, { queryKey: ['watch'] });
    asked[0]?.('old');
    expect(await second).toBe(2);
    asked[1]?.('new');
    expect(await result).toBe('new');
    observer.destroy();
    client.clear();
  });

  it('leaves a list alone that the event does not touch', async () => {
    const { client, asked, nextRequest, observer } = listOnScreen();
    const first = nextRequest();
    const leave = observer.subscribe(() => undefined);
    await first;
    refresh(client, { queryKey: ['jobs'] });
    asked[0]?.('old');
    await client.fetchQuery({ queryKey: ['watch'], queryFn: () => 'never', staleTime: Number.POSITIVE_INFINITY });
    expect(asked).toHaveLength(1);
    leave();
    client.clear();
  });

  it.each([
    [403, 1],
    [503, 2],
  ])('asks again after %i a number of times that makes %i', async (status, times) => {
    const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    let asked = 0;
    const refused: (() => void)[] = [];
    const queryFn = async (): Promise<string> => {
      asked += 1;
      throw new ApiFault(status, null);
    };
    const observer = new QueryObserver(client, { queryKey: ['customers'], queryFn });
    const nextRefusal = (): Promise<void> => new Promise((resolve) => refused.push(resolve));
    const first = nextRefusal();
    const leave = observer.subscribe(({ isError, isFetching }) => {
      if (isError && !isFetching) refused.shift()?.();
    });
    await first;
    const second = nextRefusal();
    refresh(client, { queryKey: ['customers'] });
    if (times > 1) await second;
    else await client.fetchQuery({ queryKey: ['other'], queryFn: () => 'done' });
    expect(asked).toBe(times);
    leave();
    client.clear();
  });
});
