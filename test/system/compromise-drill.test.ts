import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeFunctionData } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { BatchPage, CredentialPage, IssuerView } from '../../backend/attestation/schemas.ts';
import { DEMO_SOURCE } from '../../backend/apps/demo/seed-demo.ts';
import { hash32 } from '../../backend/kernel/hex.ts';
import { creditLedgerAbi } from '../../backend/platform/chain/abi/credit-ledger.ts';
import { createChainClient } from '../../backend/platform/chain/chain-client.ts';
import { openSigner } from '../../backend/platform/chain/key-folder.ts';
import { sendTransaction } from '../../backend/platform/chain/send-transaction.ts';
import type { Signer } from '../../backend/platform/chain/signer.ts';
import { openSecrets } from '../../backend/platform/config/secrets.ts';
import { readTrustedLedger, trustPathOf } from '../../backend/apps/trusted-ledger.ts';
import { type CliResult, Stack, startStack } from './support/stack.ts';

/** The steps of `backend/docs/handbook.md`, "The issuer's key was stolen", on a running installation. */

const FOREIGN_ROOT = hash32(`0x${'66'.repeat(32)}`);
const Scoring = z.object({ result: z.object({ runId: z.string() }) });
const Issuers = z.array(IssuerView);
let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.stop());

async function cli(...args: readonly string[]): Promise<CliResult> {
  const result = await stack.cli('--json', ...args);
  if (result.code !== 0) throw new Error(`credence ${args.join(' ')} ended with ${result.code}: ${result.stderr}`);
  return result;
}

async function read<T extends z.ZodType>(shape: T, ...args: readonly string[]): Promise<z.infer<T>> {
  return shape.parse(JSON.parse((await cli(...args)).stdout));
}

async function verdictOf(credentialId: string): Promise<string> {
  const path = join(stack.home, `${credentialId}.json`);
  await writeFile(path, (await cli('credential', 'file', credentialId)).stdout);
  const { stdout } = await stack.cli('--json', 'verify', path);
  return (JSON.parse(stdout) as { verdict: string }).verdict;
}

async function firstCredential(batchId: string): Promise<string> {
  const [row] = (await read(CredentialPage, 'batch', 'credentials', batchId, '--limit', '1')).data;
  if (row === undefined) throw new Error('The batch holds no credential.');
  return row.id;
}

/** What the thief does with the key: an anchoring past every rule of the house. */
async function anchorForeignBatch(thief: Signer): Promise<bigint> {
  const trust = await readTrustedLedger(trustPathOf(stack.home));
  if (trust === null) throw new Error('The installation names no ledger.');
  const chain = createChainClient({ rpcUrl: stack.chainUrl });
  const view = { address: trust.ledger, abi: creditLedgerAbi, functionName: 'checkpoint', args: [1] } as const;
  const [size] = await chain.readView(view);
  const args = [FOREIGN_ROOT, 1_000n, FOREIGN_ROOT, FOREIGN_ROOT, size] as const;
  const data = encodeFunctionData({ abi: creditLedgerAbi, functionName: 'anchor', args });
  await sendTransaction(chain, thief, { to: trust.ledger, data, abi: creditLedgerAbi });
  return size;
}

test('a stolen key is ended, what it did is frozen, a standby key takes over and issues again', async () => {
  const [before] = (await read(BatchPage, 'batch', 'list', '--limit', '1')).data;
  const old = await firstCredential(before?.id ?? '');
  const thief = openSigner({ home: stack.home, password: openSecrets(stack.home).keystorePassword }, 'issuer');
  const foreign = await anchorForeignBatch(thief);

  await cli('issuer', 'remove-key', thief.address);
  await expect(anchorForeignBatch(thief)).rejects.toMatchObject({ code: 'chain_reverted', params: { error: 'LedgerKeyOutsideWindow' } });
  await cli('issuer', 'freeze', '--from', String(foreign));

  const { home, env } = stack;
  await stack.halt();
  stack = new Stack(home, Number(env['CREDENCE_PORT']), Number(env['CREDENCE_CHAIN_PORT']), { CREDENCE_ISSUER_KEY: 'standby' });
  await stack.start();
  const keys = (await read(Issuers, 'issuer', 'keys')).flatMap((each) => each.keys);
  expect(keys.find((key) => key.address === thief.address)?.active).toBe(false);
  expect(keys.filter((key) => key.active)).toHaveLength(1);
  expect(await verdictOf(old)).toBe('valid');

  const scoring = await read(Scoring, 'score', 'run', '--source', DEMO_SOURCE);
  await cli('batch', 'issue', '--run', scoring.result.runId, '--supersede');
  const [again] = (await read(BatchPage, 'batch', 'list', '--limit', '1')).data;
  expect(again?.batch).toBe(String(foreign + 1n));
  expect(await verdictOf(await firstCredential(again?.id ?? ''))).toBe('valid');
  expect(await verdictOf(old)).toBe('superseded');

  const next = openSigner({ home: stack.home, password: openSecrets(stack.home).keystorePassword }, 'next-standby');
  await cli('issuer', 'add-key', next.address);
  const [issuer] = await read(Issuers, 'issuer', 'keys');
  expect(issuer?.keys.find((key) => key.address === next.address)?.active).toBe(false);
});
