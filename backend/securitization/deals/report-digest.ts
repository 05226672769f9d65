import { hashTypedData } from 'viem';
import { address, hash32, type Hash32 } from '../../kernel/hex.ts';
import type { ServicerReport } from './report-args.ts';

/** The signed type: flat, with the members of the report one by one. */
const REPORT_TYPE = {
  ServicerReport: [
    { name: 'period', type: 'uint16' },
    { name: 'flags', type: 'uint8' },
    ...['interest', 'principal', 'recoveries', 'defaults', 'purchases', 'poolEnd', 'delinquent'].map((name) => ({ name, type: 'uint96' })),
    { name: 'index', type: 'int64' },
    ...['m1', 'm2', 'm3', 'm4', 'm5', 'm6'].map((name) => ({ name, type: 'uint96' })),
    { name: 'loanCount', type: 'uint32' },
    { name: 'tapeRoot', type: 'bytes32' },
    { name: 'documentHash', type: 'bytes32' },
  ],
};

/** What the servicer's key signs: EIP-712 over the whole report, for this deal on this chain only. */
export function reportDigest(place: { readonly chainId: number; readonly deal: string }, report: ServicerReport): Hash32 {
  const { figures, late, ...rest } = report;
  const buckets = Object.fromEntries(late.map((amount, at) => [`m${at + 1}`, amount]));
  return hash32(
    hashTypedData({
      domain: { name: 'Credence Deal', version: '1', chainId: place.chainId, verifyingContract: address(place.deal) },
      types: REPORT_TYPE,
      primaryType: 'ServicerReport',
      message: { ...figures, ...buckets, ...rest },
    }),
  );
}

type SixAmounts = readonly [bigint, bigint, bigint, bigint, bigint, bigint];

/** The report in the form that the contract's ABI asks for. */
export function contractReport({ late, ...rest }: ServicerReport) {
  const [m1 = 0n, m2 = 0n, m3 = 0n, m4 = 0n, m5 = 0n, m6 = 0n] = late;
  const buckets: SixAmounts = [m1, m2, m3, m4, m5, m6];
  return { ...rest, late: buckets };
}
