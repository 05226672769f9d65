import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../../test/system/support/databases.ts';
import { address, hash32 } from '../../../kernel/hex.ts';
import { signerOfKey, type TransactionRequest } from '../signer.ts';
import { guardSigner } from './guard-signer.ts';
import type { SigningPolicy } from './signing-policy.ts';

const LEDGER = address(`0x${'11'.repeat(20)}`);
const ELSEWHERE = address(`0x${'22'.repeat(20)}`);
const DIGEST = hash32(`0x${'ab'.repeat(32)}`);
const CALL: TransactionRequest = {
  chainId: 1,
  nonce: 0,
  to: LEDGER,
  data: '0x12345678aa',
  value: 0n,
  gas: 100_000n,
  maxFeePerGas: 1n,
  maxPriorityFeePerGas: 1n,
};
const POLICY: SigningPolicy = {
  chainId: 1,
  calls: [{ contract: LEDGER, selector: '0x12345678' }],
  transactionsPerDay: 3,
  digestsPerDay: 2,
};

let next = 1;
const freshSigner = () => signerOfKey(Uint8Array.from({ length: 32 }, () => next++));

describeOnEachDatabase('guardSigner', (under) => {
  const guarded = (signer = freshSigner()) => guardSigner(under.database, signer, async () => POLICY);

  it('signs what the policy allows, as the key itself would', async () => {
    const signer = freshSigner();
    expect(await guarded(signer).signTransaction(CALL)).toBe(await signer.signTransaction(CALL));
  });

  it.each<[string, Partial<TransactionRequest>]>([
    ['another chain', { chainId: 2 }],
    ['another contract', { to: ELSEWHERE }],
    ['a new contract', { to: null }],
    ['another function', { data: '0x12345679aa' }],
    ['no function', { data: '0x' }],
    ['money sent along', { value: 1n }],
  ])('refuses %s, and does not count it', async (_, change) => {
    const signer = guarded();
    await expect(signer.signTransaction({ ...CALL, ...change })).rejects.toMatchObject({ code: 'signing_refused', kind: 'forbidden' });
    expect(await under.database.client.signerUse.count({ where: { address: signer.address } })).toBe(0);
  });

  it('counts over all processes, each kind by itself, and stops at the limit of the day', async () => {
    const key = freshSigner();
    const [first, second] = [guarded(key), guarded(key)];
    for (const signer of [first, second, first]) await signer.signTransaction(CALL);
    await expect(second.signTransaction(CALL)).rejects.toMatchObject({ code: 'signing_limit_reached', retryable: true });
    await first.signDigest(DIGEST);
    await second.signDigest(DIGEST);
    await expect(first.signDigest(DIGEST)).rejects.toMatchObject({ code: 'signing_limit_reached' });
    const other = guarded();
    await expect(other.signDigest(DIGEST)).resolves.toMatch(/^0x[0-9a-f]{130}$/);
  });
});
