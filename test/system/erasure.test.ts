import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readColumns } from '../../backend/attestation/batch-parts.ts';
import { hashLeaves, MerkleTree } from '../../backend/attestation/domain/merkle-tree.ts';
import { anchoredSequence } from '../../backend/attestation/issuer-log.ts';
import { stateAfter } from '../../backend/attestation/issuer-state.ts';
import { logRootOf } from '../../backend/attestation/ledger-views.ts';
import { BatchRow, CredentialPage } from '../../backend/attestation/schemas.ts';
import { openSystem, type System } from '../../backend/apps/open-system.ts';
import { CustomerPage, CustomerView, ErasureView, ImportView } from '../../backend/intake/schemas.ts';
import { toHex } from '../../backend/kernel/hex.ts';
import { creditLedgerAbi } from '../../backend/platform/chain/abi/credit-ledger.ts';
import { currentDeployment } from '../../backend/platform/chain/deployment-store.ts';
import { loadConfig } from '../../backend/platform/config/config.ts';
import { readDemoFile } from '../../backend/apps/demo/demo-file.ts';
import { type Stack, startStack } from './support/stack.ts';

const PERSON = 'person-to-forget-7f3a91c2';
const OTHERS = ['neighbour-one', 'neighbour-two'];

let stack: Stack;
let system: System;
let personId: string;
let otherId: string;
let batchId: string;
/** Everything that only this person's rows hold, as it stands in the file before the erasure. */
let traces: Map<string, Buffer>;

beforeAll(async () => {
  stack = await startStack();
  system = await openSystem(loadConfig({ ...stack.env }), 'cli');
  const [header = '', ...rows] = new TextDecoder()
    .decode(await readDemoFile())
    .trim()
    .split('\n');
  const people = [PERSON, ...OTHERS].map((id, i) => [id, ...(rows[i] ?? '').split(',').slice(1)].join(','));
  const csv = join(stack.home, 'people.csv');
  await writeFile(csv, `${[header, ...people].join('\n')}\n`);
  ImportView.parse(await json('customer', 'import', csv, '--source', 'erasure'));
  const outcomes = join(stack.home, 'outcomes.csv');
  await writeFile(outcomes, `id,bad,observed_on\n${[PERSON, ...OTHERS].map((id) => `${id},1,2026-01-02`).join('\n')}\n`);
  ImportView.parse(await json('outcome', 'import', outcomes, '--source', 'erasure'));
  // Faults of a person's rows stay, and must not say whose they are.
  await stack.cli('customer', 'import', csv, '--source', 'erasure');
  await json('score', 'run', '--source', 'erasure');
  const { runId } = await system.database.client.score.findFirstOrThrow({ where: { role: 'champion', customer: { source: 'erasure' } } });
  await json('batch', 'issue', '--run', runId);
  personId = await idOf(PERSON);
  otherId = await idOf(OTHERS[0] ?? '');
  ({ batchId } = (await system.database.client.credential.findFirstOrThrow({ where: { customerId: personId } })) as { batchId: string });
  await json('credential', 'issue', personId);
  for (;;) {
    const batch = BatchRow.parse(await json('batch', 'show', batchId));
    const open = await system.database.client.credential.count({ where: { customerId: personId, batch: { batch: null } } });
    const waiting = await system.database.client.credential.count({ where: { customerId: personId, batchId: null } });
    if (batch.state === 'final' && batch.batch !== null && open === 0 && waiting === 0) break;
    await delay(200);
  }
  traces = await collectTraces();
});

afterAll(async () => {
  await system?.close();
  await stack?.stop();
});

