import type { Period } from './period.ts';
import { itemAt, noteAt, outstanding } from './period.ts';
import { excess, greater, lesser, NOTHING, ONE, Rational, sum, whole } from './rational.ts';
import type { CoverageTest } from './read-image.ts';

const RATIO_MOST = 2n ** 120n - 1n;
const INTEREST_COVERAGE = 2;

interface Sides {
  readonly cover: bigint;
  readonly owed: bigint;
}

function sidesOf(period: Period, test: CoverageTest): Sides {
  if (test.kind === INTEREST_COVERAGE) {
    const fees = sum(period.deal.fees.map((_, at) => period.book.of(`fee ${at}`)));
    return { cover: excess(period.interestIn, fees), owed: sum(test.classes.map((at) => itemAt(period.currentInterest, at))) };
  }
  return { cover: period.state.pool + period.book.of('principal'), owed: outstanding(period.state, test.classes) };
}

function meets({ cover, owed }: Sides, test: CoverageTest): boolean {
  return owed === 0n || !whole(cover).isBelow(whole(owed).times(test.threshold));
}

export function judge(period: Period, test: CoverageTest): { readonly ratioWad: bigint; readonly passes: boolean } {
  const sides = sidesOf(period, test);
  const ratio = sides.owed === 0n ? RATIO_MOST : new Rational(sides.cover * 10n ** 18n, sides.owed).posted();
  return { ratioWad: lesser(ratio, RATIO_MOST), passes: meets(sides, test) };
}

/** Principal of the test's classes that has to go for the test to pass. */
export function cureAmount(period: Period, test: CoverageTest, source: 'interest' | 'principal'): bigint {
  const sides = sidesOf(period, test);
  if (meets(sides, test)) return 0n;
  return test.kind === INTEREST_COVERAGE ? interestCure(period, test, sides) : collateralCure(test, sides, source);
}

function collateralCure({ threshold }: CoverageTest, { cover, owed }: Sides, source: 'interest' | 'principal'): bigint {
  if (source === 'interest') return lesser(owed, excess(owed, whole(cover).over(threshold).floor()));
  if (!ONE.isBelow(threshold)) return owed;
  const missing = whole(owed).times(threshold).minus(whole(cover));
  return lesser(owed, missing.over(threshold.minus(ONE)).orAtLeast(NOTHING).ceiling());
}

/** Takes classes away, the senior first, until the interest that they bear is little enough. */
function interestCure(period: Period, test: CoverageTest, { cover, owed }: Sides): bigint {
  let tooMuch = owed - whole(cover).over(test.threshold).floor();
  let cure = 0n;
  for (const at of test.classes) {
    const { balance } = noteAt(period.state, at);
    const perUnit = itemAt(period.rates, at).times(itemAt(period.yearFractions, at));
    if (tooMuch === 0n) continue;
    const need = perUnit.isZero() ? balance : whole(tooMuch).over(perUnit).ceiling();
    const given = lesser(need, balance);
    cure += given;
    tooMuch = given === balance ? greater(0n, tooMuch - itemAt(period.currentInterest, at)) : 0n;
  }
  return cure;
}
