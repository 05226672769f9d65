import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { createGroup } from './group.mjs';

const folder = mkdtempSync(join(tmpdir(), 'credence group '));
afterAll(() => rmSync(folder, { recursive: true }));

const journal = join(folder, 'journal.txt');
const APPEND = `import { appendFileSync } from 'node:fs'; const note = (t) => appendFileSync(${JSON.stringify(journal)}, t + '\\n');`;

function script(name, body) {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, `${APPEND}\n${body}`);
  return { name, entry: path, timeoutMs: 20_000 };
}

const STAYS = `setInterval(() => undefined, 1000); console.log('{"ready":true}');`;
const stays = (name) => script(name, `process.on('SIGTERM', () => { note('${name} stops'); process.exit(0); }); ${STAYS}`);

async function until(condition) {
  const deadline = performance.now() + 15_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('The condition did not come true.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('stops in the opposite order of the start', async () => {
  const group = createGroup({ home: folder, tell: () => undefined });
  for (const name of ['first', 'second', 'third']) await group.start(stays(name));
  await group.stop();
  expect(readFileSync(journal, 'utf8').trim().split('\n')).toEqual(['third stops', 'second stops', 'first stops']);
});

test('a part that ends before it is ready is told in its own last sentence', async () => {
  const group = createGroup({ home: folder, tell: () => undefined });
  const part = script('broken', `throw new Error('The disk is full: free some space.');`);
  await expect(group.start(part)).rejects.toThrow(/^The disk is full: free some space\.$/);
});

test('a part that must not end gives the group up', async () => {
  const group = createGroup({ home: folder, tell: () => undefined });
  await group.start(
    script('brief', `console.log('{"ready":true}'); setTimeout(() => { console.error('out of luck'); process.exit(3); }, 100);`),
  );
  expect(await group.broken).toMatch(/The brief ended with exit code 3: out of luck/);
  await group.stop();
});

test('a part that may end comes back', async () => {
  const told = [];
  const group = createGroup({ home: folder, tell: (text) => told.push(text) });
  const pids = join(folder, 'pids.txt');
  const part = script('phoenix', `appendFileSync(${JSON.stringify(pids)}, process.pid + '\\n'); ${STAYS}`);
  await group.start({ ...part, restarts: true });
  const seen = () => readFileSync(pids, 'utf8').trim().split('\n');
  process.kill(Number(seen()[0]), 'SIGKILL');
  await until(() => seen().length === 2);
  expect(told[0]).toMatch(/phoenix was ended by SIGKILL; starting it again/);
  await group.stop();
  await until(() => !isAlive(Number(seen()[1])));
});

test('the parts end with a supervisor that is killed', async () => {
  const part = stays('orphan');
  const supervisor = join(folder, 'supervisor.mjs');
  const pidFile = join(folder, 'orphan.pid');
  writeFileSync(
    part.entry,
    `${readFileSync(part.entry, 'utf8')}\nimport { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));`,
  );
  writeFileSync(
    supervisor,
    `import { createGroup } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'group.mjs')).href)};
     const group = createGroup({ home: ${JSON.stringify(folder)}, tell: () => undefined });
     await group.start(${JSON.stringify(part)}); console.log('up');`,
  );
  const child = spawn(process.execPath, [supervisor], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const pid = Number(readFileSync(pidFile, 'utf8'));
  expect(isAlive(pid)).toBe(true);
  child.kill('SIGKILL');
  await until(() => !isAlive(pid));
});
