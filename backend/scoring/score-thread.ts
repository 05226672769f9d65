import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadOrder } from './score-in-threads.ts';
import { scoreRange } from './score-range.ts';

/** A thread of `scoreInThreads`: scores its rows into the memory that it shares, and ends. */
const { document, columns, scores, start, end }: ThreadOrder = workerData;
scoreRange(document, columns, { scores, start, end });
parentPort?.postMessage('done');
