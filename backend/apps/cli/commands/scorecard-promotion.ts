import { type Command, Option } from 'commander';
import { WANTED_ROLES } from '../../../scoring/domain/registry/model-life.ts';
import { ModelLife, PromotionPage, PromotionView } from '../../../scoring/registry/schemas.ts';
import type { ApiClient } from '../api-client.ts';
import type { CommandContext } from '../context.ts';
import { renderRecord, renderTable } from '../output.ts';
import { type NameOf, namesFor } from '../person-names.ts';
import type { Register } from '../program.ts';
import { within } from './model-options.ts';

export const percent = (bps: number) => (bps === 0 ? '' : ` ${bps / 100}%`);

/** The registry of models: roles under four eyes, and the life of a scorecard. */
export function addPromotionCommands(scorecard: Command, register: Register): void {
  addAsking(scorecard, register);
  addDeciding(scorecard, register);
  addLife(scorecard, register);
}

/** `promote`, of `credence model` and of `credence scorecard`. */
export function addPromote(parent: Command, register: Register): void {
  const promote = parent
    .command('promote')
    .description('ask that a scorecard be put in use, or retired; another person decides')
    .argument('<hash>')
    .requiredOption('--note <text>', 'why')
    .addOption(new Option('--role <role>', 'what it is to be used for; none retires it').choices(WANTED_ROLES).default('champion'))
    .option('--share <percent>', 'share of the customers that a challenger scores', within(0.01, 99.99), 0);
  register(promote, async ({ api, output }) => {
    const { share, ...rest } = promote.opts<{ note: string; role: string; share: number }>();
    const path = `/v1/scorecards/${encodeURIComponent(promote.args[0] ?? '')}/promotions`;
    const view = await (await api()).post(PromotionView, path, { ...rest, shareBps: Math.round(share * 100) });
    output.answer(view, () => `waits for another person: credence scorecard approve ${view.id}`);
  });
}

function addAsking(scorecard: Command, register: Register): void {
  addPromote(scorecard, register);
  const list = scorecard
    .command('promotions')
    .description('requests to change what a scorecard is used for, newest first')
    .option('--state <state>', 'pending, approved or refused')
    .option('--limit <n>', '1 to 100', '20')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(list, async (context) => {
    const api = await context.api();
    const page = await api.get(PromotionPage, '/v1/promotions', { ...list.opts<Record<string, string>>() });
    const nameOf = await namesFor(
      context,
      api,
      page.data.flatMap((row) => [row.requestedBy, row.decidedBy]),
    );
    const rows = page.data.map((row) => [
      row.id,
      stateText(row),
      `${row.role}${percent(row.shareBps)}`,
      row.scorecard,
      nameOf(row.requestedBy),
      nameOf(row.decidedBy),
      row.note,
    ]);
    context.output.answer(page, () => renderTable(['id', 'state', 'role', 'scorecard', 'asked by', 'decided by', 'why'], rows));
  });
}

function stateText({ state, recordedAt, recordError }: PromotionView): string {
  if (state !== 'approved') return state;
  if (recordError !== null) return `refused by the chain: ${recordError}`;
  return recordedAt === null ? 'approved, not on the chain yet' : 'in force';
}

function addDeciding(scorecard: Command, register: Register): void {
  for (const decision of ['approve', 'refuse'] as const) {
    const decide = scorecard
      .command(decision)
      .description(decision === 'approve' ? 'approve a change of role that another person asked for' : 'refuse a change of role')
      .argument('<id>')
      .option('--note <text>', 'kept with the decision', '');
    register(decide, async ({ api, output }) => {
      const path = `/v1/promotions/${encodeURIComponent(decide.args[0] ?? '')}/decision`;
      const view = await (await api()).post(PromotionView, path, { decision, ...decide.opts<{ note: string }>() });
      output.answer(view, () => `${view.scorecard}: ${stateText(view)}`);
    });
  }
  const record = scorecard
    .command('record')
    .description('write an approved change on the chain once more, after the chain refused it')
    .argument('<id>', 'request to change a role');
  register(record, async ({ api, output }) => {
    const view = await (await api()).post(PromotionView, `/v1/promotions/${encodeURIComponent(record.args[0] ?? '')}/record`, {});
    output.answer(view, () => `${view.scorecard}: ${stateText(view)}`);
  });
}

/** Verbs, with the act that each asks for; `watch` is the verb that looks at what the monitor has measured. */
const ACTS = {
  validate: ['validate', 'say what the findings of a draft mean; it may be put in use then'],
  suspect: ['watch', 'put a scorecard in use under watch'],
  release: ['release', 'end the watch'],
  discard: ['discard', 'set a scorecard aside that is not in use'],
} as const;

function addLife(scorecard: Command, register: Register): void {
  for (const [verb, [act, description]] of Object.entries(ACTS)) {
    const command = scorecard.command(verb).description(description).argument('<hash>').requiredOption('--note <text>', 'why');
    register(command, async (context) => {
      const path = `/v1/scorecards/${encodeURIComponent(command.args[0] ?? '')}/steps`;
      const api = await context.api();
      await answerLife(context, api, await api.post(ModelLife, path, { act, ...command.opts<{ note: string }>() }));
    });
  }
  const life = scorecard.command('life').description('steps of a scorecard, with who took them and why').argument('<hash>');
  register(life, async (context) => {
    const api = await context.api();
    await answerLife(context, api, await api.get(ModelLife, `/v1/scorecards/${encodeURIComponent(life.args[0] ?? '')}/life`));
  });
}

async function answerLife(context: CommandContext, api: ApiClient, life: ModelLife): Promise<void> {
  const nameOf = await namesFor(
    context,
    api,
    life.steps.map(({ actor }) => actor),
  );
  context.output.answer(life, () => lifeText(life, nameOf));
}

function lifeText({ hash, state, steps }: ModelLife, nameOf: NameOf): string {
  const rows = steps.map((step) => [
    step.at,
    step.act,
    step.state,
    `${step.role ?? ''}${percent(step.shareBps)}`,
    nameOf(step.actor),
    step.note,
  ]);
  return [renderRecord({ scorecard: hash, state }), '', renderTable(['time', 'step', 'state', 'role', 'by', 'why'], rows)].join('\n');
}
