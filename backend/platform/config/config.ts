import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { DomainError, type FieldFault } from '../../kernel/errors.ts';

const PROJECT = resolve(fileURLToPath(import.meta.url), '../../../..');
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** The settings of one process: read once from the environment, checked, frozen and passed down. */
export interface Config {
  /** Absolute folder of everything that outlives a process: database, chain journal, keys, secrets. */
  readonly home: string;
  readonly databaseUrl: string;
  readonly databaseProvider: 'sqlite' | 'postgresql';
  readonly chainRpcUrl: string;
  /** True when the chain is ours and starts with us. */
  readonly chainLocal: boolean;
  readonly chainPort: number;
  readonly host: string;
  readonly port: number;
  readonly demo: boolean;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Blocks on top of a transaction's block before it counts as final. */
  readonly confirmations: number;
  readonly rateLimitPerMinute: number;
  readonly publicUrl: string;
  /** Name under which this installation's issuer is registered on the ledger. */
  readonly issuerName: string;
  /** Key that issues: the name of a keystore in the home folder, or the URI of a PKCS#11 key. */
  readonly issuerKey: string;
  /** Seconds that a key added later to the issuer waits before it counts; taken when the issuer is registered. */
  readonly keyDelaySeconds: number;
  /** Signatures that the issuer's key makes in a day at most: of transactions, and of digests. */
  readonly transactionsPerDay: number;
  readonly digestsPerDay: number;
  /** Hosts, or addresses, that webhooks may reach over plain http and inside private networks. */
  readonly webhookHosts: readonly string[];
  /** When a scorecard in use is trained anew beside itself: on an alert of its monitoring, and after so many days; null for never. */
  readonly refitsOnAlert: boolean;
  readonly refitDays: number | null;
}

const port = (standard: number) => wholeNumber(0, 65_535, 'a port number from 0 to 65535').default(standard);

function wholeNumber(least: number, most: number, what: string) {
  return z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most, { error: `must be ${what}` })
    .transform(Number);
}

function httpUrl(example: string) {
  return z
    .string()
    .refine((text) => ['http:', 'https:'].includes(protocolOf(text)), { error: `must be an http or https address such as ${example}` })
    .transform((text) => text.replace(/\/+$/, ''));
}

function protocolOf(text: string): string {
  return URL.canParse(text) ? new URL(text).protocol : '';
}

const Environment = z.object({
  CREDENCE_HOME: z
    .string()
    .refine((text) => !text.includes('\0'), { error: 'must be a folder' })
    .optional(),
  DATABASE_URL: z
    .string()
    .refine((text) => /^file:.+/.test(text) || (/^postgres(ql)?:$/.test(protocolOf(text)) && new URL(text).pathname.length > 1), {
      error:
        'must be file:<path> for SQLite or postgresql://user:password@host:5432/database for PostgreSQL; unset it to use SQLite in CREDENCE_HOME',
    })
    .optional(),
  CHAIN_RPC_URL: httpUrl('http://127.0.0.1:8545, or unset to use the local chain').optional(),
  CREDENCE_CHAIN_PORT: port(4101),
  CREDENCE_HOST: z
    .string()
    .regex(/^[\w.:-]+$/, { error: 'must be an address to listen on such as 127.0.0.1' })
    .default('127.0.0.1'),
  CREDENCE_PORT: port(4100),
  CREDENCE_DEMO: z
    .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
    .default('true')
    .transform((text) => text === 'true' || text === '1'),
  CREDENCE_LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  CREDENCE_CONFIRMATIONS: wholeNumber(0, 10_000, 'a whole number of blocks from 0 to 10000').optional(),
  CREDENCE_RATE_LIMIT: wholeNumber(1, 100_000_000, 'a whole number of requests a minute, at least 1').default(600),
  CREDENCE_PUBLIC_URL: httpUrl('https://credence.example').optional(),
  CREDENCE_ISSUER_KEY: z
    .string()
    .regex(/^([a-z0-9][a-z0-9-]{0,62}|pkcs11:.+)$/, { error: 'must be the name of a key such as standby, or a pkcs11: URI' })
    .default('issuer'),
  CREDENCE_KEY_DELAY: wholeNumber(0, 31_536_000, 'a whole number of seconds, at most a year').default(86_400),
  CREDENCE_TRANSACTIONS_PER_DAY: wholeNumber(1, 100_000_000, 'a whole number of signatures, at least 1').default(10_000),
  CREDENCE_DIGESTS_PER_DAY: wholeNumber(1, 100_000_000, 'a whole number of signatures, at least 1').default(100_000),
  CREDENCE_WEBHOOK_HOSTS: z
    .string()
    .regex(/^[\w.:-]+(, *[\w.:-]+)*$/, { error: 'must be a list of host names such as hooks.internal,127.0.0.1' })
    .optional(),
  CREDENCE_REFIT: z
    .string()
    .regex(/^(alert|never|[1-9]\d{0,3})$/, { error: 'must be alert, never, or a number of days from 1 to 9999' })
    .default('alert'),
  CREDENCE_ISSUER: z.string().max(100, { error: 'must be a name of at most 100 characters' }).default('Demo Bank'),
});

