import { expect, it } from 'vitest';
import { GERMAN_CREDIT } from '../../intake/domain/import-schema.ts';
import { readCustomers } from '../../intake/domain/read-customers.ts';
import { parseCsv } from '../../intake/parse-csv.ts';
import { readDemoFile } from './demo-file.ts';

it('ships 1,000 German credit customers, 300 of them bad, without a fault', async () => {
  const parsed = parseCsv(await readDemoFile());
  if (!parsed.ok) throw new Error(parsed.fault.detail);
  const reading = readCustomers(parsed.records, GERMAN_CREDIT, new Set());
  expect([...reading.fileFaults, ...reading.rowFaults]).toEqual([]);
  expect(reading.customers).toHaveLength(1000);
  expect(reading.customers.filter(({ attributes }) => attributes['bad'] === 1)).toHaveLength(300);
  expect(new Set(reading.customers.map(({ attributes }) => attributes['fold']))).toEqual(new Set([0, 1, 2, 3, 4]));
  expect(reading.customers[0]).toMatchObject({ externalId: 'DE-0001', attributes: { checking: 'A11', duration: 6, age: 67, bad: 0 } });
});
