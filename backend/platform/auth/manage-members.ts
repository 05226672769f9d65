import { DomainError } from '../../kernel/errors.ts';
import { appendAudit } from '../audit-log/audit-log.ts';
import type { Database, Tx } from '../database/database.ts';
import type { Caller } from '../http/caller.ts';
import type { Role } from '../http/permissions.ts';
import { organizationOf } from './manage-api-keys.ts';

export type MemberRow = Awaited<ReturnType<typeof findMember>>;

export interface MemberAction {
  readonly caller: Caller;
  readonly requestId: string;
  readonly now: Date;
}

/** @throws {DomainError} `member_not_found`, `member_is_self` */
export async function changeRole(database: Database, id: string, role: Role, action: MemberAction): Promise<MemberRow> {
  return database.write(async (tx) => {
    const member = await findOther(tx, id, action.caller);
    await tx.member.update({ where: { id }, data: { role } });
    await record(tx, 'member.change_role', member.userId, { from: member.role, to: role }, action);
    return { ...member, role };
  });
}

/** Takes the rights of a member away; they end with the next request. @throws {DomainError} `member_not_found`, `member_is_self` */
export async function removeMember(database: Database, id: string, action: MemberAction): Promise<MemberRow> {
  return database.write(async (tx) => {
    const member = await findOther(tx, id, action.caller);
    await tx.member.delete({ where: { id } });
    await record(tx, 'member.remove', member.userId, { organizationId: member.organizationId, role: member.role }, action);
    return member;
  });
}

/** Nobody changes the own membership, so that an organization cannot lose its last operator by a slip. */
async function findOther(tx: Tx, id: string, caller: Caller): Promise<MemberRow> {
  const member = await findMember(tx, id, organizationOf(caller));
  if (member.userId === caller.id) throw new DomainError('member_is_self', 'unprocessable', 'Nobody changes the own membership.');
  return member;
}

export async function findMember(client: Tx, id: string, organizationId: string) {
  const member = await client.member.findFirst({ where: { id, organizationId }, include: { user: true } });
  if (member === null) throw new DomainError('member_not_found', 'not_found', 'Your organization has no such member.');
  return member;
}

/** An entry names the user: the id of a membership tells nobody anything once it is gone. */
async function record(
  tx: Tx,
  what: string,
  userId: string,
  detail: Record<string, string>,
  { caller, requestId, now }: MemberAction,
): Promise<void> {
  await appendAudit(tx, { actor: caller.actor, action: what, entity: 'user', entityId: userId, outcome: 'ok', requestId, detail, at: now });
}
