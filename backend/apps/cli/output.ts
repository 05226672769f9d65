import { DomainError } from '../../kernel/errors.ts';

export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export interface OutputOptions {
  readonly json: boolean;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** False when NO_COLOR is set. */
  readonly colour: boolean;
}

export type Cell = string | number | bigint | null;
type Tone = 'good' | 'bad' | 'dim' | 'bold';

const CODES: Readonly<Record<Tone, string>> = { good: '32', bad: '31', dim: '2', bold: '1' };

/** Where a command speaks: data on standard output, progress and faults on standard error. */
export interface Output {
  readonly json: boolean;
  /** The answer of the command; `text` is what a person sees instead of JSON. */
  answer(value: unknown, text: () => string): void;
  progress(text: string): void;
  paint(tone: Tone, text: string): string;
  fault(error: unknown): void;
}

export function createOutput(options: OutputOptions): Output {
  const painted = options.colour && options.stdout.isTTY === true;
  const paint = (tone: Tone, text: string) => (painted ? `\u001b[${CODES[tone]}m${text}\u001b[0m` : text);
  return {
    json: options.json,
    paint,
    answer(value, text) {
      options.stdout.write(options.json ? `${JSON.stringify(value, jsonValue, 2)}\n` : `${text()}\n`);
    },
    progress(text) {
      options.stderr.write(`${text}\n`);
    },
    fault(error) {
      if (options.json) options.stderr.write(`${JSON.stringify(faultOf(error))}\n`);
      else options.stderr.write(faultText(error));
    },
  };
}

function jsonValue(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function faultOf(error: unknown) {
  if (error instanceof DomainError) return { code: error.code, detail: error.message, errors: error.faults };
  return { code: 'internal', detail: error instanceof Error ? error.message : String(error), errors: [] };
}

function faultText(error: unknown): string {
  const { code, detail, errors } = faultOf(error);
  const lines = errors.map((fault) => `  ${fault.pointer}: ${fault.detail}`);
  return `${[`credence: ${detail} (${code})`, ...lines].join('\n')}\n`;
}

/** Columns that a character takes on a terminal: East Asian wide characters take two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
  return width;
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}

/** A table for people: numbers to the right, two spaces between columns, no border. */
export function renderTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return '(none)';
  const texts = rows.map((row) => row.map((cell) => (cell === null ? '-' : String(cell))));
  const widths = head.map((title, at) => Math.max(displayWidth(title), ...texts.map((row) => displayWidth(row[at] ?? ''))));
  const numeric = head.map((_, at) => rows.every((row) => typeof row[at] === 'number' || typeof row[at] === 'bigint'));
  const line = (cells: readonly string[]) =>
    cells
      .map((text, at) => pad(text, widths[at] ?? 0, numeric[at] === true))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...texts.map(line)].join('\n');
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return right ? space + text : text + space;
}

/** Name and value pairs, one a line. */
export function renderRecord(record: Readonly<Record<string, Cell>>): string {
  const width = Math.max(...Object.keys(record).map(displayWidth));
  return Object.entries(record)
    .map(([name, value]) => `${pad(name, width, false)}  ${value ?? '-'}`)
    .join('\n');
}
