import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { DomainError } from '../../../kernel/errors.ts';
import { DEFAULT_LIMITS } from '../../../scoring/domain/segments/segment-limits.ts';
import { SegmentSplit } from '../../../scoring/segments/schemas.ts';
import { within } from './model-options.ts';

export interface SegmentOptions {
  readonly segment: readonly SegmentSplit[];
  readonly segments?: string;
  readonly findSegments?: boolean;
  readonly segmentMinRows: number;
  readonly segmentMinBads: number;
}

type SegmentSplit = z.infer<typeof SegmentSplit>;

/** `age<25`, `purpose in A40,A41`; with `or missing` behind it a missing value is counted in. */
function splitOf(text: string, before: readonly SegmentSplit[]): SegmentSplit[] {
  const isMissing = /\s+or\s+missing\s*$/.test(text);
  const condition = text.replace(/\s+or\s+missing\s*$/, '');
  const [, number = '', cut = ''] = /^\s*(.+?)\s*<\s*(\S+)\s*$/.exec(condition) ?? [];
  const [, category = '', levels = ''] = /^\s*(.+?)\s+in\s+(.+?)\s*$/.exec(condition) ?? [];
  const missing = isMissing ? 'left' : 'right';
  const rest = { missing, within: null } as const;
  if (number !== '' && Number.isFinite(Number(cut))) return [...before, { attribute: number, cut: Number(cut), ...rest }];
  const named = levels.split(',').map((level) => level.trim());
  if (category !== '' && !named.includes('')) return [...before, { attribute: category, levels: named, ...rest }];
  throw new InvalidArgumentError('Expected a condition such as age<25, purpose in A40,A41 or "age<25 or missing".');
}

/** Options that ask for a card for each segment. */
export function addSegments(command: Command): Command {
  return command
    .option(
      '--segment <condition>',
      'a card of its own where the condition holds, such as "age<25" or "purpose in A40,A41"; again for what is left',
      splitOf,
      [],
    )
    .option('--segments <file>', 'JSON list of splits, each of attribute, cut or levels, missing, within')
    .option('--find-segments', 'search for segments, and use them only when they rank unseen rows better than one card')
    .option('--segment-min-rows <n>', 'least rows of a segment', within(20, 1e9, true), DEFAULT_LIMITS.minRows)
    .option('--segment-min-bads <n>', 'least bads, and least goods, of a segment', within(10, 1e9, true), DEFAULT_LIMITS.minBads);
}

/** The splits that the options give, `find`, or null for one card. @throws {@link DomainError} `settings_file_invalid`, `segments_invalid` */
export async function splitsOf({ segment, segments, findSegments }: SegmentOptions): Promise<readonly SegmentSplit[] | 'find' | null> {
  const ways = [segment.length > 0, segments !== undefined, findSegments === true].filter(Boolean).length;
  if (ways > 1)
    throw new DomainError('segments_invalid', 'unprocessable', 'Give --segment, --segments or --find-segments, only one of them.');
  if (findSegments === true) return 'find';
  if (segments !== undefined) return readSplits(segments);
  return segment.length > 0 ? segment : null;
}

async function readSplits(path: string): Promise<readonly SegmentSplit[]> {
  const text = await readFile(path, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DomainError('settings_file_invalid', 'invalid', `${path} is not JSON.`, { cause });
  }
  const found = z.array(SegmentSplit).safeParse(value);
  if (found.success) return found.data;
  const faults = found.error.issues.map((issue) => ({ pointer: `/${issue.path.join('/')}`, code: issue.code, detail: issue.message }));
  throw new DomainError('settings_file_invalid', 'invalid', `${path} holds no list of splits.`, { faults });
}
