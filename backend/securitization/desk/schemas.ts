import { z } from 'zod';
import { AddressText, Hash32Text, IntegerText, PageQuery, pageOf } from '../../platform/http/schemas.ts';
import { Amount, AssetView, WadText, WalletCall, Words } from '../deals/schemas.ts';
import { ORDER_STATES } from '../domain/desk/order-standing.ts';

export const SideName = z.enum(['sell', 'buy'], { error: 'is sell or buy' });
export type SideName = z.infer<typeof SideName>;
const Place = z.int().min(0).max(7);
const PlaceText = z.string().regex(/^[0-7]$/, 'is the number of a class');
const Uint64 = z.string().regex(/^\d{1,20}$/, 'is a whole number');
const Signature = z.string().regex(/^0x([0-9a-f]{2}){1,4096}$/, 'is 0x and whole bytes in lower-case hex, at most 4,096 of them');

/** An order for notes as it is signed. */
export const OrderText = z.strictObject({
  maker: AddressText,
  /** The zero address for anybody. */
  taker: AddressText,
  side: SideName,
  token: AddressText,
  paymentToken: AddressText,
  units: Amount,
  /** Units of money for one unit of the token, wad. */
  price: z.string().regex(/^\d{1,37}$/, 'is a whole number, scaled 1e18'),
  nonce: Uint64,
  /** Unix seconds, the last one at which the order can be filled. */
  deadline: Uint64,
});
export type OrderText = z.infer<typeof OrderText>;

export const SubmitOrder = OrderText.extend({
  /** Who signed; the maker when it is not said. */
  key: AddressText.optional(),
  signature: Signature,
});
export type SubmitOrder = z.infer<typeof SubmitOrder>;

export const OrderView = z.object({
  hash: Hash32Text,
  deal: AddressText,
  dealName: z.string(),
  class: z.int(),
  symbol: z.string(),
  asset: AssetView,
  /** Only account that may fill it; null for anybody. */
  taker: AddressText.nullable(),
  maker: AddressText,
  side: SideName,
  units: Amount,
  filled: Amount,
  left: Amount,
  /** Units of money for one unit of the token, wad. */
  price: WadText,
  /** The price as a share of the balance that is outstanding now, wad; null where nothing is outstanding to compare with. */
  share: WadText.nullable(),
  /** What filling the rest would pay. */
  payment: Amount,
  state: z.enum(ORDER_STATES),
  nonce: IntegerText,
  /** Last moment at which it can be filled. */
  deadline: z.string(),
  key: AddressText,
  signature: z.string(),
  receivedAt: z.string(),
});
export type OrderView = z.infer<typeof OrderView>;
export const OrderPage = pageOf(OrderView);
export type OrderPage = z.infer<typeof OrderPage>;
/** A received order; `warnings` say what would refuse a fill at this moment. */
export const ReceivedOrder = z.object({ order: OrderView, warnings: z.array(Words) });
export type ReceivedOrder = z.infer<typeof ReceivedOrder>;
export const BookQuery = PageQuery.extend({ class: PlaceText.transform(Number), side: SideName });
export const MakerQuery = PageQuery.extend({ maker: AddressText, state: z.enum(['open', 'all']).default('all') });

const BestOrder = z.object({ price: WadText, share: WadText.nullable(), units: Amount });
const SideView = z.object({ best: BestOrder.nullable(), units: Amount, orders: z.int() });

export const TradeView = z.object({
  at: z.string(),
  class: z.int(),
  symbol: z.string(),
  /** What the maker did. */
  side: SideName,
  seller: AddressText,
  buyer: AddressText,
  units: Amount,
  payment: Amount,
  /** Payment for one unit, wad. */
  price: WadText,
  /** The price as a share of the balance that was outstanding at the trade, wad. */
  share: WadText.nullable(),
  order: Hash32Text,
  transaction: Hash32Text,
  block: IntegerText,
});
export type TradeView = z.infer<typeof TradeView>;
export const TradePage = pageOf(TradeView);
export type TradePage = z.infer<typeof TradePage>;
export const TradeQuery = PageQuery.extend({ class: PlaceText.transform(Number).optional() });

/** The book of each class of a deal in short. */
export const MarketView = z.object({
  deal: AddressText,
  asset: AssetView,
  /** Whether notes are traded now: from the closing of the offering to the end of the deal. */
  isOpen: z.boolean(),
  classes: z.array(
    z.object({
      class: z.int(),
      symbol: z.string(),
      token: AddressText,
      /** All units, and the balance that is outstanding behind them. */
      units: Amount,
      balance: Amount,
      /** Whether prices are shares of the outstanding balance; else they are shares of the face. */
      isPricedOnBalance: z.boolean(),
      asks: SideView,
      bids: SideView,
      last: TradeView.nullable(),
    }),
  ),
});
export type MarketView = z.infer<typeof MarketView>;

/** An order that is to be made: the server finds price, nonce and deadline. */
export const DraftOrder = z.strictObject({
  account: AddressText,
  class: Place,
  side: SideName,
  units: Amount,
  /** Per cent of the outstanding balance, or of the face where nothing is outstanding; at most twelve decimal places. */
  percent: z.string().regex(/^\d{1,3}(\.\d{1,12})?$/, 'is a number of per cent such as 98.5'),
  days: z.int().min(1).max(366).default(30),
  taker: AddressText.optional(),
});
export type DraftOrder = z.infer<typeof DraftOrder>;

/** What a wallet has to do to place an order: the calls first, then one signature. */
export const OrderPlan = z.object({
  calls: z.array(WalletCall),
  order: OrderText,
  hash: Hash32Text,
  /** Argument of eth_signTypedData_v4. */
  typedData: z.record(z.string(), z.unknown()),
  effect: z.array(Words),
  warnings: z.array(Words),
});
export type OrderPlan = z.infer<typeof OrderPlan>;

export const OrderAct = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('fill'), account: AddressText, units: Amount }),
  z.strictObject({ action: z.literal('cancel'), account: AddressText }),
]);
export type OrderAct = z.infer<typeof OrderAct>;
export const VoidOrders = z.strictObject({ account: AddressText });

export const QuoteQuery = z.strictObject({ class: PlaceText.transform(Number), side: SideName, account: AddressText, units: Amount });
/** Which orders `account` would fill to buy or sell so much, the best first. */
export const QuoteView = z.object({
  asset: AssetView,
  units: Amount,
  payment: Amount,
  fills: z.array(z.object({ hash: Hash32Text, units: Amount, payment: Amount, price: WadText, share: WadText.nullable() })),
});
export type QuoteView = z.infer<typeof QuoteView>;
