import type { Command } from 'commander';
import { PromotionPage, PromotionView } from '../../../scoring/schemas.ts';
import { renderTable } from '../output.ts';
import type { Register } from '../program.ts';

/** Putting a scorecard in use, under four eyes. */
export function addPromotionCommands(scorecard: Command, register: Register): void {
  const promote = scorecard
    .command('promote')
    .description('ask that a scorecard be put in use; another person decides')
    .argument('<hash>')
    .requiredOption('--note <text>', 'why');
  register(promote, async ({ api, output }) => {
    const path = `/v1/scorecards/${encodeURIComponent(promote.args[0] ?? '')}/promotions`;
    const view = await (await api()).post(PromotionView, path, promote.opts<{ note: string }>());
    output.answer(view, () => `waits for another person: credence scorecard approve ${view.id}`);
  });
  const list = scorecard
    .command('promotions')
    .description('requests to put a scorecard in use, newest first')
    .option('--state <state>', 'pending, approved or refused')
    .option('--limit <n>', '1 to 100', '20')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(list, async ({ api, output }) => {
    const page = await (await api()).get(PromotionPage, '/v1/promotions', { ...list.opts<Record<string, string>>() });
    const rows = page.data.map((row) => [row.id, row.state, row.scorecard, row.requestedBy, row.decidedBy, row.note]);
    output.answer(page, () => renderTable(['id', 'state', 'scorecard', 'asked by', 'decided by', 'why'], rows));
  });
  for (const decision of ['approve', 'refuse'] as const) {
    const decide = scorecard
      .command(decision)
      .description(decision === 'approve' ? 'put a scorecard in use that another person asked for' : 'refuse to put it in use')
      .argument('<id>')
      .option('--note <text>', 'kept with the decision', '');
    register(decide, async ({ api, output }) => {
      const path = `/v1/promotions/${encodeURIComponent(decide.args[0] ?? '')}/decision`;
      const view = await (await api()).post(PromotionView, path, { decision, ...decide.opts<{ note: string }>() });
      output.answer(view, () => `${view.scorecard}: ${view.state}`);
    });
  }
}
