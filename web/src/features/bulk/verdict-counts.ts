import type { BulkVerdict, BulkView } from '../../../../backend/reliance/schemas.ts';

/** Verdicts that occur, the valid ones first and then the most frequent. */
export function verdictCounts(counts: BulkView['counts']): [BulkVerdict, number][] {
  const given = Object.entries(counts) as [BulkVerdict, number][];
  return given
    .filter(([, count]) => count > 0)
    .toSorted(([a, many], [b, few]) => Number(b === 'valid') - Number(a === 'valid') || few - many);
}
