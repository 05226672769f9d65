import { encodeDeployData } from 'viem';
import { DomainError, InvariantError } from '../../kernel/errors.ts';
import { type Address, fromHex, type Hash32 } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import type { Database } from '../database/database.ts';
import type { ChainClient } from './chain-client.ts';
import { type ContractArtifact, type ContractName, readArtifact } from './contract-artifacts.ts';
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

/** The contracts in use, by their names with a small first letter. */
export type Deployments = { readonly chainId: number } & { readonly [Name in ContractName as Uncapitalize<Name>]: Deployment };

type AddressOf = (contract: ContractName) => Address;

/** The settlement token that an installation brings: cents of a currency. */
const DEPOSITS = ['Deposit EUR', 'dEUR', 2] as const;

/** What each contract is made with. They are deployed in this order, so each may name those above it. */
const CONSTRUCTORS: Readonly<Record<ContractName, (addressOf: AddressOf, admin: Address) => readonly (string | number)[]>> = {
  AccessManager: (_, admin) => [admin],
  CreditLedger: (addressOf) => [addressOf('AccessManager')],
  LedgerInspector: (addressOf) => [addressOf('CreditLedger')],
  RatingBoard: (addressOf) => [addressOf('CreditLedger')],
  RatingBook: (addressOf) => [addressOf('AccessManager')],
  LoanRegistry: (addressOf) => [addressOf('AccessManager')],
  InvestorRegistry: (addressOf) => [addressOf('AccessManager')],
  WaterfallEngine: () => [],
  Deal: (addressOf) => [addressOf('WaterfallEngine'), addressOf('LoanRegistry')],
  TrancheToken: (addressOf) => [addressOf('InvestorRegistry')],
  DealFactory: (addressOf) => [addressOf('AccessManager'), addressOf('WaterfallEngine'), addressOf('Deal'), addressOf('TrancheToken')],
  DealInspector: (addressOf) => [addressOf('WaterfallEngine')],
  SettlementDesk: (addressOf) => [addressOf('AccessManager')],
  DepositToken: (addressOf) => [addressOf('AccessManager'), ...DEPOSITS],
  ModelBook: (addressOf) => [addressOf('CreditLedger')],
};

/**
 * The contracts of this chain; those that the database does not have for it are deployed.
 *
 * What is recorded must still be there: the transaction that created it, the same code, the ABI that this
 * program was built with. If not, the start ends with one sentence, because going on with fresh contracts
 * would leave every credential issued so far without its anchor.
 * @throws {DomainError} `deployment_vanished`, `deployment_code_differs`, `deployment_abi_differs`, `chain_account_empty`
 */
export async function ensureDeployed(options: DeployOptions): Promise<Deployments> {
  const { database, chain, redeploy, artifactsFolder } = options;
  const chainId = await chain.chainId();
  const names = Object.keys(CONSTRUCTORS) as ContractName[];
  const artifacts = names.map((contract) => readArtifact(contract, artifactsFolder));
  const present = await Promise.all(names.map((contract) => currentDeployment(database.client, chainId, contract)));
  if (redeploy !== undefined) requireReason(redeploy, present);

  const found = new Map<ContractName, Deployment>();
  for (const [at, known] of present.entries()) {
    const artifact = artifacts[at];
    if (redeploy === undefined && known && artifact) found.set(known.contract, await confirmDeployment(options, known, artifact));
  }
  const missing = artifacts.filter(({ contract }) => !found.has(contract));
  const made = missing.length === 0 ? [] : await deployAll(options, chainId, { artifacts: missing, found });
  // All or none: a contract is of use only with those that it was made with.
  if (made.length > 0) {
    await database.write(async (tx) => {
      for (const each of made) found.set(each.contract, await recordDeployment(tx, each));
    });
  }
  const entries = names.map((contract) => [contract.charAt(0).toLowerCase() + contract.slice(1), found.get(contract)]);
  return { chainId, ...Object.fromEntries(entries) } as Deployments;
}

/** Deploys `artifacts`, which stand in the order of {@link CONSTRUCTORS}, beside what was found. */
async function deployAll(
  options: DeployOptions,
  chainId: number,
  { artifacts, found }: { readonly artifacts: readonly ContractArtifact[]; readonly found: ReadonlyMap<ContractName, Deployment> },
): Promise<Omit<Deployment, 'id'>[]> {
  const { signer, redeploy } = options;
  await fundAccounts(options, [signer.address]);
  const addresses = new Map<ContractName, Address>([...found].map(([contract, { address }]) => [contract, address]));
  const addressOf = (contract: ContractName): Address => {
    const known = addresses.get(contract);
    if (known === undefined) throw new InvariantError(`${contract} is deployed before what is made with it.`);
    return known;
  };
  const made: Omit<Deployment, 'id'>[] = [];
  for (const artifact of artifacts) {
    const args = CONSTRUCTORS[artifact.contract](addressOf, signer.address);
    const deployment = await deploy(options, chainId, { artifact, args, reason: redeploy ?? null });
    addresses.set(artifact.contract, deployment.address);
    made.push(deployment);
  }
  return made;
}

interface Plan {
  readonly artifact: ContractArtifact;
  readonly args: readonly (string | number)[];
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
