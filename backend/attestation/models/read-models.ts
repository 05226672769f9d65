import { DomainError } from '../../kernel/errors.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';
import type { ModelChangeView, ModelRecordView } from './schemas.ts';

/** Changes and batches of one issuer at most: what does not fit is told by the batches' own pages. */
const LIMIT = 100_000;
const OWN_ROLES: ReadonlySet<string> = new Set(['champion', 'challenger']);

type Change = Awaited<ReturnType<DatabaseClient['modelChange']['findMany']>>[number];

/**
 * Which models an issuer used, and which scored each of its batches, as the index has it from the chain. A batch before the first record
 * counts as one of nobody's: there was nothing to hold it to.
 */
export async function readModels(
  client: DatabaseClient,
  place: { readonly chainId: number; readonly issuerId: number },
): Promise<ModelRecordView> {
  const changes = await client.modelChange.findMany({ where: place, orderBy: { sequence: 'asc' }, take: LIMIT });
  const batches = await client.ledgerBatch.findMany({
    where: place,
    orderBy: { batch: 'asc' },
    take: LIMIT,
    select: { batch: true, model: true, leaves: true, time: true },
  });
  const standing = standings(changes);
  const uses = new Map<string, { model: string; role: string; batches: number; credentials: bigint; first: bigint; last: bigint }>();
  const [begin] = changes;
  let isClean = true;
  for (const { batch, model, leaves, time } of batches) {
    const role = standing(model, time);
    if (begin !== undefined && time >= begin.time && !OWN_ROLES.has(role)) isClean = false;
    const use = uses.get(`${model}:${role}`) ?? { model, role, batches: 0, credentials: 0n, first: batch, last: batch };
    uses.set(`${model}:${role}`, { ...use, batches: use.batches + 1, credentials: use.credentials + leaves, last: batch });
  }
  return {
    issuer: place.issuerId,
    champion: (changes.findLast(({ role }) => role === 'champion')?.model as ModelRecordView['champion']) ?? null,
    changes: changes.map(viewChange),
    uses: [...uses.values()].map(({ model, role, batches: count, credentials, first, last }) => ({
      model: model as ModelChangeView['model'],
      role: role as ModelChangeView['role'],
      batches: count,
      credentials: String(credentials),
      firstBatch: String(first),
      lastBatch: String(last),
    })),
    isClean,
  };
}

/** What the chain shows that an issuer uses a model for now; `none` for one that it never named. */
export async function roleOnChain(
  client: Pick<DatabaseClient, 'modelChange'>,
  { chainId, issuerId }: { readonly chainId: number; readonly issuerId: number },
  model: string,
): Promise<ModelChangeView['role']> {
  const change = await client.modelChange.findFirst({ where: { chainId, issuerId, model }, orderBy: { sequence: 'desc' } });
  return change === null ? 'none' : (change.role as ModelChangeView['role']);
}

/**
 * Scores of a model that is not in use must not be attested by mistake: whoever audits the chain sees it for ever.
 * @throws {@link DomainError} `model_not_in_use`
 */
export function requireInUse(model: string, role: ModelChangeView['role']): void {
  if (OWN_ROLES.has(role)) return;
  const now = role === 'shadow' ? 'runs as a shadow' : 'is not in use';
  throw new DomainError(
    'model_not_in_use',
    'conflict',
    `The model ${model} ${now}, so nothing is attested of its scores; put it in use as champion or challenger first, or allow this batch by itself.`,
    { params: { model, role } },
  );
}

/** Role of a model at a moment: its last change that was no later. */
function standings(changes: readonly Change[]): (model: string, time: bigint) => string {
  const byModel = Map.groupBy(changes, ({ model }) => model);
  return (model, time) => byModel.get(model)?.findLast((change) => change.time <= time)?.role ?? 'none';
}

function viewChange({ sequence, model, data, report, role, shareBps, time, blockNumber, txHash }: Change): ModelChangeView {
  return {
    sequence: String(sequence),
    ...({ model, data, report, role, txHash } as Pick<ModelChangeView, 'model' | 'data' | 'report' | 'role' | 'txHash'>),
    shareBps,
    time: new Date(Number(time) * 1000).toISOString(),
    block: String(blockNumber),
  };
}
