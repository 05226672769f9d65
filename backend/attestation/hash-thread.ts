import { parentPort } from 'node:worker_threads';
import { type CreditColumns, type CreditTerms, hashColumns } from './hash-columns.ts';

/** A thread of `openHashPool`: hashes what it is sent and sends it back under the same number. */
parentPort?.on('message', ({ id, terms, columns }: { id: number; terms: CreditTerms; columns: CreditColumns }) => {
  const { digests, tags } = hashColumns(terms, columns);
  parentPort?.postMessage({ id, digests, tags }, [digests.buffer as ArrayBuffer, tags.buffer as ArrayBuffer]);
});
