import { type Audience, buildPresentation, type UnsignedPresentation } from '../../attestation/domain/presentation.ts';
import type { FieldName } from '../../attestation/domain/field-tree.ts';
import type { ClaimKind } from '../../attestation/domain/threshold-chain.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { HolderFile } from './holder-file.ts';

/** What a holder chooses to show. */
export interface Choice {
  readonly fields: readonly FieldName[];
  /** Points for `scoreAtLeast`, basis points for `pdAtMost`, in decimal. */
  readonly claims: readonly { readonly kind: ClaimKind; readonly threshold: string }[];
}

/**
 * The chosen part of a held credential, for one verifier, one purpose and one period; the holder's signature is missing.
 * @throws {@link DomainError} `presentation_empty`, `threshold_repeated`, `threshold_not_met`
 */
export function buildOwn(held: HolderFile, { fields, claims }: Choice, audience: Audience): UnsignedPresentation {
  if (fields.length + claims.length === 0)
    throw new DomainError('presentation_empty', 'unprocessable', 'Choose at least one field or threshold to show.');
  if (new Set(claims.map(({ kind }) => kind)).size < claims.length)
    throw new DomainError('threshold_repeated', 'unprocessable', 'Choose one threshold of each kind.');
  const chosen = claims.map(({ kind, threshold }) => ({ kind, threshold: Number(threshold) }));
  const choice = { fields: new Set(fields), claims: chosen, holder: held.holder, audience };
  const unsigned = buildPresentation(held.credential, choice, trueValue(held), held.secrets);
  if (unsigned === null) throw new DomainError('threshold_not_met', 'unprocessable', 'The credential does not reach this threshold.');
  return unsigned;
}

function trueValue({ credential }: HolderFile): { readonly score: number; readonly pdWad: bigint } {
  const valueOfField = (name: FieldName) => credential.fields.find((field) => field.name === name)?.value ?? '0';
  return { score: Number(valueOfField('score')), pdWad: BigInt(valueOfField('pdWad')) };
}
