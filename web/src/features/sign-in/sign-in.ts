import { postJson } from '../../lib/api.ts';
import type { Wallet } from './wallet-store.ts';

/** The wallet's own refusal: the person pressed "reject", which is no fault. */
const USER_REJECTED = 4001;

export async function signInWithPassword(email: string, password: string): Promise<void> {
  await postJson('/api/auth/sign-in/email', { email, password });
}

function isRejection(fault: unknown): boolean {
  return typeof fault === 'object' && fault !== null && 'code' in fault && fault.code === USER_REJECTED;
}

/** Signs an EIP-4361 message for the chain of this installation; false when the person declined in the wallet. */
export async function signInWithWallet(wallet: Wallet, chainId: number): Promise<boolean> {
  try {
    const accounts = await wallet.provider.request({ method: 'eth_requestAccounts' });
    const account = Array.isArray(accounts) ? String(accounts[0] ?? '') : '';
    const { nonce } = await postJson<{ nonce: string }>('/api/auth/siwe/nonce', {});
    const { toChecksum } = await import('./checksum.ts');
    const message = siweMessage({ account: toChecksum(account), chainId, nonce, now: new Date() });
    const signature = await wallet.provider.request({ method: 'personal_sign', params: [hexOfText(message), account] });
    await postJson('/api/auth/siwe/verify', { message, signature });
    return true;
  } catch (fault) {
    if (isRejection(fault)) return false;
    throw fault;
  }
}

const MESSAGE_LIFE_MS = 300_000;
/** EIP-4361 allows only ASCII here, so it is the same in every language of the console. */
const STATEMENT = 'Sign in to Credence. This signature sends no transaction and costs nothing.';

interface SiweParts {
  account: string;
  chainId: number;
  nonce: string;
  now: Date;
}

/** The text of EIP-4361, line by line as its grammar orders it. */
function siweMessage({ account, chainId, nonce, now }: SiweParts): string {
  return [
    `${window.location.host} wants you to sign in with your Ethereum account:`,
    account,
    '',
    STATEMENT,
    '',
    `URI: ${window.location.origin}`,
    'Version: 1',
    `Chain ID: ${chainId}`,
    `Nonce: ${nonce}`,
    `Issued At: ${now.toISOString()}`,
    `Expiration Time: ${new Date(now.getTime() + MESSAGE_LIFE_MS).toISOString()}`,
  ].join('\n');
}

function hexOfText(text: string): string {
  return `0x${[...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
