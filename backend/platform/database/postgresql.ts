import { PrismaPg } from '@prisma/adapter-pg';
import { translateDatabaseError } from './database-error.ts';
import { PrismaClient as PostgresqlClient } from './generated/postgresql/client.ts';
import type { PrismaClient } from './generated/sqlite/client.ts';

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Prisma on PostgreSQL, through the type of the SQLite client: both are generated from one model, and
 * the store tests that run on both databases hold them to the same behaviour.
 */
export async function openPostgresql(url: string): Promise<PrismaClient> {
  const adapter = new PrismaPg({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'credence',
  });
  const client = new PostgresqlClient({ adapter });
  try {
    await client.$queryRaw`SELECT 1`;
  } catch (error) {
    await client.$disconnect();
    throw translateDatabaseError(error);
  }
  return client as unknown as PrismaClient;
}
