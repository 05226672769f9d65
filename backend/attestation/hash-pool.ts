import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type CreditColumns, type CreditTerms, type HashedColumns, hashColumns } from './hash-columns.ts';

/** Hashes columns of credentials, in threads of its own or, without any, in the caller's. */
export interface HashPool {
  hash(terms: CreditTerms, columns: CreditColumns): Promise<HashedColumns>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(hashed: HashedColumns): void;
  reject(error: Error): void;
}

/** Below this, starting threads takes longer than hashing. */
const THREADS_FROM = 8_000;
const MOST_THREADS = 4;

/** Threads that are worth it for `count` credentials. */
export function threadsFor(count: number): number {
  return count < THREADS_FROM ? 0 : Math.min(MOST_THREADS, availableParallelism());
}

export function openHashPool(threads: number): HashPool {
  if (threads === 0) return { hash: async (terms, columns) => hashColumns(terms, columns), close: async () => undefined };
  const workers = Array.from({ length: threads }, openThread);
  let next = 0;
  return {
    hash(terms, columns) {
      const worker = workers[next % threads];
      next += 1;
      return worker === undefined ? Promise.reject(new Error('The pool has no thread.')) : worker.hash(terms, columns);
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

function openThread(): HashPool {
  const worker = new Worker(new URL('./hash-thread.ts', import.meta.url));
  const waiting = new Map<number, Waiting>();
  let sent = 0;
  worker.on('message', ({ id, digests, tags }: HashedColumns & { id: number }) => {
    waiting.get(id)?.resolve({ digests, tags });
    waiting.delete(id);
  });
  worker.on('error', (error) => {
    for (const { reject } of waiting.values()) reject(error instanceof Error ? error : new Error(String(error)));
    waiting.clear();
  });
  return {
    hash: (terms, columns) =>
      new Promise((resolve, reject) => {
        sent += 1;
        waiting.set(sent, { resolve, reject });
        worker.postMessage({ id: sent, terms, columns });
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}
