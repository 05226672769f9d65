import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkChain } from './check-chain.ts';
import { checkDatabase } from './check-database.ts';
import { checkHome } from './check-home.ts';
import { checkNode } from './check-node.ts';
import { checkPort } from './check-port.ts';

const folder = mkdtempSync(join(tmpdir(), 'credence preflight '));
afterAll(() => rmSync(folder, { recursive: true }));

test('an old Node is refused', () => {
  expect(checkNode('v22.19.0').ok).toBe(true);
  expect(checkNode('v24.21.0').ok).toBe(true);
  expect(checkNode('v22.18.9')).toMatchObject({ ok: false, detail: expect.stringContaining('npm start') });
  expect(checkNode('v20.20.2').ok).toBe(false);
});

test('a home that is a file is refused and a new folder is made', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(checkHome(join(folder, 'new', 'home')).ok).toBe(true);
  expect(checkHome(file)).toMatchObject({ ok: false, detail: expect.stringContaining('CREDENCE_HOME') });
  expect(checkHome(join(file, 'below'))).toMatchObject({ ok: false, detail: expect.stringContaining('is not a folder') });
});

test('a busy port names the setting that chooses another', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const busy = await checkPort('127.0.0.1', port, 'CREDENCE_PORT');
  expect(busy).toMatchObject({ ok: false, detail: expect.stringMatching(/used by another program.*CREDENCE_PORT=/) });
  await new Promise((resolve) => server.close(resolve));
  expect((await checkPort('127.0.0.1', port, 'CREDENCE_PORT')).ok).toBe(true);
});

test('a damaged database file and an absent server each get their cure', async () => {
  const file = join(folder, 'not a database.db');
  writeFileSync(file, 'this is text and no database, long enough for a header of 16 bytes');
  expect(await checkDatabase(`file:${file}`)).toMatchObject({ ok: false, detail: expect.stringContaining('is not a SQLite database') });
  expect((await checkDatabase(`file:${join(folder, 'absent.db')}`)).ok).toBe(true);
  expect(await checkDatabase('postgresql://u:secret@127.0.0.1:1/credence')).toMatchObject({
    ok: false,
    detail: expect.stringContaining('ECONNREFUSED'),
  });
  expect((await checkDatabase('postgresql://u:secret@127.0.0.1:1/credence')).detail).not.toContain('secret');
});

test('a chain that is absent or no chain is refused', async () => {
  expect(await checkChain('http://127.0.0.1:1')).toMatchObject({ ok: false, detail: expect.stringContaining('CHAIN_RPC_URL') });
  const web = createHttpServer((_request, response) => response.end('<html></html>'));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const address = web.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  expect(await checkChain(`http://127.0.0.1:${port}`)).toMatchObject({ ok: false, detail: expect.stringContaining('is not an EVM node') });
  await new Promise((resolve) => web.close(resolve));
});
