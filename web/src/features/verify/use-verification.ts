import { useQuery } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { Check, Verdict } from '../../../../backend/attestation/domain/check-list.ts';
import type { IssuerView, VerificationView } from '../../../../backend/attestation/schemas.ts';
import type { RelyingTerms } from '../../../../backend/reliance/schemas.ts';
import { ApiFault, getJson, postJson, withQuery } from '../../lib/api.ts';
import { isCustomer } from '../../lib/is-customer.ts';
import { type Page, publicConfigQuery, sessionQuery } from '../../lib/queries.ts';
import { type ChangedMember, changedMembers } from './changed-members.ts';
import type { Audience, LocalSentence, LocalVerification } from './in-browser.ts';

/** Bytes above which nothing is sent: no credential comes near. */
const SEND_LIMIT = 262_144;
/** Twelve zero bytes: the presentation is for a contract, which has no name to compare. */
const CONTRACT_PREFIX = `0x${'00'.repeat(12)}`;

export interface Candidate {
  name: string;
  /** JSON, the text of a QR code, or the bytes of the CBOR form. */
  text: string | Uint8Array;
  savedProof: string | null;
}

export interface Outcome {
  candidate: Candidate;
  /** The JSON that was sent to the server; null where nothing could be read. */
  json: string | null;
  local: LocalVerification;
  /** What the server answered; the fault when it did not. */
  server: VerificationView | null;
  serverFault: ApiFault | null;
  /** The answers of both, and the verdict they lead to. */
  checks: readonly Check[];
  verdict: Verdict;
  words: LocalSentence;
  /** Terms that were applied. */
  terms: RelyingTerms | null;
  /** Against the last good file with the same signature or the same root; null when there was none. */
  changed: ChangedMember[] | null;
}

export type Progress = { phase: 'idle' } | { phase: 'checking'; name: string } | { phase: 'failed' } | { phase: 'done'; outcome: Outcome };

interface Order {
  audience?: Audience | null;
  terms?: RelyingTerms | null;
}

export type Verify = (candidate: Candidate, order?: Order) => Promise<void>;

/** @param fixed - who checks, where the page knows it better than the session does */
export function useVerification(fixed: Audience | null = null) {
  const config = useQuery(publicConfigQuery);
  const session = useQuery(sessionQuery);
  const [progress, setProgress] = useState<Progress>({ phase: 'idle' });
  /** Files found good on this page, so that an altered copy can be shown against its original. */
  const good = useRef<unknown[]>([]);
  const chainId = config.data?.chainId ?? 0;
  const ledger = config.data?.ledger ?? null;
  const organization = isCustomer(session.data) ? null : (session.data?.organization?.name ?? null);
  const fixedText = fixed === null ? null : JSON.stringify(fixed);

  const verify = useCallback<Verify>(
    async (candidate, order = {}) => {
      setProgress({ phase: 'checking', name: candidate.name });
      try {
        const { verifyHere, mergeChecks, verifierOf } = await import('./in-browser.ts');
        const keys = candidate.savedProof === null ? [] : await knownKeys();
        const trust = { chainId, ledger, savedProof: candidate.savedProof, keys, terms: order.terms ?? null };
        const named = order.audience ?? (fixedText === null ? null : (JSON.parse(fixedText) as Audience));
        let audience = named;
        let local = await verifyHere(candidate.text, { ...trust, audience });
        const wanted = named === null && organization !== null ? local.presentation?.audience.verifier : undefined;
        if (organization !== null && wanted !== undefined && !wanted.startsWith(CONTRACT_PREFIX)) {
          audience = { verifier: verifierOf(organization) };
          local = await verifyHere(candidate.text, { ...trust, audience });
        }
        const { text } = candidate;
        // Sent as it is, so that the server judges the very text: repeated members, nesting and all.
        const answer = await askServer(typeof text === 'string' ? text : local.json, audience);
        const json = typeof text === 'string' && text.trimStart().startsWith('{') ? text : local.json;
        const merged =
          answer.server === null ? local : mergeChecks(answer.server.checks, local.checks, trust.terms?.newestRequired ?? false);
        const parsed = json === null ? null : parseQuietly(json);
        const isGood = merged.verdict === 'valid' || merged.verdict === 'notAccepted';
        const changed = isGood ? null : changesAgainst(good.current, parsed);
        if (isGood) good.current = [...good.current, parsed];
        const { checks, verdict, words } = merged;
        const outcome = { candidate, json, local, ...answer, checks, verdict, words, terms: order.terms ?? null, changed };
        setProgress({ phase: 'done', outcome });
      } catch {
        setProgress({ phase: 'failed' });
      }
    },
    [chainId, ledger, organization, fixedText],
  );
  const reset = useCallback(() => setProgress({ phase: 'idle' }), []);
  return { progress, verify, reset };
}

/** Keys of the issuers on the ledger as our index has them; none for a reader who is not signed in. */
async function knownKeys(): Promise<string[]> {
  const issuers = await getJson<Page<IssuerView>>('/v1/ledger/issuers').catch(() => null);
  return issuers?.data.flatMap((issuer) => issuer.keys.map((key) => key.address)) ?? [];
}

async function askServer(text: string | null, audience: Audience | null): Promise<Pick<Outcome, 'server' | 'serverFault'>> {
  if (text === null || text.length > SEND_LIMIT) return { server: null, serverFault: null };
  try {
    return {
      server: await postJson<VerificationView>(withQuery('/v1/verifications', { newest: 'true', ...audience }), text),
      serverFault: null,
    };
  } catch (fault) {
    return { server: null, serverFault: fault instanceof ApiFault ? fault : new ApiFault(0, null, fault) };
  }
}

function parseQuietly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The signature names the original; where the signature itself was changed, the signed root does. */
function changesAgainst(originals: unknown[], altered: unknown): ChangedMember[] | null {
  const original = originals.findLast((file) => shareMark(file, altered));
  return original === undefined ? null : changedMembers(original, altered);
}

function shareMark(left: unknown, right: unknown): boolean {
  const [a, b] = [marksOf(left), marksOf(right)];
  return a.some((mark) => b.includes(mark));
}

function marksOf(file: unknown): string[] {
  if (typeof file !== 'object' || file === null) return [];
  if ('credential' in file) return marksOf(file.credential);
  const signature = 'signature' in file && typeof file.signature === 'string' ? [file.signature] : [];
  const credit = 'credit' in file && typeof file.credit === 'object' && file.credit !== null ? file.credit : {};
  const root = 'credentialRoot' in credit && typeof credit.credentialRoot === 'string' ? [credit.credentialRoot] : [];
  return [...signature, ...root];
}
