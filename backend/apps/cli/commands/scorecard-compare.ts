import type { Command } from 'commander';
import { JobAccepted } from '../../../platform/http/schemas.ts';
import { ComparisonView } from '../../../scoring/comparison/schemas.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { waitForJob } from '../wait-for-job.ts';
import { within } from './model-options.ts';
import { share } from './model-tables.ts';

/** Scorecards of the registry side by side, on the same unseen rows. */
export function addCompareCommand(scorecard: Command, register: Register): void {
  const compare = scorecard
    .command('compare')
    .description('two to four scorecards, plain or by segments, on the same rows that they had not seen, each against the first')
    .argument('<hashes...>', 'hashes of the scorecards')
    .requiredOption('--source <name>', 'source of the customers')
    .option('--approval <share>', 'share of the rows that each approves when decisions are compared', within(0.01, 0.99), 0.7);
  register(compare, async ({ api, output }) => {
    const { source, approval } = compare.opts<{ source: string; approval: number }>();
    const client = await api();
    const accepted = await client.post(JobAccepted, '/v1/scorecard-comparisons', { hashes: compare.args, source });
    const view = ComparisonView.parse((await waitForJob(client, output, accepted.jobId)).result);
    output.answer(view, () => comparisonText(view, approval));
  });
}

function comparisonText({ rows, bads, basis, datasetHash, cards }: ComparisonView, approval: number): string {
  const figures = cards.map(({ name, hash, mean, auc, test, delong }) => [
    `${name} ${hash.slice(0, 10)}`,
    `${share(auc.auc)} (${share(auc.lower)} to ${share(auc.upper)})`,
    ...[mean.gini, mean.ks, mean.hMeasure, mean.brier, mean.logLoss].map(share),
    test === null ? '' : share(test.pValue),
    delong === null ? '' : share(delong.pValue),
  ]);
  const segments = cards.flatMap(({ name, segments: own }) =>
    own.map(({ segment, label, rows: of, bads: bad, standInFolds }) => [
      name,
      segment,
      label,
      of,
      share(of === 0 ? null : bad / of),
      standInFolds,
    ]),
  );
  const step = Math.round(approval * 100) / 100;
  const swaps = cards.flatMap(({ name, swaps: steps }) =>
    steps
      .filter((swap) => swap.approval === step)
      .map(({ swapIn, swapOut, bothApprove, bothDecline }) => [
        name,
        ...[bothApprove, swapIn, swapOut, bothDecline].map((cell) => `${cell.rows} (${share(cell.badRate)})`),
      ]),
  );
  return [
    renderRecord({
      rows,
      bads,
      'each of them':
        basis === 'learnt_anew' ? 'learnt anew in every fold' : 'as it is, on outcomes that became known after it had read its own',
      'content hash of the data': datasetHash,
    }),
    '',
    renderTable(['scorecard', 'AUC (95 %)', 'Gini', 'KS', 'H', 'Brier', 'log loss', 'p (folds)', 'p (DeLong)'], figures),
    ...(segments.length === 0
      ? []
      : ['', renderTable(['by segments', 'segment', 'rows for which', 'rows', 'bad rate', 'stand-in folds'], segments)]),
    '',
    `Rows and bad rates when each approves ${(step * 100).toFixed(0)} %, against the first:`,
    renderTable(['scorecard', 'both approve', 'this alone', 'the first alone', 'both decline'], swaps),
  ].join('\n');
}
