import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import type { EthereumProvider } from 'hardhat/types/providers';
import { type Abi, decodeFunctionResult, encodeDeployData, encodeFunctionData, type Hex } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credential } from '../../backend/attestation/domain/credential.ts';
import { readCredentialFile } from '../../backend/attestation/file-forms.ts';
import { creditLedgerAbi } from '../../backend/platform/chain/abi/credit-ledger.ts';
import { ledgerInspectorAbi } from '../../backend/platform/chain/abi/ledger-inspector.ts';
import { readArtifact } from '../../backend/platform/chain/contract-artifacts.ts';
import { CHECK_REASONS, type CheckReason } from './support/check-reasons.ts';

/**
 * The golden files once more, asked of the contracts: the ledger stands at the very address, chain and times that the
 * files name, so it has the same batch, and `check` answers for it alone.
 */

interface Case {
  readonly name: string;
  readonly text: string;
  readonly asking: string;
  readonly ledger?: keyof typeof STATES;
  readonly now: number;
  readonly checks: Readonly<Record<string, string>>;
}

const FOLDER = new URL('../vectors/credentials/', import.meta.url);
const cases = JSON.parse(readFileSync(new URL('cases.json', FOLDER), 'utf8')) as readonly Case[];
const { ledgers, trust } = JSON.parse(readFileSync(new URL('ledgers.json', FOLDER), 'utf8')) as {
  readonly trust: { readonly chainId: number; readonly ledger: string };
  readonly ledgers: Readonly<Record<string, { readonly batchLeaf: string | null }>>;
};

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const NETWORK = 'golden';
const [REGISTERED, KEYED] = [1_779_999_000, 1_779_999_100];
const FOREVER = 2 ** 40 - 1;
const ISSUER = 1;
const SUSPENDED = 2;
const BIT = 1n << 4n;

type Call = { readonly by: 'admin' | 'key'; readonly name: string; readonly args: readonly unknown[] };
const superseding = (words: readonly bigint[], bits: readonly bigint[], batches: readonly bigint[]): Call => ({
  by: 'key',
  name: 'anchorAndSupersede',
  args: [`0x${'12'.repeat(32)}`, 1n, `0x${'34'.repeat(32)}`, `0x${'56'.repeat(32)}`, 1n, { words, bits, batches }],
});
const revoking = (words: number, bits: bigint): Call => ({ by: 'key', name: 'revokeWords', args: [[BigInt(words)], [bits], 2] });

/** What makes the ledger of the same name, from one that holds the golden batch and nothing else. */
const STATES = {
  sound: [],
  revoked: [revoking(0, BIT)],
  othersRevoked: [revoking(0, (1n << 13n) - 1n - BIT)],
  superseded: [superseding([0n], [BIT], [])],
  suspended: [{ by: 'key', name: 'suspendWords', args: [[0n], [BIT], 2] }],
  revokedAndSuspended: [revoking(0, BIT), { by: 'key', name: 'suspendWords', args: [[0n], [BIT], 2] }],
  batchFrozen: [{ by: 'admin', name: 'freezeFrom', args: [ISSUER, 0n] }],
  batchRevoked: [{ by: 'key', name: 'revokeBatch', args: [0n, 2] }],
  batchSuperseded: [superseding([], [], [0n])],
  suspendedNow: [{ by: 'admin', name: 'setIssuerStatus', args: [ISSUER, SUSPENDED] }],
} as const satisfies Record<string, readonly Call[]>;

/** The contract's order of questions beside those of the verifier that mean the same. */
const MEANINGS: readonly (readonly [CheckReason, string, string])[] = [
  ['IssuerSuspended', 'issuerAccreditedNow', 'fail issuer_suspended'],
  ['BatchMismatch', 'rootAnchored', 'fail batch_differs_from_ledger'],
  ['NotIncluded', 'included', 'fail path_misses_root'],
  ['BatchFrozen', 'batchInForce', 'fail batch_frozen'],
  ['BatchRevoked', 'batchInForce', 'fail batch_revoked'],
  ['BatchSuperseded', 'batchInForce', 'fail batch_superseded'],
  ['Revoked', 'notRevoked', 'fail revoked'],
  ['Superseded', 'notSuperseded', 'fail superseded'],
  ['Suspended', 'notSuspended', 'fail suspended'],
  ['Expired', 'notExpired', 'fail expired'],
];

let provider: EthereumProvider;
let close = async (): Promise<void> => undefined;
let inspector: Hex;
let accounts: { readonly deployer: Hex; readonly admin: Hex; readonly key: Hex };

async function send(from: Hex, to: Hex | undefined, data: Hex): Promise<Hex> {
  const hash = await provider.request({ method: 'eth_sendTransaction', params: [{ from, to, data, gas: '0xf00000' }] });
  const receipt = (await provider.request({ method: 'eth_getTransactionReceipt', params: [hash] })) as { contractAddress: Hex | null };
  return receipt.contractAddress ?? '0x';
}

async function deploy(from: Hex, contract: 'AccessManager' | 'CreditLedger' | 'LedgerInspector', argument: Hex): Promise<Hex> {
  const { abi, bytecode } = readArtifact(contract);
  return send(from, undefined, encodeDeployData({ abi, bytecode, args: [argument] }));
}

