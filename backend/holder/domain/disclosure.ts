import { credentialFile } from '../../attestation/domain/credential.ts';
import { SLOTS } from '../../attestation/domain/field-tree.ts';
import type { UnsignedPresentation } from '../../attestation/domain/presentation.ts';

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** What a presentation gives away, in the words of its file. */
export interface Disclosure {
  /** Fields that the holder chose to show. */
  readonly disclosed: readonly NamedValue[];
  /** What the signed statement around the fields says in every presentation. */
  readonly always: readonly NamedValue[];
  /** Names of the fields that only their hashes stand for. */
  readonly hidden: readonly string[];
}

/** Lists what `presentation` shows and what it keeps, so that the holder agrees to exactly that. */
export function disclosureOf({ credential, claims, holder }: UnsignedPresentation): Disclosure {
  const shown = new Set<string>(credential.fields.map(({ name }) => name));
  for (const { kind } of claims) shown.add(kind);
  const { credit, anchor } = credentialFile(credential);
  const always = Object.entries(credit).map(([name, value]) => ({ name, value }));
  always.push({ name: 'holderKey', value: holder.key });
  if (anchor !== null) always.push({ name: 'batch', value: anchor.batch }, { name: 'index', value: anchor.index });
  const told = new Set(always.map(({ name }) => name));
  const isTold = (name: string) => told.has(name) || (name === 'modelHash' && told.has('model'));
  return {
    disclosed: credential.fields.map(({ name, value }) => ({ name, value })),
    always,
    hidden: SLOTS.map(({ name }) => name).filter((name) => !shown.has(name) && !isTold(name)),
  };
}
