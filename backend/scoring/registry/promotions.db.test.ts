import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { approveCard, person, putInUse } from '../../../test/system/support/put-in-use.ts';
import { GERMAN_PROTECTED, readGermanCredit } from '../../../test/system/support/reference-data.ts';
import type { WantedPost } from '../domain/registry/model-life.ts';
import { buildScorecard, DEFAULT_MODEL, DEFAULT_TRAINING } from '../domain/scorecard/build-scorecard.ts';
import { reportCharacteristics } from '../domain/scorecard/characteristic-report.ts';
import { validateScorecard } from '../domain/validation-report.ts';
import { insertScorecard } from '../store.ts';
import { actOnModel } from './model-steps.ts';
import { askPromotion, decidePromotion, finishPromotion, recordAgain, refuseRecord } from './promotions.ts';

const german = readGermanCredit();
const CHAMPION: WantedPost = { role: 'champion', shareBps: 0 };
const TX = `0x${'22'.repeat(32)}`;

describeOnEachDatabase('the registry of models', (under) => {
  const hashes: string[] = [];
  const hashOf = (place: number) => hashes[place] ?? '';
  const lifeOf = async () =>
    Promise.all(
      hashes.map(async (hash) => {
        const { state, role, shareBps } = await under.database.client.scorecard.findUniqueOrThrow({ where: { hash } });
        return role === null ? state : `${state} ${role}${shareBps === 0 ? '' : ` ${shareBps}`}`;
      }),
    );
  const ask = (place: number, name: string, post = CHAMPION) =>
    askPromotion(under.database, { hash: hashOf(place), note: 'ranks better', ...post }, person(name));
  const decide = (id: string, decision: 'approve' | 'refuse', name: string) =>
    decidePromotion(under.database, { id, decision, note: '' }, person(name));
  const act = (place: number, what: 'validate' | 'watch' | 'release' | 'discard') =>
    actOnModel(under.database, { hash: hashOf(place), act: what, note: 'looked at' }, person('ann'));
  const finish = (id: string) => under.database.write((tx) => finishPromotion(tx, id, TX));

  it('begins with drafts, which nobody can put in use before their findings are judged', async () => {
    for (const name of ['one', 'two', 'three', 'four']) {
      const own = { one: [], two: ['age'], three: ['housing'], four: ['purpose'] }[name] ?? [];
      const model = { ...DEFAULT_MODEL, exclude: [...GERMAN_PROTECTED, ...own] };
      const built = buildScorecard(german, { ...DEFAULT_TRAINING, name, model });
      const report = {
        validation: validateScorecard(german, built.document, model),
        characteristics: reportCharacteristics(built.model, built.document),
      };
      const run = { createdBy: 'user:maker', createdAt: new Date() };
      hashes.push((await under.database.write((tx) => insertScorecard(tx, built.document, report, run))).hash);
    }
    expect(await lifeOf()).toEqual(['draft', 'draft', 'draft', 'draft']);
    await expect(ask(0, 'ann')).rejects.toMatchObject({ code: 'model_state_invalid', params: { state: 'draft' } });
    await act(0, 'validate');
    const step = await under.database.client.scorecardStep.findFirstOrThrow();
    expect(step).toMatchObject({ state: 'validated', actor: 'user:ann', note: 'looked at' });
    const [finding] = JSON.parse(step.detail).findings;
    expect(finding).toEqual({ en: expect.stringMatching(/^[ -~]+$/), zh: expect.stringMatching(/\p{Script=Han}/u) });
  });

  it('is asked for once, for a role that there is room for', async () => {
    await expect(ask(0, 'ann', { role: 'shadow', shareBps: 0 })).rejects.toMatchObject({ code: 'model_post_invalid' });
    await expect(ask(0, 'ann', { role: 'champion', shareBps: 5 })).rejects.toMatchObject({ code: 'model_post_invalid' });
    const id = await ask(0, 'ann');
    expect(await ask(0, 'ben')).toBe(id);
    const unknown = askPromotion(under.database, { hash: `0x${'00'.repeat(32)}`, note: 'why', ...CHAMPION }, person('ann'));
    await expect(unknown).rejects.toMatchObject({ code: 'scorecard_unknown' });
    await expect(act(0, 'discard')).rejects.toMatchObject({ code: 'promotion_waiting' });
    expect(await under.database.client.scorecardPromotion.count()).toBe(1);
  });

  it('is decided by another person only, and holds from when the chain shows it', async () => {
    const { id } = await under.database.client.scorecardPromotion.findFirstOrThrow();
    await expect(decide(id, 'approve', 'ann')).rejects.toMatchObject({ code: 'four_eyes' });
    const key = { caller: { kind: 'key', actor: 'key:abc' } as const, requestId: null };
    await expect(decidePromotion(under.database, { id, decision: 'approve', note: '' }, key)).rejects.toMatchObject({ code: 'four_eyes' });
    await expect(decide('pro_none', 'approve', 'ben')).rejects.toMatchObject({ code: 'promotion_unknown' });
    await decide(id, 'approve', 'ben');
    expect((await lifeOf())[0]).toBe('approved');
    expect(await under.database.client.job.count({ where: { kind: 'model.record', state: 'queued' } })).toBe(1);
    await finish(id);
    await finish(id);
    expect((await lifeOf())[0]).toBe('live champion');
    await expect(decide(id, 'refuse', 'ben')).rejects.toMatchObject({ code: 'promotion_decided' });
    await expect(ask(0, 'ann')).rejects.toMatchObject({ code: 'model_post_invalid' });
    const row = await under.database.client.scorecardPromotion.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ state: 'approved', replaced: null, decidedBy: 'user:ben', txHash: TX });
    expect(await under.database.client.scorecardStep.count({ where: { scorecardHash: hashOf(0) } })).toBe(3);
  });

  it('gives challengers their shares, and leaves a part to the champion', async () => {
    await putInUse(under.database, hashOf(1), { role: 'challenger', shareBps: 6_000 });
    await putInUse(under.database, hashOf(2), { role: 'shadow', shareBps: 0 });
    expect(await lifeOf()).toEqual(['live champion', 'live challenger 6000', 'live shadow', 'draft']);
    await expect(ask(2, 'ann', { role: 'challenger', shareBps: 4_000 })).rejects.toMatchObject({ code: 'model_post_invalid' });
    await expect(ask(0, 'ann', { role: 'none', shareBps: 0 })).rejects.toMatchObject({ code: 'model_post_invalid' });
    await expect(act(1, 'discard')).rejects.toMatchObject({ code: 'model_state_invalid' });
    const waiting = await ask(2, 'ann', { role: 'challenger', shareBps: 1_000 });
    await expect(ask(2, 'ann', { role: 'challenger', shareBps: 2_000 })).rejects.toMatchObject({ code: 'promotion_waiting' });
    await decide(waiting, 'refuse', 'ben');
    expect((await lifeOf())[2]).toBe('live shadow');
  });

  it('watches and releases a model in use, and keeps its role while it is watched', async () => {
    await act(1, 'watch');
    expect((await lifeOf())[1]).toBe('watch challenger 6000');
    await expect(act(1, 'watch')).rejects.toMatchObject({ code: 'model_state_invalid' });
    await act(1, 'release');
    expect((await lifeOf())[1]).toBe('live challenger 6000');
  });

  it('makes a challenger the champion, and retires the one before it in the same moment', async () => {
    const id = await approveCard(under.database, hashOf(1));
    expect((await lifeOf()).slice(0, 2)).toEqual(['live champion', 'live challenger 6000']);
    await finish(id);
    expect((await lifeOf()).slice(0, 2)).toEqual(['retired', 'live champion']);
    expect(await under.database.client.scorecardPromotion.findUniqueOrThrow({ where: { id } })).toMatchObject({ replaced: hashOf(0) });
    await putInUse(under.database, hashOf(2), { role: 'none', shareBps: 0 });
    expect((await lifeOf())[2]).toBe('retired');
  });

  it('leaves one champion whatever is approved at the same time', async () => {
    const approved = await Promise.all([approveCard(under.database, hashOf(0)), approveCard(under.database, hashOf(2))]);
    await Promise.all(approved.map(finish));
    expect((await lifeOf()).filter((life) => life.endsWith('champion'))).toHaveLength(1);
  });

  it('waits for a person when the chain refuses, and discards what was never in use', async () => {
    const id = await approveCard(under.database, hashOf(3));
    await expect(recordAgain(under.database, id, person('ann'))).rejects.toMatchObject({ code: 'promotion_not_refused_by_chain' });
    await expect(act(3, 'discard')).rejects.toMatchObject({ code: 'promotion_waiting' });
    await under.database.write((tx) => refuseRecord(tx, id, 'ModelIssuerSuspended'));
    const jobs = () => under.database.client.job.count({ where: { kind: 'model.record' } });
    const before = await jobs();
    await recordAgain(under.database, id, person('ann'));
    expect(await jobs()).toBe(before + 1);
    await under.database.write((tx) => refuseRecord(tx, id, 'ModelIssuerSuspended'));
    await act(3, 'discard');
    expect((await lifeOf())[3]).toBe('retired');
  });

  it('is in the audit log with who asked and who decided, and told', async () => {
    const { client } = under.database;
    const actions = (await client.auditEntry.findMany({ where: { entity: 'scorecard' } })).map(({ action }) => action);
    const count = (action: string) => actions.filter((each) => each === `scorecard.${action}`).length;
    expect([count('promotion_requested'), count('promotion_approved'), count('promotion_refused')]).toEqual([9, 8, 1]);
    expect(await client.outbox.count({ where: { topic: 'scorecard.promoted' } })).toBe(7);
  });
});
