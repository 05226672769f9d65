import { expect, it } from 'vitest';
import { gather } from './gather.ts';

const WORDS: ReadonlyMap<string, string> = new Map(['a', 'b', 'c', 'd', 'e'].map((id) => [id, id.toUpperCase()]));

/** Loads out of `WORDS` and keeps what it was asked for. */
function loader() {
  const requests: (readonly string[])[] = [];
  const load = async (ids: readonly string[]) => {
    requests.push(ids);
    return WORDS;
  };
  return { requests, load };
}

it('asks once for all that is asked for at once, and once for each', async () => {
  const { requests, load } = loader();
  const find = gather(10, load);
  expect(await Promise.all(['a', 'b', 'a', 'x'].map(find))).toEqual(['A', 'B', 'A', null]);
  expect(requests).toEqual([['a', 'b', 'x']]);
});

it('asks again for what is asked for later', async () => {
  const { requests, load } = loader();
  const find = gather(10, load);
  expect([await find('a'), await find('b')]).toEqual(['A', 'B']);
  expect(requests).toEqual([['a'], ['b']]);
});

it('asks for no more than it may at a time', async () => {
  const { requests, load } = loader();
  const find = gather(2, load);
  expect(await Promise.all(['a', 'b', 'c', 'd', 'e'].map(find))).toEqual(['A', 'B', 'C', 'D', 'E']);
  expect(requests).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
});

it('tells a failed request to all who wait for it, and goes on', async () => {
  let isDown = true;
  const find = gather(10, async () => {
    if (isDown) throw new Error('down');
    return WORDS;
  });
  const failed = await Promise.allSettled([find('a'), find('a'), find('b')]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  isDown = false;
  expect(await find('a')).toBe('A');
});
