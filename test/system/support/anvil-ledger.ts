import { encodeFunctionData } from 'viem';
import { fromHex } from '../../../backend/kernel/hex.ts';
import { creditLedgerAbi } from '../../../backend/platform/chain/abi/credit-ledger.ts';
import { createChainClient } from '../../../backend/platform/chain/chain-client.ts';
import { ensureDeployed } from '../../../backend/platform/chain/deploy-contracts.ts';
import { sendTransaction } from '../../../backend/platform/chain/send-transaction.ts';
import { signerOfKey } from '../../../backend/platform/chain/signer.ts';
import type { Database } from '../../../backend/platform/database/database.ts';
import { ANVIL_KEY, type Anvil, startAnvil } from '../chain/anvil-process.ts';
import type { LedgerChain } from './ledger-chain.ts';

/** The ledger on an anvil of its own, which can be told to reorganize; closing it stops anvil. */
export async function openAnvilLedger(database: Database): Promise<{ ledger: LedgerChain; anvil: Anvil }> {
  const anvil = await startAnvil();
  const chain = createChainClient({ rpcUrl: anvil.rpcUrl });
  const admin = signerOfKey(fromHex(ANVIL_KEY));
  const issuer = signerOfKey(fromHex(`0x${'11'.repeat(32)}`));
  await sendTransaction(chain, admin, { to: issuer.address, data: '0x', value: 10n ** 20n });
  const { chainId, creditLedger } = await ensureDeployed({ database, chain, signer: admin, config: { home: '', chainLocal: false } });
  const place = { chainId, ledger: creditLedger.address };
  const ledger: LedgerChain = {
    rpcUrl: anvil.rpcUrl,
    chain,
    place,
    admin,
    issuer,
    call: async (signer, functionName, args) => {
      const data = encodeFunctionData({ abi: creditLedgerAbi, functionName, args: args as never });
      await sendTransaction(chain, signer, { to: place.ledger, data, abi: creditLedgerAbi });
    },
    close: () => anvil.stop(),
  };
  return { ledger, anvil };
}
