import { expect, test } from 'vitest';
import { createPostgresDatabase, describeOnEachDatabase, openDatabaseForTest } from '../../../test/system/support/databases.ts';
import { sqlToModel } from './migration-sql.ts';
import { readMigrations } from './migrations.ts';
import { migrate, openDatabase } from './database.ts';
import { holdsLease, releaseLease, takeLease } from './lease.ts';

describeOnEachDatabase('database', (under) => {
  const write = (name: string) => under.database.write((tx) => tx.lease.create({ data: { name, holder: 'a', until: new Date(0) } }));

  test('keeps 64-bit integers, bytes and milliseconds exactly', async () => {
    const at = new Date('2026-02-03T04:05:06.789Z');
    await under.database.write(async (tx) => {
      await tx.chainBlock.create({
        data: { chainId: 1, number: 9_007_199_254_740_993n, hash: '0x1', parentHash: '0x0', timestamp: 9_223_372_036_854_775_807n },
      });
      await tx.importRun.create({
        data: {
          id: 'r',
          source: 's',
          fileName: 'f',
          fileHash: 'h',
          schemaId: 'x',
          encoding: 'utf-8',
          state: 'done',
          rows: 1,
          accepted: 1,
          rejected: 0,
          createdBy: 'u',
          createdAt: at,
        },
      });
      await tx.customer.create({
        data: { id: 'c', externalId: '1', source: 's', importId: 'r', attributes: Uint8Array.of(0, 255, 10), inputHash: '0x' },
      });
    });
    const block = await under.database.client.chainBlock.findFirstOrThrow();
    expect([block.number, block.timestamp]).toEqual([9_007_199_254_740_993n, 9_223_372_036_854_775_807n]);
    const customer = await under.database.client.customer.findUniqueOrThrow({ where: { id: 'c' }, include: { importRun: true } });
    expect([...customer.attributes]).toEqual([0, 255, 10]);
    expect(customer.importRun.createdAt).toEqual(at);
  });

  test('takes back the whole transaction when a part of it fails', async () => {
    const work = under.database.write(async (tx) => {
      await tx.lease.create({ data: { name: 'half', holder: 'a', until: new Date(0) } });
      throw new Error('refused');
    });
    await expect(work).rejects.toThrow('refused');
    expect(await under.database.client.lease.findUnique({ where: { name: 'half' } })).toBeNull();
  });

  test('a write outside a transaction survives the rollback of one that is open meanwhile', async () => {
    const opened = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const doomed = under.database.write(async (tx) => {
      await tx.lease.create({ data: { name: 'doomed', holder: 'a', until: new Date(0) } });
      opened.resolve();
      await finish.promise;
      throw new Error('refused');
    });
    await opened.promise;
    const seen = await under.database.client.lease.findUnique({ where: { name: 'doomed' } });
    const alone = under.database.client.lease.create({ data: { name: 'alone', holder: 'b', until: new Date(0) } });
    finish.resolve();
    await expect(doomed).rejects.toThrow('refused');
    await alone;
    expect(seen).toBeNull();
    expect(await under.database.client.lease.findUnique({ where: { name: 'alone' } })).not.toBeNull();
  });

  test('goes on after a statement that the database refuses', async () => {
    await write('twice');
    await expect(write('twice')).rejects.toMatchObject({ code: 'P2002' });
    await expect(
      under.database.client.score.create({
        data: {
          id: 's',
          customerId: 'none',
          scorecardHash: 'none',
          score: 1,
          grade: 'A',
          pdWad: '1',
          reasons: '[]',
          points: '[]',
          runId: 'r',
        },
      }),
    ).rejects.toMatchObject({ code: 'P2003' });
    await write('after');
    expect(await under.database.client.lease.count({ where: { name: { in: ['twice', 'after'] } } })).toBe(2);
  });

  test('counts every one of many concurrent increments', async () => {
    await under.database.client.indexCursor.create({ data: { chainId: 7, number: 0n, hash: '' } });
    const increment = () =>
      under.database.write(async (tx) => {
        if (under.database.provider === 'postgresql') await tx.$queryRaw`SELECT 1 FROM "IndexCursor" WHERE "chainId" = 7 FOR UPDATE`;
        const row = await tx.indexCursor.findUniqueOrThrow({ where: { chainId: 7 } });
        await tx.indexCursor.update({ where: { chainId: 7 }, data: { number: row.number + 1n } });
      });
    await Promise.all(Array.from({ length: 40 }, increment));
    expect((await under.database.client.indexCursor.findUniqueOrThrow({ where: { chainId: 7 } })).number).toBe(40n);
  });

  test('the migrations make exactly the model', async () => {
    expect(await sqlToModel(under.settings)).toBe('');
  });

  test('migrations already applied are left alone', async () => {
    expect(await migrate(under.settings)).toEqual([]);
  });

  test('refuses a database whose migration is not the one it knows, or is newer', async () => {
    await under.database.client.$executeRawUnsafe(
      `UPDATE "_prisma_migrations" SET "checksum" = 'other' WHERE "migration_name" = '0001_foundation'`,
    );
    await expect(migrate(under.settings)).rejects.toMatchObject({
      code: 'migration_changed',
      message: expect.stringContaining('0001_foundation'),
    });
    await under.database.client.$executeRawUnsafe(
      `UPDATE "_prisma_migrations" SET "migration_name" = '9999_future' WHERE "migration_name" = '0001_foundation'`,
    );
    await expect(migrate(under.settings)).rejects.toMatchObject({ code: 'migration_unknown' });
  });
});

