import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';

function refusal(env: Record<string, string>): string {
  try {
    loadConfig(env);
  } catch (error) {
    expect(error).toMatchObject({ code: 'config_invalid', kind: 'invalid' });
    return String(error);
  }
  throw new Error('the settings were taken');
}

test('an empty environment gives a local installation', () => {
  const config = loadConfig({});
  expect(config).toMatchObject({
    databaseProvider: 'sqlite',
    databaseUrl: `file:${config.home}/credence.db`,
    chainLocal: true,
    chainRpcUrl: 'http://127.0.0.1:4101',
    host: '127.0.0.1',
    port: 4100,
    confirmations: 0,
    rateLimitPerMinute: 600,
    demo: true,
  });
  expect(Object.isFrozen(config)).toBe(true);
});

test('another chain needs blocks on top before a transaction is final', () => {
  expect(loadConfig({ CHAIN_RPC_URL: 'https://node.example/key/' })).toMatchObject({
    chainLocal: false,
    confirmations: 12,
    chainRpcUrl: 'https://node.example/key',
  });
  expect(loadConfig({ CHAIN_RPC_URL: 'https://node.example', CREDENCE_CONFIRMATIONS: '3' }).confirmations).toBe(3);
});

test('an empty variable is an unset one', () => {
  expect(loadConfig({ DATABASE_URL: '', CREDENCE_PORT: '' })).toMatchObject({ databaseProvider: 'sqlite', port: 4100 });
});

test('a home with spaces and a relative database path are understood', () => {
  expect(loadConfig({ CREDENCE_HOME: '/srv/my credence' }).databaseUrl).toBe('file:/srv/my credence/credence.db');
  expect(loadConfig({ DATABASE_URL: 'file:./data/x.db' }).databaseUrl).toMatch(/^file:\/.*\/data\/x\.db$/);
  expect(loadConfig({ DATABASE_URL: 'file:///srv/x.db' }).databaseUrl).toBe('file:/srv/x.db');
});

test.for([
  ['DATABASE_URL', 'mysql://u:p@h/d'],
  ['DATABASE_URL', 'postgresql://host'],
  ['DATABASE_URL', 'credence.db'],
  ['CHAIN_RPC_URL', 'localhost:8545'],
  ['CHAIN_RPC_URL', 'ws://127.0.0.1:8545'],
  ['CREDENCE_PORT', '65536'],
  ['CREDENCE_PORT', '-1'],
  ['CREDENCE_PORT', '4100x'],
  ['CREDENCE_CHAIN_PORT', '1e3'],
  ['CREDENCE_DEMO', 'yes'],
  ['CREDENCE_LOG_LEVEL', 'loud'],
  ['CREDENCE_CONFIRMATIONS', '1.5'],
  ['CREDENCE_RATE_LIMIT', '0'],
  ['CREDENCE_PUBLIC_URL', 'credence.example'],
  ['CREDENCE_HOST', 'a b'],
] as const)('%s=%s is refused by name', ([name, value]) => {
  const message = refusal({ [name]: value });
  expect(message).toContain(`${name} must be `);
  expect(message.split(name)).toHaveLength(2);
});

test('every wrong variable is named at once, without its value', () => {
  const message = refusal({ DATABASE_URL: 'mysql://admin:hunter2@db/x', CREDENCE_PORT: 'many' });
  expect(message).toContain('DATABASE_URL');
  expect(message).toContain('CREDENCE_PORT');
  expect(message).not.toContain('hunter2');
});

test('hosts of webhooks are a list of names', () => {
  expect(loadConfig({}).webhookHosts).toEqual([]);
  expect(loadConfig({ CREDENCE_WEBHOOK_HOSTS: 'Hooks.Internal, 127.0.0.1' }).webhookHosts).toEqual(['hooks.internal', '127.0.0.1']);
  expect(refusal({ CREDENCE_WEBHOOK_HOSTS: 'https://x' })).toContain('CREDENCE_WEBHOOK_HOSTS');
});
