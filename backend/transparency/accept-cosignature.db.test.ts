import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { type LoggedLedger, openLoggedLedger } from '../../test/system/support/logged-batches.ts';
import { keccak256 } from '../kernel/keccak.ts';
import { hash32 } from '../kernel/hex.ts';
import { utf8 } from '../attestation/domain/words.ts';
import type { Database } from '../platform/database/database.ts';
import { acceptCosignatures } from './accept-cosignature.ts';
import { formatCheckpoint, originOf, parseCheckpoint } from './domain/checkpoint.ts';
import { cosign, cosignedAt } from './domain/cosignature.ts';
import { formatNote, formatVerifierKey, NOTE_KEY, parseNote, publicKeyOf, type VerifierKey } from './domain/signed-note.ts';
import { type LogDoor, openLogs } from './open-log.ts';
import { registerCosigner, removeCosigner } from './register-cosigner.ts';

const NOW = 1_900_000_000n;

describeOnEachDatabase('acceptCosignatures', (under) => {
  let world: LoggedLedger;
  let database: Database;
  let logs: LogDoor;
  const secret = (name: string) => keccak256(utf8(name));
  const keyOf = (name: string): VerifierKey => ({ name, kind: NOTE_KEY.cosignature, publicKey: publicKeyOf(secret(name)) });
  const act = { actor: 'user:test', requestId: null, now: new Date(0) };

  beforeAll(async () => {
    ({ database } = under);
    world = await openLoggedLedger(database);
    logs = openLogs({ database, chain: world.ledger.chain, wrap: { masterKey: world.masterKey }, config: { home: world.home } });
    for (const count of [2, 3]) {
      await world.anchor(count);
      await world.publish();
    }
    for (const name of ['w1', 'w2']) await registerCosigner(database, formatVerifierKey(keyOf(name)), act);
  });
  afterAll(() => world.close());

  const published = async (size: bigint) => parseNote((await database.client.logCheckpoint.findFirstOrThrow({ where: { size } })).note);
  const send = async (text: string, ...signers: readonly (readonly [string, bigint])[]) => {
    const signatures = signers.map(([name, time]) => cosign(text, time, keyOf(name), secret(name)));
    return acceptCosignatures({ database, logs }, { issuer: world.issuer, note: formatNote({ text, signatures }), now: NOW });
  };

  test('lines of registered cosigners are added, and renewed', async () => {
    const { text } = await published(2n);
    expect((await send(text, ['w1', NOW], ['w2', NOW - 5n])).names).toEqual(['w1', 'w2']);
    await send(text, ['w1', NOW + 60n]);
    const note = await published(2n);
    expect(note.signatures.map(({ name }) => name)).toEqual([originOf(world.ledger.place, world.issuer), 'w2', 'w1']);
    expect([cosignedAt(note, keyOf('w1')), cosignedAt(note, keyOf('w2'))]).toEqual([NOW + 60n, NOW - 5n]);
    expect(await database.client.logCosignature.count()).toBe(2);
  });

  test('nothing else is taken', async () => {
    const { text } = await published(2n);
    await expect(send(text, ['w3', NOW])).rejects.toMatchObject({ code: 'cosignature_missing' });
    await expect(send(text, ['w1', NOW + 301n])).rejects.toMatchObject({ code: 'cosignature_invalid' });
    await expect(send(text, ['w1', NOW], ['w1', NOW + 1n])).rejects.toMatchObject({ code: 'cosignature_invalid' });
    const good = cosign(text, NOW, keyOf('w1'), secret('w1'));
    const wrong = { ...good, signature: good.signature.map((byte, i) => (i === 30 ? byte ^ 1 : byte)) };
    const note = formatNote({ text, signatures: [wrong] });
    await expect(acceptCosignatures({ database, logs }, { issuer: world.issuer, note, now: NOW })).rejects.toMatchObject({
      code: 'cosignature_invalid',
    });
    const other = formatNote({ text, signatures: [good] });
    await expect(acceptCosignatures({ database, logs }, { issuer: 2, note: other, now: NOW })).rejects.toMatchObject({
      code: 'checkpoint_unknown',
    });
    await expect(acceptCosignatures({ database, logs }, { issuer: 1, note: 'hello', now: NOW })).rejects.toMatchObject({
      code: 'note_malformed',
    });
    await expect(send('hello\n', ['w1', NOW])).rejects.toMatchObject({ code: 'checkpoint_malformed' });
  });

  test('a signed checkpoint that was not published is refused: it proves a split view', async () => {
    const checkpoint = parseCheckpoint((await published(2n)).text);
    const forked = formatCheckpoint({ ...checkpoint, root: hash32(`0x${'66'.repeat(32)}`) });
    await expect(send(forked, ['w1', NOW])).rejects.toMatchObject({ code: 'checkpoint_conflicts' });
    const sameRoot = formatCheckpoint({ ...checkpoint, leaves: 1n });
    await expect(send(sameRoot, ['w1', NOW])).rejects.toMatchObject({ code: 'checkpoint_conflicts' });
    await expect(send(formatCheckpoint({ ...checkpoint, size: 9n }), ['w1', NOW])).rejects.toMatchObject({ code: 'checkpoint_unknown' });
  });

  test('a cosigner that signed another history before is refused', async () => {
    const { text } = await published(2n);
    const row = await database.client.logCosignature.findFirstOrThrow();
    const data = { ...row, size: 1n, root: `0x${'66'.repeat(32)}` };
    await database.client.logCosignature.create({ data });
    const name = (await database.client.cosigner.findUniqueOrThrow({ where: { id: row.cosignerId } })).name;
    await expect(send(text, [name, NOW])).rejects.toMatchObject({ code: 'cosigner_contradicts_itself', params: { size: '1' } });
    await database.client.logCosignature.deleteMany({ where: { size: 1n } });
    expect((await send((await published(1n)).text, [name, NOW])).names).toEqual([name]);
  });

  test('names are used once, and a removed cosigner is heard no more', async () => {
    const same = await registerCosigner(database, formatVerifierKey(keyOf('w2')), act);
    expect(await database.client.cosigner.count()).toBe(2);
    const impostor = { ...keyOf('w2'), publicKey: publicKeyOf(secret('x')) };
    await expect(registerCosigner(database, formatVerifierKey(impostor), act)).rejects.toMatchObject({ code: 'cosigner_name_taken' });
    const logKey = formatVerifierKey({ ...keyOf('w9'), kind: NOTE_KEY.ed25519 });
    await expect(registerCosigner(database, logKey, act)).rejects.toMatchObject({ code: 'verifier_key_malformed' });
    await removeCosigner(database, same.id, act);
    await removeCosigner(database, same.id, act);
    await expect(send((await published(2n)).text, ['w2', NOW])).rejects.toMatchObject({ code: 'cosignature_missing' });
    await expect(registerCosigner(database, formatVerifierKey(keyOf('w2')), act)).rejects.toMatchObject({ code: 'cosigner_name_taken' });
    await expect(removeCosigner(database, 'cos_none', act)).rejects.toMatchObject({ code: 'cosigner_unknown' });
    const actions = await database.client.auditEntry.findMany({
      where: { entity: 'cosigner' },
      orderBy: { seq: 'asc' },
      select: { action: true },
    });
    expect(actions.map(({ action }) => action)).toEqual(['cosigner.register', 'cosigner.register', 'cosigner.remove']);
  });
});
