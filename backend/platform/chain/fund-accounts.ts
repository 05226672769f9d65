import { DomainError } from '../../kernel/errors.ts';
import { fromHex, type Address } from '../../kernel/hex.ts';
import type { ChainClient } from './chain-client.ts';
import { readGenesis } from './durable/genesis.ts';
import { sendTransaction } from './send-transaction.ts';
import { signerOfKey } from './signer.ts';

const ETHER = 10n ** 18n;
const REFILL_BELOW = 100n * ETHER;
const REFILL = 1_000n * ETHER;

export interface FundingOptions {
  readonly chain: ChainClient;
  readonly config: { readonly home: string; readonly chainLocal: boolean };
}

/**
 * Gives each account play money on the local chain when it runs low. On any other chain, where only the owner of
 * money can give it, says which account has none.
 * @throws {DomainError} `chain_account_empty`
 */
export async function fundAccounts({ chain, config }: FundingOptions, accounts: readonly Address[]): Promise<void> {
  const genesis = config.chainLocal ? readGenesis(config.home) : null;
  if (genesis === null) {
    for (const account of accounts) await requireMoney(chain, account);
    return;
  }
  const faucet = signerOfKey(fromHex(genesis.faucetKey));
  for (const account of accounts) {
    if (account !== faucet.address && (await chain.balance(account)) < REFILL_BELOW) {
      await sendTransaction(chain, faucet, { to: account, data: '0x', value: REFILL });
    }
  }
}

/** How much is enough only a transaction knows; an account without any can send none. */
async function requireMoney(chain: ChainClient, account: Address): Promise<void> {
  if ((await chain.balance(account)) > 0n) return;
  const chainId = await chain.chainId();
  throw new DomainError(
    'chain_account_empty',
    'unavailable',
    `Account ${account} has 0 wei on chain ${chainId}; send it money there and start again.`,
    { params: { account, chainId }, retryable: true },
  );
}
