import type { Command } from 'commander';
import { address, type Address } from '../../../kernel/hex.ts';
import { checkSignedFile, type SignedFileFinding } from '../../../reliance/check-signed-file.ts';
import { BULK_LIMIT, ReceiptFile, ReceiptPage } from '../../../reliance/schemas.ts';
import { readTrustedLedger, trustPathOf } from '../../trusted-ledger.ts';
import type { CommandContext } from '../context.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { readInput } from '../read-input.ts';
import { writeOutput } from '../write-output.ts';
import { forOrganization } from './reliance-options.ts';

const MAX_FILE_BYTES = 256 * 1024;
const PATH = '/v1/verification-receipts';

export function addReceiptCommands(program: Command, register: Register): void {
  const receipt = program.command('receipt').description('signed proofs of what was checked');
  addMake(receipt, register);
  addVerify(receipt, register);
  const list = forOrganization(receipt.command('list').description('receipts, newest first')).option('--limit <n>', '1 to 100', '20');
  register(list, async ({ api, output }) => {
    const page = await (await api()).get(ReceiptPage, PATH, list.opts<{ limit: string }>());
    const rows = page.data.map((row) => [row.createdAt, row.verdict, row.block, row.digest, row.id]);
    output.answer(page, () => renderTable(['made', 'verdict', 'block', 'credential', 'id'], rows));
  });
}

function addMake(receipt: Command, register: Register): void {
  const make = forOrganization(receipt.command('make').description('verify a credential and keep a signed receipt'))
    .argument('<file>', 'a credential or presentation file, or - for standard input')
    .option('--no-profile', 'accept whatever is valid, whatever the profile says')
    .option('--out <file>', 'where to write the receipt')
    .option('--pdf <file>', 'where to write the page to print, in the language of --lang');
  register(make, async (context) => {
    const { out, pdf, profile } = make.opts<{ out?: string; pdf?: string; profile: boolean }>();
    const bytes = await readInput(make.args[0] ?? '', context.stdin, MAX_FILE_BYTES);
    const api = await context.api();
    const isJson = new TextDecoder().decode(bytes).trimStart().startsWith('{');
    const query = { profile: profile ? 'own' : 'none' };
    const file = await api.upload(ReceiptFile, PATH, query, bytes, isJson ? 'application/json' : 'text/plain');
    const { id, verdict, words, block } = file.body;
    // The stored bytes, not those that this program has parsed and would write anew.
    if (out !== undefined) await writeOutput(out, await api.download(`${PATH}/${id}`));
    if (pdf !== undefined) await writeOutput(pdf, await api.download(`${PATH}/${id}/pdf`, { lang: context.lang }));
    context.exitCode = verdict === 'valid' ? 0 : 1;
    context.output.answer(file, () =>
      renderRecord({ id, verdict: words[context.lang], block: block?.number ?? null, hash: file.hash, signer: file.signer }),
    );
  });
}

function addVerify(receipt: Command, register: Register): void {
  const verify = receipt
    .command('verify')
    .description('check a receipt or a signed bulk result, without a network')
    .argument('<file>', 'JSON, or the CSV of a bulk result; - for standard input')
    .option(
      '--key <address>',
      'key to rely on; may be repeated; else the keys that this installation trusts',
      (value: string, all: string[]) => [...all, value],
      [] as string[],
    );
  register(verify, async (context) => {
    const bytes = await readInput(verify.args[0] ?? '', context.stdin, BULK_LIMIT.bytes);
    const keys = await trustedKeys(context, verify.opts<{ key: string[] }>().key);
    const found = checkSignedFile(new TextDecoder().decode(bytes), keys);
    context.exitCode = found.finding === 'ok' ? 0 : 1;
    context.output.answer(found, () => text(context, found));
  });
}

async function trustedKeys(context: CommandContext, given: readonly string[]): Promise<readonly Address[]> {
  if (given.length > 0) return given.map(address);
  return (await readTrustedLedger(trustPathOf(context.config().home)))?.keys ?? [];
}

const FINDINGS: Readonly<Record<SignedFileFinding['finding'], { readonly en: string; readonly zh: string }>> = {
  ok: { en: 'Genuine: it is what a trusted key signed.', zh: '真实：内容由可信密钥签名。' },
  hash_differs: { en: 'Altered: the content does not give the signed hash.', zh: '已被改动：内容与签名的哈希不符。' },
  rows_differ: { en: 'Altered: the rows are not those that were signed.', zh: '已被改动：行内容与签名不符。' },
  signature_invalid: { en: 'The signature is not by the key that the file names.', zh: '签名与文件所述密钥不符。' },
  signer_not_trusted: {
    en: 'It is signed, but not by a key that is trusted here; name it with --key.',
    zh: '已签名，但签名密钥不在信任名单中，可用 --key 指定。',
  },
};

function text({ output, lang }: CommandContext, { finding, statement, hash, signer }: SignedFileFinding): string {
  const at = (name: string) => {
    const value = statement[name];
    return typeof value === 'string' || typeof value === 'number' ? value : null;
  };
  const block = statement['block'];
  const number = typeof block === 'object' && block !== null && 'number' in block ? String(block.number) : null;
  return [
    output.paint(finding === 'ok' ? 'good' : 'bad', FINDINGS[finding][lang]),
    renderRecord({ id: at('id'), verdict: at('verdict'), made: at('madeAt') ?? at('judgedAt'), block: number, hash, signer }),
  ].join('\n');
}
