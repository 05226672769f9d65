import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DatabaseSettings, migrate, openDatabase } from '../../backend/platform/database/database.ts';
import { seededRandom } from '../../backend/scoring/domain/seeded-random.ts';
import { importCustomers } from '../../backend/intake/import-customers.ts';
import { StudioBins, StudioOverview } from '../../backend/scoring/studio/schemas.ts';
import { studioRoutes } from '../../backend/scoring/studio/routes.ts';
import { threadStudio } from '../../backend/scoring/studio/studio-thread.ts';
import { germanFile } from '../system/support/german-file.ts';
import { emailOf, openServer, ORIGIN, SECRETS, seedMembers, signIn } from '../system/support/test-server.ts';
import type { Bench } from './bench.ts';

const ROWS = 150_000;
/** Rows of one file: a transaction each. */
const FILE_ROWS = 30_000;
const MOVES = 40;
const SOURCE = 'bench';
const wrap = { masterKey: SECRETS.masterKey };

/** German customers drawn again and again, with amounts of their own so that values are as many as rows. */
function drawFile(first: number, next: () => number): Uint8Array {
  const [head = '', ...lines] = new TextDecoder().decode(germanFile()).trim().split('\n');
  const amount = head.split(',').indexOf('amount');
  const drawn = Array.from({ length: FILE_ROWS }, (_, row) => {
    const cells = (lines[Math.floor(next() * lines.length)] ?? '').split(',');
    cells[0] = `B${first + row}`;
    cells[amount] = String(Math.round(Number(cells[amount]) * (0.7 + 0.6 * next())));
    return cells.join(',');
  });
  return new TextEncoder().encode(`${[head, ...drawn].join('\n')}\n`);
}

interface Measured {
  readonly openMs: number;
  readonly moveMs: number;
}
let measured: Promise<Measured> | null = null;

/** Both figures come from one installation: a file of the database, a server that listens, the studio in its thread. */
async function measure(): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-studio-bench-'));
  const settings: DatabaseSettings = { databaseProvider: 'sqlite', databaseUrl: `file:${folder}/credence.db` };
  await migrate(settings);
  const database = await openDatabase(settings);
  const thread = new URL('../../backend/apps/api/studio-thread.ts', import.meta.url);
  const studio = threadStudio(thread, { settings, masterKey: wrap.masterKey });
  const server = await openServer(database, { routes: [studioRoutes({ database, studio })] });
  try {
    const next = seededRandom(11);
    for (let first = 0; first < ROWS; first += FILE_ROWS) {
      const file = { schemaId: 'german-credit', source: SOURCE, fileName: 'bench.csv', actor: 'user:bench', requestId: null };
      await importCustomers({ database, wrap }, { ...file, bytes: drawFile(first, next), now: new Date() });
    }
    await seedMembers(database, 'bench');
    const cookie = await signIn(server, emailOf('risk_officer', 'bench'));
    const url = await server.listen({ port: 0, host: '127.0.0.1' });
    const post = async (path: string, body: object): Promise<unknown> => {
      const headers = { cookie, origin: ORIGIN, 'content-type': 'application/json' };
      const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify({ source: SOURCE, ...body }) });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      return answer.status === 202 ? post(path, body) : answer.json();
    };
    const start = performance.now();
    const { rows, datasetHash } = StudioOverview.parse(await post('/v1/studio/overviews', {}));
    const openMs = performance.now() - start;
    if (rows !== ROWS) throw new Error(`The studio opened ${rows} rows.`);
    return { openMs, moveMs: await moveCuts((edits) => post('/v1/studio/bins', { attribute: 'amount', datasetHash, edits })) };
  } finally {
    await server.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Median round trip of a drag: each answer has other bins and another AUC of the card. */
async function moveCuts(ask: (edits: object) => Promise<unknown>): Promise<number> {
  const { bins, grid } = StudioBins.parse(await ask({}));
  const [from = 0, neighbour = 0] = bins.flatMap(({ upper }) => (upper === null ? [] : [upper]));
  const places = grid.filter(({ value }) => value < neighbour && value !== from);
  const times: number[] = [];
  const areas = new Set<number>();
  for (let move = 0; move < MOVES; move++) {
    const to = places[move % places.length]?.value;
    const start = performance.now();
    const answer = await ask({ amount: [{ kind: 'move', from, to }] });
    times.push(performance.now() - start);
    areas.add(StudioBins.parse(answer).card.auc);
  }
  if (areas.size < 2) throw new Error('No move changed the AUC of the card.');
  return times.sort((left, right) => left - right)[MOVES / 2] ?? Number.NaN;
}

function once(): Promise<Measured> {
  measured ??= measure();
  return measured;
}

/** Figures of the model studio. */
export const benches: Bench[] = [
  {
    room: 'scoring',
    name: 'studio: move a cut over HTTP, 150,000 customers, with the AUC of the card',
    unit: 'ms',
    better: 'lower',
    target: 100,
    run: async () => ({ value: (await once()).moveMs }),
  },
  {
    room: 'scoring',
    name: 'studio: open 150,000 customers, decrypt, bin and fit all attributes, in its thread',
    unit: 'ms',
    better: 'lower',
    run: async () => ({ value: (await once()).openMs }),
  },
];
