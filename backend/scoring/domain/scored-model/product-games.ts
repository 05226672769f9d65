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

/** A sum of products: each term has a coefficient and one factor for each player. */
export interface ProductGames {
  readonly coefficients: Float64Array;
  readonly players: number;
  /** Factor of each player that is left out, term by term. */
  readonly without: Float64Array;
}

/**
 * Shapley values of the game in which a coalition is worth the sum of the products of `own` factors of those in it and `without` of the
 * others. The value of player j is the integral over t from 0 to 1 of (own_j - without_j) times the product over the others of
 * t own + (1 - t) without (Owen 1972), a polynomial of degree `players - 1`, so the rule makes it exact. Time O(terms x players^2).
 * @param own - factor of each player that is in, term by term
 */
export function shapleyOfProducts(
  { coefficients, players, without }: ProductGames,
  own: Float64Array,
  { nodes, weights }: QuadratureRule,
): Float64Array {
  const values = new Float64Array(players);
  const mixed = new Float64Array(players);
  const after = new Float64Array(players + 1);
  after[players] = 1;
  for (let term = 0; term < coefficients.length; term++) {
    const start = term * players;
    const coefficient = coefficients[term] as number;
    for (let node = 0; node < nodes.length; node++) {
      const share = nodes[node] as number;
      for (let player = players - 1; player >= 0; player--) {
        const mean = share * (own[start + player] as number) + (1 - share) * (without[start + player] as number);
        mixed[player] = mean;
        after[player] = (after[player + 1] as number) * mean;
      }
      let before = coefficient * (weights[node] as number);
      for (let player = 0; player < players; player++) {
        const gain = (own[start + player] as number) - (without[start + player] as number);
        values[player] = (values[player] as number) + before * (after[player + 1] as number) * gain;
        before *= mixed[player] as number;
      }
    }
  }
  return values;
}
