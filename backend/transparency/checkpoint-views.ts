import type { LedgerPlace } from '../attestation/domain/batch-leaf.ts';
import { toRfc3339, unixSeconds } from '../kernel/time.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import type { z } from 'zod';
import { originOf, parseCheckpoint } from './domain/checkpoint.ts';
import { cosignedAt } from './domain/cosignature.ts';
import { isSignedBy, keyIdOf, NOTE_KEY, parseNote, type SignedNote, signaturesOf } from './domain/signed-note.ts';
import { sameBytes } from '../attestation/domain/words.ts';
import type { CheckpointView, CosignatureView, CosignerView } from './schemas.ts';
import { cosignerOf, type StoredCosigner } from './store.ts';
import { formatVerifierKey } from './domain/signed-note.ts';

export type CheckpointRow = Awaited<ReturnType<DatabaseClient['logCheckpoint']['findFirstOrThrow']>>;
type CosignerRow = Awaited<ReturnType<DatabaseClient['cosigner']['findFirstOrThrow']>>;

export interface CheckpointContext {
  readonly publicKey: Uint8Array;
  readonly cosigners: readonly StoredCosigner[];
  /** Roots of the log as the index has it, by size. */
  readonly roots: ReadonlyMap<string, string>;
}

export function checkpointView(row: CheckpointRow, context: CheckpointContext): CheckpointView {
  const note = parseNote(row.note);
  const { leaves, block } = parseCheckpoint(note.text);
  const known = context.roots.get(`${row.issuerId}:${row.size}`);
  return {
    issuerId: row.issuerId,
    origin: originOf(placeOfRow(row), row.issuerId),
    size: String(row.size),
    root: row.root,
    leaves: String(leaves),
    block: { number: String(block.number), hash: block.hash, time: timeText(block.time) },
    note: row.note,
    signatures: signatureViews(note, originOf(placeOfRow(row), row.issuerId), context),
    agreement: known === undefined ? 'unknown' : known === row.root ? 'chain' : 'differs',
    publishedAt: row.createdAt.toISOString(),
  };
}

function signatureViews(note: SignedNote, origin: string, { publicKey, cosigners }: CheckpointContext): z.infer<typeof CosignatureView>[] {
  const log = { name: origin, kind: NOTE_KEY.ed25519, publicKey } as const;
  return note.signatures.map((signature) => {
    if (sameBytes(signature.keyId, keyIdOf(log)) && signature.name === origin) {
      return { name: signature.name, by: 'log', valid: isSignedBy(note, log), time: null };
    }
    const cosigner = cosigners.find((each) => signaturesOf({ ...note, signatures: [signature] }, each).length > 0);
    if (cosigner === undefined) return { name: signature.name, by: 'unknown', valid: false, time: null };
    const time = cosignedAt({ ...note, signatures: [signature] }, cosigner);
    return { name: signature.name, by: 'cosigner', valid: time !== null, time: time === null ? null : timeText(time) };
  });
}

export async function cosignerViews(client: DatabaseClient, place: LedgerPlace, rows: readonly CosignerRow[]): Promise<CosignerView[]> {
  const groups = await client.logCosignature.groupBy({
    by: ['cosignerId', 'issuerId'],
    where: { ...place, cosignerId: { in: rows.map(({ id }) => id) } },
    _max: { size: true, time: true },
  });
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    verifierKey: formatVerifierKey(cosignerOf(row)),
    createdAt: row.createdAt.toISOString(),
    removedAt: row.removedAt?.toISOString() ?? null,
    latest: groups
      .filter((group) => group.cosignerId === row.id)
      .map((group) => ({ issuerId: group.issuerId, size: String(group._max.size ?? 0n), time: timeText(group._max.time ?? 0n) })),
  }));
}

function placeOfRow({ chainId, ledger }: CheckpointRow): LedgerPlace {
  return { chainId, ledger: ledger as LedgerPlace['ledger'] };
}

function timeText(seconds: bigint): string {
  return toRfc3339(unixSeconds(Number(seconds)));
}
