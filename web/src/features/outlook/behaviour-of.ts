import type { OutlookBasis } from '../../../../backend/securitization/outlook/schemas.ts';
import type { Assumed } from './AssumptionSliders.tsx';
import { percentText, SUPPOSED } from './supposed.ts';

const WAD = 10n ** 18n;
const CORRELATION = '15';

/** Where the sliders of a deal begin: defaults and recoveries as its reports show them, else as its scores say, else as usual. */
export function behaviourOf({ past, pd, lgd }: Pick<OutlookBasis, 'past' | 'pd' | 'lgd'>): Assumed {
  const { cpr, lag, index, stress } = SUPPOSED;
  const cdr = past?.cdr ?? pd;
  const recovery = past?.recovery ?? (lgd === null ? null : String(WAD - BigInt(lgd)));
  const rounded = (wad: string | null, other: string, digits: number) =>
    wad === null ? other : String(Number(Number(percentText(wad)).toFixed(digits)));
  return {
    cpr,
    cdr: rounded(cdr, SUPPOSED.cdr, 1),
    recovery: rounded(recovery, SUPPOSED.recovery, 0),
    lag,
    index,
    stress,
    correlation: CORRELATION,
  };
}
