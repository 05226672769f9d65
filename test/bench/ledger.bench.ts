import { hashLeaves, rootOfPath } from '../../backend/attestation/domain/merkle-tree.ts';
import { type Credit, creditDigest, domainSeparator } from '../../backend/attestation/domain/typed-data.ts';
import { fromHex, type Hash32, hash32, toHex, ZERO_HASH } from '../../backend/kernel/hex.ts';
import { keccakHex } from '../../backend/kernel/keccak.ts';
import { anchorDigest, deviceKey, type OrderKey, walletKey } from '../system/support/anchor-order.ts';
import { FOREVER, type InProcessLedger, openInProcessLedger } from '../system/support/in-process-ledger.ts';
import type { Bench } from './bench.ts';
import { gasRows } from './gas-rows.ts';

const ANCHORS = 1_024;
const RELAYED = 200;
const LEAVES = 10_000n;
const WHOLE_WORDS = 40;
const ALL_BITS = 2n ** 256n - 1n;
const CONTRACT_SIZE_MAX = 18_000;

interface IssuerGas {
  readonly register: number;
  readonly anchors: readonly number[];
  /** First revocation beyond what the key reached before: it reads how far the log goes. */
  readonly revokeFarther: number;
  readonly revokeNewWord: number;
  readonly revokeUsedWord: number;
  readonly revokeWholeWords: number;
}

/** What came after the plain ledger; the issuer stores its batch leaves. */
interface MoreGas {
  readonly check: number;
  readonly supersede: number;
  readonly supersedeBatch: number;
  readonly revokeBatch: number;
  readonly suspend: number;
  readonly release: number;
  readonly freeze: number;
}

interface Measured {
  readonly deployGas: number;
  readonly codeSize: number;
  readonly keeping: IssuerGas;
  readonly plain: IssuerGas;
  readonly more: MoreGas;
  /** Of an issuer that does not store its batch leaves, by key. */
  readonly relayed: { readonly wallet: readonly number[]; readonly device: readonly number[] };
}

const hashOf = (text: string): Hash32 => keccakHex(Buffer.from(text));

function account(chain: InProcessLedger, at: number) {
  const found = chain.accounts[at];
  if (found === undefined) throw new Error('The chain has too few accounts.');
  return found;
}

async function measureIssuer(chain: InProcessLedger, issuer: number, storesBatchLeaf: boolean): Promise<IssuerGas> {
  const [admin, key] = [account(chain, 0), account(chain, issuer)];
  const register = await chain.act(admin, 'registerIssuer', [admin, 'Bank of the North', storesBatchLeaf, 0]);
  await chain.act(admin, 'addKey', [issuer, key, 0, FOREVER, 7]);
  const anchors: number[] = [];
  for (let batch = 0; batch < ANCHORS; batch++) {
    const root = hashOf(`root ${batch}`);
    const { gasUsed } = await chain.act(key, 'anchor', [root, LEAVES, hashOf('model'), hashOf(`state ${batch}`), BigInt(batch)]);
    anchors.push(gasUsed);
  }
  const revoke = async (index: bigint) => (await chain.act(key, 'revoke', [index, 2])).gasUsed;
  const words = Array.from({ length: WHOLE_WORDS }, (_, at) => BigInt(100 + at));
  return {
    register: register.gasUsed,
    anchors,
    revokeFarther: await revoke(2_000_000n),
    revokeNewWord: await revoke(1_234_567n),
    revokeUsedWord: await revoke(1_234_568n),
    revokeWholeWords: (await chain.act(key, 'revokeWords', [words, words.map(() => ALL_BITS), 2])).gasUsed,
  };
}

