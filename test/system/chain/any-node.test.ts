import { createServer, type Server } from 'node:http';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeFunctionData } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { address, fromHex, hash32, type Hash32, ZERO_HASH } from '../../../backend/kernel/hex.ts';
import { accessManagerAbi } from '../../../backend/platform/chain/abi/access-manager.ts';
import { creditLedgerAbi } from '../../../backend/platform/chain/abi/credit-ledger.ts';
import { type ChainClient, createChainClient, requireChainId } from '../../../backend/platform/chain/chain-client.ts';
import { ARTIFACTS } from '../../../backend/platform/chain/contract-artifacts.ts';
import { type DeployOptions, type Deployments, ensureDeployed } from '../../../backend/platform/chain/deploy-contracts.ts';
import { fundAccounts } from '../../../backend/platform/chain/fund-accounts.ts';
import { LOCAL_CHAIN_ID } from '../../../backend/platform/chain/local-chain.ts';
import { sendTransaction } from '../../../backend/platform/chain/send-transaction.ts';
import { type Signer, signerOfKey } from '../../../backend/platform/chain/signer.ts';
import type { Database } from '../../../backend/platform/database/database.ts';
import { openDatabaseForTest } from '../support/databases.ts';
import { type Anvil, ANVIL_KEY, startAnvil } from './anvil-process.ts';
import { startChain, stopChain, temporaryHome } from './chain-process.ts';

const NOBODY = address(`0x${'33'.repeat(20)}`);
const ARTIFACTS_FOLDER = fileURLToPath(new URL('../../../artifacts', import.meta.url));

/** Of the contracts, in the order of the alphabet. */
function addressesOf({ chainId: _, ...contracts }: Deployments): string[] {
  return Object.values(contracts)
    .map((deployment) => deployment.address)
    .sort();
}

interface Node {
  readonly name: string;
  readonly chainId: number;
  start(): Promise<{ rpcUrl: string; config: DeployOptions['config']; stop(): Promise<unknown> }>;
  signer(): Signer;
}

const NODES: readonly Node[] = [
  {
    name: 'the local chain',
    chainId: LOCAL_CHAIN_ID,
    async start() {
      const home = await temporaryHome();
      const chain = await startChain(home);
      const stop = async () => {
        await stopChain(chain);
        await rm(home, { recursive: true });
      };
      return { rpcUrl: chain.line.rpcUrl, config: { home, chainLocal: true }, stop };
    },
    signer: () => signerOfKey(new Uint8Array(32).fill(7)),
  },
  {
    name: 'anvil',
    chainId: 31_337,
    async start() {
      const anvil = await startAnvil();
      return { rpcUrl: anvil.rpcUrl, config: { home: '/nonexistent', chainLocal: false }, stop: () => anvil.stop() };
    },
    signer: () => signerOfKey(fromHex(ANVIL_KEY)),
  },
];

