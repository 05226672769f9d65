import { decimalText, readDecimal } from '../../../../backend/securitization/domain/deal/decimal-text.ts';

/** A deal file while somebody works on it: it may hold anything. */
export type DraftFile = Readonly<Record<string, unknown>>;
type Row = Readonly<Record<string, unknown>>;

export interface ClassTerms {
  readonly id: string;
  readonly size: string;
  /** Null for a class without a coupon. */
  readonly rate: string | null;
  readonly isFloating: boolean;
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);
const rowsOf = (value: unknown): readonly Row[] => (Array.isArray(value) ? value.filter(isRow) : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const rowOf = (value: unknown): Row => (isRow(value) ? value : {});

export function decimalsOf(file: DraftFile): number {
  const { decimals } = rowOf(file['token']);
  return typeof decimals === 'number' && Number.isInteger(decimals) && decimals >= 0 && decimals <= 18 ? decimals : 0;
}

export function symbolOf(file: DraftFile): string {
  return textOf(rowOf(file['token'])['symbol']);
}

export function poolBalanceOf(file: DraftFile): string {
  return textOf(rowOf(file['pool'])['balance']);
}

/** The classes as far as they can be read. */
export function classesOf(file: DraftFile): ClassTerms[] {
  return rowsOf(file['classes']).map((row) => {
    const coupon = row['coupon'];
    return {
      id: textOf(row['id']),
      size: textOf(row['size']),
      rate: isRow(coupon) ? textOf(coupon['rate']) : null,
      isFloating: isRow(coupon) && coupon['kind'] === 'floating',
    };
  });
}

function withClass(file: DraftFile, at: number, change: (row: Row) => Row): DraftFile {
  return { ...file, classes: rowsOf(file['classes']).map((row, place) => (place === at ? change(row) : row)) };
}

export function withCoupon(file: DraftFile, at: number, rate: string): DraftFile {
  return withClass(file, at, (row) => ({ ...row, coupon: { ...rowOf(row['coupon']), rate } }));
}

/**
 * The file with another size for a class. What the pool has beyond the classes is its overcollateral where the file states one, else
 * the most junior class with a size takes the difference, so that the file stays whole.
 */
export function withSize(file: DraftFile, at: number, size: string): DraftFile {
  const changed = withClass(file, at, (row) => ({ ...row, size }));
  const decimals = decimalsOf(file);
  const classes = classesOf(changed);
  const sizes = classes.map((row) => readDecimal(row.size, decimals));
  const balance = readDecimal(poolBalanceOf(file), decimals);
  if (balance === null || sizes.includes(null)) return changed;
  const rest = balance - sizes.reduce<bigint>((sum, each) => sum + (each ?? 0n), 0n);
  const pool = rowOf(file['pool']);
  if ('overcollateral' in pool) {
    return rest < 0n ? changed : { ...changed, pool: { ...pool, overcollateral: decimalText(rest, decimals) } };
  }
  const junior = classes.findLastIndex((row) => row.size !== '0');
  const taken = (sizes[junior] ?? 0n) + rest;
  return junior === at || junior < 0 || taken < 0n
    ? changed
    : withClass(changed, junior, (row) => ({ ...row, size: decimalText(taken, decimals) }));
}

/** The file for a pool of another size: all classes, the overcollateral and the first reserve keep their share of it. */
export function withPool(file: DraftFile, balance: string): DraftFile {
  const decimals = decimalsOf(file);
  const [before, after] = [readDecimal(poolBalanceOf(file), decimals), readDecimal(balance, decimals)];
  const pool = rowOf(file['pool']);
  if (before === null || after === null || before === 0n) return { ...file, pool: { ...pool, balance } };
  const scaled = (value: unknown): unknown => {
    const units = typeof value === 'string' ? readDecimal(value, decimals) : null;
    return units === null ? value : decimalText((units * after) / before, decimals);
  };
  const classes = rowsOf(file['classes']).map((row) => ({ ...row, size: scaled(row['size']) }));
  const reserve = rowOf(file['reserve']);
  const kept = Object.fromEntries(
    ['initial', 'amount', 'floor'].filter((name) => name in reserve).map((name) => [name, scaled(reserve[name])]),
  );
  const next: DraftFile = {
    ...file,
    pool: {
      ...pool,
      balance: decimalText(after, decimals),
      ...('overcollateral' in pool ? { overcollateral: scaled(pool['overcollateral']) } : {}),
    },
    classes,
    ...(isRow(file['reserve']) ? { reserve: { ...reserve, ...kept } } : {}),
  };
  const first = classesOf(next)[0];
  // What the divisions lost goes where a change of any size goes.
  return first === undefined ? next : withSize(next, 0, first.size);
}
