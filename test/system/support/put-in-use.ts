import type { Database } from '../../../backend/platform/database/database.ts';
import type { WantedPost } from '../../../backend/scoring/domain/registry/model-life.ts';
import { actOnModel } from '../../../backend/scoring/registry/model-steps.ts';
import { askPromotion, decidePromotion, finishPromotion, RECORD_MODEL_JOB } from '../../../backend/scoring/registry/promotions.ts';

export const person = (name: string) => ({ caller: { kind: 'user', actor: `user:${name}` }, requestId: null }) as const;

/** Takes a draft through validation and approval by two people; the change of role waits for the chain. */
export async function approveCard(database: Database, hash: string, post: WantedPost = { role: 'champion', shareBps: 0 }): Promise<string> {
  const { state } = await database.client.scorecard.findUniqueOrThrow({ where: { hash } });
  if (state === 'draft') await actOnModel(database, { hash, act: 'validate', note: 'findings looked at' }, person('ann'));
  const id = await askPromotion(database, { hash, note: 'ranks better', ...post }, person('ann'));
  await decidePromotion(database, { id, decision: 'approve', note: '' }, person('ben'));
  return id;
}

/** The same on a database without a chain beside it, as if the chain had shown the change. */
export async function putInUse(database: Database, hash: string, post?: WantedPost): Promise<void> {
  const id = await approveCard(database, hash, post);
  await database.write(async (tx) => {
    await finishPromotion(tx, id, `0x${'11'.repeat(32)}`);
    await tx.job.deleteMany({ where: { kind: RECORD_MODEL_JOB } });
  });
}
