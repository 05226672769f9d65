import { assertInvariant } from '../../kernel/errors.ts';
import { fromHex, type Hash32, toHex } from '../../kernel/hex.ts';
import { keccakIterate } from '../../kernel/keccak.ts';
import type { CredentialSecrets } from './customer-secrets.ts';

export const CLAIM_KINDS = ['scoreAtLeast', 'pdAtMost'] as const;
export type ClaimKind = (typeof CLAIM_KINDS)[number];

/** Slot that holds the end of the chain of each kind. */
export const CHAIN_SLOT: Readonly<Record<ClaimKind, number>> = { scoreAtLeast: 14, pdAtMost: 15 };

const SCORE = { least: 300, step: 5, steps: 110 } as const;
/** 25 bp of probability, wad. */
const PD_STEP_WAD = 2_500_000_000_000_000n;
const PD = { mostWad: 250_000_000_000_000_000n, mostBps: 2500, stepBps: 25, steps: 100 } as const;

/** Length of the chain of `score`: whole five-point steps above 300. */
export function scoreSteps(score: number): number {
  return Math.min(Math.max(Math.floor((score - SCORE.least) / SCORE.step), 0), SCORE.steps);
}

/** Length of the chain of `pdWad`: whole steps of 25 bp below 25 %. */
export function pdSteps(pdWad: bigint): number {
  if (pdWad >= PD.mostWad) return 0;
  const steps = Number((PD.mostWad - pdWad) / PD_STEP_WAD);
  return Math.min(steps, PD.steps);
}

/**
 * Steps from the proof of `threshold` to the end of the chain, or null when no chain shows such a threshold.
 * @param threshold - points for `scoreAtLeast`: 305, 310 ... 850; basis points for `pdAtMost`: 25, 50 ... 2475
 */
export function thresholdSteps(kind: ClaimKind, threshold: number): number | null {
  const [distance, step, most] =
    kind === 'scoreAtLeast' ? [threshold - SCORE.least, SCORE.step, SCORE.steps] : [PD.mostBps - threshold, PD.stepBps, PD.steps - 1];
  const steps = distance / step;
  return Number.isInteger(steps) && steps >= 1 && steps <= most ? steps : null;
}

function walk(from: Uint8Array, steps: number): Uint8Array {
  const end = new Uint8Array(32);
  keccakIterate(from, Uint8Array.of(steps), end);
  return end;
}

/** Values of slots 14 and 15: each chain walked from its seed as far as the true value goes. */
export function chainEnds(
  value: { readonly score: number; readonly pdWad: bigint },
  secrets: Pick<CredentialSecrets, 'scoreSeed' | 'pdSeed'>,
): Readonly<Record<ClaimKind, Hash32>> {
  return {
    scoreAtLeast: toHex(walk(secrets.scoreSeed, scoreSteps(value.score))) as Hash32,
    pdAtMost: toHex(walk(secrets.pdSeed, pdSteps(value.pdWad))) as Hash32,
  };
}

/**
 * The hash that shows `threshold`, or null when the value does not reach it. Whoever knows it can show every weaker
 * threshold too, and no stronger one.
 */
export function thresholdProof(
  kind: ClaimKind,
  threshold: number,
  value: { readonly score: number; readonly pdWad: bigint },
  secrets: Pick<CredentialSecrets, 'scoreSeed' | 'pdSeed'>,
): Hash32 | null {
  const tau = thresholdSteps(kind, threshold);
  assertInvariant(tau !== null, 'A threshold lies on the grid of its chain.');
  const [seed, length] = kind === 'scoreAtLeast' ? [secrets.scoreSeed, scoreSteps(value.score)] : [secrets.pdSeed, pdSteps(value.pdWad)];
  return length < tau ? null : (toHex(walk(seed, length - tau)) as Hash32);
}

/** End of the chain that `proof` of `threshold` leads to; null when the threshold is off the grid. */
export function chainEndOf(kind: ClaimKind, threshold: number, proof: Hash32): Hash32 | null {
  const tau = thresholdSteps(kind, threshold);
  return tau === null ? null : (toHex(walk(fromHex(proof), tau)) as Hash32);
}
