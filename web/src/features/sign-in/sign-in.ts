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

/** Signs an EIP-4361 message; false when the person declined in the wallet. */
export async function signInWithWallet(wallet: Wallet, statement: string): Promise<boolean> {
  try {
    const accounts = await wallet.provider.request({ method: 'eth_requestAccounts' });
    const chain = await wallet.provider.request({ method: 'eth_chainId' });
    const account = Array.isArray(accounts) ? String(accounts[0] ?? '') : '';
    const { nonce } = await postJson<{ nonce: string }>('/api/auth/siwe/nonce', {});
    const { toChecksum } = await import('./checksum.ts');
    const message = siweMessage({ account: toChecksum(account), chainId: Number(chain), nonce, statement, now: new Date() });
    const signature = await wallet.provider.request({ method: 'personal_sign', params: [hexOfText(message), account] });
    await postJson('/api/auth/siwe/verify', { message, signature });
    return true;
  } catch (fault) {
    if (isRejection(fault)) return false;
    throw fault;
  }
}

interface SiweParts {
  account: string;
  chainId: number;
  nonce: string;
  statement: string;
  now: Date;
}

/** The text of EIP-4361, line by line as its grammar orders it. */
function siweMessage({ account, chainId, nonce, statement, now }: SiweParts): string {
  return [
    `${window.location.host} wants you to sign in with your Ethereum account:`,
    account,
    '',
    statement,
    '',
    `URI: ${window.location.origin}`,
    'Version: 1',
    `Chain ID: ${chainId}`,
    `Nonce: ${nonce}`,
    `Issued At: ${now.toISOString()}`,
  ].join('\n');
}

function hexOfText(text: string): string {
  return `0x${[...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
