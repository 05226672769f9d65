import { useQuery } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { IssuerView, VerificationView } from '../../../../backend/attestation/schemas.ts';
import { ApiFault, getJson, postJson } from '../../lib/api.ts';
import { type Page, publicConfigQuery } from '../../lib/queries.ts';
import { type ChangedMember, changedMembers } from './changed-members.ts';
import type { LocalVerification } from './in-browser.ts';

/** Bytes above which nothing is sent: no credential comes near. */
const SEND_LIMIT = 262_144;

export interface Candidate {
  name: string;
  text: string;
  savedProof: string | null;
}

export interface Outcome {
  candidate: Candidate;
  local: LocalVerification;
  /** What the server answered; the fault when it did not. */
  server: VerificationView | null;
  serverFault: ApiFault | null;
  /** Against the last good file with the same signature or the same root; null when there was none. */
  changed: ChangedMember[] | null;
}

export type Progress = { phase: 'idle' } | { phase: 'checking'; name: string } | { phase: 'failed' } | { phase: 'done'; outcome: Outcome };

export function useVerification() {
  const config = useQuery(publicConfigQuery);
  const [progress, setProgress] = useState<Progress>({ phase: 'idle' });
  /** Files found good on this page, so that an altered copy can be shown against its original. */
  const good = useRef<unknown[]>([]);
  const chainId = config.data?.chainId ?? 0;
  const ledger = config.data?.ledger ?? null;

  const verify = useCallback(
    async (candidate: Candidate): Promise<void> => {
      setProgress({ phase: 'checking', name: candidate.name });
      try {
        const { verifyHere } = await import('./in-browser.ts');
        const keys = candidate.savedProof === null ? [] : await knownKeys();
        const [local, answer] = await Promise.all([
          verifyHere(candidate.text, { chainId, ledger, savedProof: candidate.savedProof, keys }),
          askServer(candidate.text),
        ]);
        const parsed = parseQuietly(candidate.text);
        const verdict = answer.server?.verdict ?? local.verdict;
        const changed = verdict === 'valid' ? null : changesAgainst(good.current, parsed);
        if (verdict === 'valid') good.current = [...good.current, parsed];
        setProgress({ phase: 'done', outcome: { candidate, local, ...answer, changed } });
      } catch {
        setProgress({ phase: 'failed' });
      }
    },
    [chainId, ledger],
  );
  const reset = useCallback(() => setProgress({ phase: 'idle' }), []);
  return { progress, verify, reset };
}

/** Keys of the issuers on the ledger as our index has them; none for a reader who is not signed in. */
async function knownKeys(): Promise<string[]> {
  const issuers = await getJson<Page<IssuerView>>('/v1/ledger/issuers').catch(() => null);
  return issuers?.data.flatMap((issuer) => issuer.keys.map((key) => key.address)) ?? [];
}

async function askServer(text: string): Promise<Pick<Outcome, 'server' | 'serverFault'>> {
  if (text.length > SEND_LIMIT) return { server: null, serverFault: null };
  try {
    return { server: await postJson<VerificationView>('/v1/verifications', text), serverFault: null };
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
  const signature = 'signature' in file && typeof file.signature === 'string' ? [file.signature] : [];
  const credit = 'credit' in file && typeof file.credit === 'object' && file.credit !== null ? file.credit : {};
  const root = 'credentialRoot' in credit && typeof credit.credentialRoot === 'string' ? [credit.credentialRoot] : [];
  return [...signature, ...root];
}
