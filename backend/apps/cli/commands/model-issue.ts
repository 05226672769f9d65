import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { discloseFields } from '../../../attestation/domain/build-credential.ts';
import { credentialFile } from '../../../attestation/domain/credential.ts';
import { type FieldName, SLOTS } from '../../../attestation/domain/field-tree.ts';
import { type Anchoring, issueFile, type IssueFileResult } from '../../../attestation/file-batch/issue-file.ts';
import { forgetSubject } from '../../../attestation/file-batch/forget-subject.ts';
import { IssuingTerms } from '../../../attestation/file-batch/schemas.ts';
import { takeCredential } from '../../../attestation/file-batch/take-credential.ts';
import { BatchRow } from '../../../attestation/schemas.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { CommandContext } from '../context.ts';
import { renderRecord } from '../output.ts';
import type { Register } from '../program.ts';
import { writeOutput } from '../write-output.ts';
import { names, readCard, tellProgress, within } from './model-options.ts';
import { stageTable } from './model-tables.ts';

/** Memory of the engine; what the command takes altogether stays below 2 GB. */
const ENGINE_MEGABYTES = 600;
const POLL_MS = 500;

/** Makes a credential for each row of a file and anchors them in one transaction. */
export function addIssue(model: Command, register: Register): void {
  const issue = model
    .command('issue')
    .description(
      'make a credential for each row of a file and anchor all in one transaction; a run that was interrupted goes on when it is started again',
    )
    .argument('<file>', 'Parquet file that model score has written, or, with --card, a file to score first')
    .requiredOption('--subject <column>', 'column that tells the subjects apart')
    .requiredOption('--out <folder>', 'folder of the credentials; it holds their secrets')
    .option('--card <file>', 'card that must have made the scores, or that makes them now')
    .option('--valid-days <days>', 'days until the credentials expire', within(1, 3650, true), 90)
    .option('--part-rows <n>', 'rows that an interrupted run loses at most', within(1, 1_000_000, true), 250_000)
    .option('--allow-unused', 'also where the scorecard is not in use as champion or challenger; everybody who reads the chain sees it')
    .option('--no-wait', 'order the anchoring and do not wait for it; the same command notes it later');
  register(issue, async (context) => {
    const {
      subject,
      out,
      card,
      validDays,
      partRows,
      allowUnused = false,
      wait,
    } = issue.opts<{
      subject: string;
      out: string;
      card?: string;
      validDays: number;
      partRows: number;
      allowUnused?: boolean;
      wait: boolean;
    }>();
    const order = {
      input: issue.args[0] ?? '',
      folder: out,
      subject,
      document: card === undefined ? null : await readCard(card, context),
      validDays,
      partRows,
      memoryMegabytes: ENGINE_MEGABYTES,
      allowUnused,
    };
    const result = await issueFile(order, anchoringOf(context, wait), tellProgress(context));
    context.output.answer(result, () => issuedText(result));
  });
}

function issuedText(result: IssueFileResult): string {
  const { anchor } = result;
  const head = {
    credentials: result.rows,
    'made before': result.resumedRows,
    root: result.root,
    scorecard: result.model,
    batch: result.batchId,
    'number in the log': anchor?.batch ?? 'not anchored yet; run the command again to note it',
    transaction: anchor?.transaction ?? null,
  };
  return `${renderRecord(head)}\n\n${stageTable(result.stages)}`;
}

/** The API is opened when it is needed: a run that is anchored already needs none. */
function anchoringOf(context: CommandContext, wait: boolean): Anchoring {
  let opened: ReturnType<CommandContext['api']> | null = null;
  const api = () => (opened ??= context.api());
  return {
    terms: async ({ validDays, model }) => (await api()).get(IssuingTerms, '/v1/issuing-terms', { validDays: String(validDays), model }),
    order: async (order) => {
      const { id } = await (await api()).post(BatchRow, '/v1/file-batches', order);
      context.output.progress(`anchor: batch ${id} is ordered`);
    },
    follow: async (batchId) => (wait ? followBatch(context, batchId, api) : null),
  };
}

async function followBatch({ output }: CommandContext, batchId: string, api: () => ReturnType<CommandContext['api']>): Promise<BatchRow> {
  let told = '';
  for (;;) {
    const row = await (await api()).get(BatchRow, `/v1/batches/${batchId}`);
    if (row.state === 'final' && row.batch !== null) return row;
    if (row.isRefused)
      throw new DomainError(
        'anchoring_refused',
        'conflict',
        `The ledger refused to anchor batch ${batchId}; credence ledger transactions tells why. Run the command again once it is cured.`,
      );
    if (row.state !== told) output.progress(`anchor: batch ${batchId} is ${row.state}`);
    told = row.state;
    await sleep(POLL_MS);
  }
}

function fieldNames(text: string): FieldName[] {
  return names(text).map((name) => {
    const slot = SLOTS.find((candidate) => candidate.name === name);
    if (slot === undefined) throw new InvalidArgumentError(`${name} is no field; there are ${SLOTS.map((each) => each.name).join(', ')}.`);
    return slot.name;
  });
}

/** Gives one credential out of a folder of them. */
export function addTake(model: Command, register: Register): void {
  const take = model
    .command('take')
    .description('take the credential of one subject out of a folder that model issue has filled; needs no server')
    .argument('<folder>', 'folder of the credentials')
    .requiredOption('--subject <id>', 'whose credential')
    .requiredOption('--out <file>', 'where the credential file goes')
    .option('--fields <names>', 'comma-separated fields to show; the others leave only their hash behind', fieldNames)
    .option('--anchor-proof <file>', 'also a saved anchor proof, for verification without the chain; this asks the server');
  register(take, async (context) => {
    const { subject, out, fields, anchorProof } = take.opts<{
      subject: string;
      out: string;
      fields?: FieldName[];
      anchorProof?: string;
    }>();
    const { credential, batchId, position, index, name } = await takeCredential(take.args[0] ?? '', subject);
    const shown = fields === undefined ? credential : discloseFields(credential, new Set(fields));
    await writeOutput(out, `${JSON.stringify(credentialFile(shown), null, 2)}\n`);
    if (anchorProof !== undefined) {
      const path = `/v1/batches/${batchId}/anchor-proof`;
      const proof = await (await context.api()).get(z.record(z.string(), z.unknown()), path, { position: String(position) });
      await writeOutput(anchorProof, `${JSON.stringify(proof, null, 2)}\n`);
    }
    const answer = { id: name, batchId, position, index: String(index), out };
    context.output.answer(answer, () =>
      renderRecord({ written: out, id: name, batch: batchId, position, 'revocation index': String(index) }),
    );
  });
}

/** Takes one subject out of a folder of credentials for good. */
export function addForget(model: Command, register: Register): void {
  const forget = model
    .command('forget')
    .description('erase one subject from a folder of credentials: what was said of it, and the key that its credential was made with')
    .argument('<folder>', 'folder of the credentials')
    .requiredOption('--subject <id>', 'who is to be forgotten');
  register(forget, async ({ output }) => {
    const folder = forget.args[0] ?? '';
    await forgetSubject(folder, forget.opts<{ subject: string }>().subject);
    output.answer({ folder, forgotten: 1 }, () => 'forgotten; the files of customers and scores are yours to erase');
  });
}
