import type { Command } from 'commander';
import { ConsentPage, ConsentView } from '../../../holder/schemas.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';

/** What a customer agreed to show to whom, and the end of it. */
export function addConsentCommands(program: Command, register: Register): void {
  const consent = program.command('consent').description('what customers agreed to show to whom');
  const list = consent.command('list').description('consents of a customer, newest first').argument('<customer>');
  register(list, async ({ api, output }) => {
    const path = `/v1/customers/${encodeURIComponent(list.args[0] ?? '')}/consents`;
    const page = await (await api()).get(ConsentPage, path, { limit: '100' });
    const rows = page.data.map((row) => [
      row.verifierName,
      row.purpose,
      [...row.scope.fields, ...row.scope.claims.map(({ kind, threshold }) => `${kind} ${threshold}`)].join(' '),
      row.state,
      row.until,
      row.looks.length,
      row.id,
    ]);
    output.answer(page, () => renderTable(['verifier', 'purpose', 'shown', 'state', 'until', 'looks', 'id'], rows));
  });
  const withdraw = consent
    .command('withdraw')
    .description('take a consent back for a customer: the lender can look no more, and a link leads nowhere')
    .argument('<customer>')
    .argument('<consent>');
  register(withdraw, async ({ api, output }) => {
    const [customer = '', id = ''] = withdraw.args.map(encodeURIComponent);
    const view = await (await api()).post(ConsentView, `/v1/customers/${customer}/consents/${id}/withdrawal`, {});
    output.answer(view, () => renderRecord({ id: view.id, verifier: view.verifierName, state: view.state, withdrawn: view.withdrawnAt }));
  });
}