/**
 * Reads the settings from `env`; an empty variable counts as unset.
 * @throws {DomainError} `config_invalid`, with one sentence for each wrong variable
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.keys(Environment.shape).flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) throw invalid(parsed.error);
  const values = parsed.data;
  const home = resolve(PROJECT, values.CREDENCE_HOME ?? '.credence');
  const databaseUrl = absoluteFileUrl(values.DATABASE_URL ?? `file:${home}/credence.db`);
  const chainLocal = values.CHAIN_RPC_URL === undefined;
  return Object.freeze({
    home,
    databaseUrl,
    databaseProvider: databaseUrl.startsWith('file:') ? 'sqlite' : 'postgresql',
    chainRpcUrl: values.CHAIN_RPC_URL ?? `http://127.0.0.1:${values.CREDENCE_CHAIN_PORT}`,
    chainLocal,
    chainPort: values.CREDENCE_CHAIN_PORT,
    host: values.CREDENCE_HOST,
    port: values.CREDENCE_PORT,
    demo: values.CREDENCE_DEMO,
    logLevel: values.CREDENCE_LOG_LEVEL,
    confirmations: values.CREDENCE_CONFIRMATIONS ?? (chainLocal ? 0 : 12),
    rateLimitPerMinute: values.CREDENCE_RATE_LIMIT,
    publicUrl: values.CREDENCE_PUBLIC_URL ?? `http://127.0.0.1:${values.CREDENCE_PORT}`,
    issuerName: values.CREDENCE_ISSUER,
    issuerKey: values.CREDENCE_ISSUER_KEY,
    keyDelaySeconds: values.CREDENCE_KEY_DELAY,
    transactionsPerDay: values.CREDENCE_TRANSACTIONS_PER_DAY,
    digestsPerDay: values.CREDENCE_DIGESTS_PER_DAY,
    refitsOnAlert: values.CREDENCE_REFIT !== 'never',
    refitDays: /^\d/.test(values.CREDENCE_REFIT) ? Number(values.CREDENCE_REFIT) : null,
    webhookHosts: (values.CREDENCE_WEBHOOK_HOSTS?.split(/, */) ?? []).map((host) => host.toLowerCase()),
  });
}

/** A relative SQLite path means a path in the project, whatever folder the process was started in. */
function absoluteFileUrl(url: string): string {
  if (!url.startsWith('file:')) return url;
  const path = url.slice('file:'.length).replace(/^\/\/(?=\/)/, '');
  return `file:${isAbsolute(path) ? path : resolve(PROJECT, path)}`;
}

function invalid(error: z.ZodError): DomainError {
  const faults: FieldFault[] = error.issues.map((issue) => ({
    pointer: issue.path.join('.'),
    code: 'config_invalid',
    detail: `${issue.path.join('.')} ${issue.message}.`,
  }));
  const detail = faults.map((fault) => fault.detail).join(' ');
  return new DomainError('config_invalid', 'invalid', `Settings are wrong: ${detail} Correct the environment and start again.`, { faults });
}
