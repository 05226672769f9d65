import { openFacts } from '../../attestation/sealed-facts.ts';
import { type KeyWrap, openCustomerKeys } from '../../intake/customer-keys.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';

/** What an anchored credential says of its customer. */
export interface AnchoredScore {
  readonly score: number;
  readonly grade: string;
  readonly pdWad: bigint;
}

const CHUNK = 500;

/**
 * Scores of credentials by their digests, opened with the keys of their customers. Only those count whose batch stands on a ledger and whose customer has not been erased; the
 * others are absent.
 */
export async function readAnchoredScores(
  client: DatabaseClient,
  wrap: KeyWrap,
  digests: readonly string[],
): Promise<ReadonlyMap<string, AnchoredScore>> {
  const scores = new Map<string, AnchoredScore>();
  for (let at = 0; at < digests.length; at += CHUNK) {
    const rows = await client.credential.findMany({
      where: { digest: { in: digests.slice(at, at + CHUNK) }, batch: { state: { in: ['anchored', 'final'] } } },
      select: { id: true, digest: true, customerId: true, body: true },
    });
    const keys = await openCustomerKeys(
      client,
      wrap,
      rows.map(({ customerId }) => customerId),
    );
    for (const { id, digest, customerId, body } of rows) {
      const key = keys.get(customerId);
      if (key === undefined) continue;
      const { score, grade, pdWad } = openFacts(key, id, body);
      scores.set(digest, { score, grade, pdWad });
    }
  }
  return scores;
}
