import type { Command } from 'commander';
import { z } from 'zod';
import { DomainError } from '../../../kernel/errors.ts';
import { ExplanationView, ReasonLibrary } from '../../../scoring/schemas.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { readInput } from '../read-input.ts';

type Explanation = z.infer<typeof ExplanationView>;

const MOST_BYTES = 32 * 1024 * 1024;

/** An object of a JSON file. @throws {DomainError} `file_unreadable`, `file_too_large`, `settings_file_invalid` */
export async function readObject(path: string): Promise<Record<string, unknown>> {
  const found = z.record(z.string(), z.unknown()).safeParse(parse(await readText(path), path));
  if (found.success) return found.data;
  throw new DomainError('settings_file_invalid', 'invalid', `${path} holds no JSON object.`);
}

/** @throws {DomainError} `file_unreadable`, `file_too_large` */
export async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await readInput(path, process.stdin, MOST_BYTES));
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DomainError('settings_file_invalid', 'invalid', `${path} is not JSON.`, { cause });
  }
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(1)}`;
}

function changesText({ nearest }: Explanation): string {
  if (nearest === null) return '';
  const held =
    nearest.heldSegment === null ? '' : `\nThe customer stays in segment ${nearest.heldSegment}: no change that would leave it is offered.`;
  if (nearest.changes === null) return `\n\nNo change reaches the cut-off: ${nearest.reachable} points are the most.${held}`;
  const rows = nearest.changes.map((change) => [change.characteristic, change.from, change.to, `+${change.pointsGained}`, change.cost]);
  return `\n\n${renderTable(['change', 'from', 'to', 'points', 'cost'], rows)}\nscore after: ${nearest.scoreAfter}${held}`;
}

/** Commands that say why a score is what it is. */
export function addReasonCommands(scorecard: Command, register: Register): void {
  const explain = scorecard
    .command('explain')
    .description('score the attributes of a JSON file and say why: reasons, steps from the mean score, nearest change to a cut-off')
    .argument('<hash>')
    .requiredOption('--attributes <file>', 'JSON object of attributes; null is a missing value')
    .option('--yardstick <name>', 'points lost against the best or the mean attribute', 'best')
    .option('--cut-off <score>', 'score to reach')
    .option('--change <names>', 'comma-separated characteristics that the customer can change', '');
  register(explain, async ({ api, output }) => {
    const options = explain.opts<{ attributes: string; yardstick: string; cutOff?: string; change: string }>();
    const names = options.change.split(',').filter((name) => name !== '');
    const view = await (await api()).post(ExplanationView, `/v1/scorecards/${encodeURIComponent(explain.args[0] ?? '')}/explanations`, {
      attributes: await readObject(options.attributes),
      yardstick: options.yardstick,
      cutOff: options.cutOff === undefined ? null : Number(options.cutOff),
      actionable: names.map((characteristic) => ({ characteristic })),
    });
    const reasons = view.reasons.map(({ reason, wording, pointsLost }) => [
      wording.code ?? reason,
      wording.en,
      wording.zh,
      signed(-pointsLost),
    ]);
    const steps = view.waterfall.steps.map((step) => [step.characteristic, step.points, signed(step.to - step.from)]);
    const segment = view.segment === null ? {} : { segment: view.segment };
    const head = renderRecord({ score: view.score, grade: view.grade, ...segment, 'mean score': view.waterfall.start.toFixed(1) });
    output.answer(
      view,
      () =>
        `${head}\n\n${renderTable(['code', 'reason', 'in Chinese', 'points'], reasons)}\n\n${renderTable(['characteristic', 'points', 'against the mean'], steps)}${changesText(view)}`,
    );
  });
  const reasons = scorecard.command('reasons').description('library of reasons that a customer can be given, in both languages');
  register(reasons, async ({ api, output }) => {
    const { data } = await (await api()).get(ReasonLibrary, '/v1/reason-codes');
    const rows = data.map(({ code, en, zh }) => [code, en, zh]);
    output.answer(data, () => renderTable(['code', 'English', 'Chinese'], rows));
  });
}
