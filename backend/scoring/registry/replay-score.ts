import { type KeyWrap, openCustomerKey } from '../../intake/customer-keys.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';
import { compileRegistryDocument } from '../domain/scored-model/registry-document.ts';
import { readScorecard, resultOf, type ScoreResult } from '../store.ts';
import type { ReplayView } from './schemas.ts';
import { openInputs } from './score-inputs.ts';

/**
 * Computes a past score once more, from the attributes that were stored with it and the document that its hash names, and compares
 * every byte of what the score says. A score from before segments were kept names none, and is not held against one.
 * @throws {@link DomainError} `score_unknown`, `score_inputs_missing`, `customer_erased`, `scorecard_corrupt`, `sealed_text_unreadable`
 */
export async function replayScore(client: DatabaseClient, wrap: KeyWrap, scoreId: string): Promise<ReplayView> {
  const row = await client.score.findUnique({ where: { id: scoreId } });
  if (row === null) throw new DomainError('score_unknown', 'not_found', 'No score has this id.');
  const { customerId, runId, scorecardHash, inputs } = row;
  if (inputs === null)
    throw new DomainError('score_inputs_missing', 'conflict', 'This score was made before inputs were kept; it cannot be computed again.');
  const key = await openCustomerKey(client, wrap, customerId);
  const { document } = await readScorecard(client, scorecardHash);
  const replayed = resultOf(compileRegistryDocument(document).scoreRow(openInputs(key, inputs, { customerId, runId, scorecardHash })));
  const { score, grade, pdWad, reasons, points, segment } = row;
  const stored: ScoreResult = { score, grade, pdWad, reasons, points, segment };
  const differences = (['score', 'grade', 'pdWad', 'reasons', 'points', 'segment'] as const).filter(
    (name) => stored[name] !== replayed[name] && !(name === 'segment' && segment === null),
  );
  return {
    scoreId,
    scorecard: scorecardHash as ReplayView['scorecard'],
    role: row.role as ReplayView['role'],
    scoredAt: row.createdAt.toISOString(),
    isSame: differences.length === 0,
    differences,
    stored: { ...stored },
    replayed: { ...replayed },
    recorded: await recordedAt(client, scorecardHash, row.createdAt),
  };
}

/** What the chain says that the model was used for at a moment, as the index has read it. */
async function recordedAt(client: DatabaseClient, model: string, at: Date): Promise<ReplayView['recorded']> {
  const time = BigInt(Math.floor(at.getTime() / 1000));
  const row = await client.modelChange.findFirst({ where: { model, time: { lte: time } }, orderBy: { sequence: 'desc' } });
  if (row === null) return null;
  return { role: row.role, sequence: String(row.sequence), since: new Date(Number(row.time) * 1000).toISOString() };
}
