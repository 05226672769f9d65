import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Runs each job in one of a few threads, and tells of each result as it comes. */
export async function runJobs(jobs, tell) {
  const queue = jobs.map((job, id) => ({ id, job }));
  const results = [];
  const work = async () => {
    const worker = new Worker(new URL('./model-checker.mjs', import.meta.url));
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const { id } = next;
        results[id] = await new Promise((resolve, reject) => {
          worker.once('error', reject);
          worker.once('message', ({ result }) => {
            worker.off('error', reject);
            resolve(result);
          });
          worker.postMessage(next);
        });
        tell(results.filter((result) => result !== undefined).length, jobs.length);
      }
    } finally {
      await worker.terminate();
    }
  };
  const threads = Math.min(jobs.length, Math.max(1, Math.min(4, availableParallelism())));
  await Promise.all(Array.from({ length: threads }, work));
  return results;
}
