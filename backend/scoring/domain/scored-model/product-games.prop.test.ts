import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussLegendre } from '../quadrature.ts';
import { shapleyOfProducts } from './product-games.ts';

/** Shapley's formula over all coalitions of players. */
function bruteForce(players: number, worth: (coalition: number) => number): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Array.from({ length: players }, (_, player) => {
    let value = 0;
    for (let coalition = 0; coalition < 2 ** players; coalition++) {
      if ((coalition >> player) & 1) continue;
      const size = coalition.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(players - size - 1)) / factorial(players);
      value += weight * (worth(coalition | (1 << player)) - worth(coalition));
    }
    return value;
  });
}

describe('Shapley values of sums of products', () => {
  it('are those of the formula over all coalitions, and add up to the distance', () => {
    const factor = fc.double({ min: 0, max: 1, noNaN: true });
    const game = fc.integer({ min: 1, max: 7 }).chain((players) =>
      fc.record({
        players: fc.constant(players),
        terms: fc.array(
          fc.record({
            coefficient: fc.double({ min: -5, max: 5, noNaN: true }),
            own: fc.array(factor, { minLength: players, maxLength: players }),
            without: fc.array(factor, { minLength: players, maxLength: players }),
          }),
          { minLength: 1, maxLength: 5 },
        ),
      }),
    );
    fc.assert(
      fc.property(game, ({ players, terms }) => {
        const games = {
          players,
          coefficients: Float64Array.from(terms, ({ coefficient }) => coefficient),
          without: Float64Array.from(terms.flatMap(({ without }) => without)),
        };
        const own = Float64Array.from(terms.flatMap((term) => term.own));
        const values = shapleyOfProducts(games, own, gaussLegendre(Math.ceil(players / 2)));
        const worth = (coalition: number) =>
          terms.reduce(
            (sum, term) =>
              sum +
              term.own.reduce(
                (product, inside, player) => product * ((coalition >> player) & 1 ? inside : (term.without[player] ?? 0)),
                term.coefficient,
              ),
            0,
          );
        bruteForce(players, worth).forEach((expected, player) => {
          expect(Math.abs((values[player] ?? 0) - expected)).toBeLessThan(1e-10);
        });
      }),
    );
  });

  it('rest on a rule that integrates powers exactly', () => {
    for (const count of [1, 2, 3, 10, 100]) {
      const { nodes, weights } = gaussLegendre(count);
      for (const power of [0, 1, 2 * count - 1]) {
        const sum = nodes.reduce((total, node, place) => total + (weights[place] ?? 0) * node ** power, 0);
        expect(Math.abs(sum - 1 / (power + 1))).toBeLessThan(1e-13);
      }
    }
  });
});
