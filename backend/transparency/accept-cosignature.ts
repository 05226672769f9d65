import { sameBytes } from '../attestation/domain/words.ts';
import { DomainError } from '../kernel/errors.ts';
import { type Hash32, hash32, toHex } from '../kernel/hex.ts';
import { takeCommitOrder } from '../platform/database/commit-order.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import { parseCheckpoint } from './domain/checkpoint.ts';
import { cosignedAt } from './domain/cosignature.ts';
import { formatNote, type NoteSignature, parseNote, type SignedNote, signaturesOf } from './domain/signed-note.ts';
import type { LogDoor } from './open-log.ts';
import { listCosigners, type StoredCosigner } from './store.ts';

/** A clock that is this far ahead of ours may still be right, seconds. */
const CLOCK_SLACK = 300n;

export interface CosignatureOrder {
  readonly issuer: number;
  /** The published checkpoint with signature lines of cosigners added. */
  readonly note: string;
  /** Seconds. */
  readonly now: bigint;
}

export interface AcceptedCosignatures {
  readonly id: string;
  readonly names: readonly string[];
}

/**
 * Adds the lines of registered cosigners to the published checkpoint that they signed. A line is refused when it is not
 * a signature of that text, when its cosigner signed something else at any size before, or when it states the future.
 * @throws {@link DomainError} `note_malformed`, `checkpoint_malformed`, `checkpoint_unknown`, `checkpoint_conflicts`,
 * `cosignature_missing`, `cosignature_invalid`, `cosigner_contradicts_itself`
 */
export async function acceptCosignatures(
  { database, logs }: { readonly database: Database; readonly logs: LogDoor },
  { issuer, note, now }: CosignatureOrder,
): Promise<AcceptedCosignatures> {
  const given = parseNote(note);
  const { place, size, root, issuer: named } = parseCheckpoint(given.text);
  const ours = await logs.place();
  if (place.chainId !== ours.chainId || place.ledger !== ours.ledger || named !== issuer) throw unknown();
  const cosigners = (await listCosigners(database.client)).filter((each) => !each.removed);
  const signed = validLines(given, cosigners, now);
  for (const { cosigner } of signed) await assertSteady(database, logs, { issuer, cosigner, size, root });
  return database.write(async (tx) => {
    await takeCommitOrder(tx);
    const key = { ...place, issuerId: issuer, size };
    const row = await tx.logCheckpoint.findUnique({ where: { chainId_ledger_issuerId_size: key } });
    if (row === null) throw unknown();
    const published = parseNote(row.note);
    if (published.text !== given.text) throw conflict();
    for (const { cosigner, line, time } of signed) await keep(tx, { ...key, cosignerId: cosigner.id, root }, line, time);
    const lines = signed.map(({ line }) => line);
    const kept = published.signatures.filter((each) => !lines.some((line) => isSameSigner(line, each)));
    const merged = formatNote({ text: published.text, signatures: [...kept, ...lines] });
    await tx.logCheckpoint.update({ where: { id: row.id }, data: { note: merged } });
    return { id: row.id, names: signed.map(({ cosigner }) => cosigner.name) };
  });
}

interface SignedLine {
  readonly cosigner: StoredCosigner;
  readonly line: NoteSignature;
  readonly time: bigint;
}

function validLines(note: SignedNote, cosigners: readonly StoredCosigner[], now: bigint): SignedLine[] {
  const found = cosigners.flatMap((cosigner): SignedLine[] => {
    const [line, more] = signaturesOf(note, cosigner);
    if (line === undefined) return [];
    const time = cosignedAt({ ...note, signatures: [line] }, cosigner);
    if (more !== undefined || time === null || time > now + CLOCK_SLACK) {
      throw new DomainError(
        'cosignature_invalid',
        'unprocessable',
        'A line is not one valid signature of its cosigner over this checkpoint, or its time is in the future.',
        {
          params: { name: cosigner.name },
        },
      );
    }
    return [{ cosigner, line, time }];
  });
  if (found.length > 0) return found;
  throw new DomainError(
    'cosignature_missing',
    'unprocessable',
    'No line under the checkpoint is of a cosigner that is registered here; have its verifier key registered first.',
  );
}

/** Whatever the cosigner signed of this log before must be a prefix, or a continuation, of the log that it signs now. */
async function assertSteady(
  database: Database,
  logs: LogDoor,
  {
    issuer,
    cosigner,
    size,
    root,
  }: { readonly issuer: number; readonly cosigner: StoredCosigner; readonly size: bigint; readonly root: Hash32 },
): Promise<void> {
  const { tree } = await logs.open(issuer);
  if (size > BigInt(tree.size)) throw unknown();
  if (hash32(toHex(await tree.root(Number(size)))) !== root) throw conflict();
  const before = await database.client.logCosignature.findMany({
    where: { ...(await logs.place()), cosignerId: cosigner.id, issuerId: issuer },
    orderBy: { size: 'desc' },
    take: 100,
  });
  for (const row of before) {
    const isKept = row.size <= BigInt(tree.size) && toHex(await tree.root(Number(row.size))) === row.root;
    if (!isKept)
      throw new DomainError('cosigner_contradicts_itself', 'conflict', 'This cosigner signed another history of this log before.', {
        params: { name: cosigner.name, size: String(row.size) },
      });
  }
}

async function keep(
  tx: Tx,
  key: { chainId: number; ledger: string; issuerId: number; size: bigint; cosignerId: string; root: string },
  line: NoteSignature,
  time: bigint,
): Promise<void> {
  const { root, ...id } = key;
  const data = { root, time, line: formatNote({ text: '', signatures: [line] }).trim() };
  await tx.logCosignature.upsert({ where: { cosignerId_chainId_ledger_issuerId_size: id }, create: { ...id, ...data }, update: data });
}

function isSameSigner(left: NoteSignature, right: NoteSignature): boolean {
  return left.name === right.name && sameBytes(left.keyId, right.keyId);
}

function unknown(): DomainError {
  return new DomainError(
    'checkpoint_unknown',
    'not_found',
    'This is not a checkpoint that was published here; fetch the newest one and cosign that.',
  );
}

function conflict(): DomainError {
  return new DomainError(
    'checkpoint_conflicts',
    'conflict',
    'This checkpoint says something else than the one published for the same size. Keep it: the two together prove a split view.',
  );
}
