import type { Hash32 } from '../../backend/kernel/hex.ts';
import { keccakHex } from '../../backend/kernel/keccak.ts';
import { FOREVER, type InProcessLedger, openInProcessLedger } from '../system/support/in-process-ledger.ts';
import type { Bench } from './bench.ts';

const ANCHORS = 1_024;
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

interface Measured {
  readonly deployGas: number;
  readonly codeSize: number;
  readonly keeping: IssuerGas;
  readonly plain: IssuerGas;
}

const hashOf = (text: string): Hash32 => keccakHex(Buffer.from(text));

async function measureIssuer(chain: InProcessLedger, issuer: number, storesBatchLeaf: boolean): Promise<IssuerGas> {
  const [admin, ...others] = chain.accounts;
  const key = others[issuer];
  if (admin === undefined || key === undefined) throw new Error('The chain has too few accounts.');
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

async function measure(): Promise<Measured> {
  const chain = await openInProcessLedger();
  try {
    const keeping = await measureIssuer(chain, 1, true);
    const { deployGas, codeSize } = chain;
    return { deployGas, codeSize, keeping, plain: await measureIssuer(chain, 2, false) };
  } finally {
    await chain.close();
  }
}

let measured: Promise<Measured> | undefined;

/** All rows come from one chain. */
function gas(name: string, target: number | undefined, pick: (found: Measured) => number): Bench {
  return {
    room: 'ledger',
    name,
    unit: 'gas',
    better: 'lower',
    ...(target === undefined ? {} : { target }),
    run: async () => {
      measured ??= measure();
      return { value: pick(await measured) };
    },
  };
}

const mean = (values: readonly number[]) => Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

export const benches: Bench[] = [
  gas('anchor a batch, batch leaf stored: mean of 1,024', 66_000, ({ keeping }) => mean(keeping.anchors)),
  gas('anchor a batch, batch leaf stored: highest of 1,024', 66_000, ({ keeping }) => Math.max(...keeping.anchors)),
  gas('anchor a batch, batch leaf stored: lowest of 1,024', undefined, ({ keeping }) => Math.min(...keeping.anchors)),
  gas('anchor a batch, range only: median of 1,024', 42_000, ({ plain }) => median(plain.anchors)),
  gas('anchor a batch, range only: mean of 1,024', undefined, ({ plain }) => mean(plain.anchors)),
  gas('anchor a batch, range only: highest of 1,024', undefined, ({ plain }) => Math.max(...plain.anchors)),
  gas('revoke one credential in a new word', 48_000, ({ keeping }) => keeping.revokeNewWord),
  gas('revoke one credential in a used word', 31_000, ({ keeping }) => keeping.revokeUsedWord),
  gas('revoke the first credential beyond the known ones', undefined, ({ keeping }) => keeping.revokeFarther),
  gas('revoke 40 whole words, per credential', undefined, ({ keeping }) => keeping.revokeWholeWords / (WHOLE_WORDS * 256)),
  gas('register an issuer that stores batch leaves', undefined, ({ keeping }) => keeping.register),
  gas('register an issuer that does not', undefined, ({ plain }) => plain.register),
  gas('deploy the ledger', undefined, ({ deployGas }) => deployGas),
  { ...gas('code of the ledger', CONTRACT_SIZE_MAX, ({ codeSize }) => codeSize), unit: 'bytes' },
];
