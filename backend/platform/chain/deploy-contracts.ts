import { encodeDeployData } from 'viem';
import { DomainError, InvariantError } from '../../kernel/errors.ts';
import { type Address, fromHex, type Hash32 } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import type { Database } from '../database/database.ts';
import type { ChainClient } from './chain-client.ts';
import { type ContractArtifact, readArtifact } from './contract-artifacts.ts';
import { currentDeployment, type Deployment, moveDeployment, recordDeployment } from './deployment-store.ts';
import { fundAccounts } from './fund-accounts.ts';
import { sendTransaction } from './send-transaction.ts';
import type { Signer } from './signer.ts';

/** Deeper than chains reorganize. */
const REORG_DEPTH = 64;
const CURE =
  'connect the chain that has it (CHAIN_RPC_URL, CREDENCE_HOME), restore the database that belongs to this chain, or replace it with credence ledger redeploy --reason TEXT';

export interface DeployOptions {
  readonly database: Database;
  readonly chain: ChainClient;
  /** Pays, and becomes the first administrator of the access manager. */
  readonly signer: Signer;
  readonly config: { readonly home: string; readonly chainLocal: boolean };
  /** Replaces the recorded contracts for this reason; without it nothing that is recorded is ever replaced. */
  readonly redeploy?: string;
  readonly artifactsFolder?: string;
}

export interface Deployments {
  readonly chainId: number;
  readonly accessManager: Deployment;
  readonly creditLedger: Deployment;
}

/**
 * The contracts of this chain, deployed when the database has none for it.
 *
 * What is recorded must still be there: the transaction that created it, the same code, the ABI that this
 * program was built with. If not, the start ends with one sentence, because going on with fresh contracts
 * would leave every credential issued so far without its anchor.
 * @throws {DomainError} `deployment_vanished`, `deployment_code_differs`, `deployment_abi_differs`, `chain_account_empty`
 */
export async function ensureDeployed(options: DeployOptions): Promise<Deployments> {
  const { database, chain, signer, redeploy, artifactsFolder } = options;
  const chainId = await chain.chainId();
  const manager = readArtifact('AccessManager', artifactsFolder);
  const ledger = readArtifact('CreditLedger', artifactsFolder);
  const present = await Promise.all([
    currentDeployment(database.client, chainId, 'AccessManager'),
    currentDeployment(database.client, chainId, 'CreditLedger'),
  ]);
  if (redeploy !== undefined) requireReason(redeploy, present);

  const [knownManager, knownLedger] = present;
  if (redeploy === undefined && knownManager && knownLedger) {
    const accessManager = await confirmDeployment(options, knownManager, manager);
    const creditLedger = await confirmDeployment(options, knownLedger, ledger);
    return { chainId, accessManager, creditLedger };
  }

  await fundAccounts(options, [signer.address]);
  const reason = redeploy ?? null;
  const newManager = await deploy(options, chainId, { artifact: manager, args: [signer.address], reason });
  const newLedger = await deploy(options, chainId, { artifact: ledger, args: [newManager.address], reason });
  // Both or neither: a ledger is of use only with the manager that it was made with.
  return database.write(async (tx) => ({
    chainId,
    accessManager: await recordDeployment(tx, newManager),
    creditLedger: await recordDeployment(tx, newLedger),
  }));
}

interface Plan {
  readonly artifact: ContractArtifact;
  readonly args: readonly [Address];
  readonly reason: string | null;
}

async function deploy(
  { chain, signer }: DeployOptions,
  chainId: number,
  { artifact, args, reason }: Plan,
): Promise<Omit<Deployment, 'id'>> {
  const data = encodeDeployData({ abi: artifact.abi, bytecode: artifact.bytecode, args });
  const receipt = await sendTransaction(chain, signer, { to: null, data, abi: artifact.abi });
  const target = receipt.contractAddress;
  if (target === null) throw new InvariantError('A transaction that creates a contract has its address in the receipt.');
  return {
    chainId,
    contract: artifact.contract,
    address: target,
    block: receipt.blockNumber,
    blockHash: receipt.blockHash,
    txHash: receipt.txHash,
    abiHash: artifact.abiHash,
    codeHash: await codeHash(chain, target),
    deployedAt: new Date(),
    reason,
  };
}

async function confirmDeployment(
  { database, chain }: DeployOptions,
  recorded: Deployment,
  artifact: ContractArtifact,
): Promise<Deployment> {
  const found = await findDeployment(chain, recorded);
  await verifyCode(chain, found, artifact);
  if (found.blockHash !== recorded.blockHash) await database.write((tx) => moveDeployment(tx, found));
  return found;
}

/** The deployment where the chain has it now: its transaction may have moved by a few blocks in a reorganization. */
async function findDeployment(chain: ChainClient, recorded: Deployment): Promise<Deployment> {
  const receipt = await chain.receipt(recorded.txHash);
  if (receipt?.contractAddress === recorded.address && Math.abs(Number(receipt.blockNumber - recorded.block)) <= REORG_DEPTH) {
    return { ...recorded, block: receipt.blockNumber, blockHash: receipt.blockHash };
  }
  const { contract, chainId } = recorded;
  throw new DomainError(
    'deployment_vanished',
    'unavailable',
    `The recorded ${where(recorded)} is gone: the chain does not know the transaction that created it; ${CURE}.`,
    {
      params: { contract, chainId, address: recorded.address },
    },
  );
}

async function verifyCode(chain: ChainClient, deployment: Deployment, artifact: ContractArtifact): Promise<void> {
  const params = { contract: deployment.contract, chainId: deployment.chainId, address: deployment.address };
  if ((await codeHash(chain, deployment.address)) !== deployment.codeHash) {
    throw new DomainError(
      'deployment_code_differs',
      'unavailable',
      `The recorded ${where(deployment)} does not have the code it was deployed with; ${CURE}.`,
      { params },
    );
  }
  if (artifact.abiHash !== deployment.abiHash) {
    throw new DomainError(
      'deployment_abi_differs',
      'unavailable',
      `The recorded ${where(deployment)} has another interface than the one this program was built with; use the version of this program that deployed it, or replace it with credence ledger redeploy --reason TEXT.`,
      { params },
    );
  }
}

function where({ contract, address, chainId }: Deployment): string {
  return `${contract} at ${address} on chain ${chainId}`;
}

async function codeHash(chain: ChainClient, target: Address): Promise<Hash32> {
  return keccakHex(fromHex(await chain.code(target)));
}

function requireReason(reason: string, present: readonly (Deployment | null)[]): void {
  if (reason.trim() === '')
    throw new DomainError(
      'redeploy_reason_missing',
      'invalid',
      'Replacing deployed contracts needs a reason that will be kept with the record.',
    );
  if (present.every((each) => each === null))
    throw new DomainError(
      'redeploy_without_deployment',
      'conflict',
      'There is nothing to replace: no contract is recorded on this chain yet.',
    );
}
