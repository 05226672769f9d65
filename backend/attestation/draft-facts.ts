import { address, hash32, type Hash32, ZERO_HASH } from '../kernel/hex.ts';
import { keccakHex } from '../kernel/keccak.ts';
import { utf8 } from './domain/words.ts';
import type { Earlier, ScoredRow } from './read-scored.ts';
import type { CredentialFacts } from './sealed-facts.ts';

/** Texts that many customers share are worked out once. */
const KNOWN_LIMIT = 10_000;

function remembered<T>(work: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = work(text);
    if (known.size >= KNOWN_LIMIT) known.clear();
    known.set(text, made);
    return made;
  };
}

const sourceHash: (source: string) => Hash32 = remembered((source) => keccakHex(utf8(source)));

/** Codes of the stored reasons, joined by commas. */
const reasonCodes = remembered((json) => {
  const reasons: unknown = JSON.parse(json);
  if (!Array.isArray(reasons)) return '';
  const codeOf = (reason: unknown) =>
    typeof reason === 'object' && reason !== null && 'code' in reason ? String(reason.code) : String(reason);
  return reasons.map(codeOf).join(',');
});

/** What a credential says of a score, after the customer's newest credential so far. */
export function factsOf(
  row: Pick<ScoredRow, 'score' | 'grade' | 'pdWad' | 'reasons' | 'inputHash' | 'source' | 'holderKey'>,
  last: Earlier | undefined,
): CredentialFacts {
  return {
    score: Number(row.score),
    grade: row.grade,
    pdWad: BigInt(row.pdWad),
    reasons: reasonCodes(row.reasons),
    inputHash: hash32(row.inputHash),
    sourceHash: sourceHash(row.source),
    previous: last === undefined ? ZERO_HASH : hash32(last.digest),
    holderKey: row.holderKey === null ? null : address(row.holderKey),
    promise: null,
    consent: ZERO_HASH,
  };
}
