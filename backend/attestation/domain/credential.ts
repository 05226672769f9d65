import type { Address, Hash32 } from '../../kernel/hex.ts';
import type { AnchoredBatch, LedgerPlace } from './batch-leaf.ts';
import type { DisclosedField, HiddenField } from './field-tree.ts';
import type { Credit } from './typed-data.ts';

export const CREDENTIAL_TYPE = 'CredenceCredential';
export const CREDENTIAL_VERSION = 2;

/** Where a credential stands on chain. */
export interface Anchor extends AnchoredBatch {
  /** Position in the batch. */
  readonly index: bigint;
  readonly path: readonly Hash32[];
  readonly transaction: Hash32;
  readonly block: bigint;
}

/** The issuer's signed promise to anchor a credential. */
export interface Receipt {
  /** Seconds; the last moment of the promise. */
  readonly anchorBy: bigint;
  /** As that of the credential, over the digest of the receipt. */
  readonly signature: string;
}

/** A credential whose file has been read and found well-formed; nothing else is checked yet. */
export interface Credential {
  readonly place: LedgerPlace;
  readonly credit: Credit;
  readonly fields: readonly DisclosedField[];
  readonly hidden: readonly HiddenField[];
  /**
   * 0x-hex: 65 bytes r ‖ s ‖ v of secp256k1, 128 bytes r ‖ s ‖ x ‖ y of P-256, or whatever the contract `signer` takes.
   * Null in a credential that was issued with its batch: there the anchor proves the issuer.
   */
  readonly signature: string | null;
  /** The contract that the signature is for (ERC-1271); null for a signature that names its key itself. */
  readonly signer: Address | null;
  readonly receipt: Receipt | null;
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
  readonly signature: string | null;
  readonly signer: string | null;
  readonly receipt: { readonly anchorBy: string; readonly signature: string } | null;
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
  const { place, credit, fields, hidden, signature, signer, receipt, anchor } = credential;
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
    signer,
    receipt: receipt === null ? null : { anchorBy: String(receipt.anchorBy), signature: receipt.signature },
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
