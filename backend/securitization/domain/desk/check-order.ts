import type { FieldFault } from '../../../kernel/errors.ts';
import { WAD } from '../integer-division.ts';
import type { Side } from './match-orders.ts';
import { paymentFor } from './order-price.ts';

/** An order as its maker signs it; addresses are lower-case, `taker` is the zero address for anybody. */
export interface TradeOrder {
  readonly maker: string;
  readonly taker: string;
  readonly side: Side;
  readonly token: string;
  readonly paymentToken: string;
  readonly units: bigint;
  /** Units of money for one unit of the token, wad. */
  readonly price: bigint;
  readonly nonce: bigint;
  /** Last second at which it can be filled. */
  readonly deadline: bigint;
}

/** What an order is held against. */
export interface OrderFrame {
  /** Money in which the deal pays. */
  readonly paymentToken: string;
  /** All units of the class. */
  readonly classUnits: bigint;
  /** Lowest nonce of the maker that is not void. */
  readonly floor: bigint;
  readonly now: bigint;
}

/** A unit of notes never pays so much: nine times its face. */
export const PRICE_MAX = 9n * WAD;
export const NONCE_MAX = 2n ** 63n - 1n;
/** An order stands for 366 days at most. */
export const TERM_MAX_SECONDS = 366n * 86_400n;

/** What is wrong with an order, by the member that has it; empty when nothing is. */
export function orderFaults(order: TradeOrder, { paymentToken, classUnits, floor, now }: OrderFrame): FieldFault[] {
  const faults: FieldFault[] = [];
  const say = (member: keyof TradeOrder, code: string, detail: string) => faults.push({ pointer: `/${member}`, code, detail });
  if (order.taker === order.maker) say('taker', 'order_taker_is_maker', 'is the maker, who cannot fill an own order');
  if (order.paymentToken !== paymentToken) say('paymentToken', 'order_money_foreign', `is not the money of the deal, ${paymentToken}`);
  if (order.units <= 0n) say('units', 'order_units_none', 'is not above zero');
  else if (order.units > classUnits) say('units', 'order_units_beyond_class', `is more than the ${classUnits} units of the class`);
  if (order.price <= 0n) say('price', 'order_price_none', 'is not above zero');
  else if (order.price > PRICE_MAX) say('price', 'order_price_beyond_bound', `is more than ${PRICE_MAX}, nine times the face of a note`);
  else if (order.units > 0n && paymentFor(order.price, order.units) === 0n)
    say('price', 'order_pays_nothing', 'gives a payment of nothing');
  if (order.nonce > NONCE_MAX) say('nonce', 'order_nonce_beyond_bound', `is more than ${NONCE_MAX}`);
  else if (order.nonce < floor) say('nonce', 'order_nonce_void', `is below ${floor}: the maker has voided all orders with lower nonces`);
  if (order.deadline < now) say('deadline', 'order_deadline_past', 'is over');
  else if (order.deadline > now + TERM_MAX_SECONDS) say('deadline', 'order_deadline_far', 'is more than 366 days away');
  return faults;
}
