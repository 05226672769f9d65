import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCORED_INPUT, SCORED_MODEL, writeManifest, writeScoredFile } from '../../../test/system/support/scored-file.ts';
import { readGermanCredit } from '../../../test/system/support/reference-data.ts';
import { address, type Hash32, hash32, toHex, ZERO_HASH } from '../../kernel/hex.ts';
import { openWarehouse } from '../../platform/warehouse/warehouse.ts';
import { buildScorecard, DEFAULT_TRAINING } from '../../scoring/domain/scorecard/build-scorecard.ts';
import { hashScorecard } from '../../scoring/domain/scorecard/scorecard-document.ts';
import { cellAt } from '../../intake/domain/columns.ts';
import { buildCredential } from '../domain/build-credential.ts';
import { credentialSecrets, subjectTag } from '../domain/customer-secrets.ts';
import { concatBytes } from '../domain/words.ts';
import { DraftRows } from '../draft-rows.ts';
import { credentialIdOf } from '../issue-plan.ts';
import { orderBatch } from '../write-batch.ts';
import { flatHashes } from '../domain/build-credential.ts';
import { forgetSubject } from './forget-subject.ts';
import { type Anchoring, issueFile, type IssueFileOrder } from './issue-file.ts';
import { readFileBatch } from './manifest.ts';
import { readPositionName } from './position-name.ts';
import type { FileBatchOrder, IssuingTerms } from './schemas.ts';
import { takeCredential } from './take-credential.ts';
import type { BatchRow } from '../schemas.ts';

const ROWS = 230;
const ISSUED_AT = 1_780_000_000;
const LEDGER = address(`0x${'5f'.repeat(20)}`);
let folder: string;
let scores: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence file batch '));
  scores = join(folder, 'scores.parquet');
  await writeScoredFile(scores, ROWS);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** An installation that takes every order and has it in a block at once, or never. */
class Installation implements Anchoring {
  readonly orders: FileBatchOrder[] = [];
  role: IssuingTerms['role'] = 'champion';
  readonly #isFinal: boolean;

  constructor(isFinal = true) {
    this.#isFinal = isFinal;
  }

  async terms({ validDays }: { readonly validDays: number }) {
    const times = { issuedAt: String(ISSUED_AT), expiry: String(ISSUED_AT + validDays * 86_400) };
    return { chainId: 31_337, ledger: LEDGER, issuerId: 3, role: this.role, ...times };
  }

  async order(order: FileBatchOrder): Promise<void> {
    this.orders.push(order);
  }

