import { concatBytes, uintBytes } from '../../attestation/domain/words.ts';
import { fromHex, type Hash32, hash32, ZERO_HASH } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';

/** What shows a deal that a period was closed on a report: the head of the chain before it, and the reports behind it. */
export interface ChainPlace {
  readonly before: Hash32;
  readonly later: readonly Hash32[];
}

/**
 * Place of the report of `period` in the chain of reports, as `Deal.restate` and `Deal.isReport` ask for it.
 *
 * @param reports - EIP-712 hashes of the reports that the periods were closed on, from period 1
 * @param period - from 1
 */
export function placeInChain(reports: readonly Hash32[], period: number): ChainPlace {
  return { before: headOf(reports.slice(0, period - 1)), later: reports.slice(period) };
}

/** Head of the chain: keccak256(head before ‖ period ‖ hash of the report), zero before the first; as `ReportHash.chain` makes it. */
export function headOf(reports: readonly Hash32[]): Hash32 {
  return reports.reduce(
    (head, report, at) => hash32(keccakHex(concatBytes(fromHex(head), uintBytes(at + 1, 32), fromHex(report)))),
    ZERO_HASH,
  );
}
