import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { LedgerPlace } from '../attestation/domain/batch-leaf.ts';
import type { BlockPoint, LedgerReader } from '../attestation/domain/ledger-facts.ts';
import { verifierId } from '../attestation/domain/presentation.ts';
import { stateProofJson } from '../attestation/domain/state-proof.ts';
import type { Credit } from '../attestation/domain/typed-data.ts';
import { createLedgerReader } from '../attestation/ledger-client.ts';
import { recoverNative } from '../attestation/native-recovery.ts';
import { newestState } from '../attestation/state-evidence.ts';
import { type Verification, verifyCredential } from '../attestation/verify.ts';
import { DomainError } from '../kernel/errors.ts';
import type { ChainClient, ChainHead } from '../platform/chain/chain-client.ts';
import { currentDeployment } from '../platform/chain/deployment-store.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import type { RelianceDeps } from './open-reliance.ts';
import type { RelyingTerms } from './schemas.ts';

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));

/** Who checked, as results and receipts say it. */
export const CHECKER = { name: 'credence', version } as const;

/** All answers of one checker are as of one block. */
export interface Checker {
  readonly place: LedgerPlace;
  readonly block: BlockPoint;
  check(input: unknown, standpoint: Standpoint): Promise<Verification>;
}

/** From whose side a credential is judged. */
export interface Standpoint {
  /** What decides the check `accepted`. */
  readonly terms: RelyingTerms | null;
  /** Name of the one who checks; a presentation must be for him. Null when that does not matter. */
  readonly audience: string | null;
  /** Seconds since 1970, against which expiry and age are judged. */
  readonly now: number;
}

/**
 * A checker as of `block`, or of the head.
 * @throws {@link DomainError} `ledger_not_deployed`, and what the chain client throws when no node answers
 */
export async function openChecker({ database, chain }: Pick<RelianceDeps, 'database' | 'chain'>, block?: BlockPoint): Promise<Checker> {
  const head = await chain.readHead();
  const deployment = await currentDeployment(database.client, head.chainId, 'CreditLedger');
  if (deployment === null) {
    throw new DomainError('ledger_not_deployed', 'unavailable', 'No ledger contract is recorded for this chain.', { retryable: true });
  }
  const place = { chainId: head.chainId, ledger: deployment.address };
  const pinned = block ?? { number: head.number, hash: head.hash, time: head.timestamp };
  const reader = pinnedReader(chain, place, deployment.block, pinned);
  return {
    place,
    block: pinned,
    check: async (input, { terms, audience, now }) => {
      const options = {
        chain: reader,
        now,
        recover: recoverNative,
        ...(terms === null ? {} : { profile: terms }),
        ...(audience === null ? {} : { audience: { verifier: verifierId(audience) } }),
      };
      const found = await verifyCredential(input, options);
      if (terms?.newestRequired !== true || found.credential === null) return found;
      const freshness = await findFreshness(database.client, place, found.credential.credit);
      return freshness === null ? found : verifyCredential(input, { ...options, freshness });
    },
  };
}

/** What the newest batch of the issuer says of the subject, where this installation knows it; null where nobody can tell. */
async function findFreshness(client: DatabaseClient, place: LedgerPlace, { issuer, subjectTag }: Credit): Promise<unknown> {
  try {
    return stateProofJson(await newestState(client, place, issuer, subjectTag));
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'not_found') return null;
    throw error;
  }
}

/** A reader whose head never moves. */
function pinnedReader(chain: ChainClient, place: LedgerPlace, firstBlock: bigint, { number, hash, time }: BlockPoint): LedgerReader {
  const head: ChainHead = { chainId: place.chainId, number, hash, timestamp: time };
  const still: ChainClient = { ...chain, readHead: async () => head };
  return createLedgerReader({ chain: still, place, firstBlock, maxAgeMs: Number.POSITIVE_INFINITY });
}

/** Whether the ledger could not be asked; then a verification says nothing that should be kept. */
export function isUnasked({ checks }: Verification): boolean {
  return checks.some(({ reason }) => reason === 'ledger_unreachable');
}
