import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openWarehouse } from '../../backend/platform/warehouse/warehouse.ts';
import { scoreInThreads, shareColumn } from '../../backend/scoring/score-in-threads.ts';
import { cellAt, type Column, numericColumn } from '../../backend/intake/domain/columns.ts';
import { editBins } from '../../backend/scoring/domain/binning/edit-bins.ts';
import { groundOf } from '../../backend/scoring/domain/binning/ground.ts';
import { binColumn } from '../../backend/scoring/domain/binning/bin-column.ts';
import { DEFAULT_BINNING } from '../../backend/scoring/domain/binning/binning-options.ts';
import { compileScorecard } from '../../backend/scoring/domain/scorecard/compile-scorecard.ts';
import { crossValidate } from '../../backend/scoring/domain/cross-validation.ts';
import { mergeOptimally, UNLIMITED } from '../../backend/scoring/domain/binning/optimal-merge.ts';
import { DEFAULT_MODEL, DEFAULT_TRAINING, buildScorecard } from '../../backend/scoring/domain/scorecard/build-scorecard.ts';
import { fitModel } from '../../backend/scoring/domain/scorecard/fit-model.ts';
import { filledTotals } from '../../backend/scoring/domain/binning/weight-of-evidence.ts';
import { type ScorecardDocument, scorecardText } from '../../backend/scoring/domain/scorecard/scorecard-document.ts';
import { seededRandom } from '../../backend/scoring/domain/seeded-random.ts';
import { GERMAN_PROTECTED, readGermanCredit } from '../system/support/reference-data.ts';
import type { Bench } from './bench.ts';
import { leastCpuSeconds, timedCpu } from './cpu-time.ts';

const SCORE_WORKER = fileURLToPath(new URL('./score-worker.ts', import.meta.url));
const ROWS = 1_000_000;
const CHARACTERISTICS = 12;
const BINS = 6;
const RUNS = 7;
const german = readGermanCredit();

/** Least milliseconds of several runs, the first of which also warm up. */
function fastest(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function randomColumns(rows: number): { columns: Column[]; target: Uint8Array } {
  const next = seededRandom(1);
  const risk = new Float64Array(rows);
  const columns = Array.from({ length: CHARACTERISTICS }, (_, place) => {
    const values = Float64Array.from(risk, () => (next() < 0.05 ? Number.NaN : next() * 100));
    values.forEach((value, row) => {
      risk[row] = (risk[row] ?? 0) + (Number.isNaN(value) ? 0 : value / 100 - 0.5);
    });
    return { kind: 'numeric' as const, name: `x${place}`, values };
  });
  return { columns, target: Uint8Array.from(risk, (value) => (next() < 1 / (1 + Math.exp(-value)) ? 1 : 0)) };
}

/** One object and one loop of comparisons per row: how scoring looks when it is written without thought for speed. */
function scoreObjects(
  rows: readonly Readonly<Record<string, number>>[],
  cuts: ReadonlyMap<string, readonly number[]>,
  points: ReadonlyMap<string, readonly number[]>,
): number[] {
  return rows.map((row) => {
    let score = 0;
    for (const [name, bounds] of cuts) {
      const value = row[name] ?? Number.NaN;
      const bin = Number.isNaN(value) ? bounds.length + 1 : bounds.filter((bound) => value >= bound).length;
      score += points.get(name)?.[bin] ?? 0;
    }
    return score;
  });
}

/** A card of twelve characteristics with six bins each, beside missing ones. */
function benchCard(): ScorecardDocument {
  const small = randomColumns(20_000);
  const binning = { ...DEFAULT_BINNING, maxBins: BINS };
  return buildScorecard({ ...small, datasetHash: '0x00' }, { ...DEFAULT_TRAINING, name: 'bench', model: { ...DEFAULT_MODEL, binning } })
    .document;
}

function scoreMillion(): { value: number; reference: number } {
  const document = benchCard();
  const { columns } = randomColumns(ROWS);
  const card = compileScorecard(document);
  const milliseconds = fastest(() => card.scoreColumns(columns));
  const sample = ROWS / 20;
  const objects = Array.from({ length: sample }, (_, row) =>
    Object.fromEntries(columns.map((column) => [column.name, column.kind === 'numeric' ? (column.values[row] ?? Number.NaN) : 0])),
  );
  const intervals = document.characteristics.map(
    ({ name, bins }) => [name, bins.flatMap((bin) => (bin.kind === 'interval' && bin.upper !== null ? bin.upper : []))] as const,
  );
  const points = new Map(document.characteristics.map(({ name, bins }) => [name, bins.map((bin) => bin.points)]));
  const plain = fastest(() => scoreObjects(objects, new Map(intervals), points));
  return { value: (ROWS / milliseconds) * 1000, reference: (sample / plain) * 1000 };
}

/** Rows a second of ten million in shared memory, by all cores, from the start of the threads to the last score; one core beside it. */
async function scoreByThreads(): Promise<{ value: number; reference: number }> {
  const document = benchCard();
  const columns = randomColumns(ROWS * 10).columns.map(shareColumn);
  const run = async (threads: number) => {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 3; round++) {
      const start = performance.now();
      await scoreInThreads(document, columns, threads);
      best = Math.min(best, performance.now() - start);
    }
    return (ROWS * 10 * 1000) / best;
  };
  const reference = await run(1);
  return { value: await run(availableParallelism()), reference };
}

