import type { DealImage } from '../deal-image.ts';
import type { DealFile, Label } from '../deal/deal-file.ts';
import { plainNames } from '../deal/describe-image.ts';

/** What sentences call the things of a deal. */
export interface DealLabels {
  readonly symbol: string;
  readonly decimals: number;
  readonly classes: readonly Label[];
  readonly fees: readonly Label[];
  readonly tests: readonly Label[];
  readonly triggers: readonly Label[];
  /** Own names of steps; null where a step has none. */
  readonly steps: readonly (Label | null)[];
}

const same = (text: string): Label => ({ en: text, zh: text });
const labelOf = ({ id, label }: { readonly id: string; readonly label?: Label | undefined }) => label ?? same(id);

export function labelsOfFile(file: DealFile): DealLabels {
  return {
    ...file.token,
    classes: file.classes.map(labelOf),
    fees: file.fees.map(labelOf),
    tests: (file.tests ?? []).map(labelOf),
    triggers: (file.triggers ?? []).map(labelOf),
    steps: file.waterfall.map(({ label }) => label ?? null),
  };
}

/** Labels for an image without its file. */
export function plainLabels(image: DealImage): DealLabels {
  const names = plainNames(image, 0);
  return {
    ...names.token,
    classes: names.classes.map(same),
    fees: names.fees.map(same),
    tests: names.tests.map(same),
    triggers: names.triggers.map(same),
    steps: image.steps.map(() => null),
  };
}
