import type { Command } from 'commander';
import { DomainError } from '../../../kernel/errors.ts';
import { MonitoredModels, MonitoringView, RefitPage, RefitView } from '../../../scoring/monitoring/schemas.ts';
import type { ApiClient } from '../api-client.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { within } from './model-options.ts';
import { runJob } from './scorecard.ts';

/** Living with a card in use: how far its customers have drifted, and cards trained anew. */
export function addWatchCommands(scorecard: Command, register: Register): void {
  addWatch(scorecard, register);
  addRefits(scorecard, register);
}

function addWatch(scorecard: Command, register: Register): void {
  const watch = scorecard
    .command('watch')
    .description('drift of a scorecard, by default the one in use, by month and characteristic; ends with 1 while an alert is open')
    .argument('[hash]')
    .option('--from <day>', 'first day, YYYY-MM-DD; by default a year ago')
    .option('--to <day>', 'last day, by default today')
    .option('--cut-off <score>', 'lowest score that is approved', within(-100_000, 100_000, true));
  register(watch, async (context) => {
    const api = await context.api();
    const hash = watch.args[0] ?? (await cardInUse(api));
    const { from, to, cutOff } = watch.opts<{ from?: string; to?: string; cutOff?: number }>();
    const query = { ...(from && { from }), ...(to && { to }), ...(cutOff !== undefined && { cutOff: String(cutOff) }) };
    const view = await api.get(MonitoringView, `/v1/scorecards/${encodeURIComponent(hash)}/monitoring`, query);
    context.exitCode = view.alerts.some(({ level, resolvedOn }) => level === 'alert' && resolvedOn === null) ? 1 : 0;
    context.output.answer(view, () => watchText(view));
  });
}

async function cardInUse(api: ApiClient): Promise<string> {
  const { data } = await api.get(MonitoredModels, '/v1/monitoring/models');
  const card = data.find(({ role }) => role === 'champion');
  if (card === undefined) throw new DomainError('scorecard_unknown', 'not_found', 'No scorecard is in use.');
  return card.hash;
}

const percent = (value: number | undefined) => (value === undefined ? '-' : `${(value * 100).toFixed(2)}%`);
const MARKS = { stable: '', watch: ' *', alert: ' **' } as const;

/** What `scorecard watch` prints for people. */
export function watchText(view: MonitoringView): string {
  const { scorecard, name, kind, state, training, cutOff, months, matrix, alerts } = view;
  const head = {
    scorecard,
    name,
    state,
    ...(kind === 'scorecard'
      ? { 'training rows': training.rows, 'mean score of the training': training.meanScore.toFixed(1) }
      : { kind, 'customers measured when it was taken in': training.rows, 'their mean score': training.meanScore.toFixed(1) }),
    'cut-off': cutOff,
    'open alerts': alerts.filter(({ resolvedOn }) => resolvedOn === null).length,
  };
  if (months.length === 0) return `${renderRecord(head)}\n\nnothing was measured in these days`;
  const index = renderTable(
    ['stability index', ...months.map(({ period }) => period)],
    matrix.map(({ figure, cells }) => [
      figure,
      ...months.map(({ period }) => {
        const cell = cells.find(({ month }) => month === period);
        return cell === undefined ? '-' : `${cell.index.toFixed(4)}${MARKS[cell.level]}`;
      }),
    ]),
  );
  const figures = months.map(({ period, rows, meanScore, approvalRate, predicted, outcome }) => {
    const gini = outcome?.ranking?.gini;
    const known = [percent(outcome?.observed), gini === undefined ? '-' : gini.toFixed(4)];
    return [period, rows, meanScore.toFixed(1), percent(approvalRate), percent(predicted), ...known];
  });
  const raised = alerts.map(({ figure, level, shift, raisedOn, resolvedOn }) => [
    figure,
    level,
    shift.toFixed(4),
    raisedOn,
    resolvedOn ?? 'open',
  ]);
  return [
    renderRecord(head),
    index,
    '* watched from 0.1, ** alert from 0.25, unless chance explains it',
    ...segmentTexts(view),
    renderTable(['month', 'rows', 'mean score', 'approved', 'PD', 'bad rate', 'Gini'], figures),
    ...(raised.length === 0 ? [] : [renderTable(['alert', 'level', 'shift', 'raised', 'resolved'], raised)]),
  ].join('\n\n');
}

/** The segments with their shares by month, and how many scores are not told apart by them. */
function segmentTexts({ segments, months }: MonitoringView): string[] {
  if (segments.length === 0) return [];
  const shares = renderTable(
    ['segment', 'rows for which', 'training', ...months.map(({ period }) => period)],
    segments.map(({ segment, label, share }, at) => [
      segment,
      label,
      percent(share),
      ...months.map((month) => (month.unnamed === month.rows ? '-' : percent(month.segments[at]?.share))),
    ]),
  );
  const unnamed = months.reduce((sum, month) => sum + month.unnamed, 0);
  if (unnamed === 0) return [shares];
  return [shares, `${unnamed} scores were made before scores named their segment; no segment and no characteristic counts them`];
}

function addRefits(scorecard: Command, register: Register): void {
  const refit = scorecard
    .command('refit')
    .description('train a scorecard anew on the newest rows of its source and propose it; nothing goes live by itself')
    .argument('<hash>')
    .option('--no-wait', 'do not wait for the worker');
  register(refit, async (context) => runJob(context, refit, `/v1/scorecards/${encodeURIComponent(refit.args[0] ?? '')}/refits`, {}));
  const list = scorecard
    .command('refits')
    .description('proposals of refits with their swap sets, newest first')
    .option('--state <state>', 'pending, taken, dismissed or failed')
    .option('--limit <n>', '1 to 100', '20')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(list, async ({ api, output }) => {
    const page = await (await api()).get(RefitPage, '/v1/refits', { ...list.opts<Record<string, string>>() });
    output.answer(page, () =>
      renderTable(['id', 'state', 'cause', 'AUC now', 'AUC refit', 'p', 'swapped in', 'swapped out', 'candidate'], page.data.map(refitRow)),
    );
  });
  for (const decision of ['take_up', 'dismiss'] as const) {
    const decide = scorecard
      .command(decision === 'take_up' ? 'take-up' : 'dismiss')
      .description(
        decision === 'take_up'
          ? 'ask that the scorecard of a proposal be put in use; another person decides'
          : 'dismiss a proposal of a refit',
      )
      .argument('<id>')
      .requiredOption('--note <text>', 'why');
    register(decide, async ({ api, output }) => {
      const path = `/v1/refits/${encodeURIComponent(decide.args[0] ?? '')}/decision`;
      const view = await (await api()).post(RefitView, path, { decision, ...decide.opts<{ note: string }>() });
      output.answer(view, () =>
        view.promotion === null ? `${view.id}: ${view.state}` : `waits for another person: credence scorecard approve ${view.promotion}`,
      );
    });
  }
}

function refitRow({ id, state, cause, comparison, candidate, fault }: RefitView): (string | number | null)[] {
  if (comparison === null) return [id, state, cause, '-', '-', '-', '-', '-', fault];
  const { auc, swap } = comparison;
  const cell = ({ rows, badRate }: typeof swap.swapIn) => `${rows} (${badRate === null ? '-' : percent(badRate)} bad)`;
  const figures = [auc.second.toFixed(4), auc.first.toFixed(4), auc.pValue.toFixed(3), cell(swap.swapIn), cell(swap.swapOut)];
  return [id, state, cause, ...figures, candidate];
}
