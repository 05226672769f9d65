import { fromHex } from '../../../../backend/kernel/hex.ts';
import type { Wallet } from '../sign-in/wallet-store.ts';

/** The wallet's own refusal: the person pressed "reject", which is no fault. */
const USER_REJECTED = 4001;
const ECDSA_BYTES = 65;

export function isRejection(fault: unknown): boolean {
  return typeof fault === 'object' && fault !== null && 'code' in fault && fault.code === USER_REJECTED;
}

/** The account that the person lets us see, lower-case. */
export async function accountOf({ provider }: Wallet): Promise<string> {
  const accounts = await provider.request({ method: 'eth_requestAccounts' });
  const account: unknown = Array.isArray(accounts) ? accounts[0] : undefined;
  if (typeof account !== 'string') throw new Error('The wallet has no account.');
  return account.toLowerCase();
}

export async function signText({ provider }: Wallet, text: string, account: string): Promise<string> {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return String(await provider.request({ method: 'personal_sign', params: [`0x${bytes}`, account] }));
}

/** The member `signature` of a presentation file; a wallet that is a contract answers with more or less than 65 bytes. */
export async function signTypedData({ provider }: Wallet, typedData: unknown, account: string) {
  const answer = await provider.request({ method: 'eth_signTypedData_v4', params: [account, JSON.stringify(typedData)] });
  const value = String(answer).toLowerCase();
  return { kind: fromHex(value).length === ECDSA_BYTES ? ('ecdsa' as const) : ('erc1271' as const), value };
}
