import type { Words } from '../../attestation/domain/sentences.ts';

export const WATCH_STATES = ['valid', 'revoked', 'superseded', 'suspended', 'frozen', 'expired', 'unaccredited'] as const;
export type WatchState = (typeof WATCH_STATES)[number];

/** What the ledger says of a watched credential. */
export interface WatchedFacts {
  readonly standing: 'live' | 'revoked' | 'superseded' | 'suspended' | 'frozen';
  readonly isIssuerActive: boolean;
  /** Seconds since 1970. */
  readonly expiry: bigint;
}

/** The one state that is told of: what the issuer did to it comes before the issuer's own standing, and that before its age. */
export function watchState({ standing, isIssuerActive, expiry }: WatchedFacts, now: bigint): WatchState {
  if (standing !== 'live') return standing;
  if (!isIssuerActive) return 'unaccredited';
  return expiry <= now ? 'expired' : 'valid';
}

const BECAME: Readonly<Record<WatchState, Words>> = {
  valid: { en: 'It is valid again.', zh: '凭证恢复有效。' },
  revoked: { en: 'The issuer revoked it.', zh: '机构已撤销该凭证。' },
  superseded: { en: 'A newer credential of the same customer took its place.', zh: '同一客户的新凭证已取代它。' },
  suspended: { en: 'The issuer suspended it.', zh: '机构已暂停该凭证。' },
  frozen: { en: 'Its batch was frozen.', zh: '所在批次已被冻结。' },
  expired: { en: 'It expired.', zh: '凭证已过期。' },
  unaccredited: { en: 'Its issuer was suspended.', zh: '签发机构已被暂停。' },
};

const TAKEN_BACK: Words = { en: 'The ledger took an earlier change back', zh: '账本撤回了先前的变更' };

/** A change in one sentence. @param isReverted - the chain was reorganized and an earlier change is undone */
export function changeWords(to: WatchState, isReverted: boolean): Words {
  const { en, zh } = BECAME[to];
  if (!isReverted) return { en, zh };
  return { en: `${TAKEN_BACK.en}: ${en.charAt(0).toLowerCase()}${en.slice(1)}`, zh: `${TAKEN_BACK.zh}：${zh}` };
}

/** Names of the reasons that the ledger writes as numbers. */
const REASONS = ['', 'error', 'fraud', 'withdrawn', 'key-compromise', 'other', 'superseded'];

export function reasonName(number: number): string {
  return REASONS[number] ?? 'other';
}
