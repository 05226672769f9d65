import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { parsePresentation } from '../attestation/domain/parse-presentation.ts';
import { digestOfPresentation, type Presentation, presentationFile } from '../attestation/domain/presentation.ts';
import { creditDigest, domainSeparator } from '../attestation/domain/typed-data.ts';
import { recoverNative } from '../attestation/native-recovery.ts';
import type { LedgerDoor } from '../attestation/open-ledger.ts';
import { verifyCredential } from '../attestation/verify.ts';
import { openCustomerKey } from '../intake/customer-keys.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { DomainError } from '../kernel/errors.ts';
import { hash32 } from '../kernel/hex.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import type { Tx } from '../platform/database/database.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import { seal } from '../platform/vault/vault.ts';
import type { Action, HolderDeps } from './open-holder.ts';
import type { OwnCustomer } from './own-customer.ts';
import { openRequest, requestClosed, type RequestRow } from './presentation-requests.ts';
import type { NewPresentation } from './schemas.ts';

type Submission = z.infer<typeof NewPresentation>;

/** A credential that waits for its batch under the issuer's signed promise may be shown. */
const TAKEN_VERDICTS: readonly string[] = ['valid', 'pending'];

interface Handed {
  readonly presentation: Presentation;
  readonly submission: Submission;
  readonly request: RequestRow | null;
  readonly credentialId: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

/**
 * Takes a signed presentation of the customer, checks it as its verifier would, and logs the consent that it is. Each
 * can be handed over once, and each request answered once.
 * @returns the presentation's id
 * @throws {@link DomainError} `credential_malformed`, `presentation_refused`, `presentation_unverified`, `presentation_spent`,
 * `request_unknown`, `request_closed`, `ciphertext_missing`, `holder_key_missing`
 */
export async function submitPresentation(
  deps: HolderDeps & { readonly ledger: LedgerDoor },
  customer: OwnCustomer,
  submission: Submission,
  action: Action,
): Promise<string> {
  const { client } = deps.database;
  const presentation = parsePresentation(submission.presentation);
  if (submission.way === 'direct' && submission.requestId === undefined)
    throw new DomainError('request_missing', 'unprocessable', 'Name the request that the presentation answers.');
  const request = submission.requestId === undefined ? null : await openRequest(client, submission.requestId, action.now);
  const credentialId = await requireOwn(deps, customer, presentation);
  await requireAccepted(deps, presentation, request, action.now);
  const id = `prs_${randomUUID()}`;
  const body = await bodyOf(deps, customer.id, id, { presentation, submission });
  await deps.database.write((tx) => store(tx, customer.id, id, { presentation, submission, request, credentialId, body }, action));
  return id;
}

/** Under what a stored presentation is sealed. */
export function presentationContext(id: string): string {
  return `presentation:${id}`;
}

async function requireOwn({ database }: HolderDeps, customer: OwnCustomer, presentation: Presentation): Promise<string> {
  if (customer.holderKey === null)
    throw new DomainError('holder_key_missing', 'conflict', 'Register a wallet or a passkey as your key first.');
  const { place, credit } = presentation.credential;
  const digest = creditDigest(domainSeparator(place), credit);
  const row = await database.client.credential.findUnique({ where: { digest }, select: { id: true, customerId: true } });
  if (row === null || row.customerId !== customer.id || presentation.holder.key !== customer.holderKey) throw refused('not_own', '');
  return row.id;
}

/** Whoever is meant by the presentation would accept it; a request gets exactly what it asked to be bound to. */
async function requireAccepted(
  { ledger }: { readonly ledger: LedgerDoor },
  presentation: Presentation,
  request: RequestRow | null,
  now: Date,
): Promise<void> {
  const { verifier, challenge, purpose, until } = request ?? presentation.audience;
  const wanted = { verifier: hash32(verifier), challenge: hash32(challenge), purpose };
  if (presentation.audience.until !== until) throw refused('notForYou', 'until');
  const found = await verifyCredential(presentationFile(presentation), {
    chain: await ledger.reader(),
    recover: recoverNative,
    audience: wanted,
    now: Math.floor(now.getTime() / 1000),
  });
  if (TAKEN_VERDICTS.includes(found.verdict)) return;
  if (found.verdict === 'undetermined')
    throw new DomainError('presentation_unverified', 'unavailable', 'The ledger cannot be asked now; try again.', { retryable: true });
  const failed = found.checks.find(({ status }) => status === 'fail');
  throw refused(found.verdict, failed?.reason ?? '');
}

async function bodyOf(
  deps: HolderDeps,
  customerId: string,
  id: string,
  { presentation, submission }: Pick<Handed, 'presentation' | 'submission'>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (submission.way !== 'link') {
    const key = await openCustomerKey(deps.database.client, deps.wrap, customerId);
    return seal(key, new TextEncoder().encode(JSON.stringify(presentationFile(presentation))), presentationContext(id));
  }
  if (submission.ciphertext === undefined)
    throw new DomainError('ciphertext_missing', 'unprocessable', 'A link needs the ciphertext that your browser makes.');
  return new Uint8Array(Buffer.from(submission.ciphertext, 'base64url'));
}

async function store(tx: Tx, customerId: string, id: string, handed: Handed, { actor, requestId, now }: Action): Promise<void> {
  const { presentation, submission, request, credentialId, body } = handed;
  const consentId = id.replace(/^prs_/, 'cns_');
  const { verifierName, verifier, purpose, until } = presentation.audience;
  const digest = digestOfPresentation(presentation);
  // First, because it orders all writers: what is read below holds until this transaction ends.
  const entry = {
    action: 'consent.given',
    entity: 'consent',
    entityId: consentId,
    outcome: 'ok',
    detail: { way: submission.way },
  } as const;
  await appendAudit(tx, { ...entry, actor, requestId, at: now });
  if ((await tx.consent.count({ where: { digest } })) > 0)
    throw new DomainError('presentation_spent', 'conflict', 'This presentation has been handed over before; sign a new one.');
  if (request !== null) {
    const { count } = await tx.presentationRequest.updateMany({
      where: { id: request.id, state: 'open' },
      data: { state: 'answered', answeredAt: now },
    });
    if (count === 0) throw requestClosed('answered');
  }
  const organizationId = request?.organizationId ?? null;
  const told = { customerId, requestId: request?.id ?? null, organizationId, verifierName, verifier, purpose, until, digest };
  await tx.consent.create({ data: { id: consentId, ...told, scope: canonicalJson(scopeOf(presentation)), signedAt: now } });
  await tx.presentation.create({ data: { id, customerId, credentialId, consentId, way: submission.way, body, createdAt: now } });
  if (request === null) return;
  await appendOutbox(tx, { topic: 'consent.given', key: consentId, payload: { requestId: request.id, organizationId } });
  await appendOutbox(tx, { topic: 'presentation.received', key: request.id, payload: { consentId, organizationId } });
}

function scopeOf({ credential, claims }: Presentation): { fields: string[]; claims: { kind: string; threshold: string }[] } {
  return { fields: credential.fields.map(({ name }) => name), claims: claims.map(({ kind, threshold }) => ({ kind, threshold })) };
}

function refused(verdict: string, reason: string): DomainError {
  return new DomainError('presentation_refused', 'unprocessable', 'Its verifier would not accept this presentation.', {
    params: { verdict, reason },
  });
}
