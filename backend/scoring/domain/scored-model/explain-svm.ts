import { type CellValue, categoricalColumn, type Column, numericColumn } from '../../../intake/domain/columns.ts';
import { gaussLegendre } from '../quadrature.ts';
import { type EncodedRows, type Encoding, encodeRows, widthOf } from '../svm/encoder.ts';
import type { SvmModel } from '../svm/train-svm.ts';
import { type ExplainOrder, type FormExplainer, inOrder, type LogOddsExplanation } from './log-odds-explanation.ts';
import { decayOf } from '../portable-math.ts';
import { carryOver, linkOf } from './log-odds-link.ts';
import { shapleyOfProducts } from './product-games.ts';

/** Time grows with the square of the inputs of a kernel. */
export const MOST_KERNEL_INPUTS = 200;

/** Places that one input takes in the vectors, with its background in them. */
interface Stretch {
  readonly name: string;
  readonly start: number;
  readonly width: number;
  /** Vectors of the cells of the background, one after the other, and the share of each. */
  readonly cells: Float64Array;
  readonly shares: Float64Array;
}

function columnOf(kind: Column['kind'], name: string, cells: readonly CellValue[]): Column {
  if (kind === 'numeric')
    return numericColumn(
      name,
      cells.map((cell) => (typeof cell === 'number' ? cell : null)),
    );
  return categoricalColumn(
    name,
    cells.map((cell) => (typeof cell === 'string' ? cell : null)),
  );
}

/** The stretch of each column; null where the background lacks one. */
function stretchesOf({ columns }: Encoding, { background }: ExplainOrder): Stretch[] | null {
  let start = 0;
  const stretches = columns.map((column): Stretch | null => {
    const width = widthOf(column);
    start += width;
    const found = background?.find(({ name }) => name === column.name)?.cells ?? [];
    const total = found.reduce((sum, { rows }) => sum + rows, 0);
    if (column.kind === 'woe' || total === 0) return null;
    const cells = columnOf(
      column.kind === 'standard' ? 'numeric' : 'categorical',
      column.name,
      found.map(({ value }) => value),
    );
    const encoded = encodeRows({ columns: [column], width, constant: [] }, [cells], found.length);
    const shares = Float64Array.from(found, ({ rows }) => rows / total);
    return { name: column.name, start: start - width, width, cells: encoded.values, shares };
  });
  const known = stretches.filter((stretch) => stretch !== null);
  return known.length < columns.length ? null : known;
}

type RawExplainer = (block: EncodedRows) => LogOddsExplanation;

/** A sum of weights times places: each input adds what its places add above their mean over the background. */
function explainLinear(
  { weights, intercept }: SvmModel['margin'] & { readonly kind: 'linear' },
  stretches: readonly Stretch[],
): RawExplainer {
  const along = (values: Float64Array, from: number, { start, width }: Stretch) => {
    let sum = 0;
    for (let place = 0; place < width; place++) sum += (weights[start + place] as number) * (values[from + place] as number);
    return sum;
  };
  const means = stretches.map((own) => own.shares.reduce((sum, share, cell) => sum + share * along(own.cells, cell * own.width, own), 0));
  const base = means.reduce((sum, mean) => sum + mean, intercept);
  return ({ values: encoded, rows, width }) => {
    const outputs = new Float64Array(rows).fill(base);
    const values = new Float64Array(rows * stretches.length);
    for (let row = 0; row < rows; row++) {
      stretches.forEach((own, place) => {
        const added = along(encoded, row * width + own.start, own) - (means[place] as number);
        values[row * stretches.length + place] = added;
        outputs[row] = (outputs[row] as number) + added;
      });
    }
    return { base, outputs, values };
  };
}

/**
 * The RBF kernel is a product over the inputs. An input that is left out is averaged over its own background, independently of the
 * others, so the margin of a coalition is a sum of products and its Shapley values are exact (Mohammadi and others 2025).
 */
function explainKernel(
  { gamma, rho, coefficients, vectors }: SvmModel['margin'] & { readonly kind: 'rbf' },
  width: number,
  stretches: readonly Stretch[],
): RawExplainer {
  const players = stretches.length;
  const rule = gaussLegendre(Math.ceil(players / 2));
  const support = Float64Array.from(vectors);
  const near = (values: Float64Array, from: number, vector: number, own: Stretch) => {
    let squares = 0;
    for (let place = 0; place < own.width; place++)
      squares += ((values[from + place] as number) - (support[vector * width + own.start + place] as number)) ** 2;
    return decayOf(gamma * squares);
  };
  const without = new Float64Array(coefficients.length * players);
  for (let vector = 0; vector < coefficients.length; vector++) {
    stretches.forEach((own, place) => {
      without[vector * players + place] = own.shares.reduce(
        (sum, share, cell) => sum + share * near(own.cells, cell * own.width, vector, own),
        0,
      );
    });
  }
  const games = { coefficients: Float64Array.from(coefficients), players, without };
  const sumOf = (factors: Float64Array) => {
    let total = -rho;
    for (let vector = 0; vector < coefficients.length; vector++) {
      let product = coefficients[vector] as number;
      for (let place = 0; place < players; place++) product *= factors[vector * players + place] as number;
      total += product;
    }
    return total;
  };
  const base = sumOf(without);
  return ({ values: encoded, rows }) => {
    const own = new Float64Array(without.length);
    const outputs = new Float64Array(rows);
    const values = new Float64Array(rows * players);
    for (let row = 0; row < rows; row++) {
      for (let vector = 0; vector < coefficients.length; vector++)
        for (let place = 0; place < players; place++) {
          const stretch = stretches[place] as Stretch;
          own[vector * players + place] = near(encoded, row * width + stretch.start, vector, stretch);
        }
      outputs[row] = sumOf(own);
      values.set(shapleyOfProducts(games, own, rule), row * players);
    }
    return { base, outputs, values };
  };
}

/** Exact Shapley values of the margin, in log-odds; null without a background for each input, and for kernels of too many inputs. */
export function explainSvm({ margin, encoding, calibrator }: SvmModel, order: ExplainOrder): FormExplainer | null {
  const stretches = stretchesOf(encoding, order);
  if (stretches === null || (margin.kind === 'rbf' && stretches.length > MOST_KERNEL_INPUTS)) return null;
  const explain = margin.kind === 'linear' ? explainLinear(margin, stretches) : explainKernel(margin, encoding.width, stretches);
  const link = linkOf(calibrator);
  const names = stretches.map(({ name }) => name);
  return (columns, rows) => {
    const own = explain(encodeRows(encoding, columns, rows));
    return carryOver(link, { ...own, values: inOrder(own.values, names, rows, order) });
  };
}
