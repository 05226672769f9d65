import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { openWarehouse, type Warehouse } from '../platform/warehouse/warehouse.ts';
import { findingsOf } from './domain/data-profile.ts';
import { findTarget } from './find-target.ts';
import { hashData } from './hash-data.ts';
import { loadColumns } from './load-columns.ts';
import { openDataFile } from './open-data-file.ts';
import { profileData } from './profile-data.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-data-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

async function using<T>(work: (warehouse: Warehouse) => Promise<T>): Promise<T> {
  const warehouse = await openWarehouse({ threads: 1, memoryMegabytes: 500 });
  return work(warehouse).finally(() => warehouse.close());
}

const hashOf = (path: string) => using(async (warehouse) => hashData(warehouse, await openDataFile(warehouse, path)));
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error && 'code' in error ? `${String(error.code)}: ${error.message}` : String(error)),
  );

const SMALL = 'age,city,"odd ""name"", really"\n25,Oslo,NA\n31,,-0\n40,"Zürich; CH",1e3\n';

describe('a file of data', () => {
  it('is named by its content, whatever the order of rows and columns and the format', async () => {
    const csv = await file('small.csv', SMALL);
    const hash = await hashOf(csv);
    const parquet = join(folder, 'small.parquet');
    await using(async (warehouse) => {
      await openDataFile(warehouse, csv);
      await warehouse.run(
        `COPY (SELECT CAST(c0 AS SMALLINT) AS age, CAST(c2 AS FLOAT) AS "odd ""name"", really", c1 AS city FROM data ORDER BY c0 DESC) TO '${parquet}' (FORMAT parquet)`,
      );
    });
    expect(await hashOf(parquet)).toBe(hash);
    expect(
      await hashOf(await file('turned.csv', 'city;age;"odd ""name"", really"\r\nOslo;25.0;\r\n"Zürich; CH";40;1000\r\n;31;0\r\n')),
    ).toBe(hash);
    expect(await hashOf(await file('other.csv', SMALL.replace('31', '32')))).not.toBe(hash);
  });

  it('has the hash that its rule says', async () => {
    const sha = (text: string) => createHash('sha256').update(text).digest('hex');
    const row = sha('d25.0,t4:Oslo');
    const content = {
      type: 'CredenceDataset',
      columns: [
        ['age', 'number'],
        ['city', 'text'],
      ],
      rows: 1,
      hash: sha(sha(row)),
    };
    expect(await hashOf(await file('one.csv', 'city,age\n Oslo ,25\n'))).toBe(`0x${sha(canonicalJson(content))}`);
  });

  it('becomes typed columns in the order of its rows', async () => {
    const path = await file('columns.csv', SMALL);
    await using(async (warehouse) => {
      const data = await openDataFile(warehouse, path);
      const [age, city, odd] = await loadColumns(warehouse, data, ['age', 'city', 'odd "name", really']);
      expect(age).toEqual({ kind: 'numeric', name: 'age', values: Float64Array.of(25, 31, 40) });
      expect(city).toEqual({ kind: 'categorical', name: 'city', codes: Int32Array.of(0, -1, 1), levels: ['Oslo', 'Zürich; CH'] });
      expect(odd).toMatchObject({ values: Float64Array.of(Number.NaN, 0, 1000) });
    });
  });

  it('reads numbers as text when told so', async () => {
    const path = await file('zip.csv', 'zip,n\n0101,1\n0102,2\n');
    await using(async (warehouse) => {
      const [zip] = await loadColumns(warehouse, await openDataFile(warehouse, path, ['zip']), ['zip']);
      expect(zip).toMatchObject({ kind: 'categorical', levels: ['0101', '0102'] });
    });
  });

  it('with a fault is refused with its place', async () => {
    const open = async (name: string, text: string | Uint8Array) => {
      const path = await file(name, text);
      return refusalOf(using((warehouse) => openDataFile(warehouse, path)));
    };
    expect(await open('empty.csv', '')).toMatch(/^data_file_empty/);
    expect(await open('head.csv', 'a,b\n')).toMatch(/^data_file_empty: .*no rows/);
    expect(await open('ragged.csv', 'a,b\n1,2\n3,4,5\n')).toMatch(/^data_file_malformed: Line 3 of .*3 cells where the header has 2/);
    expect(await open('twice.csv', 'a,b,A\n1,2,3\n')).toMatch(/^data_column_duplicate: Columns 1 and 3 .* A\./);
    expect(await open('cut.parquet', 'PAR1nonsense')).toMatch(/^data_file_malformed/);
    expect(await open('latin.csv', Buffer.from('a,b\n1,Z\xfcrich\n', 'latin1'))).toMatch(/^data_file_malformed/);
    expect(await refusalOf(using((warehouse) => openDataFile(warehouse, join(folder, 'none.csv'))))).toMatch(/^data_file_unreadable/);
    expect(await refusalOf(using((warehouse) => openDataFile(warehouse, folder)))).toMatch(/^data_file_unreadable: .*folder/);
    const path = await file('names.csv', 'a,b\n1,2\n');
    expect(await refusalOf(using((warehouse) => openDataFile(warehouse, path, ['c'])))).toMatch(
      /^data_column_unknown: .*no column c; it has a, b/,
    );
  });
});

