import type { HolderChallenge } from '../../../../backend/holder/schemas.ts';
import { getJson, putJson, withQuery } from '../../lib/api.ts';
import { createPasskey, isDeclined } from '../present/passkey.ts';
import { accountOf, isRejection, signText } from '../present/wallet.ts';
import type { Wallet } from '../sign-in/wallet-store.ts';

const CHALLENGE = '/v1/me/holder-key/challenge';

/** False when the person declined in the browser's dialogue. */
export async function registerPasskey(): Promise<boolean> {
  const { passkey } = await getJson<HolderChallenge>(CHALLENGE);
  try {
    await putJson('/v1/me/holder-key', await createPasskey(passkey));
    return true;
  } catch (fault) {
    if (isDeclined(fault)) return false;
    throw fault;
  }
}

/** False when the person declined in the wallet. */
export async function registerWallet(wallet: Wallet): Promise<boolean> {
  try {
    const account = await accountOf(wallet);
    const challenge = await getJson<HolderChallenge>(withQuery(CHALLENGE, { address: account }));
    const message = challenge.wallet?.message ?? '';
    await putJson('/v1/me/holder-key', { kind: 'wallet', message, signature: await signText(wallet, message, account) });
    return true;
  } catch (fault) {
    if (isRejection(fault)) return false;
    throw fault;
  }
}
