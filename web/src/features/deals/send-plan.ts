import type { WalletCall } from '../../../../backend/securitization/deals/schemas.ts';
import type { Wallet } from '../sign-in/wallet-store.ts';

/** Where a signed act stands, in the words that the person reads. */
export type PlanStage = 'signing' | 'sent' | 'included';

const POLL_MS = 500;
const POLLS_MAX = 240;

/**
 * Has the wallet sign and send the calls one after the other; each waits for the block of the one before, because it
 * rests on it. Answers with the hash of the last one.
 */
export async function sendPlan(
  { provider }: Wallet,
  account: string,
  calls: readonly Pick<WalletCall, 'to' | 'data'>[],
  tell: (stage: PlanStage, place: number) => void,
): Promise<string> {
  let hash = '';
  for (const [place, { to, data }] of calls.entries()) {
    tell('signing', place);
    hash = String(await provider.request({ method: 'eth_sendTransaction', params: [{ from: account, to, data }] }));
    tell('sent', place);
    await waitForBlock(provider, hash);
    tell('included', place);
  }
  return hash;
}

async function waitForBlock(provider: Wallet['provider'], hash: string): Promise<void> {
  for (let polls = 0; polls < POLLS_MAX; polls++) {
    const receipt = (await provider.request({ method: 'eth_getTransactionReceipt', params: [hash] })) as { status?: string } | null;
    if (receipt?.status === '0x1') return;
    if (receipt !== null) throw new Error('refused');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error('late');
}
