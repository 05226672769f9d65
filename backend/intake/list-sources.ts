import type { DatabaseClient } from '../platform/database/database.ts';
import type { SourceView } from './schemas.ts';

/** Sources that customers came from, the one that was imported from last first; erased customers are counted apart. */
export async function listSources(client: DatabaseClient): Promise<readonly SourceView[]> {
  const [living, erased, imports] = await Promise.all([
    client.customer.groupBy({ by: ['source'], where: { erasedAt: null }, _count: true }),
    client.customer.groupBy({ by: ['source'], where: { erasedAt: { not: null } }, _count: true }),
    client.importRun.groupBy({
      by: ['source', 'schemaId'],
      where: { kind: 'customers', accepted: { gt: 0 } },
      _max: { createdAt: true },
      orderBy: [{ _max: { createdAt: 'desc' } }, { source: 'asc' }, { schemaId: 'asc' }],
    }),
  ]);
  const countIn = (groups: typeof living, name: string): number => groups.find(({ source }) => source === name)?._count ?? 0;
  return [...new Set(imports.map(({ source }) => source))].map((name) => {
    const own = imports.filter(({ source }) => source === name);
    return {
      name,
      schemas: own.map(({ schemaId }) => schemaId),
      customers: countIn(living, name),
      erased: countIn(erased, name),
      importedAt: own[0]?._max.createdAt?.toISOString() ?? null,
    };
  });
}
