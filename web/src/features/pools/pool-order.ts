import type { z } from 'zod';
import { decimalText, readDecimal, readRate } from '../../../../backend/securitization/domain/deal/decimal-text.ts';
import type { SelectPool } from '../../../../backend/securitization/pools/schemas.ts';

/** What is wanted of a pool, as it stands in the form; what is empty asks nothing. */
export interface PoolWish {
  readonly name: string;
  readonly tapes: readonly string[];
  readonly currency: string;
  /** Major units. */
  readonly target: string;
  readonly method: 'random' | 'optimised';
  readonly seed: string;
  readonly lateMax: string;
  readonly monthsMax: string;
  readonly scoreMin: string;
  /** Per cent of the pool. */
  readonly obligorMax: string;
  readonly regionMax: string;
}

export const NO_WISH: PoolWish = {
  name: '',
  tapes: [],
  currency: '',
  target: '',
  method: 'optimised',
  seed: '1',
  lateMax: '30',
  monthsMax: '',
  scoreMin: '',
  obligorMax: '',
  regionMax: '',
};

type Order = z.input<typeof SelectPool>;

/** The order as the API takes it, or null while something that must be there is missing. */
export function orderOf(wish: PoolWish): Order | null {
  const [target, seed] = [wish.target.trim(), Number(wish.seed)];
  const isTarget = readDecimal(target, 2) !== null && target !== '0';
  if (wish.name.trim() === '' || wish.tapes.length === 0 || !isTarget || !Number.isInteger(seed) || seed < 0) return null;
  if (!/^[A-Z]{3}$/.test(wish.currency)) return null;
  const rule = (field: string, operator: 'lte' | 'gte', value: string) =>
    value.trim() === '' ? [] : [{ id: field, field, operator, value: value.trim() }];
  const limit = (by: string, percent: string) => {
    const share = percent.trim() === '' ? null : readRate(`${percent.trim()}%`);
    return share === null ? [] : [{ id: by, by, max: decimalText(share, 18) }];
  };
  return {
    name: wish.name.trim(),
    tapes: [...wish.tapes],
    currency: wish.currency,
    target: { balance: target },
    method: wish.method,
    seed,
    rules: [
      ...rule('daysPastDue', 'lte', wish.lateMax),
      ...rule('remainingMonths', 'lte', wish.monthsMax),
      ...rule('score', 'gte', wish.scoreMin),
    ],
    limits: [...limit('obligor', wish.obligorMax), ...limit('region', wish.regionMax)],
  };
}