/** Microseconds for one customer at a time, with points and reasons. */
function scoreOne(): number {
  const card = compileScorecard(buildScorecard(german, { ...DEFAULT_TRAINING, name: 'bench' }).document);
  const rows = german.ids.map((_, row) => Object.fromEntries(german.columns.map((column) => [column.name, cellAt(column, row)])));
  let total = 0;
  const milliseconds = fastest(() => {
    for (let round = 0; round < 20; round++) for (const row of rows) total += card.scoreRow(row).reasons.length;
  });
  if (total === 0) throw new Error('Nobody lost a point.');
  return (milliseconds * 1000) / (20 * rows.length);
}

interface FileScored {
  readonly rowsPerSecond: number;
  readonly megabytes: number;
}

/** One measurement gives both figures. */
const FILES = new Map<number, Promise<FileScored>>();

function scoreFileOf(rows: number): Promise<FileScored> {
  const known = FILES.get(rows) ?? measureFile(rows);
  FILES.set(rows, known);
  return known;
}

/** A process of its own scores a Parquet file of random customers into another, with grades, probabilities and reasons. */
async function measureFile(rows: number): Promise<FileScored> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-score-bench-'));
  try {
    const cells = Array.from({ length: CHARACTERISTICS }, (_, place) => {
      const draw = `hash(i * 31 + ${place})`;
      return `CASE WHEN ${draw} % 20 = 0 THEN NULL ELSE CAST(hash(i * 17 + ${place}) % 1000000 AS DOUBLE) / 10000 END AS x${place}`;
    });
    const warehouse = await openWarehouse({ memoryMegabytes: 1000 });
    const select = `SELECT i AS id, ${cells.join(', ')} FROM range(${rows}) r(i)`;
    await warehouse
      .run(`COPY (${select}) TO '${join(folder, 'in.parquet')}' (FORMAT parquet, COMPRESSION zstd)`)
      .finally(() => warehouse.close());
    await writeFile(join(folder, 'card.json'), scorecardText(benchCard()));
    const { stdout } = await promisify(execFile)(process.execPath, [SCORE_WORKER, folder]);
    const { seconds, megabytes, stages }: { seconds: number; megabytes: number; stages: string } = JSON.parse(stdout);
    process.stderr.write(`    ${stages}\n`);
    return { rowsPerSecond: rows / seconds, megabytes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function fileRows(rows: number, deep: boolean): Bench[] {
  const title = `score ${rows.toLocaleString('en')} customers, Parquet to Parquet with reasons`;
  return [
    {
      room: 'scoring',
      name: title,
      unit: 'rows/s',
      better: 'higher',
      target: 100_000,
      deep,
      run: async () => ({ value: (await scoreFileOf(rows)).rowsPerSecond }),
    },
    {
      room: 'scoring',
      name: `${title}: memory`,
      unit: 'MB',
      better: 'lower',
      target: 2000,
      deep,
      run: async () => ({ value: (await scoreFileOf(rows)).megabytes }),
    },
  ];
}

function mergeHundred(): number {
  const next = seededRandom(3);
  const prebins = Array.from({ length: 100 }, (_, place) => ({
    goods: 200 + Math.floor(next() * 100),
    bads: 20 + Math.floor(next() * 40 + place / 3),
  }));
  const totals = filledTotals(prebins);
  return fastest(() => {
    for (const shape of ['ascending', 'descending', 'peak', 'valley'] as const) mergeOptimally({ ...UNLIMITED, prebins, totals, shape });
  });
}

/** Columns as credit data have them: heavy tails, many equal values, some missing. */
function creditColumns(rows: number, width: number): { columns: Column[]; target: Uint8Array } {
  const next = seededRandom(5);
  const risk = new Float64Array(rows).fill(-2);
  const columns = Array.from({ length: width }, (_, place) => {
    const values = Float64Array.from(risk, () => {
      const draw = next();
      if (draw < 0.03) return Number.NaN;
      return place % 2 === 0 ? Math.floor(-Math.log(1 - draw) * 4) : Math.exp(draw * 8);
    });
    values.forEach((value, row) => {
      risk[row] = (risk[row] ?? 0) + (Number.isNaN(value) ? 0 : Math.log1p(value) / (4 + width));
    });
    return { kind: 'numeric' as const, name: `x${place}`, values };
  });
  return { columns, target: Uint8Array.from(risk, (value) => (next() < 1 / (1 + Math.exp(-value)) ? 1 : 0)) };
}

function fitCredit(rows: number, width: number): number {
  const { columns, target } = creditColumns(rows, width);
  return leastCpuSeconds(RUNS, () => fitModel(columns, target, DEFAULT_MODEL));
}

/** One column at a time, as many as named: all of them at once would not fit into memory. */
function binThousand(): number {
  const { columns, target } = creditColumns(100_000, 10);
  return timedCpu(() => {
    for (let place = 0; place < 1000; place++) binColumn(columns[place % columns.length] ?? numericColumn('', []), target);
  }).cpuSeconds;
}

function moveCut(): number {
  const { columns, target } = creditColumns(150_000, 2);
  const ground = groundOf(columns[1] ?? numericColumn('', []), target, []);
  const { given } = editBins(ground, [], DEFAULT_BINNING);
  const [from = 0] = given.kind === 'cuts' ? given.cuts : [];
  return fastest(() => editBins(ground, [{ kind: 'move', from, to: from * 0.9, reason: 'bench' }], DEFAULT_BINNING));
}

/** Figures of the scoring room. */
export const benches: Bench[] = [
  {
    room: 'scoring',
    name: 'score 1M rows x 12 characteristics x 6 bins',
    unit: 'rows/s',
    better: 'higher',
    target: 10_000_000,
    referenceName: 'a loop over row objects',
    run: async () => scoreMillion(),
  },
  {
    room: 'scoring',
    name: 'score 10M rows x 12 characteristics in shared memory, all cores',
    unit: 'rows/s',
    better: 'higher',
    referenceName: 'one core',
    run: scoreByThreads,
  },
  {
    room: 'scoring',
    name: 'score one customer, with points and reasons',
    unit: 'µs',
    better: 'lower',
    target: 20,
    run: async () => ({ value: scoreOne() }),
  },
  ...fileRows(1_000_000, false),
  ...fileRows(10_000_000, true),
  {
    room: 'scoring',
    name: 'train the German credit card',
    unit: 'ms',
    better: 'lower',
    target: 100,
    run: async () => ({ value: fastest(() => buildScorecard(german, { ...DEFAULT_TRAINING, name: 'bench' })) }),
  },
  {
    room: 'scoring',
    name: 'exact merge of 100 pre-bins, all four shapes',
    unit: 'ms',
    better: 'lower',
    target: 5,
    run: async () => ({ value: mergeHundred() }),
  },
  {
    room: 'scoring',
    name: 'bin 1M rows of one number',
    unit: 'ms',
    better: 'lower',
    run: async () => {
      const { columns, target } = randomColumns(ROWS);
      const column = columns[0] ?? numericColumn('x0', []);
      return { value: fastest(() => binColumn(column, target)) };
    },
  },
  {
    room: 'scoring',
    name: 'cross-validated AUC, German credit, protected attributes left out',
    unit: 'AUC',
    better: 'higher',
    target: 0.79,
    run: async () => ({
      value: crossValidate(german, german.folds ?? new Uint8Array(), { ...DEFAULT_MODEL, exclude: GERMAN_PROTECTED }).auc,
    }),
  },
  {
    room: 'scoring',
    name: 'fit a model of 150,000 rows x 10 columns',
    unit: 'CPU s',
    better: 'lower',
    target: 0.6,
    run: async () => ({ value: fitCredit(150_000, 10) }),
  },
  {
    room: 'scoring',
    name: 'fit a model of 30,000 rows x 23 columns',
    unit: 'CPU s',
    better: 'lower',
    target: 0.25,
    run: async () => ({ value: fitCredit(30_000, 23) }),
  },
  {
    room: 'scoring',
    name: 'bin 1,000 columns of 100,000 rows',
    unit: 'CPU s',
    better: 'lower',
    target: 20,
    deep: true,
    run: async () => ({ value: binThousand() }),
  },
  {
    room: 'scoring',
    name: 'move a cut by hand, 150,000 rows',
    unit: 'ms',
    better: 'lower',
    target: 100,
    run: async () => ({ value: moveCut() }),
  },
];
