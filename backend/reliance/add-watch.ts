import { randomUUID } from 'node:crypto';
import { judge, type Verdict } from '../attestation/domain/check-list.ts';
import type { Words } from '../attestation/domain/sentences.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { takeCommitOrder } from '../platform/database/commit-order.ts';
import type { Tx } from '../platform/database/database.ts';
import { linesOf } from './bulk-result.ts';
import { isUnasked, openChecker } from './checker.ts';
import type { RelianceDeps } from './open-reliance.ts';
import { BulkRow } from './schemas.ts';
import { chunksOf, nowSeconds, readStates, WHOLE_BLOCK, type WatchPlace, type WatchRecord } from './watch-store.ts';
import { DomainError } from '../kernel/errors.ts';

/** A credential that is to be watched. */
export interface WatchTarget extends WatchPlace {
  readonly ledger: string;
  readonly digest: string;
  readonly tag: string;
  readonly label: string;
}

export interface Refusal {
  readonly place: number;
  readonly reason: string;
  readonly words: Words;
}

export interface WatchOutcome {
  readonly added: readonly WatchRecord[];
  readonly known: number;
}

/** Genuine and anchored, whatever became of it since. */
const WATCHABLE: readonly Verdict[] = [
  'valid',
  'revoked',
  'superseded',
  'suspended',
  'frozen',
  'expired',
  'unaccredited',
  'notForYou',
  'notAccepted',
];

/** Reads and verifies what is to be watched; what cannot be watched is refused with its reason, by its place from 0. */
export async function readTargets(
  deps: Pick<RelianceDeps, 'database' | 'chain'>,
  inputs: readonly { readonly input: unknown; readonly label: string }[],
): Promise<{ targets: WatchTarget[]; refused: Refusal[] }> {
  const checker = await openChecker(deps);
  const targets: WatchTarget[] = [];
  const refused: Refusal[] = [];
  for (const [place, { input, label }] of inputs.entries()) {
    const found = await checker.check(input, { terms: null, audience: null, now: Number(nowSeconds()) });
    if (isUnasked(found)) throw new DomainError('chain_unreachable', 'unavailable', 'The ledger could not be asked.', { retryable: true });
    const { credential, digest, verdict, words } = found;
    const anchor = credential?.anchor ?? null;
    if (credential === null || digest === null || anchor === null || !WATCHABLE.includes(verdict)) {
      refused.push({ place, reason: judge(found.checks).decisive?.reason ?? verdict, words });
      continue;
    }
    const { credit } = credential;
    targets.push({
      ...checker.place,
      issuerId: credit.issuer,
      batch: anchor.batch,
      index: anchor.firstLeaf + anchor.index,
      expiry: credit.expiry,
      digest,
      tag: credit.subjectTag,
      label,
    });
  }
  return { targets, refused };
}

/** The valid credentials of a finished bulk verification. @throws {@link DomainError} `bulk_unknown`, `bulk_not_done` */
export async function targetsOfBulk(
  { database }: Pick<RelianceDeps, 'database'>,
  organizationId: string,
  bulkId: string,
): Promise<WatchTarget[]> {
  const { client } = database;
  const run = await client.bulkVerification.findFirst({ where: { id: bulkId, organizationId } });
  if (run === null) throw new DomainError('bulk_unknown', 'not_found', 'Your organization has no bulk verification with this id.');
  const part = await client.bulkVerificationPart.findUnique({ where: { bulkId_side_part: { bulkId, side: 'statement', part: 0 } } });
  if (run.state !== 'done' || part === null)
    throw new DomainError('bulk_not_done', 'conflict', 'The run has no result yet.', { retryable: true });
  const { statement } = JSON.parse(new TextDecoder().decode(part.bytes)) as {
    statement: { ledger: { chainId: number; contract: string } };
  };
  const { chainId, contract: ledger } = statement.ledger;
  const targets: WatchTarget[] = [];
  for await (const line of linesOf(client, bulkId)) {
    const { verdict, digest, issuer, batch, index, expiry } = BulkRow.parse(JSON.parse(line));
    if (verdict !== 'valid' || digest === null || issuer === null || batch === null || index === null || expiry === null) continue;
    const place = { chainId, issuerId: issuer, batch: BigInt(batch), index: BigInt(index), expiry: BigInt(expiry) };
    targets.push({ ...place, ledger, digest, tag: '', label: '' });
  }
  return targets;
}

export interface WatchAct {
  readonly organizationId: string;
  readonly actor: string;
  readonly requestId: string | null;
}

/**
 * Puts credentials on the list of an organization, in the state that the index gives them now; from its block on every
 * event counts. What is on the list already stays as it is.
 */
export async function addWatch(
  { database }: Pick<RelianceDeps, 'database'>,
  { organizationId, actor, requestId }: WatchAct,
  targets: readonly WatchTarget[],
): Promise<WatchOutcome> {
  const distinct = [...new Map(targets.map((target) => [target.digest, target])).values()];
  return database.write(async (tx) => {
    // The index stands still until this is done.
    await takeCommitOrder(tx);
    const known = await knownDigests(tx, organizationId, distinct);
    const fresh = distinct.filter(({ digest }) => !known.has(digest));
    const cursors = new Map((await tx.indexCursor.findMany()).map(({ chainId, number }) => [chainId, number]));
    const states = await readStates(tx, fresh, nowSeconds());
    const rows = fresh.map((target, i) => ({
      ...target,
      id: `wat_${randomUUID()}`,
      organizationId,
      state: states[i] ?? 'valid',
      seenBlock: cursors.get(target.chainId) ?? 0n,
      seenLog: WHOLE_BLOCK,
      createdBy: actor,
      createdAt: new Date(),
      changedAt: null,
    }));
    for (const chunk of chunksOf(rows)) await tx.watchItem.createMany({ data: chunk });
    if (rows.length > 0) {
      const what = { action: 'watch.added', entity: 'organization', entityId: organizationId, outcome: 'ok' } as const;
      const detail = { added: rows.length, first: rows[0]?.digest ?? '' };
      await appendAudit(tx, { ...what, actor, requestId, detail, at: new Date() });
    }
    return { added: rows, known: distinct.length - rows.length };
  });
}

async function knownDigests(tx: Tx, organizationId: string, targets: readonly WatchTarget[]): Promise<Set<string>> {
  const known = new Set<string>();
  for (const chunk of chunksOf(targets)) {
    const digest = { in: chunk.map((target) => target.digest) };
    for (const row of await tx.watchItem.findMany({ where: { organizationId, digest }, select: { digest: true } })) known.add(row.digest);
  }
  return known;
}