  async follow(): Promise<BatchRow | null> {
    const order = this.orders.at(-1);
    if (!this.#isFinal || order === undefined) return null;
    const block = { number: '9', hash: ZERO_HASH, time: new Date((ISSUED_AT + 60) * 1000).toISOString() };
    const { id, root, leaves, model, issuerId, chainId, ledger, file } = order;
    const own = { id, root, leaves, model, issuerId, chainId, ledger, file, batch: '2', firstLeaf: '500', stateRoot: ZERO_HASH };
    const rest = { state: 'final', standing: 'live', supersedes: null, gasUsed: null, isRefused: false, createdAt: block.time } as const;
    return { ...own, ...rest, block, transaction: `0x${'ee'.repeat(32)}` };
  }
}

function orderOf(name: string, more: Partial<IssueFileOrder> = {}): IssueFileOrder {
  const rest = { subject: 'id', document: null, validDays: 30, partRows: 100, memoryMegabytes: 300, allowUnused: false };
  return { input: scores, folder: join(folder, name), ...rest, ...more };
}

const issue = (order: IssueFileOrder, anchoring: Anchoring = new Installation()) => issueFile(order, anchoring, () => undefined);

async function rowsOf(path: string) {
  const warehouse = await openWarehouse({ memoryMegabytes: 300 });
  return warehouse.rows(`SELECT * FROM read_parquet('${path}')`).finally(() => warehouse.close());
}

describe('a batch of a file', () => {
  test('has the root that the database way gives for the same rows and keys', async () => {
    const installation = new Installation();
    const result = await issue(orderOf('same-root'), installation);
    expect(result).toMatchObject({ rows: ROWS, resumedRows: 0, model: SCORED_MODEL, anchor: { batch: '2', firstLeaf: '500', block: '9' } });
    const keys = concatBytes(
      ...(await Promise.all([0, 1, 2].map((part) => readFile(join(folder, 'same-root', `part-00000${part}.keys`))))).map(
        (bytes) => new Uint8Array(bytes),
      ),
    );
    const digests: Hash32[] = [];
    const tags: Hash32[] = [];
    for (const [i, row] of (await rowsOf(scores)).entries()) {
      const key = keys.subarray(i * 64, i * 64 + 32);
      const tag = subjectTag(key, 3, 0);
      const facts = {
        issuer: 3,
        subjectTag: tag,
        score: Number(row['score']),
        grade: String(row['grade']),
        pdWad: BigInt(Math.round(Number(row['pd']) * 1e6)) * 10n ** 12n,
        modelHash: hash32(SCORED_MODEL),
        inputHash: hash32(`0x${SCORED_INPUT}`),
        reasonCodes: String(row['reasons']).split(','),
        issuedAt: BigInt(ISSUED_AT),
        expiry: BigInt(ISSUED_AT + 30 * 86_400),
        seq: 0n,
        previous: ZERO_HASH,
        holder: ZERO_HASH,
        sourceHash: hash32(`0x${installation.orders[0]?.file.sha256}`),
        consentHash: ZERO_HASH,
      };
      const secrets = credentialSecrets(key, credentialIdOf(result.batchId, i));
      digests.push(buildCredential({ chainId: 31_337, ledger: LEDGER }, facts, secrets).digest);
      tags.push(tag);
    }
    const rows = new DraftRows();
    const columns = { digests: flatHashes(digests), tags: flatHashes(tags), seqs: new BigUint64Array(ROWS) };
    for (let i = 0; i < ROWS; i++) rows.push({ customerId: String(i), scoreId: String(i), copy: 0, body: new Uint8Array(1) });
    expect(result.root).toBe(orderBatch({ columns, rows }).root);
    expect(installation.orders).toMatchObject([{ id: result.batchId, root: result.root, leaves: ROWS, issuerId: 3 }]);
    expect(new Set(Array.from({ length: ROWS }, (_, i) => toHex(keys.subarray(i * 64, i * 64 + 32)))).size).toBe(ROWS);
  });

  test('gives every credential out again, each at a place of its own', async () => {
    const { root, batchId } = await issue(orderOf('same-root'));
    const positions = new Set<number>();
    for (const i of [0, 99, 100, 229]) {
      const taken = await takeCredential(join(folder, 'same-root'), `cus_${String(i).padStart(10, '0')}`);
      expect(taken.credential.anchor).toMatchObject({ root, index: BigInt(taken.position), leaves: BigInt(ROWS), firstLeaf: 500n });
      expect(taken.index).toBe(500n + BigInt(taken.position));
      expect(readPositionName(taken.name)).toEqual({ batchId, position: taken.position });
      positions.add(taken.position);
    }
    expect(positions.size).toBe(4);
    await expect(takeCredential(join(folder, 'same-root'), 'nobody')).rejects.toMatchObject({ code: 'credential_unknown' });
    await expect(takeCredential(folder, 'cus_0000000001')).rejects.toMatchObject({ code: 'file_batch_unknown' });
  });

  test('is ordered again as the same batch until its place is noted, and then no more', async () => {
    const waiting = new Installation(false);
    const first = await issue(orderOf('again'), waiting);
    expect(first.anchor).toBeNull();
    await expect(takeCredential(join(folder, 'again'), 'cus_0000000001')).rejects.toMatchObject({ code: 'credential_not_anchored' });
    const second = await issue(orderOf('again'), waiting);
    expect(second).toMatchObject({ batchId: first.batchId, root: first.root, resumedRows: ROWS, anchor: null });
    expect(waiting.orders[1]).toEqual(waiting.orders[0]);
    const installation = new Installation();
    expect(await issue(orderOf('again'), installation)).toMatchObject({ root: first.root, anchor: { batch: '2' } });
    await issue(orderOf('again'), installation);
    expect(installation.orders).toEqual([waiting.orders[0]]);
  });

  test('keeps its secrets for the owner alone', async () => {
    const { mode } = await stat(join(folder, 'same-root'));
    expect(mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'same-root', 'part-000000.keys'))).mode & 0o777).toBe(0o600);
    expect((await readdir(join(folder, 'same-root'))).filter((name) => name.endsWith('.tmp') || name === 'warehouse')).toEqual([]);
  });

  test('can be made from a file of customers and a card', async () => {
    const german = readGermanCredit();
    const { document } = buildScorecard(german, { ...DEFAULT_TRAINING, name: 'German credit' });
    const lines = german.ids.map((id, row) => [id, ...german.columns.map((column) => cellAt(column, row) ?? '')].join(','));
    const input = join(folder, 'customers.csv');
    await writeFile(input, [`id,${german.columns.map(({ name }) => name).join(',')}`, ...lines, ''].join('\n'));
    const order = orderOf('from-customers', { input, document, partRows: 600 });
    const result = await issue(order, new Installation(false));
    expect(result).toMatchObject({ rows: german.ids.length, model: hashScorecard(document) });
    expect(await issue(order)).toMatchObject({ root: result.root, resumedRows: german.ids.length });
    const { credential } = await takeCredential(order.folder, german.ids[7] ?? '');
    expect(credential.fields.find(({ name }) => name === 'modelHash')?.value).toBe(hashScorecard(document));
    const other = { ...document, name: 'another card' };
    await expect(issue({ ...order, input: join(order.folder, 'scores.parquet'), document: other })).rejects.toMatchObject({
      code: 'scorecard_differs',
    });
  });
});

