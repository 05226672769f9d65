import type { DatabaseClient } from '../platform/database/database.ts';
import { viewConsent } from './consents.ts';
import { type PresentationRow, PresentationWay } from './schemas.ts';

/** What the view of a presentation needs beside its row. */
export const WITH_CONSENT = { consent: { include: { presentation: { select: { id: true, way: true, openedAt: true } } } } } as const;

type Row = Omit<Awaited<ReturnType<DatabaseClient['presentation']['findFirstOrThrow']>>, 'body'> & {
  readonly consent: Parameters<typeof viewConsent>[0];
};

export function viewPresentation(row: Row, now: Date): PresentationRow {
  const { looks: _, ...consent } = viewConsent(row.consent, [], now);
  const way = PresentationWay.parse(row.way);
  return {
    id: row.id,
    way,
    credentialId: row.credentialId,
    createdAt: row.createdAt.toISOString(),
    openedAt: row.openedAt?.toISOString() ?? null,
    link: way === 'link' ? `/p/${row.id}` : null,
    consent,
  };
}
