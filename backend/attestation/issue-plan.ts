import { DomainError } from '../kernel/errors.ts';
import type { Hash32 } from '../kernel/hex.ts';
import { keccakHex } from '../kernel/keccak.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { currentDeployment } from '../platform/chain/deployment-store.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { Database } from '../platform/database/database.ts';
import type { LedgerPlace } from './domain/batch-leaf.ts';
import { domainSeparator } from './domain/typed-data.ts';
import { utf8 } from './domain/words.ts';
import type { CreditTerms } from './hash-columns.ts';
import { issuerOfKey } from './register-issuer.ts';

/** Where and as whom credentials are issued, and from when until when they hold. */
export interface Issue {
  readonly place: LedgerPlace;
  readonly issuer: number;
  readonly issuedAt: bigint;
  readonly expiry: bigint;
}

const DAY = 86_400n;
/** Blocks may be some time apart; a key that begins within it is as good as begun. */
const CLOCK_SLACK = 60n;

/** One batch for one run: the same run always names the same batch. */
export function batchIdOf(runId: string): string {
  return `bat_${shortHash(`batch ${runId}`)}`;
}

/** Ids of one batch in the order of its making: rows with neighbouring ids are written together. */
export function credentialIdOf(batchId: string, number: number): string {
  return `cred_${batchId.slice(4, 20)}${number.toString(16).padStart(8, '0')}`;
}

function shortHash(text: string): string {
  return keccakHex(utf8(text)).slice(2, 26);
}

/** @throws {@link DomainError} `ledger_not_deployed`, `issuer_not_registered`, `issuer_key_waiting`, `issuer_key_ended` */
export async function planIssue(
  { database, chain, signer }: { readonly database: Database; readonly chain: ChainClient; readonly signer: Pick<Signer, 'address'> },
  validDays: number,
): Promise<Issue> {
  const head = await chain.readHead();
  const deployment = await currentDeployment(database.client, head.chainId, 'CreditLedger');
  if (deployment === null) {
    throw new DomainError('ledger_not_deployed', 'unavailable', 'No ledger contract is recorded for this chain.', { retryable: true });
  }
  const place = { chainId: head.chainId, ledger: deployment.address };
  const { issuer, from, until } = await issuerOfKey(chain, place, signer.address);
  if (from > head.timestamp + CLOCK_SLACK) {
    throw new DomainError(
      'issuer_key_waiting',
      'unavailable',
      'The key of the issuer is accredited and still waits for its first second.',
      {
        params: { from: String(from) },
        retryable: true,
      },
    );
  }
  if (until <= head.timestamp) {
    throw new DomainError('issuer_key_ended', 'conflict', 'The key of the issuer no longer counts on the ledger; issue with another key.');
  }
  // The chain's clock rules over ours: a credential must not seem older than the accreditation of its key.
  const wall = BigInt(Math.floor(Date.now() / 1000));
  const issuedAt = [wall, head.timestamp, from].reduce((latest, time) => (time > latest ? time : latest));
  return { place, issuer, issuedAt, expiry: issuedAt + BigInt(validDays) * DAY };
}

export function termsOf({ place, issuer, issuedAt, expiry }: Issue, model: Hash32): CreditTerms {
  return { issuer, model, issuedAt, expiry, separator: domainSeparator(place) };
}
