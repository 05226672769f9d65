import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { LedgerPlace } from '../attestation/domain/batch-leaf.ts';
import { DomainError } from '../kernel/errors.ts';
import { currentDeployment } from '../platform/chain/deployment-store.ts';
import { readCursor } from '../platform/chain/index/index-store.ts';
import { originOf } from './domain/checkpoint.ts';
import { formatVerifierKey, NOTE_KEY } from './domain/signed-note.ts';
import { INDEX_FILE, logFolder } from './log-folder.ts';
import { openLogKey } from './log-key.ts';
import type { TransparencyDeps } from './open-log.ts';
import type { Logger } from '../platform/log/logger.ts';
import { type PublishDeps, type PublishOutcome, publishLog } from './publish-log.ts';
import type { LogIndexFile } from './schemas.ts';
import { listCosigners, publishedIssuers } from './store.ts';
import { readIfPresent, syncNames, writeWhole } from './tile-files.ts';

interface PublisherParts extends Omit<PublishDeps, 'place' | 'whole'> {
  /** The ledger in use; null before it is deployed. */
  place(): Promise<LedgerPlace | null>;
  /** Blocks on top of a batch before it is published. */
  readonly confirmations: number;
  readonly signal: AbortSignal;
}

const POLL_MS = 1_000;
const FAULT_PAUSE_MS = 5_000;
/** How often all files are looked through for lost ones; a lost checkpoint is seen at once. */
const LOOK_THROUGH_MS = 600_000;

/** Keeps the static files of the logs at the state of the chain until `signal` is aborted. */
async function runPublisher(parts: PublisherParts): Promise<void> {
  const { logger, signal } = parts;
  const told = new Map<number, PublishOutcome>();
  const whole = new Set<string>();
  let lookedThroughAt = performance.now();
  while (!signal.aborted) {
    try {
      if (performance.now() - lookedThroughAt > LOOK_THROUGH_MS) {
        whole.clear();
        lookedThroughAt = performance.now();
      }
      for (const [issuer, outcome] of await publishLogs({ ...parts, whole })) {
        if (outcome === 'history_differs' && told.get(issuer) !== outcome) {
          logger.error(
            { issuer },
            'the chain contradicts a checkpoint that was signed; the log of this issuer is not published any further',
          );
        }
        if (outcome === 'published') logger.info({ issuer }, 'log published');
        told.set(issuer, outcome);
      }
      await rest(POLL_MS, signal);
    } catch (error) {
      const code = error instanceof DomainError ? error.code : 'internal';
      logger.warn({ err: error, code }, 'the log waits: chain, database or disk do not answer');
      await rest(FAULT_PAUSE_MS, signal);
    }
  }
}

/** One pass over the logs of all issuers whose batches are made here. */
export async function publishLogs(
  parts: Omit<PublisherParts, 'signal'> & Pick<PublishDeps, 'whole'>,
): Promise<Map<number, PublishOutcome>> {
  const outcomes = new Map<number, PublishOutcome>();
  const place = await parts.place();
  if (place === null) return outcomes;
  const cursor = await readCursor(parts.database.client, place.chainId);
  if (cursor === null) return outcomes;
  const lastBlock = cursor.number - BigInt(parts.confirmations);
  const issuers = await publishedIssuers(parts.database.client, place);
  if (issuers.length === 0 || lastBlock < 0n) return outcomes;
  for (const issuer of issuers) outcomes.set(issuer, await publishLog({ ...parts, place }, issuer, lastBlock));
  await writeIndex(parts, place, issuers);
  return outcomes;
}

async function writeIndex(
  { database, home, key }: Pick<PublishDeps, 'database' | 'home' | 'key'>,
  place: LedgerPlace,
  issuers: readonly number[],
) {
  const root = logFolder(home, place);
  const keyOf = (issuer: number) => formatVerifierKey({ name: originOf(place, issuer), kind: NOTE_KEY.ed25519, publicKey: key.publicKey });
  const cosigners = (await listCosigners(database.client)).filter((each) => !each.removed).map(formatVerifierKey);
  const index: LogIndexFile = {
    version: 1,
    ...place,
    hash: 'keccak-256',
    verifierKeys: Object.fromEntries(issuers.map((issuer) => [String(issuer), keyOf(issuer)])),
    cosigners,
  };
  const text = `${JSON.stringify(index, null, 2)}\n`;
  const path = join(root, INDEX_FILE);
  const known = await readIfPresent(path);
  if (known !== null && Buffer.from(known).toString('utf8') === text) return;
  await writeWhole(path, text);
  await syncNames(root);
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined);
}

/** {@link runPublisher} for the ledger that is in use on the chain. */
export async function keepLogsPublished(
  deps: TransparencyDeps & { readonly config: { readonly confirmations: number }; readonly logger: Logger; readonly signal: AbortSignal },
): Promise<void> {
  const { database, chain, config, wrap, logger, signal } = deps;
  const place = async (): Promise<LedgerPlace | null> => {
    const chainId = await chain.chainId();
    const deployed = await currentDeployment(database.client, chainId, 'CreditLedger');
    return deployed === null ? null : { chainId, ledger: deployed.address };
  };
  const key = openLogKey(config.home, wrap.masterKey);
  await runPublisher({ database, chain, logger, signal, home: config.home, key, place, confirmations: config.confirmations });
}
