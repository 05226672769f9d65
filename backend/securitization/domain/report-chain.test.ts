import { describe, expect, it } from 'vitest';
import { encodeAbiParameters, keccak256 } from 'viem';
import { hash32, ZERO_HASH } from '../../kernel/hex.ts';
import { headOf, placeInChain } from './report-chain.ts';

const REPORTS = ['11', '22', '33', '44'].map((byte) => hash32(`0x${byte.repeat(32)}`));

/** One link as the contract encodes it: three words. */
const link = (head: `0x${string}`, period: number, report: `0x${string}`) =>
  keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'uint256' }, { type: 'bytes32' }], [head, BigInt(period), report]));

describe('the chain of reports', () => {
  it('is nothing before the first report', () => {
    expect(headOf([])).toBe(ZERO_HASH);
  });

  it.each([1, 2, 3, 4])('leads from the place of period %i to its head', (period) => {
    const { before, later } = placeInChain(REPORTS, period);
    const reports = [REPORTS[period - 1] ?? ZERO_HASH, ...later];
    const head = reports.reduce<`0x${string}`>((last, report, at) => link(last, period + at, report), before);
    expect(head).toBe(headOf(REPORTS));
  });
});
