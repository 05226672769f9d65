import { setImmediate as nextTurn } from 'node:timers/promises';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { toHex } from '../kernel/hex.ts';
import type { DatabaseClient, Tx } from '../platform/database/database.ts';
import { hmacSha256, open, seal } from '../platform/vault/vault.ts';
import { type KeyWrap, makeCustomerKey } from './customer-keys.ts';
import type { CellValue } from './domain/columns.ts';
import type { ImportFault, RowRecord } from './domain/read-rows.ts';

export type Attributes = Readonly<Record<string, CellValue>>;

/** Rows of one statement. Between two of them other requests get their turn: the embedded database works in this thread. */
const CHUNK = 100;

function attributesContext(customerId: string): string {
  return `customer-attributes:${customerId}`;
}

/** Ids that the source has given so far. */
export async function knownExternalIds(client: DatabaseClient, source: string): Promise<Set<string>> {
  const rows = await client.customer.findMany({ where: { source }, select: { externalId: true } });
  return new Set(rows.map(({ externalId }) => externalId));
}

/** Writes customers with their keys; attributes are sealed under the customer's own key. */
export async function insertCustomers(
  tx: Tx,
  wrap: KeyWrap,
  run: { readonly importId: string; readonly source: string; readonly createdAt: Date; readonly nextId: () => string },
  records: readonly RowRecord[],
): Promise<void> {
  for (let at = 0; at < records.length; at += CHUNK) {
    const rows = records.slice(at, at + CHUNK).map((record) => {
      const id = run.nextId();
      const { key, wrapped } = makeCustomerKey(wrap, id);
      const plain = new TextEncoder().encode(canonicalJson(record.attributes));
      const customer = {
        id,
        externalId: record.externalId,
        source: run.source,
        importId: run.importId,
        attributes: seal(key, plain, attributesContext(id)),
        inputHash: toHex(hmacSha256(key, plain)),
        createdAt: run.createdAt,
      };
      return { customer, key: { customerId: id, wrapped, createdAt: run.createdAt } };
    });
    await tx.customer.createMany({ data: rows.map(({ customer }) => customer) });
    await tx.customerKey.createMany({ data: rows.map(({ key }) => key) });
    await nextTurn();
  }
}

export async function insertImportFaults(tx: Tx, importId: string, faults: readonly ImportFault[]): Promise<void> {
  for (let at = 0; at < faults.length; at += CHUNK) {
    await nextTurn();
    await tx.importError.createMany({ data: faults.slice(at, at + CHUNK).map((fault) => ({ importId, ...fault })) });
  }
}

/** The attributes of a customer row, opened with the customer's key. */
export function openAttributes(key: Uint8Array, row: { readonly id: string; readonly attributes: Uint8Array }): Attributes {
  return JSON.parse(new TextDecoder().decode(open(key, row.attributes, attributesContext(row.id))));
}
