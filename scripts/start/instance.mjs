import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersHttp } from './readiness.mjs';

const pathIn = (home) => join(home, 'run.json');

/** The Credence that already runs on this home: recorded, its process alive and its address answering. */
export async function runningInstance(home) {
  try {
    const record = JSON.parse(readFileSync(pathIn(home), 'utf8'));
    process.kill(record.pid, 0);
    return (await answersHttp(`${record.address}/healthz`)) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Notes that this process runs on this home; the answer takes the note away. */
export function writeInstance(config) {
  mkdirSync(config.home, { recursive: true, mode: 0o700 });
  const record = { pid: process.pid, url: config.publicUrl, address: `http://${config.host}:${config.port}` };
  writeFileSync(pathIn(config.home), `${JSON.stringify(record)}\n`, { mode: 0o600 });
  return () => rmSync(pathIn(config.home), { force: true });
}
