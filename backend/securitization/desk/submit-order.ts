import { DomainError, type FieldFault } from '../../kernel/errors.ts';
import { type Address, address, type Hash32, type Hex } from '../../kernel/hex.ts';
import { recoverSigner } from '../../attestation/domain/signature.ts';
import { settlementDeskAbi } from '../../platform/chain/abi/settlement-desk.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import { takesSignature } from '../../platform/chain/contract-signature.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import { orderFaults, type TradeOrder } from '../domain/desk/check-order.ts';
import { paymentFor } from '../domain/desk/order-price.ts';
import { nowSeconds } from '../now-seconds.ts';
import { type Order, type SecuritizationDeps, type SecuritizationPlace, securitizationPlace } from '../open-securitization.ts';
import { type Market, openMarket, requireTraded } from './market.ts';
import { warningsOf } from './obstacles.ts';
import { contractOrder, orderHash, takerOf } from './order-typed-data.ts';
import { viewOrder } from './order-views.ts';
import type { OrderText, ReceivedOrder, SubmitOrder } from './schemas.ts';
import { openAt, refreshOrders } from './store.ts';

/** Orders of a maker that can stand in the book of one class. */
const OPEN_MAX = 100;

/** Standings in the order of `ISettlementDesk.Standing`. */
const STANDINGS = ['open', 'filled', 'cancelled', 'expired', 'malformed'];

/**
 * Keeps a signed order in the book of its class, once however often it is handed in. Whether its maker could deliver now is said as
 * a warning: it may change until somebody fills the order, and the contract asks again then.
 * @throws {@link DomainError} `desk_order_invalid`, `desk_order_not_open`, `desk_orders_too_many`, `deal_state_wrong`
 */
export async function submitOrder(deps: SecuritizationDeps, input: SubmitOrder, { actor, requestId }: Order): Promise<ReceivedOrder> {
  const { key: keyText, signature, ...text } = input;
  const order = readOrder(text);
  const key = address(keyText ?? order.maker);
  const market = await marketOf(deps, order);
  const hash = orderHash(market.place, order);
  await requireGood(deps, market, order);
  await requireSigned(deps, market.place, { hash, maker: address(order.maker), key, signature: signature as Hex });
  await requireOpen(deps, market.place, order, hash);
  const { chainId, desk } = market.place;
  const { taker, side, units, ...rest } = order;
  await deps.database.write(async (tx) => {
    const where = { chainId, orderHash: hash };
    if ((await tx.deskOrder.findUnique({ where: { chainId_orderHash: where } })) !== null) return;
    const place = { chainId, desk, deal: market.deal.address, class: market.record.class };
    const standing = await tx.deskOrder.count({ where: { ...place, maker: order.maker, ...openAt(nowSeconds()) } });
    if (standing >= OPEN_MAX) throw tooMany(order.maker);
    const own = { ...rest, taker: takerOf(taker), side, units: String(units), key, signature };
    await tx.deskOrder.create({ data: { ...place, ...own, orderHash: hash, receivedBy: actor } });
    // The index may have read of it before it came here.
    await refreshOrders(tx, where);
    await appendOutbox(tx, { topic: 'desk.changed', key: market.deal.address, payload: { order: hash } });
    const what = { action: 'desk_order.received', entity: 'desk-order', entityId: hash, outcome: 'ok' } as const;
    await appendAudit(tx, { ...what, detail: { maker: order.maker, side }, actor, requestId, at: new Date() });
  });
  const leg = { account: order.maker, isSeller: side === 'sell', units, payment: paymentFor(order.price, units), deadline: order.deadline };
  return { order: await viewOrder(deps, hash), warnings: await warningsOf(deps, market, leg) };
}

function readOrder({ units, price, nonce, deadline, ...rest }: OrderText): TradeOrder {
  return { ...rest, units: BigInt(units), price: BigInt(price), nonce: BigInt(nonce), deadline: BigInt(deadline) };
}

/** The market of the token that an order names. */
async function marketOf(deps: SecuritizationDeps, { token }: TradeOrder): Promise<Market> {
  const { chainId } = await securitizationPlace(deps);
  const record = await deps.database.client.dealClass.findUnique({ where: { chainId_token: { chainId, token } } });
  if (record === null)
    throw invalid([{ pointer: '/token', code: 'order_token_unknown', detail: 'is not the token of a class that is known here' }]);
  const market = await openMarket(deps, record.deal, record.class);
  requireTraded(market.deal);
  return market;
}

async function requireGood({ chain }: SecuritizationDeps, { place, deal, outstanding }: Market, order: TradeOrder): Promise<void> {
  const floor = await chain.readView({
    address: place.desk,
    abi: settlementDeskAbi,
    functionName: 'floorOf',
    args: [address(order.maker)],
  });
  const frame = { paymentToken: deal.asset, classUnits: outstanding.units, floor, now: nowSeconds() };
  const faults = orderFaults(order, frame);
  if (faults.length > 0) throw invalid(faults);
}

interface Signed {
  readonly hash: Hash32;
  readonly maker: Address;
  readonly key: Address;
  readonly signature: Hex;
}

/** As `KeySignature` and the desk judge it: the maker or a key that may trade for it, by its own signature or by ERC-1271. */
async function requireSigned(
  { chain }: SecuritizationDeps,
  { desk }: SecuritizationPlace,
  { hash, maker, key, signature }: Signed,
): Promise<void> {
  if (key !== maker) {
    const until = await chain.readView({ address: desk, abi: settlementDeskAbi, functionName: 'tradingKeyUntil', args: [maker, key] });
    if (BigInt(until) <= nowSeconds()) {
      throw invalid([{ pointer: '/key', code: 'order_key_not_allowed', detail: `may not trade for ${maker} now` }]);
    }
  }
  const recovery = recoverSigner(hash, signature);
  if ('signer' in recovery && recovery.signer === key) return;
  if (await takesSignature(chain, key, { digest: hash, signature })) return;
  const detail = 'signer' in recovery ? `is of ${recovery.signer}, not of ${key}` : `is not a signature of ${key}`;
  throw invalid([{ pointer: '/signature', code: 'order_signature_wrong', detail }]);
}

async function requireOpen({ chain }: SecuritizationDeps, { desk }: SecuritizationPlace, order: TradeOrder, hash: Hash32): Promise<void> {
  const view = { address: desk, abi: settlementDeskAbi, functionName: 'standingOf', args: [contractOrder(order)] } as const;
  const standing = STANDINGS[(await chain.readView(view))[0]] ?? 'malformed';
  if (standing === 'open') return;
  throw new DomainError('desk_order_not_open', 'conflict', `The desk says that this order is ${standing}.`, {
    params: { order: hash, standing },
  });
}

function invalid(faults: readonly FieldFault[]): DomainError {
  const [first] = faults;
  return new DomainError('desk_order_invalid', 'unprocessable', `The order is refused: ${first?.pointer.slice(1)} ${first?.detail}.`, {
    faults,
  });
}

function tooMany(maker: string): DomainError {
  return new DomainError('desk_orders_too_many', 'conflict', `${maker} has ${OPEN_MAX} open orders in this class; cancel some first.`, {
    params: { maker, limit: OPEN_MAX },
  });
}
