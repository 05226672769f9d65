import type { CellValue } from './columns.ts';
import type { ColumnSpec } from './import-schema.ts';

export type CellReading =
  | { readonly ok: true; readonly value: CellValue }
  | { readonly ok: false; readonly code: string; readonly detail: string };

const fault = (code: string, detail: string): CellReading => ({ ok: false, code, detail });
const quoted = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);

/** The value of one cell, or what is wrong with it. White space around a value is no part of it. */
export function readCell(text: string, column: ColumnSpec): CellReading {
  const trimmed = text.trim();
  if (trimmed === '') {
    return column.nullable ? { ok: true, value: null } : fault('cell_empty', `${column.name} is empty`);
  }
  const { rule } = column;
  switch (rule.kind) {
    case 'text':
      return trimmed.length <= rule.maxLength
        ? { ok: true, value: trimmed }
        : fault('cell_too_long', `${column.name} has ${trimmed.length} characters, at most ${rule.maxLength} are allowed`);
    case 'category':
      return rule.levels.includes(trimmed)
        ? { ok: true, value: trimmed }
        : fault('cell_unknown_level', `${column.name} is ${quoted(trimmed)}, expected one of ${rule.levels.join(', ')}`);
    case 'integer':
      return /^[+-]?\d{1,15}$/.test(trimmed)
        ? readInRange(Number(trimmed), rule, column.name)
        : fault('cell_not_integer', `${column.name} is ${quoted(trimmed)}, expected a whole number`);
    case 'date':
      return isDay(trimmed)
        ? readDay(trimmed, rule.min, column.name)
        : fault('cell_not_date', `${column.name} is ${quoted(trimmed)}, expected a day such as 2026-11-23`);
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(trimmed)
        ? readInRange(Number(trimmed), rule, column.name)
        : fault('cell_not_number', `${column.name} is ${quoted(trimmed)}, expected a number`);
  }
}

/** Whether the calendar has such a day; what is no day at all has no time, and 30 February has another text. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function readDay(day: string, min: string, name: string): CellReading {
  return day >= min ? { ok: true, value: day } : fault('cell_out_of_range', `${name} is ${day}, expected ${min} or later`);
}

function readInRange(value: number, range: { readonly min: number; readonly max: number }, name: string): CellReading {
  return value >= range.min && value <= range.max
    ? { ok: true, value }
    : fault('cell_out_of_range', `${name} is ${value}, expected ${range.min} to ${range.max}`);
}
