import { encodeFunctionData } from 'viem';
import type { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { type Address, address, toHex } from '../../kernel/hex.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import { dealFactoryAbi } from '../../platform/chain/abi/deal-factory.ts';
import { enqueueTransaction } from '../../platform/chain/submitter/enqueue-transaction.ts';
import { compileDeal } from '../compile-deal.ts';
import type { DealFile } from '../domain/deal/deal-file.ts';
import { type SecuritizationDeps, securitizationPlace } from '../open-securitization.ts';
import { assetOf } from './asset-view.ts';
import { unknownDraft } from './drafts.ts';
import type { Order } from '../open-securitization.ts';
import type { PublishDeal } from './schemas.ts';

const PUBLISH_KIND = 'deal.create';
const DAY_SECONDS = 86_400n;
const SYMBOL_BYTES = 64;

/**
 * Orders the creation of a deal on the chain out of a draft without faults; by the house's originator. The deal carries the image
 * and the hash of its file from then on and for ever.
 * @throws {@link DomainError} `draft_unknown`, `draft_published`, `deal_file_invalid`, `token_decimals_differ`
 */
export async function publishDeal(
  deps: SecuritizationDeps,
  draftId: string,
  request: z.infer<typeof PublishDeal>,
  order: Order,
): Promise<{ transactionId: string }> {
  const { database } = deps;
  const draft = await database.client.dealDraft.findUnique({ where: { id: draftId } });
  if (draft === null) throw unknownDraft();
  const compiled = compileDeal(JSON.parse(draft.file));
  const place = await securitizationPlace(deps);
  const asset = await assetOf(deps, place.deposits);
  if (asset.decimals !== compiled.file.token.decimals)
    throw new DomainError(
      'token_decimals_differ',
      'unprocessable',
      `The deal file counts in ${compiled.file.token.decimals} decimals, the settlement token ${asset.symbol} has ${asset.decimals}.`,
      { faults: [{ pointer: '/token/decimals', code: 'decimals_differ', detail: `is ${asset.decimals} for ${asset.symbol}` }] },
    );
  const loanCount = await database.client.poolLoan.count({ where: { poolId: draft.poolId ?? '' } });
  if (loanCount === 0)
    throw new DomainError('pool_missing', 'unprocessable', 'A deal is published with the pool of loans that are pledged to it.', {
      faults: [{ pointer: '/poolId', code: 'required', detail: 'names a pool with loans' }],
    });
  const [originator, servicer, trustee] = [
    deps.signer('originator').address,
    deps.signer('servicer').address,
    deps.signer('trustee').address,
  ];
  const { timestamp } = await deps.chain.readHead();
  const terms = {
    asset: place.deposits,
    originator,
    trustee,
    residualAccount: originator,
    servicerKey: servicer,
    offeringEnd: Number(timestamp + BigInt(request.offeringDays) * DAY_SECONDS),
    loanCount,
    documentHash: compiled.fileHash,
    payees: payeesOf(compiled.file, { servicer, trustee, other: originator }, request.payees),
    classes: classesOf(compiled.file),
    image: toHex(compiled.bytes),
  };
  const data = encodeFunctionData({ abi: dealFactoryAbi, functionName: 'createDeal', args: [terms] });
  return database.write(async (tx) => {
    const { count } = await tx.dealDraft.updateMany({ where: { id: draftId, state: 'draft' }, data: { state: 'ordered' } });
    if (count === 0) throw new DomainError('draft_published', 'conflict', 'This draft was published already.');
    const transactionId = await enqueueTransaction(tx, {
      chainId: place.chainId,
      kind: PUBLISH_KIND,
      refId: draftId,
      idempotencyKey: `${PUBLISH_KIND}:${place.chainId}:${draftId}`,
      sender: originator,
      target: place.factory,
      data,
    });
    const detail = { file: compiled.fileHash, image: compiled.hash, loans: loanCount };
    const what = { action: 'deal.published', entity: 'draft', entityId: draftId, outcome: 'ok', detail } as const;
    await appendAudit(tx, { ...what, ...order, at: new Date() });
    return { transactionId };
  });
}

/** Addresses of the payees in the order of the file: those that are given, else the house's own by their names. */
function payeesOf(
  { payees }: DealFile,
  own: { readonly servicer: Address; readonly trustee: Address; readonly other: Address },
  given: Readonly<Record<string, string>>,
): Address[] {
  return payees.map(({ id }) => {
    const stated = given[id];
    if (stated !== undefined) return address(stated);
    return id === 'servicer' ? own.servicer : id === 'trustee' ? own.trustee : own.other;
  });
}

/** A residual class may be held by whoever buys it; the investor classes are those that the file's label does not narrow. */
const ALL_CLASSES = 0xffff;

function classesOf({ name, classes }: DealFile) {
  return classes.map(({ id }) => ({
    name: clip(`${name} class ${id}`),
    symbol: clip(id),
    investorClasses: ALL_CLASSES,
  }));
}

/** The contract takes names of up to 64 bytes. */
function clip(text: string): string {
  const encoder = new TextEncoder();
  let kept = text;
  while (encoder.encode(kept).length > SYMBOL_BYTES) kept = kept.slice(0, -1);
  return kept;
}
