import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { finishAnchor, retryAnchor } from '../../attestation/anchor-batch.ts';
import { attestationJobs } from '../../attestation/attestation-jobs.ts';
import { ANCHOR_KIND } from '../../attestation/issuer-log.ts';
import { finishRecord, MODEL_KIND, modelJobs, retryRecord } from '../../attestation/models/record-model.ts';
import { creditLedgerAbi } from '../../platform/chain/abi/credit-ledger.ts';
import { dealAbi } from '../../platform/chain/abi/deal.ts';
import { dealFactoryAbi } from '../../platform/chain/abi/deal-factory.ts';
import { depositTokenAbi } from '../../platform/chain/abi/deposit-token.ts';
import { trancheTokenAbi } from '../../platform/chain/abi/tranche-token.ts';
import { loanRegistryAbi } from '../../platform/chain/abi/loan-registry.ts';
import { modelBookAbi } from '../../platform/chain/abi/model-book.ts';
import { ratingBoardAbi } from '../../platform/chain/abi/rating-board.ts';
import { ratingBookAbi } from '../../platform/chain/abi/rating-book.ts';
import { runIndexer } from '../../platform/chain/index/run-indexer.ts';
import { runSubmitter } from '../../platform/chain/submitter/run-submitter.ts';
import { configFromEnvironment } from '../../platform/config/environment.ts';
import { runJobs } from '../../platform/jobs/run-jobs.ts';
import { keepOutboxShort } from '../../platform/outbox/trim-outbox.ts';
import { ratingJobs } from '../../rating/write-board.ts';
import { relianceJobs } from '../../reliance/reliance-jobs.ts';
import { relianceLoops } from '../../reliance/reliance-loops.ts';
import { keepModelsMeasured, monitoringJobs } from '../../scoring/monitoring/monitoring-jobs.ts';
import { scoringJobs } from '../../scoring/scoring-jobs.ts';
import { scoringDeps } from '../../scoring/scoring-deps.ts';
import { keepLogsPublished } from '../../transparency/run-publisher.ts';
import { transparencyJobs } from '../../transparency/transparency-jobs.ts';
import { keepDealsCompared } from '../../securitization/deals/keep-compared.ts';
import { openSystem, type System } from '../open-system.ts';
import { aloneAt } from './alone-at.ts';
import { prepareLedger } from '../prepare-ledger.ts';
import { runProcess, watchLoop } from '../run-process.ts';
import { ledgerIndex } from './ledger-index.ts';

await runProcess(async (signal) => {
  const system = await openSystem(configFromEnvironment(), 'worker');
  await aloneAt(system, 'prepare-ledger', signal, () => prepareLedger(system));
  const loops = await startLoops(system, signal);
  return async () => {
    await Promise.allSettled(loops);
    await system.close();
  };
});

/** What a worker does side by side: send transactions, read events, run jobs, forget old announcements. */
async function startLoops(system: System, signal: AbortSignal): Promise<Promise<void>[]> {
  const { config, chain, database, logger, wrap } = system;
  const signer = system.signer('issuer');
  const workerId = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const scoring = scoringDeps(database, wrap);
  const handlers = {
    ...scoringJobs(scoring),
    ...monitoringJobs({ ...scoring, refitsOnAlert: config.refitsOnAlert }),
    ...attestationJobs({ database, chain, signer, wrap }),
    ...modelJobs({ database, chain, signer }),
    ...ratingJobs(system),
    ...relianceJobs(system),
    ...transparencyJobs(system),
  };
  const loops = {
    submitter: runSubmitter({
      database,
      chain,
      logger,
      signal,
      workerId,
      signers: [
        signer,
        system.signer('deployer'),
        system.signer('rating'),
        system.signer('originator'),
        system.signer('servicer'),
        system.signer('trustee'),
      ],
      confirmations: config.confirmations,
      errors: [
        ...creditLedgerAbi,
        ...modelBookAbi,
        ...ratingBookAbi,
        ...ratingBoardAbi,
        ...loanRegistryAbi,
        ...dealFactoryAbi,
        ...dealAbi,
        ...trancheTokenAbi,
        ...depositTokenAbi,
      ],
      onFinal: { [ANCHOR_KIND]: finishAnchor, [MODEL_KIND]: finishRecord },
      onFailed: { [ANCHOR_KIND]: retryAnchor, [MODEL_KIND]: retryRecord },
    }),
    indexer: runIndexer({ ...(await ledgerIndex(system)), logger, signal }),
    jobs: runJobs({ database, logger, workerId, handlers, signal }),
    logs: keepLogsPublished({ ...system, signal }),
    outbox: keepOutboxShort({ database, logger, signal }),
    deals: keepDealsCompared({ ...system, signal }),
    models: keepModelsMeasured({ database, logger, signal, refitDays: config.refitDays }),
    ...relianceLoops(system, logger, signal),
  };
  for (const [name, loop] of Object.entries(loops)) watchLoop(logger, name, loop);
  return Object.values(loops);
}
