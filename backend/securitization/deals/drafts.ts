import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { address, hash32 } from '../../kernel/hex.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import type { Database, DatabaseClient } from '../../platform/database/database.ts';
import { olderThan, placeOf, toPage } from '../../platform/http/page.ts';
import { checkDeal } from '../compile-deal.ts';
import type { Order } from '../open-securitization.ts';
import type { DraftPage, DraftRow, DraftView, SaveDraft } from './schemas.ts';

type DraftRecord = Awaited<ReturnType<DatabaseClient['dealDraft']['findUniqueOrThrow']>>;

/**
 * Keeps a deal file as it stands, with all its faults: a draft may be unfinished. What was published does not change any more.
 * @throws {@link DomainError} `draft_unknown`, `draft_published`
 */
export async function saveDraft(
  { database }: { readonly database: Database },
  id: string | null,
  { file, poolId }: z.infer<typeof SaveDraft>,
  order: Order,
): Promise<string> {
  const { compiled } = checkDeal(file);
  const name = typeof file['name'] === 'string' && file['name'] !== '' ? file['name'].slice(0, 200) : 'Untitled';
  const data = {
    name,
    file: JSON.stringify(file),
    documentHash: compiled?.fileHash ?? documentHashOf(file),
    imageHash: compiled?.hash ?? null,
    poolId,
  };
  return database.write(async (tx) => {
    if (id !== null) {
      const known = await tx.dealDraft.findUnique({ where: { id } });
      if (known === null) throw unknownDraft();
      if (known.state !== 'draft')
        throw new DomainError(
          'draft_published',
          'conflict',
          'A deal file that was published does not change any more; save it as a new draft.',
        );
    }
    const draftId = id ?? `drf_${randomUUID()}`;
    await tx.dealDraft.upsert({
      where: { id: draftId },
      create: { id: draftId, ...data, state: 'draft', createdBy: order.actor },
      update: data,
    });
    const what = { action: 'draft.saved', entity: 'draft', entityId: draftId, outcome: 'ok', detail: { file: data.documentHash } } as const;
    await appendAudit(tx, { ...what, ...order, at: new Date() });
    return draftId;
  });
}

export const unknownDraft = (): DomainError => new DomainError('draft_unknown', 'not_found', 'There is no draft with this id.');

function rowOf({ id, name, state, documentHash, imageHash, poolId, deal, createdBy, createdAt, updatedAt }: DraftRecord): DraftRow {
  return {
    id,
    name,
    state: state as DraftRow['state'],
    documentHash: hash32(documentHash),
    imageHash: imageHash === null ? null : hash32(imageHash),
    poolId,
    deal: deal === null ? null : address(deal),
    createdBy,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

/** Drafts, the newest first. */
export async function listDrafts({ client }: Database, cursor: string | undefined, limit: number): Promise<DraftPage> {
  const rows = await client.dealDraft.findMany({
    where: olderThan(cursor),
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  return toPage(rows, limit, placeOf, rowOf);
}

/** A draft with its file and every fault in it. @throws {@link DomainError} `draft_unknown` */
export async function viewDraft({ client }: Database, id: string): Promise<DraftView> {
  const record = await client.dealDraft.findUnique({ where: { id } });
  if (record === null) throw unknownDraft();
  const file = JSON.parse(record.file) as Record<string, unknown>;
  const faults = checkDeal(file).faults.map(({ pointer, code, detail, zh }) => ({ pointer, code, detail, zh }));
  return { ...rowOf(record), file, faults };
}

/** Hash that the contract of a deal names its file by, also of a file that has faults yet. */
function documentHashOf(file: Record<string, unknown>): string {
  return keccakHex(new TextEncoder().encode(canonicalJson(file as Json)));
}
