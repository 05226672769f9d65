import type { Page } from 'playwright-core';
import { hashTypedData } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';

/** Puts a wallet into the page that announces itself as EIP-6963 says; `walletAnswer` of the page answers for it. */
export function announceWallet(): void {
  const answer = Reflect.get(window, 'walletAnswer') as (method: string, params: string) => Promise<string>;
  const provider = {
    request: async ({ method, params = [] }: { method: string; params?: unknown[] }): Promise<unknown> => {
      const text = await answer(method, JSON.stringify(params));
      const result: unknown = JSON.parse(text);
      if (typeof result === 'object' && result !== null && 'code' in result) throw result;
      return result;
    },
  };
  const detail = Object.freeze({ info: { uuid: 'test', name: 'Test Wallet', icon: 'data:,', rdns: 'example.test' }, provider });
  const announce = (): void => void window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
  window.addEventListener('eip6963:requestProvider', announce);
  announce();
}

/** A wallet that signs whatever it is asked to. */
export async function addWallet(page: Page, seed: string): Promise<PrivateKeyAccount> {
  const account = privateKeyToAccount(`0x${seed.repeat(32)}`);
  await page.exposeFunction('walletAnswer', async (method: string, params: string): Promise<string> => {
    if (method === 'eth_requestAccounts') return JSON.stringify([account.address.toLowerCase()]);
    const given = JSON.parse(params) as string[];
    if (method === 'personal_sign') return JSON.stringify(await account.signMessage({ message: { raw: given[0] as `0x${string}` } }));
    const typed = JSON.parse(given[1] ?? '{}') as Parameters<typeof hashTypedData>[0];
    return JSON.stringify(await account.sign({ hash: hashTypedData(typed) }));
  });
  await page.addInitScript(announceWallet);
  return account;
}
