import { setTimeout as pause } from 'node:timers/promises';
import { encodeFunctionData } from 'viem';
import { DomainError } from '../kernel/errors.ts';
import type { Address } from '../kernel/hex.ts';
import { keccakHex } from '../kernel/keccak.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { sendTransaction } from '../platform/chain/send-transaction.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { LedgerPlace } from './domain/batch-leaf.ts';
import { KEY_ROLE, NO_END } from './domain/ledger-facts.ts';
import { utf8 } from './domain/words.ts';

export interface IssuerPlan {
  readonly chain: ChainClient;
  readonly place: LedgerPlace;
  /** Registers the issuer and manages its keys; must hold the admitting role of the access manager. */
  readonly admin: Signer;
  /** The key that anchors, revokes and signs. */
  readonly key: Address;
  /** Legal name. */
  readonly name: string;
  /** A second key, accredited with the first before anything is anchored: it can take over from a stolen one at once. */
  readonly standby?: Address;
  /** Seconds that a key added later waits before it counts. */
  readonly keyDelay?: number;
}

const ALL_ROLES = KEY_ROLE.anchor | KEY_ROLE.revoke | KEY_ROLE.sign;
const WAIT_MS = 60_000;
const POLL_MS = 100;

/**
 * Number of the issuer called `name`, which is registered, and whose keys are accredited, when the chain
 * shows that they never were. Asks the chain before each step, so it may be interrupted and run again.
 * @throws {DomainError} `issuer_key_foreign`, `issuer_suspended`, `chain_account_busy` and those of {@link sendTransaction}
 */
export async function ensureIssuer(plan: IssuerPlan): Promise<number> {
  const { chain, place, admin, key, name } = plan;
  await waitForQuiet(chain, admin.address);
  let issuer = await findIssuer(plan);
  if (issuer === null) {
    await send(
      plan,
      encodeFunctionData({ abi: creditLedgerAbi, functionName: 'registerIssuer', args: [admin.address, name, true, plan.keyDelay ?? 0] }),
    );
    issuer = await findIssuer(plan);
  }
  if (issuer === null)
    throw new DomainError('issuer_not_registered', 'unavailable', 'The ledger does not show the issuer that was just registered.');
  await requireActive(plan, issuer);
  await ensureKey(plan, issuer, key);
  // Later it would wait like any other, and its window would be chosen by nobody.
  const [batches] = await chain.readView({ address: place.ledger, abi: creditLedgerAbi, functionName: 'checkpoint', args: [issuer] });
  if (plan.standby !== undefined && batches === 0n) await ensureKey(plan, issuer, plan.standby);
  return issuer;
}

async function ensureKey(plan: IssuerPlan, issuer: number, key: Address): Promise<void> {
  const { chain, place } = plan;
  const abi = creditLedgerAbi;
  const [owner] = await chain.readView({ address: place.ledger, abi, functionName: 'keyOf', args: [key] });
  if (owner !== 0 && owner !== issuer) {
    throw new DomainError('issuer_key_foreign', 'conflict', `The key ${key} belongs to issuer ${owner} of the ledger; use another key.`, {
      params: { key, owner },
    });
  }
  // A key that was ever added is left as it is: one that was removed, perhaps because it was stolen, stays removed.
  if (owner === issuer) return;
  await send(plan, encodeFunctionData({ abi, functionName: 'addKey', args: [issuer, key, 0, Number(NO_END), ALL_ROLES] }));
}

async function send({ chain, place, admin }: IssuerPlan, data: `0x${string}`): Promise<void> {
  await sendTransaction(chain, admin, { to: place.ledger, data, abi: creditLedgerAbi });
}

/** A transaction of an earlier, interrupted run may still be on its way: deciding before it is in a block would do it twice. */
async function waitForQuiet(chain: ChainClient, account: Address): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  while ((await chain.nonce(account, 'pending')) !== (await chain.nonce(account, 'latest'))) {
    if (performance.now() > deadline) {
      throw new DomainError(
        'chain_account_busy',
        'unavailable',
        `Account ${account} has transactions that no block has taken for a minute.`,
        {
          params: { account },
          retryable: true,
        },
      );
    }
    await pause(POLL_MS);
  }
}

async function findIssuer({ chain, place, admin, name }: IssuerPlan): Promise<number | null> {
  const view = { address: place.ledger, abi: creditLedgerAbi } as const;
  const nameHash = keccakHex(utf8(name));
  const count = await chain.readView({ ...view, functionName: 'issuerCount', args: [] });
  for (let issuer = count; issuer >= 1; issuer--) {
    const [owner, hash] = await chain.readView({ ...view, functionName: 'issuerOf', args: [issuer] });
    if (hash === nameHash && owner.toLowerCase() === admin.address) return issuer;
  }
  return null;
}

async function requireActive({ chain, place }: IssuerPlan, issuer: number): Promise<void> {
  const [, , status] = await chain.readView({ address: place.ledger, abi: creditLedgerAbi, functionName: 'issuerOf', args: [issuer] });
  if (status === 1) return;
  throw new DomainError(
    'issuer_suspended',
    'conflict',
    `Issuer ${issuer} is suspended on the ledger; it can't issue until it is taken back.`,
    {
      params: { issuer },
    },
  );
}

/**
 * The issuer of `key`, with the key's last window.
 * @throws {DomainError} `issuer_not_registered` when the ledger does not know the key
 */
export async function issuerOfKey(
  chain: ChainClient,
  place: LedgerPlace,
  key: Address,
): Promise<{ issuer: number; from: bigint; until: bigint }> {
  const [issuer, from, until] = await chain.readView({ address: place.ledger, abi: creditLedgerAbi, functionName: 'keyOf', args: [key] });
  if (issuer === 0) {
    throw new DomainError('issuer_not_registered', 'unavailable', `The ledger does not know the issuer's key ${key} yet.`, {
      params: { key },
      retryable: true,
    });
  }
  return { issuer, from: BigInt(from), until: BigInt(until) };
}
