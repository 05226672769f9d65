import { DomainError } from '../kernel/errors.ts';
import type { Evidence } from '../platform/http/schemas.ts';
import type { AttestationDeps } from './open-ledger.ts';

const NOWHERE = { call: null, block: null, transaction: null } as const;

/** Number of customers: the sum over the imports that brought them. */
export async function customersEvidence({ database }: AttestationDeps, ref: string): Promise<Evidence> {
  const where = { erasedAt: null, ...(ref === 'all' ? {} : { source: ref }) };
  const groups = await database.client.customer.groupBy({ by: ['importId'], where, _count: { _all: true }, orderBy: { importId: 'asc' } });
  const terms = groups.map((group) => ({ label: `import ${group.importId}`, value: String(group._count._all) }));
  const count = groups.reduce((sum, group) => sum + group._count._all, 0);
  return {
    title: ref === 'all' ? 'Customers' : `Customers of ${ref}`,
    formula: 'customers that imports brought and that are not erased',
    provenance: 'database',
    inputs: terms.map(({ label, value }) => ({ name: label, value })),
    rows: { count, href: '/v1/customers' },
    ...NOWHERE,
    recompute: { kind: 'sum', terms, expected: String(count) },
  };
}

/** Number of scored customers: the sum over the grades; `ref` is a scoring run or `all` for the newest scores. */
export async function scoresEvidence({ database }: AttestationDeps, ref: string): Promise<Evidence> {
  const where = ref === 'all' ? { isLatest: true } : { runId: ref };
  const groups = await database.client.score.groupBy({ by: ['grade'], where, _count: { _all: true }, orderBy: { grade: 'asc' } });
  const terms = groups.map((group) => ({ label: `grade ${group.grade}`, value: String(group._count._all) }));
  const count = groups.reduce((sum, group) => sum + group._count._all, 0);
  return {
    title: ref === 'all' ? 'Scored customers' : `Scores of run ${ref}`,
    formula: ref === 'all' ? 'the newest score of each customer, by grade' : 'the scores of one run, by grade',
    provenance: 'database',
    inputs: terms.map(({ label, value }) => ({ name: label, value })),
    rows: { count, href: '/v1/customers' },
    ...NOWHERE,
    recompute: { kind: 'sum', terms, expected: String(count) },
  };
}

/** A scorecard is its document: the browser hashes it again. */
export async function modelEvidence({ database }: AttestationDeps, ref: string): Promise<Evidence> {
  const row = await database.client.scorecard.findUnique({ where: { hash: ref } });
  if (row === null) throw new DomainError('scorecard_unknown', 'not_found', 'No scorecard has this hash.');
  return {
    title: `Scorecard ${row.name}`,
    formula: 'keccak256 of the canonical JSON (RFC 8785) of the scorecard document; each credential names this hash',
    provenance: 'model',
    inputs: [
      { name: 'hash', value: row.hash },
      { name: 'datasetHash', value: row.datasetHash },
      { name: 'rows', value: String(row.rows) },
    ],
    rows: { count: row.rows, href: '/v1/customers' },
    ...NOWHERE,
    recompute: { kind: 'document', document: JSON.parse(row.document) as unknown, expected: row.hash },
  };
}
