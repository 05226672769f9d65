import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSystem, type System } from '../../backend/apps/open-system.ts';
import { issueBatch } from '../../backend/attestation/issue-batch.ts';
import { hash32, toHex } from '../../backend/kernel/hex.ts';
import { creditLedgerAbi } from '../../backend/platform/chain/abi/credit-ledger.ts';
import { createChainClient } from '../../backend/platform/chain/chain-client.ts';
import { currentDeployment } from '../../backend/platform/chain/deployment-store.ts';
import { decodeEvent } from '../../backend/platform/chain/index/indexed-event.ts';
import { loadConfig } from '../../backend/platform/config/config.ts';
import { createPostgresDatabase } from './support/databases.ts';
import { seedScores, WRAP } from './support/scored-customers.ts';
import { createStack, type Stack } from './support/stack.ts';
import { createRandom } from './support/submitter-world.ts';

const KILLS = { sqlite: 50, postgresql: 10 } as const;
const LEAVES = 3;
const DEADLINE_MS = 180_000;
/** From the order to the block passes about so much; kills are spread over it. */
const ANCHORING_MS = 600;

/** `CREDENCE_KILL_SEED` repeats the moments of a run. */
const seed = Number(process.env['CREDENCE_KILL_SEED'] ?? Date.now() % 1_000_000);

for (const provider of ['sqlite', 'postgresql'] as const) {
  let stack: Stack;
  let system: System;
  let drop = async (): Promise<void> => undefined;

  async function open(): Promise<void> {
    const empty = provider === 'postgresql' ? await createPostgresDatabase() : undefined;
    drop = empty?.drop ?? drop;
    stack = await createStack(empty === undefined ? {} : { DATABASE_URL: empty.url });
    // The scores of the test are made under this key, so the worker has to open them with it.
    const other = '00'.repeat(31);
    const secrets = {
      masterKey: toHex(WRAP.masterKey).slice(2),
      pepper: `${other}01`,
      authSecret: `${other}02`,
      keystorePassword: `${other}03`,
    };
    await mkdir(stack.home, { recursive: true });
    await writeFile(join(stack.home, 'secrets.json'), JSON.stringify(secrets), { mode: 0o600 });
    await stack.run('chain');
    await stack.run('worker');
    system = await openSystem(loadConfig({ ...stack.env }), 'cli');
  }

  beforeAll(open);
  afterAll(async () => {
    await system?.close();
    await stack?.stop();
    await drop();
  });

  test(`each batch is anchored exactly once though the worker is killed ${KILLS[provider]} times, on ${provider}`, {
    timeout: 600_000,
  }, async () => {
    const random = createRandom(seed);
    const issued: string[] = [];
    const killedIn = new Map<string, number>();
    for (let round = 0; round < KILLS[provider]; round++) {
      const { batchId } = await issue(`run-${round}`);
      issued.push(batchId);
      // Every third kill waits for the narrow moment between signing and the block.
      if (round % 3 === 0) await until(async () => (await stateOf(batchId)) !== 'new', ANCHORING_MS);
      else await delay(random(ANCHORING_MS));
      await stack.end('worker', 'SIGKILL');
      const state = await stateOf(batchId);
      killedIn.set(state, (killedIn.get(state) ?? 0) + 1);
      await stack.run('worker');
    }
    await until(async () => (await database().batch.count({ where: { OR: [{ state: { not: 'final' } }, { batch: null }] } })) === 0);
    const found = `seed ${seed}, killed in ${JSON.stringify([...killedIn])}`;
    const rows = await database().batch.findMany({ orderBy: { batch: 'asc' } });
    expect(rows.map((row) => row.id).toSorted(), found).toEqual(issued.toSorted());
    expect(
      rows.map((row) => row.batch),
      found,
    ).toEqual(rows.map((_, index) => BigInt(index)));
    expect(await anchoredRoots(), found).toEqual(rows.map((row) => row.root));
    const transactions = await database().chainTransaction.findMany();
    expect(
      transactions.map((row) => row.state),
      found,
    ).toEqual(issued.map(() => 'final'));
    // A test that never hit work under way would prove nothing.
    expect(
      [...killedIn.keys()].some((state) => state === 'new' || state === 'signed'),
      found,
    ).toBe(true);
  });

  const database = () => system.database.client;

  async function issue(runId: string) {
    await seedScores(system.database, { runId, count: LEAVES });
    const { chain, wrap } = system;
    const order = { runId, validDays: 30, copies: 0, supersede: 'none', actor: 'system:test', requestId: null } as const;
    return issueBatch({ database: system.database, chain, wrap, signer: system.signer('issuer') }, order, async () => undefined);
  }

  async function stateOf(batchId: string): Promise<string> {
    return (await database().chainTransaction.findFirstOrThrow({ where: { refId: batchId } })).state;
  }

  /** What the chain itself says, in its order. */
  async function anchoredRoots(): Promise<string[]> {
    const chain = createChainClient({ rpcUrl: stack.chainUrl });
    const { chainId, number } = await chain.readHead();
    const deployment = await currentDeployment(database(), chainId, 'CreditLedger');
    if (deployment === null) throw new Error('no ledger');
    const contract = { contract: 'CreditLedger', address: deployment.address, abi: creditLedgerAbi, fromBlock: 0n };
    const logs = await chain.logs({ addresses: [deployment.address], fromBlock: 0n, toBlock: number });
    const events = logs.map((log) => decodeEvent(log, { chainId, blockTime: 0n }, [contract]));
    return events.flatMap((event) => (event?.name === 'Anchored' ? [hash32(event.args['root'] ?? '')] : []));
  }

  async function until(isReached: () => Promise<boolean>, deadlineMs = DEADLINE_MS): Promise<void> {
    const deadline = performance.now() + deadlineMs;
    while (!(await isReached())) {
      if (performance.now() > deadline) {
        if (deadlineMs < DEADLINE_MS) return;
        throw new Error(`deadline passed: ${stack.output().slice(-3_000)}`);
      }
      await delay(3);
    }
  }
}
