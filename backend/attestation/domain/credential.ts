import type { Hash32 } from '../../kernel/hex.ts';
import type { AnchoredBatch, LedgerPlace } from './batch-leaf.ts';
import type { DisclosedField, HiddenField } from './field-tree.ts';
import type { Credit } from './typed-data.ts';

export const CREDENTIAL_TYPE = 'CredenceCredential';
export const CREDENTIAL_VERSION = 1;

/** Where a credential stands on chain. */
export interface Anchor extends AnchoredBatch {
  /** Position in the batch. */
  readonly index: bigint;
  readonly path: readonly Hash32[];
  readonly transaction: Hash32;
  readonly block: bigint;
}

/** A credential whose file has been read and found well-formed; nothing else is checked yet. */
export interface Credential {
  readonly place: LedgerPlace;
  readonly credit: Credit;
  readonly fields: readonly DisclosedField[];
  readonly hidden: readonly HiddenField[];
  /** 65 bytes r ‖ s ‖ v, 0x-hex. */
  readonly signature: string;
  readonly anchor: Anchor | null;
}

/** JSON of {@link Credential}; integers beyond 53 bits are decimal strings. */
export interface CredentialFile {
  readonly type: typeof CREDENTIAL_TYPE;
  readonly version: typeof CREDENTIAL_VERSION;
  readonly chain: { readonly chainId: number; readonly ledger: string };
  readonly credit: {
    readonly issuer: string;
    readonly credentialRoot: string;
    readonly subjectTag: string;
    readonly model: string;
    readonly issuedAt: string;
    readonly expiry: string;
    readonly seq: string;
    readonly holder: string;
  };
  readonly fields: readonly DisclosedField[];
  readonly hidden: readonly HiddenField[];
  readonly signature: string;
  readonly anchor: AnchorJson | null;
}

export interface AnchorJson {
  readonly batch: string;
  readonly root: string;
  readonly leaves: string;
  readonly firstLeaf: string;
  readonly model: string;
  readonly stateRoot: string;
  readonly time: string;
  readonly index: string;
  readonly path: readonly string[];
  readonly transaction: string;
  readonly block: string;
}

/** The file of `credential`. */
export function credentialFile(credential: Credential): CredentialFile {
  const { place, credit, fields, hidden, signature, anchor } = credential;
  return {
    type: CREDENTIAL_TYPE,
    version: CREDENTIAL_VERSION,
    chain: { chainId: place.chainId, ledger: place.ledger },
    credit: {
      issuer: String(credit.issuer),
      credentialRoot: credit.credentialRoot,
      subjectTag: credit.subjectTag,
      model: credit.model,
      issuedAt: String(credit.issuedAt),
      expiry: String(credit.expiry),
      seq: String(credit.seq),
      holder: credit.holder,
    },
    fields,
    hidden,
    signature,
    anchor: anchor === null ? null : anchorJson(anchor),
  };
}

function anchorJson(anchor: Anchor): AnchorJson {
  return {
    batch: String(anchor.batch),
    root: anchor.root,
    leaves: String(anchor.leaves),
    firstLeaf: String(anchor.firstLeaf),
    model: anchor.model,
    stateRoot: anchor.stateRoot,
    time: String(anchor.time),
    index: String(anchor.index),
    path: [...anchor.path],
    transaction: anchor.transaction,
    block: String(anchor.block),
  };
}
