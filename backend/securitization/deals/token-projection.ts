import type { IndexedEvent } from '../../platform/chain/index/indexed-event.ts';
import type { Tx } from '../../platform/database/database.ts';
import { textOf } from './event-args.ts';

const NOBODY = '0x0000000000000000000000000000000000000000';

type Amount = 'units' | 'requested' | 'cancelled' | 'claimed';

/** What an event of a tranche token changes in the holdings of its class. */
export async function applyToken(tx: Tx, event: IndexedEvent): Promise<void> {
  const amount = (name: string) => BigInt(textOf(event, name));
  switch (event.name) {
    case 'Transfer':
      await add(tx, event, { account: textOf(event, 'from'), of: 'units', amount: -amount('value') });
      await add(tx, event, { account: textOf(event, 'to'), of: 'units', amount: amount('value') });
      return;
    case 'DepositRequest':
      await add(tx, event, { account: textOf(event, 'controller'), of: 'requested', amount: amount('assets') });
      return addRequested(tx, event, amount('assets'));
    case 'Deposit':
      await add(tx, event, { account: textOf(event, 'owner'), of: 'requested', amount: -amount('assets') });
      return;
    case 'CancelDepositRequest':
      return cancel(tx, event);
    case 'CancelDepositClaim':
      return giveBack(tx, event, amount('assets'));
    case 'Claimed':
      await add(tx, event, { account: textOf(event, 'holder'), of: 'claimed', amount: amount('amount') });
      return;
    default:
  }
}

async function add(
  tx: Tx,
  { chainId, address: token }: IndexedEvent,
  { account, of, amount }: { readonly account: string; readonly of: Amount; readonly amount: bigint },
): Promise<void> {
  if (account === NOBODY || amount === 0n) return;
  const where = { chainId_token_account: { chainId, token, account } };
  const known = await tx.trancheHolding.findUnique({ where });
  const value = String(BigInt(known?.[of] ?? '0') + amount);
  await tx.trancheHolding.upsert({ where, create: { chainId, token, account, [of]: value }, update: { [of]: value } });
}

/** The whole request of a controller waits to be given back. */
async function cancel(tx: Tx, event: IndexedEvent): Promise<void> {
  const account = textOf(event, 'controller');
  const { chainId, address: token } = event;
  const holding = await tx.trancheHolding.findUnique({ where: { chainId_token_account: { chainId, token, account } } });
  const amount = BigInt(holding?.requested ?? '0');
  await add(tx, event, { account, of: 'requested', amount: -amount });
  await add(tx, event, { account, of: 'cancelled', amount });
  await addRequested(tx, event, -amount);
}

/** What was cancelled goes first; the rest is what an allotment did not take, or a deal that did not come about. */
async function giveBack(tx: Tx, event: IndexedEvent, assets: bigint): Promise<void> {
  const account = textOf(event, 'controller');
  const { chainId, address: token } = event;
  const holding = await tx.trancheHolding.findUnique({ where: { chainId_token_account: { chainId, token, account } } });
  const cancelled = BigInt(holding?.cancelled ?? '0');
  const first = assets < cancelled ? assets : cancelled;
  await add(tx, event, { account, of: 'cancelled', amount: -first });
  await add(tx, event, { account, of: 'requested', amount: first - assets });
}

async function addRequested(tx: Tx, { chainId, address: token }: IndexedEvent, amount: bigint): Promise<void> {
  const where = { chainId_token: { chainId, token } };
  const known = await tx.dealClass.findUnique({ where });
  if (known !== null) await tx.dealClass.update({ where, data: { requested: String(BigInt(known.requested) + amount) } });
}