describe.each(NODES)('chain client and deployment on $name', ({ chainId, start, signer: signerOf }) => {
  let stop: () => Promise<unknown> = async () => undefined;
  let chain: ChainClient;
  let database: Database & { closeAll(): Promise<void> };
  let options: DeployOptions;
  let deployed: Deployments;
  const signer = signerOf();

  beforeAll(async () => {
    const node = await start();
    stop = node.stop;
    chain = createChainClient({ rpcUrl: node.rpcUrl });
    const opened = await openDatabaseForTest('sqlite');
    database = { ...opened.database, closeAll: () => opened.close() };
    options = { database, chain, signer, config: node.config };
    deployed = await ensureDeployed(options);
  });
  afterAll(async () => {
    await database?.closeAll();
    await stop();
  });

  it('deploys once, and finds the same contracts again', async () => {
    expect(await ensureDeployed(options)).toEqual(deployed);
    expect(await database.client.deployment.count()).toBe(Object.keys(ARTIFACTS).length);
    expect(deployed.creditLedger).toMatchObject({ chainId, contract: 'CreditLedger', reason: null });
    const authority = await chain.readView({
      address: deployed.creditLedger.address,
      abi: creditLedgerAbi,
      functionName: 'authority',
      args: [],
    });
    expect(authority.toLowerCase()).toBe(deployed.accessManager.address);
    const [isAdmin] = await chain.readView({
      address: deployed.accessManager.address,
      abi: accessManagerAbi,
      functionName: 'hasRole',
      args: [0n, signer.address],
    });
    expect(isAdmin).toBe(true);
  });

  it('reads blocks by number, hash and name, and null for one that is not', async () => {
    const head = await chain.readHead();
    expect(head.chainId).toBe(chainId);
    const header = await chain.header(head.number);
    expect(header).toMatchObject({ number: head.number, hash: head.hash, timestamp: head.timestamp });
    expect(await chain.header(head.hash)).toEqual(header);
    expect(await chain.header('latest')).toEqual(header);
    expect((await chain.header(head.number - 1n))?.hash).toBe(header?.parentHash);
    expect(await chain.header(head.number + 1_000n)).toBeNull();
    expect(await chain.header(hash32(`0x${'77'.repeat(32)}`))).toBeNull();
    await requireChainId(chain, chainId);
    await expect(requireChainId(chain, chainId + 1)).rejects.toMatchObject({
      code: 'chain_wrong_id',
      params: { actual: chainId, expected: chainId + 1 },
    });
  });

  it('reads transactions, receipts and logs, and null for what is not there', async () => {
    const { txHash, block, blockHash, address: target } = deployed.accessManager;
    const receipt = await chain.receipt(txHash);
    expect(receipt).toMatchObject({ txHash, blockNumber: block, blockHash, succeeded: true, contractAddress: target });
    expect(await chain.transaction(txHash)).toMatchObject({ from: signer.address, to: null, blockHash });
    const inRange = await chain.logs({ addresses: [target], fromBlock: 0n, toBlock: block });
    expect(inRange.length).toBeGreaterThan(0);
    expect(inRange).toEqual(receipt?.logs);
    expect(await chain.logsOfBlock(blockHash, [target])).toEqual(inRange);
    expect(await chain.logsOfBlock(blockHash, [])).toEqual([]);
    expect(await chain.logs({ addresses: [NOBODY], fromBlock: 0n, toBlock: block })).toEqual([]);
    expect(await chain.receipt(ZERO_HASH)).toBeNull();
    expect(await chain.transaction(ZERO_HASH)).toBeNull();
    expect(await chain.code(NOBODY)).toBe('0x');
    expect(await chain.balance(NOBODY)).toBe(0n);
    expect(await chain.nonce(NOBODY)).toBe(0);
  });

  it('asks as of a block, by number and by hash', async () => {
    const before = deployed.accessManager.block - 1n;
    const beforeHash = (await chain.header(before))?.hash as Hash32;
    expect(await chain.code(deployed.accessManager.address, before)).toBe('0x');
    expect(await chain.code(deployed.accessManager.address, beforeHash)).toBe('0x');
    expect((await chain.code(deployed.accessManager.address, 'latest')).length).toBeGreaterThan(1_000);
  });

  it('names the custom error of a contract that refuses', async () => {
    const data = encodeFunctionData({ abi: creditLedgerAbi, functionName: 'registerIssuer', args: [NOBODY, 'Nobody', true, 0] });
    const refused = {
      code: 'chain_reverted',
      params: expect.objectContaining({ error: 'AccessManagedUnauthorized', args: expect.stringMatching(new RegExp(NOBODY, 'i')) }),
    };
    await expect(chain.estimateGas({ from: NOBODY, to: deployed.creditLedger.address, data }, creditLedgerAbi)).rejects.toMatchObject(
      refused,
    );
    await expect(chain.call({ from: NOBODY, to: deployed.creditLedger.address, data })).rejects.toMatchObject({
      code: 'chain_reverted',
      params: { error: expect.stringMatching(/^0x/) },
    });
    const view = {
      address: deployed.creditLedger.address,
      abi: creditLedgerAbi,
      functionName: 'checkpoint',
      args: [4_000_000_000],
    } as const;
    await expect(chain.readView(view)).rejects.toMatchObject({ code: 'chain_reverted' });
  });

  it('sends the same bytes for ever, and says why others are refused', async () => {
    const request = {
      chainId,
      nonce: await chain.nonce(signer.address),
      to: NOBODY,
      data: '0x',
      value: 0n,
      gas: 21_000n,
      ...(await chain.feeOffer()),
    } as const;
    const raw = await signer.signTransaction(request);
    const txHash = await chain.sendRaw(raw);
    expect(await chain.sendRaw(raw)).toBe(txHash);
    expect(await chain.sendRaw(raw)).toBe(txHash);
    expect((await chain.receipt(txHash))?.succeeded).toBe(true);
    await expect(chain.sendRaw(await signer.signTransaction({ ...request, value: 1n }))).rejects.toMatchObject({
      code: 'chain_nonce_too_low',
    });
    const poor = signerOfKey(new Uint8Array(32).fill(99));
    await expect(chain.sendRaw(await poor.signTransaction({ ...request, nonce: 0 }))).rejects.toMatchObject({
      code: 'chain_funds_insufficient',
    });
    await expect(sendTransaction(chain, poor, { to: NOBODY, data: '0x', value: 1n })).rejects.toMatchObject({
      code: 'chain_account_empty',
      message: expect.stringContaining(poor.address),
    });
    const cheap = { ...request, nonce: request.nonce + 1, maxFeePerGas: 1n, maxPriorityFeePerGas: 0n };
    await expect(chain.sendRaw(await signer.signTransaction(cheap))).rejects.toMatchObject({ code: 'chain_fee_too_low' });
  });

  it('refuses another interface than the recorded one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'artifacts-'));
    for (const file of Object.values(ARTIFACTS)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await cp(join(ARTIFACTS_FOLDER, file), join(folder, file));
    }
    const path = join(folder, ARTIFACTS.CreditLedger);
    const artifact = JSON.parse(await readFile(path, 'utf8'));
    artifact.abi.pop();
    await writeFile(path, JSON.stringify(artifact));
    await expect(ensureDeployed({ ...options, artifactsFolder: folder })).rejects.toMatchObject({ code: 'deployment_abi_differs' });
    await rm(folder, { recursive: true });
    await expect(ensureDeployed({ ...options, artifactsFolder: folder })).rejects.toMatchObject({ code: 'contract_not_compiled' });
  });

  it('replaces only for a reason, and keeps the record of what was replaced', async () => {
    await expect(ensureDeployed({ ...options, redeploy: ' ' })).rejects.toMatchObject({ code: 'redeploy_reason_missing' });
    const fresh = await ensureDeployed({ ...options, redeploy: 'a test' });
    expect(fresh.creditLedger.address).not.toBe(deployed.creditLedger.address);
    expect(fresh.creditLedger.reason).toBe('a test');
    expect(await ensureDeployed(options)).toEqual(fresh);
    const retired = await database.client.deployment.findMany({ where: { retiredAt: { not: null } } });
    expect(retired.map((row) => row.address).sort()).toEqual(addressesOf(deployed));
  });
});

