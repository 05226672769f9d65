import { DomainError } from '../kernel/errors.ts';
import { ZERO_HASH } from '../kernel/hex.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import type { ErasureReason } from './domain/erasure-reasons.ts';

export interface ErasureOrder {
  readonly customerId: string;
  /** The customer's external id once more, so that nobody is erased by a slip. */
  readonly confirm: string;
  readonly reason: ErasureReason;
  readonly actor: string;
  readonly requestId: string | null;
}

export interface Erasure {
  readonly erasedAt: Date;
  /** Credentials of which only the digest is left. */
  readonly credentials: number;
}

/**
 * Erases a customer for ever: the key goes, and with it every salt, tag and sealed text that was made from it; what is
 * stored in plain text is emptied. Digests, trees and roots stay, so that every audit still passes. Done again, it
 * answers the same.
 * @throws {@link DomainError} `customer_unknown`, `confirmation_mismatch`
 */
export async function eraseCustomer({ database }: { readonly database: Database }, order: ErasureOrder): Promise<Erasure> {
  const erasure = await database.write(async (tx) => {
    const customer = await tx.customer.findUnique({ where: { id: order.customerId } });
    if (customer === null) throw new DomainError('customer_unknown', 'not_found', 'No customer has this id.');
    const credentials = await tx.credential.count({ where: { customerId: customer.id, batchId: { not: null } } });
    if (customer.erasedAt !== null) return { erasedAt: customer.erasedAt, credentials };
    if (customer.externalId !== order.confirm) {
      throw new DomainError('confirmation_mismatch', 'unprocessable', 'The confirmation is not the external id of this customer.');
    }
    const erasedAt = new Date();
    await appendAudit(tx, {
      actor: order.actor,
      action: 'customer.erased',
      entity: 'customer',
      entityId: customer.id,
      outcome: 'ok',
      requestId: order.requestId,
      detail: { reason: order.reason, credentials },
      at: erasedAt,
    });
    await forgetLogin(tx, customer.id);
    await forgetAnswers(tx, customer);
    await forgetFacts(tx, customer.id, erasedAt);
    return { erasedAt, credentials };
  });
  await database.forget();
  return erasure;
}

/** Everything about the person but the row itself, which the digests of the credentials refer to. */
async function forgetFacts(tx: Tx, customerId: string, erasedAt: Date): Promise<void> {
  const own = { customerId };
  await tx.customerKey.deleteMany({ where: own });
  await tx.customerOutcome.deleteMany({ where: own });
  await tx.presentation.deleteMany({ where: own });
  await tx.consent.deleteMany({ where: own });
  // Given out and never anchored: nothing on the ledger refers to it.
  await tx.credential.deleteMany({ where: { ...own, batchId: null } });
  await tx.credential.updateMany({ where: own, data: { body: new Uint8Array(), tag: '', seq: 0n } });
  const nothing = { score: 0, grade: '', pdWad: '0', reasons: '[]', points: '[]', segment: null, inputs: null, isLatest: false };
  await tx.score.updateMany({ where: own, data: nothing });
  await tx.customer.update({
    where: { id: customerId },
    data: {
      externalId: `erased:${customerId}`,
      attributes: new Uint8Array(),
      inputHash: ZERO_HASH,
      holderKey: null,
      holderKind: null,
      holderInfo: null,
      erasedAt,
    },
  });
}

/** The account of the customer, unless the person is also a member of another organization. */
async function forgetLogin(tx: Tx, customerId: string): Promise<void> {
  const login = await tx.customerLogin.findUnique({ where: { customerId }, include: { user: { include: { members: true } } } });
  if (login === null) return;
  await tx.customerLogin.delete({ where: { customerId } });
  const { user } = login;
  if (user.members.some((member) => member.role !== 'customer')) return;
  await tx.verification.deleteMany({ where: { OR: [{ identifier: { contains: user.email } }, { value: { contains: user.email } }] } });
  await tx.invitation.deleteMany({ where: { OR: [{ inviterId: user.id }, { email: user.email }] } });
  await tx.user.delete({ where: { id: user.id } });
}

/** Answers kept to be repeated may hold a whole credential. */
async function forgetAnswers(tx: Tx, { id, externalId }: { readonly id: string; readonly externalId: string }): Promise<void> {
  const texts = [id, JSON.stringify(externalId)];
  await tx.idempotencyRecord.deleteMany({ where: { OR: texts.map((text) => ({ body: { contains: text } })) } });
}
