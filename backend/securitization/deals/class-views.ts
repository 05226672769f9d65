import { address, hash32 } from '../../kernel/hex.ts';
import { DAY_COUNTS } from '../domain/day-count.ts';
import { percentText } from '../domain/deal/decimal-text.ts';
import type { ClassTerms, DealImage } from '../domain/deal-image.ts';
import type { WaterfallState } from '../domain/waterfall-state.ts';
import type { ClassView } from './schemas.ts';
import type { ClassRecord } from './store.ts';

const WAD = 10n ** 18n;

export type RatingMarks = ReadonlyMap<
  string,
  { readonly grade: string; readonly outlook: string; readonly watch: string; readonly subject: string }
>;

/** The classes of a deal as they stand; before the closing as they are offered. */
export function classViews(image: DealImage, state: WaterfallState, records: readonly ClassRecord[], ratings: RatingMarks): ClassView[] {
  let above = 0n;
  return records.map((record): ClassView => {
    const terms = image.classes[record.class];
    const { balance = 0n, unpaid = 0n, deficit = 0n } = state.classes[record.class] ?? {};
    above += balance;
    const below = state.pool > above ? state.pool - above : 0n;
    const mark = ratings.get(record.token);
    const original = terms?.original ?? 0n;
    return {
      class: record.class,
      token: address(record.token),
      name: record.name,
      symbol: record.symbol,
      investorClasses: record.investorClasses,
      isResidual: terms?.isResidual ?? false,
      original: String(original),
      balance: String(balance),
      unpaid: String(unpaid),
      deficit: String(deficit),
      poolFactor: String(original === 0n ? 0n : (balance * WAD) / original),
      enhancement: String(state.pool === 0n ? 0n : (below * WAD) / state.pool),
      coupon: couponWords(terms),
      rate: String(terms?.rate ?? 0n),
      requested: record.requested,
      offered: record.offered,
      paidPrincipal: record.paidPrincipal,
      paidInterest: record.paidInterest,
      claimed: record.claimed,
      rating: mark === undefined ? null : { ...mark, subject: hash32(mark.subject) },
    };
  });
}

/** A coupon in words: 5.25 % on 30/360, or an index with its margin. */
export function couponWords(terms: ClassTerms | undefined): { en: string; zh: string } {
  if (terms === undefined || terms.isResidual) return { en: 'residual', zh: '剩余收益' };
  const rate = percentText(terms.rate);
  const basis = DAY_COUNTS[terms.dayCount] ?? '';
  if (!terms.isFloating) return { en: `${rate} fixed, ${basis}`, zh: `固定 ${rate}，${basis}` };
  return { en: `index + ${rate}, ${basis}`, zh: `指数 + ${rate}，${basis}` };
}