describe('a chain that is not what was recorded', () => {
  let anvil: Anvil;
  let options: DeployOptions;
  let close: () => Promise<void>;

  beforeAll(async () => {
    anvil = await startAnvil();
    const opened = await openDatabaseForTest('sqlite');
    close = () => opened.close();
    options = {
      database: opened.database,
      chain: createChainClient({ rpcUrl: anvil.rpcUrl }),
      signer: signerOfKey(fromHex(ANVIL_KEY)),
      config: { home: '/nonexistent', chainLocal: false },
    };
  });
  afterAll(async () => {
    await close?.();
    await anvil?.stop();
  });

  it('needs something to replace', async () => {
    await expect(ensureDeployed({ ...options, redeploy: 'why not' })).rejects.toMatchObject({ code: 'redeploy_without_deployment' });
  });

  it('says that the deployer has no money, on a chain where only others can give it', async () => {
    const poor = signerOfKey(new Uint8Array(32).fill(42));
    const refusal = { code: 'chain_account_empty', message: expect.stringContaining(`${poor.address} has 0 wei on chain 31337`) };
    await expect(fundAccounts(options, [options.signer.address, poor.address])).rejects.toMatchObject(refusal);
    await expect(ensureDeployed({ ...options, signer: poor })).rejects.toMatchObject(refusal);
  });

  it('refuses other code at the recorded address, and a chain that has begun anew', async () => {
    const { creditLedger } = await ensureDeployed(options);
    const code = await options.chain.code(creditLedger.address);
    await anvil.request('anvil_setCode', creditLedger.address, '0x6001');
    await expect(ensureDeployed(options)).rejects.toMatchObject({ code: 'deployment_code_differs' });
    await anvil.request('anvil_setCode', creditLedger.address, code);
    expect((await ensureDeployed(options)).creditLedger).toEqual(creditLedger);
    await anvil.request('anvil_reset');
    await expect(ensureDeployed(options)).rejects.toMatchObject({
      code: 'deployment_vanished',
      message: expect.stringMatching(/is gone.*CHAIN_RPC_URL.*redeploy/),
    });
    expect(await options.database.client.deployment.count()).toBe(Object.keys(ARTIFACTS).length);
  });
});

describe('what is no chain', () => {
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) server.close();
  });

  async function answering(status: number, body: string): Promise<ChainClient> {
    const server = createServer((_, response) => response.writeHead(status, { 'content-type': 'application/json' }).end(body)).listen(
      0,
      '127.0.0.1',
    );
    servers.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    const bound = server.address();
    return createChainClient({ rpcUrl: `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}/v3/secret-key`, timeoutMs: 300 });
  }

  it('is unreachable when nobody listens, answers with an error page, or keeps silent', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    servers.push(silent);
    await new Promise((resolve) => silent.once('listening', resolve));
    const bound = silent.address();
    const port = typeof bound === 'object' ? bound?.port : 0;
    for (const chain of [
      createChainClient({ rpcUrl: 'http://127.0.0.1:1/v3/secret-key' }),
      createChainClient({ rpcUrl: `http://127.0.0.1:${port}`, timeoutMs: 200 }),
      await answering(503, 'busy'),
    ]) {
      const error = await chain.readHead().catch((thrown) => thrown);
      expect(error).toMatchObject({ code: 'chain_unreachable', kind: 'unavailable', retryable: true });
      expect(error.message).not.toContain('secret-key');
      expect(error.params.url).toBe(new URL(chain.rpcUrl).origin);
    }
  });

  it('has given a malformed answer when it is not JSON-RPC of Ethereum', async () => {
    for (const body of ['{}', '[]', 'null', '"x"', '{"jsonrpc":"2.0","id":1,"result":{}}', '<html>']) {
      const chain = await answering(200, body);
      await expect(chain.readHead()).rejects.toMatchObject({ code: expect.stringMatching(/^chain_(answer_malformed|unreachable)$/) });
    }
  });
});
