import { expect, test } from 'vitest';
import { type DraftRow, DraftRows } from './draft-rows.ts';

/** Long enough for several blocks, in sizes that meet the end of a block at different places. */
function rowsOf(count: number): DraftRow[] {
  return Array.from({ length: count }, (_, i) => ({
    customerId: `cus_${'客'.repeat(i % 5)}${i}`,
    scoreId: `sco_${i}${'x'.repeat(i % 7)}`,
    copy: i % 3,
    body: new Uint8Array(9_000 + (i % 1_000)).fill(i % 251),
  }));
}

test('gives every row back as it was, whichever block it lies in', () => {
  const given = rowsOf(2_000);
  const rows = new DraftRows();
  for (const row of given) rows.push(row);
  expect(rows.length).toBe(2_000);
  for (const [i, row] of given.entries()) {
    const { body, ...rest } = rows.at(i);
    expect(rest).toEqual({ customerId: row.customerId, scoreId: row.scoreId, copy: row.copy });
    expect(Buffer.compare(body, row.body), `body of row ${i}`).toBe(0);
  }
});
