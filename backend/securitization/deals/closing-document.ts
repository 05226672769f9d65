import { z } from 'zod';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { type Hash32, hash32 } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';
import { readReport } from './report-args.ts';
import type { ReportFile, ReportInput } from './schemas.ts';

const Head = z.object({ file: z.object({ name: z.string(), hash: z.string(), rows: z.int() }).optional() });

/**
 * The document behind a report. Its first line is canonical JSON, and the report carries its hash; behind a file there is one line
 * for each loan, and the first line carries their hash.
 */
export function closingDocument(
  place: { readonly deal: string; readonly period: number },
  input: ReportInput,
  loans: { readonly file: ReportFile; readonly lines: readonly string[] } | null,
): { readonly document: string; readonly documentHash: Hash32 } {
  const { late, ...rest } = input;
  const body = loans === null ? '' : loans.lines.join('\n');
  const ofFile = loans === null ? {} : { file: { ...loans.file }, linesHash: hashOf(body) };
  const head = canonicalJson({ ...place, late: [...late], ...rest, ...ofFile });
  return { document: loans === null ? head : `${head}\n${body}`, documentHash: hashOf(head) };
}

function hashOf(text: string): Hash32 {
  return hash32(keccakHex(new TextEncoder().encode(text)));
}

/** The lines of the loans, none for totals that were stated without them. */
export function linesOf(document: string): readonly string[] {
  const [, ...lines] = document.split('\n');
  return lines;
}

/** Whether a document is the one that a report names, with its lines. */
export function isDocumentOf(document: string, documentHash: string): boolean {
  const at = document.indexOf('\n');
  const head = at < 0 ? document : document.slice(0, at);
  if (hashOf(head) !== documentHash) return false;
  const { linesHash } = z.object({ linesHash: z.string().optional() }).parse(JSON.parse(head));
  return at < 0 ? linesHash === undefined : linesHash === hashOf(document.slice(at + 1));
}

/** The file behind a closing; null for totals without a file. Documents are long, so only as much is read as a first line can have. */
export async function fileBehind(client: DatabaseClient, closingId: string): Promise<ReportFile | null> {
  const [row] = await client.$queryRaw<{ head: string }[]>`
    SELECT substr("document", 1, 8192) AS "head" FROM "PeriodClosing" WHERE "id" = ${closingId}`;
  return Head.parse(JSON.parse(row?.head.split('\n', 1)[0] ?? '{}')).file ?? null;
}

type ClosingKey = { readonly chainId: number; readonly deal: string; readonly period: number };

/** The closing whose report the chain took: of several that were prepared for a period it is known by its document. */
export async function closingBehind(client: DatabaseClient, place: ClosingKey, documentHash: string): Promise<string | null> {
  const closings = await client.periodClosing.findMany({ where: { ...place, state: 'approved' }, select: { id: true, report: true } });
  return closings.find(({ report }) => readReport(report).documentHash === documentHash)?.id ?? null;
}

/** The whole document of a closing. */
export async function documentOf(client: DatabaseClient, closingId: string): Promise<string> {
  return (await client.periodClosing.findUniqueOrThrow({ where: { id: closingId }, select: { document: true } })).document;
}
