import { randomUUID } from 'node:crypto';
import { getAddress, type Hex } from 'viem';
import { DomainError } from '../../kernel/errors.ts';
import type { Database, Tx } from '../database/database.ts';
import type { Role } from '../http/permissions.ts';
import { hashPassword } from './password-hash.ts';

export interface NewOrganization {
  readonly name: string;
  readonly slug: string;
  readonly kind: 'issuer' | 'lender' | 'servicer' | 'trustee' | 'guarantor' | 'underwriter' | 'investor' | 'regulator' | 'operator';
}

/** @returns the new organization's id @throws {DomainError} `organization_exists` */
export async function createOrganization(database: Database, input: NewOrganization): Promise<string> {
  return database.write(async (tx) => {
    if ((await tx.organization.findUnique({ where: { slug: input.slug } })) !== null) {
      throw new DomainError('organization_exists', 'conflict', `There is already an organization ${input.slug}.`, {
        params: { slug: input.slug },
      });
    }
    const row = await tx.organization.create({ data: { id: `org_${randomUUID()}`, name: input.name, slug: input.slug, kind: input.kind } });
    return row.id;
  });
}

export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly locale?: 'zh' | 'en';
  readonly membership?: { readonly organizationId: string; readonly role: Role };
  /** Wallets that this person signs in with. */
  readonly wallets?: readonly { readonly address: string; readonly chainId: number }[];
}

/** Nobody signs up from outside: members are made here. @returns the new user's id @throws {DomainError} `user_exists` */
export async function createUser(database: Database, input: NewUser): Promise<string> {
  const email = input.email.toLowerCase();
  const password = await hashPassword(input.password);
  return database.write(async (tx) => {
    if ((await tx.user.findUnique({ where: { email } })) !== null)
      throw new DomainError('user_exists', 'conflict', 'There is already a user with this e-mail address.');
    const id = `usr_${randomUUID()}`;
    await tx.user.create({ data: { id, name: input.name, email, emailVerified: true, locale: input.locale ?? 'zh' } });
    await tx.account.create({ data: { id: `acc_${randomUUID()}`, accountId: id, providerId: 'credential', userId: id, password } });
    if (input.membership !== undefined) await addMember(tx, id, input.membership);
    for (const [index, wallet] of (input.wallets ?? []).entries()) await addWallet(tx, id, wallet, index === 0);
    return id;
  });
}

async function addMember(tx: Tx, userId: string, membership: { readonly organizationId: string; readonly role: Role }): Promise<void> {
  await tx.member.create({ data: { id: `mem_${randomUUID()}`, userId, ...membership } });
}

/** The auth engine looks wallets up by their checksummed form. */
async function addWallet(
  tx: Tx,
  userId: string,
  wallet: { readonly address: string; readonly chainId: number },
  isPrimary: boolean,
): Promise<void> {
  const address = getAddress(wallet.address as Hex);
  await tx.walletAddress.create({ data: { id: `wal_${randomUUID()}`, userId, address, chainId: wallet.chainId, isPrimary } });
}
