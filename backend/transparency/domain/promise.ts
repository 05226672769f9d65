import type { Address, Hash32 } from '../../kernel/hex.ts';

/** A receipt that was given out, with who signed it. */
export interface SignedPromise {
  readonly issuer: number;
  readonly digest: Hash32;
  /** Last moment of the promise, seconds. */
  readonly anchorBy: bigint;
  /** Key that signed it; null when the signature is none. */
  readonly signer: Address | null;
  /** Whether that key could sign for the issuer; null when the chain was not asked. */
  readonly isIssuerKey: boolean | null;
}

/** What the mirrored log shows. */
export interface LogEvidence {
  /** The batch that holds the credential. */
  readonly found: { readonly batch: bigint; readonly time: bigint } | null;
  /** The latest moment for which it is shown that nothing more was in the log, seconds. */
  readonly completeUntil: bigint;
  /** Batches before that moment whose credentials are not in the mirror. */
  readonly unpublished: number;
}

export interface PromiseVerdict {
  /** `broken` is proof of misconduct: signed receipt and log together. */
  readonly verdict: 'kept' | 'late' | 'broken' | 'open' | 'undecided' | 'no_promise';
  readonly sentence: string;
}

/** Whether the issuer kept its promise to anchor a credential, as far as the log shows. */
export function judgePromise(promise: SignedPromise, evidence: LogEvidence): PromiseVerdict {
  const { anchorBy, signer, isIssuerKey, issuer } = promise;
  const { found, completeUntil, unpublished } = evidence;
  if (signer === null) return { verdict: 'no_promise', sentence: 'The receipt bears no valid signature, so nobody promised anything.' };
  if (isIssuerKey === false)
    return {
      verdict: 'no_promise',
      sentence: `The receipt is signed by ${signer}, which is no signing key of issuer ${issuer} on the chain.`,
    };
  if (found !== null) {
    return found.time <= anchorBy
      ? { verdict: 'kept', sentence: `Kept: the credential is in batch ${found.batch}, anchored before the promised moment.` }
      : {
          verdict: 'late',
          sentence: `Late: the credential is in batch ${found.batch}, anchored ${found.time - anchorBy} seconds after the promised moment.`,
        };
  }
  if (unpublished > 0)
    return {
      verdict: 'undecided',
      sentence: `Undecided: the credentials of ${unpublished} batches are not in the mirror, and it may be in one of them.`,
    };
  if (completeUntil <= anchorBy)
    return {
      verdict: 'open',
      sentence:
        'Open: the mirror does not reach beyond the promised moment. Mirror the log again later, or let the chain be asked with --rpc.',
    };
  const by =
    isIssuerKey === null ? `the key ${signer} (whether it was the issuer's is not checked without --rpc)` : `the issuer's key ${signer}`;
  return {
    verdict: 'broken',
    sentence: `Broken: ${by} signed the promise, its moment has passed, and the credential is in no batch. Receipt and mirror together prove it.`,
  };
}
