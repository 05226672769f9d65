import { finishAnchor } from '../../../backend/attestation/anchor-batch.ts';
import { openCredentialFile } from '../../../backend/attestation/credential-file.ts';
import { credentialFile } from '../../../backend/attestation/domain/credential.ts';
import type { LedgerReader } from '../../../backend/attestation/domain/ledger-facts.ts';
import type { IssueDeps, IssueOrder } from '../../../backend/attestation/issue-batch.ts';
import { issueBatch } from '../../../backend/attestation/issue-batch.ts';
import { createLedgerReader } from '../../../backend/attestation/ledger-client.ts';
import { ledgerProjection } from '../../../backend/attestation/ledger-projection.ts';
import { ensureIssuer } from '../../../backend/attestation/register-issuer.ts';
import { type Verification, verifyCredential } from '../../../backend/attestation/verify.ts';
import type { Hex } from '../../../backend/kernel/hex.ts';
import { creditLedgerAbi } from '../../../backend/platform/chain/abi/credit-ledger.ts';
import type { ChainReceipt } from '../../../backend/platform/chain/chain-values.ts';
import { type IndexParts, syncIndex } from '../../../backend/platform/chain/index/sync-index.ts';
import { sendTransaction } from '../../../backend/platform/chain/send-transaction.ts';
import type { Database } from '../../../backend/platform/database/database.ts';
import { type LedgerChain, openLedgerChain } from './ledger-chain.ts';
import { WRAP } from './scored-customers.ts';

/** A bank on a chain of its own: issues, anchors, reads the chain, verifies. What the submitter does is done by hand. */
export interface IssuingWorld {
  readonly ledger: LedgerChain;
  readonly deps: IssueDeps;
  readonly index: IndexParts;
  readonly reader: LedgerReader;
  issue(order: Pick<IssueOrder, 'runId'> & Partial<IssueOrder>): Promise<string>;
  /** Sends the newest order of the kind for the row, and lets the index read on. */
  submit(kind: string, refId: string): Promise<ChainReceipt>;
  catchUp(): Promise<void>;
  verify(credentialId: string): Promise<Verification>;
  close(): Promise<void>;
}

export async function openIssuingWorld(database: Database): Promise<IssuingWorld> {
  const ledger = await openLedgerChain(database);
  const { chain, place, admin, issuer } = ledger;
  await ensureIssuer({ chain, place, admin, key: issuer.address, name: 'Test Bank' });
  const deps = { database, chain, signer: issuer, wrap: WRAP };
  const contract = { contract: 'CreditLedger', address: place.ledger, abi: creditLedgerAbi, fromBlock: 0n };
  const index = { database, chain, contracts: [contract], projections: [ledgerProjection(place.ledger, chain)] };
  const reader = createLedgerReader({ chain, place, maxAgeMs: 0 });
  const catchUp = async () => {
    for (let outcome = await syncIndex(index); outcome.kind !== 'current'; outcome = await syncIndex(index));
  };
  return {
    ledger,
    deps,
    index,
    reader,
    catchUp,
    async issue(order) {
      const rest = { validDays: 30, copies: 0, supersede: 'none', actor: 'user:test', requestId: null } as const;
      return (await issueBatch(deps, { ...rest, ...order }, async () => undefined)).batchId;
    },
    async submit(kind, refId) {
      const row = await database.client.chainTransaction.findFirstOrThrow({ where: { kind, refId, state: 'new' } });
      const sender = row.sender === admin.address ? admin : issuer;
      const receipt = await sendTransaction(chain, sender, { to: place.ledger, data: row.data as Hex, abi: creditLedgerAbi });
      const { txHash, gasUsed } = receipt;
      await database.client.chainTransaction.update({ where: { id: row.id }, data: { state: 'final', txHash, gasUsed } });
      if (kind === 'anchor-batch') await database.write((tx) => finishAnchor(tx, { refId }, receipt));
      await catchUp();
      return receipt;
    },
    async verify(credentialId) {
      const { credential } = await openCredentialFile({ ...deps, signer: () => issuer }, credentialId);
      return verifyCredential(credentialFile(credential), { chain: reader, now: Math.floor(Date.now() / 1000) });
    },
    close: () => ledger.close(),
  };
}
