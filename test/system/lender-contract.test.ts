import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contractSignature, proofOfClaim, proofOfField } from '../../backend/attestation/domain/contract-proof.ts';
import type { Credential } from '../../backend/attestation/domain/credential.ts';
import { holderBlind } from '../../backend/attestation/domain/customer-secrets.ts';
import { holderCommitment } from '../../backend/attestation/domain/holder-key.ts';
import { type Claim, contractVerifierId, digestOfPresentation, disclosureHash } from '../../backend/attestation/domain/presentation.ts';
import { thresholdProof } from '../../backend/attestation/domain/threshold-chain.ts';
import { type Address, type Hash32, toHex } from '../../backend/kernel/hex.ts';
import {
  addressOf,
  customerKey,
  deviceAddress,
  factsOf,
  HOLDER_KEY,
  DEVICE_KEY,
  sampleBatch,
  secretsOf,
  sign,
  signP256,
  signPasskey,
  textHash,
} from '../vectors/credential-builder.ts';
import { compiled, type Contract, type ContractChain, openContractChain } from './support/contract-chain.ts';

/** Credentials as the back end makes them, presented to a lender's contract on a chain. */

const FOREVER = 2n ** 40n - 1n;
const DAY = 86_400n;
const COUNT = 37;
const MODEL = textHash('model');

let chain: ContractChain;
let ledger: Contract;
let line: Contract;
let other: Contract;
let credentials: readonly Credential[];
let customers: readonly number[];

beforeAll(async () => {
  chain = await openContractChain();
  const [admin, key] = chain.accounts as [Address, Address];
  const manager = await chain.deploy(admin, compiled('@openzeppelin/contracts/access/manager/AccessManager'), [admin]);
  ledger = await chain.deploy(admin, compiled('contracts/ledger/CreditLedger'), [manager.address]);
  await chain.act(admin, ledger, 'registerIssuer', [admin, 'Bank of the North', true, 0]);
  await chain.act(admin, ledger, 'addKey', [1, key, 0, FOREVER, 7]);
  const terms = { lender: admin, minimumScore: 600, threshold: 600, limit: 1_000_000n, term: 30n * DAY };
  const lender = [ledger.address, admin, terms, [{ issuer: 1, model: MODEL }]];
  line = await chain.deploy(admin, compiled('contracts/lending/CreditLine'), lender);
  other = await chain.deploy(admin, compiled('contracts/lending/CreditLine'), lender);
  const now = await chain.time();
  const place = { chainId: chain.chainId, ledger: ledger.address };
  const sample = sampleBatch({ count: COUNT, place, change: { issuedAt: now, expiry: now + 90n * DAY }, hasState: true });
  const { root, leaves, model, stateRoot } = sample.batch;
  await chain.act(key, ledger, 'anchor', [root, leaves, model, stateRoot, 0n]);
  const time = await chain.time();
  customers = sample.customers;
  credentials = sample.credentials.map((credential) => ({ ...credential, anchor: credential.anchor && { ...credential.anchor, time } }));
});

afterAll(() => chain.close());

/** A customer of the holder whose score the lender takes, or does not. */
function find(holder: Address, isGood: boolean): { credential: Credential; customer: number; blind: Hash32 } {
  for (const [position, customer] of customers.entries()) {
    const { score, holder: bound } = factsOf(customer);
    const blind = holderBlind(customerKey(customer), `cred_${customer}`);
    const credential = credentials[position];
    const isBound = bound === holderCommitment(holder, blind);
    if (credential !== undefined && isBound && score >= 600 === isGood) return { credential, customer, blind };
  }
  throw new Error('The sample has no such customer.');
}

/** Sends from an account whose key this test does not hold in the node. */
async function as(account: Address): Promise<Address> {
  await chain.request('hardhat_impersonateAccount', [account]);
  await chain.request('hardhat_setBalance', [account, '0xde0b6b3a7640000']);
  return account;
}

/** Answers of `CreditReason`. */
const [NOT_INCLUDED, SCORE_TOO_LOW, SIGNATURE_INVALID] = [7, 14, 18];

async function isRefused(work: Promise<unknown>, error: string): Promise<void> {
  await expect(work).rejects.toThrow(error);
}

