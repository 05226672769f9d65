import type { Command } from 'commander';
import { type DriftReport, driftOfFile } from '../../../scoring/drift-file.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { commandWarehouse, readCard, within } from './model-options.ts';

interface DriftOptions {
  readonly card: string;
  readonly by?: string;
  readonly cutOff?: number;
  readonly target?: string;
  readonly bad?: string;
}

/** `credence model drift`: ends with 1 when something has shifted so far that it is an alert. */
export function addDrift(model: Command, register: Register): void {
  const drift = model
    .command('drift')
    .description(
      'how far customers have drifted from those of a scorecard, in its score and in each characteristic; ends with 1 on an alert',
    )
    .argument('<base>', 'CSV or Parquet file of the rows that the card was built on')
    .argument('<current>', 'CSV or Parquet file of the rows of today')
    .requiredOption('--card <file>', 'scorecard as JSON, - for standard input')
    .option('--by <column>', 'column of dates in the current rows: drift is told by month')
    .option('--cut-off <score>', 'lowest score that is approved', within(-100_000, 100_000, true))
    .option('--target <column>', 'column of outcomes that are known by now: 1 for bad, 0 for good')
    .option('--bad <value>', 'value of the target that means bad');
  register(drift, async (context) => {
    const { card, ...options } = drift.opts<DriftOptions>();
    const document = await readCard(card, context);
    const [base = '', current = ''] = drift.args;
    const report = await driftOfFile(await commandWarehouse(context), document, { base, current, ...options });
    context.exitCode = report.worst === 'alert' ? 1 : 0;
    context.output.answer(report, () => driftText(report));
  });
}

const percent = (value: number | null) => (value === null ? '-' : `${(value * 100).toFixed(2)}%`);
const MARKS = { stable: '', watch: ' *', alert: ' **' } as const;

function driftText({ base, periods, rows, worst }: DriftReport): string {
  const hasOutcomes = periods.some(({ outcome }) => outcome !== null);
  const head = { 'base rows': base.rows, 'mean score of the base': base.meanScore.toFixed(1), 'worst shift': worst };
  const index = renderTable(
    ['stability index', ...periods.map(({ period }) => period)],
    rows.map((row) => [row.name, ...row.index.map((value, at) => `${value.toFixed(4)}${MARKS[row.level[at] ?? 'stable']}`)]),
  );
  const columns = ['period', 'rows', 'mean score', 'PD', 'approved'];
  const figures = periods.map(({ period, rows: count, meanScore, predicted, approvalRate, outcome }) => [
    period,
    count,
    meanScore.toFixed(1),
    percent(predicted),
    percent(approvalRate),
    ...(hasOutcomes ? [percent(outcome?.observed ?? null), outcome?.gini == null ? '-' : outcome.gini.toFixed(4)] : []),
  ]);
  return [
    renderRecord(head),
    '',
    index,
    '* watched from 0.1, ** alert from 0.25',
    '',
    renderTable(hasOutcomes ? [...columns, 'bad rate', 'Gini'] : columns, figures),
  ].join('\n');
}
