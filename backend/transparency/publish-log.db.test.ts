import { appendFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { type LoggedLedger, openLoggedLedger } from '../../test/system/support/logged-batches.ts';
import { hashLeaves, MerkleTree, rootOfPath } from '../attestation/domain/merkle-tree.ts';
import { isConsistent } from '../attestation/domain/merkle-log.ts';
import { fromHex, toHex } from '../kernel/hex.ts';
import { keccakHex } from '../kernel/keccak.ts';
import type { Database } from '../platform/database/database.ts';
import { readChainCheckpoint } from './checkpoint-client.ts';
import { originOf, parseCheckpoint } from './domain/checkpoint.ts';
import { isSignedBy, NOTE_KEY, parseNote } from './domain/signed-note.ts';
import { TileTree } from './domain/tile-tree.ts';
import { batchFolder, issuerFolder, logFolder } from './log-folder.ts';
import { openLogKey } from './log-key.ts';
import { proveConsistency, proveInclusion, proveLeaf } from './make-proof.ts';
import { type LogDoor, openLogs } from './open-log.ts';
import { folderReader } from './tile-files.ts';

describeOnEachDatabase('publishLog', (under) => {
  let world: LoggedLedger;
  let database: Database;
  let logs: LogDoor;
  let folder: string;

  beforeAll(async () => {
    ({ database } = under);
    world = await openLoggedLedger(database);
    const { chain, place } = world.ledger;
    logs = openLogs({ database, chain, wrap: { masterKey: world.masterKey }, config: { home: world.home } });
    folder = issuerFolder(logFolder(world.home, place), world.issuer);
  });
  afterAll(() => world.close());

  const note = async () => parseNote(await readFile(join(folder, 'checkpoint'), 'utf8'));

  test('nothing is published before the first batch is final', async () => {
    await world.anchor(3);
    expect(await world.publish(5)).toBe('current');
    await expect(stat(join(folder, 'checkpoint'))).rejects.toThrow();
    expect(await world.publish()).toBe('published');
    expect(await world.publish()).toBe('current');
  });

  test('files and checkpoint say what the chain says', async () => {
    const digests = await world.anchor(700);
    await world.anchor(1);
    expect(await world.publish()).toBe('published');
    const signed = await note();
    const checkpoint = parseCheckpoint(signed.text);
    const { chain, place } = world.ledger;
    expect(await readChainCheckpoint(chain, place, world.issuer)).toMatchObject({ size: 3n, leaves: 704n, root: checkpoint.root });
    expect(checkpoint).toMatchObject({ size: 3n, leaves: 704n, issuer: world.issuer });
    const key = openLogKey(world.home, world.masterKey);
    expect(isSignedBy(signed, { name: originOf(place, world.issuer), kind: NOTE_KEY.ed25519, publicKey: key.publicKey })).toBe(true);
    expect(toHex(await new TileTree(3, folderReader(folder)).root())).toBe(checkpoint.root);
    const batch = batchFolder(logFolder(world.home, place), world.issuer, 1n);
    expect(await new TileTree(700, folderReader(batch)).root()).toEqual(new MerkleTree(hashLeaves(digests)).root.slice());
    expect((await readdir(join(batch, 'tile', '0'))).sort()).toEqual(['000', '001', '002.p']);
    const rows = await database.client.logCheckpoint.findMany({ orderBy: { size: 'asc' } });
    expect(rows.map(({ size }) => size)).toEqual([1n, 3n]);
    expect(await database.client.outbox.count({ where: { topic: 'checkpoint.published' } })).toBe(2);
  });

  test('proofs come from the files and hold', async () => {
    const inclusion = await proveInclusion(logs, world.issuer, 1, null);
    const path = inclusion.path.map(fromHex);
    expect(toHex(rootOfPath(fromHex(inclusion.leaf), 1n, 3n, path) ?? new Uint8Array())).toBe(inclusion.root);
    const grown = await proveConsistency(logs, world.issuer, 1, 3);
    const point = ({ size, root }: { size: string; root: string }) => ({ size: BigInt(size), root: fromHex(root) });
    expect(isConsistent(point(grown.from), point(grown.to), grown.path.map(fromHex))).toBe(true);
    const leaf = await proveLeaf(logs, { issuer: world.issuer, batch: 1, position: 555, digest: null });
    expect(toHex(rootOfPath(fromHex(leaf.leaf), 555n, 700n, leaf.path.map(fromHex)) ?? new Uint8Array())).toBe(leaf.root);
    expect(leaf.root).toBe(inclusion.commitment.root);
    expect(toHex(hashLeaves(fromHex(leaf.digest)))).toBe(leaf.leaf);
    const same = await proveLeaf(logs, { issuer: world.issuer, batch: 1, position: null, digest: leaf.digest as never });
    expect(same).toEqual(leaf);
    await expect(proveInclusion(logs, world.issuer, 3, null)).rejects.toMatchObject({ code: 'log_size_invalid' });
    await expect(proveConsistency(logs, world.issuer, 2, 4)).rejects.toMatchObject({ code: 'log_size_invalid' });
    await expect(proveLeaf(logs, { issuer: world.issuer, batch: 1, position: 700, digest: null })).rejects.toMatchObject({
      code: 'leaf_unknown',
    });
    await expect(proveInclusion(logs, 99, 0, null)).rejects.toMatchObject({ code: 'log_unknown' });
  });

  test('lost and damaged files come back, byte for byte', async () => {
    const root = logFolder(world.home, world.ledger.place);
    const before = await snapshot(root);
    await rm(root, { recursive: true });
    expect(await world.publish()).toBe('published');
    expect(await snapshot(root)).toEqual(before);
    await rm(join(folder, 'checkpoint'));
    await rm(join(folder, 'batch', '1', 'tile', '0', '001'));
    await writeFile(join(folder, 'tile', '0', '000.p', '3'), new Uint8Array(96));
    await appendFile(join(folder, 'batch', '0', 'tile', '0', '000.p', '3'), 'x');
    expect(await world.publish()).toBe('published');
    expect(await snapshot(root)).toEqual(before);
  });

  test('a log that the chain contradicts is not signed again', async () => {
    const newest = await database.client.logCheckpoint.findFirstOrThrow({ orderBy: { size: 'desc' } });
    await database.client.logCheckpoint.update({ where: { id: newest.id }, data: { root: `0x${'77'.repeat(32)}` } });
    await world.anchor(2);
    expect(await world.publish()).toBe('history_differs');
    expect(parseCheckpoint((await note()).text).size).toBe(3n);
    await database.client.logCheckpoint.update({ where: { id: newest.id }, data: { root: newest.root } });
    expect(await world.publish()).toBe('published');
    expect(parseCheckpoint((await note()).text).size).toBe(4n);
  });

  test('an index that the chain contradicts is not published', async () => {
    await world.anchor(2);
    const where = { batch: 2n, chainId: world.ledger.place.chainId };
    const [row] = await database.client.ledgerBatch.findMany({ where });
    await database.client.ledgerBatch.updateMany({ where, data: { batch: 99n } });
    expect(await world.publish()).toBe('current');
    await database.client.ledgerBatch.updateMany({ where: { ...where, batch: 99n }, data: { batch: row?.batch ?? 0n } });
    expect(await world.publish()).toBe('published');
  });

  test('a batch made elsewhere is in the log without its credentials', async () => {
    const { ledger, issuer } = world;
    await ledger.call(ledger.issuer, 'anchor', [`0x${'3c'.repeat(32)}`, 9n, `0x${'00'.repeat(32)}`, `0x${'00'.repeat(32)}`, 5n]);
    await world.catchUp();
    expect(await world.publish()).toBe('published');
    await expect(stat(batchFolder(logFolder(world.home, ledger.place), issuer, 5n))).rejects.toThrow();
    await expect(proveLeaf(logs, { issuer, batch: 5, position: 1, digest: null })).rejects.toMatchObject({ kind: 'not_found' });
  });
});

/** Every file under `folder` with its bytes. */
async function snapshot(folder: string): Promise<Record<string, string>> {
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(await Promise.all(files.sort().map(async (path) => [path, keccakHex(await readFile(path))])));
}
