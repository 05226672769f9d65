import { privateKeyToAccount } from 'viem/accounts';
import { createSiweMessage } from 'viem/siwe';
import { describe, expect, it } from 'vitest';
import { isWalletMessageValid, type WalletMessageRules } from './wallet-message.ts';

const OWNER = privateKeyToAccount(`0x${'42'.repeat(32)}`);
const NOW = new Date('2026-01-01T00:00:00Z');
const RULES: WalletMessageRules = { domain: 'credence.example', origin: 'https://credence.example', chainId: 1, now: NOW };
const MESSAGE = createSiweMessage({
  address: OWNER.address,
  chainId: 1,
  domain: 'credence.example',
  uri: 'https://credence.example/login',
  version: '1',
  nonce: 'abcdefgh12345678',
  issuedAt: NOW,
  expirationTime: new Date(NOW.getTime() + 600_000),
});
const CONTRACT_SIGNATURE = `0x${'ab'.repeat(200)}`;

describe('wallet messages', () => {
  it('of a plain wallet need no chain, not even a dead one', async () => {
    const signature = await OWNER.signMessage({ message: MESSAGE });
    const never = () => new Promise<boolean>(() => undefined);
    expect(await isWalletMessageValid(MESSAGE, signature, { ...RULES, contractCheck: never })).toBe(true);
  });

  it('of a contract wallet are judged by its contract', async () => {
    const asked: string[] = [];
    const says = (isValid: boolean) => async (input: { address: string }) => {
      asked.push(input.address);
      return isValid;
    };
    expect(await isWalletMessageValid(MESSAGE, CONTRACT_SIGNATURE, { ...RULES, contractCheck: says(true) })).toBe(true);
    expect(await isWalletMessageValid(MESSAGE, CONTRACT_SIGNATURE, { ...RULES, contractCheck: says(false) })).toBe(false);
    expect(asked).toEqual([OWNER.address, OWNER.address]);
    expect(await isWalletMessageValid(MESSAGE, CONTRACT_SIGNATURE, RULES)).toBe(false);
  });

  it('are refused when the chain cannot be asked', async () => {
    const contractCheck = async (): Promise<boolean> => {
      throw new Error('connection refused');
    };
    expect(await isWalletMessageValid(MESSAGE, CONTRACT_SIGNATURE, { ...RULES, contractCheck })).toBe(false);
  });

  it.each(['', 'hello', MESSAGE.replace('Version: 1', 'Version: 2'), MESSAGE.replace(/URI: .*/, 'URI: not a url')])(
    'are refused when they are something else (%#)',
    async (message) => {
      expect(await isWalletMessageValid(message, await OWNER.signMessage({ message }), RULES)).toBe(false);
    },
  );

  it.each(['0x', 'zz', `0x${'00'.repeat(65)}`, `0x${'ff'.repeat(65)}`])('are refused with the signature %j', async (signature) => {
    expect(await isWalletMessageValid(MESSAGE, signature, RULES)).toBe(false);
  });
});
