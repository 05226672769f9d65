import { toRfc3339, unixSeconds } from '../kernel/time.ts';
import { hash32 } from '../kernel/hex.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/generated/sqlite/client.ts';
import { cursorInteger, decodeCursor, type Page, toPage } from '../platform/http/page.ts';
import { stateOf } from './domain/rating-action.ts';
import type { RatingState } from './domain/vocabulary.ts';
import { RatingRow } from './schemas.ts';
import { readScales, type Scale } from './store.ts';

type Count = number | bigint;
/** Highest number that the column of an agency can be compared with. */
const ID_MAX = 2 ** 31 - 1;

/** A publication with the names around it. */
export interface NamedAction {
  readonly agencyId: Count;
  readonly subject: string;
  readonly sequence: Count;
  readonly scaleId: Count;
  readonly grade: Count;
  readonly action: string;
  readonly outlook: string;
  readonly watch: string;
  readonly pdWad: string;
  readonly validUntil: Count;
  readonly time: Count;
  readonly kind: string;
  readonly name: string;
  readonly agencyName: string;
  readonly agencyStatus: string;
}

export interface RatingFilter {
  readonly kind?: string | undefined;
  readonly agency?: string | undefined;
  readonly grade?: string | undefined;
  readonly state?: RatingState | undefined;
  readonly q?: string | undefined;
  readonly cursor?: string | undefined;
}

/** Ratings as they stand: the newest publication of each agency about each subject, newest first. */
export async function listRatings(
  client: DatabaseClient,
  plan: { readonly chainId: number; readonly filter: RatingFilter; readonly limit: number; readonly now: bigint },
): Promise<Page<RatingRow>> {
  const { chainId, limit, now } = plan;
  const scales = await readScales(client, chainId);
  const where = Prisma.join(conditions(plan, scales), ' AND ');
  const rows = await client.$queryRaw<NamedAction[]>`
    SELECT a.*, s."kind", s."name", g."name" AS "agencyName", g."status" AS "agencyStatus"
    FROM "RatingAction" a
    JOIN "RatingSubject" s ON s."chainId" = a."chainId" AND s."subject" = a."subject"
    JOIN "RatingAgency" g ON g."chainId" = a."chainId" AND g."agencyId" = a."agencyId"
    WHERE ${where}
    ORDER BY a."time" DESC, a."subject", a."agencyId" LIMIT ${limit + 1}`;
  const place = ({ time, subject, agencyId }: NamedAction) => [String(time), subject, String(agencyId)];
  return toPage(rows, limit, place, (row) => ratingRow(row, scales, now));
}

function conditions({ chainId, filter, now }: { chainId: number; filter: RatingFilter; now: bigint }, scales: readonly Scale[]) {
  const found = [
    Prisma.sql`a."chainId" = ${chainId}`,
    Prisma.sql`NOT EXISTS (SELECT 1 FROM "RatingAction" n WHERE n."chainId" = a."chainId" AND n."agencyId" = a."agencyId" AND n."subject" = a."subject" AND n."sequence" > a."sequence")`,
  ];
  if (filter.kind !== undefined) found.push(Prisma.sql`s."kind" = ${filter.kind}`);
  if (filter.agency !== undefined) found.push(Prisma.sql`a."agencyId" = ${Number(filter.agency)}`);
  if (filter.grade !== undefined) found.push(gradeIs(filter.grade, scales));
  if (filter.state !== undefined) found.push(stateIs(filter.state, now));
  if (filter.q !== undefined) {
    const text = `%${filter.q.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    found.push(Prisma.sql`LOWER(s."name") LIKE ${text} ESCAPE '\\'`);
  }
  if (filter.cursor !== undefined) found.push(after(filter.cursor));
  return found;
}

/** A label is a place on each scale that has it. */
function gradeIs(label: string, scales: readonly Scale[]) {
  const places = scales.flatMap(({ id, grades }) => (grades.includes(label) ? [{ id, grade: grades.indexOf(label) }] : []));
  if (places.length === 0) return Prisma.sql`1 = 0`;
  const each = places.map(({ id, grade }) => Prisma.sql`(a."scaleId" = ${id} AND a."grade" = ${grade})`);
  return Prisma.sql`(${Prisma.join(each, ' OR ')})`;
}

function stateIs(state: RatingState, now: bigint) {
  switch (state) {
    case 'withdrawn':
      return Prisma.sql`a."action" = 'withdrawn'`;
    case 'agency-suspended':
      return Prisma.sql`a."action" <> 'withdrawn' AND g."status" <> 'active'`;
    case 'current':
      return Prisma.sql`a."action" <> 'withdrawn' AND g."status" = 'active' AND a."validUntil" > ${now}`;
    case 'expired':
      return Prisma.sql`a."action" <> 'withdrawn' AND g."status" = 'active' AND a."validUntil" <= ${now}`;
    case 'not-rated':
      return Prisma.sql`1 = 0`;
  }
}

function after(cursor: string) {
  const [at, subject = '', agency] = decodeCursor(cursor, 3);
  const [time, agencyId] = [cursorInteger(at), Math.min(Number(cursorInteger(agency)), ID_MAX)];
  return Prisma.sql`(a."time" < ${time} OR (a."time" = ${time} AND (a."subject" > ${subject} OR (a."subject" = ${subject} AND a."agencyId" > ${agencyId}))))`;
}

/** What list and history show alike. */
export function gradeView(row: Omit<NamedAction, 'kind' | 'name' | 'agencyName' | 'agencyStatus'>, scales: readonly Scale[]) {
  const scale = scales.find(({ id }) => id === Number(row.scaleId));
  const validUntil = BigInt(row.validUntil);
  return {
    scale: { id: Number(row.scaleId), name: scale?.name ?? '' },
    grade: scale?.grades[Number(row.grade)] ?? String(row.grade),
    gradeIndex: Number(row.grade),
    outlook: row.outlook,
    watch: row.watch,
    action: row.action,
    pdWad: row.pdWad,
    publishedAt: timeText(BigInt(row.time)),
    validUntil: validUntil === 0n ? null : timeText(validUntil),
    sequence: String(row.sequence),
  };
}

function ratingRow(row: NamedAction, scales: readonly Scale[], now: bigint): RatingRow {
  const entry = { action: row.action, validUntil: BigInt(row.validUntil) };
  return RatingRow.parse({
    agency: { id: Number(row.agencyId), name: row.agencyName },
    subject: { id: hash32(row.subject), kind: row.kind, name: row.name },
    state: stateOf(entry, row.agencyStatus === 'active', now),
    ...gradeView(row, scales),
  });
}

/** Seconds as RFC 3339; an end beyond the year 9999 is shown as its last second. */
export function timeText(seconds: bigint): string {
  const last = 253_402_300_799n;
  return toRfc3339(unixSeconds(Number(seconds > last ? last : seconds)));
}
