import { informationValue } from '../binning/weight-of-evidence.ts';
import { type CharacteristicReport, reportBin } from '../scorecard/characteristic-report.ts';
import type { ScoredModelDocument } from './scored-model-document.ts';

/** The inputs of a model as its document tells them, most information first: bins with the counts of the measured customers. */
export function reportInputs({ inputs, measured }: ScoredModelDocument): CharacteristicReport[] {
  return inputs
    .map(({ name, kind, wording, bins }): CharacteristicReport => {
      const reported = bins.map((bin) => {
        const evidence = (bin.bads / Math.max(1, measured.bads) - bin.goods / Math.max(1, measured.goods)) * bin.woe;
        return reportBin({ ...bin, iv: evidence }, measured.rows, bin.points);
      });
      const fitted = { coefficient: null, standardError: null, pValue: null, selected: true, dropReason: null, dropValue: null };
      return {
        name,
        kind,
        trend: 'free',
        iv: informationValue(bins),
        ...fitted,
        dropOther: null,
        wording: wording ?? null,
        edits: [],
        bins: reported,
      };
    })
    .sort((left, right) => right.iv - left.iv);
}
