// A process that writes to a database as fast as it can: node write-many.ts <provider> <url> <name> <count>
import { appendAudit } from '../../../backend/platform/audit-log/audit-log.ts';
import { migrate, openDatabase } from '../../../backend/platform/database/database.ts';

const [, , provider, databaseUrl = '', name = '', count = '0'] = process.argv;
const settings = { databaseProvider: provider === 'postgresql' ? 'postgresql' : 'sqlite', databaseUrl } as const;
await migrate(settings);
const database = await openDatabase(settings);

const entry = (index: number) =>
  ({
    actor: `system:${name}`,
    action: 'row.written',
    entity: 'row',
    entityId: `${name}-${index}`,
    outcome: 'ok',
    requestId: null,
    detail: {},
    at: new Date(),
  }) as const;

/** A read, then a write that depends on it, and a write of its own beside: what API and worker do all day. */
async function write(index: number): Promise<void> {
  await database.write(async (tx) => {
    await tx.auditEntry.count();
    await appendAudit(tx, entry(index));
  });
  await database.client.lease.create({ data: { name: `${name}-${index}`, holder: name, until: new Date(0) } });
}

const results = await Promise.allSettled(Array.from({ length: Number(count) }, (_, index) => write(index)));
const errors = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
await database.close();
process.stdout.write(JSON.stringify({ written: results.length - errors.length, errors: errors.slice(0, 3) }));