describe('a lender contract', () => {
  test('takes the score of the caller, and of nobody else', async () => {
    const holder = await as(addressOf(HOLDER_KEY));
    const { credential, blind } = find(holder, true);
    const proof = proofOfField(credential, 'score');
    const [, , thief] = chain.accounts as [Address, Address, Address];
    await isRefused(chain.act(thief, line, 'openByScore', [proof, blind]), `CreditRefused(${NOT_INCLUDED})`);
    expect(await chain.act(holder, line, 'openByScore', [proof, blind])).toBeLessThan(170_000);
  });

  test('refuses a score that is too low', async () => {
    const holder = await as(addressOf(HOLDER_KEY));
    const { credential, blind } = find(holder, false);
    await isRefused(chain.act(holder, other, 'openByScore', [proofOfField(credential, 'score'), blind]), `CreditRefused(${SCORE_TOO_LOW})`);
  });

  test('takes a threshold without the score, from the file that shows the threshold only', async () => {
    const holder = await as(addressOf(HOLDER_KEY));
    const { credential, customer, blind } = find(holder, true);
    const claim = claimOf(customer, 600);
    await chain.act(holder, other, 'openByThreshold', [proofOfClaim(credential, claim), blind, claim.proof]);
  });

  /** A challenge of the lender for an account, and the presentation of the P-256 holder that answers it. */
  async function present(account: Address, lender: Contract, customer: ReturnType<typeof find>) {
    await chain.act(account, lender, 'requestChallenge', []);
    const challenge = (await chain.view(lender, 'challengeOf', [account])) as Hash32;
    const until = (await chain.time()) + 600n;
    const key = deviceAddress(DEVICE_KEY);
    const audience = {
      verifierName: 'lender',
      verifier: contractVerifierId(lender.address),
      challenge,
      purpose: 'open a credit line',
      until,
    };
    const unsigned = { credential: customer.credential, claims: [], holder: { key, blind: customer.blind }, audience };
    const shown = { key, blind: customer.blind, disclosure: disclosureHash(unsigned), until };
    return { shown, digest: digestOfPresentation(unsigned), proof: proofOfField(customer.credential, 'score') };
  }

  test('takes what a P-256 key signed for it, once, and for no other lender', async () => {
    const [, , account] = chain.accounts as [Address, Address, Address];
    const customer = find(deviceAddress(DEVICE_KEY), true);
    const { shown, digest, proof } = await present(account, line, customer);
    const signature = contractSignature({ kind: 'p256', value: signP256(digest, DEVICE_KEY) });
    await present(account, other, customer);
    const open = (lender: Contract, value: string) =>
      chain.act(account, lender, 'openByPresentation', [proof, { ...shown, signature: value }]);
    await isRefused(open(other, signature), `CreditRefused(${SIGNATURE_INVALID})`);
    await isRefused(open(line, sign(digest, HOLDER_KEY)), `CreditRefused(${SIGNATURE_INVALID})`);
    await open(line, signature);
    await isRefused(open(line, signature), 'LineChallengeUnknown');
  });

  test('takes what a passkey signed in a browser, with its user present and verified', async () => {
    const [, , , account] = chain.accounts as [Address, Address, Address, Address];
    const { shown, digest, proof } = await present(account, other, find(deviceAddress(DEVICE_KEY), true));
    const open = (value: string) => chain.act(account, other, 'openByPresentation', [proof, { ...shown, signature: value }]);
    const signed = (changes: object) => contractSignature(signPasskey(digest, DEVICE_KEY, changes));
    const refused = `CreditRefused(${SIGNATURE_INVALID})`;
    await isRefused(open(signed({ flags: 0x01 })), refused);
    await isRefused(open(signed({ flags: 0x04 })), refused);
    await isRefused(open(signed({ type: 'webauthn.create' })), refused);
    await isRefused(open(contractSignature(signPasskey(textHash('another challenge'), DEVICE_KEY))), refused);
    await isRefused(open(contractSignature(signPasskey(digest, HOLDER_KEY))), refused);
    await isRefused(open(signed({}).slice(0, 600)), refused);
    await open(signed({}));
  });
});

function claimOf(customer: number, threshold: number): Claim {
  const { score, pdWad } = factsOf(customer);
  const secrets = secretsOf(customer);
  const proof = thresholdProof('scoreAtLeast', threshold, { score, pdWad }, secrets);
  if (proof === null) throw new Error('The score does not reach the threshold.');
  return { kind: 'scoreAtLeast', threshold: String(threshold), salt: toHex(secrets.salts.subarray(14 * 16, 15 * 16)), proof };
}
