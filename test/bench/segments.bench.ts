import { cellAt, type Dataset } from '../../backend/intake/domain/columns.ts';
import { DEFAULT_TRAINING } from '../../backend/scoring/domain/scorecard/build-scorecard.ts';
import { compileDocument } from '../../backend/scoring/domain/segments/compile-document.ts';
import { DEFAULT_LIMITS } from '../../backend/scoring/domain/segments/segment-limits.ts';
import { type TrainedDocument, trainDocument } from '../../backend/scoring/domain/segments/train-document.ts';
import { readGermanCredit } from '../system/support/reference-data.ts';
import type { Bench } from './bench.ts';
import { timedCpu } from './cpu-time.ts';
import { CREDIT_SETS, readCreditSet } from './credit-sets.ts';

type Data = Pick<Dataset, 'columns' | 'target' | 'datasetHash' | 'folds'>;

interface Search {
  readonly trained: TrainedDocument;
  readonly cpuSeconds: number;
}

/** One search gives both figures of a data set. */
const SEARCHES = new Map<string, Search>();

function searchIn(name: string, read: () => Data): Search {
  const known = SEARCHES.get(name);
  if (known !== undefined) return known;
  const data = read();
  const { value: trained, cpuSeconds } = timedCpu(() =>
    trainDocument(data, { ...DEFAULT_TRAINING, name }, { splits: 'find', ...DEFAULT_LIMITS }),
  );
  const search = { trained, cpuSeconds };
  const { segmentation } = trained;
  const kept = segmentation?.used === true ? `used: ${segmentation.segments.join(' | ')}` : 'one card is kept';
  process.stderr.write(`    difference ${segmentation?.difference.toFixed(4)}, p ${segmentation?.pValue.toPrecision(2)}, ${kept}\n`);
  SEARCHES.set(name, search);
  return search;
}

function searchRows(name: string, read: () => Data, deep: boolean): Bench[] {
  return [
    {
      room: 'scoring',
      name: `AUC on unseen rows, segments found anew in each fold, ${name}`,
      unit: 'AUC',
      better: 'higher',
      referenceName: 'one card',
      deep,
      run: async () => {
        const { segmentedAuc = 0, singleAuc = 0 } = searchIn(name, read).trained.segmentation ?? {};
        return { value: segmentedAuc, reference: singleAuc };
      },
    },
    {
      room: 'scoring',
      name: `search for segments with its proof over five folds, ${name}`,
      unit: 'CPU s',
      better: 'lower',
      deep,
      run: async () => ({ value: searchIn(name, read).cpuSeconds }),
    },
  ];
}

const ROUNDS = 20;
const RUNS = 7;

/** Microseconds for one customer at a time, with segment, points and reasons. */
function scoreOne(): number {
  const german = readGermanCredit();
  const splits = [
    { attribute: 'age', cut: 33, missing: 'right' },
    { attribute: 'housing', levels: ['A152'], missing: 'left' },
  ] as const;
  const { document } = trainDocument(german, { ...DEFAULT_TRAINING, name: 'bench' }, { splits, minRows: 100, minBads: 30 });
  const scorer = compileDocument(document);
  const rows = german.ids.map((_, row) => Object.fromEntries(german.columns.map((column) => [column.name, cellAt(column, row)])));
  let best = Number.POSITIVE_INFINITY;
  let reasons = 0;
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    for (let round = 0; round < ROUNDS; round++) for (const row of rows) reasons += scorer.scoreRow(row).reasons.length;
    best = Math.min(best, performance.now() - start);
  }
  if (reasons === 0) throw new Error('Nobody lost a point.');
  return (best * 1000) / (ROUNDS * rows.length);
}

/** Figures of cards by segment. */
export const benches: Bench[] = [
  {
    room: 'scoring',
    name: 'score one customer by the card of one of three segments',
    unit: 'µs',
    better: 'lower',
    target: 20,
    run: async () => ({ value: scoreOne() }),
  },
  ...searchRows('German credit', readGermanCredit, false),
  ...CREDIT_SETS.flatMap((set) =>
    searchRows(`${set.folder} (from CREDENCE_DATA)`, () => ({ ...readCreditSet(set), datasetHash: '0x00' }), true),
  ),
];