async function measureMore(chain: InProcessLedger, issuer: number): Promise<MoreGas> {
  const key = account(chain, issuer);
  const check = await measureCheck(chain, issuer);
  const { size, leaves } = await logOf(chain, issuer);
  const first = leaves - LEAVES;
  const words = Array.from({ length: Number((leaves - 1n) / 256n - first / 256n) + 1 }, (_, at) => first / 256n + BigInt(at));
  const bits = words.map((word) => bitsBetween(word, first, leaves));
  const next = (batch: bigint) => [hashOf(`new ${batch}`), LEAVES, hashOf('model'), ZERO_HASH, batch] as const;
  const supersede = await chain.act(key, 'anchorAndSupersede', [...next(size), { words, bits, batches: [] }]);
  const whole = await chain.act(key, 'anchorAndSupersede', [...next(size + 1n), { words: [], bits: [], batches: [size] }]);
  const revokeBatch = await chain.act(key, 'revokeBatch', [7n, 2]);
  await chain.act(key, 'suspendWords', [[5n], [1n], 2]);
  const suspend = await chain.act(key, 'suspendWords', [[6n], [1n], 2]);
  const release = await chain.act(key, 'releaseWords', [[5n], [1n], 2]);
  const freeze = await chain.act(account(chain, 0), 'freezeFrom', [issuer, size - 100n]);
  return {
    check,
    supersede: supersede.gasUsed,
    supersedeBatch: whole.gasUsed,
    revokeBatch: revokeBatch.gasUsed,
    suspend: suspend.gasUsed,
    release: release.gasUsed,
    freeze: freeze.gasUsed,
  };
}

/** The bits of `word` whose indexes are from `first` until before `end`. */
function bitsBetween(word: bigint, first: bigint, end: bigint): bigint {
  const from = first > word * 256n ? first - word * 256n : 0n;
  const until = end - word * 256n < 256n ? end - word * 256n : 256n;
  return ((1n << until) - 1n) ^ ((1n << from) - 1n);
}

async function logOf(chain: InProcessLedger, issuer: number) {
  const [size, leaves] = await chain.view('checkpoint', [issuer]);
  return { size, leaves };
}

/** A check of one credential in a batch of 10,000. */
async function measureCheck(chain: InProcessLedger, issuer: number): Promise<number> {
  const { size, leaves } = await logOf(chain, issuer);
  const now = await chain.time();
  const credit: Credit = {
    issuer,
    credentialRoot: hashOf('fields'),
    subjectTag: hashOf('tag'),
    model: hashOf('model'),
    issuedAt: now,
    expiry: now + 100_000_000n,
    seq: 0n,
    holder: ZERO_HASH,
  };
  const leaf = hashLeaves(fromHex(creditDigest(domainSeparator({ chainId: chain.chainId, ledger: chain.ledger }), credit)));
  const path = Array.from({ length: 14 }, (_, height) => hashOf(`sibling ${height}`));
  const root = rootOfPath(leaf, 0n, LEAVES, path.map(fromHex));
  if (root === null) throw new Error('The path has another length.');
  const batch = { root: hash32(toHex(root)), leaves: LEAVES, model: hashOf('model'), stateRoot: ZERO_HASH };
  await chain.act(account(chain, issuer), 'anchor', [batch.root, LEAVES, batch.model, batch.stateRoot, size]);
  const anchored = { ...batch, issuer, number: size, firstLeaf: leaves, time: await chain.time() };
  return chain.inspectGas('check', [{ credit, batch: anchored, position: 0n, path, logPath: [] }]);
}

async function measureRelayed(chain: InProcessLedger, issuer: number, key: OrderKey): Promise<number[]> {
  const [admin, relayer] = [account(chain, 0), account(chain, 9)];
  await chain.act(admin, 'registerIssuer', [admin, 'Bank of the East', false, 0]);
  await chain.act(admin, 'addKey', [issuer, key.address, 0, FOREVER, 7]);
  const gas: number[] = [];
  for (let batch = 0; batch < RELAYED; batch++) {
    const [model, stateRoot, expectedBatch] = [hashOf('model'), hashOf(`state ${batch}`), BigInt(batch)];
    const deadline = (await chain.time()) + 3_600n;
    const order = {
      issuer,
      root: hashOf(`root ${batch}`),
      leaves: LEAVES,
      model,
      stateRoot,
      expectedBatch,
      nonce: expectedBatch,
      deadline,
    };
    const signature = key.sign(anchorDigest(chain.chainId, chain.ledger, order));
    gas.push((await chain.act(relayer, 'anchorBySig', [order, key.address, signature])).gasUsed);
  }
  // The first one opens a word of nonces.
  return gas.slice(1);
}

