import type { Command } from 'commander';
import { DomainError } from '../../../kernel/errors.ts';
import { toHex } from '../../../kernel/hex.ts';
import { checkDeal, type CompiledDeal, compileDeal } from '../../../securitization/compile-deal.ts';
import { percentText } from '../../../securitization/domain/deal/decimal-text.ts';
import { labelsOfFile } from '../../../securitization/domain/explain/deal-labels.ts';
import { explainPeriod } from '../../../securitization/domain/explain/explain-period.ts';
import { amountText } from '../../../securitization/domain/explain/step-words.ts';
import { dateText } from '../../../securitization/domain/plain-date.ts';
import { DEAL_TEMPLATES } from '../../../securitization/templates.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { writeOutput } from '../write-output.ts';
import { readDealFile, runReports, templateOf } from './deal-input.ts';
import { runTable } from './deal-tables.ts';

const FILE = 'deal file, - for standard input, or template:NAME';

/** Verbs on deal files that need neither chain nor server; the command is given back for others to add theirs. */
export function addDealCommands(program: Command, register: Register): Command {
  const deal = program.command('deal').description('deal files: compile, validate, run and explain, without a server; reports of periods');
  addTemplate(deal, register);
  addCompile(deal, register);
  addValidate(deal, register);
  addRun(deal, register);
  addExplain(deal, register);
  return deal;
}

function addTemplate(deal: Command, register: Register): void {
  const template = deal.command('template').description('print a deal file to begin from; the names of all without one').argument('[name]');
  register(template, async ({ output }) => {
    const name = template.args[0];
    if (name === undefined) output.answer(Object.keys(DEAL_TEMPLATES), () => Object.keys(DEAL_TEMPLATES).join('\n'));
    else output.answer(templateOf(name), () => JSON.stringify(templateOf(name), null, 2));
  });
}

function addCompile(deal: Command, register: Register): void {
  const compile = deal
    .command('compile')
    .description('compile a deal file to the image that the contract runs')
    .argument('<file>', FILE)
    .option('--out <file>', 'write the bytes of the image');
  register(compile, async (context) => {
    const compiled = compileDeal(await readDealFile(compile.args[0] ?? '', context));
    const { out } = compile.opts<{ out?: string }>();
    if (out !== undefined) await writeOutput(out, compiled.bytes);
    const { hash, fileHash, bytes } = compiled;
    context.output.answer({ hash, fileHash, bytes: bytes.length, image: toHex(bytes) }, () =>
      [renderRecord(summaryOf(compiled)), '', classTable(compiled, context.lang), ...(out === undefined ? ['', toHex(bytes)] : [])].join(
        '\n',
      ),
    );
  });
}

function summaryOf({ file, image, bytes, hash, fileHash }: CompiledDeal) {
  return {
    name: file.name,
    pool: amountText(image.originalPool, file.token),
    periods: `${image.periods}, from ${dateText(image.dates[0] ?? 0)} to ${dateText(image.dates[image.periods] ?? 0)}`,
    steps: image.steps.length,
    'image (bytes)': bytes.length,
    'image hash': hash,
    'file hash': fileHash,
  };
}

function classTable({ file, image }: CompiledDeal, language: 'en' | 'zh'): string {
  const labels = labelsOfFile(file);
  const rows = image.classes.map((terms, at) => {
    const coupon = terms.isResidual ? 'residual' : `${terms.isFloating ? 'index + ' : ''}${percentText(terms.rate)}`;
    return [file.classes[at]?.id ?? '', labels.classes[at]?.[language] ?? '', amountText(terms.original, labels), coupon];
  });
  return renderTable(['class', 'name', 'size', 'coupon'], rows);
}

function addValidate(deal: Command, register: Register): void {
  const validate = deal.command('validate').description('name every fault of a deal file with its place').argument('<file>', FILE);
  register(validate, async (context) => {
    const { compiled, faults } = checkDeal(await readDealFile(validate.args[0] ?? '', context));
    context.exitCode = faults.length === 0 ? 0 : 1;
    context.output.answer({ valid: faults.length === 0, hash: compiled?.hash ?? null, faults }, () => {
      if (compiled !== null) return `${compiled.file.name}: no fault; image ${compiled.hash}`;
      return renderTable(
        ['place', 'fault', 'reason'],
        faults.map(({ pointer, code, detail, zh }) => [pointer === '' ? '/' : pointer, code, context.lang === 'zh' ? zh : detail]),
      );
    });
  });
}

function addRun(deal: Command, register: Register): void {
  const run = deal
    .command('run')
    .description('run a deal through reports of its periods')
    .argument('<file>', FILE)
    .requiredOption('--reports <file>', 'JSON list or CSV of reports in major units, one for each period');
  register(run, async (context) => {
    const compiled = compileDeal(await readDealFile(run.args[0] ?? '', context));
    const periods = await runReports(compiled, run.opts<{ reports: string }>().reports, context);
    const answer = { hash: compiled.hash, periods: periods.map(({ report, result }) => ({ report, ...result })) };
    context.output.answer(answer, () => runTable(compiled, periods));
  });
}

function addExplain(deal: Command, register: Register): void {
  const explain = deal
    .command('explain')
    .description('say of every step of a period what it moved and why')
    .argument('<file>', FILE)
    .requiredOption('--reports <file>', 'JSON list or CSV of reports, at least up to the period')
    .option('--period <n>', 'number of the period; the last one that is reported without');
  register(explain, async (context) => {
    const compiled = compileDeal(await readDealFile(explain.args[0] ?? '', context));
    const { reports, period } = explain.opts<{ reports: string; period?: string }>();
    const periods = await runReports(compiled, reports, context);
    const wanted = period === undefined ? periods.length : Number(period);
    const found = periods[wanted - 1];
    if (found === undefined) {
      throw new DomainError(
        'deal_period_missing',
        'not_found',
        `The reports have periods 1 to ${periods.length}, not ${period ?? wanted}.`,
      );
    }
    const labels = labelsOfFile(compiled.file);
    const { steps, triggers, result } = explainPeriod(compiled.image, found.before, found.report, labels);
    context.output.answer({ period: wanted, steps, triggers, next: result.next }, () => {
      const day = dateText(compiled.image.dates[wanted] ?? 0);
      const heading = context.lang === 'zh' ? `第 ${wanted} 期，支付日 ${day}` : `Period ${wanted}, paid on ${day}`;
      const lines = [...steps, ...triggers].map(({ title, words }, at) => {
        const number = at < steps.length ? String(at + 1).padStart(3) : '  -';
        return `${number}  ${context.output.paint('bold', title[context.lang])}\n     ${words[context.lang]}`;
      });
      return [heading, ...lines].join('\n');
    });
  });
}
