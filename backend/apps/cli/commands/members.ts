import { type Command, Option } from 'commander';
import { createOrganization, createUser, type NewOrganization } from '../../../platform/auth/accounts.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { PERMISSIONS, ROLES, type Role } from '../../../platform/http/permissions.ts';
import { ApiKeyView, pageOf } from '../../../platform/http/schemas.ts';
import { z } from 'zod';
import type { CommandContext } from '../context.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { readInput } from '../read-input.ts';

const KINDS = [
  'issuer',
  'lender',
  'servicer',
  'trustee',
  'guarantor',
  'underwriter',
  'investor',
  'regulator',
  'operator',
  'customer',
] as const;
const LONGEST_PASSWORD_BYTES = 1024;
const SHORTEST_PASSWORD = 12;

export function addMemberCommands(program: Command, register: Register): void {
  addOrganization(program.command('organization').description('who takes part: issuer, lender, regulator ...'), register);
  addUser(program.command('user').description('people who sign in'), register);
  addApiKey(program.command('api-key').description('keys for machines; they belong to an organization'), register);
}

async function openHere(context: CommandContext) {
  const { openSystem } = await import('../../open-system.ts');
  const system = await openSystem(context.config(), 'cli');
  context.onClose(system.close);
  return system;
}

function addOrganization(organization: Command, register: Register): void {
  const create = organization
    .command('create')
    .description('make an organization')
    .requiredOption('--slug <slug>', 'short name for commands')
    .requiredOption('--name <name>', 'full name')
    .addOption(new Option('--kind <kind>', 'what it does').choices(KINDS).makeOptionMandatory());
  register(create, async (context) => {
    const input = create.opts<NewOrganization>();
    const { database } = await openHere(context);
    const id = await createOrganization(database, input);
    context.output.answer({ id, ...input }, () => renderRecord({ id, ...input }));
  });
}

function addUser(user: Command, register: Register): void {
  const create = user
    .command('create')
    .description('make a member; the password is read from standard input')
    .requiredOption('--email <address>', 'signs in with it')
    .requiredOption('--name <name>', 'shown in the console')
    .requiredOption('--organization <slug>', 'member of')
    .addOption(new Option('--role <role>', 'may do').choices(ROLES).makeOptionMandatory());
  register(create, async (context) => {
    const { email, name, organization: slug, role } = create.opts<{ email: string; name: string; organization: string; role: Role }>();
    const password = new TextDecoder().decode(await readInput('-', context.stdin, LONGEST_PASSWORD_BYTES)).trim();
    if (password.length < SHORTEST_PASSWORD) {
      throw new DomainError(
        'password_too_short',
        'invalid',
        `Send a password of at least ${SHORTEST_PASSWORD} characters to standard input.`,
      );
    }
    const { database, config } = await openHere(context);
    const found = await database.client.organization.findUnique({ where: { slug } });
    if (found === null) throw new DomainError('organization_unknown', 'not_found', 'No organization has this slug.', { params: { slug } });
    const id = await createUser(database, { email, name, password, membership: { organizationId: found.id, role } });
    context.output.answer({ id, email, role }, () => `${email} may sign in at ${config.publicUrl}`);
  });
}

function addApiKey(apiKey: Command, register: Register): void {
  const named = (command: Command) => command.option('--organization <slug>', 'whose keys; with --url that of the key in use');
  const list = named(apiKey.command('list').description('keys of an organization'));
  register(list, async ({ api, output }) => {
    const page = await (await api()).get(pageOf(ApiKeyView), '/v1/api-keys', { limit: '100' });
    const rows = page.data.map((row) => [row.name, row.prefix, row.scopes.join(' '), row.expiresAt, row.revokedAt, row.id]);
    output.answer(page, () => renderTable(['name', 'prefix', 'scopes', 'expires', 'revoked', 'id'], rows));
  });
  const create = named(apiKey.command('create').description('make a key; it is shown once'))
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption('--scopes <list>', `comma-separated: ${PERMISSIONS.join(', ')}`);
  register(create, async ({ api, output }) => {
    const { name, scopes } = create.opts<{ name: string; scopes: string }>();
    const answer = await (await api()).post(ApiKeyView.extend({ key: z.string() }), '/v1/api-keys', { name, scopes: scopes.split(',') });
    output.answer(answer, () => answer.key);
  });
  const revoke = named(apiKey.command('revoke').description('end a key at once').argument('<id>'));
  register(revoke, async ({ api, output }) => {
    await (await api()).remove(`/v1/api-keys/${encodeURIComponent(revoke.args[0] ?? '')}`);
    output.answer({ revoked: revoke.args[0] }, () => 'revoked');
  });
}
