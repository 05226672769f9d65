import type { Page } from 'playwright-core';
import { createPublicClient, createWalletClient, type Hex, hashTypedData, http, publicActions } from 'viem';
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

/** The account of the test wallet that is made of a byte, in hex. */
export const walletAccount = (seed: string): PrivateKeyAccount => privateKeyToAccount(`0x${seed.repeat(32)}`);

interface WalletCall {
  readonly from: string;
  readonly to: Hex;
  readonly data: Hex;
}

/** A wallet that signs whatever it is asked to, and with the address of a node sends it and asks for receipts there. */
export async function addWallet(page: Page, seed: string, chainUrl?: string): Promise<PrivateKeyAccount> {
  const account = walletAccount(seed);
  await page.exposeFunction('walletAnswer', async (method: string, params: string): Promise<string> => {
    if (method === 'eth_requestAccounts') return JSON.stringify([account.address.toLowerCase()]);
    const given = JSON.parse(params) as readonly unknown[];
    if (chainUrl !== undefined && method === 'eth_sendTransaction') return sendCall(account, chainUrl, given[0] as WalletCall);
    if (chainUrl !== undefined && method === 'eth_getTransactionReceipt') return receiptOf(chainUrl, given[0] as Hex);
    if (method === 'personal_sign') return JSON.stringify(await account.signMessage({ message: { raw: given[0] as Hex } }));
    if (method !== 'eth_signTypedData_v4') return JSON.stringify({ code: UNSUPPORTED, message: `no ${method}` });
    const typed = JSON.parse(String(given[1])) as Parameters<typeof hashTypedData>[0];
    return JSON.stringify(await account.sign({ hash: hashTypedData(typed) }));
  });
  await page.addInitScript(announceWallet);
  return account;
}

/** Codes of EIP-1193 and of JSON-RPC, as wallets answer them. */
const UNSUPPORTED = 4200;
const UNAUTHORIZED = 4100;
const REFUSED = -32_000;

const nodeOf = (account: PrivateKeyAccount, url: string) => createWalletClient({ account, transport: http(url) }).extend(publicActions);

/** Signs here and hands the raw transaction to the node; what the node refuses is answered as a wallet does. */
async function sendCall(account: PrivateKeyAccount, url: string, { from, to, data }: WalletCall): Promise<string> {
  if (from.toLowerCase() !== account.address.toLowerCase())
    return JSON.stringify({ code: UNAUTHORIZED, message: `not the key of ${from}` });
  try {
    const node = nodeOf(account, url);
    const request = await node.prepareTransactionRequest({ to, data, chain: null });
    const chainId = await node.getChainId();
    const raw = await account.signTransaction({ ...request, chainId } as Parameters<typeof account.signTransaction>[0]);
    return JSON.stringify(await node.sendRawTransaction({ serializedTransaction: raw }));
  } catch (error) {
    return JSON.stringify({ code: REFUSED, message: error instanceof Error ? error.message : String(error) });
  }
}

async function receiptOf(url: string, hash: Hex): Promise<string> {
  const node = createPublicClient({ transport: http(url) });
  return JSON.stringify(await node.request({ method: 'eth_getTransactionReceipt', params: [hash] }));
}
