import { encodeFunctionData } from 'viem';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { type Address, hash32 } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { modelBookAbi } from '../../platform/chain/abi/model-book.ts';
import type { ChainClient } from '../../platform/chain/chain-client.ts';
import type { ChainReceipt } from '../../platform/chain/chain-values.ts';
import { currentDeployment } from '../../platform/chain/deployment-store.ts';
import type { Signer } from '../../platform/chain/signer.ts';
import { enqueueTransaction } from '../../platform/chain/submitter/enqueue-transaction.ts';
import type { Database, Tx } from '../../platform/database/database.ts';
import type { Json } from '../../kernel/canonical-json.ts';
import { finishPromotion, RECORD_MODEL_JOB, refuseRecord, wantedOf } from '../../scoring/registry/promotions.ts';
import { utf8 } from '../domain/words.ts';
import type { FailedTransaction, FinalTransaction } from '../anchor-batch.ts';
import { issuerOfKey } from '../register-issuer.ts';

/** Kind of the transactions that record what a model is used for. */
export const MODEL_KIND = 'record-model';

/** Roles by their number in the contract. */
export const BOOK_ROLES = ['none', 'champion', 'challenger', 'shadow'] as const;

export interface RecordDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly signer: Pick<Signer, 'address'>;
}

const Payload = z.object({ promotionId: z.string() });

/** Handler of the job that writes an approved change on the chain. */
export function modelJobs(deps: RecordDeps) {
  return {
    [RECORD_MODEL_JOB]: async (payload: Json): Promise<Json> => {
      const { promotionId } = Payload.parse(payload);
      await recordModel(deps, promotionId);
      return { promotionId };
    },
  };
}

/**
 * Orders the transaction that shows an approved change on the chain: hash of the model, of the data that it was trained on and of its
 * report, with the role. The number that the change will have goes with it, so that one sent twice changes nothing the second time.
 * @throws {@link DomainError} `ledger_not_deployed`, `issuer_not_registered`
 */
async function recordModel({ database, chain, signer }: RecordDeps, promotionId: string): Promise<void> {
  const { client } = database;
  const promotion = await client.scorecardPromotion.findUniqueOrThrow({ where: { id: promotionId }, include: { scorecard: true } });
  if (promotion.recordedAt !== null) return;
  const { chainId } = await chain.readHead();
  const [ledger, book] = [await currentDeployment(client, chainId, 'CreditLedger'), await currentDeployment(client, chainId, 'ModelBook')];
  if (ledger === null || book === null)
    throw new DomainError('ledger_not_deployed', 'unavailable', 'No ledger contract is recorded for this chain.', { retryable: true });
  const { issuer } = await issuerOfKey(chain, { chainId, ledger: ledger.address }, signer.address);
  const count = await chain.readView({ address: book.address, abi: modelBookAbi, functionName: 'changeCount', args: [issuer] });
  const { hash, datasetHash, validation } = promotion.scorecard;
  const { role, shareBps } = wantedOf(promotion);
  const facts = [hash32(hash), hash32(datasetHash), keccakHex(utf8(validation))] as const;
  const args = [count + 1n, ...facts, BOOK_ROLES.indexOf(role), shareBps] as const;
  const data = encodeFunctionData({ abi: modelBookAbi, functionName: 'record', args });
  await database.write(async (tx) => {
    const attempts = await tx.chainTransaction.findMany({ where: { kind: MODEL_KIND, refId: promotionId }, select: { state: true } });
    // One that is on its way, or in a block already, is this change.
    if (attempts.some(({ state }) => state !== 'failed')) return;
    const idempotencyKey = `${MODEL_KIND}:${promotionId}:${attempts.length + 1}`;
    const order = { chainId, kind: MODEL_KIND, refId: promotionId, idempotencyKey, sender: signer.address, target: book.address, data };
    await enqueueTransaction(tx, order);
  });
}

/** Puts the change in force that the chain shows for good. */
export async function finishRecord(tx: Tx, { refId }: FinalTransaction, receipt: ChainReceipt): Promise<void> {
  await finishPromotion(tx, refId, receipt.txHash);
}

/** Another change came in between: the same one is sent with the number that the contract named. Any other refusal waits for a person. */
export async function retryRecord(tx: Tx, { refId, sender }: FailedTransaction, reason: DomainError): Promise<void> {
  const next = reason.params.error === 'ModelStaleSequence' ? String(reason.params.args).split(', ').at(1) : undefined;
  const failed = await tx.chainTransaction.findFirst({ where: { kind: MODEL_KIND, refId }, orderBy: { createdAt: 'desc' } });
  if (next === undefined || failed === null) {
    const { error } = reason.params;
    await refuseRecord(tx, refId, typeof error === 'string' ? error : reason.code);
    return;
  }
  const made = await tx.chainTransaction.count({ where: { kind: MODEL_KIND, refId } });
  await enqueueTransaction(tx, {
    chainId: failed.chainId,
    kind: MODEL_KIND,
    refId,
    idempotencyKey: `${MODEL_KIND}:${refId}:${made + 1}`,
    sender: sender as Address,
    target: failed.target,
    data: withSequence(failed.data, BigInt(next)),
  });
}

const SELECTOR_CHARS = 2 + 8;
const WORD_CHARS = 64;

/** The same call with another number in its first word. */
function withSequence(data: string, sequence: bigint): string {
  return `${data.slice(0, SELECTOR_CHARS)}${sequence.toString(16).padStart(WORD_CHARS, '0')}${data.slice(SELECTOR_CHARS + WORD_CHARS)}`;
}
