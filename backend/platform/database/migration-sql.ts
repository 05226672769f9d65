import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import type { DatabaseSettings } from './database.ts';
import { readSchema } from './generate-clients.ts';
import { sqlitePath } from './sqlite.ts';

const INTERNAL_CHAR = 18;
const TEXT = 25;

/**
 * SQL that takes the database of `settings` to the model: of an empty database the whole model, of a
 * migrated one an empty text when the migrations say what the model says.
 */
export async function sqlToModel({ databaseProvider, databaseUrl }: DatabaseSettings): Promise<string> {
  const content = readSchema(databaseProvider);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  const factory = databaseProvider === 'sqlite' ? new PrismaBetterSqlite3({ url: sqlitePath(databaseUrl) }) : readingCatalogue(pool);
  const engine = await SchemaEngine.new(
    { datamodels: [['schema.prisma', content]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  try {
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files: [{ path: 'schema.prisma', content }], configDir: '' },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    const sql = (stdout ?? '').trim();
    return sql === '-- This is an empty migration.' ? '' : sql;
  } finally {
    engine.free();
    await pool.end();
  }
}

/**
 * The engine reads PostgreSQL's catalogue, which has columns of a one-letter type that Prisma's adapter
 * refuses: they pass it as text, and are given to the engine as what they are.
 */
function readingCatalogue(pool: pg.Pool): PrismaPg {
  let letters = new Set<number>();
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryResult>;
  const asText = async (...args: unknown[]) => {
    const result = await query(...args);
    letters = new Set(result.fields?.flatMap((field, index) => (field.dataTypeID === INTERNAL_CHAR ? [index] : [])));
    for (const index of letters) Object.assign(result.fields[index] ?? {}, { dataTypeID: TEXT });
    return result;
  };
  const factory = new PrismaPg(Object.assign(pool, { query: asText }));
  const connect = factory.connect.bind(factory);
  return Object.assign(factory, {
    connect: async () => {
      const adapter = await connect();
      const queryRaw = adapter.queryRaw.bind(adapter);
      return Object.assign(adapter, {
        queryRaw: async (statement: Parameters<typeof queryRaw>[0]) => {
          const result = await queryRaw(statement);
          return {
            ...result,
            columnTypes: result.columnTypes.map((type, index) => (letters.has(index) ? ColumnTypeEnum.Character : type)),
          };
        },
      });
    },
  });
}
