import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import {
  type Audience,
  contractVerifierId,
  digestOfPresentation,
  type Presentation,
  presentationFile,
  verifierId,
} from '../../../attestation/domain/presentation.ts';
import { encodeCbor, linkPayload, qrText } from '../../../attestation/file-forms.ts';
import { buildOwn, type Choice } from '../../../holder/domain/build-own.ts';
import { parseHolderFile } from '../../../holder/domain/holder-file.ts';
import { Scope, ShownField } from '../../../holder/schemas.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { address, hash32 } from '../../../kernel/hex.ts';
import type { CommandContext } from '../context.ts';
import { type KeyOptions, openOwnKey, withOwnKey } from '../own-key.ts';
import type { Register } from '../program.ts';
import { readInput } from '../read-input.ts';

const MAX_FILE_BYTES = 1024 * 1024;
const FORMS = ['json', 'cbor', 'qr', 'link'] as const;

interface Options extends KeyOptions {
  readonly field: readonly string[];
  readonly atLeast?: string;
  readonly pdAtMost?: string;
  readonly verifier: string;
  readonly verifierContract?: string;
  readonly challenge: string;
  readonly purpose: string;
  readonly until: string;
  readonly form: (typeof FORMS)[number];
  readonly out?: string;
}

/** Makes a presentation without any server: only the holder's file and the holder's key take part. */
export function addPresentCommand(program: Command, register: Register): void {
  const present = program
    .command('present')
    .description('show a part of a credential to one verifier, signed with the own key; asks no server')
    .argument('<file>', "the holder's file of a credential (console: my credentials), or - for standard input")
    .option('--field <name>', 'field to show; may be repeated', (value: string, all: string[]) => [...all, value], [] as string[])
    .option('--at-least <points>', 'prove that the score is at least this much, in steps of 5, without showing it')
    .option('--pd-at-most <bps>', 'prove that the probability of default is at most this much, in steps of 25 basis points')
    .requiredOption('--verifier <name>', 'who is to see it')
    .option('--verifier-contract <address>', 'contract of the verifier that the presentation is bound to')
    .requiredOption('--challenge <hex>', 'the 32 bytes that the verifier gave')
    .requiredOption('--purpose <text>', 'what it is for')
    .requiredOption('--until <time>', 'last moment at which it is good, such as 2026-12-31T00:00:00Z')
    .addOption(new Option('--form <form>', 'what to write').choices(FORMS).default('json'))
    .option('--out <file>', 'file to write; standard output without; CBOR is written as hex there');
  withOwnKey(present, 'the key that the credential is bound to');
  register(present, async (context) => {
    const options = present.opts<Options>();
    const held = parseHolderFile(await readInput(present.args[0] ?? '', context.stdin, MAX_FILE_BYTES));
    const signer = await openOwnKey(context, options);
    if (signer.address !== held.holder.key) {
      const params = { key: signer.address, holder: held.holder.key };
      throw new DomainError('holder_key_differs', 'unprocessable', `The credential is bound to ${held.holder.key}, not to this key.`, {
        params,
      });
    }
    const unsigned = buildOwn(held, choiceOf(options), audienceOf(options));
    const value = await signer.signDigest(digestOfPresentation(unsigned));
    await write(context, { ...unsigned, signature: { kind: 'ecdsa', value } }, options);
  });
}

function choiceOf({ field, atLeast, pdAtMost }: Options): Choice {
  const claims = [
    ...(atLeast === undefined ? [] : [{ kind: 'scoreAtLeast', threshold: atLeast }]),
    ...(pdAtMost === undefined ? [] : [{ kind: 'pdAtMost', threshold: pdAtMost }]),
  ];
  const parsed = Scope.safeParse({ fields: field, claims });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => ({ pointer: `/${issue.path.join('/')}`, code: issue.code, detail: issue.message }));
  throw new DomainError(
    'choice_invalid',
    'invalid',
    `Choose among the fields ${ShownField.options.join(', ')}, and thresholds on their grid.`,
    {
      faults,
    },
  );
}

function audienceOf({ verifier, verifierContract, challenge, purpose, until }: Options): Audience {
  const at = Date.parse(until);
  if (Number.isNaN(at)) throw new DomainError('time_malformed', 'invalid', `${until} is no moment such as 2026-12-31T00:00:00Z.`);
  return {
    verifierName: verifier,
    verifier: verifierContract === undefined ? verifierId(verifier) : contractVerifierId(address(verifierContract)),
    challenge: hash32(challenge),
    purpose,
    until: BigInt(Math.floor(at / 1000)),
  };
}

async function write({ output }: CommandContext, presentation: Presentation, { form, out }: Options): Promise<void> {
  const cbor = encodeCbor(presentation);
  const file = presentationFile(presentation);
  const json = JSON.stringify(file, null, 2);
  const texts = { json, qr: qrText(presentation), link: linkPayload(presentation), cbor: Buffer.from(cbor).toString('hex') };
  if (out !== undefined) {
    await writeFile(out, form === 'cbor' ? cbor : `${texts[form]}\n`, { mode: 0o600 });
    output.answer({ written: out, form, cborBytes: cbor.length }, () => `${out}: ${form}, ${cbor.length} bytes as CBOR`);
    return;
  }
  output.answer(form === 'json' ? file : { form, text: texts[form], cborBytes: cbor.length }, () => texts[form]);
}
