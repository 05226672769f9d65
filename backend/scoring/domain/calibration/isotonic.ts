import { requireScored } from '../validation/scored-rows.ts';
import type { Calibrator } from './calibrator.ts';

interface Block {
  readonly first: number;
  readonly last: number;
  readonly weight: number;
  readonly value: number;
}

/** Weighted mean outcome of each distinct output, in ascending order. */
function pointsOf(outputs: Float64Array, target: Uint8Array, weights: Float64Array): Block[] {
  const order = Array.from(outputs.keys()).sort((left, right) => (outputs[left] as number) - (outputs[right] as number) || left - right);
  const totals = new Map<number, { weight: number; bads: number }>();
  for (const row of order) {
    const output = outputs[row] as number;
    const weight = weights[row] as number;
    const total = totals.get(output) ?? { weight: 0, bads: 0 };
    totals.set(output, { weight: total.weight + weight, bads: total.bads + weight * (target[row] as number) });
  }
  return [...totals].flatMap(([output, { weight, bads }]) =>
    weight === 0 ? [] : [{ first: output, last: output, weight, value: bads / weight }],
  );
}

/**
 * Isotonic regression by pooling adjacent violators: the non-decreasing step function of least weighted squared
 * error, drawn straight between the blocks. Outputs outside the range keep the value at its end.
 * @throws {@link DomainError} of `requireScored`
 */
export function fitIsotonic(outputs: Float64Array, target: Uint8Array, given?: Float64Array): Calibrator & { readonly kind: 'isotonic' } {
  requireScored('output of the model', outputs, target);
  const blocks: Block[] = [];
  for (const point of pointsOf(outputs, target, given ?? new Float64Array(target.length).fill(1))) {
    let block = point;
    for (;;) {
      const before = blocks[blocks.length - 1];
      if (before === undefined || before.value < block.value) break;
      blocks.pop();
      const weight = before.weight + block.weight;
      const value = (before.weight * before.value + block.weight * block.value) / weight;
      block = { first: before.first, last: block.last, weight, value };
    }
    blocks.push(block);
  }
  const ends = blocks.flatMap(({ first, last, value }) =>
    first === last
      ? [{ score: first, value }]
      : [
          { score: first, value },
          { score: last, value },
        ],
  );
  return { kind: 'isotonic', scores: ends.map((end) => end.score), probabilities: ends.map((end) => end.value) };
}
