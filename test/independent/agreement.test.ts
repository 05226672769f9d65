import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { base45, base64url, readCbor } from './cbor.ts';
import { creditDigest, type Input, readInput } from './files.ts';
import { bytesOf } from './hashes.ts';
import { ask, type Profile, type Situation, verdictOf } from './questions.ts';
import { answerOfProof, type Cosigners, type Facts, readStateProof } from './saved-proofs.ts';
import { Fault, parseJson, refuse, scanJson } from './strict-reader.ts';

interface Case {
  readonly name: string;
  readonly text: string;
  readonly bytes?: string;
  readonly asking: 'ledger' | 'proof' | 'nothing';
  readonly ledger?: string;
  readonly proof?: unknown;
  readonly now: number;
  readonly options?: {
    readonly signature?: string;
    readonly stateProof?: unknown;
    readonly maxProofAgeSeconds?: number;
    readonly cosigners?: Cosigners;
    readonly audience?: Situation['audience'];
    readonly profile?: Profile;
    readonly keys?: readonly string[];
  };
  readonly verdict: string;
  readonly checks: Readonly<Record<string, string>>;
  readonly digest: string | null;
}

interface Ledgers {
  readonly trust: { readonly chainId: number; readonly ledger: string; readonly keys: readonly string[] };
  readonly contracts: readonly { readonly address: string; readonly digest: string; readonly signature: string }[];
  readonly ledgers: Readonly<Record<string, LedgerState>>;
}

interface LedgerState {
  readonly asOf: { readonly time: string };
  readonly statuses: readonly { readonly since: string; readonly status: string }[] | null;
  readonly keys: readonly { readonly address: string; readonly from: string; readonly until: string; readonly roles: number }[];
  readonly batchLeaf: string | null;
  readonly anchored: { readonly transaction: string; readonly block: string } | null;
  readonly deadBits: string;
  readonly supersededBits: string;
  readonly heldBits: string;
  readonly batchState: string;
  readonly newest: { readonly batch: string; readonly leaf: string; readonly stateRoot: string } | null;
}

const FOLDER = new URL('../vectors/credentials/', import.meta.url);
const cases = JSON.parse(readFileSync(new URL('cases.json', FOLDER), 'utf8')) as readonly Case[];
const { trust, contracts, ledgers } = JSON.parse(readFileSync(new URL('ledgers.json', FOLDER), 'utf8')) as Ledgers;

function read({ text, bytes }: Case): Input {
  if (bytes === undefined) return readText(text);
  const raw = bytesOf(bytes);
  const first = raw[0] ?? 0;
  if (first >= 0x80 && first <= 0xbf) return readCbor(raw);
  if (raw.length > 65_536) refuse('too_large');
  try {
    return readText(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch (error) {
    return error instanceof TypeError ? refuse('not_text') : refuse(error instanceof Fault ? error.reason : 'not_text');
  }
}

function readText(text: string): Input {
  const trimmed = text.trim();
  if (trimmed.startsWith('CREDENCE1:')) return readCbor(base45(trimmed.slice('CREDENCE1:'.length)));
  if (trimmed.startsWith('credence1.')) return readCbor(base64url(trimmed.slice('credence1.'.length)));
  if (text.length > 65_536) refuse('too_large');
  scanJson(text);
  return readInput(parseJson(text));
}

function factsOf(state: LedgerState): Facts {
  const { newest, anchored } = state;
  return {
    asOf: BigInt(state.asOf.time),
    statuses: state.statuses?.map(({ since, status }) => ({ since: BigInt(since), status })) ?? null,
    keys: state.keys.map((key) => ({ ...key, from: BigInt(key.from), until: BigInt(key.until) })),
    batchLeaf: state.batchLeaf,
    anchored: anchored === null ? null : { ...anchored, block: BigInt(anchored.block) },
    deadBits: BigInt(state.deadBits),
    supersededBits: BigInt(state.supersededBits),
    heldBits: BigInt(state.heldBits),
    batchState: state.batchState,
    newest: newest === null ? null : { ...newest, batch: BigInt(newest.batch) },
    isLogOnly: false,
  };
}

function situationOf(item: Case, input: Input): Situation {
  const options = item.options ?? {};
  const now = BigInt(item.now);
  const given = options.stateProof === undefined ? null : (readStateProof(options.stateProof) ?? ('malformed' as const));
  const base = {
    trusted: trust,
    now,
    stateProof: given,
    isSignatureOptional: options.signature === 'when-unanchored',
    audience: options.audience ?? null,
    profile: options.profile ?? null,
    ask: () => null,
  };
  if (item.asking === 'ledger') {
    const state = ledgers[item.ledger ?? ''];
    if (state === undefined) throw new Error(`No ledger ${item.ledger}.`);
    const askContract = (address: string, digest: string, signature: string) =>
      contracts.some((each) => each.address === address && each.digest === digest && each.signature === signature);
    return { ...base, facts: factsOf(state), ask: askContract };
  }
  if (item.asking === 'nothing') return { ...base, facts: { problem: 'ledger_not_asked' } };
  const answer = answerOfProof(item.proof, input.credential, {
    trustedKeys: options.keys ?? trust.keys,
    cosigners: options.cosigners ?? null,
    maxAgeSeconds: options.maxProofAgeSeconds ?? null,
    now,
  });
  if ('problem' in answer) return { ...base, facts: answer };
  return { ...base, facts: answer.facts, stateProof: given ?? answer.stateProof };
}

function judge(item: Case): Pick<Case, 'verdict' | 'checks' | 'digest'> {
  try {
    const input = read(item);
    const checks = ask(input, situationOf(item, input));
    return { verdict: verdictOf(checks), checks, digest: creditDigest(input.credential) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const names = Object.keys(item.checks);
    const checks = Object.fromEntries(names.map((name) => [name, name === 'wellFormed' ? `fail ${error.reason}` : 'skipped malformed']));
    return { verdict: 'malformed', checks, digest: null };
  }
}

describe('an implementation of its own, from the written rules alone', () => {
  it('has at least 60 files to agree on, good and bad', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(new Set(cases.map((item) => item.verdict)).size).toBeGreaterThanOrEqual(12);
  });

  it.each(cases)('agrees on $name', (item) => {
    const { verdict, checks, digest } = judge(item);
    expect({ verdict, checks, digest }).toEqual({ verdict: item.verdict, checks: item.checks, digest: item.digest });
  });
});
