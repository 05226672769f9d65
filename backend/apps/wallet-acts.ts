import { DomainError } from '../kernel/errors.ts';
import { address, type Hex } from '../kernel/hex.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { sendTransaction } from '../platform/chain/send-transaction.ts';
import type { Signer } from '../platform/chain/signer.ts';
import { WalletPlan } from '../securitization/deals/schemas.ts';
import { orderHash } from '../securitization/desk/order-typed-data.ts';
import { type DraftOrder, type OrderAct, OrderPlan, type OrderText, ReceivedOrder } from '../securitization/desk/schemas.ts';
import type { ApiClient } from './cli/api-client.ts';

/** A wallet whose key is here, with the API that plans for it and the chain that it sends to. */
export interface WalletHere {
  readonly api: ApiClient;
  readonly chain: ChainClient;
  readonly wallet: Signer;
}

/**
 * Sends the calls of a plan one by one, each after the block of the one before.
 * @returns hashes of the transactions
 * @throws {@link DomainError} `wallet_plan_refused` before anything is sent, and those of {@link sendTransaction}
 */
export async function sendPlan(
  { chain, wallet }: Pick<WalletHere, 'chain' | 'wallet'>,
  { calls }: Pick<WalletPlan, 'calls'>,
): Promise<string[]> {
  const refusal = calls.find((call) => call.refusal !== null)?.refusal;
  if (refusal)
    throw new DomainError('wallet_plan_refused', 'conflict', `The contract would refuse this: ${refusal.words.en}`, {
      params: { error: refusal.error },
    });
  const sent: string[] = [];
  for (const { to, data } of calls) sent.push((await sendTransaction(chain, wallet, { to: address(to), data: data as Hex })).txHash);
  return sent;
}

/** Has an order planned, lets the desk take what it needs, signs it and hands it in. */
export async function placeOrder(here: WalletHere, deal: string, wish: Omit<DraftOrder, 'account'>): Promise<ReceivedOrder> {
  const { api, chain, wallet } = here;
  const plan = await api.post(OrderPlan, `/v1/deals/${deal}/order-plan`, { account: wallet.address, ...wish });
  const place = { chainId: await chain.chainId(), desk: deskOf(plan) };
  const digest = orderHash(place, readOrder(plan.order));
  if (digest !== plan.hash)
    throw new DomainError('order_plan_differs', 'unavailable', 'The API asks to sign something else than the order that it shows.', {
      params: { shown: digest, asked: plan.hash },
    });
  await sendPlan(here, plan);
  return api.post(ReceivedOrder, '/v1/orders', { ...plan.order, signature: await wallet.signDigest(digest) });
}

function deskOf({ typedData }: OrderPlan) {
  const domain = typedData['domain'];
  const contract = typeof domain === 'object' && domain !== null && 'verifyingContract' in domain ? domain.verifyingContract : null;
  return address(String(contract));
}

function readOrder({ units, price, nonce, deadline, ...rest }: OrderText) {
  return { ...rest, units: BigInt(units), price: BigInt(price), nonce: BigInt(nonce), deadline: BigInt(deadline) };
}

/** Fills or cancels an order with the wallet. */
export async function actOnOrder(
  here: WalletHere,
  hash: string,
  act: { action: 'cancel' } | { action: 'fill'; units: string },
): Promise<string[]> {
  const body: OrderAct = { ...act, account: here.wallet.address };
  return sendPlan(here, await here.api.post(WalletPlan, `/v1/orders/${hash}/wallet-plan`, body));
}
