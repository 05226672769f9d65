import { randomUUID } from 'node:crypto';
import { checkWords } from '../attestation/domain/sentences.ts';
import { recoverSigner } from '../attestation/domain/signature.ts';
import { recoverNative } from '../attestation/native-recovery.ts';
import type { Verification } from '../attestation/verify.ts';
import { canonicalJson, type Json, jsonOf } from '../kernel/canonical-json.ts';
import { DomainError, InvariantError } from '../kernel/errors.ts';
import type { Hash32 } from '../kernel/hex.ts';
import { keccakHex } from '../kernel/keccak.ts';
import { toRfc3339, unixSeconds } from '../kernel/time.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { CHECKER, type Checker, isUnasked, openChecker } from './checker.ts';
import { personalDigest, statementHash } from './domain/signed-statement.ts';
import type { RelianceDeps } from './open-reliance.ts';
import { readTerms } from './profile.ts';
import { ReceiptBody, type ReceiptFile, type RelyingTerms } from './schemas.ts';

export interface ReceiptOrder {
  readonly organizationId: string;
  /** The credential or presentation as it was handed in. */
  readonly input: string;
  readonly profile: 'own' | 'none';
  readonly actor: string;
  readonly requestId: string | null;
  readonly now: Date;
}

type ReceiptRecord = Awaited<ReturnType<DatabaseClient['verificationReceipt']['findUniqueOrThrow']>>;

/**
 * Verifies a credential and signs what was found, whatever it is.
 * @throws {@link DomainError} `chain_unreachable` when the ledger gives no answer: a receipt of not knowing helps nobody
 */
export async function makeReceipt(deps: RelianceDeps, order: ReceiptOrder): Promise<ReceiptRecord> {
  const { database } = deps;
  const { organizationId, input, now, actor } = order;
  const organization = await database.client.organization.findUnique({ where: { id: organizationId }, select: { id: true, name: true } });
  const terms = order.profile === 'own' ? await readTerms(database.client, organizationId) : null;
  const checker = await openChecker(deps);
  const seconds = unixSeconds(Math.floor(now.getTime() / 1000));
  const found = await checker.check(input, { terms, audience: organization?.name ?? null, now: seconds });
  if (isUnasked(found)) throw new DomainError('chain_unreachable', 'unavailable', 'The ledger could not be asked.', { retryable: true });
  const id = `vrc_${randomUUID()}`;
  const body = bodyOf(
    { id, madeAt: toRfc3339(seconds), madeFor: organization, inputHash: keccakHex(Buffer.from(input)), terms },
    checker,
    found,
  );
  const hash = statementHash(jsonOf(body));
  const signature = await deps.signer('issuer').signDigest(personalDigest(hash));
  return database.write(async (tx) => {
    const what = { action: 'receipt.made', entity: 'verification_receipt', entityId: id, outcome: 'ok' } as const;
    await appendAudit(tx, { ...what, actor, requestId: order.requestId, detail: { verdict: found.verdict, hash }, at: now });
    const text = canonicalJson(jsonOf(body));
    const row = {
      id,
      organizationId,
      digest: found.digest,
      verdict: found.verdict,
      body: text,
      signature,
      createdBy: actor,
      createdAt: now,
    };
    return tx.verificationReceipt.create({ data: row });
  });
}

interface Heading {
  readonly id: string;
  readonly madeAt: string;
  readonly madeFor: { readonly id: string; readonly name: string } | null;
  readonly inputHash: Hash32;
  readonly terms: RelyingTerms | null;
}

function bodyOf(heading: Heading, { place, block }: Checker, found: Verification): ReceiptBody {
  return {
    type: 'CredenceVerificationReceipt',
    version: 1,
    ...heading,
    checker: CHECKER,
    ledger: { chainId: place.chainId, contract: place.ledger },
    block: { number: String(block.number), hash: block.hash, time: rfc(block.time) },
    credential: credentialOf(found),
    verdict: found.verdict,
    words: { ...found.words },
    checks: found.checks.map((check) => ({ ...check, params: { ...check.params }, words: { ...checkWords(check) } })),
  };
}

function credentialOf({ credential, digest }: Verification): ReceiptBody['credential'] {
  if (credential === null || digest === null) return null;
  const { credit, anchor, fields } = credential;
  return {
    digest,
    issuer: credit.issuer,
    batch: anchor === null ? null : String(anchor.batch),
    index: anchor === null ? null : String(anchor.firstLeaf + anchor.index),
    issuedAt: rfc(credit.issuedAt),
    expiry: rfc(credit.expiry),
    model: credit.model,
    shown: fields.map(({ name }) => name),
  };
}

const LATEST = 253_402_300_799n;

/** A file can state any 64-bit time; beyond the year 9999 it is written as the last moment of that year. */
function rfc(seconds: bigint): string {
  return toRfc3339(unixSeconds(Number(seconds < LATEST ? seconds : LATEST)));
}

/** The file of a stored receipt; its signer is read from the signature, for keys change. */
export function receiptFile({ body, signature }: ReceiptRecord): ReceiptFile {
  const parsed = ReceiptBody.parse(JSON.parse(body));
  const hash = statementHash(JSON.parse(body) as Json);
  const recovery = recoverSigner(personalDigest(hash), signature, recoverNative);
  if (!('signer' in recovery)) throw new InvariantError('A stored receipt carries a signature.');
  return { body: parsed, hash, signature, signer: recovery.signer };
}
