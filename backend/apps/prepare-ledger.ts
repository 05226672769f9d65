import { ensureIssuer } from '../attestation/register-issuer.ts';
import type { LedgerPlace } from '../attestation/domain/batch-leaf.ts';
import { type Deployments, ensureDeployed } from '../platform/chain/deploy-contracts.ts';
import { ensureAgency } from '../rating/register-agency.ts';
import { fundAccounts } from '../platform/chain/fund-accounts.ts';
import { ensureOriginator } from '../securitization/admit-originator.ts';
import type { System } from './open-system.ts';
import { trustPathOf, writeTrustedLedger } from './trusted-ledger.ts';

export interface PreparedLedger {
  readonly place: LedgerPlace;
  readonly issuer: number;
  readonly deployments: Deployments;
}

/**
 * Sees to it that the contracts stand, that the issuer, its rating agency and the originator are registered with their keys, and that the file from which
 * verification takes its trust says so. Asks the chain before each step, so that it may be interrupted.
 */
export async function prepareLedger(system: System): Promise<PreparedLedger> {
  const { chain, config, database } = system;
  const admin = system.signer('deployer');
  const { address: key } = system.signer('issuer');
  const deployments = await ensureDeployed({ database, chain, signer: admin, config });
  const place = { chainId: deployments.chainId, ledger: deployments.creditLedger.address };
  const { address: ratingKey } = system.signer('rating');
  const { address: originator } = system.signer('originator');
  await fundAccounts({ chain, config }, [admin.address, key, ratingKey, originator]);
  const { address: standby } = system.signer('standby');
  const plan = { chain, place, admin, key, standby, name: config.issuerName, keyDelay: config.keyDelaySeconds };
  const issuer = await ensureIssuer(plan);
  await ensureAgency({ chain, book: deployments.ratingBook.address, admin, key: ratingKey, name: `${config.issuerName} Ratings` });
  const { accessManager, loanRegistry } = deployments;
  await ensureOriginator({ chain, manager: accessManager.address, registry: loanRegistry.address, admin, key: originator });
  await writeTrustedLedger(trustPathOf(config.home), { ...place, keys: [...new Set([key, standby])] });
  return { place, issuer, deployments };
}
