// A worker that issues one run and ends once its batch is anchored: node issue-worker.ts <database> <rpc> <issuer key> <run>
import { finishAnchor, retryAnchor } from '../../backend/attestation/anchor-batch.ts';
import { attestationJobs, ISSUE_JOB } from '../../backend/attestation/attestation-jobs.ts';
import { ANCHOR_KIND } from '../../backend/attestation/issuer-log.ts';
import { fromHex } from '../../backend/kernel/hex.ts';
import { creditLedgerAbi } from '../../backend/platform/chain/abi/credit-ledger.ts';
import { createChainClient } from '../../backend/platform/chain/chain-client.ts';
import { runSubmitter } from '../../backend/platform/chain/submitter/run-submitter.ts';
import { signerOfKey } from '../../backend/platform/chain/signer.ts';
import { openDatabase } from '../../backend/platform/database/database.ts';
import { enqueueJob } from '../../backend/platform/jobs/enqueue-job.ts';
import { runJobs } from '../../backend/platform/jobs/run-jobs.ts';
import { createLogger } from '../../backend/platform/log/logger.ts';
import { WRAP } from '../system/support/scored-customers.ts';

const [, , databaseUrl = '', rpcUrl = '', key = '0x', runId = ''] = process.argv;
const database = await openDatabase({ databaseProvider: 'sqlite', databaseUrl });
const chain = createChainClient({ rpcUrl });
const signer = signerOfKey(fromHex(key));
const stop = new AbortController();
const common = { database, logger: createLogger({ name: 'bench', level: 'silent' }), signal: stop.signal, workerId: 'bench' };
const handlers = attestationJobs({ database, chain, signer, wrap: WRAP });
const settled = { onFinal: { [ANCHOR_KIND]: finishAnchor }, onFailed: { [ANCHOR_KIND]: retryAnchor } };
const loops = [
  runJobs({ ...common, handlers }),
  runSubmitter({ ...common, ...settled, chain, signers: [signer], confirmations: 0, errors: creditLedgerAbi }),
];
const started = performance.now();
const payload = { runId, validDays: 90, actor: 'system:bench', requestId: null };
const jobId = await database.write((tx) => enqueueJob(tx, { kind: ISSUE_JOB, payload, uniqueKey: runId }));
const steps: [string, number][] = [];
for (;;) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  const job = await database.client.job.findUniqueOrThrow({ where: { id: jobId } });
  if (steps.at(-1)?.[0] !== job.step) steps.push([job.step, Math.round((performance.now() - started) / 100) / 10]);
  if (job.state === 'failed') throw new Error(job.error ?? 'failed');
  if ((await database.client.batch.count({ where: { state: 'final' } })) === 1) break;
}
const seconds = (performance.now() - started) / 1000;
stop.abort();
await Promise.all(loops);
const batch = await database.client.batch.findFirstOrThrow();
await database.close();
const megabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ seconds, megabytes, leaves: batch.leaves, steps }));