const ROWS = Array.from({ length: 40 }, (_, row) => row);
const FAULTY = [
  'id,bad,score,leak,same,fixed,date,mixed,far,big,coded,seen,hollow',
  ...ROWS.map((row) =>
    [
      `k${row}`,
      row % 4 === 0 ? 1 : 0,
      row,
      row % 4 === 0 ? 7 : row % 5,
      row,
      5,
      `2020-01-${String((row % 28) + 1).padStart(2, '0')}`,
      row === 21 ? '2020-02-03' : row,
      row === 11 ? '-inf' : row,
      row === 12 ? '1e308' : row,
      row < 4 ? -999 : row,
      row % 4 === 0 ? '' : row % 7,
      '',
    ].join(','),
  ),
].join('\n');

describe('the profile of a file', () => {
  it('names each fault with column and row', async () => {
    const path = await file('faulty.csv', FAULTY);
    await using(async (warehouse) => {
      const data = await openDataFile(warehouse, path);
      const profiles = await profileData(warehouse, data, await findTarget(warehouse, data, 'bad'));
      const found = profiles
        .flatMap((profile) => findingsOf(profile, data.rows))
        .map(({ severity, code, column, row }) => [severity, code, column, row]);
      expect(found).toEqual([
        ['error', 'leakage', 'leak', null],
        ['warning', 'duplicate', 'same', null],
        ['warning', 'constant', 'fixed', null],
        ['warning', 'date', 'date', null],
        ['error', 'mixed', 'mixed', 22],
        ['error', 'infinite', 'far', 12],
        ['warning', 'huge', 'big', 13],
        ['warning', 'special', 'coded', null],
        ['error', 'leakage', 'seen', null],
        ['warning', 'empty', 'hollow', null],
      ]);
      expect(profiles.find(({ name }) => name === 'coded')?.numbers?.specials).toEqual([{ value: -999, count: 4 }]);
      expect(profiles.find(({ name }) => name === 'score')).toMatchObject({
        missing: 0,
        distinct: 40,
        numbers: { min: 0, max: 39, mean: 19.5, outliers: 0 },
      });
      for (const name of ['mixed', 'far', 'date'])
        expect(await refusalOf(loadColumns(warehouse, data, [name])), name).toMatch(
          new RegExp(`^data_column_unusable: Column ${name} holds`),
        );
    });
  });

  it('refuses a million levels as a category, and says so', async () => {
    const path = await file('levels.csv', `level\n${Array.from({ length: 1_000_000 }, (_, row) => `L${row}`).join('\n')}\n`);
    await using(async (warehouse) => {
      const data = await openDataFile(warehouse, path);
      const [profile] = await profileData(warehouse, data, null);
      if (profile === undefined) throw new Error('no profile');
      expect(findingsOf(profile, data.rows)).toMatchObject([{ code: 'levels_many', detail: expect.stringContaining('1000000 levels') }]);
      expect(await refusalOf(loadColumns(warehouse, data, ['level']))).toMatch(
        /^data_column_unusable: Column level has more than 1000 levels/,
      );
    });
  });

  it('takes a target of two values only', async () => {
    const path = await file('targets.csv', 'good,three,one,gap,text\n0,0,1,0,paid\n1,1,1,,default\n0,2,1,1,paid\n');
    const target = (name: string, bad?: string) =>
      refusalOf(using(async (warehouse) => findTarget(warehouse, await openDataFile(warehouse, path), name, bad)));
    expect(await target('good')).toBe('accepted');
    expect(await target('text', 'default')).toBe('accepted');
    expect(await target('three')).toMatch(/^data_target_coding: .*holds 0, 1, 2/);
    expect(await target('text')).toMatch(/^data_target_coding: .*paid, default.*Name the value/);
    expect(await target('text', 'late')).toMatch(/None of two values is late/);
    expect(await target('one')).toMatch(/^target_one_class: .*bad outcomes only/);
    expect(await target('gap')).toMatch(/^data_target_missing: .*1 rows, the first of them row 2/);
    expect(await target('none')).toMatch(/^data_column_unknown/);
  });
});
