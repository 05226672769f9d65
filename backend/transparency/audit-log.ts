import { join } from 'node:path';
import { readCursor } from '../platform/chain/index/index-store.ts';
import { compareChain, compareIndex, lookForStrangers } from './audit-chain.ts';
import { auditCheckpoints } from './audit-checkpoints.ts';
import { compareFiles } from './audit-files.ts';
import type { AuditDeps, AuditParts, AuditProgress } from './audit-parts.ts';
import { Findings } from './domain/log-difference.ts';
import { foldChain } from './fold-chain.ts';
import { CHECKPOINT_FILE, issuerFolder, logFolder } from './log-folder.ts';
import type { LogAuditResult } from './schemas.ts';
import { publishedIssuers } from './store.ts';
import { readIfPresent } from './tile-files.ts';
import { addFaults } from './verify-mirror.ts';

/**
 * Rebuilds every log from the events of the chain and compares with it, in this order: the contract's own checkpoint,
 * the index, the static files, the stored credentials, and every checkpoint that was ever signed. Names each difference.
 */
export async function auditLog(deps: AuditDeps, progress: AuditProgress): Promise<LogAuditResult> {
  const { database, chain, place } = deps;
  await progress(0, 'reading the chain');
  const startedAt = new Date();
  const published = await publishedIssuers(database.client, place);
  const notes = await readNotes(deps, published);
  const indexedTo = (await readCursor(database.client, place.chainId))?.number ?? -1n;
  const { fold, block } = await foldChain(chain, place, { from: deps.firstBlock });
  const counts = { batches: 0, leaves: 0n, tiles: 0, checkpoints: 0 };
  const parts: AuditParts = { ...deps, fold, findings: new Findings(), counts, notes, startedAt, indexedTo };
  addFaults(fold, parts.findings);
  const issuers = fold.issuers();
  for (const [i, issuer] of issuers.entries()) {
    await progress(Math.floor((i * 1000) / issuers.length), `issuer ${issuer.issuer}`);
    await compareChain(parts, issuer, block.number);
    await compareIndex(parts, issuer.issuer);
    if (published.includes(issuer.issuer)) await compareFiles(parts, issuer.issuer, block.time, progress);
  }
  await lookForStrangers(parts);
  await auditCheckpoints(parts);
  const { findings } = parts;
  return {
    ok: findings.found === 0,
    chainId: place.chainId,
    ledger: place.ledger,
    block: { number: String(block.number), hash: block.hash },
    checked: { issuers: issuers.length, events: fold.events, ...counts, leaves: String(counts.leaves) },
    found: findings.found,
    differences: [...findings.list],
  };
}

async function readNotes({ home, place }: AuditDeps, issuers: readonly number[]): Promise<Map<number, string>> {
  const notes = new Map<number, string>();
  for (const issuer of issuers) {
    const bytes = await readIfPresent(join(issuerFolder(logFolder(home, place), issuer), CHECKPOINT_FILE));
    if (bytes !== null) notes.set(issuer, Buffer.from(bytes).toString('utf8'));
  }
  return notes;
}
