import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { cursorDate, decodeCursor, pageLimit, placeOf, toPage } from '../http/page.ts';
import { ROLES } from '../http/permissions.ts';
import { recordAudit } from '../http/record-audit.ts';
import { MemberView, PageQuery, pageOf } from '../http/schemas.ts';
import { createUser } from './accounts.ts';
import { organizationOf } from './manage-api-keys.ts';
import { changeRole, type MemberRow, removeMember } from './manage-members.ts';

const NewMember = z.strictObject({
  name: z.string().trim().min(1).max(100),
  email: z.email().max(200),
  /** To be changed at the first sign-in; told to the member outside of this system. */
  password: z.string().min(10).max(200),
  role: z.enum(ROLES),
  locale: z.enum(['zh', 'en']).optional(),
});
const MemberId = z.strictObject({ id: z.string().min(1).max(100) });

/** The people of the caller's organization: there is no other way in. */
export const memberRoutes =
  ({ database }: { readonly database: Database }): FastifyPluginAsyncZod =>
  async (server) => {
    const config = { access: 'members:manage' } as const;
    const tags = ['members'];
    server.get(
      '/v1/members',
      {
        config,
        schema: { tags, summary: 'Members of the own organization', querystring: PageQuery, response: { 200: pageOf(MemberView) } },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const [createdAt, id] = request.query.cursor === undefined ? [] : decodeCursor(request.query.cursor, 2);
        const at = createdAt === undefined ? undefined : cursorDate(createdAt);
        const after = at === undefined ? {} : { OR: [{ createdAt: { gt: at } }, { createdAt: at, id: { gt: id ?? '' } }] };
        const rows = await database.client.member.findMany({
          where: { organizationId: organizationOf(request.caller), ...after },
          include: { user: true },
          orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
          take: limit + 1,
        });
        return toPage(rows, limit, placeOf, toView);
      },
    );
    server.post(
      '/v1/members',
      { config, schema: { tags, summary: 'Make a user who is a member', body: NewMember, response: { 201: MemberView } } },
      async (request, reply) => {
        const { role, locale, ...person } = request.body;
        const organizationId = organizationOf(request.caller);
        const userId = await createUser(database, {
          ...person,
          ...(locale === undefined ? {} : { locale }),
          membership: { organizationId, role },
        });
        await recordAudit(database, request, {
          action: 'member.create',
          entity: 'user',
          entityId: userId,
          outcome: 'ok',
          detail: { role },
        });
        const where = { organizationId_userId: { organizationId, userId } };
        return reply.code(201).send(toView(await database.client.member.findUniqueOrThrow({ where, include: { user: true } })));
      },
    );
    server.patch(
      '/v1/members/:id',
      {
        config,
        schema: {
          tags,
          summary: 'Give another role',
          params: MemberId,
          body: z.strictObject({ role: z.enum(ROLES) }),
          response: { 200: MemberView },
        },
      },
      async (request) =>
        toView(
          await changeRole(database, request.params.id, request.body.role, {
            caller: request.caller,
            requestId: request.id,
            now: new Date(),
          }),
        ),
    );
    server.delete(
      '/v1/members/:id',
      { config, schema: { tags, summary: 'Take all rights in the organization away', params: MemberId, response: { 200: MemberView } } },
      async (request) =>
        toView(await removeMember(database, request.params.id, { caller: request.caller, requestId: request.id, now: new Date() })),
    );
  };

function toView({ id, userId, user, role, createdAt }: MemberRow): MemberView {
  return { id, userId, name: user.name, email: user.email, role, createdAt: createdAt.toISOString() };
}