async function measure(): Promise<Measured> {
  const chain = await openInProcessLedger();
  try {
    const keeping = await measureIssuer(chain, 1, true);
    const plain = await measureIssuer(chain, 2, false);
    const wallet = await measureRelayed(chain, 3, walletKey(new Uint8Array(32).fill(7)));
    const device = await measureRelayed(chain, 4, deviceKey(new Uint8Array(32).fill(8)));
    const { deployGas, codeSize } = chain;
    return { deployGas, codeSize, keeping, plain, relayed: { wallet, device }, more: await measureMore(chain, 1) };
  } finally {
    await chain.close();
  }
}

const gas = gasRows('ledger', measure);

const mean = (values: readonly number[]) => Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

export const benches: Bench[] = [
  gas('anchor a batch, batch leaf stored: mean of 1,024', 66_000, ({ keeping }) => mean(keeping.anchors)),
  gas('anchor a batch, batch leaf stored: highest of 1,024', 66_000, ({ keeping }) => Math.max(...keeping.anchors)),
  gas('anchor a batch, batch leaf stored: lowest of 1,024', undefined, ({ keeping }) => Math.min(...keeping.anchors)),
  gas('anchor a batch, range only: median of 1,024', 42_000, ({ plain }) => median(plain.anchors)),
  gas('anchor a batch, range only: mean of 1,024', undefined, ({ plain }) => mean(plain.anchors)),
  gas('anchor a batch, range only: highest of 1,024', undefined, ({ plain }) => Math.max(...plain.anchors)),
  gas('relay a signed batch, range only: median of 199', 52_000, ({ relayed }) => median(relayed.wallet)),
  gas('relay a signed batch, range only: mean of 199', undefined, ({ relayed }) => mean(relayed.wallet)),
  gas('relay a batch signed with P-256, range only: median of 199', undefined, ({ relayed }) => median(relayed.device)),
  gas('revoke one credential in a new word', 48_000, ({ keeping }) => keeping.revokeNewWord),
  gas('revoke one credential in a used word', 31_000, ({ keeping }) => keeping.revokeUsedWord),
  gas('revoke the first credential beyond the known ones', undefined, ({ keeping }) => keeping.revokeFarther),
  gas('revoke 40 whole words, per credential', 105, ({ keeping }) => keeping.revokeWholeWords / (WHOLE_WORDS * 256)),
  gas('anchor a batch and supersede 10,000 credentials', undefined, ({ more }) => more.supersede),
  gas('anchor a batch and supersede a whole batch', undefined, ({ more }) => more.supersedeBatch),
  gas('revoke a whole batch', undefined, ({ more }) => more.revokeBatch),
  gas('suspend credentials of a new word', undefined, ({ more }) => more.suspend),
  gas('release all suspended credentials of a word', undefined, ({ more }) => more.release),
  gas('freeze the newest 100 batches, the first time', undefined, ({ more }) => more.freeze),
  gas('check a credential of 10,000, batch leaf stored', undefined, ({ more }) => more.check),
  gas('register an issuer that stores batch leaves', undefined, ({ keeping }) => keeping.register),
  gas('register an issuer that does not', undefined, ({ plain }) => plain.register),
  gas('deploy the ledger', undefined, ({ deployGas }) => deployGas),
  gas('code of the ledger', CONTRACT_SIZE_MAX, ({ codeSize }) => codeSize, 'bytes'),
];
