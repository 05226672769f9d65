import type { z } from 'zod';
import { parsePresentation } from '../attestation/domain/parse-presentation.ts';
import { type Presentation, presentationFile } from '../attestation/domain/presentation.ts';
import { creditDigest, domainSeparator } from '../attestation/domain/typed-data.ts';
import { anchorAt, batchTree, placedCredential } from '../attestation/store.ts';
import { openCustomerKey } from '../intake/customer-keys.ts';
import { DomainError } from '../kernel/errors.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { open } from '../platform/vault/vault.ts';
import { consentWithdrawn, requireStanding } from './consents.ts';
import { recordLook } from './looks.ts';
import type { Action, HolderDeps } from './open-holder.ts';
import { consentState, momentOf, ownRequest } from './presentation-requests.ts';
import type { ConsentStatusView, LinkedPresentation, ReceivedPresentation } from './schemas.ts';
import { presentationContext } from './submit-presentation.ts';

/**
 * The presentation that answers a request of the organization, for as long as the customer agrees.
 * @throws {@link DomainError} `request_unknown`, `presentation_missing`, `consent_withdrawn`, `consent_expired`, `customer_erased`
 */
export async function openReceived(
  deps: Pick<HolderDeps, 'database' | 'wrap'>,
  organizationId: string,
  requestId: string,
  action: Action,
): Promise<z.infer<typeof ReceivedPresentation>> {
  const { client } = deps.database;
  const { state } = await ownRequest(client, organizationId, requestId);
  const consent = await client.consent.findFirst({ where: { requestId }, include: { presentation: true } });
  // Erasure takes the consent away with everything else.
  if (consent === null && state === 'answered') throw consentWithdrawn();
  if (consent === null || consent.presentation?.way !== 'direct')
    throw new DomainError('presentation_missing', 'not_found', 'Nobody has handed a presentation over to you for this request.');
  requireStanding(consent, action.now);
  const file = await openSealed(deps, consent.presentation);
  await deps.database.write((tx) => recordLook(tx, { consentId: consent.id, way: 'direct' }, action));
  return {
    requestId,
    receivedAt: consent.signedAt.toISOString(),
    consent: { id: consent.id, state: consentState(consent, action.now), until: momentOf(consent.until) },
    presentation: file,
  };
}

/**
 * The ciphertext behind a link, for as long as the customer agrees.
 * @throws {@link DomainError} `presentation_unknown`, `consent_withdrawn`, `consent_expired`
 */
export async function openLinked(
  { database }: Pick<HolderDeps, 'database'>,
  id: string,
  action: Action,
): Promise<z.infer<typeof LinkedPresentation>> {
  const row = await database.client.presentation.findFirst({ where: { id, way: 'link' }, include: { consent: true } });
  if (row === null) throw presentationUnknown();
  requireStanding(row.consent, action.now);
  await database.write((tx) => recordLook(tx, { consentId: row.consentId, way: 'link' }, action));
  return { id, ciphertext: Buffer.from(row.body).toString('base64url'), until: momentOf(row.consent.until) };
}

/** The customer's own copy. @throws {@link DomainError} `presentation_unknown`, `customer_erased` */
export async function openOwnFile(
  deps: Pick<HolderDeps, 'database' | 'wrap'>,
  customerId: string,
  id: string,
): Promise<Record<string, unknown>> {
  const row = await deps.database.client.presentation.findFirst({ where: { id, customerId, way: { not: 'link' } } });
  if (row === null) throw presentationUnknown();
  return openSealed(deps, row);
}

/** Whether the agreement behind a presentation file stands. @throws {@link DomainError} `consent_unknown` */
export async function consentStatus(client: DatabaseClient, digest: string, now: Date): Promise<z.infer<typeof ConsentStatusView>> {
  const row = await client.consent.findUnique({ where: { digest }, select: { state: true, until: true } });
  if (row === null) throw new DomainError('consent_unknown', 'not_found', 'There is no such consent.');
  return { digest, state: consentState(row, now), until: momentOf(row.until) };
}

async function openSealed(
  { database, wrap }: Pick<HolderDeps, 'database' | 'wrap'>,
  row: { readonly id: string; readonly customerId: string; readonly body: Uint8Array },
): Promise<Record<string, unknown>> {
  const key = await openCustomerKey(database.client, wrap, row.customerId);
  const presentation = parsePresentation(open(key, row.body, presentationContext(row.id)));
  return { ...presentationFile(await withAnchor(database.client, presentation)) };
}

/** The holder signs what is shown, not the anchor: a credential that was anchored since brings its proof now. */
async function withAnchor(client: DatabaseClient, presentation: Presentation): Promise<Presentation> {
  const { credential } = presentation;
  if (credential.anchor !== null) return presentation;
  const digest = creditDigest(domainSeparator(credential.place), credential.credit);
  const row = await client.credential.findUnique({ where: { digest }, include: { batch: true } });
  const found = row === null ? null : placedCredential(row);
  if (found === null) return presentation;
  const anchor = anchorAt(found.placed, await batchTree(client, found.row), found.position);
  return { ...presentation, credential: { ...credential, anchor } };
}

function presentationUnknown(): DomainError {
  return new DomainError('presentation_unknown', 'not_found', 'There is no such presentation.');
}
