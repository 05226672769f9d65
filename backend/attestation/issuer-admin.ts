import { encodeFunctionData } from 'viem';
import { DomainError } from '../kernel/errors.ts';
import { address, type Hex } from '../kernel/hex.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import { enqueueTransaction } from '../platform/chain/submitter/enqueue-transaction.ts';
import type { LedgerPlace } from './domain/batch-leaf.ts';
import { KEY_ROLE, NO_END } from './domain/ledger-facts.ts';
import type { AttestationDeps, LedgerDoor } from './open-ledger.ts';
import { issuerOfKey } from './register-issuer.ts';

/** What the administrator of the issuer can do on the ledger. */
export type AdminAct =
  | {
      readonly kind: 'add-key';
      readonly address: string;
      readonly roles: readonly (keyof typeof KEY_ROLE)[];
      readonly from: number;
      readonly until: number | null;
    }
  | { readonly kind: 'remove-key'; readonly address: string }
  | { readonly kind: 'freeze-batches'; readonly fromBatch: bigint }
  | { readonly kind: 'thaw-batches'; readonly fromBatch: bigint; readonly untilBatch: bigint };

export interface AdminOrder {
  readonly act: AdminAct;
  readonly actor: string;
  /** Of the HTTP request; the same request asks for one transaction, however often it is sent. */
  readonly requestId: string;
}

/**
 * Orders a transaction of the issuer's administrator.
 * @returns the id of the transaction
 * @throws {@link DomainError} `issuer_not_registered`, `issuer_admin_foreign`
 */
export async function orderAdminAct(deps: AttestationDeps, ledger: LedgerDoor, { act, actor, requestId }: AdminOrder): Promise<string> {
  const { database, chain, signer } = deps;
  const { place } = await ledger.reader();
  const { issuer } = await issuerOfKey(chain, place, signer('issuer').address);
  const admin = signer('deployer').address;
  await requireAdmin(deps, place, issuer, admin);
  const { kind, ...detail } = act;
  return database.write(async (tx) => {
    await appendAudit(tx, {
      actor,
      action: `issuer.${kind}`,
      entity: 'issuer',
      entityId: String(issuer),
      outcome: 'ok',
      requestId,
      detail: Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, String(value)])),
      at: new Date(),
    });
    return enqueueTransaction(tx, {
      chainId: place.chainId,
      kind,
      refId: String(issuer),
      idempotencyKey: `issuer:${requestId}`,
      sender: admin,
      target: place.ledger,
      data: callOf(issuer, act),
    });
  });
}

/** After a successor was named, or where a multi-signature wallet administers, the key of this installation cannot act. */
async function requireAdmin({ chain }: AttestationDeps, place: LedgerPlace, issuer: number, key: string): Promise<void> {
  const [admin] = await chain.readView({ address: place.ledger, abi: creditLedgerAbi, functionName: 'issuerOf', args: [issuer] });
  if (address(admin) === key) return;
  throw new DomainError('issuer_admin_foreign', 'conflict', `Account ${admin} administers issuer ${issuer}; it has to send this itself.`, {
    params: { admin, issuer },
  });
}

function callOf(issuer: number, act: AdminAct): Hex {
  const abi = creditLedgerAbi;
  switch (act.kind) {
    case 'add-key': {
      const roles = act.roles.reduce((sum, role) => sum | KEY_ROLE[role], 0);
      const until = act.until ?? Number(NO_END);
      return encodeFunctionData({ abi, functionName: 'addKey', args: [issuer, address(act.address), act.from, until, roles] });
    }
    case 'remove-key':
      return encodeFunctionData({ abi, functionName: 'removeKey', args: [address(act.address)] });
    case 'freeze-batches':
      return encodeFunctionData({ abi, functionName: 'freezeFrom', args: [issuer, act.fromBatch] });
    case 'thaw-batches':
      return encodeFunctionData({ abi, functionName: 'thaw', args: [issuer, act.fromBatch, act.untilBatch] });
  }
}
