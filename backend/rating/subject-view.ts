import { DomainError } from '../kernel/errors.ts';
import { address, type Hash32, hash32 } from '../kernel/hex.ts';
import { stateOf } from './domain/rating-action.ts';
import { type RatingDeps, ratingPlace } from './open-rating.ts';
import { type BookEntry, type BookReader, readBook } from './rating-client.ts';
import { gradeView } from './rating-views.ts';
import { SubjectView } from './schemas.ts';
import { readScales } from './store.ts';

/** Newest entries of a history that are shown and compared with the chain. */
const HISTORY_LIMIT = 200;

type Row = Awaited<ReturnType<typeof readHistory>>[number];
type Status = 'pass' | 'fail' | 'unknown';

/**
 * A subject with all its ratings; every entry is compared with what the contract says at one block.
 * @throws {@link DomainError} `subject_unknown`
 */
export async function viewSubject(deps: Pick<RatingDeps, 'database' | 'chain'>, subject: Hash32): Promise<SubjectView> {
  const { client } = deps.database;
  const { chainId, book } = await ratingPlace(deps);
  const found = await client.ratingSubject.findUnique({ where: { chainId_subject: { chainId, subject } } });
  if (found === null) throw new DomainError('subject_unknown', 'not_found', 'Nothing with this id is rated.');
  const rows = await readHistory(deps, chainId, subject);
  const agencies = await client.ratingAgency.findMany({ where: { chainId }, orderBy: { agencyId: 'asc' } });
  const scales = await readScales(client, chainId);
  // Without an answer of the node the history is shown, and says that nothing was checked.
  const head = await deps.chain.readHead().catch(() => null);
  const reader = head === null ? null : readBook(deps.chain, book, head.number);
  const now = head?.timestamp ?? BigInt(Math.floor(Date.now() / 1_000));
  const ratings = [];
  for (const { agencyId, name, status } of agencies) {
    const own = rows.filter((row) => row.agencyId === agencyId);
    const [newest] = own;
    if (newest === undefined) continue;
    const history = await Promise.all(own.map((row, at) => viewEntry(reader, row, own[at + 1], gradeView(row, scales))));
    ratings.push({ agency: { id: agencyId, name }, state: stateOf(newest, status === 'active', now), history });
  }
  const view = { id: subject, kind: found.kind, name: found.name };
  return SubjectView.parse({ subject: view, ratings, asOfBlock: head === null ? null : String(head.number) });
}

async function readHistory({ database }: Pick<RatingDeps, 'database'>, chainId: number, subject: string) {
  return database.client.ratingAction.findMany({ where: { chainId, subject }, orderBy: { sequence: 'desc' }, take: HISTORY_LIMIT });
}

async function viewEntry(reader: BookReader | null, row: Row, earlier: Row | undefined, view: ReturnType<typeof gradeView>) {
  const checks = await checkEntry(reader, row);
  const isUnbroken = earlier === undefined ? row.sequence === 1n : row.sequence === earlier.sequence + 1n;
  const unbroken: Status = isUnbroken ? 'pass' : 'fail';
  return {
    ...view,
    modelHash: hash32(row.modelHash),
    reportHash: hash32(row.reportHash),
    key: address(row.key),
    transaction: hash32(row.txHash),
    block: String(row.blockNumber),
    checks: [...checks, { id: 'sequenceUnbroken', status: unbroken }],
  };
}

async function checkEntry(reader: BookReader | null, row: Row): Promise<{ id: string; status: Status }[]> {
  const answer = (recorded: Status, same: Status, key: Status) => [
    { id: 'recordedOnChain', status: recorded },
    { id: 'sameContent', status: same },
    { id: 'keyOfAgency', status: key },
  ];
  if (reader === null) return answer('unknown', 'unknown', 'unknown');
  try {
    const entry = await reader.entry(row.agencyId, hash32(row.subject), row.sequence);
    if (entry === null) return answer('fail', 'fail', 'fail');
    const isOwn = (await reader.agencyOfKey(entry.key)) === row.agencyId;
    return answer('pass', isSame(entry, row) ? 'pass' : 'fail', isOwn ? 'pass' : 'fail');
  } catch (error) {
    if (error instanceof DomainError && error.retryable) return answer('unknown', 'unknown', 'unknown');
    throw error;
  }
}

function isSame(entry: BookEntry, row: Row): boolean {
  const texts = (['action', 'outlook', 'watch', 'modelHash', 'reportHash', 'key'] as const).every((name) => entry[name] === row[name]);
  const numbers = entry.grade === row.grade && entry.scaleId === row.scaleId;
  return texts && numbers && entry.time === row.time && entry.validUntil === row.validUntil && String(entry.pd) === row.pdWad;
}
