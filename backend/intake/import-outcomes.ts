import { takeCommitOrder } from '../platform/database/commit-order.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import { type KeyWrap, openCustomerKeys } from './customer-keys.ts';
import { newestOutcome } from './domain/customer-outcome.ts';
import { type OutcomeRecord, readOutcomes } from './domain/read-outcomes.ts';
import { insertOutcomes, type NewOutcome, newestOutcomeSeq, readOutcomeHistories } from './outcome-store.ts';
import { parseCsv } from './parse-csv.ts';
import { fileHashOf, type ImportFile, type ImportFindings, recordImport } from './record-import.ts';
import { schemaOfSource } from './source-schema.ts';

/**
 * Imports one file of outcomes of customers whom the source has given before, in one transaction: every good row is kept beside what was
 * known of its customer, every bad row is reported with line and column, and a file that is wrong as a whole keeps nothing. A row that says
 * what counts already, or that came with the same file before, changes nothing: a file whose answer was lost is sent again.
 *
 * @returns the id of the import
 * @throws {@link DomainError} `dataset_empty` for a source without customers, `dataset_mixed`, `outcome_uncoded`
 */
export async function importOutcomes(deps: { readonly database: Database; readonly wrap: KeyWrap }, file: ImportFile): Promise<string> {
  return await deps.database.write(async (tx) => {
    const early = await readFile(tx, deps.wrap, file);
    // From here on nobody is erased and no other outcome comes, and numbers are given in the order of commits.
    await takeCommitOrder(tx);
    const isStill = early.stand === (await standOf(tx, file.source));
    const { added, findings } = isStill ? early : await readFile(tx, deps.wrap, file);
    return recordImport(tx, file, findings, (importId) => insertOutcomes(tx, { importId, createdAt: file.now }, added));
  });
}

/** What the reading of a file rests on: the customers of its source, and all outcomes. */
async function standOf(tx: Tx, source: string): Promise<string> {
  const [all, erased] = [{ source }, { source, erasedAt: { not: null } }];
  return [await newestOutcomeSeq(tx), await tx.customer.count({ where: all }), await tx.customer.count({ where: erased })].join(':');
}

async function readFile(
  tx: Tx,
  wrap: KeyWrap,
  file: ImportFile,
): Promise<{ readonly stand: string; readonly added: readonly NewOutcome[]; readonly findings: ImportFindings }> {
  const stand = await standOf(tx, file.source);
  const customers = await tx.customer.findMany({
    where: { source: file.source, erasedAt: null },
    select: { id: true, externalId: true, importRun: { select: { schemaId: true } } },
  });
  const schema = schemaOfSource(file.source, customers);
  const idOf = new Map(customers.map(({ id, externalId }) => [externalId, id]));
  const parsed = parseCsv(file.bytes);
  const { outcomes, ...reading } = parsed.ok
    ? readOutcomes(parsed.records, schema, { knownIds: idOf, today: file.now.toISOString().slice(0, 10) })
    : { fileFaults: [parsed.fault], rowFaults: [], outcomes: [], rows: 0 };
  const added = await findNew(tx, wrap, fileHashOf(file.bytes), withCustomers(outcomes, idOf));
  const counted = { accepted: outcomes.length, unchanged: outcomes.length - added.length };
  return { stand, added, findings: { ...reading, ...counted, kind: 'outcomes', schemaId: schema.id, encoding: parsed.encoding } };
}

type CustomerOutcome = OutcomeRecord & { readonly customerId: string };

function withCustomers(outcomes: readonly OutcomeRecord[], idOf: ReadonlyMap<string, string>): CustomerOutcome[] {
  return outcomes.flatMap((outcome) => {
    const customerId = idOf.get(outcome.externalId);
    return customerId === undefined ? [] : [{ ...outcome, customerId }];
  });
}

/** Outcomes that change what is known of their customers. */
async function findNew(tx: Tx, wrap: KeyWrap, fileHash: string, outcomes: readonly CustomerOutcome[]): Promise<NewOutcome[]> {
  const ids = outcomes.map(({ customerId }) => customerId);
  const keys = await openCustomerKeys(tx, wrap, ids);
  const histories = await readOutcomeHistories(tx, keys);
  return outcomes.flatMap(({ customerId, value, observedOn }) => {
    const key = keys.get(customerId);
    const history = histories.get(customerId) ?? [];
    const newest = newestOutcome(history);
    const isCounted = newest !== null && newest.value === value && newest.observedOn === observedOn;
    const isTold = isCounted || history.some((told) => told.fileHash === fileHash);
    return key === undefined || isTold ? [] : [{ customerId, key, value, observedOn }];
  });
}
