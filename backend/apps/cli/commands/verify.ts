import { type Command, InvalidArgumentError } from 'commander';
import type { Check, CheckStatus } from '../../../attestation/domain/check-list.ts';
import { verifierOf } from '../../../attestation/domain/presentation.ts';
import { parseTerms } from '../../../attestation/domain/relying-terms.ts';
import { checkWords } from '../../../attestation/domain/sentences.ts';
import { VerificationView } from '../../../attestation/schemas.ts';
import { type Verification, verifyCredential, type VerifyOptions } from '../../../attestation/verify.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { type Address, address, hash32 } from '../../../kernel/hex.ts';
import type { CommandContext } from '../context.ts';
import type { Output } from '../output.ts';
import type { Register } from '../program.ts';
import { readInput } from '../read-input.ts';
import { readTrustedLedger, type TrustedLedger, trustPathOf } from '../../trusted-ledger.ts';

/** The verifier itself refuses more than 64 KiB; reading stops well before a file can fill the memory. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

interface Options {
  readonly offline?: boolean;
  readonly anchor?: string;
  readonly trust?: string;
  readonly ledger?: string;
  readonly chainId?: string;
  readonly issuerKey: readonly string[];
  readonly maxAge?: number;
  readonly cosigner: readonly string[];
  readonly cosigners: number;
  readonly audience?: string;
  readonly challenge?: string;
  readonly purpose?: string;
  readonly profile?: string;
  readonly state?: string;
}

function collect(value: string, all: string[]): string[] {
  return [...all, value];
}

export function addVerifyCommand(program: Command, register: Register): void {
  const verify = program
    .command('verify')
    .description('check a credential or a presentation: every question answered separately, and one verdict')
    .argument('<file>', 'the file (JSON, CBOR, or the text of a QR code or link), or - for standard input')
    .option('--offline', 'ask no chain; needs --anchor for what only the chain knows')
    .option('--anchor <file>', 'saved anchor proof (credential anchor-proof)')
    .option('--trust <file>', 'trust file with chainId, ledger and keys; that of this installation by default')
    .option('--chain-id <id>', 'chain to rely on, instead of the trust file')
    .option('--ledger <address>', 'ledger contract to rely on, instead of the trust file')
    .option('--issuer-key <address>', 'key of an issuer to rely on offline; may be repeated', collect, [] as string[])
    .option('--max-age <seconds>', 'oldest saved anchor proof to rely on', wholeNumber)
    .option(
      '--cosigner <key>',
      'verifier key of a cosigner that must have signed the log of a saved proof; may be repeated',
      collect,
      [] as string[],
    )
    .option('--cosigners <count>', 'how many of the cosigners are enough', wholeNumber, 1)
    .option('--audience <verifier>', 'who checks: a name, or the address of a contract; a presentation must be for it')
    .option('--challenge <hash>', 'challenge that was given out to the holder')
    .option('--purpose <text>', 'purpose that was asked for')
    .option('--profile <file>', 'terms that a credential must meet (relying-party profile)')
    .option('--state <file>', 'state proof, which tells whether the credential is the newest of its subject');
  register(verify, async (context, command) => {
    const options = command.opts<Options>();
    const path = verify.args[0] ?? '';
    const input = await readInput(path, context.stdin, MAX_FILE_BYTES);
    const { url } = command.optsWithGlobals<{ url?: string }>();
    if (url !== undefined && !options.offline) return verifyRemotely(context, input, options);
    const verification = await verifyCredential(input, await verifyOptions(context, options));
    context.exitCode = verification.verdict === 'valid' ? 0 : 1;
    const { words, checks } = verification;
    context.output.answer(viewOf(verification), () => render(context, words, checks));
  });
}

async function verifyRemotely(context: CommandContext, input: Uint8Array, options: Options): Promise<void> {
  const api = await context.api();
  const { audience: verifier, challenge, purpose } = options;
  const isBinary = ((input[0] ?? 0) & 0xc0) === 0x80;
  const query = { verifier, challenge, purpose, newest: 'true' };
  const view = await api.upload(VerificationView, '/v1/verifications', query, input, isBinary ? 'application/cbor' : 'text/plain');
  context.exitCode = view.verdict === 'valid' ? 0 : 1;
  context.output.answer(view, () => render(context, view.words, view.checks));
}

async function verifyOptions(context: CommandContext, options: Options): Promise<VerifyOptions> {
  const now = Math.floor(Date.now() / 1000);
  const trust = await findTrust(context, options);
  const wishes = await wishesOf(context, options);
  if (options.offline === true) {
    const proof = options.anchor === undefined ? {} : { savedProof: await readInput(options.anchor, context.stdin, MAX_FILE_BYTES) };
    return { now, ...(trust === null ? {} : { trust }), ...proof, ...wishes };
  }
  if (trust === null) {
    throw new DomainError(
      'ledger_not_named',
      'invalid',
      'Nothing says which ledger to rely on; give --trust, or --chain-id and --ledger, or run credence here once.',
    );
  }
  const [{ createChainClient }, { createLedgerReader }] = await Promise.all([
    import('../../../platform/chain/chain-client.ts'),
    import('../../../attestation/ledger-client.ts'),
  ]);
  const chain = createLedgerReader({ chain: createChainClient({ rpcUrl: context.config().chainRpcUrl }), place: trust });
  return { now, trust, chain, ...wishes };
}

/** Who asks, for what, and what is acceptable. */
async function wishesOf({ stdin }: CommandContext, options: Options) {
  const { audience, challenge, purpose, profile, state, maxAge, cosigner, cosigners } = options;
  const who = {
    ...(challenge === undefined ? {} : { challenge: hash32(challenge) }),
    ...(purpose === undefined ? {} : { purpose }),
  };
  return {
    ...(audience === undefined ? {} : { audience: { verifier: verifierOf(audience), ...who } }),
    ...(profile === undefined ? {} : { profile: parseTerms(await readInput(profile, stdin, MAX_FILE_BYTES)) }),
    ...(state === undefined ? {} : { freshness: await readInput(state, stdin, MAX_FILE_BYTES) }),
    ...(maxAge === undefined ? {} : { maxProofAgeSeconds: maxAge }),
    ...(cosigner.length === 0 ? {} : { cosigners: { keys: cosigner, threshold: cosigners } }),
  };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It is a whole number.');
  return Number(text);
}

