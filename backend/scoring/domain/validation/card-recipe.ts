import type { GivenBins } from '../binning/assemble-binning.ts';
import { DEFAULT_MODEL } from '../scorecard/build-scorecard.ts';
import type { ModelOptions } from '../scorecard/fit-model.ts';
import type { DocumentCharacteristic, ScorecardDocument } from '../scorecard/scorecard-document.ts';

function givenBins({ kind, bins }: DocumentCharacteristic): GivenBins {
  if (kind === 'numeric')
    return { kind: 'cuts', cuts: bins.flatMap((bin) => (bin.kind === 'interval' && bin.upper !== null ? [bin.upper] : [])) };
  return { kind: 'groups', groups: bins.flatMap((bin) => (bin.kind === 'levels' ? [bin.levels] : [])) };
}

function codesOf({ bins }: DocumentCharacteristic): number[] {
  return bins.flatMap((bin) => (bin.kind === 'special' ? [...bin.values] : []));
}

/**
 * How a card is learnt anew on other rows: its characteristics and the bins that it has, whatever search found them; weights of evidence
 * and coefficients come from the rows. So what is measured is this card, and not another that its settings would make.
 */
export function recipeOf({ characteristics, regression }: ScorecardDocument): ModelOptions {
  const named = <T>(value: (characteristic: DocumentCharacteristic) => T) =>
    Object.fromEntries(characteristics.map((characteristic) => [characteristic.name, value(characteristic)]));
  return {
    ...DEFAULT_MODEL,
    given: named(givenBins),
    binningOf: named((characteristic) => ({ specials: codesOf(characteristic) })),
    regression: {
      ...DEFAULT_MODEL.regression,
      ridge: regression.ridge,
      lasso: regression.lasso ?? 0,
      nonNegative: regression.nonNegative,
    },
    selection: { ...DEFAULT_MODEL.selection, weakIv: 0, timesChance: 0, maxCorrelation: 1 },
  };
}
