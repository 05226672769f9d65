import type { KeyWrap } from '../intake/customer-keys.ts';
import { DomainError } from '../kernel/errors.ts';
import type { Hash32 } from '../kernel/hex.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { Database } from '../platform/database/database.ts';
import type { LedgerPlace } from './domain/batch-leaf.ts';
import { issuerOfKey } from './register-issuer.ts';
import { anchorAt, batchTree, type OpenedCredential, openCredential, placedCredential } from './store.ts';

export interface FileDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly wrap: KeyWrap;
  /** Signs a credential that was issued with its batch, when it may. */
  signer(): Signer;
}

/**
 * A credential with its anchor, as far as it has one, and with the issuer's signature. A batch is signed once, by its
 * anchoring; the signature of one credential is made here, when somebody asks for it.
 * @throws {@link DomainError} `credential_unknown`, `customer_erased`, `credential_not_anchored`
 */
export async function openCredentialFile(deps: FileDeps, id: string): Promise<OpenedCredential & { readonly id: string }> {
  const { client } = deps.database;
  const row = await client.credential.findUnique({ where: { id }, include: { batch: true } });
  if (row === null || row.batch?.state === 'building')
    throw new DomainError('credential_unknown', 'not_found', 'No credential has this id.');
  const opened = await openCredential(client, deps.wrap, row);
  const found = placedCredential(row);
  const anchor = found === null ? null : anchorAt(found.placed, await batchTree(client, found.row), found.position);
  const { credential } = opened;
  const signature = credential.signature ?? (await signLate(deps, { ...credential, ...credential.credit, digest: row.digest as Hash32 }));
  if (signature === null && anchor === null) {
    throw new DomainError('credential_not_anchored', 'conflict', 'This credential is not anchored yet.', { retryable: true });
  }
  return { ...opened, id, credential: { ...credential, signature, anchor } };
}

interface Unsigned {
  readonly place: LedgerPlace;
  readonly issuer: number;
  readonly issuedAt: bigint;
  readonly digest: Hash32;
}

/** Null when the key of today was not accredited yet at the moment of issue: its signature would prove nothing. */
async function signLate({ chain, signer }: FileDeps, { place, issuer, issuedAt, digest }: Unsigned): Promise<string | null> {
  const key = signer();
  const window = await issuerOfKey(chain, place, key.address).catch((error: unknown) => {
    if (error instanceof DomainError && (error.kind === 'unavailable' || error.kind === 'conflict')) return null;
    throw error;
  });
  if (window === null || window.issuer !== issuer || window.from > issuedAt || window.until <= issuedAt) return null;
  return key.signDigest(digest);
}
