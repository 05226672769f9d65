import { randomBytes, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { contractVerifierId, verifierId } from '../attestation/domain/presentation.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { DomainError } from '../kernel/errors.ts';
import { address, hash32, toHex } from '../kernel/hex.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import type { Database, DatabaseClient, Tx } from '../platform/database/database.ts';
import type { Action } from './open-holder.ts';
import { type NewPresentationRequest, type PresentationRequestView, type PublicRequestView, Scope } from './schemas.ts';

export type RequestRow = Awaited<ReturnType<DatabaseClient['presentationRequest']['findFirstOrThrow']>>;
export type ConsentOfRequest = {
  readonly id: string;
  readonly state: string;
  readonly until: bigint;
  readonly signedAt: Date;
  readonly withdrawnAt: Date | null;
};

const MAX_DAYS = 366;
const DAY_MS = 86_400_000;
/** Longest name that a presentation can carry. */
const NAME_LIMIT = 200;

/** Seconds of `text`, which must lie ahead of `now` by a year at most. @throws {@link DomainError} `until_invalid` */
export function untilOf(text: string, now: Date): bigint {
  const at = new Date(text).getTime();
  if (!(at > now.getTime() && at <= now.getTime() + MAX_DAYS * DAY_MS)) {
    throw new DomainError('until_invalid', 'unprocessable', `The period ends in the future, at most ${MAX_DAYS} days from now.`);
  }
  return BigInt(Math.floor(at / 1000));
}

/** A random challenge of 32 bytes. */
export function newChallenge() {
  return hash32(toHex(randomBytes(32)));
}

/**
 * Asks a customer, whoever follows the link, to show something. The name shown to him is that of the lender's organization.
 * @throws {@link DomainError} `until_invalid`
 */
export async function askPresentation(
  database: Database,
  organizationId: string,
  order: z.infer<typeof NewPresentationRequest>,
  action: Action,
): Promise<string> {
  const { now, actor } = action;
  const until = untilOf(order.until, now);
  const id = `prq_${randomUUID()}`;
  await database.write(async (tx) => {
    const { name } = await tx.organization.findUniqueOrThrow({ where: { id: organizationId }, select: { name: true } });
    const verifierName = name.slice(0, NAME_LIMIT);
    await tx.presentationRequest.create({
      data: {
        id,
        organizationId,
        verifierName,
        verifier: order.verifier === undefined ? verifierId(verifierName) : contractVerifierId(address(order.verifier)),
        challenge: newChallenge(),
        purpose: order.purpose,
        wanted: canonicalJson(order.wanted),
        until,
        createdBy: actor,
        createdAt: now,
      },
    });
    await auditRequest(tx, 'presentation_request.made', id, action);
  });
  return id;
}

/** Takes back what nobody has answered yet. @throws {@link DomainError} `request_unknown`, `request_closed` */
export async function withdrawRequest(database: Database, organizationId: string, id: string, action: Action): Promise<void> {
  await database.write(async (tx) => {
    const row = await ownRequest(tx, organizationId, id);
    if (row.state !== 'open') throw requestClosed(row.state);
    await tx.presentationRequest.update({ where: { id }, data: { state: 'withdrawn' }, select: { id: true } });
    await auditRequest(tx, 'presentation_request.withdrawn', id, action);
  });
}

/** @throws {@link DomainError} `request_unknown`, also for a request of another organization */
export async function ownRequest(client: DatabaseClient, organizationId: string, id: string): Promise<RequestRow> {
  const row = await client.presentationRequest.findFirst({ where: { id, organizationId } });
  if (row === null) throw requestUnknown();
  return row;
}

/** @throws {@link DomainError} `request_unknown` */
export async function findRequest(client: DatabaseClient, id: string): Promise<RequestRow> {
  const row = await client.presentationRequest.findUnique({ where: { id } });
  if (row === null) throw requestUnknown();
  return row;
}

/** A request that can be answered now. @throws {@link DomainError} `request_unknown`, `request_closed` */
export async function openRequest(client: DatabaseClient, id: string, now: Date): Promise<RequestRow> {
  const row = await findRequest(client, id);
  const state = requestState(row, now);
  if (state !== 'open') throw requestClosed(state);
  return row;
}

export function viewPublicRequest(row: RequestRow, now: Date): PublicRequestView {
  const { id, verifierName, verifier, challenge, purpose, wanted, until } = row;
  return {
    id,
    verifierName,
    verifier,
    challenge,
    purpose,
    wanted: Scope.parse(JSON.parse(wanted)),
    until: momentOf(until),
    state: requestState(row, now),
  };
}

export function viewRequest(row: RequestRow, consent: ConsentOfRequest | null, now: Date): PresentationRequestView {
  return {
    ...viewPublicRequest(row, now),
    link: `/p/r/${row.id}`,
    createdAt: row.createdAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
    consent:
      consent === null
        ? null
        : {
            id: consent.id,
            state: consentState(consent, now),
            signedAt: consent.signedAt.toISOString(),
            withdrawnAt: consent.withdrawnAt?.toISOString() ?? null,
          },
  };
}

/** `until` counts as within the period. */
export function consentState(consent: { readonly state: string; readonly until: bigint }, now: Date): 'active' | 'withdrawn' | 'expired' {
  if (consent.state === 'withdrawn') return 'withdrawn';
  return isOver(consent.until, now) ? 'expired' : 'active';
}

/** RFC 3339 of seconds. */
export function momentOf(seconds: bigint): string {
  return new Date(Number(seconds) * 1000).toISOString();
}

function requestState(row: RequestRow, now: Date): PublicRequestView['state'] {
  if (row.state === 'answered' || row.state === 'withdrawn') return row.state;
  return isOver(row.until, now) ? 'expired' : 'open';
}

function isOver(until: bigint, now: Date): boolean {
  return now.getTime() >= (Number(until) + 1) * 1000;
}

function requestUnknown(): DomainError {
  return new DomainError('request_unknown', 'not_found', 'There is no such request for a presentation.');
}

export function requestClosed(state: string): DomainError {
  return new DomainError('request_closed', 'conflict', 'This request has been answered or withdrawn, or its time is over.', {
    params: { state },
  });
}

async function auditRequest(tx: Tx, action: string, id: string, { actor, requestId, now }: Action): Promise<void> {
  await appendAudit(tx, { actor, action, entity: 'presentation_request', entityId: id, outcome: 'ok', requestId, detail: {}, at: now });
}
