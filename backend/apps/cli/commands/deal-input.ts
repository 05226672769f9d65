import { DomainError } from '../../../kernel/errors.ts';
import { readReport } from '../../../securitization/domain/read-report.ts';
import { runPeriods } from '../../../securitization/domain/run-periods.ts';
import { initialState, type PeriodReport, type PeriodResult, type WaterfallState } from '../../../securitization/domain/waterfall-state.ts';
import type { CompiledDeal } from '../../../securitization/compile-deal.ts';
import { parseReports } from '../../../securitization/parse-reports.ts';
import { DEAL_TEMPLATES } from '../../../securitization/templates.ts';
import type { CommandContext } from '../context.ts';
import { readInput } from '../read-input.ts';

const MAX_DEAL_BYTES = 1024 * 1024;
const MAX_REPORT_BYTES = 8 * 1024 * 1024;

/**
 * The deal file at `path`, of standard input for `-`, or of a template for `template:NAME`.
 * @throws {@link DomainError} `json_malformed`, `deal_template_unknown` and what reading a file throws
 */
export async function readDealFile(path: string, context: CommandContext): Promise<unknown> {
  return path.startsWith('template:') ? templateOf(path.slice('template:'.length)) : readJsonFile(path, context);
}

/** JSON of a file, of standard input for `-`. @throws {@link DomainError} `json_malformed` and what reading a file throws */
export async function readJsonFile(path: string, { stdin }: CommandContext): Promise<unknown> {
  const text = new TextDecoder().decode(await readInput(path, stdin, MAX_DEAL_BYTES)).replace(/^\ufeff/, '');
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : 'unknown';
    throw new DomainError('json_malformed', 'invalid', `${path} is not JSON: ${detail}.`, { cause });
  }
}

export function templateOf(name: string): unknown {
  if (Object.hasOwn(DEAL_TEMPLATES, name)) return DEAL_TEMPLATES[name];
  const known = Object.keys(DEAL_TEMPLATES).join(', ');
  throw new DomainError('deal_template_unknown', 'not_found', `There is no deal template ${name}; there are ${known}.`);
}

/** A period as it was run: where it began, what was reported, what came of it. */
export interface RunPeriod {
  readonly before: WaterfallState;
  readonly report: PeriodReport;
  readonly result: PeriodResult;
}

/** Runs the deal through the file of reports, from its closing. */
export async function runReports({ image, file }: CompiledDeal, path: string, { stdin }: CommandContext): Promise<RunPeriod[]> {
  const placed = parseReports(await readInput(path, stdin, MAX_REPORT_BYTES));
  const begun: { readonly before: WaterfallState; readonly report: PeriodReport }[] = [];
  const results = runPeriods(image, initialState(image), (before) => {
    const next = placed[begun.length];
    if (next === undefined) return null;
    const report = readReport(next.texts, before, file.token.decimals, next.pointer);
    begun.push({ before, report });
    return report;
  });
  if (placed.length > results.length) {
    throw new DomainError(
      'deal_report_invalid',
      'unprocessable',
      `There are ${placed.length} reports, and the deal has ${image.periods} periods.`,
    );
  }
  return results.flatMap((result, at) => {
    const start = begun[at];
    return start === undefined ? [] : [{ ...start, result }];
  });
}
