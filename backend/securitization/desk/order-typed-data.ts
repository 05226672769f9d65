import { hashTypedData } from 'viem';
import { type Address, address, hash32, type Hash32, ZERO_ADDRESS } from '../../kernel/hex.ts';
import type { TradeOrder } from '../domain/desk/check-order.ts';

/** The signed type, member by member as `ISettlementDesk.Order` has it. */
const ORDER_TYPE = {
  Order: [
    { name: 'maker', type: 'address' },
    { name: 'taker', type: 'address' },
    { name: 'side', type: 'uint8' },
    { name: 'token', type: 'address' },
    { name: 'paymentToken', type: 'address' },
    { name: 'units', type: 'uint128' },
    { name: 'price', type: 'uint128' },
    { name: 'nonce', type: 'uint64' },
    { name: 'deadline', type: 'uint64' },
  ],
};

const DOMAIN_TYPE = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
];

interface DeskPlace {
  readonly chainId: number;
  readonly desk: Address;
}

const domainOf = ({ chainId, desk }: DeskPlace) => ({ name: 'Credence Settlement Desk', version: '1', chainId, verifyingContract: desk });

/** Number of a side in the contract. */
const SIDES = { sell: 0, buy: 1 } as const;

export function sideOf(number: string): TradeOrder['side'] {
  return number === String(SIDES.sell) ? 'sell' : 'buy';
}

/** The order in the form that the contract's ABI asks for. */
export function contractOrder({ side, maker, taker, token, paymentToken, ...numbers }: TradeOrder) {
  const accounts = { maker: address(maker), taker: address(taker), token: address(token), paymentToken: address(paymentToken) };
  return { ...numbers, ...accounts, side: SIDES[side] };
}

/** What is signed, and the identity of the order: for this desk on this chain only. */
export function orderHash(place: DeskPlace, order: TradeOrder): Hash32 {
  return hash32(hashTypedData({ domain: domainOf(place), types: ORDER_TYPE, primaryType: 'Order', message: contractOrder(order) }));
}

/** The argument of `eth_signTypedData_v4`; numbers are decimal text. */
export function typedDataOf(place: DeskPlace, order: TradeOrder) {
  const { units, price, nonce, deadline, ...rest } = contractOrder(order);
  const numbers = { units: String(units), price: String(price), nonce: String(nonce), deadline: String(deadline) };
  return {
    domain: domainOf(place),
    types: { EIP712Domain: DOMAIN_TYPE, ...ORDER_TYPE },
    primaryType: 'Order' as const,
    message: { ...rest, ...numbers },
  };
}

/** The taker as a row keeps it: null for anybody. */
export const takerOf = (taker: string): string | null => (taker === ZERO_ADDRESS ? null : taker);
