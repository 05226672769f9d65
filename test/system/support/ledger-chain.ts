import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ContractFunctionName, encodeFunctionData } from 'viem';
import type { LedgerPlace } from '../../../backend/attestation/domain/batch-leaf.ts';
import { fromHex } from '../../../backend/kernel/hex.ts';
import { creditLedgerAbi } from '../../../backend/platform/chain/abi/credit-ledger.ts';
import { type ChainClient, createChainClient } from '../../../backend/platform/chain/chain-client.ts';
import { ensureDeployed } from '../../../backend/platform/chain/deploy-contracts.ts';
import { openDurableChain } from '../../../backend/platform/chain/durable/open-durable-chain.ts';
import { listenRpc } from '../../../backend/platform/chain/durable/rpc-server.ts';
import { fundAccounts } from '../../../backend/platform/chain/fund-accounts.ts';
import { sendTransaction } from '../../../backend/platform/chain/send-transaction.ts';
import { type Signer, signerOfKey } from '../../../backend/platform/chain/signer.ts';
import type { Database } from '../../../backend/platform/database/database.ts';

/** A local chain of its own with the contracts on it, over HTTP on a free port. */
export interface LedgerChain {
  readonly rpcUrl: string;
  readonly chain: ChainClient;
  readonly place: LedgerPlace;
  /** Deployed the contracts and administers them. */
  readonly admin: Signer;
  /** Funded, and nothing more. */
  readonly issuer: Signer;
  /** Calls the ledger directly and waits for the block. */
  call(signer: Signer, functionName: LedgerCall, args: readonly unknown[]): Promise<void>;
  close(): Promise<void>;
}

type LedgerCall = ContractFunctionName<typeof creditLedgerAbi, 'nonpayable'>;

export async function openLedgerChain(database: Database): Promise<LedgerChain> {
  const home = await mkdtemp(join(tmpdir(), 'credence-ledger-'));
  const server = await listenRpc(0);
  const durable = await openDurableChain({ home });
  server.begin((method, params) => durable.provider.request({ method, params }));
  const rpcUrl = `http://127.0.0.1:${server.port}`;
  const chain = createChainClient({ rpcUrl });
  const admin = signerOfKey(fromHex(`0x${'a1'.repeat(32)}`));
  const issuer = signerOfKey(fromHex(`0x${'11'.repeat(32)}`));
  const config = { home, chainLocal: true };
  const { chainId, creditLedger } = await ensureDeployed({ database, chain, signer: admin, config });
  await fundAccounts({ chain, config }, [issuer.address]);
  const place = { chainId, ledger: creditLedger.address };
  return {
    rpcUrl,
    chain,
    place,
    admin,
    issuer,
    call: async (signer, functionName, args) => {
      const data = encodeFunctionData({ abi: creditLedgerAbi, functionName, args: args as never });
      await sendTransaction(chain, signer, { to: place.ledger, data, abi: creditLedgerAbi });
    },
    close: async () => {
      await server.close();
      await durable.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
