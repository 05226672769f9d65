/** Nodes and weights on [0, 1]. */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

const MOST_NEWTON = 100;

/** Legendre's polynomial of degree `count` at `x`, and its slope. */
function legendreAt(count: number, x: number): { value: number; slope: number } {
  let before = 1;
  let value = x;
  for (let degree = 2; degree <= count; degree++) {
    const next = ((2 * degree - 1) * x * value - (degree - 1) * before) / degree;
    before = value;
    value = next;
  }
  return { value, slope: (count * (x * value - before)) / (x * x - 1) };
}

/** The rule of Gauss and Legendre on [0, 1], which integrates polynomials of degree up to `2 count - 1` exactly. */
export function gaussLegendre(count: number): QuadratureRule {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let place = 0; place < count; place++) {
    let x = Math.cos((Math.PI * (place + 0.75)) / (count + 0.5));
    for (let round = 0; round < MOST_NEWTON; round++) {
      const { value, slope } = legendreAt(count, x);
      const step = value / slope;
      x -= step;
      if (Math.abs(step) < 1e-16) break;
    }
    const { slope } = legendreAt(count, x);
    nodes[place] = (1 - x) / 2;
    weights[place] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}
