import { appendLeaf, EMPTY_LOG, logRoot } from '../attestation/domain/merkle-log.ts';
import { DomainError } from '../kernel/errors.ts';
import { fromHex, toHex } from '../kernel/hex.ts';
import type { AuditParts } from './audit-parts.ts';
import { entryLeaf } from './domain/batch-entry.ts';
import { type Checkpoint, originOf, parseCheckpoint } from './domain/checkpoint.ts';
import type { LedgerFold } from './domain/ledger-fold.ts';
import type { Findings } from './domain/log-difference.ts';
import { isSignedBy, NOTE_KEY, parseNote } from './domain/signed-note.ts';

interface Claim {
  readonly checkpoint: Checkpoint;
  readonly from: string;
}

const PAGE = 1_000;

/**
 * Every checkpoint that was signed, in the table and in the published file, and every one that a cosigner signed: each
 * must be signed by the log, be a state that the chain's log went through, and be the only one of its size.
 */
export async function auditCheckpoints(parts: AuditParts): Promise<void> {
  const roots = rootsOf(parts.fold);
  const seen = new Map<string, Claim>();
  for await (const { text, from } of claims(parts)) {
    parts.counts.checkpoints++;
    const checkpoint = readClaim(parts, text, from);
    if (checkpoint === null) continue;
    const { issuer, size, root } = checkpoint;
    const known = seen.get(`${issuer}:${size}`);
    if (known === undefined) seen.set(`${issuer}:${size}`, { checkpoint, from });
    else if (known.checkpoint.root !== root) addSplitView(parts.findings, known, { checkpoint, from });
    const onChain = roots.get(`${issuer}:${size}`);
    if (onChain === root) continue;
    parts.findings.add({
      kind: 'checkpoint_contradicts_chain',
      where: 'checkpoint',
      issuerId: issuer,
      position: String(size),
      expected: onChain ?? null,
      actual: root,
      detail: `A signed checkpoint (${from}) says that the log of issuer ${issuer} had this root at ${size} batches; the chain does not.`,
    });
  }
  await auditCosignatures(parts, seen);
}

async function* claims({ database, place, notes, startedAt }: AuditParts): AsyncGenerator<{ text: string; from: string }> {
  for (const text of notes.values()) yield { text, from: 'published file' };
  const where = { ...place, createdAt: { lte: startedAt } };
  for (let after = ''; ; ) {
    const rows = await database.client.logCheckpoint.findMany({
      where: { ...where, id: { gt: after } },
      orderBy: { id: 'asc' },
      take: PAGE,
    });
    for (const row of rows) yield { text: row.note, from: `table, ${row.id}` };
    after = rows.at(-1)?.id ?? '';
    if (rows.length < PAGE) return;
  }
}

function readClaim({ place, publicKey, findings }: AuditParts, text: string, from: string): Checkpoint | null {
  try {
    const note = parseNote(text);
    const checkpoint = parseCheckpoint(note.text);
    const name = originOf(place, checkpoint.issuer);
    const isOurs = originOf(checkpoint.place, checkpoint.issuer) === name;
    if (isOurs && isSignedBy(note, { name, kind: NOTE_KEY.ed25519, publicKey })) return checkpoint;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
  findings.add({ kind: 'signature_invalid', where: 'checkpoint', detail: `A checkpoint (${from}) is not signed by the key of this log.` });
  return null;
}

/** What cosigners signed must be what was published for that size. */
async function auditCosignatures({ database, place, findings }: AuditParts, seen: ReadonlyMap<string, Claim>): Promise<void> {
  const rows = await database.client.logCosignature.findMany({ where: { ...place }, take: 100_000 });
  for (const row of rows) {
    const claim = seen.get(`${row.issuerId}:${row.size}`);
    if (claim === undefined || claim.checkpoint.root === row.root) continue;
    findings.add({
      kind: 'split_view',
      where: 'checkpoint',
      issuerId: row.issuerId,
      position: String(row.size),
      expected: claim.checkpoint.root,
      actual: row.root,
      detail: `Split view: a cosigner signed another root for ${row.size} batches of issuer ${row.issuerId} than the one that was published.`,
    });
  }
}

function addSplitView(findings: Findings, known: Claim, other: Claim): void {
  const { issuer, size, root } = known.checkpoint;
  findings.add({
    kind: 'split_view',
    where: 'checkpoint',
    issuerId: issuer,
    position: String(size),
    expected: root,
    actual: other.checkpoint.root,
    detail: `Split view: two signed checkpoints of issuer ${issuer} (${known.from}; ${other.from}) say different roots for ${size} batches.`,
  });
}

/** Root of each log at each of its sizes, from the chain. */
function rootsOf(fold: LedgerFold): Map<string, string> {
  const roots = new Map<string, string>();
  for (const { issuer } of fold.issuers()) {
    let log = EMPTY_LOG;
    for (const entry of fold.entriesOf(issuer)) {
      log = appendLeaf(log, fromHex(entryLeaf(entry)));
      roots.set(`${issuer}:${log.size}`, toHex(logRoot(log)));
    }
  }
  return roots;
}