async function findTrust(context: CommandContext, options: Options): Promise<TrustedLedger | null> {
  const keys = options.issuerKey.map((text): Address => address(text));
  if (options.chainId !== undefined && options.ledger !== undefined) {
    return { chainId: Number(options.chainId), ledger: address(options.ledger), keys };
  }
  const path = options.trust ?? trustPathOf(context.config().home);
  const trust = await readTrustedLedger(path);
  if (trust === null && options.trust !== undefined)
    throw new DomainError('file_unreadable', 'invalid', `${path} cannot be read; check the path and its permissions.`);
  return trust === null ? null : { ...trust, keys: [...trust.keys, ...keys] };
}

const MARKS: Readonly<Record<CheckStatus, string>> = { pass: 'pass', fail: 'FAIL', unknown: '?', skipped: '-' };

function render({ output, lang }: CommandContext, words: { readonly en: string; readonly zh: string }, checks: readonly Check[]): string {
  const lines = checks.map((check) => `  ${tone(output, check)}  ${check.id.padEnd(26)} ${checkWords(check)[lang]}`);
  return [output.paint('bold', words[lang]), ...lines].join('\n');
}

function tone(output: Output, { status }: Check): string {
  const mark = MARKS[status].padEnd(4);
  if (status === 'pass') return output.paint('good', mark);
  return status === 'fail' ? output.paint('bad', mark) : output.paint('dim', mark);
}

function viewOf({ verdict, words, checks, asOf, claims, digest }: Verification) {
  return { verdict, words, checks, asOf: { block: asOf?.number ?? null, time: asOf?.time ?? null }, claims, digest };
}
