import type { Command } from 'commander';
import { ModelRecordView } from '../../../attestation/models/schemas.ts';
import { ReplayView } from '../../../scoring/registry/schemas.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { percent } from './scorecard-promotion.ts';

/** `credence model replay`: ends with 1 when anything comes out otherwise. */
export function addReplay(model: Command, register: Register): void {
  const replay = model
    .command('replay')
    .description('compute a past score once more from its stored inputs and compare it byte for byte; ends with 1 on a difference')
    .argument('<score>', 'id of a score');
  register(replay, async (context) => {
    const view = await (await context.api()).get(ReplayView, `/v1/scores/${encodeURIComponent(replay.args[0] ?? '')}/replay`);
    context.exitCode = view.isSame ? 0 : 1;
    context.output.answer(view, () => replayText(view));
  });
}

function replayText({ scoreId, scorecard, role, scoredAt, isSame, differences, stored, replayed, recorded }: ReplayView): string {
  const head = {
    score: scoreId,
    scorecard,
    role,
    'scored at': scoredAt,
    'on the chain then': recorded === null ? 'no record' : `${recorded.role} since ${recorded.since} (change ${recorded.sequence})`,
    result: isSame ? 'the same, byte for byte' : `differs in ${differences.join(', ')}`,
  };
  const rows = (['score', 'grade', 'pdWad', 'reasons', 'points', 'segment'] as const).map((name) => [name, stored[name], replayed[name]]);
  return [renderRecord(head), '', renderTable(['', 'stored', 'computed again'], rows)].join('\n');
}

/** `credence ledger models`: ends with 1 when a batch was scored by a model that was not in use. */
export function addLedgerModels(ledger: Command, register: Register): void {
  const models = ledger
    .command('models')
    .description('models of an issuer as the chain shows them, and which scored its batches; ends with 1 when one was not in use')
    .argument('<issuer>', 'number of the issuer');
  register(models, async (context) => {
    const view = await (await context.api()).get(ModelRecordView, `/v1/ledger/issuers/${encodeURIComponent(models.args[0] ?? '')}/models`);
    context.exitCode = view.isClean ? 0 : 1;
    context.output.answer(view, () => recordText(view));
  });
}

function recordText({ champion, changes, uses, isClean }: ModelRecordView): string {
  const rows = changes.map((row) => [
    row.sequence,
    row.time,
    `${row.role}${percent(row.shareBps)}`,
    row.model,
    row.data,
    row.report,
    row.block,
  ]);
  const used = uses.map((row) => [row.model, row.role, row.batches, row.credentials, row.firstBatch, row.lastBatch]);
  return [
    renderRecord({ champion, 'every batch by a model in use': isClean ? 'yes' : 'no' }),
    '',
    renderTable(['change', 'time', 'role', 'model', 'data', 'report', 'block'], rows),
    '',
    renderTable(['model', 'role at anchoring', 'batches', 'credentials', 'first', 'last'], used),
  ].join('\n');
}
