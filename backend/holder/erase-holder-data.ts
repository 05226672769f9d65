import type { Tx } from '../platform/database/database.ts';
import { announceWithdrawal } from './consents.ts';
import { challengeName } from './holder-challenge.ts';

/**
 * Ends what this room keeps of a customer who is erased: account and sessions, key, presentations. Consents stay as
 * withdrawn, for the lenders who relied on them; they name fields and a purpose, and no figure.
 */
export async function eraseHolderData(tx: Tx, customerId: string, now: Date): Promise<void> {
  const active = await tx.consent.findMany({ where: { customerId, state: 'active' } });
  await tx.consent.updateMany({ where: { customerId, state: 'active' }, data: { state: 'withdrawn', withdrawnAt: now } });
  for (const consent of active) await announceWithdrawal(tx, consent);
  await tx.presentation.deleteMany({ where: { customerId } });
  await tx.verification.deleteMany({ where: { id: challengeName(customerId) } });
  await tx.customer.updateMany({ where: { id: customerId }, data: { holderKey: null, holderKind: null, holderInfo: null } });
  const login = await tx.customerLogin.findUnique({ where: { customerId }, select: { userId: true } });
  if (login !== null) await tx.user.delete({ where: { id: login.userId }, select: { id: true } });
}
