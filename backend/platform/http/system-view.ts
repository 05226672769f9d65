import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { answerInTime } from './answer-in-time.ts';
import type { ChainHead, ChainProbe } from './chain-probe.ts';
import type { SystemView } from './schemas.ts';

const ZERO_HASH = `0x${'00'.repeat(32)}`;

export interface SystemParts {
  readonly config: Pick<Config, 'demo' | 'chainLocal'>;
  readonly database: Database;
  readonly chain: ChainProbe;
  readonly version: string;
}

/** How this installation is doing, out of the database and one question to the chain. */
export async function readSystem(parts: SystemParts): Promise<SystemView> {
  const { database } = parts;
  const { client } = database;
  const [head, migrations, jobs, transactions, entries, lastEntry, deployments] = await Promise.all([
    readHead(parts.chain),
    client.$queryRaw<{ count: bigint | number }[]>`SELECT count(*) AS count FROM _prisma_migrations WHERE finished_at IS NOT NULL`,
    client.job.groupBy({ by: ['state'], _count: { _all: true } }),
    client.chainTransaction.groupBy({ by: ['state'], _count: { _all: true } }),
    client.auditEntry.count(),
    client.auditEntry.findFirst({ orderBy: { seq: 'desc' } }),
    client.deployment.findMany({ orderBy: [{ deployedAt: 'desc' }, { id: 'asc' }], take: 100 }),
  ]);
  const latest = deployments[0];
  const chainId = head?.chainId ?? latest?.chainId ?? 0;
  const cursor = await client.indexCursor.findUnique({ where: { chainId } });
  const ledger = deployments.find((row) => row.contract === 'CreditLedger' && row.chainId === chainId && row.retiredAt === null);
  return {
    version: parts.version,
    demo: parts.config.demo,
    database: { provider: database.provider, migrations: Number(migrations[0]?.count ?? 0) },
    chain: { chainId, local: parts.config.chainLocal, head: blockOf(head), ledger: ledger?.address ?? null, reachable: head !== null },
    index: indexOf(cursor, head),
    jobs: countsOf(jobs, ['queued', 'running', 'done', 'failed']),
    transactions: countsOf(transactions, ['new', 'signed', 'mined', 'final', 'failed']),
    audit: { entries: String(entries), head: lastEntry?.hash ?? '' },
    deployments: deployments.map((row) => ({
      contract: row.contract,
      address: row.address,
      block: String(row.block),
      abiHash: row.abiHash,
      deployedAt: row.deployedAt.toISOString(),
      retiredAt: row.retiredAt?.toISOString() ?? null,
    })),
  };
}

/** The little that a visitor may know. */
export async function readPublicConfig(
  parts: SystemParts,
): Promise<{ version: string; demo: boolean; chainId: number; ledger: string | null }> {
  const deployments = await parts.database.client.deployment.findMany({
    where: { contract: 'CreditLedger', retiredAt: null },
    orderBy: { deployedAt: 'desc' },
    take: 10,
  });
  const head = await readHead(parts.chain);
  const chainId = head?.chainId ?? deployments[0]?.chainId ?? 0;
  return {
    version: parts.version,
    demo: parts.config.demo,
    chainId,
    ledger: deployments.find((row) => row.chainId === chainId)?.address ?? null,
  };
}

async function readHead(chain: ChainProbe): Promise<ChainHead | null> {
  const answer = await answerInTime(chain.readHead());
  return answer.ok ? answer.value : null;
}

function blockOf(head: ChainHead | null): SystemView['chain']['head'] {
  if (head === null) return { number: '0', hash: ZERO_HASH, time: new Date(0).toISOString() };
  return { number: String(head.number), hash: head.hash, time: new Date(Number(head.timestamp) * 1000).toISOString() };
}

function indexOf(cursor: { number: bigint; hash: string; updatedAt: Date } | null, head: ChainHead | null): SystemView['index'] {
  const number = cursor?.number ?? 0n;
  const lag = head === null || head.number < number ? 0n : head.number - number;
  return { number: String(number), hash: cursor?.hash ?? '', lagBlocks: String(lag), updatedAt: cursor?.updatedAt.toISOString() ?? null };
}

function countsOf<State extends string>(
  groups: readonly { state: string; _count: { _all: number } }[],
  states: readonly State[],
): Record<State, number> {
  const entries = states.map((state) => [state, groups.find((group) => group.state === state)?._count._all ?? 0] as const);
  return Object.fromEntries(entries) as Record<State, number>;
}
