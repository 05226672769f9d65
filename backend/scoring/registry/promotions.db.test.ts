import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { GERMAN_PROTECTED, readGermanCredit } from '../../test/system/support/reference-data.ts';
import { buildScorecard, DEFAULT_MODEL, DEFAULT_TRAINING } from './domain/scorecard/build-scorecard.ts';
import { reportCharacteristics } from './domain/scorecard/characteristic-report.ts';
import { validateScorecard } from './domain/validation-report.ts';
import { askPromotion, decidePromotion } from './promotions.ts';
import { insertScorecard } from './store.ts';

const german = readGermanCredit();
const person = (name: string) => ({ caller: { kind: 'user', actor: `user:${name}` } as const, requestId: null });

describeOnEachDatabase('putting a scorecard in use', (under) => {
  const hashes: string[] = [];
  const stateOf = async (hash: string) => (await under.database.client.scorecard.findUniqueOrThrow({ where: { hash } })).state;
  const ask = (hash: string, name: string) => askPromotion(under.database, hash, 'ranks better', person(name));
  const decide = (id: string, decision: 'approve' | 'refuse', name: string) =>
    decidePromotion(under.database, { id, decision, note: '' }, person(name));

  it('begins with a first card in use and others that wait', async () => {
    for (const name of ['one', 'two', 'three']) {
      const model = { ...DEFAULT_MODEL, exclude: [...GERMAN_PROTECTED, ...(name === 'one' ? [] : name === 'two' ? ['age'] : ['housing'])] };
      const built = buildScorecard(german, { ...DEFAULT_TRAINING, name, model });
      const report = {
        validation: validateScorecard(german, built.document, model),
        characteristics: reportCharacteristics(built.model, built.document),
      };
      const run = { createdBy: 'user:maker', createdAt: new Date() };
      hashes.push((await under.database.write((tx) => insertScorecard(tx, built.document, report, run))).hash);
    }
    expect(await Promise.all(hashes.map(stateOf))).toEqual(['champion', 'candidate', 'candidate']);
  });

  it('is asked for once, and not for the card in use or an unknown one', async () => {
    const id = await ask(hashes[1] ?? '', 'ann');
    expect(await ask(hashes[1] ?? '', 'ben')).toBe(id);
    await expect(ask(hashes[0] ?? '', 'ann')).rejects.toMatchObject({ code: 'scorecard_in_use' });
    await expect(ask(`0x${'00'.repeat(32)}`, 'ann')).rejects.toMatchObject({ code: 'scorecard_unknown' });
    expect(await under.database.client.scorecardPromotion.count()).toBe(1);
  });

  it('is decided by another person only, signed in by name', async () => {
    const { id } = await under.database.client.scorecardPromotion.findFirstOrThrow();
    await expect(decide(id, 'approve', 'ann')).rejects.toMatchObject({ code: 'four_eyes' });
    const key = { caller: { kind: 'key', actor: 'key:abc' } as const, requestId: null };
    await expect(decidePromotion(under.database, { id, decision: 'approve', note: '' }, key)).rejects.toMatchObject({ code: 'four_eyes' });
    await expect(decide('pro_none', 'approve', 'ben')).rejects.toMatchObject({ code: 'promotion_unknown' });
    expect(await stateOf(hashes[1] ?? '')).toBe('candidate');
    await decide(id, 'approve', 'ben');
    expect(await Promise.all(hashes.map(stateOf))).toEqual(['retired', 'champion', 'candidate']);
    await expect(decide(id, 'refuse', 'ben')).rejects.toMatchObject({ code: 'promotion_decided' });
    const row = await under.database.client.scorecardPromotion.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ state: 'approved', replaced: hashes[0], decidedBy: 'user:ben' });
  });

  it('puts a retired card back, and leaves one card in use whatever is approved at the same time', async () => {
    const asked = await Promise.all([ask(hashes[0] ?? '', 'ann'), ask(hashes[2] ?? '', 'ann')]);
    await Promise.all(asked.map((id) => decide(id, 'approve', 'ben')));
    expect((await Promise.all(hashes.map(stateOf))).filter((state) => state === 'champion')).toHaveLength(1);
    const refused = await ask(hashes[1] ?? '', 'ben');
    await decide(refused, 'refuse', 'ann');
    expect(await stateOf(hashes[1] ?? '')).toBe('retired');
  });

  it('is in the audit log with who asked and who decided, and told', async () => {
    const { client } = under.database;
    const actions = (await client.auditEntry.findMany({ where: { entity: 'scorecard' } })).map(({ action }) => action);
    const count = (action: string) => actions.filter((each) => each === `scorecard.${action}`).length;
    expect([count('promotion_requested'), count('promotion_approved'), count('promotion_refused')]).toEqual([4, 3, 1]);
    expect(await client.outbox.count({ where: { topic: 'scorecard.promoted' } })).toBe(3);
  });
});
