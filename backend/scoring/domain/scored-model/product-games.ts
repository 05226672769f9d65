import type { QuadratureRule } from '../quadrature.ts';

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