async function json(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await stack.cli(...args, '--json');
  if (code !== 0) throw new Error(`credence ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

async function idOf(externalId: string): Promise<string> {
  const { data } = CustomerPage.parse(await json('customer', 'list', '--q', externalId));
  return data[0]?.id ?? '';
}

async function collectTraces(): Promise<Map<string, Buffer>> {
  const row = await system.database.client.customer.findUniqueOrThrow({
    where: { id: personId },
    include: { key: true, credentials: true, outcomes: true },
  });
  const credentials = row.credentials.flatMap(({ id, body, tag }) => [
    [`facts of ${id}`, Buffer.from(body)] as const,
    [`tag of ${id}`, Buffer.from(tag)] as const,
  ]);
  return new Map([
    ['external id', Buffer.from(row.externalId)],
    ['attributes', Buffer.from(row.attributes)],
    ['key', Buffer.from(row.key?.wrapped ?? [])],
    ['hash of the attributes', Buffer.from(row.inputHash)],
    ...row.outcomes.map(({ outcome }) => ['outcome', Buffer.from(outcome)] as const),
    ...credentials,
  ]);
}

/** Names of the traces that occur in the files of the database, byte for byte. */
function tracesInFiles(): string[] {
  const files = ['credence.db', 'credence.db-wal'].map((name) => readFileSync(join(stack.home, name)));
  return [...traces].filter(([, bytes]) => files.some((file) => file.includes(bytes))).map(([name]) => name);
}

async function savedFile(credentialId: string, name: string): Promise<string> {
  const path = join(stack.home, name);
  await writeFile(path, JSON.stringify(await json('credential', 'file', credentialId)));
  return path;
}

async function credentialOf(customerId: string): Promise<string> {
  const { data } = CredentialPage.parse(await json('batch', 'credentials', batchId, '--limit', '10'));
  return data.find((row) => row.customerId === customerId)?.id ?? '';
}

describe('the erasure of a customer', () => {
  let personsFile: string;
  let othersFile: string;
  let erased: string[];

  beforeAll(async () => {
    personsFile = await savedFile(await credentialOf(personId), 'person.json');
    othersFile = await savedFile(await credentialOf(otherId), 'other.json');
    erased = (await system.database.client.credential.findMany({ where: { customerId: personId } })).map((row) => row.id);
  });

  it('finds all that it will look for later', () => {
    expect(tracesInFiles().toSorted()).toEqual([...traces.keys()].toSorted());
  });

  it('asks for the external id once more', async () => {
    const { code, stderr } = await stack.cli('customer', 'erase', personId, '--confirm', 'somebody-else', '--reason', 'requested');
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('confirmation_mismatch') });
  });

  it('leaves none of the values in the files of the database', async () => {
    const view = ErasureView.parse(await json('customer', 'erase', personId, '--confirm', PERSON, '--reason', 'requested'));
    expect(view.credentials).toBe(erased.length);
    // Other processes may hold the log for a moment; what they read is gone from it with their next write.
    await expect.poll(tracesInFiles, { timeout: 120_000, interval: 500 }).toEqual([]);
    const again = ErasureView.parse(await json('customer', 'erase', personId, '--confirm', PERSON, '--reason', 'requested'));
    expect(again).toEqual(view);
  });

  it('leaves a customer without a name, and credentials that nobody can make again', async () => {
    const view = CustomerView.parse(await json('customer', 'show', personId));
    expect(view).toMatchObject({ attributes: null, outcomes: [], score: null, holderKey: null, externalId: `erased:${personId}` });
    for (const id of erased) {
      const { code, stderr } = await stack.cli('credential', 'file', id);
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('customer_erased') });
    }
    const issue = await stack.cli('credential', 'issue', personId);
    expect(issue.stderr).toContain('customer_erased');
  });

  it('changes nothing for the others, nor for a file that the person kept', async () => {
    for (const path of [othersFile, personsFile]) {
      const { code, stdout } = await stack.cli('verify', path, '--json');
      expect({ code, verdict: JSON.parse(stdout).verdict }).toEqual({ code: 0, verdict: 'valid' });
    }
    const fresh = await savedFile(await credentialOf(otherId), 'fresh.json');
    expect(JSON.parse(await readFile(fresh, 'utf8')).anchor).toEqual(JSON.parse(await readFile(othersFile, 'utf8')).anchor);
  });
});

describe('the whole audit afterwards', () => {
  it('derives the index of the ledger again from the chain', async () => {
    const before = [await json('ledger', 'issuers'), await json('batch', 'list')];
    await json('index', 'rebuild');
    expect([await json('ledger', 'issuers'), await json('batch', 'list')]).toEqual(before);
  });

  it('makes every root, the log and the state map again, and finds them on the chain', async () => {
    const { client } = system.database;
    const batches = await client.batch.findMany({ where: { batch: { not: null } }, orderBy: { batch: 'asc' } });
    expect(batches.length).toBeGreaterThanOrEqual(3);
    for (const batch of batches) {
      const { digests } = await readColumns(client, batch);
      expect(toHex(new MerkleTree(hashLeaves(digests)).root)).toBe(batch.root);
    }
    const { chainId } = await system.chain.readHead();
    const deployment = await currentDeployment(client, chainId, 'CreditLedger');
    if (deployment === null) throw new Error('no ledger');
    const view = { address: deployment.address, abi: creditLedgerAbi, functionName: 'checkpoint', args: [1] } as const;
    const [size, leaves, root] = await system.chain.readView(view);
    expect([size, leaves]).toEqual([BigInt(batches.length), batches.reduce((sum, batch) => sum + BigInt(batch.leaves), 0n)]);
    expect(await logRootOf(client, { chainId, issuerId: 1 })).toBe(root);
    const log = { chainId, ledger: deployment.address, issuerId: 1 };
    const { entries } = await anchoredSequence(client, log);
    const anchored = await client.ledgerBatch.findMany({ where: { chainId, issuerId: 1 }, orderBy: { batch: 'asc' } });
    for (const [i, { stateRoot }] of anchored.entries()) {
      expect((await stateAfter(client, log, entries.slice(0, i + 1)))?.root).toBe(stateRoot);
    }
  });

  it('finds the audit log whole, with the erasure in it and without the name', async () => {
    expect(await json('audit', 'verify')).toMatchObject({ ok: true });
    const entries = await system.database.client.auditEntry.findMany({ where: { entityId: personId } });
    expect(entries.map(({ action }) => action)).toContain('customer.erased');
    expect(JSON.stringify(entries, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(PERSON);
  });
});
