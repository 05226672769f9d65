import { hashStruct, hashTypedData } from 'viem';
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

const RESTATEMENT_TYPE = {
  Restatement: [
    { name: 'period', type: 'uint16' },
    { name: 'version', type: 'uint32' },
    ...['previous', 'restated', 'reason'].map((name) => ({ name, type: 'bytes32' })),
  ],
};

/** A restatement as the contract takes it: hashes of the report before, of the new one, and of the explanation. */
export interface Restatement {
  readonly period: number;
  readonly version: number;
  readonly previous: Hash32;
  readonly restated: Hash32;
  readonly reason: Hash32;
}

interface Place {
  readonly chainId: number;
  readonly deal: string;
}

const domainOf = ({ chainId, deal }: Place) =>
  ({ name: 'Credence Deal', version: '1', chainId, verifyingContract: address(deal) }) as const;

function messageOf({ figures, late, ...rest }: ServicerReport) {
  const buckets = Object.fromEntries(late.map((amount, at) => [`m${at + 1}`, amount]));
  return { ...figures, ...buckets, ...rest };
}

/** EIP-712 hash of a report by itself, under which the contract knows it. */
export function reportHash(report: ServicerReport): Hash32 {
  return hash32(hashStruct({ types: REPORT_TYPE, primaryType: 'ServicerReport', data: messageOf(report) }));
}

/** What the servicer's key signs: EIP-712 over the whole report, for this deal on this chain only. */
export function reportDigest(place: Place, report: ServicerReport): Hash32 {
  return hash32(hashTypedData({ domain: domainOf(place), types: REPORT_TYPE, primaryType: 'ServicerReport', message: messageOf(report) }));
}

/** What the servicer's key signs to state a report anew. */
export function restatementDigest(place: Place, order: Restatement): Hash32 {
  return hash32(hashTypedData({ domain: domainOf(place), types: RESTATEMENT_TYPE, primaryType: 'Restatement', message: { ...order } }));
}

type SixAmounts = readonly [bigint, bigint, bigint, bigint, bigint, bigint];

/** The report in the form that the contract's ABI asks for. */
export function contractReport({ late, ...rest }: ServicerReport) {
  const [m1 = 0n, m2 = 0n, m3 = 0n, m4 = 0n, m5 = 0n, m6 = 0n] = late;
  const buckets: SixAmounts = [m1, m2, m3, m4, m5, m6];
  return { ...rest, late: buckets };
}