test('processes that migrate at the same time apply each migration once', async () => {
  const empty = await createPostgresDatabase();
  const applied = await Promise.all(Array.from({ length: 5 }, () => migrate({ databaseProvider: 'postgresql', databaseUrl: empty.url })));
  expect(applied.filter((names) => names.length > 0)).toEqual([readMigrations('postgresql').map(({ name }) => name)]);
  await empty.drop();
});

test('an empty database differs from the model', async () => {
  const empty = await createPostgresDatabase();
  expect(await sqlToModel({ databaseProvider: 'postgresql', databaseUrl: empty.url })).toContain('CREATE TABLE "AuditEntry"');
  await empty.drop();
});

test('a database for a test starts empty', async () => {
  const { database, close } = await openDatabaseForTest('postgresql');
  expect(await database.client.lease.count()).toBe(0);
  await close();
});

test('says in one sentence what is wrong with the address of a server', async () => {
  const empty = await createPostgresDatabase();
  await empty.drop();
  const elsewhere = new URL(empty.url);
  elsewhere.port = '9';
  const cases = {
    [empty.url]: 'database_missing',
    [elsewhere.href]: 'database_unreachable',
    'postgresql://u@no-such-host.invalid/d': 'database_unreachable',
  };
  for (const [databaseUrl, code] of Object.entries(cases)) {
    const settings = { databaseProvider: 'postgresql', databaseUrl } as const;
    await expect(migrate(settings), code).rejects.toMatchObject({ code, message: expect.stringContaining('DATABASE_URL') });
    await expect(openDatabase(settings), code).rejects.toMatchObject({ code });
  }
});

test("a lease is one holder's until it runs out", async () => {
  const { database, close } = await openDatabaseForTest('postgresql');
  const claim = (holder: string, leaseMs = 60_000) => takeLease(database, { name: 'x', holder, leaseMs });
  const first = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => claim(holder, 2_000)));
  expect(first.filter(Boolean)).toHaveLength(1);
  const holder = 'abcd'.charAt(first.indexOf(true));
  expect(await database.write((tx) => holdsLease(tx, 'x', holder))).toBe(true);
  expect(await database.write((tx) => holdsLease(tx, 'x', 'z'))).toBe(false);
  await expect.poll(() => claim('z'), { timeout: 10_000 }).toBe(true);
  expect(await database.write((tx) => holdsLease(tx, 'x', holder))).toBe(false);
  expect(await claim('z')).toBe(true);
  await releaseLease(database, 'x', holder);
  expect(await claim(holder)).toBe(false);
  await releaseLease(database, 'x', 'z');
  expect(await claim(holder)).toBe(true);
  await close();
});
