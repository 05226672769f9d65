import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BatchPage, CredentialPage } from '../../backend/attestation/schemas.ts';
import { openSigner } from '../../backend/platform/chain/key-folder.ts';
import { openSecrets } from '../../backend/platform/config/secrets.ts';
import { SystemView } from '../../backend/platform/http/schemas.ts';
import { type Anvil, startAnvil } from './chain/anvil-process.ts';
import { createPostgresDatabase } from './support/databases.ts';
import { createStack, type Stack } from './support/stack.ts';

/** The same installation where the embedded parts are outgrown: PostgreSQL, another EVM node, two workers. */
let anvil: Anvil;
let stack: Stack;
let postgres: Awaited<ReturnType<typeof createPostgresDatabase>>;

beforeAll(async () => {
  anvil = await startAnvil();
  postgres = await createPostgresDatabase();
  stack = await createStack({ DATABASE_URL: postgres.url, CHAIN_RPC_URL: anvil.rpcUrl, CREDENCE_CONFIRMATIONS: '2' });
});

afterAll(async () => {
  await stack?.stop();
  await anvil?.stop();
  await postgres?.drop();
});

async function json(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await stack.cli(...args, '--json');
  if (code !== 0) throw new Error(`credence ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

it('says which account needs money, and starts once it has some', async () => {
  await expect(stack.start()).rejects.toThrow(/Account 0x[0-9a-f]{40} has 0 wei on chain 31337/);
  await stack.halt();
  const folder = { home: stack.home, password: openSecrets(stack.home).keystorePassword };
  for (const duty of ['deployer', 'issuer', 'rating', 'originator', 'servicer', 'trustee'])
    await anvil.request('anvil_setBalance', openSigner(folder, duty).address, '0x21e19e0c9bab2400000');
  await stack.start();
  await stack.run('second worker');
});

it('anchors the demo in one transaction, with two workers', async () => {
  const blocks = setInterval(() => void anvil.request('anvil_mine').catch(() => undefined), 200);
  try {
    await json('demo', 'seed');
  } finally {
    clearInterval(blocks);
  }
  const { data } = BatchPage.parse(await json('batch', 'list'));
  const batch = data.find(({ leaves }) => leaves === 1000);
  expect(batch).toMatchObject({ state: 'final', batch: '0', chainId: 31337 });
  const credentials = CredentialPage.parse(await json('batch', 'credentials', batch?.id ?? '', '--limit', '1'));
  const file = join(stack.home, 'credential.json');
  await writeFile(file, JSON.stringify(await json('credential', 'file', credentials.data[0]?.id ?? '')));
  expect(await json('verify', file)).toMatchObject({ verdict: 'valid' });
  const view = SystemView.parse(await json('system', 'status'));
  expect(view).toMatchObject({ database: { provider: 'postgresql' }, chain: { local: false, chainId: 31337 } });
  expect(await json('audit', 'verify')).toMatchObject({ ok: true });
});
