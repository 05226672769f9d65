import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { DomainError } from '../kernel/errors.ts';
import { INDEX_FILE } from './log-folder.ts';
import { LogIndexFile } from './schemas.ts';
import { readIfPresent } from './tile-files.ts';
import { tilePath } from './domain/tile-path.ts';
import type { TileReader } from './domain/tile-tree.ts';

/** The static files of the logs of a ledger, wherever they stand. Null when there is no such file. */
export interface LogSource {
  readonly name: string;
  read(path: string): Promise<Uint8Array | null>;
}

const MAX_BYTES = 4 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
const TRIES = 4;
const FIRST_WAIT_MS = 250;

export function folderSource(folder: string): LogSource {
  return { name: folder, read: (path) => readIfPresent(join(folder, path)) };
}

/**
 * The files behind an address: the files themselves, or an API, whose files are under `/log`.
 * @throws {@link DomainError} `log_source_unreachable`, `log_source_empty`
 */
export async function openHttpSource(url: string): Promise<LogSource> {
  const base = url.replace(/\/+$/, '');
  for (const prefix of [base, `${base}/log`]) {
    const source = httpSource(prefix);
    const bytes = await source.read(INDEX_FILE);
    if (bytes !== null && parseIndexFile(bytes) !== null) return source;
  }
  throw new DomainError(
    'log_source_empty',
    'not_found',
    `There are no logs at ${url}: neither ${INDEX_FILE} nor log/${INDEX_FILE} is there.`,
  );
}

function httpSource(prefix: string): LogSource {
  return {
    name: prefix,
    async read(path) {
      for (let attempt = 1; ; attempt++) {
        const answer = await fetchOnce(`${prefix}/${path}`, attempt === TRIES);
        if (answer !== 'again') return answer;
        await pause(FIRST_WAIT_MS * 2 ** attempt);
      }
    },
  };
}

async function fetchOnce(url: string, isLast: boolean): Promise<Uint8Array | null | 'again'> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
    if (response.status === 404) return null;
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`it answered ${response.status}`);
    }
    return await readLimited(response);
  } catch (cause) {
    if (!isLast) return 'again';
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DomainError('log_source_unreachable', 'unavailable', `${url} cannot be read: ${reason}.`, { cause, retryable: true });
  }
}

async function readLimited(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > MAX_BYTES) throw new Error(`it sends more than ${MAX_BYTES} bytes`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** Null when `bytes` are not the index of a ledger's logs. */
export function parseIndexFile(bytes: Uint8Array): LogIndexFile | null {
  try {
    return LogIndexFile.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    // Whatever it is, it is not an index.
    return null;
  }
}

/** @throws {@link DomainError} `log_source_empty` */
export async function readIndexFile(source: LogSource): Promise<LogIndexFile> {
  const bytes = await source.read(INDEX_FILE);
  const index = bytes === null ? null : parseIndexFile(bytes);
  if (index === null)
    throw new DomainError('log_source_empty', 'not_found', `There are no logs in ${source.name}: ${INDEX_FILE} is missing, or is not one.`);
  return index;
}

/** Tiles under `prefix` of a source. */
export function sourceReader(source: LogSource, prefix: string): TileReader {
  return (place) => source.read(`${prefix}/${tilePath(place)}`);
}