const act = ({ by, name, args }: Call): Promise<Hex> =>
  send(accounts[by], trust.ledger as Hex, encodeFunctionData({ abi: creditLedgerAbi as Abi, functionName: name, args }));

async function atTime(time: number, work: () => Promise<unknown>): Promise<void> {
  await provider.request({ method: 'evm_setNextBlockTimestamp', params: [`0x${time.toString(16)}`] });
  await work();
}

beforeAll(async () => {
  const initialDate = new Date((REGISTERED - 100) * 1000);
  const network = { type: 'edr-simulated', chainType: 'l1', hardfork: 'osaka', initialDate, allowBlocksWithSameTimestamp: true } as const;
  const hardhat = await createHardhatRuntimeEnvironment({ networks: { [NETWORK]: network } }, {}, PROJECT);
  const connection = await hardhat.network.create(NETWORK);
  provider = connection.provider;
  close = () => connection.close();
  const [deployer, admin, key] = (await provider.request({ method: 'eth_accounts' })) as [Hex, Hex, Hex];
  accounts = { deployer, admin, key };
  const manager = await deploy(admin, 'AccessManager', admin);
  const ledger = await deploy(deployer, 'CreditLedger', manager);
  expect(ledger.toLowerCase()).toBe(trust.ledger);
  inspector = await deploy(admin, 'LedgerInspector', ledger);
  await atTime(REGISTERED, () => act({ by: 'admin', name: 'registerIssuer', args: [admin, 'Golden Bank', true, 0] }));
  await atTime(KEYED, () => act({ by: 'admin', name: 'addKey', args: [ISSUER, key, 0, FOREVER, 7] }));
  const { anchor } = readCredential(cases.find((each) => each.name === 'good')) ?? {};
  if (anchor == null) throw new Error('The good credential is anchored.');
  const { root, leaves, model, stateRoot, time } = anchor;
  await atTime(Number(time), () => act({ by: 'key', name: 'anchor', args: [root, leaves, model, stateRoot, 0n] }));
});
afterAll(() => close());

/** Null for files that no contract could be asked about: malformed, or without an anchor. */
function readCredential(item: Case | undefined): Credential | null {
  try {
    return readCredentialFile(item?.text).credential;
  } catch {
    return null;
  }
}

async function checkOnChain(item: Case, credential: Credential): Promise<CheckReason> {
  const snapshot = await provider.request({ method: 'evm_snapshot', params: [] });
  try {
    for (const call of STATES[item.ledger ?? 'sound']) await act(call);
    await atTime(item.now, () => provider.request({ method: 'evm_mine', params: [] }));
    const { anchor, credit } = credential;
    if (anchor === null) throw new Error('Only anchored credentials are asked about.');
    const batch = { ...anchor, issuer: credit.issuer, number: anchor.batch };
    const input = { credit, batch, position: anchor.index, path: anchor.path, logPath: [] };
    const data = encodeFunctionData({ abi: ledgerInspectorAbi as Abi, functionName: 'check', args: [input] });
    const answer = (await provider.request({ method: 'eth_call', params: [{ to: inspector, data }, 'latest'] })) as Hex;
    const reason = decodeFunctionResult({ abi: ledgerInspectorAbi as Abi, functionName: 'check', data: answer });
    return CHECK_REASONS[Number(reason)] ?? 'Ok';
  } finally {
    await provider.request({ method: 'evm_revert', params: [snapshot] });
  }
}

/** What the contract should say, from the golden answers. */
function expectedOf(item: Case, { credit, anchor }: Credential): CheckReason {
  // The golden ledger answers for every issuer and batch alike; the contract knows that there is only one of each.
  if (credit.issuer !== ISSUER) return 'UnknownIssuer';
  if (anchor !== null && anchor.batch > 0n) return 'BatchUnknown';
  return MEANINGS.find(([, question, answer]) => item.checks[question] === answer)?.[0] ?? 'Ok';
}

const asked = cases.flatMap((item) => {
  const credential = item.asking === 'ledger' && Object.hasOwn(STATES, item.ledger ?? '') ? readCredential(item) : null;
  const isHere = credential?.place.chainId === trust.chainId && credential.place.ledger === trust.ledger;
  return credential !== null && credential.anchor !== null && isHere ? [{ name: item.name, item, credential }] : [];
});

describe('the contracts on the golden files', () => {
  it('hold the batch that the files were made with', async () => {
    const data = encodeFunctionData({ abi: creditLedgerAbi, functionName: 'peek', args: [ISSUER, 0n, 0n] });
    const answer = (await provider.request({ method: 'eth_call', params: [{ to: trust.ledger, data }, 'latest'] })) as Hex;
    const [leaf] = decodeFunctionResult({ abi: creditLedgerAbi, functionName: 'peek', data: answer });
    expect(leaf).toBe(ledgers['sound']?.batchLeaf);
  });

  it('are asked about at least 60 files, with every answer that they can give', () => {
    expect(asked.length).toBeGreaterThanOrEqual(60);
    const reasons = new Set(asked.map(({ item, credential }) => expectedOf(item, credential)));
    expect([...reasons].sort()).toEqual(CHECK_REASONS.filter((reason) => reason !== 'LogPathInvalid').toSorted());
  });

  it.each(asked)('answer about $name as the verifier does', async ({ item, credential }) => {
    expect(await checkOnChain(item, credential)).toBe(expectedOf(item, credential));
  });
});
