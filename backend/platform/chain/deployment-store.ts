import { randomUUID } from 'node:crypto';
import { type Address, address, type Hash32, hash32 } from '../../kernel/hex.ts';
import type { DatabaseClient, Tx } from '../database/database.ts';
import type { ContractName } from './contract-artifacts.ts';

export interface Deployment {
  readonly id: string;
  readonly chainId: number;
  readonly contract: ContractName;
  readonly address: Address;
  readonly block: bigint;
  readonly blockHash: Hash32;
  readonly txHash: Hash32;
  readonly abiHash: Hash32;
  /** keccak256 of the code on chain. */
  readonly codeHash: Hash32;
  readonly deployedAt: Date;
  /** Why it replaced an earlier one; null for the first. */
  readonly reason: string | null;
}

/** The deployment in use; null when the contract was never deployed on this chain. */
export async function currentDeployment(client: DatabaseClient, chainId: number, contract: ContractName): Promise<Deployment | null> {
  const row = await client.deployment.findFirst({ where: { chainId, contract, retiredAt: null }, orderBy: { deployedAt: 'desc' } });
  if (row === null) return null;
  return {
    id: row.id,
    chainId,
    contract,
    address: address(row.address),
    block: row.block,
    blockHash: hash32(row.blockHash),
    txHash: hash32(row.txHash),
    abiHash: hash32(row.abiHash),
    codeHash: hash32(row.codeHash),
    deployedAt: row.deployedAt,
    reason: row.reason,
  };
}

/** Notes the block that a reorganization moved the deployment to. */
export async function moveDeployment(tx: Tx, deployment: Deployment): Promise<void> {
  const { id, block, blockHash } = deployment;
  await tx.deployment.update({ where: { id }, data: { block, blockHash } });
}

/** Records `deployment` and retires, in the same transaction, the one it replaces. */
export async function recordDeployment(tx: Tx, deployment: Omit<Deployment, 'id'>): Promise<Deployment> {
  const { chainId, contract, deployedAt } = deployment;
  await tx.deployment.updateMany({ where: { chainId, contract, retiredAt: null }, data: { retiredAt: deployedAt } });
  const id = randomUUID();
  await tx.deployment.create({ data: { id, ...deployment } });
  return { id, ...deployment };
}
