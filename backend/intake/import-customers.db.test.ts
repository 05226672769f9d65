import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import type { Database } from '../platform/database/database.ts';
import { newKey } from '../platform/vault/vault.ts';
import { openCustomerKey } from './customer-keys.ts';
import { eraseCustomer } from './erase-customer.ts';
import { importCustomers } from './import-customers.ts';
import { listSources } from './list-sources.ts';
import { loadDataset } from './load-dataset.ts';
import { openAttributes } from './store.ts';

const HEADER =
  'id,checking,duration,history,purpose,amount,savings,employment,installment_rate,status_sex,other_debtors,residence,property,age,other_plans,housing,existing_credits,job,liable,telephone,foreign,bad';
const row = (id: string, amount = '1169', bad = '0') =>
  `${id},A11,6,A34,A43,${amount},A65,A75,4,A93,A101,4,A121,67,A143,A152,2,A173,1,A192,A201,${bad}`;
const NOW = new Date('2026-01-02T03:04:05Z');
const wrap = { masterKey: newKey() };

describeOnEachDatabase('importCustomers', (under) => {
  const importText = async (source: string, ...lines: readonly string[]) => {
    const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
    const request = { schemaId: 'german-credit', source, fileName: 'a.csv', bytes, actor: 'user:1', requestId: null, now: NOW };
    const id = await importCustomers({ database: under.database, wrap }, request);
    return under.database.client.importRun.findUniqueOrThrow({ where: { id }, include: { errors: { orderBy: { id: 'asc' } } } });
  };
  const idsOf = async (source: string) =>
    (await under.database.client.customer.findMany({ where: { source }, orderBy: { externalId: 'asc' } })).map(
      ({ externalId }) => externalId,
    );

  it('keeps good rows, reports bad rows, and refuses ids that it knows', async () => {
    const first = await importText('shop', HEADER, row('b'), row('a', 'much'), row('c'));
    expect(first).toMatchObject({ state: 'done', rows: 3, accepted: 2, rejected: 1 });
    expect(first.errors).toMatchObject([{ line: 3, column: 'amount', code: 'cell_not_integer' }]);
    const second = await importText('shop', HEADER, row('a'), row('b'), row('d', '5', '2'));
    expect(second).toMatchObject({ state: 'done', accepted: 1, rejected: 2 });
    const places = second.errors.map(({ line, code }) => `${line} ${code}`);
    expect(places.sort()).toEqual(['3 id_known', '4 cell_out_of_range']);
    expect(await idsOf('shop')).toEqual(['a', 'b', 'c']);
  });

  it('imports nothing of a file that is wrong as a whole, and says why', async () => {
    expect(await importText('mail', 'id,colour', 'a,red')).toMatchObject({ state: 'rejected', rows: 0, accepted: 0 });
    const broken = await importText('mail', HEADER, `"${row('a')}`);
    expect(broken.errors).toMatchObject([{ code: 'file_malformed' }]);
    expect(await idsOf('mail')).toEqual([]);
  });

  it('seals attributes: the database holds no plain value', async () => {
    await importText('bank', HEADER, row('x', '987654'));
    const { client } = under.database;
    const customer = await client.customer.findFirstOrThrow({ where: { source: 'bank' } });
    expect(Buffer.from(customer.attributes).includes('987654')).toBe(false);
    const key = await openCustomerKey(client, wrap, customer.id);
    expect(openAttributes(key, customer)).toMatchObject({ amount: 987654, checking: 'A11' });
    await expect(openCustomerKey(client, { masterKey: newKey() }, customer.id)).rejects.toMatchObject({ code: 'sealed_text_unreadable' });
  });

  it('opens a source as typed columns, without protected attributes and in the order of ids', async () => {
    await importText('set', HEADER, row('2', '20', '1'), row('1', '10'));
    const dataset = await loadDataset(under.database, wrap, { source: 'set' });
    const amount = dataset.columns.find(({ name }) => name === 'amount');
    expect(amount).toEqual({ kind: 'numeric', name: 'amount', values: Float64Array.of(10, 20) });
    expect(dataset.target).toEqual(Uint8Array.of(0, 1));
    const names = dataset.columns.map(({ name }) => name);
    expect(names).toHaveLength(18);
    expect(names).not.toContain('status_sex');
    const again = await loadDataset(under.database, wrap, { source: 'set', withProtected: true });
    expect(again.columns).toHaveLength(20);
    expect(again.datasetHash).toBe(dataset.datasetHash);
    await importText('set', HEADER, row('3', '30', '1'));
    expect((await loadDataset(under.database, wrap, { source: 'set' })).datasetHash).not.toBe(dataset.datasetHash);
    await expect(loadDataset(under.database, wrap, { source: 'nobody' })).rejects.toMatchObject({ code: 'dataset_empty' });
  });

  it('lists the sources, the newest import first, and counts the erased apart', async () => {
    const { client } = under.database;
    const named = async () => (await listSources(client)).filter(({ name }) => name.startsWith('list-'));
    await importText('list-old', HEADER, row('1'), row('2', 'much'));
    await importText('list-bad', 'id,colour', '1,red');
    const importRun = await client.importRun.findFirstOrThrow({ where: { source: 'list-old' } });
    await client.importRun.update({ where: { id: importRun.id }, data: { createdAt: new Date(NOW.getTime() - 1000) } });
    await importText('list-new', HEADER, row('1'), row('2'));
    const { id: customerId } = await client.customer.findFirstOrThrow({ where: { source: 'list-new', externalId: '2' } });
    await eraseCustomer(under, { customerId, confirm: '2', reason: 'requested', actor: 'user:1', requestId: null });
    const schemas = ['german-credit'];
    expect(await named()).toEqual([
      { name: 'list-new', schemas, customers: 1, erased: 1, importedAt: NOW.toISOString() },
      { name: 'list-old', schemas, customers: 1, erased: 0, importedAt: new Date(NOW.getTime() - 1000).toISOString() },
    ]);
  });

  it('takes customers without an outcome: they can be scored and not trained on', async () => {
    const applicants = row('n').slice(0, row('n').lastIndexOf(','));
    expect(await importText('new', HEADER.slice(0, HEADER.lastIndexOf(',')), applicants)).toMatchObject({ accepted: 1 });
    const dataset = await loadDataset(under.database, wrap, { source: 'new', withOutcomes: false });
    expect({ ids: dataset.ids.length, columns: dataset.columns.length }).toEqual({ ids: 1, columns: 18 });
    await expect(loadDataset(under.database, wrap, { source: 'new' })).rejects.toMatchObject({ code: 'dataset_target_missing' });
  });

  it('is undone as a whole when the transaction is cut', async () => {
    const { client, write } = under.database;
    const cut: Database = {
      ...under.database,
      write: (work) =>
        write(async (tx) => {
          await work(tx);
          throw new Error('cut');
        }),
    };
    const count = async () => [
      await client.importRun.count(),
      await client.customer.count(),
      await client.auditEntry.count(),
      await client.outbox.count(),
    ];
    const before = await count();
    const bytes = new TextEncoder().encode(`${HEADER}\n${row('x')}\n`);
    const request = { schemaId: 'german-credit', source: 'cut', fileName: 'a.csv', bytes, actor: 'user:1', requestId: null, now: NOW };
    await expect(importCustomers({ database: cut, wrap }, request)).rejects.toThrow('cut');
    expect(await count()).toEqual(before);
  });
});
