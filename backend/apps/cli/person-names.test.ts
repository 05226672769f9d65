import { describe, expect, it } from 'vitest';
import type { PeopleView } from '../../platform/http/schemas.ts';
import { createApiClient } from './api-client.ts';
import { createOutput } from './output.ts';
import { namesFor } from './person-names.ts';

const PEOPLE: PeopleView['data'] = [
  { actor: 'user:1', name: 'Lin Yue', maker: null },
  { actor: 'key:ab', name: 'night import', maker: { actor: 'user:1', name: 'Lin Yue' } },
  { actor: 'key:cd', name: 'installed', maker: { actor: 'system:cli:root', name: null } },
  { actor: 'key:ef', name: 'old', maker: null },
];

/** An API that knows `PEOPLE`, or refuses to tell them with `code`. */
function apiOf(code?: string) {
  const asked: string[][] = [];
  const api = createApiClient(async ({ path }) => {
    const ids = new URL(path, 'http://here').searchParams.get('ids')?.split(',') ?? [];
    asked.push(ids);
    const problem = { type: '', title: '', status: 403, detail: 'no', instance: path, code, requestId: 'r' };
    const answer = code === undefined ? { data: PEOPLE.filter(({ actor }) => ids.includes(actor)) } : problem;
    return { status: code === undefined ? 200 : 403, bytes: new TextEncoder().encode(JSON.stringify(answer)) };
  });
  return { api, asked };
}

const context = (json: boolean) => ({ output: createOutput({ json, stdout: process.stdout, stderr: process.stderr, colour: false }) });

describe('names for a table', () => {
  it('name people, and keys with who made them; the rest stays what it is', async () => {
    const { api, asked } = apiOf();
    const actors = ['user:1', 'key:ab', 'key:cd', 'key:ef', 'user:2', 'system:worker', null, 'user:1'];
    expect(actors.map(await namesFor(context(false), api, actors))).toEqual([
      'Lin Yue',
      'key night import of Lin Yue',
      'key installed of system:cli:root',
      'key old',
      'user:2',
      'system:worker',
      null,
      'Lin Yue',
    ]);
    expect(asked).toEqual([['user:1', 'key:ab', 'key:cd', 'key:ef', 'user:2']]);
  });

  it('ask for no more than one request may name', async () => {
    const { api, asked } = apiOf();
    await namesFor(
      context(false),
      api,
      Array.from({ length: 150 }, (_, at) => `user:${at}`),
    );
    expect(asked.map((ids) => ids.length)).toEqual([100, 50]);
  });

  it('are not asked for when there is nobody to name, or for JSON', async () => {
    const { api, asked } = apiOf();
    expect((await namesFor(context(false), api, ['system:worker', null]))('system:worker')).toBe('system:worker');
    expect((await namesFor(context(true), api, ['user:1']))('user:1')).toBe('user:1');
    expect(asked).toEqual([]);
  });

  it('stay ids for a key that may not know them, and other refusals are told', async () => {
    expect((await namesFor(context(false), apiOf('permission_missing').api, ['user:1']))('user:1')).toBe('user:1');
    await expect(namesFor(context(false), apiOf('api_key_invalid').api, ['user:1'])).rejects.toMatchObject({ code: 'api_key_invalid' });
  });
});
