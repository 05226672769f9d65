import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';

export type Logger = PinoLogger;

/**
 * Names whose values never reach a log, wherever they stand in a logged object down to four levels:
 * secrets, and what could tell who a customer is. Requests are logged by route, never by body.
 */
const REDACTED = [
  'password',
  'newPassword',
  'secret',
  'authSecret',
  'masterKey',
  'pepper',
  'keystorePassword',
  'privateKey',
  'token',
  'apiKey',
  'authorization',
  'cookie',
  'setCookie',
  'set-cookie',
  'x-api-key',
  'idempotency-key',
  'signature',
  'raw',
  'email',
  'name',
  'phone',
  'postalAddress',
  'ip',
  'ipAddress',
  'remoteAddress',
  'userAgent',
  'externalId',
  'attributes',
  'salt',
  'body',
  'fields',
] as const;

const PREFIXES = ['', '*.', '*.*.', '*.*.*.'];
const PATHS = REDACTED.flatMap((name) => PREFIXES.map((prefix) => path(prefix, name)));

function path(prefix: string, name: string): string {
  if (!name.includes('-')) return `${prefix}${name}`;
  return `${prefix.replace(/\.$/, '')}["${name}"]`;
}

export interface LoggerOptions {
  readonly name: string;
  readonly level: string;
  readonly destination?: DestinationStream;
}

/** A logger of JSON lines with the house's one redaction list. */
export function createLogger({ name, level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { part: name },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: PATHS, censor: '[redacted]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
