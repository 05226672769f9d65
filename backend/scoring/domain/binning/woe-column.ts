import type { Column } from '../../../intake/domain/columns.ts';
import { buildLookup, lookUpColumn } from './bin-lookup.ts';
import type { Binning } from './bins.ts';

/** Weight of evidence of each row of `column`. */
export function woeColumn({ name, kind, bins }: Binning, column: Column): Float64Array {
  const weights = bins.map((bin) => bin.woe);
  return lookUpColumn(buildLookup(name, kind, bins, weights), column);
}
