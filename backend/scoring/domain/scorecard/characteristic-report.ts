import { type Bin, type Binning, binLabel, type Trend } from '../binning/bins.ts';
import type { BinEdit } from '../binning/edit-bins.ts';
import type { Wording } from '../explain/reason-wording.ts';
import type { DropReason } from '../selection/selection-options.ts';
import type { Characteristic, Model } from './fit-model.ts';
import type { ScorecardDocument } from './scorecard-document.ts';

/** One bin as people read it, with the counts of the training rows. */
export interface BinReport {
  readonly label: string;
  readonly kind: Bin['kind'];
  readonly lower: number | null;
  readonly upper: number | null;
  readonly levels: readonly string[];
  readonly count: number;
  readonly share: number;
  readonly goods: number;
  readonly bads: number;
  readonly badRate: number;
  readonly woe: number;
  readonly iv: number;
  readonly points: number;
}

/** One attribute that training looked at, in the model or not. */
export interface CharacteristicReport {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
  readonly trend: Trend;
  readonly iv: number;
  readonly coefficient: number | null;
  readonly standardError: number | null;
  readonly pValue: number | null;
  readonly selected: boolean;
  readonly dropReason: DropReason | null;
  /** The figure that decided, and the characteristic that tells the same. */
  readonly dropValue: number | null;
  readonly dropOther: string | null;
  readonly wording: Wording | null;
  readonly edits: readonly BinEdit[];
  readonly bins: readonly BinReport[];
}

/** A bin as people read it. */
export function reportBin(bin: Bin, rows: number, points: number): BinReport {
  const { kind, goods, bads, woe, iv } = bin;
  const count = goods + bads;
  const [lower, upper] = bin.kind === 'interval' ? [bin.lower, bin.upper] : [null, null];
  const levels = bin.kind === 'levels' ? bin.levels : [];
  return {
    label: binLabel(bin),
    kind,
    lower,
    upper,
    levels,
    count,
    share: count / rows,
    goods,
    bads,
    badRate: count === 0 ? 0 : bads / count,
    woe,
    iv,
    points,
  };
}

/** The bins of one attribute as people read them; without points these are 0. */
export function reportBins({ bins }: Binning, rows: number, points: readonly number[] = []): BinReport[] {
  return bins.map((bin, place) => reportBin(bin, rows, points[place] ?? 0));
}

function reportCharacteristic({ binning, term, drop }: Characteristic, document: ScorecardDocument): CharacteristicReport {
  const { name, kind, trend, iv } = binning;
  const own = document.characteristics.find((candidate) => candidate.name === name);
  const bins = reportBins(
    binning,
    document.training.rows,
    own?.bins.map((bin) => bin.points),
  );
  const { coefficient = null, standardError = null, pValue = null } = term ?? {};
  const { reason: dropReason = null, value: dropValue = null, other: dropOther = null } = drop ?? {};
  const selected = term !== null;
  const found = { coefficient, standardError, pValue, selected, dropReason, dropValue, dropOther };
  return { name, kind, trend, iv, ...found, wording: own?.wording ?? null, edits: own?.edits ?? [], bins };
}

/** All attributes that training looked at, most information first. */
export function reportCharacteristics(model: Model, document: ScorecardDocument): CharacteristicReport[] {
  return model.characteristics
    .map((characteristic) => reportCharacteristic(characteristic, document))
    .sort((left, right) => right.iv - left.iv);
}

/** The characteristics of a card as its document tells them: bins with the counts of the rows that it was trained on. */
export function documentCharacteristics({ characteristics, training }: ScorecardDocument): CharacteristicReport[] {
  return characteristics
    .map(({ name, kind, trend, iv, coefficient, standardError, pValue, wording, edits, bins }): CharacteristicReport => {
      const reported = bins.map((bin) => {
        const evidence = (bin.bads / training.bads - bin.goods / training.goods) * bin.woe;
        return reportBin({ ...bin, iv: evidence }, training.rows, bin.points);
      });
      const found = { coefficient, standardError, pValue, selected: true, dropReason: null, dropValue: null, dropOther: null };
      return { name, kind, trend, iv, ...found, wording: wording ?? null, edits: edits ?? [], bins: reported };
    })
    .sort((left, right) => right.iv - left.iv);
}
