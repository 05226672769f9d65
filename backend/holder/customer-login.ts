import { randomBytes } from 'node:crypto';
import { DomainError } from '../kernel/errors.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { createOrganization, createUser } from '../platform/auth/accounts.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import type { Action } from './open-holder.ts';
import type { CustomerLoginView } from './schemas.ts';

/** The organization that all customers' accounts belong to; its kind gives them no more than what is their own. */
export const CUSTOMERS = { name: 'Customers', slug: 'customers', kind: 'customer' } as const;
const PASSWORD_BYTES = 12;

export interface Invitation {
  readonly customerId: string;
  readonly email: string;
  readonly name?: string | undefined;
  readonly locale?: 'zh' | 'en' | undefined;
  /** A random one when left out. */
  readonly password?: string;
}

/**
 * Opens an account for a customer.
 * @returns the password, which is kept as a hash only
 * @throws {@link DomainError} `customer_unknown`, `customer_erased`, `customer_has_login`, `user_exists`
 */
export async function inviteCustomer(database: Database, invitation: Invitation, action: Action): Promise<{ password: string }> {
  const { customerId, email, name = email.split('@', 1)[0] ?? email, locale } = invitation;
  await requireInvitable(database.client, customerId);
  const organizationId = await customersOrganization(database);
  const password = invitation.password ?? randomBytes(PASSWORD_BYTES).toString('base64url');
  await createUser(database, {
    name,
    email,
    password,
    ...(locale === undefined ? {} : { locale }),
    membership: { organizationId, role: 'customer' },
    alongside: async (tx, userId) => {
      await requireInvitable(tx, customerId);
      await tx.customerLogin.create({ data: { userId, customerId, createdAt: action.now } });
      await audit(tx, 'customer.login_opened', customerId, action);
    },
  });
  return { password };
}

/** @throws {@link DomainError} `customer_login_unknown` */
export async function viewLogin(client: Tx, customerId: string): Promise<CustomerLoginView> {
  const row = await client.customerLogin.findUnique({ where: { customerId }, include: { user: true } });
  if (row === null) throw new DomainError('customer_login_unknown', 'not_found', 'This customer has no account.');
  const { userId, user, createdAt } = row;
  return { customerId, userId, email: user.email, name: user.name, createdAt: createdAt.toISOString() };
}

/** Ends the account with all its sessions; the customer's consents and credentials stay. @throws {@link DomainError} `customer_login_unknown` */
export async function closeLogin(database: Database, customerId: string, action: Action): Promise<CustomerLoginView> {
  return database.write(async (tx) => {
    const view = await viewLogin(tx, customerId);
    await tx.user.delete({ where: { id: view.userId } });
    await audit(tx, 'customer.login_closed', customerId, action);
    return view;
  });
}

async function requireInvitable(client: Tx, customerId: string): Promise<void> {
  const customer = await client.customer.findUnique({ where: { id: customerId }, select: { erasedAt: true, login: true } });
  if (customer === null) throw new DomainError('customer_unknown', 'not_found', 'No customer has this id.');
  if (customer.erasedAt !== null)
    throw new DomainError('customer_erased', 'not_found', 'The personal data of this customer has been erased.');
  if (customer.login !== null) throw new DomainError('customer_has_login', 'conflict', 'This customer has an account already.');
}

async function customersOrganization(database: Database): Promise<string> {
  const find = () => database.client.organization.findUnique({ where: { slug: CUSTOMERS.slug }, select: { id: true } });
  const found = await find();
  if (found !== null) return found.id;
  try {
    return await createOrganization(database, CUSTOMERS);
  } catch (error) {
    const winner = error instanceof DomainError && error.code === 'organization_exists' ? await find() : null;
    if (winner === null) throw error;
    return winner.id;
  }
}

async function audit(tx: Tx, action: string, customerId: string, { actor, requestId, now }: Action): Promise<void> {
  await appendAudit(tx, { actor, action, entity: 'customer', entityId: customerId, outcome: 'ok', requestId, detail: {}, at: now });
}
