import { randomUUID } from 'node:crypto';
import { getAddress, type Hex } from 'viem';
import { DomainError } from '../../kernel/errors.ts';
import type { Database, Tx } from '../database/database.ts';
import type { Role } from '../http/permissions.ts';
import { hashPassword } from './password-hash.ts';

export interface NewOrganization {
  readonly name: string;
  readonly slug: string;
  readonly kind:
    | 'issuer'
    | 'lender'
    | 'servicer'
    | 'trustee'
    | 'guarantor'
    | 'underwriter'
    | 'investor'
    | 'regulator'
    | 'operator'
    | 'customer';
}

/** @returns the new organization's id @throws {DomainError} `organization_exists` */
export async function createOrganization(database: Database, input: NewOrganization): Promise<string> {
  const id = `org_${randomUUID()}`;
  const { name, slug, kind } = input;
  const isNew = await unlessTaken(() => database.write((tx) => tx.organization.create({ data: { id, name, slug, kind } })));
  if (isNew) return id;
  throw new DomainError('organization_exists', 'conflict', `There is already an organization ${slug}.`, { params: { slug } });
}

export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly locale?: 'zh' | 'en';
  readonly membership?: { readonly organizationId: string; readonly role: Role };
  /** What is made in the same transaction, or neither. */
  readonly alongside?: (tx: Tx, userId: string) => Promise<void>;
  /** Wallets that this person signs in with. */
  readonly wallets?: readonly { readonly address: string; readonly chainId: number }[];
}

/** Nobody signs up from outside: members are made here. @returns the new user's id @throws {DomainError} `user_exists` */
export async function createUser(database: Database, input: NewUser): Promise<string> {
  const id = `usr_${randomUUID()}`;
  const password = await hashPassword(input.password);
  const { name, locale = 'zh', membership, wallets = [] } = input;
  const create = async (tx: Tx): Promise<void> => {
    await tx.user.create({ data: { id, name, email: input.email.toLowerCase(), emailVerified: true, locale } });
    await tx.account.create({ data: { id: `acc_${randomUUID()}`, accountId: id, providerId: 'credential', userId: id, password } });
    if (membership !== undefined) await addMember(tx, id, membership);
    for (const [index, wallet] of wallets.entries()) await addWallet(tx, id, wallet, index === 0);
    await input.alongside?.(tx, id);
  };
  if (await unlessTaken(() => database.write(create))) return id;
  throw new DomainError('user_exists', 'conflict', 'There is already a user with this e-mail address or wallet.');
}

/** @returns whether `work` was done; false when a unique value of it was taken, however short before */
async function unlessTaken(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'P2002') return false;
    throw error;
  }
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
