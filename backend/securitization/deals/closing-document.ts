import { z } from 'zod';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { type Hash32, hash32 } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';
import { readReport } from './report-args.ts';
import type { ReportFile, ReportInput } from './schemas.ts';

const Head = z.object({
  file: z.object({ name: z.string(), hash: z.string(), rows: z.int() }).optional(),
  explanation: z.string().optional(),
});

/** What stands behind a report beside its figures. */
export interface Behind {
  /** The file that the totals are of with its loans, line by line; null for totals that are stated without loans. */
  readonly loans?: { readonly file: ReportFile; readonly lines: readonly string[] } | null;
  /** More members of the first line. */
  readonly more?: Readonly<Record<string, string | number>>;
}

/**
 * The document behind a report. Its first line is canonical JSON, and the report carries its hash; behind a file there is one line
 * for each loan, and the first line carries their hash.
 */
export function closingDocument(
  place: { readonly deal: string; readonly period: number },
  input: ReportInput,
  { loans = null, more = {} }: Behind,
): { readonly document: string; readonly documentHash: Hash32 } {
  const { late, ...rest } = input;
  const body = loans === null ? '' : loans.lines.join('\n');
  const ofFile = loans === null ? {} : { file: { ...loans.file }, linesHash: hashOf(body) };
  const head = canonicalJson({ ...place, late: [...late], ...rest, ...ofFile, ...more });
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

/** What the document of a closing says beside its figures. */
export interface DocumentHead {
  /** Null for totals without a file. */
  readonly file: ReportFile | null;
  /** Why a period is restated; empty for its closing. */
  readonly explanation: string;
}

/** The first line of a document, read. */
export function headOf(document: string): DocumentHead {
  const { file = null, explanation = '' } = Head.parse(JSON.parse(document.split('\n', 1)[0] ?? '{}'));
  return { file, explanation };
}

/** The head of a closing. Documents are long, so only as much is read as a first line can have. */
export async function headBehind(client: DatabaseClient, closingId: string): Promise<DocumentHead> {
  const [row] = await client.$queryRaw<{ head: string }[]>`
    SELECT substr("document", 1, 16384) AS "head" FROM "PeriodClosing" WHERE "id" = ${closingId}`;
  return headOf(row?.head ?? '{}');
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