describe('what has changed on disk', () => {
  test('is made anew while no tree stands on it', async () => {
    const order = orderOf('broken-off');
    const refusing: Anchoring = Object.assign(new Installation(), {
      order: async () => {
        throw new Error('the process ends here');
      },
    });
    await expect(issue(order, refusing)).rejects.toThrow('ends here');
    const manifest = await readFileBatch(order.folder);
    await writeFile(join(order.folder, 'manifest.json'), JSON.stringify({ ...manifest, tree: null }));
    await truncate(join(order.folder, 'part-000001.keys'), 64);
    const result = await issue(order);
    expect(result).toMatchObject({ resumedRows: 130, batchId: manifest?.batchId });
    expect(result.root).not.toBe(manifest?.tree?.root);
    expect((await takeCredential(order.folder, 'cus_0000000150')).credential.anchor?.root).toBe(result.root);
  });

  test('is told once the tree stands, and nothing is anchored or overwritten', async () => {
    const order = orderOf('damaged');
    const waiting = new Installation(false);
    await issue(order, waiting);
    const path = join(order.folder, 'part-000002.keys');
    const bytes = await readFile(path);
    bytes[70] = (bytes[70] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const installation = new Installation();
    await expect(issue(order, installation)).rejects.toMatchObject({ code: 'file_batch_damaged', message: expect.stringContaining(path) });
    expect(installation.orders).toEqual([]);
    expect(await readFile(path)).toEqual(bytes);
  });

  test('is found when a credential is taken', async () => {
    const order = orderOf('taken-damaged');
    await issue(order);
    const keys = join(order.folder, 'part-000000.keys');
    const whole = await readFile(keys);
    const take = () => takeCredential(order.folder, 'cus_0000000001');
    const changed = Buffer.from(whole);
    changed[64] = (changed[64] ?? 0) ^ 1;
    await writeFile(keys, changed);
    await expect(take()).rejects.toMatchObject({ code: 'file_batch_damaged' });
    await rm(keys);
    await expect(take()).rejects.toMatchObject({ code: 'file_batch_damaged' });
    await writeFile(keys, whole);
    await expect(take()).resolves.toMatchObject({ batchId: expect.any(String) });
    await truncate(join(order.folder, 'tree.nodes'), 32 * ROWS);
    await expect(take()).rejects.toMatchObject({ code: 'file_batch_damaged' });
    await issue(order);
    await expect(take()).resolves.toMatchObject({ batchId: expect.any(String) });
  });
});

describe('a subject that is to be forgotten', () => {
  const subjects = { gone: 'cus_0000000130', stays: 'cus_0000000131' };

  test('leaves neither facts nor key, and all others as they were', async () => {
    const order = orderOf('forgetting');
    const { root } = await issue(order);
    const before = await takeCredential(order.folder, subjects.stays);
    const { credential } = await takeCredential(order.folder, subjects.gone);
    const salt = credential.fields[0]?.salt ?? '';
    await forgetSubject(order.folder, subjects.gone);
    await expect(takeCredential(order.folder, subjects.gone)).rejects.toMatchObject({ code: 'credential_unknown' });
    await expect(forgetSubject(order.folder, subjects.gone)).rejects.toMatchObject({ code: 'credential_unknown' });
    expect(await takeCredential(order.folder, subjects.stays)).toEqual(before);
    const keys = await readFile(join(order.folder, 'part-000001.keys'));
    expect(keys.subarray(30 * 64, 30 * 64 + 32)).toEqual(Buffer.alloc(32));
    expect(salt).toMatch(/^0x[0-9a-f]{32}$/);
    expect((await readFile(join(order.folder, 'part-000001.parquet'))).includes(subjects.gone)).toBe(false);
    // Parts and tree still are as the manifest has them, and the tree can still be made again.
    await rm(join(order.folder, 'tree.nodes'));
    expect(await issue(order)).toMatchObject({ root, resumedRows: ROWS });
    expect(await takeCredential(order.folder, subjects.stays)).toEqual(before);
  });

  test('is forgotten by doing it again after it was broken off', async () => {
    const order = orderOf('half-forgotten');
    const { root } = await issue(order);
    const facts = join(order.folder, 'part-000001.parquet');
    const whole = await readFile(facts);
    await forgetSubject(order.folder, subjects.gone);
    // As after a crash before the last step.
    await writeFile(facts, whole);
    await forgetSubject(order.folder, subjects.gone);
    await expect(takeCredential(order.folder, subjects.gone)).rejects.toMatchObject({ code: 'credential_unknown' });
    expect(await issue(order)).toMatchObject({ root, resumedRows: ROWS });
  });

  test('is not taken out of a batch in the making', async () => {
    const order = orderOf('in-the-making');
    await issue(order, new Installation(false));
    const manifest = await readFileBatch(order.folder);
    await writeFile(join(order.folder, 'manifest.json'), JSON.stringify({ ...manifest, tree: null }));
    await expect(forgetSubject(order.folder, subjects.gone)).rejects.toMatchObject({ code: 'batch_not_whole' });
    await expect(forgetSubject(folder, subjects.gone)).rejects.toMatchObject({ code: 'file_batch_unknown' });
  });
});

describe('what is refused before anything is made', () => {
  const GOOD = `SELECT 'c' || i AS id, 600 AS score, 'A' AS grade, 0.1 AS pd, '' AS reasons FROM range(5) t(i)`;
  test.each([
    ['no such column', GOOD.replace('AS id', 'AS ident'), 'data_column_unknown', 'no column id'],
    ['no scores', GOOD.replace('600 AS score', '600 AS points'), 'data_column_unknown', 'no column score'],
    ['a subject twice', GOOD.replace(`'c' || i`, `'c' || (i % 4)`), 'subject_duplicate', 'Rows 1 and 5 have the same id'],
    [
      'a subject twice but for white space',
      GOOD.replace(`'c' || i`, `CASE i WHEN 3 THEN ' c1 ' ELSE 'c' || i END`),
      'subject_duplicate',
      'Rows 2 and 4',
    ],
    ['no subject', GOOD.replace(`'c' || i`, `CASE WHEN i <> 2 THEN 'c' || i END`), 'data_column_unusable', 'row 3'],
    ['a blank subject', GOOD.replace(`'c' || i`, `CASE i WHEN 4 THEN '  ' ELSE 'c' || i END`), 'data_column_unusable', 'row 5'],
    [
      'a score below 0',
      GOOD.replace('600', 'CASE i WHEN 1 THEN -1 ELSE 600 END'),
      'data_column_unusable',
      'score holds no whole number from 0 to 65535 in row 2',
    ],
    ['a score that is too large', GOOD.replace('600', 'CASE i WHEN 1 THEN 65536 ELSE 600 END'), 'data_column_unusable', 'row 2'],
    ['a score with a fraction', GOOD.replace('600', '600.5'), 'data_column_unusable', 'row 1'],
    ['no score', GOOD.replace('600', 'CASE WHEN i < 3 THEN 600 END'), 'data_column_unusable', 'row 4'],
    ['a probability above 1', GOOD.replace('0.1', 'i / 3.0'), 'data_column_unusable', 'pd holds no probability from 0 to 1 in row 5'],
    ['no number as probability', GOOD.replace('0.1', `'nan'::DOUBLE`), 'data_column_unusable', 'pd'],
    ['no grade', GOOD.replace(`'A'`, `''`), 'data_column_unusable', 'grade'],
    ['a grade of another type', GOOD.replace(`'A'`, '7'), 'column_kind_mismatch', 'grade'],
    ['subjects with fractions', GOOD.replace(`'c' || i`, 'i::DOUBLE'), 'column_kind_mismatch', 'id'],
    ['reasons that are too long', GOOD.replace(`''`, `repeat('R', 2000)`), 'data_column_unusable', 'reasons'],
    ['no rows', `${GOOD} WHERE i > 9`, 'data_file_empty', 'no rows'],
  ])('%s', async (_, query, code, words) => {
    const input = join(folder, 'bad.parquet');
    await writeScoredFile(input, 5, query);
    const order = orderOf('refused', { input });
    await expect(issue(order)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
    expect(await readFileBatch(order.folder)).toBeNull();
  });

  test('a file without a manifest and without a card, a changed file, one that is not there', async () => {
    const bare = join(folder, 'bare.parquet');
    await copyFile(scores, bare);
    await expect(issue(orderOf('refused', { input: bare }))).rejects.toMatchObject({ code: 'scorecard_unnamed' });
    await writeScoredFile(bare, 4);
    await copyFile(scores, bare);
    await expect(issue(orderOf('refused', { input: bare }))).rejects.toMatchObject({ code: 'scored_file_differs' });
    await writeFile(`${bare}.manifest.json`, '{');
    await expect(issue(orderOf('refused', { input: bare }))).rejects.toMatchObject({ code: 'scored_file_differs' });
    await expect(issue(orderOf('refused', { input: join(folder, 'none.parquet') }))).rejects.toMatchObject({
      code: 'data_file_unreadable',
    });
    const cut = join(folder, 'cut.parquet');
    await copyFile(scores, cut);
    await truncate(cut, 500);
    await writeManifest(cut, ROWS);
    await expect(issue(orderOf('refused', { input: cut }))).rejects.toMatchObject({ code: 'data_file_malformed' });
    await writeFile(cut, 'id,score,grade,pd\n1,600,A,0.1\n');
    await writeManifest(cut, 1);
    await expect(issue(orderOf('refused', { input: cut }))).rejects.toMatchObject({ code: 'data_file_malformed' });
  });

  test('scores of a card that is not in use, before a credential is made, unless that is wanted', async () => {
    const installation = new Installation();
    for (const role of ['none', 'shadow'] as const) {
      installation.role = role;
      await expect(issue(orderOf('unused'), installation), role).rejects.toMatchObject({ code: 'model_not_in_use', params: { role } });
    }
    expect((await readdir(join(folder, 'unused'))).filter((name) => name.startsWith('part-'))).toEqual([]);
    expect(installation.orders).toEqual([]);
    await issue(orderOf('unused', { allowUnused: true }), installation);
    expect(installation.orders).toMatchObject([{ allowUnused: true }]);
  });

  test('a folder of another run, of other files, or none that can be made', async () => {
    const other = join(folder, 'other.parquet');
    await writeScoredFile(other, 9);
    const before = await readFile(join(folder, 'same-root', 'manifest.json'), 'utf8');
    for (const more of [{ input: other }, { partRows: 50 }, { validDays: 31 }, { subject: 'reasons' }])
      await expect(issue(orderOf('same-root', more))).rejects.toMatchObject({ code: 'issuing_run_differs' });
    expect(await readFile(join(folder, 'same-root', 'manifest.json'), 'utf8')).toBe(before);
    await mkdir(join(folder, 'home'));
    await writeFile(join(folder, 'home', 'letter.txt'), 'dear');
    await expect(issue(orderOf('home'))).rejects.toMatchObject({
      code: 'issuing_run_differs',
      message: expect.stringContaining('letter.txt'),
    });
    await expect(issue(orderOf('scores.parquet'))).rejects.toMatchObject({ code: 'file_unwritable' });
    await mkdir(join(folder, 'unreadable'));
    await writeFile(join(folder, 'unreadable', 'manifest.json'), '{}');
    await expect(issue(orderOf('unreadable'))).rejects.toMatchObject({ code: 'issuing_run_differs' });
  });
});
