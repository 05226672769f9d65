import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { type Lender, openRelianceWorld, type RelianceWorld, until } from '../../test/system/support/reliance-world.ts';
import { ORIGIN } from '../../test/system/support/test-server.ts';
import { fromHex } from '../kernel/hex.ts';
import { checkSignedFile } from './check-signed-file.ts';
import type { BulkAccepted, BulkRow, BulkView } from './schemas.ts';

const COUNT = 600;

describeOnEachDatabase('bulk verification', (under) => {
  let world: RelianceWorld;

  beforeAll(async () => {
    world = await openRelianceWorld(under.database, { credentials: COUNT });
  });
  afterAll(() => world.close());

  const upload = (lender: Lender, payload: string | Buffer, type: string, query = '', headers: Record<string, string> = {}) =>
    world.server.inject({
      method: 'POST',
      url: `/v1/bulk-verifications${query}`,
      payload,
      headers: { cookie: lender.cookie, origin: ORIGIN, 'content-type': type, ...headers },
    });
  const get = (lender: Lender, path: string) => world.server.inject({ method: 'GET', url: path, headers: { cookie: lender.cookie } });
  const view = async (lender: Lender, id: string) => (await get(lender, `/v1/bulk-verifications/${id}`)).json<BulkView>();

  async function run(lender: Lender, payload: string, type: string, query = ''): Promise<BulkView> {
    const answer = await upload(lender, payload, type, query);
    expect(answer.statusCode, answer.body).toBe(202);
    const { id } = answer.json<BulkAccepted>();
    await world.work(async () => ['done', 'failed'].includes((await view(lender, id)).state));
    return view(lender, id);
  }

  async function allRows(lender: Lender, id: string, query = ''): Promise<BulkRow[]> {
    const rows: BulkRow[] = [];
    for (let cursor = ''; ; ) {
      const path = `/v1/bulk-verifications/${id}/results?limit=100${query}${cursor}`;
      const page = (await get(lender, path)).json<{ data: BulkRow[]; nextCursor: string | null }>();
      rows.push(...page.data);
      if (page.nextCursor === null) return rows;
      cursor = `&cursor=${page.nextCursor}`;
    }
  }

  test('judges every row of JSON lines, good and bad, as of one block', async () => {
    const [lender] = world.lenders;
    const lines = world.files.map((file) => JSON.stringify(file));
    lines[3] = lines[3]?.replace('"seq":"', '"seq":"9') ?? '';
    lines[5] = '{"type":';
    lines[7] = '';
    const done = await run(lender, lines.join('\n'), 'application/x-ndjson', '?name=book');
    expect(done).toMatchObject({ name: 'book', state: 'done', total: COUNT - 1, judged: COUNT - 1, error: null });
    expect(done.counts).toEqual({ valid: COUNT - 3, forged: 1, malformed: 1 });
    const rows = await allRows(lender, done.id);
    expect(rows.map((row) => row.line)).toEqual(lines.flatMap((text, i) => (text === '' ? [] : [i + 1])));
    expect(rows.find((row) => row.line === 4)).toMatchObject({ verdict: 'forged' });
    expect(rows.find((row) => row.line === 6)).toMatchObject({ verdict: 'malformed', reason: 'not_json', digest: null });
    expect(await allRows(lender, done.id, '&verdict=forged')).toHaveLength(1);
    expect(done.block).not.toBeNull();
  });

  test('gives out a signed result that nobody can change unnoticed, as JSON and as CSV', async () => {
    const [lender] = world.lenders;
    const done = await run(lender, JSON.stringify([...world.files.slice(0, 300), '{}', 7]), 'application/json');
    expect(done.counts).toEqual({ valid: 300, malformed: 2 });
    const keys = [world.ledger.issuer.address];
    for (const format of ['json', 'csv'] as const) {
      const file = await get(lender, `/v1/bulk-verifications/${done.id}/file?format=${format}`);
      expect(checkSignedFile(file.body, keys)).toMatchObject({ finding: 'ok', kind: 'bulk', hash: done.resultHash });
      expect(checkSignedFile(file.body, []).finding).toBe('signer_not_trusted');
      expect(checkSignedFile(file.body.replace('malformed', 'valid'), keys).finding).not.toBe('ok');
      const cut = file.body.replace(format === 'json' ? /\{"batch":.*\n/ : /^2,.*\r\n/m, '');
      expect(cut).not.toBe(file.body);
      expect(checkSignedFile(cut, keys).finding).toBe('rows_differ');
    }
  });

  test('reads CSV by column, and tells which rows are bad', async () => {
    const [lender] = world.lenders;
    const cell = (value: unknown) => `"${JSON.stringify(value).replaceAll('"', '""')}"`;
    const csv = [
      'name,credential',
      `A,${cell(world.files[0])}`,
      'B',
      'C,',
      `D,${cell(world.files[1])}`,
      'E,"a"b',
      `F,${cell(world.files[2])}`,
    ];
    const done = await run(lender, csv.join('\r\n'), 'text/csv');
    expect(done.counts).toEqual({ valid: 3, unreadable: 2, malformed: 1 });
    const bad = await allRows(lender, done.id, '&verdict=unreadable');
    expect(bad.map(({ line, reason }) => ({ line, reason }))).toEqual([
      { line: 3, reason: 'cell_missing' },
      { line: 4, reason: 'cell_empty' },
    ]);
    expect((await allRows(lender, done.id, '&verdict=malformed')).map(({ line }) => line)).toEqual([6]);
    const open = await run(lender, `credential\n${cell(world.files[0])}\n"{""never`, 'text/csv');
    expect(open.counts).toEqual({ valid: 1, unreadable: 1 });
    expect((await allRows(lender, open.id))[1]).toMatchObject({ line: 3, reason: 'csv_malformed' });
    const unclear = await upload(lender, 'a,b\n1,2\n', 'text/csv');
    expect(unclear.json()).toMatchObject({ status: 400, code: 'bulk_column_unknown' });
  });

  test('lets the issuer name credentials of its own store, and nobody else', async () => {
    const rows = await under.database.client.credential.findMany({ take: 2, select: { id: true, digest: true } });
    const csv = ['id', rows[0]?.id, rows[1]?.digest, `cred_${'0'.repeat(24)}`].join('\n');
    expect((await run(world.bank, csv, 'text/csv')).counts).toEqual({ valid: 2, unreadable: 1 });
    const [lender] = world.lenders;
    const refused = await run(lender, csv, 'text/csv');
    expect(refused.counts).toEqual({ unreadable: 3 });
    expect((await allRows(lender, refused.id))[0]).toMatchObject({ reason: 'credential_not_yours' });
  });

  test('judges by the profile of the organization, unless told otherwise', async () => {
    const [, lender] = world.lenders;
    const put = await world.server.inject({
      method: 'PUT',
      url: '/v1/relying-profile',
      payload: { minScore: 700, maxAgeDays: 5 },
      headers: { cookie: lender.cookie, origin: ORIGIN },
    });
    expect(put.json()).toMatchObject({ terms: { minScore: 700, maxAgeDays: 5, issuers: null, newestRequired: false } });
    const file = JSON.stringify(world.files);
    const expected = await under.database.client.score.count({ where: { score: { gte: 700 } } });
    expect((await run(lender, file, 'application/json')).counts).toEqual({ valid: expected, notAccepted: COUNT - expected });
    expect((await run(lender, file, 'application/json', '?profile=none')).counts).toEqual({ valid: COUNT });
    const newest = { method: 'PUT' as const, url: '/v1/relying-profile', payload: { newestRequired: true } };
    await world.server.inject({ ...newest, headers: { cookie: lender.cookie, origin: ORIGIN } });
    const some = JSON.stringify(world.files.slice(0, 10));
    expect((await run(lender, some, 'application/json')).counts).toEqual({ valid: 10 });
  });

  test('is nobody else’s business', async () => {
    const [mine, other] = world.lenders;
    const done = await run(mine, JSON.stringify(world.files.slice(0, 3)), 'application/json');
    for (const path of ['', '/results', '/file']) {
      expect((await get(other, `/v1/bulk-verifications/${done.id}${path}`)).json()).toMatchObject({ code: 'bulk_unknown' });
    }
    expect((await get(other, '/v1/bulk-verifications?limit=100')).json<{ data: BulkView[] }>().data.map(({ id }) => id)).not.toContain(
      done.id,
    );
    expect((await get(other, `/v1/jobs/${done.jobId}`)).statusCode).toBe(404);
    expect((await get(mine, `/v1/jobs/${done.jobId}`)).json()).toMatchObject({ state: 'done', progress: 1000 });
    const told = await under.database.client.outbox.findMany({ where: { key: done.jobId ?? '' } });
    for (const { payload } of told) expect(JSON.parse(payload)).toMatchObject({ organizationId: mine.organizationId });
  });

  test('refuses what is too long, empty or of another kind, and keeps nothing of it', async () => {
    const [lender] = world.lenders;
    const runs = () => under.database.client.bulkVerification.count();
    const before = await runs();
    const many = await upload(lender, '{}\n'.repeat(10_001), 'application/x-ndjson');
    expect(many.json()).toMatchObject({ status: 413, code: 'bulk_too_many_rows' });
    expect((await upload(lender, '\n \n', 'application/json')).json()).toMatchObject({ status: 400, code: 'bulk_empty' });
    expect((await upload(lender, '{}', 'application/xml')).statusCode).toBe(415);
    const large = await upload(lender, '{}', 'application/json', '', { 'content-length': String(200 * 1024 * 1024) });
    expect(large.json()).toMatchObject({ status: 413, code: 'bulk_too_large' });
    expect(await runs()).toBe(before);
  });

  test('is ordered once by one idempotency key', async () => {
    const [lender] = world.lenders;
    const file = JSON.stringify(world.files.slice(0, 2));
    const send = () => upload(lender, file, 'application/json', '', { 'idempotency-key': 'once' });
    const [first, second] = [await send(), await send()];
    expect(second.json()).toEqual(first.json());
  });

  test('goes on where another worker fell silent, and comes to the same result', async () => {
    const [lender] = world.lenders;
    const { client } = under.database;
    const file = world.files.map((each) => JSON.stringify(each)).join('\n');
    const { id } = (await upload(lender, file, 'application/x-ndjson')).json<BulkAccepted>();
    // The first worker is stopped as soon as it has stored a part; another one takes over.
    const parts = (side: string) => client.bulkVerificationPart.count({ where: { bulkId: id, side } });
    await world.work(async () => (await parts('result')) > 0);
    const sealed = await client.bulkVerificationPart.findFirst({ where: { bulkId: id, side: 'input' } });
    if (sealed !== null) expect(Buffer.from(sealed.bytes).includes('CredenceCredential')).toBe(false);
    // New blocks come meanwhile; the result is as of the first one all the same.
    const block = (await client.bulkVerification.findUniqueOrThrow({ where: { id } })).blockNumber;
    await world.ledger.call(world.ledger.issuer, 'suspendWords', [[0n], [1n], 5]);
    await world.work(async () => (await view(lender, id)).state === 'done');
    await world.ledger.call(world.ledger.issuer, 'releaseWords', [[0n], [1n], 5]);
    const done = await view(lender, id);
    expect(done.counts).toEqual({ valid: COUNT });
    expect(done.block?.number).toBe(String(block));
    expect((await allRows(lender, id)).map((row) => row.line)).toEqual(world.files.map((_, i) => i + 1));
    expect(await parts('input')).toBe(0);
    await until(async () => (await client.outbox.count({ where: { topic: 'bulk_verification.finished', key: id } })) === 1);
    expect(fromHex(done.signature ?? '0x')).toHaveLength(65);
  });
});
