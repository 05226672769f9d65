import { toFunctionSelector } from 'viem';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import { modelBookAbi } from '../platform/chain/abi/model-book.ts';
import { ratingBoardAbi } from '../platform/chain/abi/rating-board.ts';
import { currentDeployment } from '../platform/chain/deployment-store.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { type KeyFolder, openSigner } from '../platform/chain/key-folder.ts';
import { createSigner, type Signer } from '../platform/chain/signer.ts';
import { guardSigner } from '../platform/chain/signing/guard-signer.ts';
import { openPkcs11Key } from '../platform/chain/signing/pkcs11-key.ts';
import { parsePkcs11Uri } from '../platform/chain/signing/pkcs11-uri.ts';
import type { AllowedCall, SigningPolicy } from '../platform/chain/signing/signing-policy.ts';
import type { Config } from '../platform/config/config.ts';
import type { Database } from '../platform/database/database.ts';

/** What the issuer's key does by itself. Keys, freezes and accreditations are acts of the administrator's key. */
const ISSUING = [
  {
    contract: 'CreditLedger',
    abi: creditLedgerAbi,
    functions: ['anchor', 'anchorBySig', 'anchorAndSupersede', 'revoke', 'revokeWords', 'revokeBatch', 'suspendWords', 'releaseWords'],
  },
  { contract: 'RatingBoard', abi: ratingBoardAbi, functions: ['rate', 'rateMany', 'rateDense'] },
  { contract: 'ModelBook', abi: modelBookAbi, functions: ['record'] },
] as const;

/** Opens the key that issues: a keystore file made on the first call, or the key of a PKCS#11 token. */
export async function openIssuerKey(config: Config, folder: KeyFolder): Promise<() => Signer> {
  if (!config.issuerKey.startsWith('pkcs11:')) return () => openSigner(folder, config.issuerKey);
  const signer = createSigner(await openPkcs11Key(parsePkcs11Uri(config.issuerKey)));
  return () => signer;
}

/** The issuer's key behind its policy: the functions of the contracts in use that issue, and so many signatures a day. */
export function guardIssuer(
  parts: { readonly config: Config; readonly database: Database; readonly chain: ChainClient },
  signer: Signer,
): Signer {
  return guardSigner(parts.database, signer, () => issuingPolicy(parts));
}

async function issuingPolicy({
  config,
  database,
  chain,
}: {
  readonly config: Config;
  readonly database: Database;
  readonly chain: ChainClient;
}): Promise<SigningPolicy> {
  const chainId = await chain.chainId();
  const calls: AllowedCall[] = [];
  for (const { contract, abi, functions } of ISSUING) {
    const deployment = await currentDeployment(database.client, chainId, contract);
    if (deployment === null) continue;
    for (const item of abi) {
      if (item.type === 'function' && functions.some((name) => name === item.name)) {
        calls.push({ contract: deployment.address, selector: toFunctionSelector(item) });
      }
    }
  }
  return { chainId, calls, transactionsPerDay: config.transactionsPerDay, digestsPerDay: config.digestsPerDay };
}
